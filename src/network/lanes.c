/* What the lanes carry: their least load, their most, their fixed cost. */
#include "lanes.h"

#include "base/missing.h"

#include <math.h>
#include <stdlib.h>

/* Lanes that fall short are closed a quarter at a time, the worst first: closing one may save
 * another, and a network of thousands must not be solved thousands of times. */
static const double CLOSE_SHARE = 0.25;

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

bool close_lanes(struct exchange *exchange, struct load *loads)
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

enum status limit_lanes(struct exchange *exchange, size_t moves, double margin, struct arena *arena,
                        struct fault *fault)
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

void settle_lanes(struct exchange *exchange, struct load *loads)
{
    drop_poor_lanes(exchange, loads);
    spread_fixed_cost(exchange, loads);
}
