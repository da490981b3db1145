/* Who plays a part on a simulated night. */
#include "play.h"

#include "base/missing.h"
#include "base/search.h"

struct play {
    const struct desk *desk;
    bool moves;             /* stock may move between locations */
    bool haste;             /* open orders may be hastened */
    unsigned char *playing; /* [position_count] 1: its item is in play */
};

static size_t item_end(const struct plan *plan, size_t first)
{
    size_t end = first;
    while (end < plan->position_count && plan->positions[end].sku == plan->positions[first].sku) {
        end++;
    }
    return end;
}

/* Whether a lane leads from a position to another one of its item, [first, end), that is not fed
 * from there anyhow. */
static bool has_lane(const struct play *play, size_t index, size_t first, size_t end)
{
    const struct master *master = &play->desk->basis->inputs->master;
    const struct position *positions = play->desk->plan->positions;
    uint32_t from = positions[index].location;
    for (size_t l = SEARCH_ROWS(master->lanes, master->lane_count, from, to, from, 0);
         l < master->lane_count && master->lanes[l].from == from; l++) {
        for (size_t p = first; p < end; p++) {
            if (positions[p].location == master->lanes[l].to && positions[p].from != from) {
                return true;
            }
        }
    }
    return false;
}

static bool can_hasten(const struct play *play, uint32_t source)
{
    const struct supplier *supplier =
        source != NO_ID ? master_supplier(&play->desk->basis->inputs->master, source) : NULL;
    return supplier != NULL && !is_missing(supplier->expedite_days);
}

/* An open order that could come sooner. */
static bool may_hasten(const struct play *play, const struct position *position)
{
    const struct inputs *inputs = play->desk->basis->inputs;
    size_t first;
    size_t count = open_orders_of(inputs, position->sku, position->location, &first);
    bool may = false;
    for (size_t o = first; o < first + count; o++) {
        uint32_t source = inputs->open_orders[o].source;
        may = may || can_hasten(play, source != NO_ID ? source : position->from);
    }
    return may;
}

/* Looks at the item whose first position this is; the dearest question last. */
static void look_at(void *context, size_t first, struct arena *scratch)
{
    struct play *play = context;
    const struct plan *plan = play->desk->plan;
    if (first > 0 && plan->positions[first - 1].sku == plan->positions[first].sku) {
        return;
    }
    size_t end = item_end(plan, first);
    bool playing = false;
    for (size_t p = first; p < end && !playing; p++) {
        playing =
            !plan->positions[p].waits || (play->haste && may_hasten(play, &plan->positions[p]));
    }
    for (size_t p = first; p < end && !playing && play->moves; p++) {
        struct arena_mark mark = arena_mark(scratch);
        playing = has_lane(play, p, first, end) &&
                  assess_may_give(play->desk->basis, &plan->positions[p], scratch);
        arena_rewind(scratch, mark);
    }
    for (size_t p = first; p < end; p++) {
        play->playing[p] = playing ? 1 : 0;
    }
}

enum status play_mark(struct desk *desk, struct fault *fault)
{
    const struct plan_settings *settings = desk->settings;
    const struct plan_scope *scope = settings->scope;
    struct plan *plan = desk->plan;
    if (scope == NULL) {
        return STATUS_OK;
    }
    for (size_t p = 0; p < plan->position_count; p++) {
        plan->positions[p].waits = !scope->turn(scope->context, plan, p);
    }
    if (!scope->decisions || settings->mix != MIX_NONE || settings->echelon == ECHELON_GUARANTEED) {
        return STATUS_OK;
    }
    struct play play = {.desk = desk,
                        .moves = settings->rebalance.enabled &&
                                 desk->basis->inputs->master.lane_count > 0,
                        .haste = !settings->rebalance.no_haste,
                        .playing = ARENA_NEW(desk->arena, unsigned char, plan->position_count)};
    if (play.playing == NULL) {
        return fault_memory(fault, "the positions");
    }
    TRY(parallel_each_reserved(desk->team, plan->position_count, look_at, &play,
                               assess_scratch(desk->basis, 0), fault));
    for (size_t p = 0; p < plan->position_count; p++) {
        if (!play.playing[p]) {
            plan->positions[p].idle = true;
            plan->positions[p].binding = BINDING_NOT_ORDER_DAY;
            assess_count(desk->basis, &plan->positions[p]);
        }
    }
    return STATUS_OK;
}
