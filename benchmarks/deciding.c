/* How many positions a second are decided once the forecasts are there?
 *
 *     build/benchmarks/deciding [POSITIONS [UNITS_A_DAY [THREADS [PLACES [shared]]]]]
 *
 * A made network of PLACES: each item sells at all of them, has stock for up to forty days, in one
 * case of two an order under way, and half of the pairs of places have a lane.  Lead time 14 days
 * (sd 3), review 7, lost sales.  `shared`: every lane sends trucks of 400 units for 30 each, and
 * every place picks no more in a day than a tenth of what it sells in a week.  Times plan_make
 * without and with transfers; POSITIONS 20000, UNITS_A_DAY 1 (mean of the mean demands, about),
 * THREADS as many as there are, PLACES 10. */
#include "base/log.h"
#include "base/missing.h"
#include "order/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { HISTORY = 30, HORIZON = 90, AS_OF = 20605 };

struct made {
    size_t places;
    bool shared;
    struct arena arena;
    struct team team;
    struct inputs inputs;
    struct panel panel;
    struct forecasts forecasts;
    struct plan_settings settings;
};

/* A share in [0, 1), the same on every machine. */
static double draw(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(*state >> 33) / 2147483648.0;
}

static void make_stock(struct made *made, size_t s, double mean, uint64_t *state)
{
    made->inputs.stock[made->inputs.stock_count++] =
        (struct stock_row){.sku = (uint32_t)(s / made->places),
                           .location = (uint32_t)(s % made->places),
                           .on_hand = floor(mean * 40.0 * draw(state)),
                           .expiry_day = NO_DAY,
                           .count_day = NO_DAY};
    if (draw(state) < 0.5) {
        made->inputs.open_orders[made->inputs.open_order_count++] =
            (struct open_order){.sku = (uint32_t)(s / made->places),
                                .location = (uint32_t)(s % made->places),
                                .quantity = floor(mean * 10.0) + 1.0,
                                .due_day = AS_OF + (int32_t)(20.0 * draw(state)),
                                .order_id = NO_ID,
                                .source = NO_ID};
    }
}

static void make_series(struct made *made, size_t count, double scale, uint64_t *state)
{
    struct arena *arena = &made->arena;
    uint32_t *sku = ARENA_NEW(arena, uint32_t, count);
    uint32_t *location = ARENA_NEW(arena, uint32_t, count);
    size_t *start = ARENA_NEW(arena, size_t, count + 1);
    double *demand = ARENA_NEW(arena, double, count *HISTORY);
    double *price = ARENA_NEW(arena, double, count);
    struct forecasts *ahead = &made->forecasts;
    *ahead = (struct forecasts){.count = count, .horizon = HORIZON};
    ahead->mean = ARENA_NEW(arena, double, count *HORIZON);
    ahead->variance = ARENA_NEW(arena, double, count *HORIZON);
    ahead->sum_variance = ARENA_NEW(arena, double, count *HORIZON);
    ahead->report = ARENA_NEW(arena, struct series_report, count);
    made->inputs.stock = ARENA_NEW(arena, struct stock_row, count);
    made->inputs.open_orders = ARENA_NEW(arena, struct open_order, count);
    for (size_t s = 0; s < count; s++) {
        double mean = scale * (0.02 + 2.0 * draw(state));
        double variance = mean * (1.0 + 5.0 * draw(state));
        sku[s] = (uint32_t)(s / made->places);
        location[s] = (uint32_t)(s % made->places);
        start[s + 1] = start[s] + HISTORY;
        price[s] = 10.0;
        for (size_t t = 0; t < HISTORY; t++) {
            demand[start[s] + t] = mean;
        }
        for (size_t h = 0; h < HORIZON; h++) {
            ahead->mean[s * HORIZON + h] = mean;
            ahead->variance[s * HORIZON + h] = variance;
            ahead->sum_variance[s * HORIZON + h] = variance * (double)(h + 1);
        }
        ahead->report[s].counts = true;
        make_stock(made, s, mean, state);
    }
    made->panel = (struct panel){.calendar = {.bucket = BUCKET_DAY},
                                 .as_of = AS_OF,
                                 .end_period = AS_OF,
                                 .count = count,
                                 .sku = sku,
                                 .location = location,
                                 .start = start,
                                 .demand = demand,
                                 .price = price};
}

