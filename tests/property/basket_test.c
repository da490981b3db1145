/* Filling and cutting baskets against brute force, on small baskets of random lines. */
#include "support/check.h"

#include "base/missing.h"
#include "order/basket.h"

#include <math.h>
#include <string.h>

enum { BASKETS = 300, LINES = 4, MOST_PACKS = 6 };

struct dice {
    uint64_t state;
};

static double roll(struct dice *dice)
{
    dice->state = dice->state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(dice->state >> 33) / 2147483648.0;
}

/* A basket with all that it stands on. */
struct stall {
    struct inputs inputs;
    struct basis basis;
    struct desk desk;
    struct rooms rooms;
    struct terms terms[LINES];
    struct position positions[LINES];
    struct curve curves[LINES];
    struct choice choices[LINES];
    size_t heap[LINES];
    double key[LINES];
    struct basket basket;
};

/* A line whose pack after pack saves less and less. */
static void random_line(struct stall *stall, struct dice *dice, size_t l)
{
    struct terms *terms = &stall->terms[l];
    struct curve *curve = &stall->curves[l];
    *terms = terms_unset();
    terms->pack_size = 1.0 + floor(4.0 * roll(dice));
    terms->unit_cost = 1.0 + floor(9.0 * roll(dice));
    terms->moq = roll(dice) < 0.3 ? 2.0 * terms->pack_size : 0.0;
    terms->max_order = MOST_PACKS * terms->pack_size;
    *curve = (struct curve){.shortage = 0.5 + 5.0 * roll(dice),
                            .pack = terms->pack_size,
                            .stride = terms->pack_size,
                            .least = fmax(terms->moq, terms->pack_size)};
    curve->keeping = (struct keeping){.holding = 0.02 * roll(dice),
                                      .cycle = 7.0,
                                      .below = floor(4.0 * roll(dice)) * terms->pack_size,
                                      .rate = 0.5 + roll(dice),
                                      .most = HUGE_VAL};
    double slope = 1.0;
    for (size_t i = 1; i < CURVE_POINTS; i++) {
        curve->saved[i] = curve->saved[i - 1] + slope * curve->stride;
        slope *= roll(dice);
    }
    stall->positions[l] = (struct position){
        .sku = (uint32_t)l, .series = 0, .terms = terms, .counts = true, .reorder_point = MISSING};
    stall->choices[l] = (struct choice){.position = &stall->positions[l], .curve = curve};
}

static void random_stall(struct stall *stall, uint64_t seed)
{
    struct dice dice = {.state = seed * 977 + 3};
    (void)roll(&dice);
    memset(stall, 0, sizeof *stall);
    stall->basis.inputs = &stall->inputs;
    stall->desk.basis = &stall->basis;
    for (size_t l = 0; l < LINES; l++) {
        random_line(stall, &dice, l);
        double packs = floor(roll(&dice) * (MOST_PACKS + 1.0));
        double quantity = packs * stall->terms[l].pack_size;
        stall->positions[l].quantity = quantity < stall->curves[l].least ? 0.0 : quantity;
        stall->positions[l].raw_need = stall->positions[l].quantity;
    }
    stall->basket = (struct basket){.desk = &stall->desk,
                                    .choices = stall->choices,
                                    .count = LINES,
                                    .rooms = &stall->rooms,
                                    .step = ADJUST_BUDGET,
                                    .heap = stall->heap,
                                    .key = stall->key};
    basket_measure(&stall->basket);
    basket_begin(&stall->basket);
}

static bool allowed(const struct stall *stall, size_t l, double units)
{
    return units <= 0.0 || units >= stall->curves[l].least;
}

/* The best value of all quantities with a measure in money within [least, most], each line between
 * its begun quantity and the most (`up`), or between nothing and it. */
static double best_value(const struct stall *stall, bool up, double least, double most)
{
    double best = -HUGE_VAL;
    size_t packs[LINES] = {0};
    for (;;) {
        double value = 0.0;
        double money = 0.0;
        bool fine = true;
        for (size_t l = 0; l < LINES; l++) {
            double units = (double)packs[l] * stall->terms[l].pack_size;
            double begun = stall->choices[l].begun;
            fine = fine && allowed(stall, l, units) && (up ? units >= begun : units <= begun);
            value += curve_value(&stall->curves[l], units);
            money += units * stall->terms[l].unit_cost;
        }
        if (fine && money >= least - 1e-9 && money <= most + 1e-9 && value > best) {
            best = value;
        }
        size_t l = 0;
        while (l < LINES && ++packs[l] > MOST_PACKS) {
            packs[l++] = 0;
        }
        if (l == LINES) {
            return best;
        }
    }
}

