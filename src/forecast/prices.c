/* By how much an item sells more when its price falls.
 *
 * Of each change of a price the weeks after it are held against the weeks before it:
 *
 *     log(demand after / demand before) = a + e log(new price / old price) + error
 *
 * The elasticity e is that of all items, and from there that of the department (or category), the
 * item and the series, each shrunk towards the one before by as much as the scatter between them
 * asks for (empirical Bayes; the variance between groups by the moments of DerSimonian and Laird
 * (1986), Controlled Clinical Trials 7(3)).  The constant a takes up what the changes have in
 * common that is not the price.  No elasticity is above 0: that dearer sells more is chance, or a
 * price that followed demand. */
#include "base/missing.h"
#include "forecast/lifts.h"
#include "price_path.h"
#include "price_witness.h"
#include "promoted.h"
#include "witness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is expected of the elasticity before any change was seen, and how surely. */
static const double PRIOR_MEAN = 0.0;
static const double PRIOR_SPREAD = 1.0;
static const double PRIOR_CONSTANT = 0.1; /* spread of a about 0 */

/* Bounds of the scatter from change to change, as a variance. */
static const double FIRST_SCATTER = 0.1;
static const double LEAST_SCATTER = 0.01;

/* The elasticity of all must be so many standard errors below 0.  Where buyers of more pay less, a
 * price follows demand; what remains of it is noise. */
static const double SURE = 2.0;

static const double MOST_ELASTIC = -5.0;

/* No price multiplies demand by more, or leaves less; effects below that are none. */
static const double MOST_FACTOR = 5.0;
static const double LEAST_FACTOR = 0.2;
static const double LEAST_EFFECT = 1e-4;

enum { ROUNDS = 20 };

/* Degrees of freedom of the errors: heavy tails. */
static const double FREEDOM = 3.0;

struct pool {
    struct price_witness *witness; /* [count] by kind, then series, then time */
    size_t count;
    const struct panel *panel;
    double scatter;          /* variance from change to change */
    double *weight;          /* [count] of each: 1 / variance, less for outlying ones */
    double constant;         /* a */
    struct kind_price *kind; /* [count] room for those of the kinds */
};

/* Sums of a group of witnesses: e = right / left without a prior. */
struct moments {
    double left;
    double right;
};

enum width { WIDTH_KIND, WIDTH_SKU, WIDTH_SERIES, WIDTHS };

static struct moments moments_of(const struct pool *pool, size_t from, size_t to)
{
    struct moments sum = {0};
    for (size_t i = from; i < to; i++) {
        double weighted = pool->weight[i] * pool->witness[i].x;
        sum.left += weighted * pool->witness[i].x;
        sum.right += weighted * (pool->witness[i].y - pool->constant);
    }
    return sum;
}

/* The elasticity of a group whose members scatter about `parent` with that variance. */
static double posterior(struct moments sum, double parent, double variance)
{
    return variance > 0.0 ? (sum.right + parent / variance) / (sum.left + 1.0 / variance) : parent;
}

/* a and e of all witnesses, by weighted least squares with priors. */
static double fit_all(struct pool *pool)
{
    double ww = 1.0 / (PRIOR_CONSTANT * PRIOR_CONSTANT);
    double wx = 0.0;
    double xx = 1.0 / (PRIOR_SPREAD * PRIOR_SPREAD);
    double wy = 0.0;
    double xy = PRIOR_MEAN * xx;
    for (size_t i = 0; i < pool->count; i++) {
        const struct price_witness *witness = &pool->witness[i];
        double weight = pool->weight[i];
        ww += weight;
        wx += weight * witness->x;
        xx += weight * witness->x * witness->x;
        wy += weight * witness->y;
        xy += weight * witness->x * witness->y;
    }
    double determinant = ww * xx - wx * wx; /* above 0: both have a prior */
    pool->constant = (xx * wy - wx * xy) / determinant;
    return (ww * xy - wx * wy) / determinant;
}

/* One step of Student's t by reweighting (Lange, Little and Taylor (1989), JASA 84): what is far
 * off
 * - an item that was gone, or came back, when its price changed - counts for little. */
static void find_scatter(struct pool *pool, double all)
{
    double sum = 0.0;
    for (size_t i = 0; i < pool->count; i++) {
        const struct price_witness *witness = &pool->witness[i];
        double rest = witness->y - pool->constant - all * witness->x;
        double variance = witness->variance + pool->scatter;
        double trust = (FREEDOM + 1.0) / (FREEDOM + rest * rest / variance);
        sum += trust * rest * rest - witness->variance;
        pool->weight[i] = trust / variance;
    }
    pool->scatter = fmax(sum / (double)pool->count, LEAST_SCATTER);
}

