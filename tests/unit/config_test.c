/* Settings: defaults, the file, --set, and what is refused with which sentence. */
#include "support/check.h"

#include "app/config.h"
#include "app/nearest.h"
#include "base/missing.h"
#include "panel/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fixture {
    struct arena arena;
    struct config config;
    struct fault fault;
    char path[32];
};

static int start(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    arena_init(&fixture->arena, 0);
    assert_int_equal(config_init(&fixture->config, &fixture->arena, &fixture->fault), STATUS_OK);
    strcpy(fixture->path, "/tmp/restock-config-XXXXXX");
    int descriptor = mkstemp(fixture->path);
    assert_true(descriptor >= 0);
    close(descriptor);
    *state = fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->path);
    arena_free(&fixture->arena);
    free(fixture);
    return 0;
}

static enum status read_bytes(struct fixture *fixture, const char *bytes, size_t length)
{
    FILE *file = fopen(fixture->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
    return config_file(&fixture->config, fixture->path, &fixture->fault);
}

static enum status read_ini(struct fixture *fixture, const char *text)
{
    return read_bytes(fixture, text, strlen(text));
}

static void says(const struct fixture *fixture, const char *part)
{
    if (strstr(fixture->fault.message, part) == NULL) {
        print_error("\"%s\" does not say \"%s\"\n", fixture->fault.message, part);
        fail();
    }
}

static void every_default_is_a_value_of_its_own_setting(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < setting_count; i++) {
        char text[256];
        setting_format(&settings[i], &fixture->config, text, sizeof text);
        assert_string_equal(text, settings[i].preset);
    }
}

static void the_file_sets_what_it_names(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(read_ini(fixture, "; a comment\n[plan]\nbucket = week ; of course\n"
                                       "service_level=0.98\nas_of = 2011-10-31\n\n[forecast]\n"
                                       "quantiles = 0.1, 0.5, 0.9\nnonnegative = no\n"
                                       "[run]\nthreads = 3\n"),
                     STATUS_OK);
    assert_int_equal(fixture->config.bucket, BUCKET_WEEK);
    check_close(fixture->config.service_level, 0.98, 0.0);
    assert_int_equal(fixture->config.as_of, day_of(2011, 10, 31));
    assert_int_equal(fixture->config.quantiles.count, 3);
    check_close(fixture->config.quantiles.value[2], 0.9, 0.0);
    assert_false(fixture->config.nonnegative);
    assert_int_equal(fixture->config.threads, 3);
}

static void a_byte_order_mark_and_windows_lines_are_fine(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(read_ini(fixture, "\xEF\xBB\xBF[plan]\r\nmoq = 12\r\n"), STATUS_OK);
    check_close(fixture->config.moq, 12.0, 0.0);
}

/* inih would read the second line as more of the first one's value. */
static void an_indented_line_is_a_line_like_any_other(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(read_ini(fixture, "[plan]\nmoq = 12\n    pack_size = 6\n"), STATUS_OK);
    check_close(fixture->config.moq, 12.0, 0.0);
    check_close(fixture->config.pack_size, 6.0, 0.0);
}

static void a_wrong_value_is_told_with_file_line_and_range(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(read_ini(fixture, "[plan]\n\nservice_level = 1.5\n"), STATUS_USAGE);
    says(fixture, fixture->path);
    says(fixture, ":3: plan.service_level is \"1.5\"");
    says(fixture, "expected a number from 0.5 to 0.9999");
}

static void an_unknown_setting_is_told_with_the_nearest(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(read_ini(fixture, "[plan]\nservise_level = 0.9\n"), STATUS_USAGE);
    says(fixture, ":2: there is no setting \"plan.servise_level\"");
    says(fixture, "plan.service_level");
    assert_int_equal(config_set(&fixture->config, "replenish.lead_time_days=3", &fixture->fault),
                     STATUS_USAGE);
    says(fixture, "plan.lead_time_days");
}

