/* Joint replenishment. */
#include "replenish/joint.h"

#include <math.h>
#include <stdint.h>

/* Costs are the same within this share. */
static const double RESOLUTION = 1e-12;
/* The search ends when no more than this share of the cost can be gained. */
static const double LEAST_GAIN = 1e-9;

/* h D: what one unit of time's demand costs to hold for one unit of time. */
static double holding_of(const struct joint *problem, size_t item)
{
    return fmax(problem->holding[item], 0.0) * problem->demand[item];
}

static bool takes_part(const struct joint *problem, size_t item)
{
    return problem->demand[item] > 0.0;
}

/* C(T, m) = order / T + T held / 2. */
struct sums {
    double order; /* K + sum k / m */
    double held;  /* sum m h D */
};

static void sums_add(struct sums *sums, const struct joint *problem, size_t item, size_t multiple)
{
    sums->order += fmax(problem->minor[item], 0.0) / (double)multiple;
    sums->held += (double)multiple * holding_of(problem, item);
}

static struct joint_plan plan_of(const struct sums *sums)
{
    if (!(sums->held > 0.0)) {
        return (struct joint_plan){.period = HUGE_VAL};
    }
    return (struct joint_plan){.period = sqrt(2.0 * sums->order / sums->held),
                               .cost = sqrt(2.0 * sums->order * sums->held)};
}

struct joint_plan joint_for_multiples(const struct joint *problem, const size_t *multiple)
{
    struct sums sums = {.order = fmax(problem->major, 0.0)};
    for (size_t i = 0; i < problem->count; i++) {
        if (takes_part(problem, i) && multiple[i] > 0) {
            sums_add(&sums, problem, i, multiple[i]);
        }
    }
    return plan_of(&sums);
}

struct joint_plan joint_every_order(const struct joint *problem, size_t *multiple)
{
    for (size_t i = 0; i < problem->count; i++) {
        multiple[i] = takes_part(problem, i) ? 1 : 0;
    }
    return joint_for_multiples(problem, multiple);
}

/* k / (h D): half the square of the item's own best interval; HUGE_VAL when it costs nothing to
 * hold, 0 when it adds nothing to an order. */
static double ratio_of(const struct joint *problem, size_t item)
{
    double minor = fmax(problem->minor[item], 0.0);
    double holding = holding_of(problem, item);
    if (!(minor > 0.0)) {
        return 0.0;
    }
    return holding > 0.0 ? minor / holding : HUGE_VAL;
}

/* sqrt(k_i / (h_i D_i) x h_1 D_1 / (K + k_1)), item 1 being `often`, which has the least ratio: its
 * holding is 0 beside an endless ratio only if everybody's is. */
static double silver_interval(const struct joint *problem, size_t often, double ratio)
{
    double order = fmax(problem->major, 0.0) + fmax(problem->minor[often], 0.0);
    if (isinf(ratio) || !(order > 0.0)) {
        return HUGE_VAL;
    }
    return sqrt(ratio * holding_of(problem, often) / order);
}

struct joint_plan joint_silver(const struct joint *problem, size_t *multiple)
{
    size_t often = problem->count; /* the item in every order */
    for (size_t i = 0; i < problem->count; i++) {
        if (takes_part(problem, i) &&
            (often == problem->count || ratio_of(problem, i) < ratio_of(problem, often))) {
            often = i;
        }
    }
    for (size_t i = 0; i < problem->count; i++) {
        multiple[i] = takes_part(problem, i) ? 1 : 0;
        double ratio = ratio_of(problem, i);
        if (multiple[i] > 0 && i != often && ratio > 0.0) {
            double nearest = floor(silver_interval(problem, often, ratio) + 0.5);
            multiple[i] = (size_t)fmax(fmin(nearest, JOINT_MULTIPLE_MOST), 1.0);
        }
    }
    return joint_for_multiples(problem, multiple);
}

/* The square of the T below which the item's best multiple is more than `multiple`:
 * T^2 = 2 k / (h D m (m + 1)); 0 when it never is. */
static double step_of(const struct joint *problem, size_t item, size_t multiple)
{
    if (multiple >= JOINT_MULTIPLE_MOST) {
        return 0.0;
    }
    return 2.0 * ratio_of(problem, item) / ((double)multiple * (double)(multiple + 1));
}

/* The items in a heap, that on top whose multiple goes up next as T falls. */
struct steps {
    size_t count;
    size_t *item; /* [count] */
    double *step; /* [count] step_of the item beside it */
};

