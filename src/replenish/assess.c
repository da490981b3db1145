/* The assessment of one position. */
#include "replenish/assess.h"

#include "base/missing.h"

#include <math.h>
#include <string.h>

/* Overdue supply that still comes is taken to come after half the time in which its chance falls
 * by 1/e, but not after the order of today would. */
static const double LATE_ARRIVAL = 0.5;
/* A need is rounded up to whole units (or to this much where demand is an amount), unless it is
 * above them by no more than rounding. */
static const double UNIT_SLACK = 1e-6;

/* Where demand has a few giants and else nothing, a high service level asks for stock for decades.
 * No target reaches further than this many days of mean demand beyond the interval. */
static const double MOST_COVER = 365.0;

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
    size_t supplies = most_open_orders(basis->inputs) + extra_supply + 1;
    return project_scratch() + supplies * sizeof(struct supply) + 4096;
}

/* Days from the as-of date to the morning after the item's last day; HUGE_VAL without one. */
static double days_to_end(const struct basis *basis, const struct terms *terms)
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

static void make_interval(const struct basis *basis, const struct position *position,
                          struct interval *interval)
{
    struct feed feed = feed_of(basis->inputs, position->from);
    const struct location *location = master_location(&basis->inputs->master, position->location);
    interval_of(interval, &position->terms, &feed, location, basis->inputs->as_of);
    double end = days_to_end(basis, &position->terms);
    if (end < interval->end[interval->points - 1]) {
        cut_interval(interval, end);
    }
}

static size_t put_supply(struct supply *supply, size_t count, double day, double units)
{
    size_t at = count;
    while (at > 0 && supply[at - 1].day > day) {
        at--;
    }
    if (at > 0 && supply[at - 1].day == day) {
        supply[at - 1].units += units;
        return count;
    }
    memmove(&supply[at + 1], &supply[at], (count - at) * sizeof *supply);
    supply[at] = (struct supply){.day = day, .units = units};
    return count + 1;
}

static bool site_sells(const struct basis *basis, const struct position *position)
{
    return position->series != SIZE_MAX && basis->forecasts->horizon > 0;
}

/* Open orders by date.  Orders that are due on one day are added up before anything is rounded, so
 * that an order in two parts counts as one. */
static void gather_supply(struct site *site, const struct basis *basis,
                          const struct position *position, double *late)
{
    const struct inputs *inputs = basis->inputs;
    bool counts = !site->sells || site->outlook.counts;
    size_t first;
    size_t count = open_orders_of(inputs, position->sku, position->location, &first);
    double arrival =
        fmin(ceil(LATE_ARRIVAL * basis->late_chance_days), floor(site->interval.lead_days));
    size_t made = 0;
    *late = 0.0;
    for (size_t o = first; o < first + count;) {
        int32_t due_day = inputs->open_orders[o].due_day;
        double units = 0.0;
        for (; o < first + count && inputs->open_orders[o].due_day == due_day; o++) {
            bool real = inputs->open_orders[o].kind != ORDER_SUGGESTED;
            units += real ? inputs->open_orders[o].quantity : 0.0;
        }
        double due = (double)due_day - (double)inputs->as_of;
        if (due < 0.0) {
            units = late_units(units, -due, basis->late_chance_days, counts);
            *late += units;
            due = arrival;
        }
        if (units > 0.0 && (due < site->interval.interval_days || due <= 0.0)) {
            made = put_supply(site->supply, made, due, units);
        }
    }
    site->prospect.supply_count = made;
}

static bool site_open(struct site *site, const struct basis *basis, const struct position *position,
                      size_t extra_count, double *late, struct arena *scratch)
{
    *site = (struct site){.sells = site_sells(basis, position)};
    make_interval(basis, position, &site->interval);
    if (site->sells) {
        outlook_of(&site->outlook, basis->panel, basis->forecasts, position->series,
                   basis->period_end);
    }
    size_t first;
    size_t count = open_orders_of(basis->inputs, position->sku, position->location, &first);
    site->supply = ARENA_NEW(scratch, struct supply, count + extra_count + 1);
    if (site->supply == NULL) {
        return false;
    }
    site->prospect = (struct prospect){
        .outlook = &site->outlook, .interval = &site->interval, .supply = site->supply};
    gather_supply(site, basis, position, late);
    return true;
}

bool site_make(struct site *site, const struct basis *basis, const struct position *position,
               const struct supply *extra, size_t extra_count, double less, struct arena *scratch)
{
    double late;
    if (!site_open(site, basis, position, extra_count, &late, scratch)) {
        return false;
    }
    for (size_t e = 0; e < extra_count; e++) {
        site->prospect.supply_count = put_supply(site->supply, site->prospect.supply_count,
                                                 fmax(extra[e].day, 0.0), extra[e].units);
    }
    site->prospect.stock = usable_stock(position) - less;
    site->prospect.returns = position->expected_returns;
    return true;
}

