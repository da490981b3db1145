/* Forecasts of nodes, their errors, reconciliation among them, and down to the series. */
#include "reconcile.h"

#include "agree.h"
#include "base/missing.h"
#include "hierarchy.h"
#include "num/mint.h"
#include "rehearsal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A cell that wants more than this of its series is in doubt itself. */
static const double LEAST_RATIO = 0.5;
static const double MOST_RATIO = 2.0;
/* Earlier origins of the nodes: few series, so more of them than of the whole. */
enum { NODE_TRIALS = 6 };

/* The nodes' forecasts as of the end of `panel`, the nodes' own or an earlier view of them. */
static enum status forecast_nodes(struct forecasts *forecasts, const struct job *job,
                                  const struct panel *panel, const struct effects *effects,
                                  const struct forecast_settings *settings, size_t window,
                                  struct arena *arena, struct team *team, struct fault *fault)
{
    struct job nodes = *job;
    nodes.panel = panel;
    nodes.inputs = NULL;
    nodes.settings = settings;
    nodes.effects = effects;
    nodes.forecasts = forecasts;
    TRY(forecasts_room(forecasts, panel->count, settings->horizon, arena, fault));
    TRY(parallel_each_reserved(team, panel->count, task_run, &nodes, task_bytes(&nodes), fault));
    return window > 0 ? agree(forecasts, panel, effects, window, fault) : STATUS_OK;
}

/* What the nodes would have been forecast, less what then sold: error is [nodes * *samples]. */
static enum status rehearse_nodes(const struct hierarchy *hierarchy, const struct job *job,
                                  size_t window, double **error, size_t *samples,
                                  struct arena *arena, struct team *team, struct fault *fault)
{
    const struct panel *panel = &hierarchy->panel;
    struct forecast_settings earlier = *job->settings;
    size_t trials =
        rehearsal_trials(panel, job->season, earlier.horizon, NODE_TRIALS, &earlier.horizon);
    *samples = trials * earlier.horizon;
    *error = ARENA_NEW(arena, double, panel->count **samples);
    if (*error == NULL) {
        return fault_memory(fault, "the errors of totals");
    }
    for (size_t k = 0; k < trials; k++) {
        struct trial trial = {.back = (k + 1) * earlier.horizon};
        trial.panel = panel_earlier(panel, trial.back);
        TRY(forecast_nodes(&trial.forecasts, job, &trial.panel, &hierarchy->effects, &earlier,
                           window, arena, team, fault));
        assert(trial.forecasts.mean != NULL);
        for (size_t i = 0; i < panel->count; i++) {
            const double *actual = trial_actual(&trial, i);
            double *at = *error + i * *samples + k * earlier.horizon;
            const double *mean = trial.forecasts.mean + i * earlier.horizon;
            for (size_t h = 0; h < earlier.horizon; h++) {
                at[h] = actual != NULL ? value_or(actual[h], mean[h]) - mean[h] : 0.0;
            }
        }
    }
    return STATUS_OK;
}

/* The nodes' means, added up. */
static enum status add_up_nodes(const struct hierarchy *hierarchy, const struct job *job,
                                size_t window, struct forecasts *nodes, struct arena *arena,
                                struct team *team, struct fault *fault)
{
    TRY(forecast_nodes(nodes, job, &hierarchy->panel, &hierarchy->effects, job->settings, window,
                       arena, team, fault));
    if (hierarchy->totals == 0) {
        return STATUS_OK;
    }
    struct mint_problem problem = {.parts = hierarchy->cells,
                                   .totals = hierarchy->totals,
                                   .levels = hierarchy->levels,
                                   .above = hierarchy->above,
                                   .shrinkage = MISSING};
    double *error = NULL;
    TRY(rehearse_nodes(hierarchy, job, window, &error, &problem.samples, arena, team, fault));
    problem.error = error;
    double *size = ARENA_NEW(arena, double, nodes->count);
    if (size == NULL) {
        return fault_memory(fault, "the weights of totals");
    }
    for (size_t i = 0; i < nodes->count; i++) {
        size[i] = fmax(nodes->mean[i * nodes->horizon], 1.0);
    }
    problem.size = size;
    if (!mint_reconcile(&problem, nodes->horizon, true, nodes->mean, arena)) {
        return STATUS_OK; /* nodes that do not add up: the cells stand for themselves */
    }
    return STATUS_OK;
}

