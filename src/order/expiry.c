/* What of an order would expire before it sells is not ordered. */
#include "order/expiry.h"

#include "base/missing.h"
#include "order/lot.h"
#include "replenish/shelf_life.h"

#include <math.h>

/* Whether `units` more earn what they waste. */
static bool pays(const struct basis *basis, const struct position *position, double before,
                 double units)
{
    const struct terms *terms = position->terms;
    double wasted = shelf_life_waste(basis, position, before + units) -
                    shelf_life_waste(basis, position, before);
    double earned = (units - wasted) * fmax(terms->shortage_cost, terms->unit_cost);
    return earned > wasted * terms->unit_cost;
}

void expiry_cut(struct position *position, const struct basis *basis)
{
    /* At a feeding location most of it sells elsewhere. */
    if (is_missing(position->terms->shelf_life_days) || position->quantity <= 0.0 ||
        position->dependent > 0.0) {
        return;
    }
    double limit = shelf_life_limit(basis, position);
    if (position->quantity <= limit + UNIT_SLACK) {
        return;
    }
    double pack = position->terms->pack_size;
    double left = lot_packs_within(limit, pack) * pack;
    if (limit > left + UNIT_SLACK && pays(basis, position, left, pack)) {
        left += pack;
    }
    double least = lot_packs_over(value_or(position->terms->moq, 0.0), pack) * pack;
    if (left + UNIT_SLACK < least) {
        left = pays(basis, position, 0.0, least) ? least : 0.0;
    }
    if (left < position->quantity) {
        position->adjust[ADJUST_SHELF_LIFE] += left - position->quantity;
        position->quantity = left;
        position->binding = BINDING_SHELF_LIFE;
    }
}