static void a_setting_given_twice_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(read_ini(fixture, "[plan]\nmoq = 12\n\nmoq = 13\n"), STATUS_USAGE);
    says(fixture, ":4: plan.moq is set a second time; line 2");
}

/* inih would cut it in two and take the rest for a setting. */
static void a_line_over_190_bytes_is_refused(void **state)
{
    struct fixture *fixture = *state;
    char text[256] = "[plan]\nmoq = ";
    memset(text + strlen(text), ' ', 185);
    strcat(text, "1\n");
    assert_int_equal(read_ini(fixture, text), STATUS_USAGE);
    says(fixture, ":2: the line is longer than 190 bytes");
}

static void a_line_of_just_190_bytes_is_read(void **state)
{
    struct fixture *fixture = *state;
    char text[256] = "[plan]\nmoq = ";
    memset(text + strlen(text), ' ', 183);
    strcat(text, "1\n");
    assert_int_equal(strlen(text), 7 + 190 + 1);
    assert_int_equal(read_ini(fixture, text), STATUS_OK);
    check_close(fixture->config.moq, 1.0, 0.0);
}

static void rubbish_is_refused_with_its_line(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(read_ini(fixture, "[plan]\nmoq = 1\nthis is nothing\n"), STATUS_USAGE);
    says(fixture, ":3: this line is no setting");
    assert_int_equal(read_bytes(fixture, "[plan]\nmoq\0 = 1\n", 16), STATUS_USAGE);
    says(fixture, ":2: a zero byte");
}

static void a_file_that_is_not_there_is_told(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(config_file(&fixture->config, "/nowhere/restock.ini", &fixture->fault),
                     STATUS_USAGE);
    says(fixture, "/nowhere/restock.ini: the configuration file cannot be opened");
}

static void headers_of_the_house_are_mapped(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(read_ini(fixture, "[columns]\nsales.sku = Product_Code\n"
                                       "stock.on_hand = Qty On Hand\n"),
                     STATUS_OK);
    assert_int_equal(fixture->config.column_count, 2);
    const struct column_map *map = fixture->config.columns;
    assert_true(text_equal(map[0].file, text_of("sales")));
    assert_true(text_equal(map[0].column, text_of("sku")));
    assert_true(text_equal(map[0].header, text_of("Product_Code")));
    assert_true(text_equal(map[1].header, text_of("Qty On Hand")));
    assert_int_equal(config_set(&fixture->config, "columns.sale.sku=A", &fixture->fault),
                     STATUS_USAGE);
    says(fixture, "the nearest is \"sales\"");
    assert_int_equal(config_set(&fixture->config, "columns.items.unitcost=A", &fixture->fault),
                     STATUS_USAGE);
    says(fixture, "the nearest is \"unit_cost\"");
    assert_int_equal(config_set(&fixture->config, "columns.sales.sku=A", &fixture->fault),
                     STATUS_OK);
    assert_int_equal(fixture->config.column_count, 2);
    assert_true(text_equal(fixture->config.columns[0].header, text_of("A")));
}

static void a_column_given_two_headers_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(read_ini(fixture, "[columns]\nsales.sku = A\nSales.SKU = B\n"), STATUS_USAGE);
    says(fixture, ":3: [columns] gives Sales.SKU a second header, \"B\"");
}

static void auto_is_a_value_only_where_the_table_says_so(void **state)
{
    struct fixture *fixture = *state;
    struct config *config = &fixture->config;
    assert_int_equal(config_set(config, "plan.as_of=2020-01-01", &fixture->fault), STATUS_OK);
    assert_int_equal(config_set(config, "plan.as_of=auto", &fixture->fault), STATUS_OK);
    assert_int_equal(config->as_of, NO_DAY);
    assert_int_equal(config_set(config, "plan.review_days=auto", &fixture->fault), STATUS_USAGE);
    assert_int_equal(config_set(config, "plan.as_of=2020-02-30", &fixture->fault), STATUS_USAGE);
}

