/* Committed service times of feeding locations. */
#include "network/placement.h"

#include "base/missing.h"
#include "family.h"
#include "network/guaranteed.h"
#include "replenish/target.h"

#include <math.h>

/* Longer chains of days than this are mistakes in the master data. */
static const double MOST_DAYS = 400.0;
/* Bytes for the tables of an ordinary tree, so that it needs no further block. */
enum { PLACING_SCRATCH = 1 << 20 };

struct placing {
    const struct basis *basis;
    struct position *positions; /* [count] */
    size_t count;
    int32_t *committed;    /* [count] what each quotes */
    int32_t *waits;        /* [count] what its feeder quotes it */
    unsigned char *failed; /* [count] by a family's first position: memory ran out */
};

/* A family as a tree of stages. */
struct stand {
    struct guaranteed_stage *stages; /* [2 * positions of the family] */
    struct guaranteed_arc *arcs;     /* likewise */
    size_t *stage_of;                /* [positions of the family] */
    struct guaranteed_tree tree;
};

/* Days, cost and demand of a position as a stage that serves its own customers.  false if memory
 * ran out. */
static bool describe(const struct family *family, const struct position *position,
                     struct guaranteed_stage *stage, struct arena *scratch)
{
    static const struct dist STANDARD = {.kind = DIST_NORMAL, .a = 0.0, .b = 1.0};
    struct arena_mark mark = arena_mark(scratch);
    struct site site;
    if (!site_make(&site, family->basis, position, NULL, 0, 0.0, scratch)) {
        return false;
    }
    double days = fmin(ceil(position->interval_days), MOST_DAYS);
    *stage =
        (struct guaranteed_stage){.holding = position->terms->holding_cost, .days = (int32_t)days};
    if (site.sells && days > 0.0 && position->terms->fulfilment != FULFILMENT_DROPSHIP) {
        double level = fmin(fmax(position->level, 0.5), 0.9999);
        double k = dist_quantile(&STANDARD, level);
        struct dist law = outlook_dist(&site.outlook, 0.0, days);
        stage->mean = dist_mean(&law) / days;
        stage->k_sigma = k * sqrt(dist_variance(&law) / days);
    }
    arena_rewind(scratch, mark);
    return true;
}

static void add_arc(struct guaranteed_tree *tree, struct guaranteed_arc *arcs, size_t from,
                    size_t to)
{
    arcs[tree->arc_count++] = (struct guaranteed_arc){.from = from, .to = to};
}

/* One stage for each position.  One that feeds others and is fed has customers of its own who are
 * served at once: they are another stage beside it, fed as it is. */
static bool list_stages(const struct family *family, struct stand *stand, struct arena *scratch)
{
    struct guaranteed_tree *tree = &stand->tree;
    for (size_t p = family->first; p < family->end; p++) {
        struct guaranteed_stage *stage = &stand->stages[tree->count];
        if (!describe(family, &family->positions[p], stage, scratch)) {
            return false;
        }
        stand->stage_of[p - family->first] = tree->count++;
    }
    for (size_t p = family->first; p < family->end; p++) {
        size_t here = stand->stage_of[p - family->first];
        size_t feeder = family->feeder[p - family->first];
        size_t above = feeder != SIZE_MAX ? stand->stage_of[feeder - family->first] : SIZE_MAX;
        if (feeder != SIZE_MAX) {
            add_arc(tree, stand->arcs, above, here);
        }
        if (family->children[p - family->first] == 0) {
            continue;
        }
        if (feeder != SIZE_MAX && stand->stages[here].k_sigma > 0.0) {
            stand->stages[tree->count] = stand->stages[here];
            add_arc(tree, stand->arcs, above, tree->count++);
        }
        stand->stages[here].mean = 0.0;
        stand->stages[here].k_sigma = 0.0;
        stand->stages[here].outbound = GUARANTEED_FREE;
    }
    tree->stages = stand->stages;
    tree->arcs = stand->arcs;
    return true;
}

