/* Reconciliation among the totals, and down to the series. */
#include "reconcile.h"

#include "base/missing.h"
#include "levels.h"
#include "nodes.h"
#include "num/mint.h"
#include "scale.h"

#include <math.h>
#include <string.h>

/* A cell of so many series is met half way: series of a small cell are large enough to know
 * something themselves.  The pasta shop's 30 did best half way, M5's hundreds nearly all the way
 * (benchmarks/README.md). */
static const double HALF_WAY_SERIES = 30.0;
/* The series are left alone if that was better by so much in the trials: less is chance. */
static const double CLEAR_GAIN = 0.01;
/* Earlier origins of the nodes: on five origins of M5 two did as well as six. */
enum { NODE_TRIALS = 2 };

/* The nodes' means, added up, in `value` [nodes * horizon]. */
static enum status add_up_nodes(const struct reconciliation *reconciliation, const struct job *job,
                                size_t window, double *value, struct arena *arena,
                                struct team *team, struct fault *fault)
{
    const struct hierarchy *hierarchy = &reconciliation->hierarchy;
    const struct forecasts *nodes = &reconciliation->nodes;
    struct mint_problem problem = {.parts = hierarchy->cells,
                                   .totals = hierarchy->totals,
                                   .levels = hierarchy->levels,
                                   .above = hierarchy->above,
                                   .shrinkage = MISSING};
    double *error = NULL;
    TRY(nodes_rehearse(hierarchy, job, window, NODE_TRIALS, &error, &problem.samples, arena, team,
                       fault));
    double *size = ARENA_NEW(arena, double, nodes->count);
    if (size == NULL) {
        return fault_memory(fault, "the weights of totals");
    }
    for (size_t i = 0; i < nodes->count; i++) {
        size[i] = fmax(nodes->mean[i * nodes->horizon], 1.0);
    }
    problem.error = error;
    problem.size = size;
    /* where it cannot be solved the cells stand for themselves */
    (void)mint_reconcile(&problem, nodes->horizon, true, value, arena);
    return STATUS_OK;
}

/* The series' forecasts by cell and period, without what promotions to come add, since that is not
 * in the totals: all, and the part that does not move. */
struct shares {
    double *moving; /* [cells * horizon] */
    double *fixed;  /* likewise */
};

bool reconcile_moves(const struct forecasts *forecasts, size_t series)
{
    return (forecasts->report[series].flags & FLAG_CONSTANT) == 0;
}

static void add_shares(const struct shares *shares, const struct hierarchy *hierarchy,
                       const struct forecasts *forecasts, double *lift, struct arena *scratch)
{
    size_t horizon = forecasts->horizon;
    for (size_t s = 0; s < forecasts->count; s++) {
        if (hierarchy->cell[s] == NO_ID) {
            continue;
        }
        double *sum = reconcile_moves(forecasts, s) ? shares->moving : shares->fixed;
        bool lifted =
            lifts_of(hierarchy->lifts, s, hierarchy->panel.end_period, horizon, scratch, lift);
        for (size_t h = 0; h < horizon; h++) {
            sum[hierarchy->cell[s] * horizon + h] +=
                forecasts->mean[s * horizon + h] / (lifted ? lift[h] : 1.0);
        }
    }
}

/* What each cell wants of its moving series, as far as they follow. */
static void set_ratios(const struct shares *shares, const double *wanted, size_t horizon,
                       size_t cell, double followed, double *ratio)
{
    for (size_t i = cell * horizon; i < (cell + 1) * horizon; i++) {
        double free = (wanted[i] - shares->fixed[i]) / shares->moving[i];
        double whole = fmin(fmax(free, RECONCILE_LEAST_RATIO), RECONCILE_MOST_RATIO);
        ratio[i] = shares->moving[i] > 0.0 ? pow(whole, followed) : 1.0;
    }
}

enum status reconcile_ratios(struct reconciliation *reconciliation, bool all_the_way,
                             const double *wanted, const struct forecasts *forecasts,
                             struct arena *arena, struct fault *fault)
{
    const struct hierarchy *hierarchy = &reconciliation->hierarchy;
    size_t count = hierarchy->cells * forecasts->horizon;
    struct shares shares = {ARENA_NEW(arena, double, count), ARENA_NEW(arena, double, count)};
    reconciliation->ratio = ARENA_NEW(arena, double, count);
    double *lift = ARENA_NEW(arena, double, forecasts->horizon);
    if (shares.moving == NULL || shares.fixed == NULL || reconciliation->ratio == NULL ||
        lift == NULL) {
        return fault_memory(fault, "the shares of totals");
    }
    add_shares(&shares, hierarchy, forecasts, lift, arena);
    for (size_t c = 0; c < hierarchy->cells; c++) {
        double series = (double)hierarchy->series[c];
        set_ratios(&shares, wanted, forecasts->horizon, c,
                   all_the_way ? 1.0 : series / (series + HALF_WAY_SERIES), reconciliation->ratio);
    }
    return STATUS_OK;
}

