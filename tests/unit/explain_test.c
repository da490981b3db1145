/* The account of a position adds up as it is told. */
#include "support/check.h"

#include "app/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD = 4096 };

/* A row with the columns given by name, all others empty. */
static void fill(struct text row[POSITION_COLUMNS], const char *const *pairs)
{
    for (size_t i = 0; i < POSITION_COLUMNS; i++) {
        row[i] = text_of("");
    }
    for (; pairs[0] != NULL; pairs += 2) {
        size_t at = 0;
        while (strcmp(position_columns[at], pairs[0]) != 0) {
            at++;
            assert_true(at < POSITION_COLUMNS);
        }
        row[at] = text_of(pairs[1]);
    }
}

static void tell(const char *const *pairs, char told[TOLD])
{
    struct text row[POSITION_COLUMNS];
    fill(row, pairs);
    FILE *file = fmemopen(told, TOLD, "w");
    assert_non_null(file);
    explain_position(row, file);
    assert_int_equal(fclose(file), 0);
}

/* Adds up the steps of the account; the lines "need" and "quantity" are sums so far. */
static double check_sums(const char *told)
{
    double sum = 0.0;
    const char *line = strstr(told, "\nAccount\n");
    assert_non_null(line);
    for (line = strchr(line + 1, '\n') + 1; *line == ' '; line = strchr(line, '\n') + 1) {
        char label[32];
        (void)snprintf(label, sizeof label, "%.28s", line + 2);
        double value = strtod(line + 30, NULL);
        if (strncmp(label, "need ", 5) == 0 || strncmp(label, "quantity ", 9) == 0) {
            check_close(sum, value, 1e-9);
        } else {
            sum += value;
        }
    }
    return sum;
}

static void the_steps_lead_from_the_target_to_the_quantity(void **state)
{
    (void)state;
    char told[TOLD];
    const char *const row[] = {"sku",      "A",      "location", "north",    "supplier",
                               "mill",     "target", "52",       "position", "19.5",
                               "raw_need", "33",     "transfer", "-6",       "moq",
                               "3",        "pack",   "6",        "quantity", "36",
                               "binding",  "pack",   "capacity", "0",        NULL};
    tell(row, told);
    check_close(check_sums(told), 36.0, 0.0);
    assert_non_null(strstr(told, "A at north: order 36 from mill; whole packs decide."));
    assert_non_null(strstr(told, "whole units"));
    assert_null(strstr(told, "capacity"));
}

static void more_than_enough_is_a_step_too(void **state)
{
    (void)state;
    char told[TOLD];
    const char *const row[] = {"target",   "10", "position", "25",   "raw_need", "0",
                               "quantity", "0",  "binding",  "none", NULL};
    tell(row, told);
    check_close(check_sums(told), 0.0, 0.0);
    assert_non_null(strstr(told, "more than enough"));
}

static void what_may_not_be_ordered_today_is_a_step_too(void **state)
{
    (void)state;
    char told[TOLD];
    const char *const row[] = {"target",   "85", "position", "32", "raw_need", "7",
                               "transfer", "-7", "quantity", "0",  "binding",  "not_order_day",
                               NULL};
    tell(row, told);
    check_close(check_sums(told), 0.0, 0.0);
    assert_non_null(strstr(told, "the supplier takes no order today"));
    assert_non_null(strstr(told, "moves from other locations cover it"));
}

static void stock_that_counts_for_less_than_there_is_is_explained(void **state)
{
    (void)state;
    char told[TOLD];
    const char *const row[] = {"on_hand", "5",        "position", "2",        "target",
                               "83",      "raw_need", "81",       "quantity", "81",
                               "binding", "need",     NULL};
    tell(row, told);
    assert_non_null(strstr(told, "batches that expire not at all"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_steps_lead_from_the_target_to_the_quantity),
        cmocka_unit_test(more_than_enough_is_a_step_too),
        cmocka_unit_test(what_may_not_be_ordered_today_is_a_step_too),
        cmocka_unit_test(stock_that_counts_for_less_than_there_is_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
