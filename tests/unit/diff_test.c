/* Why a quantity changed: parts that add up, each worked by hand where it stands alone. */
#include "app/diff.h"

#include "num/random.h"
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Ten days, five a day with spread 4, two spreads beyond the mean, 20 in stock, 10 under way: 28.
 */
static struct diff_position usual(void)
{
    struct diff_position position = {.text = {[DIFF_BINDING] = {"need", 4}}};
    double *number = position.number;
    number[DIFF_INTERVAL] = 10.0;
    number[DIFF_DEMAND_MEAN] = 50.0;
    number[DIFF_DEMAND_SD] = 4.0;
    number[DIFF_TARGET] = 58.0;
    number[DIFF_OPEN_SUPPLY] = 10.0;
    number[DIFF_POSITION] = 30.0;
    number[DIFF_RAW_NEED] = 28.0;
    number[DIFF_QUANTITY] = 28.0;
    return position;
}

static double sum_of(const struct diff_change *change)
{
    double sum = 0.0;
    for (int part = 0; part < PART_PRICE; part++) {
        sum += change->part[part];
    }
    return sum;
}

/* Nothing but this part of a change of so many units. */
static void only(const struct diff_position *after, enum diff_part part, double units)
{
    struct diff_position before = usual();
    struct diff_change change;
    diff_explain(&change, &before, after, NULL, NULL);
    check_close(change.quantity, units, 1e-9);
    for (int p = 0; p < DIFF_PARTS; p++) {
        check_close(change.part[p], p == (int)part ? units : 0.0, 1e-6);
    }
}

static void what_sold_since_is_stock(void **state)
{
    (void)state;
    struct diff_position after = usual();
    after.number[DIFF_POSITION] -= 7.0;
    after.number[DIFF_RAW_NEED] += 7.0;
    after.number[DIFF_QUANTITY] += 7.0;
    only(&after, PART_STOCK, 7.0);
}

static void what_is_under_way_is_open_supply(void **state)
{
    (void)state;
    struct diff_position after = usual();
    after.number[DIFF_OPEN_SUPPLY] += 12.0;
    after.number[DIFF_POSITION] += 12.0;
    after.number[DIFF_RAW_NEED] -= 12.0;
    after.number[DIFF_QUANTITY] -= 12.0;
    only(&after, PART_SUPPLY, -12.0);
}

static void a_tenth_more_demand_is_demand(void **state)
{
    (void)state;
    struct diff_position after = usual();
    after.number[DIFF_DEMAND_MEAN] = 55.0;
    after.number[DIFF_DEMAND_SD] = 4.4;
    after.number[DIFF_TARGET] = 63.8;
    after.number[DIFF_RAW_NEED] = 33.8;
    after.number[DIFF_QUANTITY] = 33.8;
    only(&after, PART_DEMAND, 5.8);
}

/* Four times the days: four times the mean, twice the spread. */
static void a_longer_interval_is_lead_time_and_review(void **state)
{
    (void)state;
    struct diff_position after = usual();
    after.number[DIFF_INTERVAL] = 40.0;
    after.number[DIFF_DEMAND_MEAN] = 200.0;
    after.number[DIFF_DEMAND_SD] = 8.0;
    after.number[DIFF_TARGET] = 216.0;
    after.number[DIFF_RAW_NEED] = 186.0;
    after.number[DIFF_QUANTITY] = 186.0;
    only(&after, PART_INTERVAL, 158.0);
}

static void a_higher_service_is_safety_stock(void **state)
{
    (void)state;
    struct diff_position after = usual();
    after.number[DIFF_TARGET] = 62.0;
    after.number[DIFF_RAW_NEED] = 32.0;
    after.number[DIFF_QUANTITY] = 32.0;
    only(&after, PART_SAFETY, 4.0);
}

static void a_pack_is_a_pack(void **state)
{
    (void)state;
    struct diff_position after = usual();
    after.number[DIFF_PACK] = 2.0;
    after.number[DIFF_QUANTITY] = 30.0;
    only(&after, PART_PACK, 2.0);
}

