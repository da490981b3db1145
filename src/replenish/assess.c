/* The assessment of one position. */
#include "assess_parts.h"

#include "base/missing.h"
#include "replenish/kits.h"
#include "replenish/mix.h"
#include "replenish/returns.h"

#include <math.h>

double cover_days(const struct outlook *outlook, double units)
{
    return outlook_cover(outlook, units, COVER_LIMIT);
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
    double keeping =
        position->terms->holding_cost * (position->interval_days - position->lead_days);
    return position->terms->shortage_cost * (1.0 - service->met) - keeping * service->met;
}

static void tell_interval(const struct interval *interval, struct position *position)
{
    position->lead_days = interval->lead_days;
    position->arrival_days = interval->arrival_days;
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
        struct dist law = outlook_dist(&site->outlook, 0.0, interval->end[p]);
        double v =
            dist_variance(&law); /* of the law that decides: counts scatter at least so much */
        mean += interval->weight[p] * m;
        square += interval->weight[p] * (v + m * m);
    }
    position->demand_mean = mean;
    position->demand_sd = sqrt(fmax(square - mean * mean, 0.0));
}

/* Where a group has the goal, the fill rate that is this position's part in it. */
static void share_service(const struct basis *basis, const struct projection *projection,
                          struct position *position)
{
    double risk = basis->mix != NULL ? mix_risk(basis->mix, position) : MISSING;
    if (is_missing(risk) || !(projection->cycle_demand > 0.0)) {
        return;
    }
    double quantity = target_quantity(projection, SERVICE_CYCLE, 1.0 - risk);
    double lost = project_service(projection, quantity).lost;
    position->level = fmin(fmax(1.0 - lost / projection->cycle_demand, 0.0), 1.0 - 1e-6);
    position->service = position->level;
}

static void tell_outcome(struct position *position, const struct foretold *told)
{
    position->fill_with = told->fill;
    position->stockout_with = told->stockout;
    position->lost_with = told->lost;
    position->next_unit_value = told->unit_value;
}

static struct foretold foretell(const struct position *position,
                                const struct projection *projection, double quantity)
{
    struct outcome with = outcome_of(projection, position->demand_mean, quantity);
    return (struct foretold){.quantity = quantity,
                             .fill = with.fill,
                             .stockout = with.stockout,
                             .lost = with.lost * position->terms->shortage_cost,
                             .unit_value = unit_value(position, &with.service)};
}

/* What an order will be unless something comes between: the need in whole packs. */
static double expected_quantity(const struct position *position)
{
    const struct terms *terms = position->terms;
    double least = fmax(position->raw_need, value_or(terms->moq, 0.0));
    return ceil(least / terms->pack_size - UNIT_SLACK) * terms->pack_size;
}

static bool judge(const struct basis *basis, struct site *site, struct position *position,
                  struct arena *scratch)
{
    struct projection projection;
    if (!project(&projection, &site->prospect, scratch)) {
        return false;
    }
    share_service(basis, &projection, position);
    if (!decide_need(basis, site, &projection, position, scratch)) {
        return false;
    }
    struct outcome without = outcome_of(&projection, position->demand_mean, 0.0);
    position->fill_without = without.fill;
    position->stockout_without = without.stockout;
    position->lost_without = without.lost * position->terms->shortage_cost;
    position->days_of_cover = cover_days(&site->outlook, site->prospect.stock);
    position->stockout_day = stockout_day(basis, site);
    position->next_unit_value = unit_value(position, &without.service);
    position->wait_loss = without.service.lost * position->terms->shortage_cost;
    assess_settle(basis, position);
    if (position->raw_need > 0.0) {
        position->foretold = foretell(position, &projection, expected_quantity(position));
    }
    return find_spare(site, projection.grid, position, scratch);
}

static void judge_unsold(struct position *position)
{
    position->fill_without = 1.0;
    position->days_of_cover = MISSING;
    decide_unsold(position);
}

static bool is_dead(const struct basis *basis, const struct position *position)
{
    return position->series != SIZE_MAX &&
           (basis->forecasts->report[position->series].flags & FLAG_DEAD) != 0;
}

