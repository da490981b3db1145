/* Lots where the price depends on the lot. */
#include "replenish/discount.h"

#include "replenish/eoq.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

/* One region's price: a lot of Q costs fixed + unit Q. */
struct tariff {
    double fixed; /* A_j */
    double unit;  /* c_j */
};

static struct eoq region_terms(const struct discount *terms, const struct tariff *tariff)
{
    return (struct eoq){.demand = terms->demand,
                        .setup = fmax(terms->setup, 0.0) + tariff->fixed,
                        .holding = terms->holding,
                        .rate = terms->rate,
                        .unit_cost = tariff->unit};
}

/* D c_j + (K + A_j) D / Q + (h_j Q + rate A_j) / 2. */
static double region_cost(const struct discount *terms, const struct tariff *tariff,
                          double quantity)
{
    struct eoq region = region_terms(terms, tariff);
    double holding = eoq_holding(&region);
    double cost = terms->demand * tariff->unit + 0.5 * fmax(terms->rate, 0.0) * tariff->fixed;
    if (quantity > 0.0) {
        cost += region.setup * terms->demand / quantity;
    } else if (region.setup > 0.0) {
        return HUGE_VAL;
    }
    /* 0 times an endless lot is 0. */
    return holding > 0.0 ? cost + 0.5 * holding * quantity : cost;
}

/* Where region_cost is least, bounds aside. */
static double region_lot(const struct discount *terms, const struct tariff *tariff)
{
    struct eoq region = region_terms(terms, tariff);
    return eoq_lot(&region);
}

/* From the tariff of the region before to that of `region`; all zero before the first. */
static void tariff_step(struct tariff *tariff, const struct discount *terms, size_t region,
                        bool incremental)
{
    if (incremental && region > 0) {
        tariff->fixed += (tariff->unit - terms->unit_cost[region]) * terms->from[region];
    }
    tariff->unit = terms->unit_cost[region];
}

static struct discount_lot best_lot(const struct discount *terms, bool incremental)
{
    assert(terms->count > 0);
    struct discount_lot best = {.cost = HUGE_VAL};
    if (!(terms->demand > 0.0)) {
        best.cost = 0.0;
        return best;
    }
    struct tariff tariff = {0};
    for (size_t j = 0; j < terms->count; j++) {
        tariff_step(&tariff, terms, j, incremental);
        double last = j + 1 < terms->count ? nextafter(terms->from[j + 1], 0.0) : HUGE_VAL;
        if (last < terms->from[j]) {
            continue; /* two breaks at one quantity: the later one holds */
        }
        double quantity = fmin(fmax(region_lot(terms, &tariff), terms->from[j]), last);
        double cost = region_cost(terms, &tariff, quantity);
        if (cost < best.cost) {
            best = (struct discount_lot){quantity, j, cost};
        }
    }
    return best;
}

struct discount_lot discount_all_units(const struct discount *terms)
{
    return best_lot(terms, false);
}

struct discount_lot discount_incremental(const struct discount *terms)
{
    return best_lot(terms, true);
}

static double lot_cost(const struct discount *terms, double quantity, bool incremental)
{
    assert(terms->count > 0);
    if (!(terms->demand > 0.0)) {
        return 0.0;
    }
    if (!(quantity >= terms->from[0])) {
        return HUGE_VAL;
    }
    struct tariff tariff = {0};
    for (size_t j = 0; j < terms->count && terms->from[j] <= quantity; j++) {
        tariff_step(&tariff, terms, j, incremental);
    }
    return region_cost(terms, &tariff, quantity);
}

double discount_all_units_cost(const struct discount *terms, double quantity)
{
    return lot_cost(terms, quantity, false);
}

double discount_incremental_cost(const struct discount *terms, double quantity)
{
    return lot_cost(terms, quantity, true);
}
