/* A move or haste, where both would save the same sales: both ways whole, and the better of them.
 */
#include "base/missing.h"
#include "base/search.h"
#include "expedite_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct position *position_of(struct position *positions, size_t count, uint32_t sku,
                                    uint32_t location)
{
    return &positions[SEARCH_ROWS(positions, count, sku, location, sku, location)];
}

/* Writes moves into their positions, or with `sign` -1 takes all of them out again. */
static void book(struct position *positions, size_t count, const struct transfers *transfers,
                 double sign)
{
    for (size_t t = 0; t < transfers->count; t++) {
        const struct transfer_line *line = &transfers->lines[t];
        struct position *from = position_of(positions, count, line->sku, line->from);
        struct position *to = position_of(positions, count, line->sku, line->to);
        double units = sign * line->quantity;
        from->transfer_out = fmax(from->transfer_out + units, 0.0);
        if (line->expiry_day != NO_DAY) {
            from->expired -= units;
            from->position += units;
        }
        to->transfer_in = fmax(to->transfer_in + units, 0.0);
        double covered = fmin(to->raw_need, to->transfer_in);
        to->adjust[ADJUST_TRANSFER] = covered > 0.0 ? -covered : 0.0;
    }
}

/* Orders that may be hastened instead of moves. */
struct contest {
    struct hasty hasty;
    const struct transfers *moves; /* without haste */
    double alone;                  /* money that the orders gain if nothing moves */
    double beside;                 /* and beside the moves */
};

static bool is_reached(const struct contest *contest, const struct hasty_order *order)
{
    const struct hasty *hasty = &contest->hasty;
    for (size_t l = order->first; l < order->first + order->count; l++) {
        const struct hasty_line *line = &hasty->lines[hasty->by_order[l]];
        if (line->chosen && hasty->positions[line->position].transfer_in > 0.0) {
            return true;
        }
    }
    return false;
}

/* Money that moves to a line's position would lose about, were its units there: the sales that they
 * save, or all that they gain; no more units than it brings. */
static double moves_lose(const struct contest *contest, const struct hasty_line *line)
{
    const struct transfers *moves = contest->moves;
    const struct position *position = &contest->hasty.positions[line->position];
    double lost = 0.0;
    for (size_t t = SEARCH_ROWS(moves->lines, moves->count, sku, from, position->sku, 0);
         t < moves->count && moves->lines[t].sku == position->sku; t++) {
        const struct transfer_line *move = &moves->lines[t];
        if (move->to == position->location) {
            lost += fmin(move->sales, fmax(move->benefit - move->cost, 0.0));
        }
    }
    double brought = contest->hasty.basis->inputs->open_orders[line->order].quantity;
    return position->transfer_in > 0.0 ? lost * fmin(brought / position->transfer_in, 1.0) : 0.0;
}

/* The same of all chosen lines of an order. */
static double all_lose(const struct contest *contest, const struct hasty_order *order)
{
    const struct hasty *hasty = &contest->hasty;
    double lost = 0.0;
    for (size_t l = order->first; l < order->first + order->count; l++) {
        const struct hasty_line *line = &hasty->lines[hasty->by_order[l]];
        lost += line->chosen ? moves_lose(contest, line) : 0.0;
    }
    return lost;
}

/* What the order gains beside the moves; MISSING if memory ran out.  Its lines are not chosen
 * afterwards. */
static double gain_beside(struct contest *contest, const struct hasty_order *order,
                          struct arena *work)
{
    static const struct transfers none = {0};
    struct hasty *hasty = &contest->hasty;
    hasty_drop(hasty, order);
    hasty->transfers = contest->moves;
    hasty_measure(hasty);
    double net = hasty_choose(hasty, order, work);
    hasty_drop(hasty, order);
    hasty->transfers = &none;
    return is_missing(net) || hasty_pays(hasty, net) ? net : 0.0;
}

/* Leaves those orders chosen that had better be hastened than be done without by moves. */
static enum status choose_orders(struct contest *contest, struct expedited *expedited,
                                 struct arena *work, struct arena *arena, struct fault *fault)
{
    struct hasty *hasty = &contest->hasty;
    expedited->rows = ARENA_NEW(arena, struct hastened, hasty->order_count);
    if (expedited->rows == NULL) {
        return fault_memory(fault, "the orders to hasten");
    }
    for (size_t o = 0; o < hasty->order_count; o++) {
        const struct hasty_order *order = &hasty->orders[o];
        double alone = hasty_choose(hasty, order, work);
        if (!is_missing(alone) && (!hasty_pays(hasty, alone) || !is_reached(contest, order))) {
            hasty_drop(hasty, order);
            continue;
        }
        double lost = all_lose(contest, order);
        double beside = gain_beside(contest, order, work);
        bool better = alone - beside > lost;
        if (better) {
            alone = hasty_choose(hasty, order, work);
        }
        if (is_missing(alone) || is_missing(beside)) {
            return fault_memory(fault, "the projection of a position");
        }
        if (better) {
            expedited->rows[expedited->count++] = hasty_tell(hasty, order);
            contest->alone += alone;
            contest->beside += beside;
        }
    }
    return STATUS_OK;
}