static double value_of(const struct stall *stall)
{
    double value = 0.0;
    for (size_t l = 0; l < LINES; l++) {
        value += curve_value(&stall->curves[l], stall->positions[l].quantity);
    }
    return value;
}

/* The greatest change of value by one step of any line. */
static double greatest_step(const struct stall *stall)
{
    double greatest = 0.0;
    for (size_t l = 0; l < LINES; l++) {
        const struct curve *curve = &stall->curves[l];
        double least = fabs(curve_value(curve, curve->least));
        greatest = fmax(greatest, least);
        for (double units = curve->least; units < stall->terms[l].max_order; units += curve->pack) {
            double change = curve_value(curve, units + curve->pack) - curve_value(curve, units);
            greatest = fmax(greatest, fabs(change));
        }
    }
    return greatest;
}

static void check_lines(const struct stall *stall)
{
    double money = 0.0;
    for (size_t l = 0; l < LINES; l++) {
        const struct position *position = &stall->positions[l];
        double packs = position->quantity / stall->terms[l].pack_size;
        check_close(packs, round(packs), 0.0);
        assert_true(allowed(stall, l, position->quantity));
        assert_true(position->quantity <= stall->terms[l].max_order);
        check_close(position->raw_need + position->adjust[ADJUST_BUDGET], position->quantity, 0.0);
        money += position->quantity * stall->terms[l].unit_cost;
    }
    check_close(stall->basket.sum[MEASURE_MONEY], money, 1e-12);
}

/* Also: half of all baskets are cut as well as can be. */
static void a_cut_keeps_the_limit_and_loses_little_more_than_it_must(void **state)
{
    (void)state;
    size_t exact = 0;
    for (uint64_t seed = 0; seed < BASKETS; seed++) {
        struct stall stall;
        random_stall(&stall, seed);
        double most = stall.basket.sum[MEASURE_MONEY] * (double)(seed % 10) / 10.0;
        double step = greatest_step(&stall);
        double best = best_value(&stall, false, 0.0, most);
        assert_true(basket_cut(&stall.basket, MEASURE_MONEY, most));
        check_lines(&stall);
        assert_true(stall.basket.sum[MEASURE_MONEY] <= most + 1e-6);
        assert_true(value_of(&stall) >= best - step - 1e-9);
        assert_true(value_of(&stall) <= best + 1e-9 || best < 0.0);
        exact += value_of(&stall) >= best - 1e-9 ? 1 : 0;
    }
    assert_true(2 * exact >= BASKETS);
}

/* Raises every line as long as its next pack earns something: from here on filling costs. */
static void raise_lines(struct stall *stall)
{
    for (size_t l = 0; l < LINES; l++) {
        struct position *position = &stall->positions[l];
        const struct curve *curve = &stall->curves[l];
        for (;;) {
            double units = position->quantity;
            double step = curve_step_up(curve, units, stall->terms[l].max_order);
            if (step <= 0.0 || curve_value(curve, units + step) <= curve_value(curve, units)) {
                break;
            }
            position->quantity += step;
        }
        position->raw_need = position->quantity;
    }
    basket_measure(&stall->basket);
    basket_begin(&stall->basket);
}

static void a_filling_reaches_the_limit_and_costs_little_more_than_it_must(void **state)
{
    (void)state;
    size_t exact = 0;
    size_t filled = 0;
    for (uint64_t seed = 0; seed < BASKETS; seed++) {
        struct stall stall;
        random_stall(&stall, seed);
        raise_lines(&stall);
        double least = stall.basket.sum[MEASURE_MONEY] + 5.0 * (double)(seed % 20);
        double step = greatest_step(&stall);
        double best = best_value(&stall, true, least, HUGE_VAL);
        bool reached = basket_fill(&stall.basket, MEASURE_MONEY, least);
        check_lines(&stall);
        assert_int_equal(reached, best > -HUGE_VAL);
        if (!reached) {
            continue;
        }
        assert_true(stall.basket.sum[MEASURE_MONEY] >= least - 1e-6);
        assert_true(value_of(&stall) >= best - step - 1e-9);
        filled++;
        exact += value_of(&stall) >= best - 1e-9 ? 1 : 0;
        double gain = basket_gain(&stall.basket);
        double after = value_of(&stall);
        basket_undo(&stall.basket);
        check_close(after - value_of(&stall), gain, 1e-9);
        check_close(stall.positions[0].adjust[ADJUST_BUDGET], 0.0, 0.0);
    }
    assert_true(filled > BASKETS / 2 && 2 * exact >= filled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cut_keeps_the_limit_and_loses_little_more_than_it_must),
        cmocka_unit_test(a_filling_reaches_the_limit_and_costs_little_more_than_it_must),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