/* First expired, first out: what stands in a batch and will not have sold by its day is no
 * stock. */
static void gather_stock(const struct basis *basis, const struct site *site,
                         struct position *position)
{
    const struct inputs *inputs = basis->inputs;
    size_t first;
    size_t count = stock_rows_of(inputs, position->sku, position->location, &first);
    double sold = 0.0;
    double wasted = 0.0;
    for (size_t s = first; s < first + count; s++) {
        const struct stock_row *row = &inputs->stock[s];
        position->on_hand += value_or(row->on_hand, 0.0);
        position->reserved += value_or(row->reserved, 0.0);
        position->blocked += value_or(row->blocked, 0.0);
        if (row->expiry_day == NO_DAY || !(row->on_hand > 0.0)) {
            continue;
        }
        double days = (double)row->expiry_day - (double)inputs->as_of + 1.0;
        if (days >= site->interval.interval_days) {
            continue;
        }
        double sells =
            days > 0.0 && site->sells ? outlook_mean(&site->outlook, 0.0, days) - sold : 0.0;
        double used = fmin(row->on_hand, fmax(sells, 0.0));
        sold += used;
        wasted += row->on_hand - used;
    }
    position->expired = position->counts ? floor(wasted + UNIT_SLACK) : wasted;
}

static void tell_interval(const struct interval *interval, struct position *position)
{
    position->lead_days = interval->lead_days;
    position->lead_sd = position->terms.lead_time_sd;
    position->review_days = (double)(interval->next_days - interval->order_days);
    position->interval_days = interval->interval_days;
}

static void tell_demand(const struct site *site, struct position *position)
{
    double mean = 0.0;
    double square = 0.0;
    const struct interval *interval = &site->interval;
    for (size_t p = 0; site->sells && p < interval->points; p++) {
        double m = outlook_mean(&site->outlook, 0.0, interval->end[p]);
        double v = outlook_variance(&site->outlook, 0.0, interval->end[p]);
        mean += interval->weight[p] * m;
        square += interval->weight[p] * (v + m * m);
    }
    position->demand_mean = mean;
    position->demand_sd = sqrt(fmax(square - mean * mean, 0.0));
}