/* Open orders with the chosen ones on their new days, sorted as they were; notes which. */
static enum status hasten(struct inputs *inputs, const struct contest *contest,
                          struct expedited *expedited, struct arena *work, struct arena *arena,
                          struct fault *fault)
{
    const struct hasty *hasty = &contest->hasty;
    const struct inputs *old = hasty->basis->inputs;
    *inputs = *old;
    inputs->open_orders = ARENA_NEW(work, struct open_order, old->open_order_count);
    expedited->before = ARENA_NEW(arena, size_t, hasty->count);
    if (inputs->open_orders == NULL || expedited->before == NULL) {
        return fault_memory(fault, "the open orders");
    }
    memcpy(inputs->open_orders, old->open_orders, old->open_order_count * sizeof *old->open_orders);
    for (size_t l = 0; l < hasty->count; l++) {
        const struct hasty_line *line = &hasty->lines[l];
        if (!line->chosen) {
            continue;
        }
        expedited->before[expedited->before_count++] = line->order;
        size_t at = line->order;
        struct open_order moved = inputs->open_orders[at];
        moved.due_day = old->as_of + (int32_t)line->sooner;
        moved.hastened = true;
        for (; at > 0 && inputs->open_orders[at - 1].sku == moved.sku &&
               inputs->open_orders[at - 1].location == moved.location &&
               inputs->open_orders[at - 1].due_day > moved.due_day;
             at--) {
            inputs->open_orders[at] = inputs->open_orders[at - 1];
        }
        inputs->open_orders[at] = moved;
    }
    return STATUS_OK;
}

/* Makes the transfers again with the chosen orders hastened, and keeps the better of both ways. */
static enum status contest_moves(struct transfers *transfers, struct expedited *expedited,
                                 const struct contest *contest, struct position *positions,
                                 const struct rebalance_settings *settings, struct arena *work,
                                 struct arena *arena, struct team *team, struct fault *fault)
{
    size_t count = contest->hasty.position_count;
    struct inputs inputs;
    struct basis basis = *contest->hasty.basis;
    struct transfers others;
    TRY(hasten(&inputs, contest, expedited, work, arena, fault));
    basis.inputs = &inputs;
    book(positions, count, transfers, -1.0);
    TRY(rebalance(&others, &basis, positions, count, settings, arena, team, fault));
    if (others.gain + contest->alone > transfers->gain + contest->beside) {
        *transfers = others;
        return STATUS_OK;
    }
    book(positions, count, &others, -1.0);
    book(positions, count, transfers, 1.0);
    *expedited = (struct expedited){0};
    return STATUS_OK;
}

static enum status expedite_instead(struct transfers *transfers, struct expedited *expedited,
                                    const struct basis *basis, struct position *positions,
                                    size_t count, const struct rebalance_settings *settings,
                                    struct arena *work, struct arena *arena, struct team *team,
                                    struct fault *fault)
{
    const struct transfers none = {0};
    struct transfers moves = *transfers;
    struct contest contest = {.moves = &moves,
                              .hasty = {.basis = basis,
                                        .positions = positions,
                                        .position_count = count,
                                        .transfers = &none,
                                        .margin = settings->margin}};
    TRY(hasty_list(&contest.hasty, expedited, work, team, fault));
    TRY(choose_orders(&contest, expedited, work, arena, fault));
    if (expedited->count == 0) {
        return STATUS_OK;
    }
    return contest_moves(transfers, expedited, &contest, positions, settings, work, arena, team,
                         fault);
}

enum status rebalance_or_expedite(struct transfers *transfers, struct expedited *expedited,
                                  const struct basis *basis, struct position *positions,
                                  size_t count, const struct rebalance_settings *settings,
                                  struct arena *arena, struct team *team, struct fault *fault)
{
    *expedited = (struct expedited){0};
    *transfers = (struct transfers){0};
    if (settings->enabled) {
        TRY(rebalance(transfers, basis, positions, count, settings, arena, team, fault));
    }
    if (transfers->count == 0 || !anybody_hastens(&basis->inputs->master)) {
        return STATUS_OK;
    }
    struct arena work;
    arena_init(&work, 0);
    enum status status = expedite_instead(transfers, expedited, basis, positions, count, settings,
                                          &work, arena, team, fault);
    arena_free(&work);
    return status;
}