/* Its numbers say that it wants something, but today nothing can be ordered. */
static void an_order_day_is_a_rule_whatever_the_numbers_say(void **state)
{
    (void)state;
    struct diff_position after = usual();
    after.text[DIFF_BINDING] = (struct text){"not_order_day", 13};
    after.number[DIFF_INTERVAL] = 20.0;
    after.number[DIFF_DEMAND_MEAN] = 100.0;
    after.number[DIFF_TARGET] = 30.0;
    after.number[DIFF_RAW_NEED] = 0.0;
    after.number[DIFF_QUANTITY] = 0.0;
    only(&after, PART_RULE, -28.0);
}

static void a_position_of_one_plan_alone_is_new_or_gone(void **state)
{
    (void)state;
    struct diff_position position = usual();
    struct diff_line line = {28.0, 2.5};
    struct diff_change change;
    diff_explain(&change, NULL, &position, NULL, &line);
    check_close(change.part[PART_ITEM], 28.0, 0.0);
    check_close(change.value, 70.0, 1e-12);
    diff_explain(&change, &position, NULL, &line, NULL);
    check_close(change.part[PART_ITEM], -28.0, 0.0);
    check_close(change.value, -70.0, 1e-12);
}

/* 28 at 2 become 38 at 3: 10 at the mean price, and one of money more on the mean of 33. */
static void units_and_unit_cost_share_the_change_of_value(void **state)
{
    (void)state;
    struct diff_position before = usual();
    struct diff_position after = usual();
    after.number[DIFF_POSITION] -= 10.0;
    after.number[DIFF_RAW_NEED] += 10.0;
    after.number[DIFF_QUANTITY] += 10.0;
    struct diff_line lines[2] = {{28.0, 2.0}, {38.0, 3.0}};
    struct diff_change change;
    diff_explain(&change, &before, &after, &lines[0], &lines[1]);
    check_close(diff_money(&change, PART_STOCK), 25.0, 1e-9);
    check_close(diff_money(&change, PART_PRICE), 33.0, 1e-9);
    check_close(change.value, 38.0 * 3.0 - 28.0 * 2.0, 1e-9);
}

static double draw(struct random *random, double most)
{
    return floor(random_uniform(random) * (most + 1.0));
}

static struct diff_position drawn(struct random *random)
{
    struct diff_position position = usual();
    double *number = position.number;
    number[DIFF_INTERVAL] = draw(random, 60.0);
    number[DIFF_DEMAND_MEAN] = draw(random, 100.0);
    number[DIFF_DEMAND_SD] = draw(random, 30.0);
    number[DIFF_TARGET] = draw(random, 200.0);
    number[DIFF_OPEN_SUPPLY] = draw(random, 50.0);
    number[DIFF_RETURNS] = draw(random, 5.0);
    number[DIFF_POSITION] = draw(random, 250.0) - 20.0;
    number[DIFF_RAW_NEED] = fmax(number[DIFF_TARGET] - number[DIFF_POSITION], 0.0);
    number[DIFF_QUANTITY] = number[DIFF_RAW_NEED];
    for (int a = DIFF_TRANSFER; a <= DIFF_OVERRIDE; a++) {
        number[a] = draw(random, 8.0) - 4.0;
        number[DIFF_QUANTITY] += number[a];
    }
    return position;
}

static void parts_add_up_whatever_changed(void **state)
{
    (void)state;
    struct random random = random_stream(7, 0);
    for (int n = 0; n < 2000; n++) {
        struct diff_position before = drawn(&random);
        struct diff_position after = drawn(&random);
        struct diff_line lines[2] = {{before.number[DIFF_QUANTITY], 1.0 + draw(&random, 4.0)},
                                     {after.number[DIFF_QUANTITY], 1.0 + draw(&random, 4.0)}};
        struct diff_change there;
        struct diff_change back;
        diff_explain(&there, &before, &after, &lines[0], &lines[1]);
        diff_explain(&back, &after, &before, &lines[1], &lines[0]);
        check_close(sum_of(&there), there.quantity, 1e-4);
        check_close(there.part[PART_RULE], 0.0, 1e-6); /* the need was the target's */
        double money = 0.0;
        for (int part = 0; part < DIFF_PARTS; part++) {
            check_close(there.part[part], -back.part[part], 1e-9);
            money += diff_money(&there, (enum diff_part)part);
        }
        check_close(money,
                    lines[1].quantity * lines[1].unit_cost - lines[0].quantity * lines[0].unit_cost,
                    1e-4);
    }
}