static void values_that_are_no_values_are_refused(void **state)
{
    static const char *const bad[] = {
        "plan.bucket=fortnight",
        "plan.moq=-1",
        "plan.moq=nan",
        "plan.moq=1e308",
        "plan.moq=",
        "run.threads=2.5",
        "run.threads=0",
        "forecast.quantiles=0.5,0.1",
        "forecast.quantiles=0.1,",
        "forecast.quantiles=0.5,0.5",
        "forecast.quantiles=0,0.5",
        "forecast.nonnegative=perhaps",
        "input.date_format=DD of month",
        "plan.moq",
        "moq=1",
        "=",
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        fixture->fault.message[0] = '\0';
        assert_int_equal(config_set(&fixture->config, bad[i], &fixture->fault), STATUS_USAGE);
        assert_true(strlen(fixture->fault.message) > 20);
    }
}

static void a_delimiter_has_a_name_and_a_sign(void **state)
{
    struct fixture *fixture = *state;
    struct config *config = &fixture->config;
    assert_int_equal(config_delimiter(config), 0);
    assert_int_equal(config_set(config, "input.delimiter=semicolon", &fixture->fault), STATUS_OK);
    assert_int_equal(config_delimiter(config), ';');
    assert_int_equal(config_set(config, "input.delimiter=,", &fixture->fault), STATUS_OK);
    assert_int_equal(config_delimiter(config), ',');
    assert_int_equal(config_set(config, "input.decimal=comma", &fixture->fault), STATUS_OK);
    assert_int_equal(config_decimal(config), ',');
}

static void distance_counts_letters_and_swaps(void **state)
{
    (void)state;
    assert_int_equal(word_distance(text_of("plan"), text_of("plan")), 0);
    assert_int_equal(word_distance(text_of("paln"), text_of("plan")), 1);
    assert_int_equal(word_distance(text_of("PLAN"), text_of("plans")), 1);
    assert_int_equal(word_distance(text_of(""), text_of("plan")), 4);
    assert_int_equal(word_distance(text_of("kitten"), text_of("sitting")), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_default_is_a_value_of_its_own_setting, start, stop),
        cmocka_unit_test_setup_teardown(the_file_sets_what_it_names, start, stop),
        cmocka_unit_test_setup_teardown(a_byte_order_mark_and_windows_lines_are_fine, start, stop),
        cmocka_unit_test_setup_teardown(an_indented_line_is_a_line_like_any_other, start, stop),
        cmocka_unit_test_setup_teardown(a_wrong_value_is_told_with_file_line_and_range, start,
                                        stop),
        cmocka_unit_test_setup_teardown(an_unknown_setting_is_told_with_the_nearest, start, stop),
        cmocka_unit_test_setup_teardown(a_setting_given_twice_is_refused, start, stop),
        cmocka_unit_test_setup_teardown(a_line_over_190_bytes_is_refused, start, stop),
        cmocka_unit_test_setup_teardown(a_line_of_just_190_bytes_is_read, start, stop),
        cmocka_unit_test_setup_teardown(rubbish_is_refused_with_its_line, start, stop),
        cmocka_unit_test_setup_teardown(a_file_that_is_not_there_is_told, start, stop),
        cmocka_unit_test_setup_teardown(headers_of_the_house_are_mapped, start, stop),
        cmocka_unit_test_setup_teardown(a_column_given_two_headers_is_refused, start, stop),
        cmocka_unit_test_setup_teardown(auto_is_a_value_only_where_the_table_says_so, start, stop),
        cmocka_unit_test_setup_teardown(values_that_are_no_values_are_refused, start, stop),
        cmocka_unit_test_setup_teardown(a_delimiter_has_a_name_and_a_sign, start, stop),
        cmocka_unit_test(distance_counts_letters_and_swaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
