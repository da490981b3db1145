/* Transfers before purchases: every sku by itself, and the lanes that they share. */
#include "network/rebalance.h"

#include "base/missing.h"
#include "network/sku_flow.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lanes that fall short are closed a quarter at a time, the worst first: closing one may save
 * another, and a network of thousands must not be solved thousands of times. */
static const double CLOSE_SHARE = 0.25;

/* Everything about one rebalancing. */
struct exchange {
    const struct basis *basis;
    struct position *positions;
    struct sku_task *tasks; /* [count] skus with something to give and to take */
    size_t count;
    unsigned char *closed; /* [lane_count] */
    unsigned char *again;  /* [count] to be solved (again) */
};

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

/* What one lane carries, all skus together. */
struct load {
    size_t lane;
    double units;
    double gain; /* beyond the cost by unit */
    double lack; /* money (or, in units, the share) that it falls short; <= 0: it may go */
};

static void load_lanes(const struct exchange *exchange, struct load *loads)
{
    const struct master *master = &exchange->basis->inputs->master;
    for (size_t l = 0; l < master->lane_count; l++) {
        loads[l] = (struct load){.lane = l};
    }
    for (size_t t = 0; t < exchange->count; t++) {
        for (size_t m = 0; m < exchange->tasks[t].count; m++) {
            const struct move *move = &exchange->tasks[t].moves[m];
            loads[move->lane].units += move->quantity;
            loads[move->lane].gain += move->benefit - move->cost;
        }
    }
    for (size_t l = 0; l < master->lane_count; l++) {
        double fixed = value_or(master->lanes[l].fixed_cost, 0.0);
        double least = value_or(master->lanes[l].min_units, 0.0);
        if (loads[l].units <= 0.0) {
            continue;
        }
        loads[l].lack = fixed - loads[l].gain;
        if (loads[l].units < least) {
            /* Under its least load it would have to go partly empty: it lacks at least that part of
             * what it gains. */
            loads[l].lack =
                fmax(loads[l].lack, loads[l].gain * (least / loads[l].units - 1.0) + 1e-9);
        }
    }
}

static int by_lack(const void *left, const void *right)
{
    const struct load *a = left;
    const struct load *b = right;
    if (a->lack != b->lack) {
        return a->lack > b->lack ? -1 : 1;
    }
    return (a->lane > b->lane) - (a->lane < b->lane);
}

static bool uses(const struct sku_task *task, const unsigned char *closed)
{
    for (size_t m = 0; m < task->count; m++) {
        if (closed[task->moves[m].lane]) {
            return true;
        }
    }
    return false;
}

/* Closes the worst of the lanes that fall short; returns whether there were any. */
static bool close_lanes(struct exchange *exchange, struct load *loads)
{
    size_t lanes = exchange->basis->inputs->master.lane_count;
    load_lanes(exchange, loads);
    qsort(loads, lanes, sizeof *loads, by_lack);
    size_t short_of = 0;
    while (short_of < lanes && loads[short_of].lack > 0.0) {
        short_of++;
    }
    size_t closing = (size_t)ceil(CLOSE_SHARE * (double)short_of);
    for (size_t l = 0; l < closing; l++) {
        exchange->closed[loads[l].lane] = 1;
    }
    for (size_t t = 0; t < exchange->count; t++) {
        exchange->again[t] = uses(&exchange->tasks[t], exchange->closed) ? 1 : 0;
    }
    return closing > 0;
}

/* A lane's limit holds for all skus together: what gains most per unit goes first. */
struct share {
    struct move *move;
    size_t task;
    double gain; /* per unit */
};

static int by_lane_gain(const void *left, const void *right)
{
    const struct share *a = left;
    const struct share *b = right;
    if (a->move->lane != b->move->lane) {
        return a->move->lane < b->move->lane ? -1 : 1;
    }
    if (a->gain != b->gain) {
        return a->gain > b->gain ? -1 : 1;
    }
    return (a->task > b->task) - (a->task < b->task);
}

static void cut_move(struct move *move, double quantity)
{
    double share = quantity / move->quantity;
    move->benefit *= share;
    move->cost *= share;
    move->quantity = quantity;
}

static enum status limit_lanes(struct exchange *exchange, size_t moves, double margin,
                               struct arena *arena, struct fault *fault)
{
    const struct lane *lanes = exchange->basis->inputs->master.lanes;
    struct share *shares = ARENA_NEW(arena, struct share, moves);
    if (shares == NULL) {
        return fault_memory(fault, "the transfers");
    }
    size_t count = 0;
    for (size_t t = 0; t < exchange->count; t++) {
        for (size_t m = 0; m < exchange->tasks[t].count; m++) {
            struct move *move = &exchange->tasks[t].moves[m];
            double gain = (move->benefit - move->cost) / move->quantity;
            shares[count++] = (struct share){.move = move, .task = t, .gain = gain};
        }
    }
    qsort(shares, count, sizeof *shares, by_lane_gain);
    double room = 0.0;
    for (size_t s = 0; s < count; s++) {
        struct move *move = shares[s].move;
        if (s == 0 || shares[s - 1].move->lane != move->lane) {
            room = floor(value_or(lanes[move->lane].max_units, HUGE_VAL));
        }
        double quantity = fmin(move->quantity, room);
        if (quantity * shares[s].gain < margin) {
            quantity = 0.0; /* the rest of a move no longer gains enough */
        }
        cut_move(move, quantity);
        room -= quantity;
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

/* After limits a lane may carry too little to pay: then it carries nothing. */
static void drop_poor_lanes(struct exchange *exchange, struct load *loads)
{
    load_lanes(exchange, loads);
    for (size_t t = 0; t < exchange->count; t++) {
        for (size_t m = 0; m < exchange->tasks[t].count; m++) {
            struct move *move = &exchange->tasks[t].moves[m];
            if (loads[move->lane].lack > 0.0) {
                move->quantity = 0.0;
            }
        }
    }
}

/* A shipment's fixed cost is borne by its lines as they gain. */
static void spread_fixed_cost(const struct exchange *exchange, const struct load *loads)
{
    const struct lane *lanes = exchange->basis->inputs->master.lanes;
    for (size_t t = 0; t < exchange->count; t++) {
        for (size_t m = 0; m < exchange->tasks[t].count; m++) {
            struct move *move = &exchange->tasks[t].moves[m];
            double gain = loads[move->lane].gain;
            double share = gain > 0.0 ? (move->benefit - move->cost) / gain : 0.0;
            move->cost += value_or(lanes[move->lane].fixed_cost, 0.0) * share;
        }
    }
}

static enum status publish(struct transfers *transfers, struct exchange *exchange, size_t moves,
                           struct load *loads, struct arena *arena, struct fault *fault)
{
    *transfers = (struct transfers){.lines = ARENA_NEW(arena, struct transfer_line, moves)};
    if (transfers->lines == NULL) {
        return fault_memory(fault, "the transfers");
    }
    drop_poor_lanes(exchange, loads);
    spread_fixed_cost(exchange, loads);
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
