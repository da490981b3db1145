/* What the next pack of a line is worth. */
#include "order/next_unit.h"

#include "base/missing.h"
#include "order/lot.h"
#include "order/supplier_order.h"
#include "replenish/shelf_life.h"

#include <math.h>

/* Nothing is bought ahead for longer than this many days beyond the interval. */
static const double MOST_AHEAD = 365.0;
/* Demand soon after the interval, over so many days, sets the pace at which extra units go. */
static const double SOON = 91.0;
/* Where the curve of a feeding location ends. */
static const double NEARLY_ALL = 1.0 - 1e-5;

/* Own demand of some days after the interval, and what those that it feeds take at their pace. */
static double demand_after(const struct position *position, const struct outlook *outlook,
                           double days)
{
    double from = position->interval_days;
    double own = outlook != NULL ? outlook_mean(outlook, from, from + days) : 0.0;
    return own + (from > 0.0 ? position->dependent * days / from : 0.0);
}

void keeping_of(struct keeping *keeping, const struct basis *basis, const struct position *position,
                const struct outlook *outlook)
{
    const struct terms *terms = position->terms;
    double stock = position_after_moves(position);
    double point = value_or(position->reorder_point, position->target);
    *keeping = (struct keeping){.holding = terms->holding_cost,
                                .cycle = fmax(position->interval_days - position->lead_days, 0.0),
                                .below = fmax(position->target - stock, 0.0),
                                .over = fmax(fmax(position->target, stock) - point, 0.0),
                                .rate = demand_after(position, outlook, SOON) / SOON};
    keeping->most =
        fmax(position->target + demand_after(position, outlook, MOST_AHEAD) - stock, 0.0);
    if (outlook != NULL && terms->end_day != NO_DAY) {
        double days = (double)terms->end_day - (double)basis->inputs->as_of + 1.0;
        double sells = outlook_mean(outlook, 0.0, fmax(days, 0.0)) - position->lost_before;
        keeping->most = fmin(keeping->most, fmax(sells - stock, keeping->below));
    }
    if (!(position->dependent > 0.0)) {
        keeping->most = fmin(keeping->most, shelf_life_limit(basis, position));
    }
    if (keeping->rate > 0.0 && stock > point) {
        keeping->waits = (stock - point) / keeping->rate;
    }
}

double keeping_cost(const struct keeping *keeping, double units, double saved)
{
    double due = fmin(units, keeping->below);
    double early = units - due; /* above the target */
    double days = due * keeping->waits;
    if (early > 0.0 && keeping->rate > 0.0) {
        days += early * (keeping->over + early / 2.0) / keeping->rate;
    } else if (early > 0.0) {
        days += early * COVER_LIMIT;
    }
    return keeping->holding * ((units - saved) * keeping->cycle + days);
}

/* Points from nothing to `top` units and a little beyond. */
static void spread_points(struct curve *curve, double top)
{
    double packs = lot_packs_over(fmax(top, 1.0), curve->pack);
    curve->stride = fmax(ceil(packs / (CURVE_POINTS - 1)), 1.0) * curve->pack;
}

/* The next point; rounding must not bend the curve upwards. */
static void put_saved(struct curve *curve, size_t i, double saved)
{
    double before = curve->saved[i - 1];
    double most = i > 1 ? before - curve->saved[i - 2] : curve->stride;
    curve->saved[i] = before + fmin(fmax(saved - before, 0.0), most);
}

/* Up to the units with which nothing at all is lost any more. */
static void sample(struct curve *curve, const struct projection *projection)
{
    double top = (double)projection->grid.cells * projection->grid.step - projection->head_start;
    spread_points(curve, top);
    double lost = project_service(projection, 0.0).lost;
    for (size_t i = 1; i < CURVE_POINTS; i++) {
        double at = fmin((double)i * curve->stride, fmax(top, 0.0));
        put_saved(curve, i, lost - project_service(projection, at).lost);
    }
}

struct dist feeder_law(const struct position *position, double days)
{
    double share = position->interval_days > 0.0 ? days / position->interval_days : 1.0;
    double mean = position->demand_mean + position->dependent;
    double variance = position->demand_sd * position->demand_sd + position->dependent;
    return dist_of_demand(share * mean, share * variance, position->counts);
}

static void sample_feeder(struct curve *curve, const struct position *position)
{
    struct dist law = feeder_law(position, position->interval_days);
    double stock = position_after_moves(position) + position->lost_before;
    double top = fmax(dist_quantile(&law, NEARLY_ALL) - stock, 1.0);
    spread_points(curve, top);
    double lost = dist_loss(&law, stock);
    for (size_t i = 1; i < CURVE_POINTS; i++) {
        put_saved(curve, i, lost - dist_loss(&law, stock + (double)i * curve->stride));
    }
}