double cover_days(const struct outlook *outlook, double units)
{
    double all = outlook_mean(outlook, 0.0, COVER_LIMIT);
    if (!(all > 0.0)) {
        return MISSING;
    }
    if (units <= 0.0 || units >= all) {
        return units <= 0.0 ? 0.0 : COVER_LIMIT;
    }
    double low = 0.0;
    double high = COVER_LIMIT;
    while (high - low > 1.0 / 16.0) { /* finer than any calendar */
        double middle = low + (high - low) / 2.0;
        if (outlook_mean(outlook, 0.0, middle) < units) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

/* The day on which mean demand passes what there is and has come by then. */
static int32_t stockout_day(const struct basis *basis, const struct site *site)
{
    if (!site->sells || basis->forecasts->horizon == 0) {
        return NO_DAY;
    }
    const struct prospect *prospect = &site->prospect;
    double horizon = basis->period_end[basis->forecasts->horizon - 1];
    double units = fmax(prospect->stock, 0.0);
    double day = COVER_LIMIT;
    for (size_t s = 0; s <= prospect->supply_count; s++) {
        bool last = s == prospect->supply_count;
        double until = last ? COVER_LIMIT : prospect->supply[s].day;
        double lasts = cover_days(&site->outlook, units);
        if (is_missing(lasts)) {
            return NO_DAY;
        }
        if (lasts < until || last) {
            day = lasts;
            break;
        }
        units += prospect->supply[s].units;
    }
    return day < horizon ? basis->inputs->as_of + (int32_t)floor(day) : NO_DAY;
}

struct outcome {
    double fill;
    double stockout;
    double lost; /* units from today to the end of the interval */
    struct service service;
};

static struct outcome outcome_of(const struct projection *projection, double demand,
                                 double quantity)
{
    struct outcome outcome = {.service = project_service(projection, quantity)};
    outcome.lost = projection->lost_before + outcome.service.lost;
    outcome.fill = demand > 0.0 ? 1.0 - fmin(outcome.lost / demand, 1.0) : 1.0;
    outcome.stockout = fmin(fmax(1.0 - outcome.service.never, 0.0), 1.0);
    return outcome;
}

/* One unit more at the receipt: sold where something falls short, else kept to the next one. */
static double unit_value(const struct position *position, const struct service *service)
{
    double keeping = position->terms.holding_cost * (position->interval_days - position->lead_days);
    return position->terms.shortage_cost * (1.0 - service->met) - keeping * service->met;
}

/* Rounds a quantity up to whole units, or to UNIT_SLACK where demand is an amount. */
static double units_up(double quantity, bool counts)
{
    if (quantity <= UNIT_SLACK) {
        return 0.0;
    }
    return counts ? ceil(quantity - UNIT_SLACK) : ceil(quantity / UNIT_SLACK) * UNIT_SLACK;
}

/* No more than a year's demand beyond the interval. */
static void bound_cover(const struct site *site, struct position *position)
{
    double most = outlook_mean(&site->outlook, 0.0, site->interval.interval_days + MOST_COVER);
    most = position->counts ? ceil(most - UNIT_SLACK) : most;
    if (position->target > most) {
        position->target = most;
        position->binding = BINDING_COVER;
    }
}

/* The least and the most that the shelf may see. */
static void bound_target(struct position *position)
{
    bool counts = position->counts;
    const struct terms *terms = &position->terms;
    double most = value_or(terms->max_stock, HUGE_VAL);
    if (position->target < terms->min_stock) {
        position->target = terms->min_stock;
        position->binding = BINDING_MIN_STOCK;
    }
    if (position->target > most) {
        position->target = counts ? floor(most) : most;
        position->binding = BINDING_CAPACITY;
    }
    position->raw_need = units_up(position->target - position->position, counts);
    if (position->raw_need == 0.0) {
        position->binding = BINDING_NONE;
    }
}

static void decide_need(const struct basis *basis, const struct site *site,
                        const struct projection *projection, struct position *position)
{
    const struct terms *terms = &position->terms;
    bool counts = site->outlook.counts;
    double level = target_level(terms, &site->interval);
    double own = position->position;
    position->binding = BINDING_NEED;
    if (basis->unmet == UNMET_BACKORDER) {
        position->target =
            target_level_up_to(&site->outlook, &site->interval, terms->service_type, level);
    } else {
        double quantity = target_quantity(projection, terms->service_type, level);
        own += projection->lost_before;
        double need = units_up(quantity, counts);
        position->position = counts ? round(own) : own;
        position->target = position->position + need;
        if (need == 0.0) {
            double up_to =
                target_level_up_to(&site->outlook, &site->interval, terms->service_type, level);
            position->target = fmin(up_to, position->position);
        }
    }
    bound_cover(site, position);
    bound_target(position);
}

/* The least stock of this morning with which the service is reached to the end of the interval,
 * what is on its way included: a delivery of next week does not let today's stock go. */
static double stock_to_keep(const struct site *site, struct grid grid,
                            const struct position *position, double *work)
{
    const struct terms *terms = &position->terms;
    double level = target_level(terms, &site->interval);
    double *need = work;
    double *below = work + GRID_CELLS;
    double *beyond = work + 2 * GRID_CELLS;
    need_between(&site->prospect, grid, 0.0, site->interval.interval_days, need,
                 work + 3 * GRID_CELLS);
    mass_tables(grid, need, below, beyond);
    double accepted = (1.0 - level) * position->demand_mean;
    bool fill = terms->service_type == SERVICE_FILL;
    size_t k = 0;
    while (k + 1 < grid.cells && (fill ? beyond[k] > accepted : below[k] < level)) {
        k++;
    }
    return (double)k * grid.step;
}

static bool find_spare(const struct site *site, struct grid grid, struct position *position,
                       struct arena *scratch)
{
    double over = position->position - fmax(position->target, position->terms.min_stock);
    if (over < 1.0) {
        return true;
    }
    double *work = ARENA_NEW(scratch, double, 6 * GRID_CELLS);
    if (work == NULL) {
        return false;
    }
    double keep = fmax(stock_to_keep(site, grid, position, work), position->terms.min_stock);
    position->spare = floor(fmax(fmin(over, site->prospect.stock - keep), 0.0) + UNIT_SLACK);
    return true;
}

static bool judge(const struct basis *basis, struct site *site, struct position *position,
                  struct arena *scratch)
{
    struct projection projection;
    if (!project(&projection, &site->prospect, scratch)) {
        return false;
    }
    decide_need(basis, site, &projection, position);
    struct outcome without = outcome_of(&projection, position->demand_mean, 0.0);
    position->fill_without = without.fill;
    position->stockout_without = without.stockout;
    position->lost_without = without.lost * position->terms.shortage_cost;
    position->days_of_cover = cover_days(&site->outlook, site->prospect.stock);
    position->stockout_day = stockout_day(basis, site);
    position->next_unit_value = unit_value(position, &without.service);
    position->wait_loss = without.service.lost * position->terms.shortage_cost;
    return find_spare(site, projection.grid, position, scratch);
}

/* Nothing that sells: only the display minimum can ask for stock. */
static void judge_unsold(struct position *position)
{
    position->fill_without = 1.0;
    position->days_of_cover = MISSING;
    position->binding = BINDING_NO_HISTORY;
    bound_target(position);
    if (position->raw_need == 0.0) {
        position->binding = BINDING_NO_HISTORY;
    }
    position->spare =
        floor(fmax(usable_stock(position) - position->terms.min_stock, 0.0) + UNIT_SLACK);
}

static bool is_dead(const struct basis *basis, const struct position *position)
{
    return position->series != SIZE_MAX &&
           (basis->forecasts->report[position->series].flags & FLAG_DEAD) != 0;
}

static void rule_out(const struct basis *basis, const struct site *site, struct position *position)
{
    enum binding binding;
    if (position->terms.fulfilment == FULFILMENT_DROPSHIP) {
        binding = BINDING_DROPSHIP;
        position->fill_without = 1.0;
        position->stockout_without = 0.0;
        position->lost_without = 0.0;
        position->wait_loss = 0.0;
        position->next_unit_value = 0.0;
        position->stockout_day = NO_DAY;
    } else if (days_to_end(basis, &position->terms) <= site->interval.lead_days ||
               is_dead(basis, position)) {
        binding = BINDING_ENDED;
    } else {
        return;
    }
    position->binding = binding;
    position->raw_need = 0.0;
    position->target = fmin(position->target, fmax(position->position, 0.0));
}

static void copy_outcome(struct position *position)
{
    position->fill_with = position->fill_without;
    position->stockout_with = position->stockout_without;
    position->lost_with = position->lost_without;
}

bool assess_position(const struct basis *basis, struct position *position, struct arena *scratch)
{
    terms_resolve(position, basis->inputs, basis->panel, basis->defaults, basis->salvage_share);
    struct site site;
    if (!site_open(&site, basis, position, 0, &position->open_late, scratch)) {
        return false;
    }
    position->stockout_day = NO_DAY;
    position->counts = !site.sells || site.outlook.counts;
    gather_stock(basis, &site, position);
    tell_interval(&site.interval, position);
    tell_demand(&site, position);
    for (size_t s = 0; s < site.prospect.supply_count; s++) {
        position->open_supply += site.supply[s].units;
    }
    double sold;
    double returned;
    position->expected_returns =
        return_rate(basis->panel, position->series, basis->return_window_days, &sold, &returned) *
        position->demand_mean * position->terms.sellable_return_share;
    site.prospect.stock = usable_stock(position);
    site.prospect.returns = position->expected_returns;
    position->position = site.prospect.stock + position->open_supply + position->expected_returns;
    bool fine = true;
    if (site.sells) {
        fine = judge(basis, &site, position, scratch);
    } else {
        judge_unsold(position);
    }
    rule_out(basis, &site, position);
    copy_outcome(position);
    return fine;
}

double assess_need(const struct basis *basis, const struct position *position,
                   const struct supply *extra, size_t extra_count, struct arena *scratch)
{
    double units = 0.0;
    for (size_t e = 0; e < extra_count; e++) {
        units += extra[e].units;
    }
    double plain = fmax(position->raw_need - units, 0.0);
    struct site site;
    struct projection projection;
    /* A target set by shelf or cover has no service to be asked again. */
    if (position->series == SIZE_MAX || position->binding != BINDING_NEED ||
        position->dependent > 0.0 || basis->unmet == UNMET_BACKORDER) {
        return plain;
    }
    if (!site_make(&site, basis, position, extra, extra_count, 0.0, scratch) ||
        !project(&projection, &site.prospect, scratch)) {
        return -1.0;
    }
    const struct terms *terms = &position->terms;
    double level = target_level(terms, &site.interval);
    double quantity = target_quantity(&projection, terms->service_type, level);
    return fmin(fmax(units_up(quantity, position->counts), plain), position->raw_need);
}

bool assess_outcome(const struct basis *basis, struct position *position,
                    const struct supply *extra, size_t extra_count, double less,
                    struct arena *scratch)
{
    struct site site;
    if (!site_make(&site, basis, position, extra, extra_count, less, scratch)) {
        return false;
    }
    if (!site.sells || position->terms.fulfilment == FULFILMENT_DROPSHIP) {
        return true;
    }
    struct projection projection;
    if (!project(&projection, &site.prospect, scratch)) {
        return false;
    }
    struct outcome with = outcome_of(&projection, position->demand_mean, position->quantity);
    position->fill_with = with.fill;
    position->stockout_with = with.stockout;
    position->lost_with = with.lost * position->terms.shortage_cost;
    position->next_unit_value = unit_value(position, &with.service);
    return true;
}
