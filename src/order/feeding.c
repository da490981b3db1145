/* Replenishment from a location: no more than it can spare, the most valuable units first. */
#include "order/supplier_order.h"

#include <math.h>
#include <stdlib.h>

static struct position *position_at(struct desk *desk, uint32_t sku, uint32_t location)
{
    size_t at = plan_position(desk->plan, sku, location);
    if (at == desk->plan->position_count) {
        return NULL;
    }
    struct position *position = &desk->plan->positions[at];
    return position->sku == sku && position->location == location ? position : NULL;
}

/* Money that the position's next pack earns: the loss that its line avoids, spread evenly over the
 * packs of the line, so that the line with the dearest units is served first. */
static double pack_value(const struct position *position)
{
    double packs = position->quantity / position->terms->pack_size;
    return packs > 0.0 ? position->wait_loss / packs : 0.0;
}

static void cut(struct position *position, double quantity)
{
    position->adjust[ADJUST_CAPACITY] += quantity - position->quantity;
    position->quantity = quantity;
    position->binding = BINDING_SCARCE;
}

/* Of the sister positions of one sku and source that still want packs, the next to serve. */
static size_t next_to_serve(const struct desk *desk, const size_t *fed, const double *given,
                            size_t count)
{
    size_t best = SIZE_MAX;
    double best_share = HUGE_VAL;
    double best_value = 0.0;
    for (size_t f = 0; f < count; f++) {
        const struct position *position = &desk->plan->positions[fed[f]];
        if (given[f] >= position->quantity) {
            continue;
        }
        double share = given[f] / position->quantity;
        double value = pack_value(position) * (1.0 - share);
        if (best == SIZE_MAX || value > best_value || (value == best_value && share < best_share)) {
            best = f;
            best_value = value;
            best_share = share;
        }
    }
    return best;
}

/* Stock is dealt out pack by pack, or in so many portions where there are more packs than that. */
static const double PORTIONS = 5000.0;

/* Deals `spare` units out; `given` [count] is work. */
static void deal(struct desk *desk, const size_t *fed, double *given, size_t count, double spare)
{
    for (size_t f = 0; f < count; f++) {
        given[f] = 0.0;
    }
    double left = spare;
    for (;;) {
        size_t next = next_to_serve(desk, fed, given, count);
        if (next == SIZE_MAX) {
            break;
        }
        const struct position *position = &desk->plan->positions[fed[next]];
        double pack = position->terms->pack_size;
        double portion = fmax(floor(spare / pack / PORTIONS), 1.0) * pack;
        portion = fmin(portion, position->quantity - given[next]);
        portion = portion <= left ? portion : floor(left / pack) * pack;
        if (portion <= 0.0) {
            break;
        }
        given[next] += portion;
        left -= portion;
    }
    for (size_t f = 0; f < count; f++) {
        struct position *position = &desk->plan->positions[fed[f]];
        if (given[f] < position->quantity) {
            cut(position, given[f] < position->terms->moq ? 0.0 : given[f]);
        }
    }
}

void feed_from_locations(struct desk *desk, const size_t *fed, size_t count)
{
    double *given = ARENA_NEW(desk->arena, double, count);
    for (size_t first = 0; given != NULL && first < count;) {
        const struct position *head = &desk->plan->positions[fed[first]];
        size_t end = first;
        double wanted = 0.0;
        while (end < count && desk->plan->positions[fed[end]].sku == head->sku &&
               desk->plan->positions[fed[end]].from == head->from) {
            wanted += desk->plan->positions[fed[end]].quantity;
            end++;
        }
        const struct position *source = position_at(desk, head->sku, head->from);
        double spare = source != NULL ? fmax(source->spare - source->transfer_out, 0.0) : 0.0;
        if (wanted > spare) {
            deal(desk, fed + first, given, end - first, spare);
        }
        first = end;
    }
}