enum status reconcile_prepare(struct reconciliation *reconciliation, const struct job *job,
                              size_t window, struct arena *arena, struct team *team,
                              struct fault *fault)
{
    struct hierarchy *hierarchy = &reconciliation->hierarchy;
    struct forecasts *nodes = &reconciliation->nodes;
    size_t horizon = job->forecasts->horizon;
    TRY(hierarchy_build(hierarchy, job->panel, job->inputs, job->effects, arena, fault));
    reconciliation->error_before = MISSING;
    reconciliation->error_after = MISSING;
    if (hierarchy->cells == 0) {
        return STATUS_OK;
    }
    TRY(nodes_forecast(nodes, job, &hierarchy->panel, &hierarchy->effects, job->settings, window,
                       arena, team, fault));
    double *value = ARENA_NEW(arena, double, nodes->count *horizon);
    if (value == NULL) {
        return fault_memory(fault, "the totals");
    }
    memcpy(value, nodes->mean, nodes->count * horizon * sizeof *value);
    if (hierarchy->totals > 0) {
        TRY(add_up_nodes(reconciliation, job, window, value, arena, team, fault));
    }
    TRY(reconcile_ratios(reconciliation, job->settings->hierarchy != HIERARCHY_AUTO,
                         value + hierarchy->totals * horizon, job->forecasts, arena, fault));
    const double *mean = job->forecasts->mean;
    reconciliation->error_before = levels_error(hierarchy, job->panel, mean, horizon, NULL, arena);
    reconciliation->error_after =
        levels_error(hierarchy, job->panel, mean, horizon, reconciliation->ratio, arena);
    return STATUS_OK;
}

bool reconcile_pays(enum hierarchy_way way, const struct reconciliation *trials, size_t count)
{
    if (way != HIERARCHY_AUTO) {
        return way != HIERARCHY_NONE;
    }
    double before = 0.0;
    double after = 0.0;
    for (size_t k = 0; k < count; k++) {
        if (trials[k].hierarchy.cells > 0 && !is_missing(trials[k].error_before) &&
            !is_missing(trials[k].error_after)) {
            before += trials[k].error_before;
            after += trials[k].error_after;
        }
    }
    return before >= (1.0 - CLEAR_GAIN) * after;
}

void reconcile_apply(const struct reconciliation *reconciliation, struct forecasts *forecasts)
{
    const struct hierarchy *hierarchy = &reconciliation->hierarchy;
    for (size_t s = 0; hierarchy->cells > 0 && s < forecasts->count; s++) {
        if (hierarchy->cell[s] != NO_ID && reconcile_moves(forecasts, s)) {
            size_t at = s * forecasts->horizon;
            scale_periods(forecasts->mean + at, forecasts->variance + at,
                          forecasts->sum_variance + at,
                          reconciliation->ratio + hierarchy->cell[s] * forecasts->horizon,
                          forecasts->horizon, false);
        }
    }
}

enum status reconcile_copy(struct reconciliation *copy, const struct reconciliation *reconciliation,
                           const struct forecasts *forecasts, struct arena *arena,
                           struct fault *fault)
{
    const size_t cells = reconciliation->hierarchy.cells;
    const size_t ratios = cells * forecasts->horizon;
    *copy = (struct reconciliation){.hierarchy.cells = cells,
                                    .error_before = reconciliation->error_before,
                                    .error_after = reconciliation->error_after};
    if (cells == 0) {
        return STATUS_OK;
    }
    uint32_t *cell = ARENA_NEW(arena, uint32_t, forecasts->count);
    copy->ratio = ARENA_NEW(arena, double, ratios);
    if (cell == NULL || copy->ratio == NULL) {
        return fault_memory(fault, "the shares of totals");
    }
    memcpy(cell, reconciliation->hierarchy.cell, forecasts->count * sizeof *cell);
    memcpy(copy->ratio, reconciliation->ratio, ratios * sizeof *copy->ratio);
    copy->hierarchy.cell = cell;
    return STATUS_OK;
}
