/* The weeks before and after each step of a price. */
#include "price_witness.h"

#include "base/missing.h"
#include "price_path.h"
#include "witness.h"

#include <math.h>
#include <string.h>

/* So long before and after a step demand is compared, if no other step comes between. */
static const double WINDOW_DAYS = 42.0;
/* Fewer periods on either side say nothing. */
enum { LEAST_PERIODS = 3 };
/* Steps of less than 2 % drown in what else changes. */
static const double LEAST_STEP = 0.02;
/* Where so little sells that chance alone is more, a change of the price is seen only because
 * something sold, and often it is the item that comes or goes. */
static const double MOST_VARIANCE = 0.1;
/* Of a change that is confirmed on its second day of sales, the first lies before it: both days are
 * left out, since that something sold on them is why the change is known. */
enum { UNSURE_DAYS = 1 };

struct job {
    const struct panel *panel;
    const struct inputs *inputs;
    const struct effects *effects;
    const size_t *start; /* [panel->count + 1] a series' room among the witnesses */
    size_t *count;       /* [panel->count] of them are used */
    struct price_witness *witness;
};

/* The mean of a stretch, and how scattered it is. */
struct stretch {
    double periods;
    double sum;
    double squares;
};

static struct stretch add_up(const double *demand, size_t from, size_t to)
{
    struct stretch stretch = {0};
    for (size_t t = from; t < to; t++) {
        double sold = value_or(demand[t], 0.0);
        stretch.periods += !is_missing(demand[t]);
        stretch.sum += sold;
        stretch.squares += sold * sold;
    }
    return stretch;
}

/* Variance over mean within the two stretches, at least that of Poisson's law. */
static double dispersion_of(const struct stretch *a, const struct stretch *b)
{
    double within =
        a->squares - a->sum * a->sum / a->periods + b->squares - b->sum * b->sum / b->periods;
    double freedom = a->periods + b->periods - 2.0;
    double mean = (a->sum + b->sum) / (a->periods + b->periods);
    return mean > 0.0 ? fmax(within / freedom / mean, 1.0) : 1.0;
}

/* One unit is added, in proportion to the periods, so that a stretch without a sale has a
 * logarithm. */
static bool hear(const struct stretch *before, const struct stretch *after,
                 struct price_witness *witness)
{
    if (before->periods < LEAST_PERIODS || after->periods < LEAST_PERIODS) {
        return false;
    }
    double share = after->periods / (before->periods + after->periods);
    double sold = before->sum + after->sum;
    if (sold * fmin(share, 1.0 - share) < 1.0) {
        return false; /* less than one unit was to be expected */
    }
    double now = after->sum + share;
    double then = before->sum + 1.0 - share;
    witness->y = log(now / after->periods) - log(then / before->periods);
    /* of counts as they were to be expected, whatever the change */
    double usual = (sold + 1.0) * share;
    double usual_before = (sold + 1.0) * (1.0 - share);
    witness->variance = dispersion_of(before, after) * (1.0 / usual + 1.0 / usual_before);
    return witness->variance < MOST_VARIANCE;
}

static size_t later(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t sooner(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The history of one series, and how its changes are looked at. */
struct scene {
    const struct price_step *steps; /* [count] */
    size_t count;
    const double *demand; /* [length] freed of the calendar and of promotions */
    size_t length;
    size_t window; /* periods */
    size_t unsure; /* periods left out on either side of a change */
};

/* The end of the steps from `from` on that are one change: in a week or month within which a price
 * changed it is a mean of both, and one step follows the other. */
static size_t same_change(const struct scene *scene, size_t from)
{
    size_t to = from + 1;
    while (to < scene->count && scene->steps[to].at == scene->steps[to - 1].at + 1) {
        to++;
    }
    return to;
}

/* Listens to the change that is steps from .. to - 1. */
static bool listen(const struct scene *scene, size_t from, size_t to, struct price_witness *witness)
{
    double change = 0.0;
    for (size_t i = from; i < to; i++) {
        change += scene->steps[i].change;
    }
    if (is_missing(change) || fabs(change) < LEAST_STEP) {
        return false;
    }
    size_t unsure = scene->unsure;
    size_t begin = scene->steps[from].at;
    size_t end = scene->steps[to - 1].at + unsure;
    size_t first = from > 0 ? scene->steps[from - 1].at + unsure : 0;
    size_t last = to < scene->count ? scene->steps[to].at - unsure : scene->length;
    size_t left = later(first, begin > scene->window ? begin - scene->window : 0);
    size_t right = sooner(last, end + scene->window);
    if (left + unsure >= begin || end >= right) {
        return false;
    }
    struct stretch before = add_up(scene->demand, left, begin - unsure);
    struct stretch after = add_up(scene->demand, end, right);
    witness->at = begin;
    witness->x = change;
    return hear(&before, &after, witness);
}

static void question(void *context, size_t series, struct arena *scratch)
{
    const struct job *job = context;
    struct span span = panel_span(job->panel, series);
    size_t most = price_steps_most(job->panel, series);
    struct price_step *steps = ARENA_NEW(scratch, struct price_step, most);
    double *demand = ARENA_NEW(scratch, double, span.length);
    if (most < 2 || steps == NULL || demand == NULL) {
        return;
    }
    struct scene scene = {.steps = steps, .demand = demand, .length = span.length};
    scene.count = price_steps(job->panel, job->inputs, series, scratch, steps);
    if (scene.count == 0) {
        return;
    }
    witness_demand(job->panel, job->effects, series, demand);
    price_hide_promoted(job->panel, job->inputs, series, scratch, demand);
    double days = period_days(&job->panel->calendar, span.first_period);
    scene.window = later((size_t)lround(WINDOW_DAYS / days), LEAST_PERIODS);
    scene.unsure = job->panel->calendar.bucket == BUCKET_DAY ? UNSURE_DAYS : 0;
    size_t used = 0;
    for (size_t from = 0, to = 0; from < scene.count; from = to) {
        to = same_change(&scene, from);
        struct price_witness *witness = &job->witness[job->start[series] + used];
        if (listen(&scene, from, to, witness)) {
            witness->series = (uint32_t)series;
            witness->kind = master_kind(&job->inputs->master, job->panel->sku[series]);
            used++;
        }
    }
    job->count[series] = used;
}

enum status price_witness_gather(struct price_witness **witness, size_t *count,
                                 const struct panel *panel, const struct inputs *inputs,
                                 const struct effects *effects, struct arena *arena,
                                 struct team *team, struct fault *fault)
{
    struct job job = {.panel = panel, .inputs = inputs, .effects = effects};
    size_t *start = ARENA_NEW(arena, size_t, panel->count + 1);
    job.count = ARENA_NEW(arena, size_t, panel->count);
    if (start == NULL || job.count == NULL) {
        return fault_memory(fault, "the changes of prices");
    }
    for (size_t s = 0; s < panel->count; s++) {
        start[s + 1] = start[s] + price_steps_most(panel, s);
    }
    job.start = start;
    job.witness = ARENA_NEW(arena, struct price_witness, start[panel->count]);
    if (job.witness == NULL) {
        return fault_memory(fault, "the changes of prices");
    }
    parallel_each(team, panel->count, question, &job);
    *count = 0;
    for (size_t s = 0; s < panel->count; s++) {
        memmove(job.witness + *count, job.witness + start[s], job.count[s] * sizeof *job.witness);
        *count += job.count[s];
    }
    *witness = job.witness;
    return STATUS_OK;
}