/* --- reading --- */

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/restock-diff-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static void path_of(char path[128])
{
    (void)snprintf(path, 128, "%s/positions.csv", folder);
}

static int remove_folder(void **state)
{
    (void)state;
    char path[128];
    path_of(path);
    (void)unlink(path);
    return rmdir(folder);
}

static void put(const char *text)
{
    char path[128];
    path_of(path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void columns_are_found_by_name_and_missing_ones_are_nothing(void **state)
{
    (void)state;
    put("quantity,location,sku,of_tomorrow\n5,X,A,1\n6,X,\"B, with a comma\",2\n");
    struct diff_reader reader;
    struct fault fault = {0};
    const struct diff_position *row;
    assert_int_equal(diff_open(&reader, folder, &fault), STATUS_OK);
    assert_int_equal(diff_row(&reader, &row, &fault), STATUS_OK);
    assert_true(text_equal(row->text[DIFF_SKU], text_of("A")));
    check_close(row->number[DIFF_QUANTITY], 5.0, 0.0);
    check_close(row->number[DIFF_TARGET], 0.0, 0.0);
    diff_next(&reader);
    assert_int_equal(diff_row(&reader, &row, &fault), STATUS_OK);
    assert_true(text_equal(row->text[DIFF_SKU], text_of("B, with a comma")));
    diff_next(&reader);
    assert_int_equal(diff_row(&reader, &row, &fault), STATUS_OK);
    assert_null(row);
    diff_close(&reader);
}

static void rows_out_of_order_are_refused(void **state)
{
    (void)state;
    put("sku,location,quantity\nB,X,5\nA,X,6\n");
    struct diff_reader reader;
    struct fault fault = {0};
    const struct diff_position *row;
    assert_int_equal(diff_open(&reader, folder, &fault), STATUS_OK);
    assert_int_equal(diff_row(&reader, &row, &fault), STATUS_OK);
    diff_next(&reader);
    assert_int_equal(diff_row(&reader, &row, &fault), STATUS_DATA);
    assert_non_null(strstr(fault.message, "does not come behind"));
    diff_close(&reader);
}

static void a_file_without_quantities_is_no_plan(void **state)
{
    (void)state;
    put("sku,location\nB,X\n");
    struct diff_reader reader;
    struct fault fault = {0};
    assert_int_equal(diff_open(&reader, folder, &fault), STATUS_DATA);
    assert_non_null(strstr(fault.message, "no column \"quantity\""));
    diff_close(&reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_sold_since_is_stock),
        cmocka_unit_test(what_is_under_way_is_open_supply),
        cmocka_unit_test(a_tenth_more_demand_is_demand),
        cmocka_unit_test(a_longer_interval_is_lead_time_and_review),
        cmocka_unit_test(a_higher_service_is_safety_stock),
        cmocka_unit_test(a_pack_is_a_pack),
        cmocka_unit_test(an_order_day_is_a_rule_whatever_the_numbers_say),
        cmocka_unit_test(a_position_of_one_plan_alone_is_new_or_gone),
        cmocka_unit_test(units_and_unit_cost_share_the_change_of_value),
        cmocka_unit_test(parts_add_up_whatever_changed),
        cmocka_unit_test(columns_are_found_by_name_and_missing_ones_are_nothing),
        cmocka_unit_test(rows_out_of_order_are_refused),
        cmocka_unit_test(a_file_without_quantities_is_no_plan),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
