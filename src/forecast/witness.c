/* Runs of promoted periods, and of those just after them, against the level around them. */
#include "witness.h"

#include "base/missing.h"
#include "forecast/effects.h"
#include "promoted.h"

#include <math.h>
#include <string.h>

/* The level around a run is a mean whose weights fade by 1 / e in so many days. */
static const double LEVEL_DAYS = 28.0;
/* Fewer whole periods than this around a run say nothing of the level. */
static const double LEVEL_LEAST = 3.0;

struct job {
    const struct panel *panel;
    const struct inputs *inputs;
    const struct effects *effects;
    const size_t *start; /* [panel->count + 1] a series' room among the witnesses */
    size_t *count;       /* [panel->count] of them are used */
    struct witness *witness;
};

/* The history of one series as its promotions see it; all [length]. */
struct scene {
    size_t length;
    double *demand; /* freed of the calendar; MISSING where nothing is known */
    double *level;
    double *weight; /* whole periods that the level rests on */
    struct promoted *promoted;
};

static bool is_plain(const struct promoted *promoted)
{
    return promoted->known + promoted->unknown + promoted->after <= 0.0F;
}

/* The level around each period, from plain periods before and after it; returns the dispersion of
 * plain demand about it (variance / mean), at least 1. */
static double find_levels(struct scene *scene, double fade)
{
    double sum = 0.0;
    double count = 0.0;
    for (size_t t = 0; t < scene->length; t++) {
        scene->level[t] = sum;
        scene->weight[t] = count;
        bool use = is_plain(&scene->promoted[t]) && !is_missing(scene->demand[t]);
        sum = fade * (sum + (use ? scene->demand[t] : 0.0));
        count = fade * (count + (use ? 1.0 : 0.0));
    }
    sum = count = 0.0;
    double squares = 0.0;
    double plain = 0.0;
    for (size_t t = scene->length; t-- > 0;) {
        bool use = is_plain(&scene->promoted[t]) && !is_missing(scene->demand[t]);
        scene->weight[t] += count;
        scene->level[t] = scene->weight[t] > 0.0 ? (scene->level[t] + sum) / scene->weight[t] : 0.0;
        if (use && scene->level[t] > 0.0 && scene->weight[t] >= LEVEL_LEAST) {
            double error = scene->demand[t] - scene->level[t];
            squares += error * error / scene->level[t];
            plain += 1.0;
        }
        sum = fade * (sum + (use ? scene->demand[t] : 0.0));
        count = fade * (count + (use ? 1.0 : 0.0));
    }
    return plain > 0.0 ? fmax(squares / plain, 1.0) : 1.0;
}

/* Demand over the level in a stretch where one kind of share is over a half; half a unit is added
 * to both so that a stretch without a sale has a logarithm. */
static bool hear(const struct scene *scene, size_t from, size_t to, double dispersion,
                 struct witness *witness)
{
    double sold = 0.0;
    double level = 0.0;
    double weight = 0.0;
    double known = 0.0;
    double x[LIFT_TERMS] = {0};
    for (size_t t = from; t < to; t++) {
        if (is_missing(scene->demand[t]) || scene->weight[t] < LEVEL_LEAST) {
            continue;
        }
        const struct promoted *at = &scene->promoted[t];
        const double share[LIFT_TERMS] = {(double)at->unknown, (double)at->known, (double)at->depth,
                                          (double)at->after};
        for (size_t j = 0; j < LIFT_TERMS; j++) {
            x[j] += share[j];
        }
        sold += scene->demand[t];
        level += scene->level[t];
        weight += scene->weight[t];
        known += 1.0;
    }
    if (!(level >= 1.0)) {
        return false; /* less than one unit was to be expected */
    }
    for (size_t j = 0; j < LIFT_TERMS; j++) {
        witness->x[j] = x[j] / known;
    }
    witness->y = log((sold + 0.5) / (level + 0.5));
    /* the level itself rests on `weight` periods of the same size */
    double expected = level * weight / (known * known);
    witness->variance = dispersion * (1.0 / (fmax(sold, level) + 0.5) + 1.0 / (expected + 0.5));
    return true;
}

