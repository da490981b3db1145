/* What must hold of moves over shared lanes, whatever the numbers. */
#include "network/exchange.h"

#include "support/check.h"
#include "support/exchange_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct kind everything = {.number = 20,
                                       .most_skus = SKUS,
                                       .most_places = 6,
                                       .rooms = true,
                                       .fixed = true,
                                       .least = true,
                                       .loads = true,
                                       .hurdle = true,
                                       .twins = true};

static struct instance *new_instance(void)
{
    struct instance *instance = malloc(sizeof *instance);
    assert_non_null(instance);
    return instance;
}

static struct exchange_result solve(struct instance *instance, int threads)
{
    struct team team;
    struct fault fault = {0};
    struct exchange_result result;
    assert_int_equal(team_init(&team, threads, &fault), STATUS_OK);
    assert_int_equal(exchange_solve(&instance->problem, instance->loads, &result, &team, &fault),
                     STATUS_OK);
    team_free(&team);
    return result;
}

static void skus_in_another_order_gain_the_same(void **state)
{
    (void)state;
    struct instance *instance = new_instance();
    for (uint64_t seed = 1; seed <= 6; seed++) {
        make_instance(instance, &everything, seed);
        struct exchange_result before = solve(instance, 1);
        size_t count = instance->problem.sku_count;
        for (size_t s = 0; s < count / 2; s++) {
            struct exchange_sku other = instance->skus[s];
            instance->skus[s] = instance->skus[count - 1 - s];
            instance->skus[count - 1 - s] = other;
        }
        struct exchange_result after = solve(instance, 1);
        check_close(after.gain, before.gain, 1e-12);
        check_close(after.bound, before.bound, 1e-12);
        assert_int_equal(after.flows, before.flows);
    }
    free(instance);
}

enum { CROWD = 9000 }; /* skus: more than prices are first told by a sample of */

/* The same few skus again and again, each of them somewhat changed. */
struct crowd {
    struct exchange_sku *skus;
    struct exchange_road *roads;
    double *moved;
};

static void make_crowd(struct crowd *crowd, const struct instance *instance)
{
    crowd->skus = calloc(CROWD, sizeof *crowd->skus);
    crowd->roads = calloc((size_t)CROWD * ROADS, sizeof *crowd->roads);
    crowd->moved = calloc((size_t)CROWD * ROADS, sizeof *crowd->moved);
    assert_non_null(crowd->skus);
    assert_non_null(crowd->roads);
    assert_non_null(crowd->moved);
    for (size_t s = 0; s < CROWD; s++) {
        const struct exchange_sku *like = &instance->skus[s % instance->problem.sku_count];
        struct exchange_road *roads = crowd->roads + s * ROADS;
        memcpy(roads, like->roads, like->road_count * sizeof *roads);
        for (size_t r = 0; r < like->road_count; r++) {
            roads[r].cost += 0.001 * (double)(s % 1009);
        }
        crowd->skus[s] = *like;
        crowd->skus[s].roads = roads;
        crowd->skus[s].moved = crowd->moved + s * ROADS;
    }
}

static void free_crowd(struct crowd *crowd)
{
    free(crowd->skus);
    free(crowd->roads);
    free(crowd->moved);
}

/* Thousands of skus are priced by a sample and asked in parallel: the moves are the same to the
 * byte, can be made, and gain nearly what cannot be exceeded. */
static void any_number_of_threads_moves_the_same(void **state)
{
    (void)state;
    static const struct kind crowded = {
        .number = 21, .most_skus = SKUS, .most_places = 6, .rooms = true, .fixed = true};
    struct instance *instance = new_instance();
    struct crowd crowd = {0};
    make_instance(instance, &crowded, 3);
    make_crowd(&crowd, instance);
    instance->problem.skus = crowd.skus;
    instance->problem.sku_count = CROWD;
    for (size_t l = 0; l < instance->problem.lane_count; l++) {
        instance->lanes[l].most *= CROWD / 20.0;
        instance->lanes[l].load[EXCHANGE_UNITS] = 100.0;
    }
    for (size_t i = 0; i < instance->problem.limit_count; i++) {
        instance->limits[i] *= CROWD / 20.0;
    }
    struct exchange_result alone = solve(instance, 1);
    double *first = calloc((size_t)CROWD * ROADS, sizeof *first);
    assert_non_null(first);
    memcpy(first, crowd.moved, (size_t)CROWD * ROADS * sizeof *first);
    struct exchange_result together = solve(instance, 2);
    assert_memory_equal(first, crowd.moved, (size_t)CROWD * ROADS * sizeof *first);
    assert_memory_equal(&alone, &together, sizeof alone);
    assert_true(alone.gain > 0.97 * alone.bound);
    free(first);
    free_crowd(&crowd);
    free(instance);
}