static void make_lane(struct made *made, uint32_t from, uint32_t to)
{
    struct master *master = &made->inputs.master;
    master->lanes[master->lane_count++] =
        (struct lane){.from = from,
                      .to = to,
                      .carrier = NO_ID,
                      .transit_days = 1.0,
                      .transit_sd = MISSING,
                      .cost_per_unit = 0.1,
                      .cost_per_weight = MISSING,
                      .fixed_cost = made->shared ? 30.0 : MISSING,
                      .min_units = MISSING,
                      .max_units = MISSING,
                      .load_units = made->shared ? 400.0 : MISSING,
                      .load_weight = MISSING,
                      .load_volume = MISSING};
}

static void make_network(struct made *made, size_t count, double scale)
{
    struct master *master = &made->inputs.master;
    uint32_t places = (uint32_t)made->places;
    size_t skus = count / made->places;
    double sold = scale * (double)skus;
    master->lanes = ARENA_NEW(&made->arena, struct lane, made->places * made->places);
    master->locations = ARENA_NEW(&made->arena, struct location, made->places);
    for (uint32_t from = 0; from < places; from++) {
        master->locations[master->location_count++] =
            (struct location){.location = from,
                              .source = NO_ID,
                              .region = NO_ID,
                              .capacity = MISSING,
                              .inbound_capacity = MISSING,
                              .outbound_capacity = made->shared ? ceil(0.7 * sold) : MISSING,
                              .storage_cost = MISSING,
                              .handling_cost = MISSING,
                              .priority = MISSING};
        for (uint32_t to = 0; to < places; to++) {
            if ((from + to) % 2 == 1) {
                make_lane(made, from, to);
            }
        }
    }
}

static void make_settings(struct made *made)
{
    struct terms terms = terms_unset();
    terms.holding_rate = 0.25;
    terms.pack_size = 6.0;
    terms.service_level = 0.95;
    terms.service_type = SERVICE_CYCLE;
    terms.lead_time_days = 14.0;
    terms.lead_time_sd = 3.0;
    terms.review_days = 7.0;
    made->settings = (struct plan_settings){.defaults = terms,
                                            .unmet = UNMET_LOST,
                                            .late_chance_days = 14.0,
                                            .budget = MISSING,
                                            .rebalance = {.margin = 1.0},
                                            .salvage_share = 0.2,
                                            .return_window_days = 365.0};
}

static int time_plan(struct made *made, size_t count, bool transfers)
{
    struct fault fault = {0};
    struct plan plan;
    made->settings.rebalance.enabled = transfers;
    double since = clock_seconds();
    clock_t busy = clock();
    enum status status = plan_make(&plan, &made->inputs, &made->panel, &made->forecasts,
                                   &made->settings, &made->arena, &made->team, &fault);
    double seconds = clock_seconds() - since;
    double cpu = (double)(clock() - busy) / (double)CLOCKS_PER_SEC;
    if (status != STATUS_OK) {
        (void)fprintf(stderr, "%s\n", fault.message);
        return 1;
    }
    (void)printf(
        "%zu positions, %d threads, transfers %s: %.2f s, %.0f positions/s, %.2f us of CPU "
        "each, %zu lines, %zu transfers\n",
        count, made->team.threads, transfers ? "on" : "off", seconds, (double)count / seconds,
        1e6 * cpu / (double)count, plan.order_count, plan.transfer_count);
    return 0;
}

int main(int count_arguments, char **arguments)
{
    size_t count = count_arguments > 1 ? strtoul(arguments[1], NULL, 10) : 20000;
    double scale = count_arguments > 2 ? strtod(arguments[2], NULL) : 1.0;
    int threads = count_arguments > 3 ? (int)strtol(arguments[3], NULL, 10) : 0;
    size_t places = count_arguments > 4 ? strtoul(arguments[4], NULL, 10) : 10;
    struct made made = {.places = places > 1 ? places : 10,
                        .shared = count_arguments > 5,
                        .inputs = {.as_of = AS_OF}};
    struct fault fault = {0};
    arena_init(&made.arena, 0);
    if (team_init(&made.team, threads, &fault) != STATUS_OK) {
        (void)fprintf(stderr, "%s\n", fault.message);
        return 1;
    }
    uint64_t state = 1;
    make_series(&made, count, scale, &state);
    make_network(&made, count, scale);
    make_settings(&made);
    int failed = time_plan(&made, count, false) + time_plan(&made, count, true);
    team_free(&made.team);
    arena_free(&made.arena);
    return failed > 0;
}
