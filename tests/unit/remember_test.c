/* Models with notes of the last run: the same history gives the same bits without a search, a
 * longer one the likelihood that a search finds. */
#include "support/check.h"

#include "base/missing.h"
#include "forecast/ets.h"
#include "forecast/models.h"
#include "forecast/notes.h"
#include "num/random.h"

#include <stdlib.h>
#include <string.h>

enum { LENGTH = 72, HORIZON = 6, SEASON = 12, SERIES = 12 };

struct answer {
    double mean[HORIZON], variance[HORIZON], sum_variance[HORIZON];
    struct prediction prediction;
    enum fit fit;
};

/* Level, trend, season and noise, different for each series. */
static void make_series(double *demand, uint64_t number)
{
    struct random random = random_stream(7, number);
    double level = 20.0 + 5.0 * (double)number;
    for (size_t t = 0; t < LENGTH; t++) {
        double season = number % 3 == 0 ? 0.4 * (double)(t % SEASON) : 0.0;
        level += number % 2 == 0 ? 0.3 : 0.1 * random_normal(&random);
        demand[t] = floor(level + season + 4.0 * random_normal(&random));
    }
    demand[11] = MISSING;
}

static void run(const struct model *model, const double *demand, size_t length, struct notes *notes,
                struct answer *answer)
{
    struct arena arena;
    struct history history = {
        .demand = demand, .length = length, .season = SEASON, .nonnegative = true, .notes = notes};
    memset(answer, 0, sizeof *answer);
    answer->prediction = (struct prediction){
        .mean = answer->mean, .variance = answer->variance, .sum_variance = answer->sum_variance};
    arena_init(&arena, 0);
    assert_true(arena_reserve(&arena, model->scratch(length, SEASON, HORIZON)));
    if (notes != NULL) {
        notes_turn(notes, model->name);
    }
    answer->fit = model->run(&history, HORIZON, &arena, &answer->prediction);
    arena_free(&arena);
}

static void must_be_the_same(const struct answer *a, const struct answer *b)
{
    assert_int_equal(a->fit, b->fit);
    assert_memory_equal(a->mean, b->mean, sizeof a->mean);
    assert_memory_equal(a->variance, b->variance, sizeof a->variance);
    assert_memory_equal(a->sum_variance, b->sum_variance, sizeof a->sum_variance);
    assert_string_equal(a->prediction.label, b->prediction.label);
    assert_memory_equal(&a->prediction.loglik, &b->prediction.loglik, sizeof(double));
    assert_memory_equal(&a->prediction.sigma2, &b->prediction.sigma2, sizeof(double));
    assert_memory_equal(&a->prediction.aicc, &b->prediction.aicc, sizeof(double));
}

/* What was kept becomes what is known. */
static struct notes next_run(const struct notes *notes, double *room)
{
    memcpy(room, notes->after, notes->count * sizeof *room);
    return (struct notes){.before = room, .before_count = notes->count};
}

static void the_same_history_gives_the_same_bits(void **state)
{
    (void)state;
    static const struct model *const searching[] = {
        &model_ets, &model_ses, &model_thief, &model_arima, &model_ces, &model_tsb, NULL};
    for (size_t m = 0; searching[m] != NULL; m++) {
        for (uint64_t series = 0; series < SERIES; series++) {
            double demand[LENGTH], room[NOTES_MOST];
            struct answer cold, first, second;
            make_series(demand, series);
            run(searching[m], demand, LENGTH, NULL, &cold);
            struct notes none = {0};
            run(searching[m], demand, LENGTH, &none, &first);
            must_be_the_same(&first, &cold);
            assert_true(none.count > 0);
            struct notes known = next_run(&none, room);
            known.same = true;
            run(searching[m], demand, LENGTH, &known, &second);
            must_be_the_same(&second, &cold);
            assert_int_equal(known.count, none.count); /* and the night after that */
            assert_memory_equal(known.after, room, none.count * sizeof *room);
        }
    }
}

/* That it is looked up: parameters put in by hand are taken as they are. */
static void what_is_known_is_not_searched_again(void **state)
{
    (void)state;
    double demand[LENGTH], room[NOTES_MOST];
    struct answer cold, second;
    struct notes none = {0};
    make_series(demand, 1);
    run(&model_ces, demand, LENGTH, &none, &cold);
    struct notes known = next_run(&none, room);
    known.same = true;
    room[3] = 1.2345; /* behind the lead, form and squares: the first gain */
    run(&model_ces, demand, LENGTH, &known, &second);
    check_close(second.prediction.parameters[0].value, 1.2345, 0.0);
    assert_true(second.mean[0] < cold.mean[0] || second.mean[0] > cold.mean[0]);
}

