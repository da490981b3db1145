/* A move or haste, where both would save the same sales: both ways whole, and the better of them.
 */
#include "base/missing.h"
#include "base/search.h"
#include "expedite_parts.h"

#include <math.h>
#include <string.h>

/* An order that may be hastened instead of moves. */
struct pick {
    const struct hasty_order *order;
    double alone;  /* money that it gains if nothing moves */
    double beside; /* and beside the moves without haste */
};

/* All transfers are made again only if that may gain such a share more: below it, what one making
 * of them happens to find and another not is as much. */
static const double LEAST_HOPE = 0.001;

struct contest {
    struct hasty hasty;
    const struct transfers *moves; /* without haste */
    struct pick *picks;            /* [count] whose lines are chosen */
    size_t count;
    double hope; /* money that they may gain more than the moves */
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

/* Money that moves to a line's position would lose about, were its sales saved without them: those
 * sales, as far as the moves gain without them, and the moves' whole gain where they do not. */
static double moves_lose(const struct contest *contest, const struct hasty_line *line)
{
    const struct transfers *moves = contest->moves;
    const struct position *position = &contest->hasty.positions[line->position];
    double sales = 0.0;
    double lost = 0.0;
    for (size_t t = SEARCH_ROWS(moves->lines, moves->count, sku, from, position->sku, 0);
         t < moves->count && moves->lines[t].sku == position->sku; t++) {
        const struct transfer_line *move = &moves->lines[t];
        if (move->to == position->location) {
            sales += move->sales;
            lost += fmin(move->sales, fmax(move->benefit - move->cost, 0.0));
        }
    }
    return sales > 0.0 ? lost * fmin(line->gain / sales, 1.0) : 0.0;
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

/* Picks the orders that had better be hastened than be done without by moves, by what these would
 * lose about. */
static enum status pick_orders(struct contest *contest, struct arena *work, struct fault *fault)
{
    struct hasty *hasty = &contest->hasty;
    contest->picks = ARENA_NEW(work, struct pick, hasty->order_count);
    if (contest->picks == NULL) {
        return fault_memory(fault, "the orders to hasten");
    }
    for (size_t o = 0; o < hasty->order_count; o++) {
        const struct hasty_order *order = &hasty->orders[o];
        struct pick pick = {.order = order, .alone = hasty_choose(hasty, order, work)};
        if (!is_missing(pick.alone) &&
            (!hasty_pays(hasty, pick.alone) || !is_reached(contest, order))) {
            hasty_drop(hasty, order);
            continue;
        }
        double lost = all_lose(contest, order);
        pick.beside = gain_beside(contest, order, work);
        bool better = pick.alone - pick.beside > lost;
        if (better) {
            pick.alone = hasty_choose(hasty, order, work);
        }
        if (is_missing(pick.alone) || is_missing(pick.beside)) {
            return fault_memory(fault, "the projection of a position");
        }
        if (better) {
            contest->picks[contest->count++] = pick;
            contest->hope += pick.alone - pick.beside - lost;
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
    expedited->before_count = 0;
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

/* Money that an item's moves gain. */
static double gain_of(const struct transfers *moves, uint32_t sku)
{
    double gain = 0.0;
    for (size_t t = SEARCH_ROWS(moves->lines, moves->count, sku, from, sku, 0);
         t < moves->count && moves->lines[t].sku == sku; t++) {
        gain += moves->lines[t].benefit - moves->lines[t].cost;
    }
    return gain;
}

/* Drops the orders that, with the moves of their own items, gain less in haste than without.
 * Returns whether there were any. */
static bool drop_losers(struct contest *contest, const struct transfers *others)
{
    struct hasty *hasty = &contest->hasty;
    size_t kept = 0;
    size_t all = contest->count;
    for (size_t p = 0; p < all; p++) {
        const struct pick *pick = &contest->picks[p];
        double more = pick->alone - pick->beside;
        for (size_t l = pick->order->first; l < pick->order->first + pick->order->count; l++) {
            const struct hasty_line *line = &hasty->lines[hasty->by_order[l]];
            uint32_t sku = hasty->positions[line->position].sku;
            more += line->chosen ? gain_of(others, sku) - gain_of(contest->moves, sku) : 0.0;
        }
        if (more > 0.0) {
            contest->picks[kept++] = *pick;
        } else {
            hasty_drop(hasty, pick->order);
        }
    }
    contest->count = kept;
    return kept < all;
}

/* What haste gains instead of the moves, those of all items together. */
static bool haste_wins(const struct contest *contest, const struct transfers *others)
{
    double more = others->gain - contest->moves->gain;
    for (size_t p = 0; p < contest->count; p++) {
        more += contest->picks[p].alone - contest->picks[p].beside;
    }
    return contest->count > 0 && more > 0.0;
}

static enum status tell_picks(struct expedited *expedited, const struct contest *contest,
                              struct arena *arena, struct fault *fault)
{
    expedited->rows = ARENA_NEW(arena, struct hastened, contest->count);
    expedited->lines = ARENA_NEW(arena, struct hastened_line, contest->hasty.count);
    if (expedited->rows == NULL || expedited->lines == NULL) {
        return fault_memory(fault, "the orders to hasten");
    }
    for (size_t p = 0; p < contest->count; p++) {
        expedited->rows[expedited->count++] = hasty_tell(&contest->hasty, contest->picks[p].order);
        hasty_tell_lines(&contest->hasty, contest->picks[p].order, expedited);
    }
    return STATUS_OK;
}

/* Makes the transfers again with the picked orders hastened, once more without those that lose by
 * it, and keeps the better of both ways. */
static enum status contest_moves(struct transfers *transfers, struct expedited *expedited,
                                 struct contest *contest, struct position *positions,
                                 const struct rebalance_settings *settings, struct arena *work,
                                 struct arena *arena, struct team *team, struct fault *fault)
{
    enum { ROUNDS = 2 };
    size_t count = contest->hasty.position_count;
    struct transfers others = {0};
    transfers_book(positions, count, transfers, -1.0);
    for (int round = 0; round < ROUNDS && contest->count > 0; round++) {
        struct inputs inputs;
        struct basis basis = *contest->hasty.basis;
        transfers_book(positions, count, &others, -1.0);
        TRY(hasten(&inputs, contest, expedited, work, arena, fault));
        basis.inputs = &inputs;
        TRY(rebalance(&others, &basis, positions, count, settings, arena, team, fault));
        if (round + 1 < ROUNDS && !drop_losers(contest, &others)) {
            break;
        }
    }
    if (haste_wins(contest, &others)) {
        *transfers = others;
        return tell_picks(expedited, contest, arena, fault);
    }
    transfers_book(positions, count, &others, -1.0);
    transfers_book(positions, count, transfers, 1.0);
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
    TRY(pick_orders(&contest, work, fault));
    if (contest.count == 0 || contest.hope < LEAST_HOPE * transfers->gain) {
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
    if (transfers->count == 0 || settings->no_haste || !anybody_hastens(&basis->inputs->master)) {
        return STATUS_OK;
    }
    struct arena work;
    arena_init(&work, 0);
    enum status status = expedite_instead(transfers, expedited, basis, positions, count, settings,
                                          &work, arena, team, fault);
    arena_free(&work);
    return status;
}
