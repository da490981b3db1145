/* The site of a position: what it has, what is on its way, and until when. */
#include "assess_parts.h"

#include "base/missing.h"
#include "panel/overlay.h"
#include "replenish/batches.h"
#include "replenish/lead_times.h"
#include "replenish/policy.h"
#include "replenish/returns.h"

#include <math.h>

static size_t most_open_orders(const struct inputs *inputs)
{
    size_t most = 0;
    size_t run = 0;
    for (size_t o = 0; o < inputs->open_order_count; o++) {
        const struct open_order *order = &inputs->open_orders[o];
        bool same = o > 0 && order[-1].sku == order->sku && order[-1].location == order->location;
        run = same ? run + 1 : 1;
        most = run > most ? run : most;
    }
    return most;
}

size_t assess_scratch(const struct basis *basis, size_t extra_supply)
{
    size_t supplies = most_open_orders(basis->inputs) + extra_supply + 2;
    size_t sums = 2 * basis->forecasts->horizon * sizeof(double);
    return project_scratch() + policies_scratch() + supplies * sizeof(struct supply) + sums + 4096;
}

double days_to_end(const struct basis *basis, const struct terms *terms)
{
    return terms->end_day == NO_DAY ? HUGE_VAL
                                    : (double)terms->end_day - (double)basis->inputs->as_of + 1.0;
}

/* What sells after the last day does not count: no point of the interval lies beyond it. */
static void cut_interval(struct interval *interval, double end)
{
    interval->lead_days = 0.0;
    interval->interval_days = 0.0;
    for (size_t p = 0; p < interval->points; p++) {
        interval->receipt[p] = fmin(interval->receipt[p], fmax(end, 0.0));
        interval->end[p] = fmin(interval->end[p], fmax(end, 0.0));
        interval->lead_days += interval->weight[p] * interval->receipt[p];
        interval->interval_days += interval->weight[p] * interval->end[p];
    }
}

/* What a what-if makes of the days of a learned law; 0: nothing. */
static double law_stretch(const struct basis *basis, const struct position *position)
{
    struct overlay_target target = {position->sku, position->location, position->from};
    double mean = position->law != NULL ? position->law->mean : 0.0;
    return basis->inputs->overlay_count > 0 && mean > 0.0
               ? overlay_number(basis->inputs, OVERLAY_LEAD_TIME, target, mean) / mean
               : 0.0;
}

static void make_interval(const struct basis *basis, const struct position *position,
                          struct interval *interval)
{
    const struct location *location = master_location(&basis->inputs->master, position->location);
    struct terms terms;
    struct order_path path = {.terms = position->terms,
                              .feed = feed_of(basis->inputs, position->from),
                              .location = position->location,
                              .open_days = location != NULL ? location->open_days : 0,
                              .holidays = basis->holidays,
                              .law = position->law,
                              .leads = basis->leads,
                              .inputs = basis->inputs,
                              .sku = position->sku,
                              .stretch = law_stretch(basis, position),
                              .as_of = basis->inputs->as_of};
    if (position->law != NULL && position->lead_given) {
        terms = *position->terms;
        terms.lead_time_sd = position->law->sd * (path.stretch > 0.0 ? path.stretch : 1.0);
        path.terms = &terms;
        path.law = NULL;
    }
    interval_of(interval, &path);
    double end = days_to_end(basis, position->terms);
    if (end < interval->end[interval->points - 1]) {
        cut_interval(interval, end);
    }
}

static bool site_sells(const struct basis *basis, const struct position *position)
{
    return position->series != SIZE_MAX && basis->forecasts->horizon > 0;
}

bool site_open(struct site *site, const struct basis *basis, const struct position *position,
               size_t extra_count, struct arena *scratch)
{
    *site = (struct site){.sells = site_sells(basis, position)};
    make_interval(basis, position, &site->interval);
    if (site->sells) {
        outlook_of(&site->outlook, basis->panel, basis->forecasts, position->series,
                   basis->period_end);
        if (!outlook_sum(&site->outlook, scratch)) {
            return false;
        }
        /* A forecast that is no number is no forecast. */
        double last = site->interval.end[site->interval.points - 1];
        site->sells = isfinite(outlook_mean(&site->outlook, 0.0, last)) &&
                      isfinite(outlook_variance(&site->outlook, 0.0, last));
    }
    size_t first;
    size_t count = open_orders_of(basis->inputs, position->sku, position->location, &first);
    site->supply = ARENA_NEW(scratch, struct supply, count + extra_count + 2); /* returns */
    if (site->supply == NULL) {
        return false;
    }
    site->prospect = (struct prospect){
        .outlook = &site->outlook, .interval = &site->interval, .supply = site->supply};
    gather_supply(site, basis, position);
    return true;
}

/* Less than a unit before the receipt is not worth a step of the projection. */
static const double LEAST_RETURNS = 1.0;

void site_returns(struct site *site, const struct basis *basis, const struct position *position)
{
    site->prospect.returns = position->expected_returns;
    double receipt = (double)site->interval.arrival_days;
    if (!site->sells || position->expected_returns < LEAST_RETURNS || receipt < 2.0) {
        return;
    }
    double before = returns_within(basis, position, &site->outlook, receipt);
    before = fmin(position->counts ? floor(before) : before, position->expected_returns);
    if (before >= LEAST_RETURNS) {
        site->prospect.supply_count =
            put_supply(site->supply, site->prospect.supply_count, floor(receipt / 2.0), before);
        site->prospect.returns -= before;
    }
}

bool site_make(struct site *site, const struct basis *basis, const struct position *position,
               const struct supply *extra, size_t extra_count, double less, struct arena *scratch)
{
    if (!site_open(site, basis, position, extra_count, scratch)) {
        return false;
    }
    for (size_t e = 0; e < extra_count; e++) {
        site->prospect.supply_count = put_supply(site->supply, site->prospect.supply_count,
                                                 fmax(extra[e].day, 0.0), extra[e].units);
    }
    site->prospect.stock = usable_stock(position) - less;
    site_returns(site, basis, position);
    return true;
}

void assess_count(const struct basis *basis, struct position *position)
{
    const struct inputs *inputs = basis->inputs;
    size_t first;
    size_t count = stock_rows_of(inputs, position->sku, position->location, &first);
    for (size_t s = first; s < first + count; s++) {
        const struct stock_row *row = &inputs->stock[s];
        position->on_hand += value_or(row->on_hand, 0.0);
        position->reserved += value_or(row->reserved, 0.0);
        position->blocked += value_or(row->blocked, 0.0);
    }
}

void gather_stock(const struct basis *basis, const struct site *site, struct position *position)
{
    const struct inputs *inputs = basis->inputs;
    size_t first;
    size_t count = stock_rows_of(inputs, position->sku, position->location, &first);
    assess_count(basis, position);
    if (count == 0) {
        return;
    }
    double wasted = batches_waste(inputs->stock + first, count, site->sells ? &site->outlook : NULL,
                                  inputs->as_of, site->interval.interval_days);
    position->expired = position->counts ? round(wasted) : wasted;
}
