/* Runs of promoted periods against the level around them, and what is pooled from them. */
#include "forecast/lifts.h"

#include "num/ridge.h"
#include "promoted.h"
#include "witness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is expected of the coefficients before any promotion was seen: an elasticity of 1.5, and
 * nothing of the others. */
static const double PRIOR_MEAN[LIFT_TERMS] = {0.0, 0.0, 1.5, 0.0};
static const double PRIOR_SPREAD[LIFT_TERMS] = {0.5, 0.2, 1.0, 0.2};

/* Bounds of the scatter from run to run and from item to item, as variances on the log scale. */
static const double FIRST_SCATTER = 0.1;
static const double LEAST_SCATTER = 0.01;
static const double MOST_SCATTER = 1.0;

/* No promotion multiplies demand by more, nor does a dip leave less. */
static const double MOST_LIFT = 10.0;
static const double LEAST_LIFT = 0.3;

static double predicted(const struct witness *witness, const double *b)
{
    double sum = 0.0;
    for (size_t j = 0; j < LIFT_TERMS; j++) {
        sum += witness->x[j] * b[j];
    }
    return sum;
}

/* What pooling works with. */
struct pool {
    struct witness *witness; /* [count] by kind, then series, then time */
    size_t count;
    double run_scatter;  /* variance from run to run of a series */
    double item_scatter; /* variance from series to series */
    double *x;           /* [count * LIFT_TERMS] */
    double *rest;        /* [count] */
    double *weight;      /* [count] */
};

static const double FREE[LIFT_TERMS] = {1.0, 1.0, 1.0, 1.0};

/* Refines the coefficients `parent` by what the witnesses from .. to - 1 say; variances of the
 * coefficients about the parent's are `spread` squared times `scale`. */
static void refine(const struct pool *pool, size_t from, size_t to, const double *parent,
                   const double *spread, double scale, double *b)
{
    double normal[LIFT_TERMS * LIFT_TERMS];
    double penalty[LIFT_TERMS];
    double step[LIFT_TERMS];
    for (size_t i = from; i < to; i++) {
        const struct witness *witness = &pool->witness[i];
        pool->weight[i - from] = 1.0 / (witness->variance + pool->run_scatter);
        pool->rest[i - from] = witness->y - predicted(witness, parent);
        memcpy(pool->x + (i - from) * LIFT_TERMS, witness->x, sizeof witness->x);
    }
    for (size_t j = 0; j < LIFT_TERMS; j++) {
        penalty[j] = 1.0 / (spread[j] * spread[j] * scale);
    }
    bool solved =
        ridge_fit(pool->x, pool->rest, pool->weight, to - from, LIFT_TERMS, penalty, normal, step);
    for (size_t j = 0; j < LIFT_TERMS; j++) {
        b[j] = parent[j] + (solved ? step[j] : 0.0);
    }
}

/* The end of the witnesses from `from` on that share the kind, the sku or the series. */
static size_t same_kind(const struct pool *pool, size_t from)
{
    size_t to = from;
    while (to < pool->count && pool->witness[to].kind == pool->witness[from].kind) {
        to++;
    }
    return to;
}

static size_t same_sku(const struct pool *pool, const struct panel *panel, size_t from, size_t end)
{
    size_t to = from;
    while (to < end &&
           panel->sku[pool->witness[to].series] == panel->sku[pool->witness[from].series]) {
        to++;
    }
    return to;
}

static size_t same_series(const struct pool *pool, size_t from, size_t end)
{
    size_t to = from;
    while (to < end && pool->witness[to].series == pool->witness[from].series) {
        to++;
    }
    return to;
}

/* What the witnesses of one series leave about the coefficients `b`. */
struct rests {
    double count;
    double sum;
    double squares;
    double chance; /* variance of all by chance alone */
};

static struct rests rests_of(const struct pool *pool, const double *b, size_t from, size_t to,
                             bool promoted)
{
    struct rests rests = {0};
    for (size_t i = from; i < to; i++) {
        const struct witness *witness = &pool->witness[i];
        if (promoted && !(witness->x[LIFT_KNOWN] + witness->x[LIFT_UNKNOWN] > 0.0)) {
            continue;
        }
        double rest = witness->y - predicted(witness, b);
        rests.count += 1.0;
        rests.sum += rest;
        rests.squares += rest * rest;
        rests.chance += witness->variance;
    }
    return rests;
}

