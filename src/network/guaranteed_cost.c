/* What committed service times cost, and what demand each stage of a tree sees. */
#include "network/guaranteed.h"

#include <math.h>

static double fill_place(const struct guaranteed_stage *stage, struct guaranteed_place *place)
{
    place->cover = place->inbound + stage->days - place->service;
    double root = sqrt(fmax((double)place->cover, 0.0));
    place->safety = stage->k_sigma * root;
    place->base_stock = stage->mean * (double)place->cover + place->safety;
    bool allowed = place->cover >= 0 && place->service <= stage->outbound;
    return allowed ? stage->holding * stage->k_sigma * root : HUGE_VAL;
}

double guaranteed_cost(const struct guaranteed_tree *tree, const int32_t *service,
                       struct guaranteed_place *places)
{
    for (size_t n = 0; n < tree->count; n++) {
        places[n].service = service[n];
        places[n].inbound = tree->stages[n].inbound;
    }
    for (size_t a = 0; a < tree->arc_count; a++) {
        int32_t waits = service[tree->arcs[a].from];
        struct guaranteed_place *to = &places[tree->arcs[a].to];
        to->inbound = waits > to->inbound ? waits : to->inbound;
    }
    double cost = 0.0;
    for (size_t n = 0; n < tree->count; n++) {
        cost += fill_place(&tree->stages[n], &places[n]);
    }
    return cost;
}

/* A stage passes its demand up once all of its customers, `waiting` counts them, have passed
 * theirs. Returns how many did: all, unless there is a circle. */
static size_t pool_up(struct guaranteed_stage *stages, const struct guaranteed_tree *tree,
                      size_t *waiting, size_t *ready)
{
    size_t count = 0;
    for (size_t n = 0; n < tree->count; n++) {
        if (waiting[n] == 0) {
            ready[count++] = n;
        }
    }
    for (size_t next = 0; next < count; next++) {
        const struct guaranteed_stage *below = &stages[ready[next]];
        for (size_t a = 0; a < tree->arc_count; a++) {
            if (tree->arcs[a].to != ready[next]) {
                continue;
            }
            struct guaranteed_stage *above = &stages[tree->arcs[a].from];
            above->mean += below->mean;
            above->k_sigma = hypot(above->k_sigma, below->k_sigma);
            if (--waiting[tree->arcs[a].from] == 0) {
                ready[count++] = tree->arcs[a].from;
            }
        }
    }
    return count;
}

bool guaranteed_pool(struct guaranteed_stage *stages, const struct guaranteed_tree *tree,
                     struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    size_t *waiting = ARENA_NEW(scratch, size_t, tree->count);
    size_t *ready = ARENA_NEW(scratch, size_t, tree->count);
    bool fine = waiting != NULL && ready != NULL;
    for (size_t a = 0; fine && a < tree->arc_count; a++) {
        waiting[tree->arcs[a].from]++;
    }
    fine = fine && pool_up(stages, tree, waiting, ready) == tree->count;
    arena_rewind(scratch, mark);
    return fine;
}