/* The end of the witnesses from `from` on that belong together. */
static size_t same_group(const struct pool *pool, size_t from, size_t end, enum width width)
{
    const struct price_witness *first = &pool->witness[from];
    const uint32_t *sku = pool->panel->sku;
    size_t to = from + 1;
    for (; to < end; to++) {
        const struct price_witness *witness = &pool->witness[to];
        bool same = width == WIDTH_KIND  ? witness->kind == first->kind
                    : width == WIDTH_SKU ? sku[witness->series] == sku[first->series]
                                         : witness->series == first->series;
        if (!same) {
            break;
        }
    }
    return to;
}

/* The variance between groups of a width about `all`, beyond chance. */
static double between(const struct pool *pool, double all, enum width width)
{
    double scatter = 0.0;
    double groups = 0.0;
    double sum = 0.0;
    double squares = 0.0;
    for (size_t from = 0, to = 0; from < pool->count; from = to) {
        to = same_group(pool, from, pool->count, width);
        struct moments group = moments_of(pool, from, to);
        double away = group.right / group.left - all;
        scatter += group.left * away * away;
        groups += 1.0;
        sum += group.left;
        squares += group.left * group.left;
    }
    double room = sum - squares / sum;
    return room > 0.0 ? fmax((scatter - (groups - 1.0)) / room, 0.0) : 0.0;
}

static int witness_order(const void *a, const void *b)
{
    const struct price_witness *x = a;
    const struct price_witness *y = b;
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->series != y->series) {
        return x->series < y->series ? -1 : 1;
    }
    return (x->at > y->at) - (x->at < y->at);
}

/* Witnesses from .. to - 1 are of one sku, whose series all get its elasticity, and those with
 * witnesses of their own a refined one. */
static void teach_sku(const struct pool *pool, size_t from, size_t to, double kind,
                      const double *variance, double *elasticity)
{
    const struct panel *panel = pool->panel;
    double sku = posterior(moments_of(pool, from, to), kind, variance[WIDTH_SKU]);
    size_t s = pool->witness[from].series;
    uint32_t id = panel->sku[s];
    while (s > 0 && panel->sku[s - 1] == id) {
        s--;
    }
    for (; s < panel->count && panel->sku[s] == id; s++) {
        elasticity[s] = sku;
    }
    for (size_t i = from, next = 0; i < to; i = next) {
        next = same_group(pool, i, to, WIDTH_SERIES);
        elasticity[pool->witness[i].series] =
            posterior(moments_of(pool, i, next), sku, variance[WIDTH_SERIES]);
    }
}

/* The elasticity of one department, category or the rest. */
struct kind_price {
    uint32_t kind;
    double elasticity;
};

static int kind_order(const void *a, const void *b)
{
    uint32_t x = ((const struct kind_price *)a)->kind;
    uint32_t y = ((const struct kind_price *)b)->kind;
    return (x > y) - (x < y);
}

static void hand_down(const struct pool *pool, const struct inputs *inputs, double all,
                      const double *variance, double *elasticity)
{
    const struct panel *panel = pool->panel;
    size_t kinds = 0;
    for (size_t from = 0, to = 0; from < pool->count; from = to) {
        to = same_group(pool, from, pool->count, WIDTH_KIND);
        pool->kind[kinds++] = (struct kind_price){
            .kind = pool->witness[from].kind,
            .elasticity = posterior(moments_of(pool, from, to), all, variance[WIDTH_KIND])};
    }
    for (size_t s = 0; s < panel->count; s++) {
        struct kind_price key = {.kind = master_kind(&inputs->master, panel->sku[s])};
        const struct kind_price *kind = bsearch(&key, pool->kind, kinds, sizeof key, kind_order);
        elasticity[s] = kind != NULL ? kind->elasticity : all;
    }
    size_t kind = 0;
    for (size_t from = 0, to = 0; from < pool->count; from = to) {
        kind += pool->witness[from].kind != pool->kind[kind].kind;
        to = same_group(pool, from, pool->count, WIDTH_SKU);
        teach_sku(pool, from, to, pool->kind[kind].elasticity, variance, elasticity);
    }
    for (size_t s = 0; s < panel->count; s++) {
        elasticity[s] = fmin(fmax(elasticity[s], MOST_ELASTIC), 0.0);
    }
}

/* false: that prices do anything is within the noise. */
static bool learn(struct pool *pool, const struct inputs *inputs, double *elasticity)
{
    double all = 0.0;
    for (int round = 0; round < ROUNDS; round++) {
        find_scatter(pool, all);
        all = fit_all(pool);
    }
    if (!(all * sqrt(moments_of(pool, 0, pool->count).left) < -SURE)) {
        return false;
    }
    double variance[WIDTHS];
    variance[WIDTH_KIND] = between(pool, all, WIDTH_KIND);
    variance[WIDTH_SKU] = fmax(between(pool, all, WIDTH_SKU) - variance[WIDTH_KIND], 0.0);
    variance[WIDTH_SERIES] =
        fmax(between(pool, all, WIDTH_SERIES) - variance[WIDTH_KIND] - variance[WIDTH_SKU], 0.0);
    hand_down(pool, inputs, all, variance, elasticity);
    return true;
}