static bool place(const struct placing *placing, const struct family *family, struct arena *scratch)
{
    size_t room = 2 * (family->end - family->first);
    struct stand stand = {.stages = ARENA_NEW(scratch, struct guaranteed_stage, room),
                          .arcs = ARENA_NEW(scratch, struct guaranteed_arc, room),
                          .stage_of = ARENA_NEW(scratch, size_t, room)};
    struct guaranteed_place *places = ARENA_NEW(scratch, struct guaranteed_place, room);
    if (stand.stages == NULL || stand.arcs == NULL || stand.stage_of == NULL || places == NULL ||
        !list_stages(family, &stand, scratch)) {
        return false;
    }
    double cost;
    if (!guaranteed_pool(stand.stages, &stand.tree, scratch) ||
        !guaranteed_solve(&stand.tree, places, &cost, scratch)) {
        return false;
    }
    for (size_t p = family->first; p < family->end; p++) {
        size_t feeder = family->feeder[p - family->first];
        placing->committed[p] = places[stand.stage_of[p - family->first]].service;
        placing->waits[p] =
            feeder != SIZE_MAX ? places[stand.stage_of[feeder - family->first]].service : 0;
    }
    return true;
}

static void place_one(void *context, size_t first, struct arena *scratch)
{
    struct placing *placing = context;
    struct family family = {.basis = placing->basis,
                            .positions = placing->positions,
                            .first = first,
                            .end = family_end(placing->positions, placing->count, first)};
    if (family.end == first) {
        return;
    }
    placing->failed[first] = !family_open(&family, scratch);
    if (!placing->failed[first] && family.depth > 0 && family.depth < FAMILY_STEPS) {
        placing->failed[first] = !place(placing, &family, scratch);
    }
}

/* A child that waits so many days more must be covered for them: its order-up-to level over its
 * interval and that time, as if customers waited.  Its orders still take their own lead time when
 * there is stock, so nothing else of it changes. */
static bool raise_child(const struct basis *basis, struct position *child, int32_t days,
                        struct arena *scratch)
{
    struct site site;
    if (position_barred(child)) {
        return true;
    }
    if (!site_make(&site, basis, child, NULL, 0, 0.0, scratch)) {
        return false;
    }
    if (!site.sells) {
        return true;
    }
    for (size_t p = 0; p < site.interval.points; p++) {
        site.interval.receipt[p] += (double)days;
        site.interval.end[p] += (double)days;
    }
    double up_to =
        target_level_up_to(&site.outlook, &site.interval, child->terms->service_type, child->level);
    up_to = fmin(child->counts ? ceil(up_to - UNIT_SLACK) : up_to,
                 value_or(child->terms->max_stock, HUGE_VAL));
    double more = up_to - child->target;
    if (more > 0.0) {
        child->target = up_to;
        /* Whatever is below it is asked for: what passes through the feeder must not stay there. */
        child->reorder_point = up_to - (child->counts ? 1.0 : UNIT_SLACK);
        child->spare = fmax(child->spare - more, 0.0);
        double need = fmax(up_to - child->position, 0.0);
        need = child->counts ? ceil(need - UNIT_SLACK) : need;
        if (need > child->raw_need) {
            child->raw_need = need;
            child->binding = BINDING_NEED;
        }
    }
    return true;
}

static void raise_one(void *context, size_t index, struct arena *scratch)
{
    struct placing *placing = context;
    if (placing->waits[index] > 0) {
        placing->failed[index] = !raise_child(placing->basis, &placing->positions[index],
                                              placing->waits[index], scratch);
    }
}

static enum status run_placing(struct placing *placing, parallel_work *work, struct team *team,
                               struct fault *fault)
{
    TRY(parallel_each_reserved(team, placing->count, work, placing,
                               assess_scratch(placing->basis, 0) + PLACING_SCRATCH, fault));
    for (size_t p = 0; p < placing->count; p++) {
        if (placing->failed[p]) {
            return fault_memory(fault, "the committed times");
        }
    }
    return STATUS_OK;
}

enum status placement_make(const int32_t **committed, const struct basis *basis,
                           struct position *positions, size_t count, struct arena *arena,
                           struct team *team, struct fault *fault)
{
    struct placing placing = {.basis = basis,
                              .positions = positions,
                              .count = count,
                              .committed = ARENA_NEW(arena, int32_t, count),
                              .waits = ARENA_NEW(arena, int32_t, count),
                              .failed = ARENA_NEW(arena, unsigned char, count)};
    if (placing.committed == NULL || placing.waits == NULL || placing.failed == NULL) {
        return fault_memory(fault, "the committed times");
    }
    TRY(run_placing(&placing, place_one, team, fault));
    TRY(run_placing(&placing, raise_one, team, fault));
    *committed = placing.committed;
    return STATUS_OK;
}
