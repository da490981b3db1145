/* What was known on the morning of a planning night: stock, open orders and receipts of the arm's
 * own world, and of the record what had happened by then. */
#include "replay.h"

#include "base/missing.h"

#include <stdlib.h>
#include <string.h>

/* A year's twelfth. */
static const double MONTH_DAYS = 365.25 / 12.0;

/* By expiry day, those without one first. */
static void add_stock(struct stock_row *rows, size_t *count, size_t first,
                      const struct stock_row *row)
{
    size_t at = (*count)++;
    while (at > first && rows[at - 1].expiry_day > row->expiry_day) {
        rows[at] = rows[at - 1];
        at--;
    }
    rows[at] = *row;
}

static void count_stock(const struct replay *replay, const struct arm *arm, size_t index,
                        int32_t day, struct inputs *known)
{
    const struct sim_site *site = &replay->sites[index];
    const size_t first = known->stock_count;
    struct stock_row row = {.sku = site->sku,
                            .location = site->location,
                            .on_hand = arm->stock[index],
                            .reserved = arm->owed[index],
                            .expiry_day = NO_DAY,
                            .count_day = day};
    add_stock(known->stock, &known->stock_count, first, &row);
    row.reserved = 0.0;
    for (size_t l = arm->lot_start[index]; l < arm->lot_start[index + 1]; l++) {
        if (arm->lots[l].state == LOT_SHELF) {
            row.on_hand = arm->lots[l].units;
            row.expiry_day = arm->lots[l].expiry_day;
            add_stock(known->stock, &known->stock_count, first, &row);
        }
    }
}

/* Who hastens asks what an order costs once: the lines of a supplier and night.  An id that stands
 * for no word. */
static uint32_t order_id_of(const struct replay *replay, const struct lot *lot)
{
    if (!replay->haste || lot->kind != ORDER_PURCHASE) {
        return NO_ID;
    }
    return (uint32_t)replay->inputs->names.word.count +
           (uint32_t)(lot->order_day - replay->step_day[0]);
}

static void list_orders(const struct replay *replay, const struct arm *arm, struct inputs *known)
{
    for (size_t l = 0; l < arm->lot_count; l++) {
        const struct lot *lot = &arm->lots[l];
        if (lot->state != LOT_COMING && lot->state != LOT_PLEDGED) {
            continue;
        }
        const struct sim_site *site = &replay->sites[lot->site];
        known->open_orders[known->open_order_count++] =
            (struct open_order){.sku = site->sku,
                                .location = site->location,
                                .quantity = lot->units,
                                .due_day = lot->due_day,
                                .order_id = order_id_of(replay, lot),
                                .source = lot->source,
                                .kind = (enum order_kind)lot->kind,
                                .order_day = lot->order_day,
                                .received_day = NO_DAY,
                                .hastened = lot->hastened};
    }
}

/* Receipts of the record up to the evening before, and the arm's own. */
static void list_receipts(const struct replay *replay, const struct arm *arm, struct inputs *known)
{
    const struct inputs *inputs = replay->inputs;
    for (size_t r = 0; r < inputs->receipt_count; r++) {
        if (inputs->receipts[r].received_day < known->as_of) {
            known->receipts[known->receipt_count++] = inputs->receipts[r];
        }
    }
    if (arm->receipt_count == 0) {
        return;
    }
    memcpy(known->receipts + known->receipt_count, arm->receipts,
           arm->receipt_count * sizeof *arm->receipts);
    known->receipt_count += arm->receipt_count;
    qsort(known->receipts, known->receipt_count, sizeof *known->receipts, open_order_compare);
}

/* Days of a step where it is longer than one. */
static double lead_step(const struct replay *replay)
{
    enum bucket bucket = replay->result->truth.calendar.bucket;
    return bucket == BUCKET_WEEK ? 7.0 : bucket == BUCKET_MONTH ? MONTH_DAYS : 0.0;
}

/* The inputs as they stood that morning in the arm's world. */
enum status known_make(struct inputs *known, const struct replay *replay, const struct arm *arm,
                       int32_t day, struct arena *arena, struct fault *fault)
{
    const struct inputs *inputs = replay->inputs;
    *known = *inputs;
    known->as_of = day;
    known->least_review_days = (double)replay->settings->every;
    known->lead_step_days = lead_step(replay);
    known->stock_count = known->open_order_count = known->receipt_count = 0;
    known->stock = ARENA_NEW(arena, struct stock_row, replay->site_count + arm->lot_count);
    known->open_orders = ARENA_NEW(arena, struct open_order, arm->lot_count);
    known->receipts =
        ARENA_NEW(arena, struct open_order, inputs->receipt_count + arm->receipt_count);
    if (known->stock == NULL || known->open_orders == NULL || known->receipts == NULL) {
        return fault_memory(fault, "what a night knows");
    }
    for (size_t s = 0; s < replay->site_count; s++) {
        count_stock(replay, arm, s, day, known);
    }
    list_orders(replay, arm, known);
    list_receipts(replay, arm, known);
    return STATUS_OK;
}
