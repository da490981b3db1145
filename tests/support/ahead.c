/* A steady rate ahead. */
#include "support/ahead.h"

void ahead_fill(struct ahead *ahead, double rate, double receipt, double end)
{
    for (int d = 0; d < AHEAD_DAYS; d++) {
        ahead->mean[d] = rate;
        ahead->variance[d] = rate * (d + 1);
        ahead->end[d] = d + 1;
    }
    ahead->outlook = (struct outlook){.mean = ahead->mean,
                                      .sum_variance = ahead->variance,
                                      .periods = AHEAD_DAYS,
                                      .period_end = ahead->end,
                                      .first_share = 1.0,
                                      .counts = true};
    ahead->interval = (struct interval){.points = 1,
                                        .weight = {1.0},
                                        .receipt = {receipt},
                                        .end = {end},
                                        .lead_days = receipt,
                                        .arrival_days = (int32_t)receipt,
                                        .interval_days = end};
}