static double units_on(const struct instance *instance, uint32_t lane)
{
    double units = 0.0;
    for (size_t s = 0; s < instance->problem.sku_count; s++) {
        for (size_t r = 0; r < instance->skus[s].road_count; r++) {
            units += instance->skus[s].roads[r].lane == lane ? instance->skus[s].moved[r] : 0.0;
        }
    }
    return units;
}

static void a_dearer_lane_carries_no_more(void **state)
{
    (void)state;
    static const struct kind plain = {
        .number = 22, .most_skus = 1, .most_places = PLACES, .rooms = true};
    struct instance *instance = new_instance();
    size_t fell = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        make_instance(instance, &plain, seed);
        (void)solve(instance, 1);
        uint32_t lane = (uint32_t)(seed % instance->problem.lane_count);
        double before = units_on(instance, lane);
        for (size_t r = 0; r < instance->skus[0].road_count; r++) {
            instance->items[0].roads[r].cost +=
                instance->items[0].roads[r].lane == lane ? 1.7 : 0.0;
        }
        (void)solve(instance, 1);
        double after = units_on(instance, lane);
        assert_true(after <= before);
        fell += after < before ? 1 : 0;
    }
    assert_true(fell > 10);
    free(instance);
}

/* Givers give no more than they have, takers take no more than they want, and no lane or limit is
 * over what it holds, though several roads of a sku lead through it. */
static void what_is_given_is_taken_and_fits(void **state)
{
    (void)state;
    struct instance *instance = new_instance();
    size_t moves = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        make_instance(instance, &everything, seed + 100);
        (void)solve(instance, 1);
        double used[LIMITS] = {0};
        double carried[LANES] = {0};
        for (size_t s = 0; s < instance->problem.sku_count; s++) {
            const struct exchange_sku *sku = &instance->skus[s];
            double given[PLACES] = {0};
            double taken[PLACES] = {0};
            for (size_t r = 0; r < sku->road_count; r++) {
                const struct exchange_road *road = &sku->roads[r];
                const struct exchange_lane *lane = &instance->lanes[road->lane];
                double units = sku->moved[r] * sku->size[EXCHANGE_UNITS];
                given[road->giver] += sku->moved[r];
                taken[sku->entries[road->entry].taker] += sku->moved[r];
                carried[road->lane] += units;
                used[lane->pick != EXCHANGE_NONE ? lane->pick : 0] +=
                    lane->pick != EXCHANGE_NONE ? units : 0.0;
                used[lane->receive != EXCHANGE_NONE ? lane->receive : 0] +=
                    lane->receive != EXCHANGE_NONE ? units : 0.0;
                moves += units > 0.0 ? 1 : 0;
            }
            for (size_t g = 0; g < sku->giver_count; g++) {
                double most = 0.0;
                for (size_t i = 0; i < STEPS; i++) {
                    most += sku->gives[g * STEPS + i].units;
                }
                assert_true(given[g] <= most);
            }
            for (size_t t = 0; t < sku->taker_count; t++) {
                double most = 0.0;
                for (size_t b = 0; b < BLOCKS; b++) {
                    most += sku->blocks[t * BLOCKS + b];
                }
                assert_true(taken[t] <= most);
            }
        }
        for (size_t l = 0; l < instance->problem.lane_count; l++) {
            assert_true(carried[l] <= instance->lanes[l].most);
            assert_true(carried[l] <= 0.0 || carried[l] >= instance->lanes[l].least);
        }
        for (size_t i = 0; i < instance->problem.limit_count; i++) {
            assert_true(used[i] <= instance->limits[i]);
        }
    }
    assert_true(moves > 100);
    free(instance);
}

static void nobody_and_nothing_is_an_answer(void **state)
{
    (void)state;
    struct instance *instance = new_instance();
    memset(instance, 0, sizeof *instance);
    struct exchange_result result = solve(instance, 2);
    check_close(result.gain, 0.0, 0.0);
    check_close(result.bound, 0.0, 0.0);
    make_instance(instance, &everything, 5);
    for (size_t s = 0; s < instance->problem.sku_count; s++) {
        instance->skus[s].road_count = 0;
    }
    result = solve(instance, 2);
    check_close(result.gain, 0.0, 0.0);
    check_close(result.bound, 0.0, 0.0);
    free(instance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skus_in_another_order_gain_the_same),
        cmocka_unit_test(any_number_of_threads_moves_the_same),
        cmocka_unit_test(a_dearer_lane_carries_no_more),
        cmocka_unit_test(what_is_given_is_taken_and_fits),
        cmocka_unit_test(nobody_and_nothing_is_an_answer),
    };
    return cmocka_run_group_tests_name("exchange", tests, NULL, NULL);
}
