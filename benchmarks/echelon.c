/* What does a way of planning a dc and its stores cost?
 *
 *     build/benchmarks/echelon [STORES [DC_LEAD [REVIEW [LEVEL [SKUS [DAYS [LEAD_SD]]]]]]]
 *
 * A dc feeds stores of different size; a supplier feeds the dc.  Every item sells by a known
 * law (Poisson or negative binomial, fast and slow, in packs of 1 or 6), a third of them at the dc
 * as well.  Each REVIEW days the plan is made anew by plan_make from what stands and what is under
 * way, and what it says is done: stores are sent what the dc was planned to send, the dc orders.
 * What a customer does not find is lost; what a store is not sent it asks for again at the next
 * review.  All ways meet the same demand.
 *
 * Costs a day: stock wherever it is (a quarter of its cost a year, at a store a tenth more), and
 * the margin of what is lost.  SKUS 60, DAYS 400 after 100 to settle, DC_LEAD 14 days (stores 2),
 * LEVEL 0.95 of fill, REVIEW 7. */
#include "base/missing.h"
#include "num/random.h"
#include "order/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HORIZON = 120, AS_OF = 20605 };
enum { SETTLE = 100, MOST_LEAD = 64, STORE_LEAD = 2 };

static const double UNIT_COST = 6.0;
static const double PRICE = 10.0;
static const double HOLDING_RATE = 0.25;
static const double STORE_STORAGE = 0.1; /* of the holding cost */

struct chain {
    struct arena arena;
    struct team team;
    struct inputs inputs;
    struct panel panel;
    struct forecasts forecasts;
    struct plan_settings settings;
    size_t stores;
    size_t places; /* the dc and its stores; the next number is the supplier's */
    size_t skus;
    size_t days;
    size_t review;
    int dc_lead;
    double lead_sd;
    double level;
    double *mean;     /* [skus * places] a day */
    double *variance; /* likewise */
    double *demand;   /* [days * skus * places] */
    double *on_hand;  /* [skus * places] */
    double *coming;   /* [skus * places * MOST_LEAD] by days until it is there */
};

struct score {
    double demand, lost;
    double dc_stock, store_stock, coming; /* unit days */
    double cost;
    size_t asked;  /* lines that a store wanted */
    size_t scarce; /* and did not get in full */
};

static void make_laws(struct chain *chain)
{
    static const double RATES[] = {0.08, 0.3, 1.0, 4.0};
    static const double SCATTER[] = {1.0, 2.0, 5.0};
    chain->mean = ARENA_NEW(&chain->arena, double, chain->skus * chain->places);
    chain->variance = ARENA_NEW(&chain->arena, double, chain->skus * chain->places);
    for (size_t k = 0; k < chain->skus; k++) {
        for (size_t p = 0; p < chain->places; p++) {
            /* Stores from a third of the middle one to three times it. */
            double middle = 0.5 * (double)(chain->stores + 1);
            double size = pow(3.0, ((double)p - middle) / fmax(middle - 1.0, 1.0));
            bool sells = p > 0 || k % 3 == 0;
            double mean = sells ? RATES[k % 4] * (p > 0 ? size : 2.0) : 0.0;
            chain->mean[k * chain->places + p] = mean;
            chain->variance[k * chain->places + p] = mean * SCATTER[k / 4 % 3];
        }
    }
}

static void draw_demand(struct chain *chain)
{
    size_t series = chain->skus * chain->places;
    chain->demand = ARENA_NEW(&chain->arena, double, chain->days *series);
    for (size_t s = 0; s < series; s++) {
        struct random random = random_stream(7, s);
        struct dist law = dist_of_demand(chain->mean[s], chain->variance[s], true);
        for (size_t t = 0; t < chain->days; t++) {
            double u = random_uniform(&random);
            chain->demand[t * series + s] = chain->mean[s] > 0.0 ? dist_quantile(&law, u) : 0.0;
        }
    }
}

