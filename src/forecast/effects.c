/* Calendar effects: groups of series, their totals, one ridge regression each. */
#include "forecast/effects.h"

#include "base/missing.h"
#include "effects_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A group needs a total that is seldom zero and large enough for its logarithm to be calm. */
static const double LEAST_VOLUME = 20.0; /* units per period, on average over the last year */
static const double MOST_ZEROS = 0.10; /* share of open periods of the last year without any sale */

/* What the level does that the line does not follow stays for about a month, so that to the shape
 * of the year all days of a month are one observation. */
static const double PERSISTENCE_DAYS = 30.0;

static const double LEAST_FACTOR = 0.05;
static const double MOST_FACTOR = 20.0;

/* Keys of the three widths of groups. */
enum { WIDTHS = 3 };

struct group {
    uint32_t location; /* NO_ID: everywhere */
    uint32_t kind;     /* word id of department or category; NO_ID: all */
    size_t first;      /* of its members in the order array */
    size_t count;
    bool usable;
};

struct job {
    const struct panel *panel;
    const struct inputs *inputs;
    struct effects *effects;
    const uint32_t *order; /* [panel->count] series by group of this width */
    struct group *groups;
    double *factor; /* [group_count * periods] of this width */
    struct effects_calendar calendar;
};

/* Total demand of the group by period; returns the first period with a sale as an index. */
static size_t group_total(const struct job *job, const struct group *group, double *total)
{
    const struct panel *panel = job->panel;
    size_t history = job->effects->periods - job->calendar.horizon;
    memset(total, 0, history * sizeof *total);
    for (size_t i = 0; i < group->count; i++) {
        struct span span = panel_span(panel, job->order[group->first + i]);
        double *at = total + (span.first_period - job->effects->first_period);
        for (size_t t = 0; t < span.length; t++) {
            at[t] += value_or(span.demand[t], 0.0);
        }
    }
    size_t first = 0;
    while (first < history && !(total[first] > 0.0)) {
        first++;
    }
    return first;
}

/* Marks weekdays on which the group practically never sells as closed. */
static void find_closed_weekdays(const struct job *job, const double *total, size_t first,
                                 size_t history, unsigned char *closed)
{
    size_t seen[7] = {0};
    size_t sold[7] = {0};
    size_t from = history - first > 364 ? history - 364 : first;
    for (size_t t = from; t < history; t++) {
        enum weekday day = day_weekday(job->effects->first_period + (int32_t)t);
        seen[day]++;
        sold[day] += total[t] > 0.0;
    }
    for (size_t t = 0; t < job->effects->periods; t++) {
        enum weekday day = day_weekday(job->effects->first_period + (int32_t)t);
        closed[t] |= seen[day] >= 8 && sold[day] * 20 < seen[day];
    }
}

static bool enough_volume(const double *total, const unsigned char *closed, size_t first,
                          size_t history, size_t year)
{
    size_t from = history - first > year ? history - year : first;
    double sum = 0.0;
    size_t open = 0;
    size_t zeros = 0;
    for (size_t t = from; t < history; t++) {
        if (!closed[t]) {
            sum += total[t];
            open++;
            zeros += !(total[t] > 0.0);
        }
    }
    return open > 0 && sum >= LEAST_VOLUME * (double)open &&
           (double)zeros <= MOST_ZEROS * (double)open;
}

/* Factors of all periods from the coefficients, 1 on average over the open periods of the last
 * year. */
static void write_factors(const struct effects_design *design, const double *b,
                          const unsigned char *closed, const double *open_share, size_t history,
                          size_t periods, size_t year, double *factor)
{
    size_t columns = design->columns;
    for (size_t t = 0; t < periods; t++) {
        double effect = 0.0;
        for (size_t j = design->level_columns; j < columns; j++) {
            effect += design->x[t * columns + j] * b[j];
        }
        factor[t] = fmin(fmax(exp(effect), LEAST_FACTOR), MOST_FACTOR) * open_share[t];
    }
    double sum = 0.0;
    size_t open = 0;
    for (size_t t = history > year ? history - year : 0; t < history; t++) {
        if (!closed[t]) {
            sum += factor[t];
            open++;
        }
    }
    double scale = sum > 0.0 ? (double)open / sum : 1.0;
    for (size_t t = 0; t < periods; t++) {
        factor[t] = closed[t] ? 0.0 : factor[t] * scale;
    }
}