/* log(regular price / last price) of a series. */
static double below_regular(const struct lifts *lifts, size_t series, struct arena *scratch)
{
    const struct panel *panel = lifts->panel;
    struct arena_mark mark = arena_mark(scratch);
    struct price_step *steps =
        ARENA_NEW(scratch, struct price_step, price_steps_most(panel, series));
    size_t count = steps != NULL ? price_steps(panel, lifts->inputs, series, scratch, steps) : 0;
    struct span span = panel_span(panel, series);
    double days = period_days(&panel->calendar, span.first_period);
    double below = price_below_regular(steps, count, days, span.length);
    arena_rewind(scratch, mark);
    return below;
}

/* Where promotions of the past said nothing, discounts to come count by the elasticity.  They are
 * discounts from the regular price, and what is sold cheaper already has had its part:
 *
 *     log(price ahead / last price) = log(regular / last) + log(1 - discount) */
static enum status teach_lifts(struct lifts *lifts, const double *elasticity, struct arena *arena,
                               struct fault *fault)
{
    if (lifts->lift == NULL || lifts->heard) {
        return STATUS_OK;
    }
    size_t count = lifts->panel->count;
    struct lift *lift = ARENA_NEW(arena, struct lift, count);
    if (lift == NULL) {
        return fault_memory(fault, "the changes of prices");
    }
    memcpy(lift, lifts->lift, count * sizeof *lift);
    for (size_t s = 0; s < count; s++) {
        lift[s].b[LIFT_DEPTH] = -elasticity[s];
        if (promoted_rows(&lifts->inputs->master, lifts->panel->sku[s]).count > 0) {
            lift[s].b[LIFT_KNOWN] = elasticity[s] * below_regular(lifts, s, arena);
        }
    }
    lifts->lift = lift;
    return STATUS_OK;
}

enum status prices_build(struct lifts *lifts, const struct effects *effects, struct arena *arena,
                         struct team *team, struct fault *fault)
{
    const struct panel *panel = lifts->panel;
    if (panel->price_start == NULL) {
        return STATUS_OK;
    }
    struct pool pool = {.panel = panel, .scatter = FIRST_SCATTER};
    double *elasticity = ARENA_NEW(arena, double, panel->count);
    if (elasticity == NULL) {
        return fault_memory(fault, "the changes of prices");
    }
    TRY(price_witness_gather(&pool.witness, &pool.count, panel, lifts->inputs, effects, arena, team,
                             fault));
    if (pool.count == 0) {
        return STATUS_OK;
    }
    pool.weight = ARENA_NEW(arena, double, pool.count);
    pool.kind = ARENA_NEW(arena, struct kind_price, pool.count);
    if (pool.weight == NULL || pool.kind == NULL) {
        return fault_memory(fault, "the changes of prices");
    }
    qsort(pool.witness, pool.count, sizeof *pool.witness, witness_order);
    if (!learn(&pool, lifts->inputs, elasticity)) {
        return STATUS_OK;
    }
    lifts->elasticity = elasticity;
    return teach_lifts(lifts, elasticity, arena, fault);
}

bool prices_of(const struct lifts *lifts, size_t series, int32_t period, size_t count,
               struct arena *scratch, double *factor)
{
    const struct panel *panel = lifts->panel;
    if (lifts->elasticity == NULL || !(lifts->elasticity[series] < 0.0)) {
        return false;
    }
    struct arena_mark mark = arena_mark(scratch);
    struct price_step *steps =
        ARENA_NEW(scratch, struct price_step, price_steps_most(panel, series));
    size_t step_count =
        steps != NULL ? price_steps(panel, lifts->inputs, series, scratch, steps) : 0;
    if (step_count > 0) {
        struct span span = panel_span(panel, series);
        double days = period_days(&panel->calendar, span.first_period);
        price_deviation(steps, step_count, days, span.length, (size_t)(period - span.first_period),
                        count, factor);
        for (size_t t = 0; t < count; t++) {
            double effect = lifts->elasticity[series] * factor[t];
            bool none = fabs(effect) < LEAST_EFFECT;
            factor[t] = none ? 1.0 : fmin(fmax(exp(effect), LEAST_FACTOR), MOST_FACTOR);
        }
    }
    arena_rewind(scratch, mark);
    return step_count > 0;
}
