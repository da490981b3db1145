/* Transfers before purchases: every sku by itself, and the lanes that they share. */
#include "network/rebalance.h"

#include "lanes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void solve_one(void *context, size_t index, struct arena *scratch)
{
    struct exchange *exchange = context;
    if (exchange->again[index]) {
        sku_flow(&exchange->tasks[index], scratch);
    }
}

/* Something to give and somebody to take. */
static bool worth_solving(const struct position *positions, size_t first, size_t end)
{
    bool donor = false;
    bool receiver = false;
    for (size_t p = first; p < end; p++) {
        donor = donor || is_donor(&positions[p]);
        receiver = receiver || is_receiver(&positions[p]);
    }
    return donor && receiver;
}

static enum status list_tasks(struct exchange *exchange, size_t positions, double margin,
                              struct arena *arena, struct fault *fault)
{
    size_t lanes = exchange->basis->inputs->master.lane_count;
    exchange->tasks = ARENA_NEW(arena, struct sku_task, positions);
    exchange->again = ARENA_NEW(arena, unsigned char, positions);
    exchange->closed = ARENA_NEW(arena, unsigned char, lanes);
    if (exchange->tasks == NULL || exchange->again == NULL || exchange->closed == NULL) {
        return fault_memory(fault, "the transfers");
    }
    for (size_t first = 0, end; first < positions && lanes > 0; first = end) {
        for (end = first;
             end < positions && exchange->positions[end].sku == exchange->positions[first].sku;) {
            end++;
        }
        if (!worth_solving(exchange->positions, first, end)) {
            continue;
        }
        /* More moves than four for each location would be a flow gone wild. */
        size_t capacity = 4 * (end - first) < lanes ? 4 * (end - first) : lanes;
        struct sku_task *task = &exchange->tasks[exchange->count];
        *task = (struct sku_task){.basis = exchange->basis,
                                  .positions = exchange->positions,
                                  .first = first,
                                  .end = end,
                                  .closed = exchange->closed,
                                  .margin = margin,
                                  .moves = ARENA_NEW(arena, struct move, capacity),
                                  .capacity = capacity};
        if (task->moves == NULL) {
            return fault_memory(fault, "the transfers");
        }
        exchange->again[exchange->count++] = 1;
    }
    return STATUS_OK;
}

static void tell_move(const struct exchange *exchange, const struct move *move,
                      struct transfer_line *line)
{
    const struct inputs *inputs = exchange->basis->inputs;
    const struct position *from = &exchange->positions[move->from];
    const struct position *to = &exchange->positions[move->to];
    struct text from_name = intern_text(&inputs->names.place, from->location);
    struct text to_name = intern_text(&inputs->names.place, to->location);
    (void)snprintf(line->reason, sizeof line->reason,
                   "%.*s can spare %.6g, %.*s lacks %.6g: gains %.2f for %.2f on the way",
                   TEXT_PRINT(from_name), from->spare - from->promised, TEXT_PRINT(to_name),
                   to->raw_need, move->benefit, move->cost);
}

static struct transfer_line make_line(const struct exchange *exchange, const struct move *move)
{
    const struct basis *basis = exchange->basis;
    const struct lane *lane = &basis->inputs->master.lanes[move->lane];
    struct transfer_line line = {.sku = exchange->positions[move->from].sku,
                                 .from = lane->from,
                                 .to = lane->to,
                                 .carrier = lane->carrier,
                                 .quantity = move->quantity,
                                 .cost = move->cost,
                                 .benefit = move->benefit};
    double arrival = lane_arrival(basis, lane, &line.ship_day);
    line.arrival_day = basis->inputs->as_of + (int32_t)arrival;
    tell_move(exchange, move, &line);
    return line;
}

static int by_key(const void *left, const void *right)
{
    const struct transfer_line *a = left;
    const struct transfer_line *b = right;
    const uint32_t keys[4][2] = {
        {a->sku, b->sku}, {a->from, b->from}, {a->to, b->to}, {a->carrier, b->carrier}};
    for (size_t k = 0; k < 4; k++) {
        if (keys[k][0] != keys[k][1]) {
            return keys[k][0] < keys[k][1] ? -1 : 1;
        }
    }
    return (a->arrival_day > b->arrival_day) - (a->arrival_day < b->arrival_day);
}

static void book(struct position *positions, const struct move *move)
{
    positions[move->from].transfer_out += move->quantity;
    struct position *to = &positions[move->to];
    to->transfer_in += move->quantity;
    to->adjust[ADJUST_TRANSFER] = -fmin(to->raw_need, to->transfer_in);
}

static enum status publish(struct transfers *transfers, struct exchange *exchange, size_t moves,
                           struct load *loads, struct arena *arena, struct fault *fault)
{
    *transfers = (struct transfers){.lines = ARENA_NEW(arena, struct transfer_line, moves)};
    if (transfers->lines == NULL) {
        return fault_memory(fault, "the transfers");
    }
    settle_lanes(exchange, loads);
    for (size_t t = 0; t < exchange->count; t++) {
        for (size_t m = 0; m < exchange->tasks[t].count; m++) {
            const struct move *move = &exchange->tasks[t].moves[m];
            if (move->quantity > 0.0) {
                transfers->lines[transfers->count++] = make_line(exchange, move);
                book(exchange->positions, move);
            }
        }
    }
    qsort(transfers->lines, transfers->count, sizeof *transfers->lines, by_key);
    return STATUS_OK;
}

static enum status solve_all(struct exchange *exchange, struct team *team, struct fault *fault)
{
    TRY(parallel_each_reserved(team, exchange->count, solve_one, exchange,
                               assess_scratch(exchange->basis, 0), fault));
    for (size_t t = 0; t < exchange->count; t++) {
        if (exchange->tasks[t].failed) {
            return fault_memory(fault, "the transfers of an item");
        }
    }
    return STATUS_OK;
}

enum status rebalance(struct transfers *transfers, const struct basis *basis,
                      struct position *positions, size_t count, double margin, struct arena *arena,
                      struct team *team, struct fault *fault)
{
    *transfers = (struct transfers){0};
    struct exchange exchange = {.basis = basis, .positions = positions};
    TRY(list_tasks(&exchange, count, margin, arena, fault));
    struct load *loads = ARENA_NEW(arena, struct load, basis->inputs->master.lane_count);
    if (loads == NULL) {
        return fault_memory(fault, "the lanes");
    }
    do {
        TRY(solve_all(&exchange, team, fault));
    } while (close_lanes(&exchange, loads));
    size_t moves = 0;
    for (size_t t = 0; t < exchange.count; t++) {
        moves += exchange.tasks[t].count;
    }
    TRY(limit_lanes(&exchange, moves, margin, arena, fault));
    return publish(transfers, &exchange, moves, loads, arena, fault);
}