/* The series' forecasts by cell and period, without what promotions to come add, since that is not
 * in the totals: all, and the part that does not move. */
struct shares {
    double *moving; /* [cells * horizon] */
    double *fixed;  /* likewise */
};

static bool moves(const struct forecasts *forecasts, size_t series)
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
        double *sum = moves(forecasts, s) ? shares->moving : shares->fixed;
        bool lifted =
            lifts_of(hierarchy->lifts, s, hierarchy->panel.end_period, horizon, scratch, lift);
        for (size_t h = 0; h < horizon; h++) {
            sum[hierarchy->cell[s] * horizon + h] +=
                forecasts->mean[s * horizon + h] / (lifted ? lift[h] : 1.0);
        }
    }
}

/* Factors of the cells in place of the moving sums. */
static void set_ratios(const struct shares *shares, const double *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double ratio = (wanted[i] - shares->fixed[i]) / shares->moving[i];
        shares->moving[i] =
            shares->moving[i] > 0.0 ? fmin(fmax(ratio, LEAST_RATIO), MOST_RATIO) : 1.0;
    }
}

/* The variance of the running sum: that of the periods by each one's square, the covariances by the
 * square of the mean factor so far. */
static void scale_series(struct forecasts *forecasts, size_t series, const double *ratio)
{
    size_t at = series * forecasts->horizon;
    double own = 0.0;
    double scaled = 0.0;
    double sum = 0.0;
    double before = 0.0;
    for (size_t h = 0; h < forecasts->horizon; h++) {
        double square = ratio[h] * ratio[h];
        own += forecasts->variance[at + h];
        scaled += forecasts->variance[at + h] * square;
        sum += ratio[h];
        double mean_ratio = sum / (double)(h + 1);
        double shared = (forecasts->sum_variance[at + h] - own) * mean_ratio * mean_ratio;
        forecasts->mean[at + h] *= ratio[h];
        forecasts->variance[at + h] *= square;
        forecasts->sum_variance[at + h] = before = fmax(scaled + shared, before);
    }
}

enum status reconcile_spread(const struct hierarchy *hierarchy, const struct forecasts *nodes,
                             struct forecasts *forecasts, struct arena *arena, struct fault *fault)
{
    size_t horizon = forecasts->horizon;
    size_t count = hierarchy->cells * horizon;
    struct shares shares = {ARENA_NEW(arena, double, count), ARENA_NEW(arena, double, count)};
    double *lift = ARENA_NEW(arena, double, horizon);
    if (shares.moving == NULL || shares.fixed == NULL || lift == NULL) {
        return fault_memory(fault, "the shares of totals");
    }
    add_shares(&shares, hierarchy, forecasts, lift, arena);
    set_ratios(&shares, nodes->mean + hierarchy->totals * horizon, count);
    for (size_t s = 0; s < forecasts->count; s++) {
        if (hierarchy->cell[s] != NO_ID && moves(forecasts, s)) {
            scale_series(forecasts, s, shares.moving + hierarchy->cell[s] * horizon);
        }
    }
    return STATUS_OK;
}

enum status reconcile(const struct job *job, size_t window, struct arena *arena, struct team *team,
                      struct fault *fault)
{
    struct hierarchy hierarchy;
    struct forecasts nodes;
    struct arena_mark mark = arena_mark(arena);
    TRY(hierarchy_build(&hierarchy, job->panel, job->inputs, job->effects, arena, fault));
    if (hierarchy.cells > 0) {
        TRY(add_up_nodes(&hierarchy, job, window, &nodes, arena, team, fault));
        TRY(reconcile_spread(&hierarchy, &nodes, job->forecasts, arena, fault));
    }
    arena_rewind(arena, mark);
    return STATUS_OK;
}
