/* Paired comparison of two arms: whole SKUs drawn with replacement. */
#include "base/missing.h"
#include "num/random.h"
#include "num/stat.h"
#include "simulate/simulate.h"

enum { DRAWS = 2000 }; /* the interval's ends then waver by some 4 % of its width */
static const double TAIL = 0.025;

/* What a SKU cost at all of its locations. */
struct sku_cost {
    double first;      /* in the first arm */
    double difference; /* other - first */
};

/* The costs by SKU; returns how many there are.  Sites of one SKU follow each other. */
static size_t sum_by_sku(const struct sim_result *result, size_t first, size_t other,
                         struct sku_cost *costs)
{
    const struct ledger *ledger = &result->site[first * result->site_count];
    const struct ledger *another = &result->site[other * result->site_count];
    size_t count = 0;
    for (size_t i = 0; i < result->site_count; i++) {
        if (i == 0 || result->sites[i].sku != result->sites[i - 1].sku) {
            costs[count++] = (struct sku_cost){0};
        }
        double cost = ledger_cost(&ledger[i]);
        costs[count - 1].first += cost;
        costs[count - 1].difference += ledger_cost(&another[i]) - cost;
    }
    return count;
}

static struct sku_cost total(const struct sku_cost *costs, size_t count)
{
    struct sku_cost sum = {0};
    for (size_t i = 0; i < count; i++) {
        sum.first += costs[i].first;
        sum.difference += costs[i].difference;
    }
    return sum;
}

/* Any of `count` < 2^32: no one's chance differs from 1 / count by more than count / 2^32 of it,
 * and it costs no division as random_below does. */
static size_t draw_one(struct random *random, size_t count)
{
    return (size_t)(((random_bits(random) >> 32) * (uint64_t)count) >> 32);
}

/* As many SKUs as there are, each time any of them. */
static struct sku_cost draw_total(const struct sku_cost *costs, size_t count, struct random *random)
{
    struct sku_cost sum = {0};
    for (size_t i = 0; i < count; i++) {
        const struct sku_cost *cost = &costs[draw_one(random, count)];
        sum.first += cost->first;
        sum.difference += cost->difference;
    }
    return sum;
}

static double share_of(const struct sku_cost *sum)
{
    return sum->first > 0.0 ? sum->difference / sum->first : MISSING;
}

enum status sim_paired(struct paired *paired, const struct sim_result *result, size_t first,
                       size_t other, uint64_t seed, struct arena *arena, struct fault *fault)
{
    struct arena_mark mark = arena_mark(arena);
    struct sku_cost *costs = ARENA_NEW(arena, struct sku_cost, result->site_count);
    double *difference = ARENA_NEW(arena, double, DRAWS);
    double *share = ARENA_NEW(arena, double, DRAWS);
    double *scratch = ARENA_NEW(arena, double, DRAWS);
    if (costs == NULL || difference == NULL || share == NULL || scratch == NULL) {
        arena_rewind(arena, mark);
        return fault_memory(fault, "the comparison of two arms");
    }
    size_t count = sum_by_sku(result, first, other, costs);
    struct sku_cost sum = total(costs, count);
    *paired = (struct paired){.difference = sum.difference,
                              .low = MISSING,
                              .high = MISSING,
                              .share = share_of(&sum),
                              .share_low = MISSING,
                              .share_high = MISSING};
    if (count > 1) {
        struct random random = random_stream(seed, 0);
        for (size_t i = 0; i < DRAWS; i++) {
            struct sku_cost drawn = draw_total(costs, count, &random);
            difference[i] = drawn.difference;
            share[i] = share_of(&drawn);
        }
        paired->low = stat_quantile(difference, DRAWS, TAIL, scratch);
        paired->high = stat_quantile(difference, DRAWS, 1.0 - TAIL, scratch);
        paired->share_low = stat_quantile(share, DRAWS, TAIL, scratch);
        paired->share_high = stat_quantile(share, DRAWS, 1.0 - TAIL, scratch);
    }
    arena_rewind(arena, mark);
    return STATUS_OK;
}
