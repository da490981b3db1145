/* Cutting a basket: the least worth of the last steps of all lines are dropped. */
#include "heap.h"
#include "order/basket.h"

#include <math.h>

struct cutting {
    struct basket *basket;
    enum measure measure;
    double most;
    struct heap heap;
};

static double weight_of(const struct cutting *cutting, const struct choice *choice)
{
    return unit_measure(&cutting->basket->desk->basis->inputs->master, choice->position,
                        cutting->measure);
}

/* What dropping a step gains: mostly less than nothing. */
static double gain_of(const struct choice *choice, double step)
{
    double units = choice->position->quantity;
    return curve_value(choice->curve, units - step) - curve_value(choice->curve, units);
}

static void offer_drop(struct cutting *cutting, size_t c)
{
    const struct choice *choice = &cutting->basket->choices[c];
    if (choice->curve == NULL || choice->position->quantity <= 0.0) {
        return;
    }
    double weight = weight_of(cutting, choice);
    double step = curve_step_down(choice->curve, choice->position->quantity);
    if (weight > 0.0 && step > 0.0) {
        cutting->basket->key[c] = gain_of(choice, step) / (weight * step);
        heap_push(&cutting->heap, c);
    }
}

/* No more packs of the step than must go. */
static double part_of(const struct cutting *cutting, const struct choice *choice, double step)
{
    double over = cutting->basket->sum[cutting->measure] - cutting->most;
    double pack = choice->curve->pack;
    double units = ceil(over / weight_of(cutting, choice) / pack - UNIT_SLACK) * pack;
    bool line = step + UNIT_SLACK >= choice->position->quantity; /* of the smallest line goes all */
    return line ? step : fmin(step, fmax(units, pack));
}

static bool kept(const struct cutting *cutting)
{
    return cutting->basket->sum[cutting->measure] <= cutting->most + UNIT_SLACK;
}

static void drop(struct cutting *cutting)
{
    struct basket *basket = cutting->basket;
    cutting->heap.count = 0;
    for (size_t c = 0; c < basket->count; c++) {
        offer_drop(cutting, c);
    }
    while (!kept(cutting) && cutting->heap.count > 0) {
        size_t c = heap_pop(&cutting->heap);
        struct choice *choice = &basket->choices[c];
        double step = curve_step_down(choice->curve, choice->position->quantity);
        basket_change(basket, choice, -part_of(cutting, choice, step));
        offer_drop(cutting, c);
    }
}

/* The step back up, as far as it still fits and the line was before. */
static double back_step(const struct cutting *cutting, const struct choice *choice)
{
    const struct curve *curve = choice->curve;
    double units = choice->position->quantity;
    double weight = weight_of(cutting, choice);
    double room = cutting->most - cutting->basket->sum[cutting->measure];
    double step = weight > 0.0 ? curve_step_up(curve, units, choice->begun) : 0.0;
    if (step * weight > room + UNIT_SLACK) {
        bool line = units + UNIT_SLACK < curve->least;
        step = line ? 0.0 : floor(room / weight / curve->pack + UNIT_SLACK) * curve->pack;
    }
    return step > 0.0 && basket_fits(cutting->basket, choice, step) ? step : 0.0;
}

static void offer_back(struct cutting *cutting, size_t c)
{
    const struct choice *choice = &cutting->basket->choices[c];
    if (choice->curve == NULL || choice->position->quantity >= choice->begun) {
        return;
    }
    double step = back_step(cutting, choice);
    if (step > 0.0) {
        double gain = gain_of(choice, -step);
        cutting->basket->key[c] = gain / (weight_of(cutting, choice) * step);
        heap_push(&cutting->heap, c);
    }
}

/* The last step dropped may have been a great one. */
static void put_back(struct cutting *cutting)
{
    struct basket *basket = cutting->basket;
    cutting->heap.count = 0;
    for (size_t c = 0; c < basket->count; c++) {
        offer_back(cutting, c);
    }
    while (cutting->heap.count > 0) {
        size_t c = heap_pop(&cutting->heap);
        struct choice *choice = &basket->choices[c];
        double step = back_step(cutting, choice);
        if (step <= 0.0) {
            continue;
        }
        basket_change(basket, choice, step);
        if (!kept(cutting)) { /* a price break lost on the way back */
            basket_change(basket, choice, -step);
            continue;
        }
        offer_back(cutting, c);
    }
}

bool basket_cut(struct basket *basket, enum measure measure, double most)
{
    struct cutting cutting = {.basket = basket,
                              .measure = measure,
                              .most = most,
                              .heap = {.choice = basket->heap, .key = basket->key}};
    drop(&cutting);
    put_back(&cutting);
    return kept(&cutting);
}