/* By moments: the variance from run to run of a series that chance does not explain; `promoted`:
 * without what comes after promotions. */
static double scatter_of_runs(const struct pool *pool, const double *b, bool promoted)
{
    double within = 0.0;
    double freedom = 0.0;
    for (size_t from = 0, to = 0; from < pool->count; from = to) {
        to = same_series(pool, from, pool->count);
        struct rests rests = rests_of(pool, b, from, to, promoted);
        if (rests.count > 1.0) {
            double more = rests.count - 1.0;
            within += rests.squares - rests.sum * rests.sum / rests.count -
                      more * rests.chance / rests.count;
            freedom += more;
        }
    }
    return freedom > 0.0 ? fmax(within / freedom, LEAST_SCATTER) : FIRST_SCATTER;
}

/* Likewise the variance from series to series that neither explains. */
static double scatter_of_series(const struct pool *pool, const double *b)
{
    double between = 0.0;
    double runs = 0.0;
    double series = 0.0;
    for (size_t from = 0, to = 0; from < pool->count; from = to) {
        to = same_series(pool, from, pool->count);
        struct rests rests = rests_of(pool, b, from, to, false);
        double square = rests.count * rests.count;
        between += (rests.sum * rests.sum - rests.chance) / square;
        runs += 1.0 / rests.count;
        series += 1.0;
    }
    double mean = series > 0.0 ? (between - pool->run_scatter * runs) / series : 0.0;
    return fmax(mean, LEAST_SCATTER);
}

static int witness_order(const void *a, const void *b)
{
    const struct witness *x = a;
    const struct witness *y = b;
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->series != y->series) {
        return x->series < y->series ? -1 : 1;
    }
    return (x->period > y->period) - (x->period < y->period);
}

/* The coefficients of one department, category or the rest. */
struct kind_lift {
    uint32_t kind;
    struct lift lift;
};

static int kind_order(const void *a, const void *b)
{
    uint32_t x = ((const struct kind_lift *)a)->kind;
    uint32_t y = ((const struct kind_lift *)b)->kind;
    return (x > y) - (x < y);
}

/* Witnesses from .. to - 1 are of one sku: its coefficients go to all of its series, and those of
 * the series that have witnesses of their own beside others are refined. */
static void teach_sku(const struct pool *pool, const struct panel *panel, size_t from, size_t to,
                      const double *kind, struct lift *lift)
{
    struct lift sku = {0};
    refine(pool, from, to, kind, FREE, pool->item_scatter, sku.b);
    size_t s = pool->witness[from].series;
    uint32_t id = panel->sku[s];
    while (s > 0 && panel->sku[s - 1] == id) {
        s--;
    }
    for (; s < panel->count && panel->sku[s] == id; s++) {
        lift[s] = sku;
    }
    for (size_t i = from, next = 0; i < to; i = next) {
        next = same_series(pool, i, to);
        if (next - i < to - from) {
            refine(pool, i, next, sku.b, FREE, pool->item_scatter, lift[pool->witness[i].series].b);
        }
    }
}

static void hand_down(const struct pool *pool, const struct panel *panel,
                      const struct inputs *inputs, const double *all, struct kind_lift *kinds,
                      struct lift *lift)
{
    size_t kind_count = 0;
    for (size_t from = 0, to = 0; from < pool->count; from = to) {
        to = same_kind(pool, from);
        struct kind_lift *kind = &kinds[kind_count++];
        kind->kind = pool->witness[from].kind;
        refine(pool, from, to, all, FREE, pool->item_scatter, kind->lift.b);
    }
    for (size_t s = 0; s < panel->count; s++) {
        struct kind_lift key = {.kind = master_kind(&inputs->master, panel->sku[s])};
        const struct kind_lift *kind = bsearch(&key, kinds, kind_count, sizeof *kinds, kind_order);
        memcpy(lift[s].b, kind != NULL ? kind->lift.b : all, sizeof lift[s].b);
    }
    size_t kind = 0;
    for (size_t from = 0, to = 0; from < pool->count; from = to) {
        kind += pool->witness[from].kind != kinds[kind].kind;
        to = same_sku(pool, panel, from, pool->count);
        teach_sku(pool, panel, from, to, kinds[kind].lift.b, lift);
    }
}