static void rule_out(const struct basis *basis, const struct site *site, struct position *position)
{
    enum binding binding;
    bool dropship = position->terms->fulfilment == FULFILMENT_DROPSHIP;
    if (dropship || position->kit) {
        binding = dropship ? BINDING_DROPSHIP : BINDING_KIT;
        position->spare = dropship ? position->spare : 0.0;
        position->fill_without = 1.0;
        position->stockout_without = 0.0;
        position->lost_without = 0.0;
        position->wait_loss = 0.0;
        position->next_unit_value = 0.0;
        position->stockout_day = NO_DAY;
    } else if (days_to_end(basis, position->terms) <= site->interval.lead_days ||
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

/* The fill to ask of the law so that the one that was asked for comes.  What may fall short of a
 * cycle is a share of what all of the interval wants. */
static double level_of_law(const struct basis *basis, const struct site *site,
                           const struct position *position)
{
    const struct interval *interval = &site->interval;
    double whole = site->sells ? outlook_mean(&site->outlook, 0.0, interval->interval_days) : 0.0;
    if (position->terms->service_type != SERVICE_FILL || !(whole > 0.0)) {
        return position->service;
    }
    double cycle = outlook_mean(&site->outlook, interval->lead_days, interval->interval_days);
    double share = (1.0 - position->service) * cycle / whole;
    if (!(share > 0.0)) {
        return position->service;
    }
    double periods = interval->interval_days * site->outlook.periods_a_day;
    double depth = shortfall_depth(basis->forecasts, position->series, periods, share);
    return 1.0 - fmin((1.0 - position->service) * depth / share, 1.0);
}

bool assess_open(const struct basis *basis, struct position *position, struct site *site,
                 struct arena *scratch)
{
    position->salvage = basis->salvage_share * position->terms->unit_cost;
    if (!site_open(site, basis, position, 0, scratch)) {
        return false;
    }
    position->open_late = site->late;
    position->suggested = site->suggested;
    position->stockout_day = NO_DAY;
    position->reorder_point = MISSING;
    position->counts = !site->sells || site->outlook.counts;
    bool lost = site->sells && basis->unmet == UNMET_LOST;
    position->service =
        target_level(position->terms, &site->interval, lost ? &site->outlook : NULL);
    position->level = level_of_law(basis, site, position);
    gather_stock(basis, site, position);
    tell_interval(&site->interval, position);
    tell_demand(site, position);
    position->kit_demand = site->sells ? kits_want(basis, position->series, &site->interval) : 0.0;
    for (size_t s = 0; s < site->prospect.supply_count; s++) {
        position->open_supply += site->supply[s].units;
    }
    position->expected_returns = returns_within(
        basis, position, site->sells ? &site->outlook : NULL, position->interval_days);
    site->prospect.stock = usable_stock(position);
    site_returns(site, basis, position);
    position->position = site->prospect.stock + position->open_supply + position->expected_returns;
    return true;
}

bool assess_position(const struct basis *basis, struct position *position, struct arena *scratch)
{
    struct site site;
    if (!assess_open(basis, position, &site, scratch)) {
        return false;
    }
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

bool assess_outcome(const struct basis *basis, struct position *position,
                    const struct supply *extra, size_t extra_count, double less,
                    struct arena *scratch)
{
    bool alone = extra_count == 0 && less == 0.0 && position->quantity > 0.0;
    if (alone && !(fabs(position->quantity - position->foretold.quantity) > 0.0)) {
        tell_outcome(position, &position->foretold);
        return true;
    }
    struct site site;
    if (!site_make(&site, basis, position, extra, extra_count, less, scratch)) {
        return false;
    }
    if (!site.sells || position->terms->fulfilment == FULFILMENT_DROPSHIP || position->kit) {
        return true;
    }
    struct projection projection;
    if (!project(&projection, &site.prospect, scratch)) {
        return false;
    }
    struct foretold told = foretell(position, &projection, position->quantity);
    tell_outcome(position, &told);
    return true;
}
