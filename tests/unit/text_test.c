/* Numbers as they stand in files. */
#include "base/text.h"
#include "support/check.h"

static void reads(const char *text, char decimal, double want)
{
    double value = 0.0;
    assert_true(text_number(text_of(text), decimal, &value));
    check_close(value, want, 0.0);
}

static void refuses(const char *text)
{
    double value = 0.0;
    assert_false(text_number(text_of(text), '.', &value));
}

static void reads_plain_and_accounting_numbers(void **state)
{
    (void)state;
    reads("0", '.', 0.0);
    reads("-12", '.', -12.0);
    reads("(100)", '.', -100.0);
    reads("3,75", ',', 3.75);
    reads(".5", '.', 0.5);
    reads("1e3", '.', 1000.0);
    reads("0.1234567890123456789", '.', 0.1234567890123456789);
    reads("00000000000000000000017", '.', 17.0);
}

static void refuses_what_is_not_a_quantity(void **state)
{
    (void)state;
    const char *bad[] = {"",    "-",     "nan", "inf", "1e308", "0x10", "1 2",
                         "1,5", "1.2.3", "--1", "()",  "1e",    "1e+",  "."};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        refuses(bad[i]);
    }
}

static void knows_utf8(void **state)
{
    (void)state;
    assert_true(text_is_utf8(text_of("Caf\xc3\xa9, \xe2\x82\xac 5 \xf0\x9f\x8e\x84")));
    assert_false(text_is_utf8(text_of("Caf\xe9")));
    assert_false(text_is_utf8(text_of("\xc0\xaf")));
    assert_false(text_is_utf8((struct text){"a\0b", 3}));
}

static void what_is_appended_is_cut_where_there_is_no_room(void **state)
{
    (void)state;
    char text[8] = "ab";
    text_append(text, sizeof text, "%d", 34);
    assert_string_equal(text, "ab34");
    text_append(text, sizeof text, "-%s", "long");
    assert_string_equal(text, "ab34-lo");
    text_append(text, sizeof text, "more");
    assert_string_equal(text, "ab34-lo");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_appended_is_cut_where_there_is_no_room),
        cmocka_unit_test(reads_plain_and_accounting_numbers),
        cmocka_unit_test(refuses_what_is_not_a_quantity),
        cmocka_unit_test(knows_utf8),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
