/* What the locations that a position feeds will want. */
#include "network/dependents.h"

#include "base/missing.h"
#include "network/sku_flow.h"

#include <math.h>

/* A chain of feeding longer than this goes in a circle. */
enum { MOST_STEPS = 6 };

/* One sku's positions. */
struct family {
    const struct basis *basis;
    struct position *positions;
    size_t first;
    size_t end;
};

static size_t feeder_of(const struct family *family, size_t child)
{
    const struct position *position = &family->positions[child];
    if (position->from == NO_ID ||
        feed_of(family->basis->inputs, position->from).location == NULL) {
        return SIZE_MAX;
    }
    return position_among(family->positions, family->first, family->end, position->from);
}

static int steps_up(const struct family *family, size_t position)
{
    int steps = 0;
    while (steps < MOST_STEPS) {
        position = feeder_of(family, position);
        if (position == SIZE_MAX) {
            break;
        }
        steps++;
    }
    return steps;
}

static double mean_demand(const struct family *family, const struct position *position, double days)
{
    if (position->series == SIZE_MAX || family->basis->forecasts->horizon == 0) {
        return 0.0;
    }
    struct outlook outlook;
    outlook_of(&outlook, family->basis->panel, family->basis->forecasts, position->series,
               family->basis->period_end);
    return outlook_mean(&outlook, 0.0, days);
}

static void raise_target(struct position *feeder, double dependent)
{
    dependent = ceil(dependent - 1e-6);
    if (dependent <= 0.0) {
        return;
    }
    feeder->dependent = dependent;
    feeder->target += dependent;
    double need = ceil(feeder->target - feeder->position - 1e-6);
    if (need > feeder->raw_need) {
        feeder->raw_need = need;
        feeder->binding = BINDING_NEED;
    }
}

static bool wants(const struct position *child)
{
    return child->binding != BINDING_DROPSHIP && child->binding != BINDING_ENDED &&
           child->binding != BINDING_KIT;
}

static void add_up(const struct family *family, size_t index)
{
    struct position *feeder = &family->positions[index];
    double wanted = 0.0;
    double square = 0.0;
    for (size_t c = family->first; c < family->end; c++) {
        const struct position *child = &family->positions[c];
        if (!wants(child) || feeder_of(family, c) != index) {
            continue;
        }
        double days = feeder->interval_days + child->interval_days;
        double mean = mean_demand(family, child, days) + child->dependent;
        double safety =
            fmax(child->target + child->lost_before - child->dependent - child->demand_mean, 0.0);
        safety *= sqrt(days / fmax(child->interval_days, 1.0));
        wanted += fmax(mean - child->lost_before - child->position, 0.0);
        square += safety * safety;
        feeder->promised += child->raw_need;
    }
    if (wants(feeder) && (wanted > 0.0 || square > 0.0)) {
        raise_target(feeder, wanted + sqrt(square));
    }
    /* What is within the target now is kept for them as well, beside what they want today. */
    double over = fmax(feeder->position - feeder->target, 0.0);
    feeder->promised = fmin(fmax(feeder->promised, feeder->spare - over), feeder->spare);
}

static void add_family(const struct family *family)
{
    int deepest = 0;
    for (size_t p = family->first; p < family->end; p++) {
        int steps = steps_up(family, p);
        deepest = steps > deepest ? steps : deepest;
    }
    /* Those fed from far away are added up first, for what they want is part of their feeder's
     * wants.  A circle (all steps at their most) feeds nobody. */
    for (int level = deepest < MOST_STEPS ? deepest : 0; level > 0; level--) {
        for (size_t p = family->first; p < family->end; p++) {
            if (steps_up(family, p) == level - 1) {
                add_up(family, p);
            }
        }
    }
}

struct families {
    const struct basis *basis;
    struct position *positions;
    size_t count;
};

/* The family whose first position this is. */
static void add_one(void *context, size_t first, struct arena *scratch)
{
    (void)scratch;
    const struct families *families = context;
    const struct position *positions = families->positions;
    if (first > 0 && positions[first - 1].sku == positions[first].sku) {
        return;
    }
    size_t end = first + 1;
    while (end < families->count && positions[end].sku == positions[first].sku) {
        end++;
    }
    struct family family = {
        .basis = families->basis, .positions = families->positions, .first = first, .end = end};
    add_family(&family);
}

void dependents_add(const struct basis *basis, struct position *positions, size_t count,
                    struct team *team)
{
    struct families families = {.basis = basis, .positions = positions, .count = count};
    parallel_each(team, count, add_one, &families);
}
