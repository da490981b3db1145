/* What lies beyond the need of a place: held until demand comes to it, if that comes in time. */
#include "worth_parts.h"

#include "base/missing.h"

#include <math.h>

/* So many sd above the mean of the interval's demand nothing falls short. */
static const double FAR = 8.0;
static const double MOST_LEVEL = 0.99999;

static double days_to_last(const struct basis *basis, const struct terms *terms)
{
    if (terms->end_day == NO_DAY) {
        return HUGE_VAL;
    }
    return fmax((double)terms->end_day - (double)basis->inputs->as_of + 1.0, 0.0);
}

/* Days until mean demand has used so many units. */
static double days_for(const struct staying *staying, double units)
{
    double own = staying->outlook != NULL ? cover_days(staying->outlook, units) : MISSING;
    bool sells = !is_missing(own) && own < COVER_LIMIT;
    if (!(staying->rate > 0.0)) {
        return sells ? own : COVER_LIMIT;
    }
    double a_day = staying->rate + (sells && own > 0.0 ? units / own : 0.0);
    return fmin(units / a_day, COVER_LIMIT);
}

/* E[(D - x)+] of the interval. */
static double short_of(const struct staying *staying, double x)
{
    double at = x / staying->grid.step;
    double last = (double)(staying->grid.cells - 1);
    if (at <= 0.0) {
        return staying->beyond[0] - x;
    }
    if (at >= last) {
        return 0.0;
    }
    double low = floor(at);
    const double *cell = &staying->beyond[(size_t)low];
    return cell[0] + (at - low) * (cell[1] - cell[0]);
}

/* Demand of the interval that uses up stock: what is lost before the receipt does not, and where a
 * share f of what is wanted by then is lost, that stretch scatters by (1 - f)^2 of its variance. */
static struct dist using_up(const struct position *position, const struct site *site)
{
    double variance = position->demand_sd * position->demand_sd;
    double receipt = fmin((double)site->interval.arrival_days, position->interval_days);
    double before = outlook_mean(&site->outlook, 0.0, fmax(receipt, 0.0));
    if (position->lost_before > 0.0 && before > 0.0) {
        double met = 1.0 - fmin(position->lost_before / before, 1.0);
        variance -= (1.0 - met * met) * outlook_variance(&site->outlook, 0.0, receipt);
    }
    double mean = position->demand_mean - position->lost_before;
    return outlook_law(&site->outlook, fmax(mean, 0.0), fmax(variance, 0.0));
}

/* What a unit saves in the intervals after this one, at the time when it is among the last above
 * the target.  Each review without an order spares the loss of one interval, E[(D - S)+], and there
 * is one for so many units of excess as sell between two reviews. */
static double saved_later(const struct staying *staying)
{
    const struct position *position = staying->position;
    double days = fmax(position->interval_days, 1.0);
    double sells =
        (position->demand_mean + position->dependent) / days * fmax(position->review_days, 1.0);
    bool on = position->binding != BINDING_ENDED && !(staying->until < HUGE_VAL);
    double lost = short_of(staying, position->target - position->dependent);
    return on && sells > 0.0 ? fmin(lost / sells, 1.0) : 0.0;
}

static void open_risk(struct staying *staying, const struct site *site)
{
    const struct position *position = staying->position;
    double top = position->demand_mean - position->lost_before + FAR * position->demand_sd;
    double mass[GRID_CELLS];
    double below[GRID_CELLS];
    staying->grid = grid_of(fmax(top, 1.0), staying->outlook->counts);
    struct dist law = using_up(position, site);
    mass_of_dist(staying->grid, &law, mass);
    mass_tables(staying->grid, mass, below, staying->beyond);
    staying->later = saved_later(staying);
}

/* Money that a sale lost beyond the target is worth at the most: a goal of service L says that it
 * does not pay to hold one more for a cycle R against it, L = s / (s + h R). */
static double loss_beyond(const struct position *position)
{
    double cycle = fmax(position->interval_days - position->lead_days, 1.0);
    double level = fmin(position->level, MOST_LEVEL);
    double said = position->terms->holding_cost * cycle * level / (1.0 - level);
    return fmin(position->terms->shortage_cost, said);
}

void staying_open(struct staying *staying, const struct basis *basis,
                  const struct position *position, const struct site *site)
{
    staying->position = position;
    staying->outlook = site->sells ? &site->outlook : NULL;
    staying->wait = 0.0;
    staying->rate = position->dependent / fmax(position->interval_days, 1.0);
    staying->until = days_to_last(basis, position->terms);
    staying->ended = position->binding == BINDING_ENDED && staying->until < HUGE_VAL;
    staying->risky = true;
    staying->grid = (struct grid){0};
    if (position->raw_need <= 0.0 && position->position > position->reorder_point) {
        staying->wait = days_for(staying, position->position - position->reorder_point);
    }
    staying->later = 0.0;
    staying->loss = loss_beyond(position);
    if (site->sells && !staying->ended && staying->loss > 0.0) {
        open_risk(staying, site);
    }
}

double demanded(const struct staying *staying, double from, double to, struct stretch units)
{
    to = fmin(to, COVER_LIMIT);
    if (staying->outlook == NULL || to <= from) {
        return 0.0;
    }
    double drawn = staying->rate * (to - from); /* by the places that it feeds */
    struct dist law = outlook_dist(staying->outlook, from, to);
    double lost = dist_loss(&law, units.begin - drawn) - dist_loss(&law, units.end - drawn);
    return fmin(fmax(lost / (units.end - units.begin), 0.0), 1.0);
}

/* The chance per unit that units of these levels save a sale while they lie there. */
static double saves(const struct staying *staying, struct stretch units)
{
    if (staying->grid.cells == 0) {
        return 0.0;
    }
    double own = staying->position->dependent;
    double lost = short_of(staying, units.begin - own) - short_of(staying, units.end - own);
    double now = staying->risky ? lost / (units.end - units.begin) : 0.0;
    return fmin(fmax(now, staying->later), 1.0);
}

double staying_worth(const struct staying *staying, struct stretch units, double sold)
{
    const struct position *position = staying->position;
    const struct terms *terms = position->terms;
    if (staying->until < HUGE_VAL) {
        struct stretch used = {.begin = units.begin + position->lost_before,
                               .end = units.end + position->lost_before};
        sold = fmin(sold, demanded(staying, 0.0, staying->until, used));
    }
    if (staying->ended) { /* no purchase comes between: what sells earns its price */
        double price = terms->unit_cost + terms->shortage_cost;
        return position->salvage + fmax(price - position->salvage, 0.0) * sold;
    }
    double middle = (units.begin + 1.0 + units.end) / 2.0;
    double excess = middle - position->target;
    double days = excess > 0.0 ? days_for(staying, excess) : 0.0;
    if (days >= COVER_LIMIT) {
        return position->salvage;
    }
    /* Held until the target would ask for it, which is seen at the next review.  No more than it
     * costs to buy it back. */
    days += excess > 0.0 ? 0.5 * position->review_days : 0.0;
    double held = terms->unit_cost - terms->holding_cost * fmax(days, staying->wait);
    double worth = fmin(held + staying->loss * saves(staying, units), terms->unit_cost);
    return position->salvage + fmax(worth - position->salvage, 0.0) * sold;
}