/* Units that an order saves those that it feeds, and its own customers. */
static double feeder_saved(const struct position *position, double units)
{
    struct dist law = feeder_law(position, position->interval_days);
    double stock = position_after_moves(position) + position->lost_before;
    return dist_loss(&law, stock) - dist_loss(&law, stock + units);
}

double line_return(const struct plan *plan, const struct order_line *line)
{
    const struct position *position = &plan->positions[line->position];
    const struct terms *terms = position->terms;
    if (!(line->value > 0.0)) {
        return MISSING;
    }
    double lost = position->lost_without - position->lost_with;
    double saved = terms->shortage_cost > 0.0 ? lost / terms->shortage_cost : 0.0;
    if (position->dependent > 0.0) {
        saved = feeder_saved(position, line->quantity);
    }
    double days = fmax(position->interval_days - position->lead_days, 0.0);
    double kept = fmax(line->quantity - saved, 0.0) * terms->holding_cost * days;
    return (terms->shortage_cost * saved - kept) / line->value;
}

double waiting_loss(const struct position *position)
{
    if (!(position->dependent > 0.0)) {
        return position->wait_loss;
    }
    struct dist whole = feeder_law(position, position->interval_days);
    struct dist lead = feeder_law(position, position->lead_days);
    double stock = position_after_moves(position) + position->lost_before;
    double lost = dist_loss(&whole, stock) - dist_loss(&lead, stock);
    return fmax(position->wait_loss, position->terms->shortage_cost * fmax(lost, 0.0));
}

static bool sample_site(struct curve *curve, const struct site *site, struct arena *scratch)
{
    struct projection projection;
    if (!site->sells) {
        return true;
    }
    if (!project(&projection, &site->prospect, scratch)) {
        return false;
    }
    sample(curve, &projection);
    return true;
}

bool curve_make(struct curve *curve, const struct basis *basis, const struct position *position,
                struct arena *scratch)
{
    const struct terms *terms = position->terms;
    struct site site;
    /* Moves of tonight are there before an order is. */
    struct supply moved = {.day = 0.0, .units = position->transfer_in};
    if (!site_make(&site, basis, position, &moved, moved.units > 0.0 ? 1 : 0,
                   position->transfer_out, scratch)) {
        return false;
    }
    double least = lot_packs_over(value_or(terms->moq, 0.0), terms->pack_size);
    *curve = (struct curve){
        .shortage = terms->shortage_cost,
        .pack = terms->pack_size,
        .stride = terms->pack_size,
        .least = fmax(least, 1.0) * terms->pack_size,
        .shown = fmax(terms->min_stock - fmax(position_after_moves(position), 0.0), 0.0)};
    keeping_of(&curve->keeping, basis, position, site.sells ? &site.outlook : NULL);
    if (position->dependent > 0.0) {
        sample_feeder(curve, position);
        return true;
    }
    return sample_site(curve, &site, scratch);
}

static double saved_at(const struct curve *curve, double units)
{
    double at = units / curve->stride;
    double last = CURVE_POINTS - 1;
    if (at >= last) {
        return curve->saved[CURVE_POINTS - 1];
    }
    size_t low = (size_t)at;
    double share = at - (double)low;
    return curve->saved[low] + share * (curve->saved[low + 1] - curve->saved[low]);
}

double curve_saved(const struct curve *curve, double units)
{
    double shown = fmin(units, curve->shown);
    return shown + saved_at(curve, units) - saved_at(curve, shown);
}

double curve_value(const struct curve *curve, double units)
{
    double saved = curve_saved(curve, units);
    return curve->shortage * saved - keeping_cost(&curve->keeping, units, saved);
}

double curve_step_up(const struct curve *curve, double units, double most)
{
    double room = lot_packs_within(most - units, curve->pack) * curve->pack;
    if (units + UNIT_SLACK < curve->least) {
        return curve->least - units <= room + UNIT_SLACK ? curve->least - units : 0.0;
    }
    double next = (floor(units / curve->stride + UNIT_SLACK) + 1.0) * curve->stride;
    double step = fmax(round((next - units) / curve->pack), 1.0) * curve->pack;
    return fmax(fmin(step, room), 0.0);
}

double curve_step_down(const struct curve *curve, double units)
{
    if (units <= curve->least + UNIT_SLACK) {
        return units;
    }
    double point = (ceil(units / curve->stride - UNIT_SLACK) - 1.0) * curve->stride;
    double step = fmax(round((units - point) / curve->pack), 1.0) * curve->pack;
    return fmin(step, units - curve->least);
}
