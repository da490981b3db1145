/* What the next pack of a line is worth. */
#include "order/next_unit.h"

#include "base/missing.h"
#include "order/lot.h"
#include "replenish/shelf_life.h"

#include <math.h>

static const double SLACK = 1e-6;

/* Nothing is bought ahead for longer than this many days beyond the interval. */
static const double MOST_AHEAD = 365.0;
/* Demand soon after the interval, over so many days, sets the pace at which extra units go. */
static const double SOON = 91.0;

void keeping_of(struct keeping *keeping, const struct basis *basis, const struct position *position,
                const struct outlook *outlook)
{
    const struct terms *terms = position->terms;
    double from = position->interval_days;
    double stock = position->position + position->transfer_in - position->transfer_out;
    double point = value_or(position->reorder_point, position->target);
    *keeping = (struct keeping){.holding = terms->holding_cost,
                                .cycle = fmax(position->interval_days - position->lead_days, 0.0),
                                .below = fmax(position->target - stock, 0.0),
                                .over = fmax(fmax(position->target, stock) - point, 0.0)};
    if (outlook == NULL) {
        keeping->most = keeping->below;
        return;
    }
    keeping->rate = outlook_mean(outlook, from, from + SOON) / SOON;
    double ahead = outlook_mean(outlook, from, from + MOST_AHEAD);
    keeping->most = fmax(position->target + ahead - stock, 0.0);
    if (terms->end_day != NO_DAY) {
        double days = (double)terms->end_day - (double)basis->inputs->as_of + 1.0;
        double sells = outlook_mean(outlook, 0.0, fmax(days, 0.0)) - position->lost_before;
        keeping->most = fmin(keeping->most, fmax(sells - stock, keeping->below));
    }
    keeping->most = fmin(keeping->most, shelf_life_limit(basis, position));
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

/* Whole packs that hold `units`. */
static double packs_up(double units, double pack)
{
    return fmax(ceil(units / pack - SLACK), 1.0) * pack;
}

/* Points from nothing to the units with which nothing at all is lost any more. */
static void sample(struct curve *curve, const struct projection *projection)
{
    double top = (double)projection->grid.cells * projection->grid.step - projection->head_start;
    double last = CURVE_POINTS - 1;
    double packs = ceil(fmax(top, 1.0) / curve->pack - SLACK);
    curve->stride = fmax(ceil(packs / last), 1.0) * curve->pack;
    double lost = project_service(projection, 0.0).lost;
    double before = 0.0;
    double slope = 1.0;
    for (size_t i = 1; i < CURVE_POINTS; i++) {
        double at = (double)i * curve->stride;
        double saved = lost - project_service(projection, fmin(at, top)).lost;
        /* Rounding must not bend the curve upwards. */
        slope = fmin(fmax((saved - before) / curve->stride, 0.0), slope);
        before += slope * curve->stride;
        curve->saved[i] = before;
    }
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
    double stock = position->position + position->transfer_in - position->transfer_out;
    *curve = (struct curve){.shortage = terms->shortage_cost,
                            .pack = terms->pack_size,
                            .stride = terms->pack_size,
                            .least = packs_up(value_or(terms->moq, 0.0), terms->pack_size),
                            .shown = fmax(terms->min_stock - fmax(stock, 0.0), 0.0)};
    keeping_of(&curve->keeping, basis, position, site.sells ? &site.outlook : NULL);
    if (!site.sells) {
        return true;
    }
    struct projection projection;
    if (!project(&projection, &site.prospect, scratch)) {
        return false;
    }
    sample(curve, &projection);
    return true;
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
    double room = floor((most - units) / curve->pack + SLACK) * curve->pack;
    if (units + SLACK < curve->least) {
        return curve->least - units <= room + SLACK ? curve->least - units : 0.0;
    }
    double next = (floor(units / curve->stride + SLACK) + 1.0) * curve->stride;
    double step = fmax(round((next - units) / curve->pack), 1.0) * curve->pack;
    return fmax(fmin(step, room), 0.0);
}

double curve_step_down(const struct curve *curve, double units)
{
    if (units <= curve->least + SLACK) {
        return units;
    }
    double point = (ceil(units / curve->stride - SLACK) - 1.0) * curve->stride;
    double step = fmax(round((units - point) / curve->pack), 1.0) * curve->pack;
    return fmin(step, units - curve->least);
}