static void make_forecasts(struct chain *chain)
{
    struct arena *arena = &chain->arena;
    size_t most = chain->skus * chain->places;
    uint32_t *sku = ARENA_NEW(arena, uint32_t, most);
    uint32_t *location = ARENA_NEW(arena, uint32_t, most);
    size_t *start = ARENA_NEW(arena, size_t, most + 1);
    double *history = ARENA_NEW(arena, double, most);
    double *price = ARENA_NEW(arena, double, most);
    struct forecasts *ahead = &chain->forecasts;
    *ahead = (struct forecasts){.horizon = HORIZON};
    ahead->mean = ARENA_NEW(arena, double, most *HORIZON);
    ahead->variance = ARENA_NEW(arena, double, most *HORIZON);
    ahead->sum_variance = ARENA_NEW(arena, double, most *HORIZON);
    ahead->report = ARENA_NEW(arena, struct series_report, most);
    size_t n = 0;
    for (size_t s = 0; s < most; s++) {
        if (!(chain->mean[s] > 0.0)) {
            continue;
        }
        sku[n] = (uint32_t)(s / chain->places);
        location[n] = (uint32_t)(s % chain->places);
        start[n + 1] = start[n] + 1;
        history[n] = chain->mean[s];
        price[n] = PRICE;
        for (size_t h = 0; h < HORIZON; h++) {
            ahead->mean[n * HORIZON + h] = chain->mean[s];
            ahead->variance[n * HORIZON + h] = chain->variance[s];
            ahead->sum_variance[n * HORIZON + h] = chain->variance[s] * (double)(h + 1);
        }
        ahead->report[n++].counts = true;
    }
    ahead->count = n;
    chain->panel = (struct panel){.calendar = {.bucket = BUCKET_DAY},
                                  .as_of = AS_OF,
                                  .end_period = AS_OF,
                                  .count = n,
                                  .sku = sku,
                                  .location = location,
                                  .start = start,
                                  .demand = history,
                                  .price = price};
}

static void make_master(struct chain *chain)
{
    struct master *master = &chain->inputs.master;
    master->items = ARENA_NEW(&chain->arena, struct item, chain->skus);
    master->item_count = chain->skus;
    for (size_t k = 0; k < chain->skus; k++) {
        struct terms terms = terms_unset();
        terms.unit_cost = UNIT_COST;
        terms.price = PRICE;
        terms.pack_size = k % 2 == 0 ? 1.0 : 6.0;
        terms.supplier = (uint32_t)chain->places;
        master->items[k] = (struct item){.sku = (uint32_t)k, .terms = terms};
    }
    master->locations = ARENA_NEW(&chain->arena, struct location, chain->places);
    master->location_count = chain->places;
    master->lanes = ARENA_NEW(&chain->arena, struct lane, chain->stores);
    for (uint32_t p = 0; p < (uint32_t)chain->places; p++) {
        double storage = p > 0 ? STORE_STORAGE * HOLDING_RATE * UNIT_COST / 365.0 : MISSING;
        master->locations[p] = (struct location){.location = p,
                                                 .type = p > 0 ? LOCATION_STORE : LOCATION_DC,
                                                 .source = p > 0 ? 0 : NO_ID,
                                                 .region = NO_ID,
                                                 .capacity = MISSING,
                                                 .storage_cost = storage,
                                                 .handling_cost = MISSING,
                                                 .inbound_capacity = MISSING,
                                                 .priority = (double)p};
        if (p > 0) {
            master->lanes[master->lane_count++] = (struct lane){.to = p,
                                                                .carrier = NO_ID,
                                                                .transit_days = STORE_LEAD,
                                                                .transit_sd = MISSING,
                                                                .cost_per_unit = MISSING,
                                                                .cost_per_weight = MISSING,
                                                                .fixed_cost = MISSING,
                                                                .min_units = MISSING,
                                                                .max_units = MISSING};
        }
    }
    master->suppliers = ARENA_NEW(&chain->arena, struct supplier, 1);
    master->supplier_count = 1;
    master->suppliers[0] = (struct supplier){.supplier = (uint32_t)chain->places,
                                             .lead_time_days = chain->dc_lead,
                                             .lead_time_sd = chain->lead_sd,
                                             .review_days = MISSING,
                                             .min_order_value = MISSING,
                                             .min_order_units = MISSING,
                                             .load_weight = MISSING,
                                             .load_volume = MISSING,
                                             .budget = MISSING,
                                             .order_cost = MISSING,
                                             .accepts_returns = -1};
}

static void make_settings(struct chain *chain)
{
    struct terms terms = terms_unset();
    terms.holding_rate = HOLDING_RATE;
    terms.pack_size = 1.0;
    terms.moq = 0.0;
    terms.min_stock = 0.0;
    terms.service_level = chain->level;
    terms.service_type = SERVICE_FILL;
    terms.fulfilment = FULFILMENT_STOCK;
    terms.sellable_return_share = 1.0;
    terms.lead_time_days = STORE_LEAD;
    terms.lead_time_sd = 0.0;
    terms.review_days = (double)chain->review;
    chain->settings = (struct plan_settings){.defaults = terms,
                                             .unmet = UNMET_LOST,
                                             .late_chance_days = 14.0,
                                             .salvage_share = 0.2,
                                             .budget = MISSING,
                                             .return_window_days = 365.0};
}

