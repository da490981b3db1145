/* Binary search by two ids finds what a walk from the front finds. */
#include "base/search.h"
#include "support/check.h"

struct row {
    double other;
    uint32_t place;
    uint32_t item;
};

static size_t walk(const struct row *rows, size_t count, uint32_t item, uint32_t place)
{
    size_t i = 0;
    while (i < count && (rows[i].item < item || (rows[i].item == item && rows[i].place < place))) {
        i++;
    }
    return i;
}

static void the_first_row_not_before_the_ids_is_found(void **state)
{
    (void)state;
    const struct row rows[] = {{0.5, 0, 1}, {0.5, 3, 1}, {0.5, 3, 1},          {0.5, 7, 1},
                               {0.5, 2, 4}, {0.5, 2, 5}, {0.5, UINT32_MAX, 5}, {0.5, 0, 9}};
    for (size_t count = 0; count <= sizeof rows / sizeof *rows; count++) {
        for (uint32_t item = 0; item < 11; item++) {
            for (uint32_t place = 0; place < 9; place++) {
                assert_int_equal(SEARCH_ROWS(rows, count, item, place, item, place),
                                 walk(rows, count, item, place));
            }
        }
    }
}

static void no_rows_have_no_address(void **state)
{
    (void)state;
    const struct row *none = NULL;
    assert_int_equal(SEARCH_ROWS(none, (size_t)0, item, place, 1, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_row_not_before_the_ids_is_found),
        cmocka_unit_test(no_rows_have_no_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
