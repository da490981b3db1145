/* Budgets: the packs with the least return on money go until the orders are paid for. */
#include "base/missing.h"
#include "order/buying.h"

#include <math.h>

enum status keep_budget(struct buying *buying, const struct group *group, struct fault *fault)
{
    if (group->supplier == NULL || is_missing(group->supplier->budget)) {
        return STATUS_OK;
    }
    double budget = group->supplier->budget;
    double sum[MEASURES];
    (void)group_sum(buying->desk, group, sum);
    double over = sum[MEASURE_MONEY] - budget;
    if (over <= UNIT_SLACK) {
        return STATUS_OK;
    }
    struct basket basket;
    TRY(basket_open(&basket, buying, group->positions, group->count, false, ADJUST_BUDGET, fault));
    (void)basket_cut(&basket, MEASURE_MONEY, budget);
    double lost = -basket_saved(&basket);
    if (group_sum(buying->desk, group, sum) && !group_reaches(group, sum)) {
        basket_undo(&basket);
        hold_group(buying, group, sum);
        return STATUS_OK;
    }
    note_limit(buying, (struct limit_cut){.kind = BINDING_BUDGET,
                                          .place = group->supplier->supplier,
                                          .limit = budget,
                                          .over = over,
                                          .lines = basket_mark(&basket, BINDING_BUDGET),
                                          .lost = lost});
    return STATUS_OK;
}

/* The lines of all groups, by sku and location. */
static size_t list_lines(const struct buying *buying, const struct group *groups, size_t count,
                         unsigned char *bought, size_t *positions)
{
    const struct plan *plan = buying->desk->plan;
    for (size_t g = 0; g < count; g++) {
        for (size_t l = 0; l < groups[g].count; l++) {
            size_t p = groups[g].positions[l];
            bought[p] = plan->positions[p].quantity > 0.0 ? 1 : 0;
        }
    }
    size_t lines = 0;
    for (size_t p = 0; p < plan->position_count; p++) {
        if (bought[p]) {
            positions[lines++] = p;
        }
    }
    return lines;
}

/* Orders that the cut leaves below their minimum are held, and their money goes to the others: so
 * often at the most. */
enum { MOST_ROUNDS = 8 };

/* How a group stands in the cut basket. */
struct standing {
    bool enough_before; /* else only planners' orders are left of it */
    bool enough;
    double sum[MEASURES];
};

static void look_at_groups(const struct buying *buying, const struct group *groups, size_t count,
                           struct standing *standings)
{
    for (size_t g = 0; g < count; g++) {
        struct standing *standing = &standings[g];
        standing->enough_before = standing->enough;
        bool any = group_sum(buying->desk, &groups[g], standing->sum);
        standing->enough = !any || group_reaches(&groups[g], standing->sum);
    }
}

/* Holds the groups that the cut has left with less than they need.  What else was cut comes back
 * first, for the next round, unless there is none.  False if there are no such groups. */
static bool hold_those_below(struct buying *buying, struct basket *basket,
                             const struct group *groups, size_t count, struct standing *standings,
                             bool last)
{
    bool any = false;
    look_at_groups(buying, groups, count, standings);
    for (size_t g = 0; g < count; g++) {
        any = any || (standings[g].enough_before && !standings[g].enough);
    }
    if (any && !last) {
        basket_undo(basket);
    }
    for (size_t g = 0; g < count; g++) {
        if (standings[g].enough_before && !standings[g].enough) {
            hold_group(buying, &groups[g], standings[g].sum);
        }
    }
    if (any && !last) {
        basket_measure(basket);
        basket_begin(basket);
    }
    return any;
}

enum status keep_night_budget(struct buying *buying, const struct group *groups, size_t count,
                              struct fault *fault)
{
    double budget = buying->desk->settings->budget;
    double value = 0.0;
    for (size_t g = 0; g < count && !is_missing(budget); g++) {
        double sum[MEASURES];
        (void)group_sum(buying->desk, &groups[g], sum);
        value += sum[MEASURE_MONEY];
    }
    if (is_missing(budget) || value <= budget + UNIT_SLACK) {
        return STATUS_OK;
    }
    size_t most = buying->desk->plan->position_count;
    unsigned char *bought = ARENA_NEW(buying->work, unsigned char, most);
    struct standing *standings = ARENA_NEW(buying->work, struct standing, count);
    size_t *positions = ARENA_NEW(buying->work, size_t, most);
    if (bought == NULL || standings == NULL || positions == NULL) {
        return fault_memory(fault, "the budget");
    }
    size_t lines = list_lines(buying, groups, count, bought, positions);
    struct basket basket;
    TRY(basket_open(&basket, buying, positions, lines, false, ADJUST_BUDGET, fault));
    look_at_groups(buying, groups, count, standings);
    bool more = true;
    for (int round = 1; more && round <= MOST_ROUNDS; round++) {
        (void)basket_cut(&basket, MEASURE_MONEY, budget);
        more = hold_those_below(buying, &basket, groups, count, standings, round == MOST_ROUNDS);
    }
    double lost = -basket_saved(&basket);
    note_limit(buying, (struct limit_cut){.kind = BINDING_BUDGET,
                                          .place = NO_ID,
                                          .limit = budget,
                                          .over = value - budget,
                                          .lines = basket_mark(&basket, BINDING_BUDGET),
                                          .lost = lost});
    return STATUS_OK;
}
