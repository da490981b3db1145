/* What the locations that a position feeds will want. */
#include "network/dependents.h"

#include "family.h"

#include "base/missing.h"
#include "replenish/service.h"

#include <math.h>

/* Of a review: rounding noise. */
static const double DAY_SLACK = 1e-9;

/* What leaves a position over the days from today: what sells there and what leaves those that it
 * feeds. */
struct outflow {
    double mean;
    double variance;
};

static void add_sales(const struct family *family, const struct position *position, double days,
                      struct outflow *outflow)
{
    if (position->series == SIZE_MAX || family->basis->forecasts->horizon == 0 || !(days > 0.0)) {
        return;
    }
    struct outlook outlook;
    outlook_of(&outlook, family->basis->panel, family->basis->forecasts, position->series,
               family->basis->period_end);
    struct dist law = outlook_dist(&outlook, 0.0, days);
    if (isfinite(dist_mean(&law)) && isfinite(dist_variance(&law))) {
        outflow->mean += dist_mean(&law);
        outflow->variance += dist_variance(&law);
    }
}

static struct outflow outflow_of(const struct family *family, size_t index, double days, int steps)
{
    struct outflow outflow = {0};
    add_sales(family, &family->positions[index], days, &outflow);
    bool feeds = steps > 0 && family->children[index - family->first] > 0;
    for (size_t c = family->first; feeds && c < family->end; c++) {
        if (!position_barred(&family->positions[c]) && family->feeder[c - family->first] == index) {
            struct outflow below = outflow_of(family, c, days, steps - 1);
            outflow.mean += below.mean;
            outflow.variance += below.variance;
        }
    }
    return outflow;
}

static void raise_target(struct position *feeder, double dependent)
{
    dependent = ceil(dependent - UNIT_SLACK);
    if (dependent <= 0.0) {
        return;
    }
    feeder->dependent = dependent;
    feeder->target += dependent;
    double need = ceil(feeder->target - feeder->position - UNIT_SLACK);
    if (need > feeder->raw_need) {
        feeder->raw_need = need;
        feeder->binding = BINDING_NEED;
    }
}

/* The last day on which a child orders what must come out of this order of its feeder: its next
 * orders go every review_days, and from the receipt of the next one, `end`, that serves them. */
static double last_order(const struct position *child, double end)
{
    double review = fmax(child->review_days, 1.0);
    return fmax(review * (ceil(end / review - DAY_SLACK) - 1.0), 0.0);
}

/* What a child will have asked for by its last order before `end`: to its target and what leaves it
 * until then, less what it has; in whole packs, of which the last is on average half empty. */
static void add_child(const struct family *family, size_t index, double end, struct outflow *wanted)
{
    const struct position *child = &family->positions[index];
    struct outflow leaves = outflow_of(family, index, last_order(child, end), FAMILY_STEPS);
    double gap = child->target - child->position;
    double over = fmax(-gap, 0.0);
    struct dist law = dist_of_demand(leaves.mean, leaves.variance, child->counts);
    double chance = gap > 0.0 ? 1.0 : dist_tail(&law, over);
    double pack = child->terms->pack_size - (child->counts ? 1.0 : 0.0);
    wanted->mean += fmax(gap, 0.0) + dist_loss(&law, over) + chance * 0.5 * fmax(pack, 0.0);
    wanted->variance += chance * (leaves.variance + pack * pack / 12.0);
}

/* The safety beyond the mean with which the level is reached. */
static double safety_for(const struct position *feeder, const struct outflow *wanted)
{
    double level = feeder->level > 0.0 ? feeder->level : feeder->terms->service_level;
    struct dist law = dist_of_demand(wanted->mean, wanted->variance, feeder->counts);
    return fmax(service_cycle_level(&law, level) - wanted->mean, 0.0);
}

/* What all children will have asked for by their last orders before `end`. */
static struct outflow wanted_by(const struct family *family, size_t index, double end)
{
    struct outflow wanted = {0};
    for (size_t c = family->first; c < family->end; c++) {
        if (!position_barred(&family->positions[c]) && family->feeder[c - family->first] == index) {
            add_child(family, c, end, &wanted);
        }
    }
    return wanted;
}

/* The same by the next receipt, whose day is as uncertain as the lead time: a day more can be
 * another order of every child.  `committed` days are what the feeder quotes: what is asked for in
 * the last of them is not due before its next receipt.  What is asked for today always counts. */
