/* Baskets: sums, changes, and adding and dropping the best next steps. */
#include "order/basket.h"

#include "base/missing.h"

#include <math.h>

double unit_measure(const struct master *master, const struct position *position,
                    enum measure measure)
{
    switch (measure) {
    case MEASURE_MONEY:
        return line_unit_cost(master, position, position->quantity);
    case MEASURE_WEIGHT:
        return value_or(position->terms->weight, 0.0);
    case MEASURE_VOLUME:
        return value_or(position->terms->volume, 0.0);
    default:
        return 1.0;
    }
}

static void book(struct basket *basket, const struct position *position, double sign)
{
    const struct master *master = &basket->desk->basis->inputs->master;
    for (int m = 0; m < MEASURES; m++) {
        basket->sum[m] +=
            sign * position->quantity * unit_measure(master, position, (enum measure)m);
    }
}

void basket_measure(struct basket *basket)
{
    for (int m = 0; m < MEASURES; m++) {
        basket->sum[m] = 0.0;
        basket->most[m] = HUGE_VAL;
    }
    for (size_t c = 0; c < basket->count; c++) {
        if (basket->choices[c].position->quantity > 0.0) {
            book(basket, basket->choices[c].position, 1.0);
        }
    }
}

void basket_change(struct basket *basket, struct choice *choice, double units)
{
    struct position *position = choice->position;
    double before = position->quantity;
    double pack = position->terms->pack_size;
    book(basket, position, -1.0);
    /* Packs of a tenth must stay tenths. */
    position->quantity = fmax(round((before + units) / pack), 0.0) * pack;
    position->adjust[basket->step] += position->quantity - before;
    book(basket, position, 1.0);
    rooms_take(basket->rooms, position, position->quantity - before);
}

bool basket_fits(const struct basket *basket, const struct choice *choice, double units)
{
    const struct master *master = &basket->desk->basis->inputs->master;
    for (int m = 0; m < MEASURES; m++) {
        double more = units * unit_measure(master, choice->position, (enum measure)m);
        if (more > 0.0 && basket->sum[m] + more > basket->most[m] + UNIT_SLACK) {
            return false;
        }
    }
    return true;
}

void basket_begin(struct basket *basket)
{
    for (size_t c = 0; c < basket->count; c++) {
        basket->choices[c].begun = basket->choices[c].position->quantity;
    }
}

void basket_undo(struct basket *basket)
{
    for (size_t c = 0; c < basket->count; c++) {
        struct choice *choice = &basket->choices[c];
        double change = choice->begun - choice->position->quantity;
        if (change != 0.0) {
            basket_change(basket, choice, change);
        }
    }
}

double basket_gain(const struct basket *basket)
{
    double gain = 0.0;
    for (size_t c = 0; c < basket->count; c++) {
        const struct choice *choice = &basket->choices[c];
        if (choice->position->quantity != choice->begun) {
            gain += curve_value(choice->curve, choice->position->quantity) -
                    curve_value(choice->curve, choice->begun);
        }
    }
    return gain;
}

double basket_saved(const struct basket *basket)
{
    double saved = 0.0;
    for (size_t c = 0; c < basket->count; c++) {
        const struct choice *choice = &basket->choices[c];
        if (choice->position->quantity != choice->begun) {
            saved +=
                choice->curve->shortage * (curve_saved(choice->curve, choice->position->quantity) -
                                           curve_saved(choice->curve, choice->begun));
        }
    }
    return saved;
}

size_t basket_mark(struct basket *basket, enum binding binding)
{
    size_t marked = 0;
    for (size_t c = 0; c < basket->count; c++) {
        struct choice *choice = &basket->choices[c];
        if (choice->position->quantity != choice->begun) {
            choice->position->binding = binding;
            marked++;
        }
    }
    return marked;
}