static void a_longer_history_reaches_the_likelihood_of_a_search(void **state)
{
    (void)state;
    static const struct model *const starting[] = {&model_ets, &model_ses, &model_arima, NULL};
    for (size_t m = 0; starting[m] != NULL; m++) {
        size_t alike = 0;
        for (uint64_t series = 0; series < SERIES; series++) {
            double demand[LENGTH], room[NOTES_MOST];
            struct answer before, warm, cold;
            struct notes none = {0};
            make_series(demand, series);
            run(starting[m], demand, LENGTH - 1, &none, &before);
            struct notes known = next_run(&none, room);
            known.grown = 1;
            run(starting[m], demand, LENGTH, &known, &warm);
            run(starting[m], demand, LENGTH, NULL, &cold);
            assert_true(warm.prediction.aicc < cold.prediction.aicc + 4.0);
            if (strcmp(warm.prediction.label, cold.prediction.label) == 0) {
                alike++;
                check_relative(warm.prediction.loglik, cold.prediction.loglik, 1e-6);
            }
        }
        assert_true(alike >= SERIES - 2);
    }
}

static void forms_that_came_near_are_ranked_behind_the_best(void **state)
{
    (void)state;
    enum { MOST = 3 };
    static const double MARGIN = 5.0;
    size_t several = 0;
    for (uint64_t series = 0; series < SERIES; series++) {
        struct arena arena;
        double demand[LENGTH];
        struct ets_fit best, fits[MOST];
        size_t count;
        arena_init(&arena, 0);
        make_series(demand, series);
        const struct history history = {.demand = demand, .length = LENGTH, .season = SEASON};
        assert_int_equal(ets_fit_best(&history, &arena, &best), FIT_OK);
        assert_int_equal(ets_fit_ranked(&history, MARGIN, MOST, &arena, fits, &count), FIT_OK);
        check_close(fits[0].aicc, best.aicc, 0.0);
        for (size_t f = 1; f < count; f++) {
            assert_true(fits[f].aicc > fits[f - 1].aicc - 0.01); /* ranked before the last digits */
            assert_true(fits[f].aicc <= best.aicc + MARGIN);
        }
        several += count > 1;
        arena_free(&arena);
    }
    assert_true(several > SERIES / 2);
}

/* The window has moved by a period: the season of the notes begins a period later too. */
static void a_seasons_states_move_with_the_window(void **state)
{
    (void)state;
    double demand[LENGTH], room[NOTES_MOST];
    struct answer before, warm, cold;
    struct notes none = {0};
    const struct model *seasonal = model_find("ets:ANA");
    assert_non_null(seasonal);
    make_series(demand, 3);
    run(seasonal, demand, LENGTH - 1, &none, &before);
    struct notes known = next_run(&none, room);
    known.moved = known.grown = 1;
    run(seasonal, demand + 1, LENGTH - 1, &known, &warm);
    run(seasonal, demand + 1, LENGTH - 1, NULL, &cold);
    check_relative(warm.prediction.loglik, cold.prediction.loglik, 1e-6);
}

/* A zero kept the multiplicative forms away: when it drops out of the window they are looked at. */
static void forms_that_may_take_part_now_are_looked_at(void **state)
{
    (void)state;
    double demand[LENGTH], room[NOTES_MOST];
    for (uint64_t series = 0; series < SERIES; series++) {
        struct answer before, warm, cold;
        struct notes none = {0};
        make_series(demand, series);
        demand[0] = 0.0;
        run(&model_ets, demand, LENGTH - 1, &none, &before);
        struct notes known = next_run(&none, room);
        known.moved = 1;
        run(&model_ets, demand + 1, LENGTH - 1, &known, &warm);
        run(&model_ets, demand + 1, LENGTH - 1, NULL, &cold);
        must_be_the_same(&warm, &cold);
    }
}

/* A demand far off all others is no reason to stay where it was: all forms are looked at again. */
static void a_surprise_is_searched_anew(void **state)
{
    (void)state;
    double demand[LENGTH], room[NOTES_MOST];
    struct answer before, warm, cold;
    struct notes none = {0};
    make_series(demand, 5);
    run(&model_ets, demand, LENGTH - 1, &none, &before);
    demand[LENGTH - 1] = 400.0;
    struct notes known = next_run(&none, room);
    known.grown = 1;
    run(&model_ets, demand, LENGTH, &known, &warm);
    run(&model_ets, demand, LENGTH, NULL, &cold);
    must_be_the_same(&warm, &cold);
}

static void what_a_new_period_may_cost_is_bounded(void **state)
{
    (void)state;
    const struct notes nothing = {0}, grown = {.grown = 1}, moved = {.grown = 1, .moved = 1};
    assert_true(notes_believable(&grown, 2.0, 2.0, 101));
    assert_true(notes_believable(&grown, 2.0, 2.08, 101));
    assert_true(notes_believable(&moved, 2.0, 2.15, 100));
    assert_false(notes_believable(&grown, 2.0, 2.2, 101));
    assert_false(notes_believable(&nothing, 2.0, 2.05, 100)); /* nothing new to explain it */
    assert_false(notes_believable(&moved, 2.0, 1.5, 100));    /* what went was no part of it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_history_gives_the_same_bits),
        cmocka_unit_test(what_is_known_is_not_searched_again),
        cmocka_unit_test(a_longer_history_reaches_the_likelihood_of_a_search),
        cmocka_unit_test(forms_that_came_near_are_ranked_behind_the_best),
        cmocka_unit_test(a_seasons_states_move_with_the_window),
        cmocka_unit_test(forms_that_may_take_part_now_are_looked_at),
        cmocka_unit_test(a_surprise_is_searched_anew),
        cmocka_unit_test(what_a_new_period_may_cost_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