static enum status learn(struct lift *lift, struct lifts *lifts, struct witness *witness,
                         size_t count, struct arena *arena, struct fault *fault)
{
    struct pool pool = {.witness = witness, .count = count, .run_scatter = FIRST_SCATTER};
    pool.x = ARENA_NEW(arena, double, count *LIFT_TERMS);
    pool.rest = ARENA_NEW(arena, double, count);
    pool.weight = ARENA_NEW(arena, double, count);
    struct kind_lift *kinds = ARENA_NEW(arena, struct kind_lift, count);
    if (pool.x == NULL || pool.rest == NULL || pool.weight == NULL || kinds == NULL) {
        return fault_memory(fault, "the promotions");
    }
    if (count > 0) {
        qsort(pool.witness, count, sizeof *witness, witness_order);
    }
    double all[LIFT_TERMS];
    refine(&pool, 0, count, PRIOR_MEAN, PRIOR_SPREAD, 1.0, all);
    pool.run_scatter = scatter_of_runs(&pool, all, false);
    pool.item_scatter = scatter_of_series(&pool, all);
    refine(&pool, 0, count, PRIOR_MEAN, PRIOR_SPREAD, 1.0, all);
    hand_down(&pool, lifts->panel, lifts->inputs, all, kinds, lift);
    lifts->scatter = fmin(scatter_of_runs(&pool, all, true), MOST_SCATTER);
    return STATUS_OK;
}

enum status lifts_build(struct lifts *lifts, const struct panel *panel, const struct inputs *inputs,
                        const struct effects *effects, struct arena *arena, struct team *team,
                        struct fault *fault)
{
    *lifts = (struct lifts){.panel = panel, .inputs = inputs};
    if (inputs->master.promotion_count == 0) {
        return STATUS_OK;
    }
    struct lift *lift = ARENA_NEW(arena, struct lift, panel->count);
    if (lift == NULL) {
        return fault_memory(fault, "the promotions");
    }
    struct witness *witness = NULL;
    size_t count = 0;
    TRY(witness_gather(&witness, &count, panel, inputs, effects, arena, team, fault));
    TRY(learn(lift, lifts, witness, count, arena, fault));
    lifts->lift = lift;
    lifts->heard = count > 0;
    return STATUS_OK;
}

/* What of [count] periods is promoted, from `scratch`; NULL where nothing is, or memory ran out. */
static const struct promoted *promotions_of(const struct lifts *lifts, size_t series,
                                            int32_t period, size_t count, struct arena *scratch)
{
    const struct panel *panel = lifts->panel;
    struct promoted *promoted = ARENA_NEW(scratch, struct promoted, count);
    bool any = promoted != NULL &&
               promoted_fill(promoted, lifts->inputs, &panel->calendar, panel->sku[series],
                             panel->location[series], period, count);
    return any ? promoted : NULL;
}

bool lifts_of(const struct lifts *lifts, size_t series, int32_t period, size_t count,
              struct arena *scratch, double *factor)
{
    if (lifts == NULL || lifts->lift == NULL) {
        return false;
    }
    struct arena_mark mark = arena_mark(scratch);
    const struct promoted *promoted = promotions_of(lifts, series, period, count, scratch);
    const double *b = lifts->lift[series].b;
    for (size_t t = 0; promoted != NULL && t < count; t++) {
        const struct promoted *at = &promoted[t];
        double effect = b[LIFT_UNKNOWN] * (double)at->unknown + b[LIFT_KNOWN] * (double)at->known +
                        b[LIFT_DEPTH] * (double)at->depth + b[LIFT_DIP] * (double)at->after;
        factor[t] = fmin(fmax(exp(effect), LEAST_LIFT), MOST_LIFT);
    }
    arena_rewind(scratch, mark);
    return promoted != NULL;
}

bool lifts_share(const struct lifts *lifts, size_t series, int32_t period, size_t count,
                 struct arena *scratch, double *share)
{
    if (lifts->lift == NULL) {
        return false;
    }
    struct arena_mark mark = arena_mark(scratch);
    const struct promoted *promoted = promotions_of(lifts, series, period, count, scratch);
    for (size_t t = 0; promoted != NULL && t < count; t++) {
        share[t] = fmin((double)promoted[t].known + (double)promoted[t].unknown, 1.0);
    }
    arena_rewind(scratch, mark);
    return promoted != NULL;
}