static void estimate(void *context, size_t index, struct arena *scratch)
{
    const struct job *job = context;
    struct group *group = &job->groups[index];
    size_t periods = job->effects->periods;
    size_t history = periods - job->calendar.horizon;
    size_t year = (size_t)calendar_season(&job->panel->calendar);
    bool days = job->panel->calendar.bucket == BUCKET_DAY;
    year = days ? 364 : year;
    double *total = ARENA_NEW(scratch, double, history);
    unsigned char *closed = ARENA_NEW(scratch, unsigned char, periods);
    double *open_share = ARENA_NEW(scratch, double, periods);
    if (total == NULL || closed == NULL || open_share == NULL) {
        return;
    }
    struct effects_place place = {.location = group->location, .kind = group->kind};
    size_t first = place.first = group_total(job, group, total);
    if (history - first < EFFECTS_LEAST_PERIODS) {
        return;
    }
    effects_closed(&job->calendar, &place, closed, open_share);
    if (days) {
        find_closed_weekdays(job, total, first, history, closed);
    }
    if (!enough_volume(total, closed, first, history, year)) {
        return;
    }
    struct effects_design design;
    if (!effects_design(&design, &job->calendar, &place, scratch)) {
        return;
    }
    double *y = ARENA_NEW(scratch, double, history);
    double *weight = ARENA_NEW(scratch, double, history);
    double *b = ARENA_NEW(scratch, double, design.columns);
    if (y == NULL || weight == NULL || b == NULL) {
        return;
    }
    for (size_t t = first; t < history; t++) {
        bool use = total[t] > 0.0 && !closed[t];
        weight[t] = use ? 1.0 : 0.0;
        y[t] = use ? log(total[t] / open_share[t]) : 0.0;
    }
    double persistence =
        fmax(PERSISTENCE_DAYS / period_days(&job->panel->calendar, job->panel->end_period), 1.0);
    if (effects_fit(&design, persistence, y, weight, history, periods, b, scratch)) {
        write_factors(&design, b, closed, open_share, history, periods, year,
                      job->factor + index * periods);
        group->usable = true;
    }
}

/* What is known without any estimate, for a group whose members found no usable one: on closed days
 * nothing sells.  Not where most of the history is said to be closed: then that is wrong. */
static void note_closed(void *context, size_t index, struct arena *scratch)
{
    const struct job *job = context;
    struct group *group = &job->groups[index];
    size_t periods = job->effects->periods;
    size_t history = periods - job->calendar.horizon;
    unsigned char *closed = ARENA_NEW(scratch, unsigned char, periods);
    double *open_share = ARENA_NEW(scratch, double, periods);
    if (job->effects->group[job->order[group->first]] != NO_ID || closed == NULL ||
        open_share == NULL) {
        return;
    }
    struct effects_place place = {.location = group->location, .kind = group->kind};
    effects_closed(&job->calendar, &place, closed, open_share);
    size_t touched = 0;
    size_t shut = 0;
    for (size_t t = 0; t < periods; t++) {
        touched += closed[t] || open_share[t] < 1.0;
        shut += t < history && closed[t];
    }
    if (touched > 0 && 2 * shut <= history) {
        static const struct effects_design NOTHING_LEARNED = {0};
        write_factors(&NOTHING_LEARNED, NULL, closed, open_share, history, periods, history,
                      job->factor + index * periods);
        group->usable = true;
    }
}

struct member {
    uint32_t location;
    uint32_t kind;
    uint32_t series;
};

