/* Series that agree with forecasts of what they sell together. */
#ifndef RESTOCK_FORECAST_RECONCILE_H
#define RESTOCK_FORECAST_RECONCILE_H

#include "hierarchy.h"
#include "rehearsal.h"
#include "task.h"

/* A cell that wants more than this of its series is in doubt itself. */
#define RECONCILE_LEAST_RATIO 0.5
#define RECONCILE_MOST_RATIO 2.0

/* What the totals of a panel say of its series. */
struct reconciliation {
    struct hierarchy hierarchy; /* cells 0: nothing to agree with */
    struct forecasts nodes;     /* of totals, then cells, each made on its own */
    double *ratio;              /* [cells * horizon] what each cell wants of its series */
    double error_before;        /* over what followed, by levels_error; MISSING if not known */
    double error_after;         /* likewise, with the series moved */
};

/* Prepares the agreement of the job's forecasts with those of the totals of the assortment
 * (hierarchy.h); the forecasts stay as they are.  Cells and totals are forecast as series are, from
 * the end of the history and from earlier origins; the errors of the latter weigh them against each
 * other (num/mint.h), until every total is the sum of its cells.  `ratio` is what then makes the
 * series of each cell add up to it, period by period, within bounds; where the setting is
 * automatic it goes only part of the way (a geometric mean of both forecasts), the farther the more
 * series share the cell.
 *
 * `window` is that of agree.h; 0: the forecasts of the nodes are left as they are.  Sources: Gross
 * and Sohl (1990), J. Forecasting 9(3); Athanasopoulos, Ahmed and Hyndman (2009), Int. J.
 * Forecasting 25(1), for top-down by forecast shares; Hollyman, Petropoulos and Tipping (2021),
 * Eur. J. Oper. Res. 294(1), for the way half between. */
enum status MUST_CHECK reconcile_prepare(struct reconciliation *reconciliation,
                                         const struct job *job, size_t window, struct arena *arena,
                                         struct team *team, struct fault *fault);

/* The last step of it alone: the ratios from what cells are wanted to come to, [cells *
 * horizon]. */
enum status MUST_CHECK reconcile_ratios(struct reconciliation *reconciliation, bool all_the_way,
                                        const double *wanted, const struct forecasts *forecasts,
                                        struct arena *arena, struct fault *fault);

/* Whether the series shall move: as the setting says; automatic, unless the trials were clearly
 * better without. */
bool reconcile_pays(enum hierarchy_way way, const struct reconciliation *trials, size_t count);

/* Means by the ratio, variances by its square, so that the relative scatter of each series stays
 * what it was.  What never changes keeps its forecast. */
void reconcile_apply(const struct reconciliation *reconciliation, struct forecasts *forecasts);

/* What the two above look at, apart from everything else; `forecasts` is what it was prepared for.
 */
enum status MUST_CHECK reconcile_copy(struct reconciliation *copy,
                                      const struct reconciliation *reconciliation,
                                      const struct forecasts *forecasts, struct arena *arena,
                                      struct fault *fault);

/* Whether a series moves at all. */
bool reconcile_moves(const struct forecasts *forecasts, size_t series);

/* Instead: series, cells and totals reconciled in one, by the errors that the trials' forecasts,
 * not yet reconciled, made at each of them; weights of cells and totals come from the same origins.
 * Without trials, or if the equations cannot be solved, as reconcile_apply. */
enum status MUST_CHECK reconcile_whole(const struct reconciliation *reconciliation,
                                       const struct job *job, const struct rehearsal *rehearsal,
                                       size_t window, struct arena *arena, struct team *team,
                                       struct fault *fault);

#endif
