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

/* Moves of a sku at the most: lanes from somebody who can give to somebody who can take. */
static size_t most_moves(const struct exchange *exchange, size_t first, size_t end)
{
    const struct master *master = &exchange->basis->inputs->master;
    const struct position *positions = exchange->positions;
    bool taken = false;
    for (size_t p = first; p < end && !taken; p++) {
        taken = is_receiver(&positions[p]);
    }
    size_t moves = 0;
    for (size_t p = first; p < end && taken; p++) {
        if (!is_donor(&positions[p])) {
            continue;
        }
        for (size_t l = first_lane_from(master, positions[p].location);
             l < master->lane_count && master->lanes[l].from == positions[p].location; l++) {
            size_t to = position_among(positions, first, end, master->lanes[l].to);
            moves += to != SIZE_MAX && is_receiver(&positions[to]) ? 1 : 0;
        }
    }
    /* More moves than four for each location would be a flow gone wild. */
    return moves < 4 * (end - first) ? moves : 4 * (end - first);
}

static size_t sku_end(const struct position *positions, size_t first, size_t count)
{
    size_t end = first + 1;
    while (end < count && positions[end].sku == positions[first].sku) {
        end++;
    }
    return end;
}

/* The skus with something to give and somebody to take; `moves` is room for what all may move. */
static void count_tasks(const struct exchange *exchange, size_t positions, size_t *tasks,
                        size_t *moves)
{
    *tasks = 0;
    *moves = 0;
    for (size_t first = 0, end; first < positions; first = end) {
        end = sku_end(exchange->positions, first, positions);
        size_t most = most_moves(exchange, first, end);
        *tasks += most > 0 ? 1 : 0;
        *moves += most;
    }
}

static enum status list_tasks(struct exchange *exchange, size_t positions, double margin,
                              struct arena *arena, struct fault *fault)
{
    size_t lanes = exchange->basis->inputs->master.lane_count;
    size_t tasks = 0;
    size_t room = 0;
    positions = lanes > 0 ? positions : 0;
    count_tasks(exchange, positions, &tasks, &room);
    exchange->tasks = ARENA_NEW(arena, struct sku_task, tasks);
    exchange->again = ARENA_NEW(arena, unsigned char, tasks);
    exchange->closed = ARENA_NEW(arena, unsigned char, lanes);
    struct move *moves = ARENA_NEW(arena, struct move, room);
    if (exchange->tasks == NULL || exchange->again == NULL || exchange->closed == NULL ||
        moves == NULL) {
        return fault_memory(fault, "the transfers");
    }
    for (size_t first = 0, end; first < positions && tasks > 0; first = end) {
        end = sku_end(exchange->positions, first, positions);
        size_t capacity = most_moves(exchange, first, end);
        if (capacity == 0) {
            continue;
        }
        exchange->tasks[exchange->count] = (struct sku_task){.basis = exchange->basis,
                                                             .positions = exchange->positions,
                                                             .first = first,
                                                             .end = end,
                                                             .closed = exchange->closed,
                                                             .margin = margin,
                                                             .moves = moves,
                                                             .capacity = capacity};
        exchange->again[exchange->count++] = 1;
        moves += capacity;
    }
    return STATUS_OK;
}

void transfer_reason(char text[REASON_SIZE], const struct names *names,
                     const struct transfer_line *line)
{
    struct text from = intern_text(&names->place, line->from);
    struct text to = intern_text(&names->place, line->to);
    (void)snprintf(
        text, REASON_SIZE, "%.*s can spare %.6g, %.*s lacks %.6g: gains %.2f for %.2f on the way",
        TEXT_PRINT(from), line->spared, TEXT_PRINT(to), line->lacked, line->benefit, line->cost);
}

static struct transfer_line make_line(const struct exchange *exchange, const struct move *move)
{
    const struct basis *basis = exchange->basis;
    const struct lane *lane = &basis->inputs->master.lanes[move->lane];
    const struct position *from = &exchange->positions[move->from];
    struct transfer_line line = {.sku = from->sku,
                                 .from = lane->from,
                                 .to = lane->to,
                                 .carrier = lane->carrier,
                                 .quantity = move->quantity,
                                 .cost = move->cost,
                                 .benefit = move->benefit,
                                 .spared = from->spare - from->promised,
                                 .lacked = exchange->positions[move->to].raw_need};
    double arrival = lane_arrival(basis, lane, &line.ship_day);
    line.arrival_day = basis->inputs->as_of + (int32_t)arrival;
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

static size_t moves_left(const struct exchange *exchange)
{
    size_t count = 0;
    for (size_t t = 0; t < exchange->count; t++) {
        for (size_t m = 0; m < exchange->tasks[t].count; m++) {
            count += exchange->tasks[t].moves[m].quantity > 0.0 ? 1 : 0;
        }
    }
    return count;
}

static enum status publish(struct transfers *transfers, struct exchange *exchange,
                           struct load *loads, struct arena *arena, struct fault *fault)
{
    settle_lanes(exchange, loads);
    transfers->lines = ARENA_NEW(arena, struct transfer_line, moves_left(exchange));
    if (transfers->lines == NULL) {
        return fault_memory(fault, "the transfers");
    }
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

static enum status exchange_all(struct transfers *transfers, struct exchange *exchange,
                                size_t positions, double margin, struct arena *work,
                                struct arena *arena, struct team *team, struct fault *fault)
{
    TRY(list_tasks(exchange, positions, margin, work, fault));
    struct load *loads = ARENA_NEW(work, struct load, exchange->basis->inputs->master.lane_count);
    if (loads == NULL) {
        return fault_memory(fault, "the lanes");
    }
    do {
        TRY(solve_all(exchange, team, fault));
    } while (close_lanes(exchange, loads));
    size_t moves = 0;
    for (size_t t = 0; t < exchange->count; t++) {
        moves += exchange->tasks[t].count;
    }
    TRY(limit_lanes(exchange, moves, margin, work, fault));
    return publish(transfers, exchange, loads, arena, fault);
}

enum status rebalance(struct transfers *transfers, const struct basis *basis,
                      struct position *positions, size_t count, double margin, struct arena *arena,
                      struct team *team, struct fault *fault)
{
    *transfers = (struct transfers){0};
    struct exchange exchange = {.basis = basis, .positions = positions};
    struct arena work;
    arena_init(&work, 0);
    enum status status =
        exchange_all(transfers, &exchange, count, margin, &work, arena, team, fault);
    arena_free(&work);
    return status;
}
