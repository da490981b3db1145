/* Which open orders are worth hastening beside transfers and orders that are decided. */
#include "network/expedite.h"

#include "base/missing.h"
#include "expedite_parts.h"

static enum status decide(struct expedited *expedited, struct hasty *hasty, struct arena *work,
                          struct arena *arena, struct fault *fault)
{
    size_t room = expedited->count + hasty->order_count;
    struct hastened *rows = ARENA_NEW(arena, struct hastened, room);
    size_t line_room = expedited->line_count + hasty->count;
    struct hastened_line *lines = ARENA_NEW(arena, struct hastened_line, line_room);
    if (rows == NULL || lines == NULL) {
        return fault_memory(fault, "the orders to hasten");
    }
    for (size_t l = 0; l < expedited->line_count; l++) {
        lines[l] = expedited->lines[l];
    }
    expedited->lines = lines;
    for (size_t r = 0; r < expedited->count; r++) {
        rows[r] = expedited->rows[r];
    }
    expedited->rows = rows;
    for (size_t o = 0; o < hasty->order_count; o++) {
        const struct hasty_order *order = &hasty->orders[o];
        double net = hasty_choose(hasty, order, work);
        if (is_missing(net)) {
            return fault_memory(fault, "the projection of a position");
        }
        if (hasty_pays(hasty, net)) {
            rows[expedited->count++] = hasty_tell(hasty, order);
            hasty_tell_lines(hasty, order, expedited);
        } else {
            hasty_drop(hasty, order);
        }
    }
    return STATUS_OK;
}

enum status expedite(struct expedited *expedited, const struct basis *basis,
                     const struct position *positions, size_t count,
                     const struct transfers *transfers, const struct rebalance_settings *settings,
                     struct arena *arena, struct team *team, struct fault *fault)
{
    if (settings->no_haste || !anybody_hastens(&basis->inputs->master)) {
        return STATUS_OK;
    }
    struct hasty hasty = {.basis = basis,
                          .positions = positions,
                          .position_count = count,
                          .transfers = transfers,
                          .ordered = true,
                          .margin = settings->margin};
    struct arena work;
    arena_init(&work, 0);
    enum status status = hasty_list(&hasty, expedited, &work, team, fault);
    if (status == STATUS_OK) {
        status = decide(expedited, &hasty, &work, arena, fault);
    }
    arena_free(&work);
    return status;
}