static void sift_down(struct steps *steps, size_t at)
{
    for (;;) {
        size_t top = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < steps->count; child++) {
            top = steps->step[child] > steps->step[top] ? child : top;
        }
        if (top == at) {
            return;
        }
        size_t item = steps->item[at];
        double step = steps->step[at];
        steps->item[at] = steps->item[top];
        steps->step[at] = steps->step[top];
        steps->item[top] = item;
        steps->step[top] = step;
        at = top;
    }
}

size_t joint_scratch(size_t count)
{
    return count * (sizeof(size_t) + sizeof(double)) + 2 * (size_t)64;
}

/* Every multiple at its least, and the items whose multiple goes up as T falls in a heap. */
static void steps_begin(struct steps *steps, const struct joint *problem, size_t *multiple,
                        struct sums *sums)
{
    steps->count = 0;
    *sums = (struct sums){.order = fmax(problem->major, 0.0)};
    for (size_t i = 0; i < problem->count; i++) {
        if (!takes_part(problem, i)) {
            multiple[i] = 0;
            continue;
        }
        double step = step_of(problem, i, 1);
        multiple[i] = isinf(step) ? JOINT_MULTIPLE_MOST : 1;
        sums_add(sums, problem, i, multiple[i]);
        if (step > 0.0 && !isinf(step)) {
            steps->item[steps->count] = i;
            steps->step[steps->count++] = step;
        }
    }
    for (size_t at = steps->count / 2; at-- > 0;) {
        sift_down(steps, at);
    }
}

/* The item on top is in one order in `multiple` fewer from here on. */
static void steps_take(struct steps *steps, const struct joint *problem, size_t *multiple,
                       struct sums *sums)
{
    size_t item = steps->item[0];
    double now = (double)multiple[item];
    multiple[item]++;
    sums->order -= problem->minor[item] / (now * (now + 1.0));
    sums->held += holding_of(problem, item);
    steps->step[0] = step_of(problem, item, multiple[item]);
    sift_down(steps, 0);
}

/* What all items cost if each had its own best interval and shared nothing. */
static double cost_alone(const struct joint *problem)
{
    double cost = 0.0;
    for (size_t i = 0; i < problem->count; i++) {
        if (takes_part(problem, i)) {
            cost += sqrt(2.0 * fmax(problem->minor[i], 0.0) * holding_of(problem, i));
        }
    }
    return cost;
}

/* Follows T down for `limit` steps, or as long as something can be gained.  Returns the number of
 * steps after which the multiples were best. */
static size_t follow(const struct joint *problem, struct steps *steps, size_t *multiple,
                     size_t limit)
{
    struct sums sums;
    steps_begin(steps, problem, multiple, &sums);
    double alone = cost_alone(problem);
    double best = plan_of(&sums).cost;
    size_t best_at = 0;
    for (size_t n = 1; n <= limit && steps->count > 0 && steps->step[0] > 0.0; n++) {
        double period = sqrt(steps->step[0]);
        bool hopeless = fmax(problem->major, 0.0) / period + alone >= best * (1.0 - LEAST_GAIN);
        if (hopeless && limit == SIZE_MAX) {
            break;
        }
        steps_take(steps, problem, multiple, &sums);
        double cost = plan_of(&sums).cost;
        if (cost < best * (1.0 - RESOLUTION)) {
            best = cost;
            best_at = n;
        }
    }
    return best_at;
}

bool joint_optimal(const struct joint *problem, size_t *multiple, struct joint_plan *plan,
                   struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct steps steps = {.item = ARENA_NEW(scratch, size_t, problem->count),
                          .step = ARENA_NEW(scratch, double, problem->count)};
    if (steps.item == NULL || steps.step == NULL) {
        arena_rewind(scratch, mark);
        return false;
    }
    /* Once to find where it is best, once more to stop there: multiples are not copied on the way.
     */
    size_t best_at = follow(problem, &steps, multiple, SIZE_MAX);
    follow(problem, &steps, multiple, best_at);
    *plan = joint_for_multiples(problem, multiple);
    arena_rewind(scratch, mark);
    return true;
}

double joint_quantity(const struct joint *problem, const struct joint_plan *plan,
                      const size_t *multiple, size_t item)
{
    if (!takes_part(problem, item) || multiple[item] == 0 || !(plan->period > 0.0)) {
        return 0.0;
    }
    return plan->period * (double)multiple[item] * problem->demand[item];
}
