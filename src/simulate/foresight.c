/* Perfect foresight: the orders of a site whose demand and lead times are known. */
#include "simulate/reference.h"

#include <math.h>

/* The dynamic programme.  With nothing in stock on the morning of a step, what is wanted from then
 * on costs `least`: until the next order comes it is lost or waits; that order serves the steps up
 * to its `until`, and there nothing is in stock again.  All arrays are [steps + 1]. */
struct lots {
    const struct foresight *problem;
    double *wanted; /* units that stock and supply leave */
    double *before; /* units wanted before the step */
    double *moment; /* those times their steps */
    double *least;  /* money */
    double *order;  /* money from the step on if an order comes on it; HUGE_VAL: none can */
    size_t *night;  /* the last night whose order comes on the step; nights: none */
    size_t *next;   /* with nothing in stock, the step on which the next order comes; steps: none */
    size_t *until;  /* of an order that comes on the step: the first step that it does not serve */
};

size_t foresight_scratch(size_t steps, size_t nights)
{
    (void)nights; /* only the last one that comes on a step counts */
    return 8 * ((steps + 1) * sizeof(double) + 64);
}

static bool take_lots(struct lots *lots, const struct foresight *problem, struct arena *scratch)
{
    size_t count = problem->steps + 1;
    *lots = (struct lots){.problem = problem,
                          .wanted = ARENA_NEW(scratch, double, count),
                          .before = ARENA_NEW(scratch, double, count),
                          .moment = ARENA_NEW(scratch, double, count),
                          .least = ARENA_NEW(scratch, double, count),
                          .order = ARENA_NEW(scratch, double, count),
                          .night = ARENA_NEW(scratch, size_t, count),
                          .next = ARENA_NEW(scratch, size_t, count),
                          .until = ARENA_NEW(scratch, size_t, count)};
    return lots->wanted != NULL && lots->before != NULL && lots->moment != NULL &&
           lots->least != NULL && lots->order != NULL && lots->night != NULL &&
           lots->next != NULL && lots->until != NULL;
}

/* What stock and supply leave to orders; returns what it costs to hold them. */
static double serve_from_stock(struct lots *lots)
{
    const struct foresight *problem = lots->problem;
    double stock = problem->on_hand;
    double held = 0.0;
    for (size_t t = 0; t < problem->steps; t++) {
        stock += problem->supply != NULL ? problem->supply[t] : 0.0;
        double served = fmin(stock, problem->demand[t]);
        stock -= served;
        lots->wanted[t] = problem->demand[t] - served;
        lots->before[t + 1] = lots->before[t] + lots->wanted[t];
        lots->moment[t + 1] = lots->moment[t] + (double)t * lots->wanted[t];
        held += problem->holding * stock * (problem->step_start[t + 1] - problem->step_start[t]);
    }
    return held;
}

static void place_nights(struct lots *lots)
{
    const struct foresight *problem = lots->problem;
    for (size_t t = 0; t <= problem->steps; t++) {
        lots->night[t] = problem->nights;
    }
    for (size_t n = 0; n < problem->nights; n++) {
        if (problem->arrival_step[n] < problem->steps) {
            lots->night[problem->arrival_step[n]] = n;
        }
    }
}

/* Fills order[t] and until[t]. */
static void price_order(struct lots *lots, size_t t)
{
    const struct foresight *problem = lots->problem;
    double spent = problem->order_cost;
    lots->order[t] = HUGE_VAL;
    if (lots->night[t] == problem->nights) {
        return;
    }
    for (size_t end = t; end < problem->steps; end++) {
        double days = problem->step_start[end] - problem->step_start[t];
        double unit = problem->unit_cost + problem->holding * days;
        bool expired = problem->shelf_days > 0.0 && days >= problem->shelf_days;
        bool dear = !problem->backorder && unit > problem->shortage;
        spent += unit * lots->wanted[end];
        /* What is spent only rises from here. */
        if (expired || dear || spent >= lots->order[t]) {
            return;
        }
        if (spent + lots->least[end + 1] < lots->order[t]) {
            lots->order[t] = spent + lots->least[end + 1];
            lots->until[t] = end + 1;
        }
    }
}

static void choose_when_lost(struct lots *lots, size_t t)
{
    double lose = lots->problem->shortage * lots->wanted[t] + lots->least[t + 1];
    bool orders = lots->order[t] <= lose;
    lots->least[t] = orders ? lots->order[t] : lose;
    lots->next[t] = orders ? t : lots->next[t + 1];
}

/* Who comes from `t` on waits until the morning of `end`. */
static double cost_of_wait(const struct lots *lots, size_t t, size_t end)
{
    double units = lots->before[end] - lots->before[t];
    double moment = lots->moment[end] - lots->moment[t];
    return lots->problem->shortage * ((double)end * units - moment);
}

static void choose_when_owed(struct lots *lots, size_t t)
{
    size_t steps = lots->problem->steps;
    lots->least[t] = cost_of_wait(lots, t, steps);
    lots->next[t] = steps;
    for (size_t end = t; end < steps; end++) {
        double wait = cost_of_wait(lots, t, end);
        if (wait > lots->least[t]) {
            return; /* and waiting only gets dearer */
        }
        double served = lots->problem->unit_cost * (lots->before[end] - lots->before[t]);
        if (wait + served + lots->order[end] < lots->least[t]) {
            lots->least[t] = wait + served + lots->order[end];
            lots->next[t] = end;
        }
    }
}

static void fill_orders(const struct lots *lots, double *orders)
{
    const struct foresight *problem = lots->problem;
    for (size_t n = 0; n < problem->nights; n++) {
        orders[n] = 0.0;
    }
    for (size_t t = 0; lots->next[t] < problem->steps;) {
        size_t arrival = lots->next[t];
        size_t first = problem->backorder ? t : arrival;
        t = lots->until[arrival];
        orders[lots->night[arrival]] = lots->before[t] - lots->before[first];
    }
}

double foresight_orders(const struct foresight *problem, double *orders, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct lots lots;
    if (!take_lots(&lots, problem, scratch)) {
        arena_rewind(scratch, mark);
        return -1.0;
    }
    double held = serve_from_stock(&lots);
    place_nights(&lots);
    lots.next[problem->steps] = problem->steps;
    for (size_t t = problem->steps; t-- > 0;) {
        price_order(&lots, t);
        if (problem->backorder) {
            choose_when_owed(&lots, t);
        } else {
            choose_when_lost(&lots, t);
        }
    }
    fill_orders(&lots, orders);
    double cost = held + lots.least[0];
    arena_rewind(scratch, mark);
    return cost;
}
