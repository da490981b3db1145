/* Supplier orders: every line by itself, then all that limits them together, then the list. */
#include "order/supplier_order.h"

#include "order/buying.h"

static int priority_of(const struct position *position)
{
    /* Likelier than not out of stock; in danger; ordinary. */
    return position->stockout_without > 0.5 ? 1 : position->stockout_without > 0.2 ? 2 : 3;
}

/* Everything of a line whose position and group are known. */
static void make_line(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct desk *desk = context;
    const struct inputs *inputs = desk->basis->inputs;
    struct order_line *line = &desk->plan->orders[index];
    const struct position *position = &desk->plan->positions[line->position];
    line->order_day = inputs->as_of;
    line->arrival_day = inputs->as_of + (int32_t)rooms_arrival(position);
    line->quantity = position->quantity;
    line->packs = position->quantity / position->terms->pack_size;
    line->priority = priority_of(position);
    line->unit_cost = line_unit_cost(&inputs->master, position, position->quantity);
    line->value = line->unit_cost * line->quantity;
}

static enum status list_lines(struct desk *desk, const size_t *candidates, size_t count,
                              struct fault *fault)
{
    struct plan *plan = desk->plan;
    size_t lines = 0;
    for (size_t c = 0; c < count; c++) {
        lines += plan->positions[candidates[c]].quantity > 0.0 ? 1 : 0;
    }
    plan->orders = ARENA_NEW(desk->arena, struct order_line, lines);
    if (plan->orders == NULL) {
        return fault_memory(fault, "the order lines");
    }
    uint32_t group = 0;
    uint32_t last = NO_ID;
    for (size_t c = 0; c < count; c++) {
        const struct position *position = &plan->positions[candidates[c]];
        if (!(position->quantity > 0.0)) {
            continue;
        }
        if (group == 0 || position->from != last) {
            group++;
            last = position->from;
        }
        plan->orders[plan->order_count++] =
            (struct order_line){.position = candidates[c], .group = group};
    }
    parallel_each(desk->team, plan->order_count, make_line, desk);
    return STATUS_OK;
}

struct deciding {
    const struct desk *desk;
    unsigned char *barred; /* [position_count] 1: gets no line */
};

/* Every position by itself; one that is barred keeps of its need what moves cover. */
static void decide_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct deciding *deciding = context;
    const struct basis *basis = deciding->desk->basis;
    struct position *position = &deciding->desk->plan->positions[index];
    enum binding barred = line_barred(position, basis);
    deciding->barred[index] = barred != BINDING_NONE ? 1 : 0;
    if (barred == BINDING_NONE) {
        line_decide(position, basis);
        return;
    }
    bool wanted = position->raw_need + position->adjust[ADJUST_TRANSFER] > 0.0;
    position->raw_need = -position->adjust[ADJUST_TRANSFER];
    position->quantity = 0.0;
    if (wanted || barred != BINDING_NOT_ORDER_DAY || line_cut_off(position, basis)) {
        position->binding = barred;
    }
}

/* The positions that are not barred by who they are ordered from, unknown suppliers last: a count,
 * and then each into its place.  `start` is [places + 3], zeroed. */
static size_t list_candidates(const struct deciding *deciding, size_t places, size_t *start,
                              size_t *candidates)
{
    const struct plan *plan = deciding->desk->plan;
    for (size_t p = 0; p < plan->position_count; p++) {
        uint32_t from = plan->positions[p].from;
        start[(from != NO_ID ? from : places) + 2] += deciding->barred[p] ? 0 : 1;
    }
    for (size_t l = 2; l < places + 3; l++) {
        start[l] += start[l - 1];
    }
    for (size_t p = 0; p < plan->position_count; p++) {
        uint32_t from = plan->positions[p].from;
        if (!deciding->barred[p]) {
            candidates[start[(from != NO_ID ? from : places) + 1]++] = p;
        }
    }
    return start[places + 1];
}

/* Candidates by who they are ordered from: those whose orders are purchases as groups, those fed
 * from a location as a list. */
struct sorting {
    struct group *groups; /* [group_count] */
    size_t group_count;
    size_t *fed; /* [fed_count] */
    size_t fed_count;
};