static struct outflow wanted_until_receipt(const struct family *family, size_t index,
                                           const struct interval *interval, double committed)
{
    double mean = 0.0;
    double square = 0.0;
    for (size_t p = 0; p < interval->points; p++) {
        struct outflow by = wanted_by(family, index, interval->end[p] - committed);
        mean += interval->weight[p] * by.mean;
        square += interval->weight[p] * (by.variance + by.mean * by.mean);
    }
    return (struct outflow){.mean = mean, .variance = fmax(square - mean * mean, 0.0)};
}

static void promise(const struct family *family, size_t index)
{
    struct position *feeder = &family->positions[index];
    for (size_t c = family->first; c < family->end; c++) {
        const struct position *child = &family->positions[c];
        bool fed = !position_barred(child) && family->feeder[c - family->first] == index;
        feeder->promised += fed ? child->raw_need : 0.0;
    }
    /* What is within the target now is kept for them as well, beside what they want today. */
    double over = fmax(feeder->position - feeder->target, 0.0);
    feeder->promised = fmin(fmax(feeder->promised, feeder->spare - over), feeder->spare);
}

/* false if memory ran out. */
static bool add_up(const struct family *family, size_t index, double committed,
                   struct arena *scratch)
{
    struct position *feeder = &family->positions[index];
    struct arena_mark mark = arena_mark(scratch);
    struct site site;
    if (!site_make(&site, family->basis, feeder, NULL, 0, 0.0, scratch)) {
        return false;
    }
    struct outflow wanted = wanted_until_receipt(family, index, &site.interval, committed);
    arena_rewind(scratch, mark);
    if (!position_barred(feeder) && wanted.mean > 0.0) {
        /* Its own customers and its children are not short on the same day. */
        double own = fmax(feeder->target + feeder->lost_before - feeder->demand_mean, 0.0);
        double pooled = hypot(own, safety_for(feeder, &wanted)) - own;
        raise_target(feeder, wanted.mean + pooled);
        assess_settle(family->basis, feeder);
    }
    promise(family, index);
    return true;
}

struct families {
    const struct basis *basis;
    struct position *positions; /* [count] */
    size_t count;
    const int32_t *committed; /* [count]; NULL: nobody quotes a time */
    unsigned char *failed;    /* [count] by a family's first position */
};

/* Those fed from far away are added up first, for what they want is part of their feeder's wants. A
 * circle (all steps at their most) feeds nobody. */
static bool add_family(const struct families *families, const struct family *family,
                       struct arena *scratch)
{
    for (int level = family->depth < FAMILY_STEPS ? family->depth : 0; level > 0; level--) {
        for (size_t p = family->first; p < family->end; p++) {
            size_t at = p - family->first;
            if (family->steps[at] == level - 1 && family->children[at] > 0) {
                double quoted = families->committed != NULL ? families->committed[p] : 0.0;
                if (!add_up(family, p, quoted, scratch)) {
                    return false;
                }
            }
        }
    }
    return true;
}

/* The family whose first position this is. */
static void add_one(void *context, size_t first, struct arena *scratch)
{
    const struct families *families = context;
    struct family family = {.basis = families->basis,
                            .positions = families->positions,
                            .first = first,
                            .end = family_end(families->positions, families->count, first)};
    if (family.end == first || families->positions[first].idle) {
        return;
    }
    families->failed[first] =
        !family_open(&family, scratch) || !add_family(families, &family, scratch);
}

enum status dependents_add(const struct basis *basis, struct position *positions, size_t count,
                           const int32_t *committed, struct arena *arena, struct team *team,
                           struct fault *fault)
{
    struct families families = {.basis = basis,
                                .positions = positions,
                                .count = count,
                                .committed = committed,
                                .failed = ARENA_NEW(arena, unsigned char, count)};
    if (families.failed == NULL) {
        return fault_memory(fault, "what fed locations will want");
    }
    TRY(parallel_each_reserved(
        team, count, add_one, &families,
        family_scratch(family_largest(positions, count)) + assess_scratch(basis, 0), fault));
    for (size_t p = 0; p < count; p++) {
        if (families.failed[p]) {
            return fault_memory(fault, "what fed locations will want");
        }
    }
    return STATUS_OK;
}
