/* The laws of demand that a policy decides by. */
#include "replenish/situation_laws.h"

#include "base/missing.h"
#include "replenish/eoq.h"
#include "replenish/service.h"

#include <math.h>

/* Seasons change; nothing is bought for longer than this many days. */
static const double MOST_DAYS = 365.0;
/* A gap of amounts that is cut to a shelf is found to this share. */
static const double GAP_PRECISION = 1e-3;
/* Half of two steps is a step, whatever rounding made of it. */
static const double STEP_SLACK = 1e-9;

bool situation_laws(struct situation_laws *laws, const struct situation *situation)
{
    const struct outlook *outlook = situation->outlook;
    const struct interval *interval = situation->interval;
    double from = interval->lead_days;
    double mean = 0.0;
    for (size_t i = 0; i < interval->points; i++) {
        struct dist law = outlook_dist(outlook, 0.0, interval->receipt[i]);
        laws->lead[i] = dist_tabulate(&law, laws->table[2 * i]);
        law = outlook_dist(outlook, 0.0, interval->end[i]);
        laws->interval[i] = dist_tabulate(&law, laws->table[2 * i + 1]);
        mean += interval->weight[i] * (dist_mean(&laws->interval[i]) - dist_mean(&laws->lead[i]));
    }
    if (!(mean > 0.0)) {
        return false;
    }
    double to = fmax(interval->interval_days, from);
    struct dist review = outlook_law(outlook, mean, outlook_variance(outlook, from, to));
    laws->review = dist_tabulate(&review, laws->table[2 * LEAD_POINTS]);
    laws->demand = (struct ss_demand){
        .review = &laws->review,
        .lead = {.part = laws->lead, .weight = interval->weight, .count = interval->points},
        .interval = {
            .part = laws->interval, .weight = interval->weight, .count = interval->points}};
    return dist_mean(&laws->review) > 0.0;
}

bool situation_costs(struct ss_costs *costs, const struct situation *situation)
{
    const struct interval *interval = situation->interval;
    double level = fmin(fmax(situation->level, 1.0 - SERVICE_MOST), SERVICE_MOST);
    double days = fmax((double)(interval->next_days - interval->order_days), 1.0);
    costs->order_cost = situation->order_cost;
    costs->holding = situation->terms->holding_cost * days;
    costs->shortage = costs->holding * level / (1.0 - level);
    return costs->holding > 0.0;
}

size_t situation_scratch(void)
{
    return ss_scratch(SS_CELLS);
}

void levels_at_every_review(const struct situation *situation, struct levels *levels)
{
    *levels =
        (struct levels){.reorder_point = situation->protect, .order_up_to = situation->protect};
}

/* Mean demand from the end of the interval to that day, or none. */
static double demand_until(const struct situation *situation, double day)
{
    double end = situation->interval->interval_days;
    return day > end ? outlook_mean(situation->outlook, end, day) : 0.0;
}

double situation_gap(const struct situation *situation, double wanted)
{
    const struct terms *terms = situation->terms;
    double gap = fmin(wanted, outlook_mean(situation->outlook, 0.0, MOST_DAYS));
    double life = value_or(terms->shelf_life_days, HUGE_VAL);
    double last = fmin(situation->end_days, situation->interval->lead_days + life);
    gap = isinf(last) ? gap : fmin(gap, demand_until(situation, last));
    gap = fmin(gap, value_or(terms->max_order, HUGE_VAL));
    return situation->outlook->counts ? fmax(round(gap), 1.0) : gap;
}

double situation_lot(const struct situation *situation)
{
    double year = outlook_mean(situation->outlook, 0.0, MOST_DAYS);
    struct eoq terms = {.demand = year / MOST_DAYS,
                        .setup = situation->order_cost,
                        .holding = situation->terms->holding_cost};
    return fmin(eoq_lot(&terms), year);
}

static bool is_lot(const struct situation *situation, double gap)
{
    /* A gap of one unit is (R, S) itself. */
    return situation->level > 0.0 && gap > (situation->outlook->counts ? 1.0 : 0.0);
}

static void serve_with(const struct situation *situation, struct ss *ss, enum ss_spread spread,
                       double gap, struct levels *levels)
{
    levels->reorder_point = ss_least_point(ss, spread, gap, situation->type, situation->level);
    levels->order_up_to = levels->reorder_point + gap;
}

double levels_that_fit(const struct situation *situation, struct ss *ss, enum ss_spread spread,
                       double narrow, double wide, double step, struct levels *levels)
{
    double most = value_or(situation->terms->max_stock, HUGE_VAL);
    double enough = step > 0.0 ? 1.5 * step : GAP_PRECISION * wide;
    while (wide - narrow > enough) {
        double half = 0.5 * (wide - narrow);
        double middle = narrow + (step > 0.0 ? floor(half / step + STEP_SLACK) * step : half);
        serve_with(situation, ss, spread, middle, levels);
        if (levels->order_up_to > most) {
            wide = middle;
        } else {
            narrow = middle;
        }
    }
    return narrow;
}

void levels_by_tables(const struct situation *situation, struct ss *ss, enum ss_spread spread,
                      double gap, struct levels *levels)
{
    levels_at_every_review(situation, levels);
    if (!is_lot(situation, gap)) {
        return;
    }
    serve_with(situation, ss, spread, gap, levels);
    double most = value_or(situation->terms->max_stock, HUGE_VAL);
    if (spread == SS_EVEN || !(levels->order_up_to > most)) {
        return;
    }
    /* The shelf holds less: the widest gap that it has room for, which wants a higher s. */
    double none = situation->outlook->counts ? 1.0 : 0.0;
    double narrow = levels_that_fit(situation, ss, spread, none, gap, none, levels);
    if (narrow > none) {
        serve_with(situation, ss, spread, narrow, levels);
    } else {
        levels_at_every_review(situation, levels);
    }
}

void levels_of_gap(const struct situation *situation, const struct situation_laws *laws,
                   enum ss_spread spread, double gap, struct levels *levels, struct arena *scratch)
{
    struct ss ss;
    levels_at_every_review(situation, levels);
    if (is_lot(situation, gap) && ss_make(&ss, &laws->demand, gap, SS_CELLS, scratch)) {
        levels_by_tables(situation, &ss, spread, gap, levels);
    }
}
