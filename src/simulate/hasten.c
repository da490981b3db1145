/* Haste: open orders that a plan says are worth it come sooner, and cost what their supplier asks.
 */
#include "replay.h"

#include "base/missing.h"

/* The lots that the night's inputs list as open orders, in that order; NULL if memory ran out. */
static size_t *list_open(const struct arm *arm, struct arena *arena)
{
    size_t *lots = ARENA_NEW(arena, size_t, arm->lot_count);
    size_t count = 0;
    for (size_t l = 0; lots != NULL && l < arm->lot_count; l++) {
        if (arm->lots[l].state == LOT_COMING || arm->lots[l].state == LOT_PLEDGED) {
            lots[count++] = l;
        }
    }
    return lots;
}

/* A supplier who would have come sooner anyhow does. */
static void come_by(struct lot *lot, int32_t day)
{
    lot->due_day = day;
    lot->arrival_day = lot->arrival_day < day ? lot->arrival_day : day;
    lot->hastened = true;
    lot->tells = false;
}

void hasten_orders(struct replay *replay, struct arm *arm, const struct expedited *expedited,
                   size_t step)
{
    if (expedited->line_count == 0) {
        return;
    }
    const size_t *open = list_open(arm, replay->work);
    if (open == NULL) {
        arm->lost = true;
        return;
    }
    const struct hastened_line *line = expedited->lines;
    for (size_t r = 0; r < expedited->count; r++) {
        const struct hastened *row = &expedited->rows[r];
        const struct supplier *supplier = master_supplier(&replay->inputs->master, row->supplier);
        double share = value_or(supplier->expedite_cost, 0.0) / (double)row->lines;
        for (size_t l = 0; l < row->lines; l++, line++) {
            struct lot *lot = &arm->lots[open[line->order]];
            come_by(lot, line->arrival_day);
            replay_book(replay, arm, lot->site, step,
                        &(struct ledger){.hastened = 1.0, .haste = line->cost + share});
        }
    }
    for (size_t l = 0; l < expedited->line_count; l++) { /* each is still of its site */
        arm_sort(arm, arm->lots[open[expedited->lines[l].order]].site);
    }
}