/* 0 plain, 1 promoted, 2 after a promotion. */
static int state_of(const struct promoted *at)
{
    float on = at->known + at->unknown;
    return on > 0.5F ? 1 : at->after > 0.5F ? 2 : 0;
}

void witness_demand(const struct panel *panel, const struct effects *effects, size_t series,
                    double *demand)
{
    struct span span = panel_span(panel, series);
    const double *factor = effects_of(effects, series, span.first_period);
    for (size_t t = 0; t < span.length; t++) {
        double shared = factor != NULL ? factor[t] : 1.0;
        bool known = shared > 0.0 && !span_censored(&span, t);
        demand[t] = known ? span.demand[t] / shared : MISSING;
    }
}

static void question(void *context, size_t series, struct arena *scratch)
{
    const struct job *job = context;
    struct span span = panel_span(job->panel, series);
    size_t room = job->start[series + 1] - job->start[series];
    if (room == 0 || span.length == 0) {
        return;
    }
    struct scene scene = {.length = span.length};
    scene.demand = ARENA_NEW(scratch, double, span.length);
    scene.level = ARENA_NEW(scratch, double, span.length);
    scene.weight = ARENA_NEW(scratch, double, span.length);
    scene.promoted = ARENA_NEW(scratch, struct promoted, span.length);
    uint32_t sku = job->panel->sku[series];
    if (scene.demand == NULL || scene.level == NULL || scene.weight == NULL ||
        scene.promoted == NULL ||
        !promoted_fill(scene.promoted, job->inputs, &job->panel->calendar, sku,
                       job->panel->location[series], span.first_period, span.length)) {
        return;
    }
    witness_demand(job->panel, job->effects, series, scene.demand);
    double days = period_days(&job->panel->calendar, span.first_period);
    double dispersion = find_levels(&scene, exp(-days / LEVEL_DAYS));
    size_t used = 0;
    for (size_t t = 0; t < span.length && used < room;) {
        size_t from = t;
        int state = state_of(&scene.promoted[from]);
        while (t < span.length && state_of(&scene.promoted[t]) == state) {
            t++;
        }
        struct witness *witness = &job->witness[job->start[series] + used];
        if (state > 0 && hear(&scene, from, t, dispersion, witness)) {
            witness->series = (uint32_t)series;
            witness->period = from;
            witness->kind = master_kind(&job->inputs->master, sku);
            used++;
        }
    }
    job->count[series] = used;
}

/* Room for what can be heard of each series: a run and its aftermath for each promotion. */
static enum status make_room(struct job *job, struct arena *arena, struct fault *fault)
{
    const struct panel *panel = job->panel;
    size_t *start = ARENA_NEW(arena, size_t, panel->count + 1);
    job->count = ARENA_NEW(arena, size_t, panel->count);
    if (start == NULL || job->count == NULL) {
        return fault_memory(fault, "the promotions");
    }
    for (size_t s = 0; s < panel->count; s++) {
        size_t rows = promoted_rows(&job->inputs->master, panel->sku[s]).count;
        start[s + 1] = start[s] + 2 * rows;
    }
    job->start = start;
    job->witness = ARENA_NEW(arena, struct witness, start[panel->count]);
    return job->witness != NULL ? STATUS_OK : fault_memory(fault, "the promotions");
}

/* Everything that was heard, in order of series, without gaps; returns how much. */
static size_t close_ranks(const struct job *job)
{
    size_t total = 0;
    for (size_t s = 0; s < job->panel->count; s++) {
        memmove(job->witness + total, job->witness + job->start[s],
                job->count[s] * sizeof *job->witness);
        total += job->count[s];
    }
    return total;
}

enum status witness_gather(struct witness **witness, size_t *count, const struct panel *panel,
                           const struct inputs *inputs, const struct effects *effects,
                           struct arena *arena, struct team *team, struct fault *fault)
{
    struct job job = {.panel = panel, .inputs = inputs, .effects = effects};
    TRY(make_room(&job, arena, fault));
    parallel_each(team, panel->count, question, &job);
    *count = close_ranks(&job);
    *witness = job.witness;
    return STATUS_OK;
}
