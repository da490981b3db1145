/* One item with demand of the same law every day. */
#include "support/shop.h"

#include "replenish/target.h"
#include "support/check.h"

#include <math.h>

enum { LEADS = 3, WEEK = 7 };

static void fill_demand(struct shop *shop, double mean, double variance)
{
    for (int d = 0; d < SHOP_DAYS; d++) {
        shop->mean[d] = mean;
        shop->sum_variance[d] = variance * (d + 1);
        shop->period_end[d] = d + 1;
    }
    shop->outlook = (struct outlook){.mean = shop->mean,
                                     .sum_variance = shop->sum_variance,
                                     .periods = SHOP_DAYS,
                                     .period_end = shop->period_end,
                                     .first_share = 1.0,
                                     .season = WEEK,
                                     .counts = true};
}

static void fill_interval(struct shop *shop, int lead, int lead_spread, int review)
{
    static const double weights[LEADS] = {0.25, 0.5, 0.25};
    struct interval *interval = &shop->interval;
    *interval = (struct interval){.next_days = review,
                                  .points = lead_spread > 0 ? LEADS : 1,
                                  .lead_days = lead,
                                  .arrival_days = lead,
                                  .interval_days = lead + review};
    shop->item.lead_count = interval->points;
    for (size_t i = 0; i < interval->points; i++) {
        int days = lead_spread > 0 ? lead + ((int)i - 1) * lead_spread : lead;
        double weight = lead_spread > 0 ? weights[i] : 1.0;
        interval->receipt[i] = days;
        interval->end[i] = days + review;
        interval->weight[i] = weight;
        shop->item.lead_days[i] = days;
        shop->item.lead_weight[i] = weight;
    }
}

void shop_open(struct shop *shop, double mean, double variance, int lead, int lead_spread,
               int review)
{
    *shop = (struct shop){
        .item = {.demand = dist_of_demand(mean, variance, true), .review_days = review}};
    arena_init(&shop->arena, 0);
    fill_demand(shop, mean, variance);
    fill_interval(shop, lead, lead_spread, review);
    shop->terms = terms_unset();
    shop->terms.holding_cost = 0.05;
    shop->terms.pack_size = 1.0;
    shop->terms.moq = 0.0;
    shop->terms.min_stock = 0.0;
    shop->terms.unit_cost = 5.0;
    shop->terms.shortage_cost = 3.0;
    shop->situation = (struct situation){.terms = &shop->terms,
                                         .outlook = &shop->outlook,
                                         .interval = &shop->interval,
                                         .end_days = HUGE_VAL};
}

void shop_serve(struct shop *shop, enum service_type type, double level)
{
    shop->situation.type = type;
    shop->situation.level = level;
    shop->situation.protect = target_level_up_to(&shop->outlook, &shop->interval, type, level);
}

struct levels shop_levels(const struct shop *shop, const struct policy *policy)
{
    struct levels levels = {.reorder_point = shop->situation.protect,
                            .order_up_to = shop->situation.protect};
    if (policy->levels != NULL) {
        struct arena arena;
        arena_init(&arena, 0);
        levels = (struct levels){0};
        assert_true(policy->levels(&shop->situation, &levels, &arena));
        arena_free(&arena);
    }
    assert_true(isfinite(levels.reorder_point) && isfinite(levels.order_up_to));
    assert_true(levels.order_up_to >= levels.reorder_point);
    return levels;
}
