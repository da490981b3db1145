/* Filling a basket: the cheapest next steps of all lines until a limit is reached. */
#include "base/missing.h"
#include "heap.h"
#include "order/basket.h"

#include <math.h>

/* A filling under way. */
struct filling {
    struct basket *basket;
    enum measure measure;
    double least;
    struct heap heap;
};

static double weight_of(const struct filling *filling, const struct choice *choice)
{
    return unit_measure(&filling->basket->desk->basis->inputs->master, choice->position,
                        filling->measure);
}

/* The most units that the line may hold. */
static double most_of(const struct basket *basket, const struct choice *choice)
{
    const struct position *position = choice->position;
    double most = fmin(line_most(position), choice->curve->keeping.most);
    return fmin(most, position->quantity + rooms_left(basket->rooms, position));
}

/* The next step, cut to the packs that still fit. */
static double next_step(const struct basket *basket, const struct choice *choice)
{
    const struct curve *curve = choice->curve;
    double units = choice->position->quantity;
    double step = curve_step_up(curve, units, most_of(basket, choice));
    while (step > 0.0 && !basket_fits(basket, choice, step)) {
        bool whole = units + UNIT_SLACK < curve->least || step <= curve->pack + UNIT_SLACK;
        step = whole ? 0.0 : fmax(floor(step / curve->pack / 2.0), 1.0) * curve->pack;
    }
    return step;
}

static double gain_of(const struct choice *choice, double step)
{
    double units = choice->position->quantity;
    return curve_value(choice->curve, units + step) - curve_value(choice->curve, units);
}

static void offer(struct filling *filling, size_t c)
{
    struct basket *basket = filling->basket;
    const struct choice *choice = &basket->choices[c];
    if (choice->curve == NULL) {
        return;
    }
    double weight = weight_of(filling, choice);
    double step = weight > 0.0 ? next_step(basket, choice) : 0.0;
    if (step > 0.0) {
        basket->key[c] = gain_of(choice, step) / (weight * step);
        heap_push(&filling->heap, c);
    }
}

/* Units of this line alone that reach the limit; 0 if it cannot. */
static double finish_of(const struct filling *filling, const struct choice *choice)
{
    const struct basket *basket = filling->basket;
    const struct curve *curve = choice->curve;
    if (curve == NULL) {
        return 0.0;
    }
    double weight = weight_of(filling, choice);
    if (!(weight > 0.0)) {
        return 0.0;
    }
    double units = choice->position->quantity;
    double lacks = filling->least - basket->sum[filling->measure];
    double step = ceil(lacks / weight / curve->pack - UNIT_SLACK) * curve->pack;
    step = units + step + UNIT_SLACK < curve->least ? curve->least - units : step;
    bool inside =
        units + step <= most_of(basket, choice) + UNIT_SLACK && basket_fits(basket, choice, step);
    return inside ? step : 0.0;
}

/* The line that reaches the limit at the least cost, all by itself. */
static bool finish(struct filling *filling)
{
    struct basket *basket = filling->basket;
    struct choice *best = NULL;
    double best_gain = -HUGE_VAL;
    double best_step = 0.0;
    for (size_t c = 0; c < basket->count; c++) {
        double step = finish_of(filling, &basket->choices[c]);
        double gain = step > 0.0 ? gain_of(&basket->choices[c], step) : -HUGE_VAL;
        if (gain > best_gain) {
            best = &basket->choices[c];
            best_gain = gain;
            best_step = step;
        }
    }
    if (best != NULL) {
        basket_change(basket, best, best_step);
    }
    return best != NULL;
}

static bool reached(const struct filling *filling)
{
    return filling->basket->sum[filling->measure] + UNIT_SLACK >= filling->least;
}

/* More steps than this are not a topping up but a mistake in the data. */
enum { MOST_STEPS = 10000000 };

bool basket_fill(struct basket *basket, enum measure measure, double least)
{
    struct filling filling = {.basket = basket,
                              .measure = measure,
                              .least = least,
                              .heap = {.choice = basket->heap, .key = basket->key}};
    for (size_t c = 0; c < basket->count; c++) {
        offer(&filling, c);
    }
    for (int step = 0; step < MOST_STEPS && !reached(&filling) && filling.heap.count > 0; step++) {
        size_t c = heap_pop(&filling.heap);
        struct choice *choice = &basket->choices[c];
        double units = next_step(basket, choice); /* rooms may be fuller than when it was offered */
        double lacks = least - basket->sum[measure];
        if (units > 0.0 && units * weight_of(&filling, choice) + UNIT_SLACK >= lacks &&
            finish(&filling)) {
            break;
        }
        if (units > 0.0) {
            basket_change(basket, choice, units);
        }
        offer(&filling, c);
    }
    return reached(&filling);
}
