/* The policies that choose lots, simulated: the service that is asked of them is reached, and the
 * lots cost less than an order at every review.
 *
 * Seeds are fixed, so nothing flickers.  With lost sales levels are adapted by the plan, so it is
 * backorders that are simulated here. */
#include "replenish/policies.h"
#include "support/check.h"
#include "support/shop.h"

#include <math.h>

enum { BATCHES = 21, REVIEWS = 6000 };

/* Four standard errors of the runs below. */
static const double BAND = 0.005;

static struct simulated simulate(struct shop *shop, const struct policy *policy,
                                 enum service_type type, double level, uint64_t series)
{
    shop_serve(shop, type, level);
    struct levels levels = shop_levels(shop, policy);
    struct simulate_levels run = {.reorder_point = floor(levels.reorder_point + 1e-6),
                                  .order_up_to = ceil(levels.order_up_to - 1e-6)};
    struct simulated got =
        simulate_periodic(&shop->item, &run, BATCHES, REVIEWS, random_stream(31, series));
    print_message("%-14s %3.0f to %3.0f: fill %.4f +- %.4f, cycle %.4f, met %.4f, "
                  "orders %.3f, stock %.1f\n",
                  policy->name, run.reorder_point, run.order_up_to, got.fill.mean, got.fill.error,
                  got.cycle.mean, got.met.mean, got.orders.mean, got.on_hand.mean);
    return got;
}

/* Money per review of orders and stock. */
static double cost_of(const struct shop *shop, const struct simulated *got)
{
    double review = (double)shop->item.review_days;
    return shop->situation.order_cost * got->orders.mean +
           shop->terms.holding_cost * review * got->on_hand.mean;
}

static void lots_serve_what_is_asked_and_cost_less(void **state)
{
    (void)state;
    static const struct policy *const lots[] = {&policy_silver_meal, &policy_wagner_whitin};
    static const enum service_type types[] = {SERVICE_FILL, SERVICE_CYCLE, SERVICE_COST};
    struct shop shop;
    shop_open(&shop, 1.3, 3.1, 6, 2, 5);
    shop.situation.order_cost = 10.0;
    for (size_t t = 0; t < 3; t++) {
        struct simulated every = simulate(&shop, &policy_rs, types[t], 0.95, 1);
        for (size_t p = 0; p < 2; p++) {
            struct simulated got = simulate(&shop, lots[p], types[t], 0.95, 10 + 10 * t + p);
            double reached = types[t] == SERVICE_FILL    ? got.fill.mean
                             : types[t] == SERVICE_CYCLE ? got.cycle.mean
                                                         : got.met.mean;
            assert_true(reached >= 0.95 - BAND);
            assert_true(reached <= 0.95 + 0.02); /* and is not bought far above it */
            assert_true(cost_of(&shop, &got) < 0.85 * cost_of(&shop, &every));
        }
    }
}

/* No service is asked of a buffer; on usual items it serves well. */
static void buffers_fill_nearly_everything_of_usual_items(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, 1.3, 3.1, 6, 2, 5);
    assert_true(simulate(&shop, &policy_ddmrp, SERVICE_FILL, 0.95, 50).fill.mean > 0.96);
    shop_open(&shop, 8.0, 20.0, 14, 2, 1);
    assert_true(simulate(&shop, &policy_ddmrp, SERVICE_FILL, 0.95, 51).fill.mean > 0.96);
}

/* Without safety stock about half of the intervals are short. */
static void lot_for_lot_meets_about_half_of_its_intervals(void **state)
{
    (void)state;
    struct shop shop;
    shop_open(&shop, 1.3, 3.1, 6, 2, 5);
    struct simulated got = simulate(&shop, &policy_lot_for_lot, SERVICE_FILL, 0.95, 60);
    assert_true(got.met.mean > 0.45 && got.met.mean < 0.7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lots_serve_what_is_asked_and_cost_less),
        cmocka_unit_test(buffers_fill_nearly_everything_of_usual_items),
        cmocka_unit_test(lot_for_lot_meets_about_half_of_its_intervals),
    };
    return cmocka_run_group_tests_name("lot policies simulated", tests, NULL, NULL);
}
