/* The spread of the forecasts set right by what came of earlier ones.
 *
 * From the trials of a rehearsal it is learned by how much the variances are wrong: of the first
 * period, of the last third of the periods, and of the sums over a quarter, half and all of them;
 * between these, the logarithm of the factor is a straight line over the logarithm of the number
 * of periods, beyond the last it stays.  Series are taken together by kind: counts or amounts, and
 * steady, varied or scattered by the variation of their forecast (variance by squared mean); each
 * kind leans on all series together, and those on a factor of 1 (spread.h).
 *
 * Means stay as they are.  The variance of the running sum still never falls, and for the first
 * period it is that of the period. */
#ifndef RESTOCK_FORECAST_CALIBRATE_H
#define RESTOCK_FORECAST_CALIBRATE_H

#include "base/parallel.h"
#include "rehearsal.h"

/* What is measured: the first period, late periods, and three sums. */
enum spread_measure { FIRST, LATE, SUM_SHORT, SUM_HALF, SUM_ALL, MEASURES };
enum { SPREAD_CLASSES = 4, SPREAD_KINDS = 2 * SPREAD_CLASSES };

struct spread_factors {
    size_t horizon;                         /* of the trials; 0: there were none */
    double log[MEASURES][SPREAD_KINDS + 1]; /* of all kinds last */
};

/* Takes its memory from `arena` and gives it back. */
enum status MUST_CHECK calibrate_learn(struct spread_factors *factors,
                                       const struct rehearsal *rehearsal, struct arena *arena,
                                       struct team *team, struct fault *fault);

/* Where nothing was learned, nothing changes. */
void calibrate_apply(const struct spread_factors *factors, struct forecasts *forecasts,
                     struct team *team);

#endif
