/* Rounding a need to what a supplier sells. */
#include "order/lot.h"

#include "base/missing.h"

#include <assert.h>

/* A millionth of a unit, a billionth of a pack, is rounding error and not demand; on huge
 * quantities the error grows with them. */
static const double UNIT_RESOLUTION = 1e-6;
static const double PACK_RESOLUTION = 1e-9;
static const double RELATIVE_RESOLUTION = 1e-14;

struct lot lot_of_terms(const struct terms *terms)
{
    return (struct lot){.pack = value_or(terms->pack_size, 1.0),
                        .minimum = value_or(terms->moq, 0.0),
                        .maximum = value_or(terms->max_order, HUGE_VAL)};
}

/* Step 1: in whole units, 0 when there is none. */
static double whole_need(double need)
{
    /* Also 0 for a need that is not a number. */
    double slack = fmax(UNIT_RESOLUTION, RELATIVE_RESOLUTION * need);
    return need > 0.0 ? fmax(ceil(need - slack), 0.0) : 0.0;
}

static double pack_slack(double packs)
{
    return fmax(PACK_RESOLUTION, RELATIVE_RESOLUTION * packs);
}

double lot_packs_over(double units, double pack)
{
    double packs = units / pack;
    return ceil(packs - pack_slack(packs));
}

double lot_packs_within(double units, double pack)
{
    double packs = units / pack;
    return floor(packs + pack_slack(packs));
}

struct lot_size lot_round(double need, const struct lot *lot)
{
    assert(lot->pack > 0.0);
    struct lot_size size = {.need = lot->fractional ? fmax(need, 0.0) : whole_need(need)};
    if (!(size.need > 0.0)) {
        return (struct lot_size){0};
    }
    double raised = fmax(size.need, lot->minimum);
    bool below = lot->policy == LOT_BELOW;
    double least = lot_packs_over(lot->minimum, lot->pack);
    double packs =
        below ? lot_packs_within(size.need, lot->pack) : lot_packs_over(raised, lot->pack);
    if (below && packs < least) {
        packs = 0.0;
    }
    /* A need that waits is not raised on the way. */
    size.minimum = below && packs <= 0.0 ? 0.0 : raised - size.need;
    size.packing = packs * lot->pack - size.need - size.minimum;
    size.packs = packs;
    if (packs * lot->pack > lot->maximum) {
        packs = fmin(packs, lot_packs_within(lot->maximum, lot->pack));
        size.packs = packs < least ? 0.0 : packs;
        size.maximum = size.packs * lot->pack - (size.need + size.minimum + size.packing);
    }
    size.quantity = size.packs * lot->pack;
    return size;
}
