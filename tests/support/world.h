/* A small world for plans: rows put in by hand, in any order, and planned.
 *
 * Ids are numbers of the test's choosing.  Periods are days, the as-of date is Monday 2026-06-01
 * (WORLD_DAY), and a series' forecast is the same mean and variance every day. */
#ifndef RESTOCK_TESTS_WORLD_H
#define RESTOCK_TESTS_WORLD_H

#include "order/plan.h"
#include "order/supplier_order.h"

enum { WORLD_ROWS = 128, WORLD_HISTORY = 120, WORLD_HORIZON = 120, WORLD_DAY = 20605 };

struct world_series {
    uint32_t sku;
    uint32_t location;
    double mean;
    double variance;
    bool amounts; /* demand is not counts */
    double size;  /* of the one demand in sixty days that its history has; 0: the mean every day */
    double price;
    unsigned flags;
    double returned; /* units that came back in the last period */
};

struct world {
    struct arena arena;
    struct team team;
    struct fault fault;
    struct inputs inputs;
    struct panel panel;
    struct forecasts forecasts;
    struct plan_settings settings;
    struct plan plan;
    struct world_series series[WORLD_ROWS];
    size_t series_count;
    struct stock_row stock[WORLD_ROWS];
    struct open_order orders[WORLD_ROWS];
    struct item items[WORLD_ROWS];
    struct item_location item_locations[WORLD_ROWS];
    struct location locations[WORLD_ROWS];
    struct supplier suppliers[WORLD_ROWS];
    struct lane lanes[WORLD_ROWS];
    struct price_break breaks[WORLD_ROWS];
    struct override_row overrides[WORLD_ROWS];
    struct kit_row kits[WORLD_ROWS];
};

/* An empty world with sensible settings: lost sales, cycle service of 95 %, lead time 5 days
 * certain, review of 7, holding 0.25 a year, no transfers. */
void world_open(struct world *world);
void world_close(struct world *world);

struct world_series *world_sell(struct world *world, uint32_t sku, uint32_t location, double mean,
                                double variance);
struct stock_row *world_stock(struct world *world, uint32_t sku, uint32_t location, double on_hand);
struct open_order *world_open_order(struct world *world, uint32_t sku, uint32_t location,
                                    double quantity, int days);
/* Unit cost and price; everything else unset. */
struct item *world_item(struct world *world, uint32_t sku, double unit_cost, double price);
struct item_location *world_at(struct world *world, uint32_t sku, uint32_t location);
struct location *world_location(struct world *world, uint32_t location);
struct supplier *world_supplier(struct world *world, uint32_t supplier, double lead_days);
/* Costs and limits unset; a day on the road. */
struct lane *world_lane(struct world *world, uint32_t from, uint32_t to);

/* A planner's word, in force from today on. */
struct override_row *world_override(struct world *world, uint32_t sku, uint32_t location,
                                    const char *field, double value);

struct kit_row *world_kit(struct world *world, uint32_t kit, uint32_t component, double quantity);

/* Sorts the rows and makes the plan (again, if called again). */
void world_plan(struct world *world);
/* The planned position; the test fails when there is none. */
const struct position *world_position(const struct world *world, uint32_t sku, uint32_t location);
/* Checks on every plan: the account adds up, transfers conserve units, lines are the positions'. */
void world_check_account(const struct world *world);

/* A panel of so many skus at location 0, `days` days up to WORLD_DAY, that sell nothing yet: their
 * [skus * days] units, to be filled. */
double *world_days(struct world *world, size_t skus, size_t days);

#endif