static void make_chain(struct chain *chain)
{
    make_laws(chain);
    draw_demand(chain);
    make_forecasts(chain);
    make_master(chain);
    make_settings(chain);
    size_t series = chain->skus * chain->places;
    chain->on_hand = ARENA_NEW(&chain->arena, double, series);
    chain->coming = ARENA_NEW(&chain->arena, double, series *MOST_LEAD);
    chain->inputs.stock = ARENA_NEW(&chain->arena, struct stock_row, series);
    chain->inputs.open_orders = ARENA_NEW(&chain->arena, struct open_order, series * MOST_LEAD);
    chain->inputs.as_of = AS_OF;
}

static void fill_up(struct chain *chain)
{
    memset(chain->coming, 0, chain->skus * chain->places * MOST_LEAD * sizeof *chain->coming);
    for (size_t k = 0; k < chain->skus; k++) {
        double all = 0.0;
        for (size_t p = 0; p < chain->places; p++) {
            double mean = chain->mean[k * chain->places + p];
            chain->on_hand[k * chain->places + p] = ceil(14.0 * mean);
            all += mean;
        }
        chain->on_hand[k * chain->places] = ceil((14.0 + chain->dc_lead) * all);
    }
}

/* What stands and what is under way, as the files of that morning would tell it. */
static void tell_inputs(struct chain *chain)
{
    struct inputs *inputs = &chain->inputs;
    inputs->stock_count = 0;
    inputs->open_order_count = 0;
    for (size_t s = 0; s < chain->skus * chain->places; s++) {
        uint32_t sku = (uint32_t)(s / chain->places);
        uint32_t location = (uint32_t)(s % chain->places);
        inputs->stock[inputs->stock_count++] = (struct stock_row){.sku = sku,
                                                                  .location = location,
                                                                  .on_hand = chain->on_hand[s],
                                                                  .expiry_day = NO_DAY,
                                                                  .count_day = NO_DAY};
        for (int d = 0; d < MOST_LEAD; d++) {
            if (chain->coming[s * MOST_LEAD + (size_t)d] > 0.0) {
                inputs->open_orders[inputs->open_order_count++] =
                    (struct open_order){.sku = sku,
                                        .location = location,
                                        .quantity = chain->coming[s * MOST_LEAD + (size_t)d],
                                        .due_day = AS_OF + d,
                                        .order_day = NO_DAY,
                                        .received_day = NO_DAY,
                                        .order_id = NO_ID,
                                        .source = location > 0 ? 0 : (uint32_t)chain->places};
            }
        }
    }
}

static int draw_lead(const struct chain *chain, struct random *random)
{
    double days = round(chain->dc_lead + chain->lead_sd * random_normal(random));
    return (int)fmin(fmax(days, 1.0), MOST_LEAD - 1);
}

static void carry_out(struct chain *chain, const struct plan *plan, struct random *random,
                      struct score *score)
{
    for (size_t n = 0; n < plan->position_count; n++) {
        const struct position *position = &plan->positions[n];
        size_t dc = (size_t)position->sku * chain->places;
        size_t s = dc + position->location;
        if (position->location > 0) {
            score->asked += position->raw_need > 0.0 ? 1 : 0;
            score->scarce += position->binding == BINDING_SCARCE ? 1 : 0;
        }
        if (position->quantity <= 0.0) {
            continue;
        }
        int lead = position->location > 0 ? STORE_LEAD : draw_lead(chain, random);
        chain->coming[s * MOST_LEAD + (size_t)lead] += position->quantity;
        if (position->location > 0) {
            chain->on_hand[dc] -= position->quantity;
            if (chain->on_hand[dc] < 0.0) {
                (void)fprintf(stderr, "more was sent than the dc has\n");
                exit(1);
            }
        }
    }
}

static void review(struct chain *chain, struct random *random, struct score *score)
{
    struct fault fault = {0};
    struct plan plan;
    struct arena_mark mark = arena_mark(&chain->arena);
    tell_inputs(chain);
    if (plan_make(&plan, &chain->inputs, &chain->panel, &chain->forecasts, &chain->settings,
                  &chain->arena, &chain->team, &fault) != STATUS_OK) {
        (void)fprintf(stderr, "%s\n", fault.message);
        exit(1);
    }
    carry_out(chain, &plan, random, score);
    arena_rewind(&chain->arena, mark);
}

static void receive(struct chain *chain)
{
    for (size_t s = 0; s < chain->skus * chain->places; s++) {
        double *coming = &chain->coming[s * MOST_LEAD];
        memmove(coming, coming + 1, (MOST_LEAD - 1) * sizeof *coming);
        coming[MOST_LEAD - 1] = 0.0;
        chain->on_hand[s] += coming[0];
        coming[0] = 0.0;
    }
}

