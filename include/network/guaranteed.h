/* Where safety stock should stand in a tree of stages: guaranteed service.
 *
 * Each stage quotes its customers a committed service time S, within which it delivers whatever
 * they ask, as long as demand stays within its bound.  It waits for the slowest of its suppliers,
 * the inbound time SI, and takes T days itself, so its stock must cover the net replenishment time
 * tau = SI + T - S >= 0:
 *     cost       = sum of h * k_sigma * sqrt(tau)
 *     base stock = mean * tau + k_sigma * sqrt(tau)
 * with k_sigma the safety factor times the sd of a day's demand as the stage sees it.  The times
 * that make the cost least are found exactly by dynamic programming over the tree, whichever way
 * its arcs point (Graves and Willems 2000, Optimizing strategic safety stock placement in supply
 * chains, Manufacturing & Service Operations Management 2(1); Snyder and Shen, Fundamentals of
 * Supply Chain Theory, 2nd ed., 6.3).  Times are whole days.  Among equally cheap placements the
 * one found first counts, shorter times before longer, so the answer is always the same. */
#ifndef RESTOCK_NETWORK_GUARANTEED_H
#define RESTOCK_NETWORK_GUARANTEED_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No promise to customers outside: the stage may quote what it likes. */
#define GUARANTEED_FREE INT32_MAX

struct guaranteed_stage {
    double holding;   /* money per unit and day of safety stock, >= 0 */
    double mean;      /* units a day that the stage passes on; only for the base stock */
    double k_sigma;   /* units, >= 0 */
    int32_t days;     /* T, >= 0 */
    int32_t inbound;  /* service time of suppliers outside the tree, >= 0 */
    int32_t outbound; /* the most that it may quote, >= 0: what customers outside are promised */
};

struct guaranteed_arc {
    size_t from; /* supplies */
    size_t to;
};

struct guaranteed_tree {
    const struct guaranteed_stage *stages; /* [count] */
    size_t count;
    const struct guaranteed_arc *arcs; /* [arc_count]; no circle even if directions are ignored */
    size_t arc_count;
};

/* What one stage does; tau = inbound + days - service. */
struct guaranteed_place {
    int32_t service; /* S, committed service time, days */
    int32_t inbound; /* SI, days */
    int32_t cover;   /* tau, days */
    double base_stock;
    double safety; /* part of it beyond mean * tau */
};

/* Writes places[count] and the least cost.  false if the arcs have a circle (or an end that is no
 * stage), or memory ran out.  Several trees side by side are fine.  O(count * M^2) time, M the
 * longest time from the first supplier to the last stage; the scratch is rewound. */
bool guaranteed_solve(const struct guaranteed_tree *tree, struct guaranteed_place *places,
                      double *cost, struct arena *scratch);

/* What given service times cost, with every inbound time the least that they allow: writes places[]
 * from service[count]; HUGE_VAL where a stage would quote more than it can, or more than it may. */
double guaranteed_cost(const struct guaranteed_tree *tree, const int32_t *service,
                       struct guaranteed_place *places);

/* From demand where it arises to what every stage sees: `stages` come with the mean and k_sigma of
 * their own customers alone and get those of everything downstream added, sd as the root of the sum
 * of squares.  false if arcs go in a circle or memory ran out. */
bool guaranteed_pool(struct guaranteed_stage *stages, const struct guaranteed_tree *tree,
                     struct arena *scratch);

#endif