static void sort_groups(struct sorting *sorting, const struct desk *desk, const size_t *candidates,
                        size_t count)
{
    const struct position *positions = desk->plan->positions;
    for (size_t first = 0; first < count;) {
        size_t end = first;
        while (end < count &&
               positions[candidates[end]].from == positions[candidates[first]].from) {
            end++;
        }
        struct feed feed = feed_of(desk->basis->inputs, positions[candidates[first]].from);
        if (feed.location != NULL) {
            for (size_t c = first; c < end; c++) {
                sorting->fed[sorting->fed_count++] = candidates[c];
            }
        } else {
            struct group *group = &sorting->groups[sorting->group_count++];
            *group = (struct group){
                .positions = candidates + first, .count = end - first, .supplier = feed.supplier};
            group_stand(group, desk);
        }
        first = end;
    }
}

/* Each supplier's order by itself, then the budget of the night, which may take from all. */
static enum status settle_groups(struct buying *buying, const struct sorting *sorting,
                                 struct fault *fault)
{
    for (size_t g = 0; g < sorting->group_count; g++) {
        const struct group *group = &sorting->groups[g];
        join_lines(buying, group);
        TRY(meet_minimum(buying, group, fault));
        TRY(make_loads(buying, group, fault));
        TRY(keep_budget(buying, group, fault));
    }
    return keep_night_budget(buying, sorting->groups, sorting->group_count, fault);
}

static enum status settle_all(struct desk *desk, const size_t *candidates, size_t count,
                              size_t places, struct held_orders *held, struct arena *work,
                              struct fault *fault)
{
    struct buying buying = {.desk = desk, .work = work, .held = held};
    struct sorting sorting = {.groups = ARENA_NEW(work, struct group, places + 1),
                              .fed = ARENA_NEW(work, size_t, count)};
    if (sorting.groups == NULL || sorting.fed == NULL) {
        return fault_memory(fault, "the supplier orders");
    }
    sort_groups(&sorting, desk, candidates, count);
    TRY(rooms_open(&buying.rooms, desk, work, fault));
    TRY(keep_capacity(&buying, candidates, count, fault));
    TRY(settle_groups(&buying, &sorting, fault));
    return feed_from_locations(desk, sorting.fed, sorting.fed_count, work, fault);
}

static size_t count_places(const struct plan *plan)
{
    size_t places = 0;
    for (size_t p = 0; p < plan->position_count; p++) {
        uint32_t from = plan->positions[p].from;
        places = from != NO_ID && from >= places ? (size_t)from + 1 : places;
    }
    return places;
}

static enum status order_all(struct desk *desk, struct held_orders *held, struct arena *work,
                             struct fault *fault)
{
    size_t positions = desk->plan->position_count;
    size_t places = count_places(desk->plan);
    size_t *candidates = ARENA_NEW(work, size_t, positions);
    size_t *start = ARENA_NEW(work, size_t, places + 3);
    struct deciding deciding = {.desk = desk, .barred = ARENA_NEW(work, unsigned char, positions)};
    if (candidates == NULL || start == NULL || deciding.barred == NULL) {
        return fault_memory(fault, "the supplier orders");
    }
    parallel_each(desk->team, positions, decide_one, &deciding);
    size_t count = list_candidates(&deciding, places, start, candidates);
    TRY(settle_all(desk, candidates, count, places, held, work, fault));
    return list_lines(desk, candidates, count, fault);
}

enum status supplier_orders(struct desk *desk, struct held_orders *held, struct fault *fault)
{
    const struct master *master = &desk->basis->inputs->master;
    /* A limit each: the budget of a supplier and of the night, a location's storage and gate. */
    size_t limits = master->supplier_count + 1 + 2 * master->location_count;
    *held = (struct held_orders){
        .rows = ARENA_NEW(desk->arena, struct held_order, master->supplier_count),
        .cuts = ARENA_NEW(desk->arena, struct limit_cut, limits)};
    if (held->rows == NULL || held->cuts == NULL) {
        return fault_memory(fault, "the supplier orders");
    }
    struct arena work;
    arena_init(&work, 0);
    enum status status = order_all(desk, held, &work, fault);
    arena_free(&work);
    return status;
}