static void sell(struct chain *chain, size_t day, struct score *score)
{
    double holding = HOLDING_RATE * UNIT_COST / 365.0;
    for (size_t s = 0; s < chain->skus * chain->places; s++) {
        double demand = chain->demand[day * chain->skus * chain->places + s];
        double sold = fmin(demand, chain->on_hand[s]);
        chain->on_hand[s] -= sold;
        double under_way = 0.0;
        for (size_t d = 0; d < MOST_LEAD; d++) {
            under_way += chain->coming[s * MOST_LEAD + d];
        }
        bool dc = s % chain->places == 0;
        score->demand += demand;
        score->lost += demand - sold;
        score->dc_stock += dc ? chain->on_hand[s] : 0.0;
        score->store_stock += dc ? 0.0 : chain->on_hand[s];
        score->coming += dc ? 0.0 : under_way; /* what a supplier has on the road is his */
        score->cost += holding * (dc ? chain->on_hand[s]
                                     : (1.0 + STORE_STORAGE) * chain->on_hand[s] + under_way);
        score->cost += (PRICE - UNIT_COST) * (demand - sold);
    }
}

static struct score live(struct chain *chain)
{
    struct score score = {0};
    struct random random = random_stream(11, 1);
    fill_up(chain);
    for (size_t t = 0; t < chain->days; t++) {
        if (t == SETTLE) {
            score = (struct score){0};
        }
        receive(chain);
        if (t % chain->review == 0) {
            review(chain, &random, &score);
        }
        sell(chain, t, &score);
    }
    return score;
}

static void print_score(const struct chain *chain, const char *name, const struct score *score)
{
    double days = (double)(chain->days - SETTLE);
    (void)printf("%-28s fill %.4f  cost %8.2f  dc %8.1f  stores %8.1f  under way %6.1f  scarce "
                 "%4.1f %%\n",
                 name, 1.0 - score->lost / score->demand, score->cost / days,
                 score->dc_stock / days, score->store_stock / days, score->coming / days,
                 100.0 * (double)score->scarce / fmax((double)score->asked, 1.0));
    (void)fflush(stdout);
}

struct way {
    const char *name;
    enum echelon_way echelon;
    enum share_rule share;
    double share_floor;
};

static const struct way WAYS[] = {
    {"pooled, marginal", ECHELON_POOLED, SHARE_MARGINAL, 0.25},
    {"pooled, marginal, no floor", ECHELON_POOLED, SHARE_MARGINAL, 0.0},
    {"pooled, marginal, floor 0.75", ECHELON_POOLED, SHARE_MARGINAL, 0.75},
    {"pooled, proportional", ECHELON_POOLED, SHARE_PROPORTIONAL, 0.25},
    {"pooled, equal", ECHELON_POOLED, SHARE_EQUAL, 0.25},
    {"pooled, priority", ECHELON_POOLED, SHARE_PRIORITY, 0.25},
    {"guaranteed, marginal", ECHELON_GUARANTEED, SHARE_MARGINAL, 0.25},
};

static double argument(int count, char **arguments, int at, double otherwise)
{
    return count > at ? strtod(arguments[at], NULL) : otherwise;
}

int main(int count, char **arguments)
{
    struct chain chain = {.stores = (size_t)argument(count, arguments, 1, 8.0),
                          .dc_lead = (int)argument(count, arguments, 2, 14.0),
                          .review = (size_t)argument(count, arguments, 3, 7.0),
                          .level = argument(count, arguments, 4, 0.95),
                          .skus = (size_t)argument(count, arguments, 5, 60.0),
                          .days = SETTLE + (size_t)argument(count, arguments, 6, 400.0),
                          .lead_sd = argument(count, arguments, 7, 0.0)};
    chain.places = chain.stores + 1;
    struct fault fault = {0};
    arena_init(&chain.arena, 0);
    if (chain.dc_lead >= MOST_LEAD || chain.review == 0 ||
        team_init(&chain.team, 1, &fault) != STATUS_OK) {
        (void)fprintf(stderr, "a lead time of up to %d days, a review of 1 or more\n",
                      MOST_LEAD - 1);
        return 1;
    }
    make_chain(&chain);
    for (size_t w = 0; w < sizeof WAYS / sizeof *WAYS; w++) {
        chain.settings.echelon = WAYS[w].echelon;
        chain.settings.share = WAYS[w].share;
        chain.settings.share_floor = WAYS[w].share_floor;
        struct score score = live(&chain);
        print_score(&chain, WAYS[w].name, &score);
    }
    team_free(&chain.team);
    arena_free(&chain.arena);
    return 0;
}
