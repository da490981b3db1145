/* Hastened orders in a simulation, by hand.
 *
 * What sells 16 a day sold nothing for six of the eight weeks before its last two, so it begins
 * with 21 days of 4: 84, gone on the sixth day.  The order of the first night comes after 14 days,
 * on the 15th morning; on the second night, the eighth morning, it could come two days later, on
 * the tenth. */
#include "base/missing.h"
#include "forecast/models.h"
#include "support/check.h"
#include "support/story.h"

enum { SHOP = 1, MAKER = 9, LEAD = 14, REVIEW = 7, SALES = 16 };

static struct story story;

static void sell_again(uint32_t sku)
{
    double *demand = story_sell(&story, sku, SHOP, SALES);
    for (size_t t = STORY_DAYS - LEAD - 56; t < STORY_DAYS - LEAD - 14; t++) {
        demand[t] = 0.0;
    }
    struct item *item = world_item(&story.world, sku, 1.0, 3.0);
    item->terms.supplier = MAKER;
    item->terms.shortage_cost = 2.0;
    item->terms.holding_cost = 0.001;
}

/* With haste and without, over the fourteen days before the order comes by itself. */
static void run_both_ways(size_t items)
{
    story_open(&story, LEAD);
    struct supplier *maker = world_supplier(&story.world, MAKER, LEAD);
    maker->review_days = REVIEW;
    maker->expedite_days = 2.0;
    maker->expedite_cost = 20.0;
    maker->expedite_unit_cost = 0.25;
    for (uint32_t sku = 1; sku <= items; sku++) {
        sell_again(sku);
    }
    story_plan(&story);
    story.world.settings.rebalance.no_haste = true;
    story_plan(&story);
    for (size_t a = 0; a < 2; a++) {
        story.arms[a].forecast.pool[0] = &model_naive;
    }
    story_run(&story);
}

static void an_order_that_is_hastened_comes_and_costs_as_its_supplier_says(void **state)
{
    (void)state;
    run_both_ways(1);
    const struct ledger *hasty = &story.result.whole[0];
    const struct ledger *patient = &story.result.whole[1];
    check_close(story.result.start[0], 84.0, 0.0);
    /* 12 on the sixth day and 16 on each of the eight that follow */
    check_close(patient->lost, 140.0, 0.0);
    check_close(patient->bought, 0.0, 0.0);
    check_close(patient->hastened, 0.0, 0.0);
    check_close(patient->haste, 0.0, 0.0);
    /* of those the last five are served */
    check_close(hasty->lost, 60.0, 0.0);
    check_close(hasty->shortage, 120.0, 1e-12);
    check_close(hasty->hastened, 1.0, 0.0);
    assert_true(hasty->bought >= 5.0 * SALES);
    check_close(hasty->haste, 20.0 + 0.25 * hasty->bought, 1e-12);
    check_close(ledger_cost(hasty), hasty->holding + 120.0 + hasty->haste, 1e-12);
    story_close(&story);
}

static void the_lines_of_a_night_are_hastened_as_one_order(void **state)
{
    (void)state;
    run_both_ways(2);
    check_close(story.result.whole[0].hastened, 2.0, 0.0);
    for (uint32_t sku = 1; sku <= 2; sku++) {
        const struct ledger *ledger = story_ledger(&story, 0, sku, SHOP);
        check_close(ledger->lost, 60.0, 0.0);
        check_close(ledger->haste, 10.0 + 0.25 * ledger->bought, 1e-12);
    }
    story_close(&story);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_order_that_is_hastened_comes_and_costs_as_its_supplier_says),
        cmocka_unit_test(the_lines_of_a_night_are_hastened_as_one_order),
    };
    return cmocka_run_group_tests_name("haste", tests, NULL, NULL);
}
