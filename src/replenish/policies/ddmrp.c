/* Demand-driven MRP: an order when the position is out of its green zone, up to the top of green
 * (Ptak and Smith 2016; replenish/ddmrp.h).
 *
 * The average daily usage looks ahead: the mean demand of the coming USAGE_DAYS, or of the interval
 * where that is longer.  The decoupled lead time is that to the receipt of today's order and,
 * where the buffer is looked at only at reviews, the days of a review but one: so long must it last
 * that was just above the yellow zone.  The review is the order cycle of the green zone.  Factors
 * are those of the usual ranges by lead time and by the coefficient of variation of the demand over
 * it.  No service level is asked: `protect` decides nothing.  Customers' orders of the days ahead
 * are not known one by one, so no spikes are qualified. */
#include "replenish/ddmrp.h"
#include "base/missing.h"
#include "replenish/policies.h"

#include <math.h>

/* Four whole weeks, so that no weekday counts more than another. */
static const double USAGE_DAYS = 28.0;

static double usage_ahead(const struct situation *situation)
{
    double days = fmax(situation->interval->interval_days, USAGE_DAYS);
    days = fmin(days, situation->end_days);
    return days > 0.0 ? outlook_mean(situation->outlook, 0.0, days) / days : 0.0;
}

/* sd over mean of the demand up to the receipt and `wait` days on, lead time mixed in; 0 when
 * nothing is demanded until then. */
static double variation_ahead(const struct situation *situation, double wait)
{
    const struct interval *interval = situation->interval;
    double mean = 0.0;
    double square = 0.0;
    for (size_t p = 0; p < interval->points; p++) {
        struct dist law = outlook_dist(situation->outlook, 0.0, interval->receipt[p] + wait);
        double m = dist_mean(&law);
        mean += interval->weight[p] * m;
        square += interval->weight[p] * (dist_variance(&law) + m * m);
    }
    return mean > 0.0 ? sqrt(fmax(square - mean * mean, 0.0)) / mean : 0.0;
}

/* What can still be sold: no buffer outlives its item, and an unused one is empty. */
static double most_wanted(const struct situation *situation, double usage)
{
    if (isfinite(situation->end_days)) {
        return outlook_mean(situation->outlook, 0.0, situation->end_days);
    }
    return usage > 0.0 ? HUGE_VAL : 0.0;
}

static bool ddmrp_levels(const struct situation *situation, struct levels *levels,
                         struct arena *scratch)
{
    (void)scratch;
    const struct interval *interval = situation->interval;
    double review = fmax((double)(interval->next_days - interval->order_days), 1.0);
    double lead = interval->lead_days + review - 1.0;
    struct ddmrp buffer = {.usage = usage_ahead(situation),
                           .lead_days = lead,
                           .lead_factor = ddmrp_lead_factor(lead),
                           .variability_factor =
                               ddmrp_variability_factor(variation_ahead(situation, review - 1.0)),
                           .moq = value_or(situation->terms->moq, 0.0),
                           .cycle_days = review};
    struct ddmrp_zones zones = ddmrp_zones(&buffer);
    double most = most_wanted(situation, buffer.usage);
    levels->reorder_point = fmin(zones.top_of_yellow, most);
    levels->order_up_to = fmin(zones.top_of_green, most);
    levels->lowering = LOWER_NOT; /* the zones are the method */
    return true;
}

const struct policy policy_ddmrp = {
    .name = "ddmrp",
    .summary = "demand-driven buffers: out of green, up to the top of green",
    .levels = ddmrp_levels,
};