static int member_order(const void *a, const void *b)
{
    const struct member *x = a;
    const struct member *y = b;
    if (x->location != y->location) {
        return x->location < y->location ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    return (x->series > y->series) - (x->series < y->series);
}

/* Groups of one width: sorts the series by key and cuts where the key changes. */
static size_t make_groups(const struct panel *panel, const struct inputs *inputs, int width,
                          struct member *member, uint32_t *order, struct group *groups)
{
    for (uint32_t s = 0; s < panel->count; s++) {
        member[s] = (struct member){
            .location = width < 2 ? panel->location[s] : NO_ID,
            .kind = width < 1 ? master_kind(&inputs->master, panel->sku[s]) : NO_ID,
            .series = s,
        };
    }
    qsort(member, panel->count, sizeof *member, member_order);
    size_t count = 0;
    for (size_t i = 0; i < panel->count; i++) {
        order[i] = member[i].series;
        bool same = count > 0 && groups[count - 1].location == member[i].location &&
                    groups[count - 1].kind == member[i].kind;
        if (!same) {
            groups[count++] =
                (struct group){.location = member[i].location, .kind = member[i].kind, .first = i};
        }
        groups[count - 1].count++;
    }
    return count;
}

/* Gives the usable groups of a width to those series that have none yet. */
static void adopt(const struct job *job, size_t count, size_t base, uint32_t *group_of)
{
    for (size_t g = 0; g < count; g++) {
        const struct group *group = &job->groups[g];
        for (size_t i = 0; group->usable && i < group->count; i++) {
            uint32_t series = job->order[group->first + i];
            if (group_of[series] == NO_ID) {
                group_of[series] = (uint32_t)(base + g);
            }
        }
    }
}

static int32_t earliest_period(const struct panel *panel)
{
    int32_t first = panel->end_period;
    for (size_t s = 0; s < panel->count; s++) {
        int32_t begin = panel_span(panel, s).first_period;
        first = begin < first ? begin : first;
    }
    return first;
}

enum status effects_build(struct effects *effects, const struct panel *panel,
                          const struct inputs *inputs, size_t horizon, struct arena *arena,
                          struct team *team, struct fault *fault)
{
    *effects = (struct effects){.first_period = earliest_period(panel)};
    size_t history = (size_t)(panel->end_period - effects->first_period);
    effects->periods = history + horizon;
    uint32_t *group_of = ARENA_NEW(arena, uint32_t, panel->count);
    uint32_t *order = ARENA_NEW(arena, uint32_t, panel->count);
    struct member *member = ARENA_NEW(arena, struct member, panel->count);
    struct group *groups = ARENA_NEW(arena, struct group, panel->count + 1);
    if (group_of == NULL || order == NULL || member == NULL || groups == NULL) {
        return fault_memory(fault, "the groups of the calendar effects");
    }
    size_t counts[WIDTHS];
    for (int width = 0; width < WIDTHS; width++) {
        counts[width] = make_groups(panel, inputs, width, member, order, groups);
        effects->group_count += counts[width];
    }
    double *factor = ARENA_NEW(arena, double, effects->group_count * effects->periods);
    if (factor == NULL) {
        return fault_memory(fault, "the calendar effects");
    }
    struct job job = {
        .panel = panel, .inputs = inputs, .effects = effects, .order = order, .groups = groups};
    TRY(effects_calendar_make(&job.calendar, panel, inputs, effects->first_period, history, horizon,
                              arena, fault));
    memset(group_of, 0xFF, panel->count * sizeof *group_of);
    effects->group = group_of;
    size_t base = 0;
    for (int width = 0; width < WIDTHS; width++) {
        size_t count = make_groups(panel, inputs, width, member, order, groups);
        job.factor = factor + base * effects->periods;
        parallel_each(team, count, estimate, &job);
        adopt(&job, count, base, group_of);
        base += count;
    }
    size_t narrow = make_groups(panel, inputs, 0, member, order, groups);
    job.factor = factor; /* those of the narrow groups that are of no use to anybody */
    parallel_each(team, narrow, note_closed, &job);
    adopt(&job, narrow, 0, group_of);
    effects->factor = factor;
    return lifts_build(&effects->lifts, panel, inputs, effects, arena, team, fault);
}

const double *effects_of(const struct effects *effects, size_t series, int32_t period)
{
    if (effects == NULL || effects->group[series] == NO_ID) {
        return NULL;
    }
    size_t at = effects->group[series] * effects->periods;
    return effects->factor + at + (period - effects->first_period);
}
