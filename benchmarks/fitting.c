/* How many series a second does each model fit, by length of history?
 *
 *     build/benchmarks/fitting [FOLDER [RUNS]]
 *
 * FOLDER (data/pasta) holds daily sales; its series are cut and added up to the shapes below: the
 * last 22 blocks of 80 days, 60 of 30 days (season 12), 104 weeks (without a season, and with one
 * of 52), and the last 200, 700 and 1500 days (season 7).  One thread, forecasts of one season or 8
 * periods.  Figures are medians of RUNS (5) in CPU time: series a second, milliseconds a series,
 * and the share of series that the model answers. */
#include "base/log.h"
#include "base/missing.h"
#include "forecast/ets.h"
#include "io/load.h"
#include "panel/panel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_RUNS = 99, MOST_HORIZON = 64 };

struct shape {
    size_t length; /* periods */
    size_t days;   /* of a period */
    size_t season;
};

static const struct shape SHAPES[] = {
    {22, 80, 1}, {60, 30, 12}, {104, 7, 1}, {104, 7, 52}, {200, 1, 7}, {700, 1, 7}, {1500, 1, 7},
};
enum { SHAPE_COUNT = sizeof SHAPES / sizeof *SHAPES };

/* Every series that is long enough for a shape, one after another. */
struct cut {
    double *demand; /* [count * length] */
    size_t count;
};

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static struct cut cut_panel(const struct panel *panel, const struct shape *shape,
                            struct arena *arena)
{
    struct cut cut = {.demand = ARENA_NEW(arena, double, panel->count * shape->length)};
    if (cut.demand == NULL) {
        abort();
    }
    for (size_t s = 0; s < panel->count; s++) {
        struct span span = panel_span(panel, s);
        if (span.length < shape->length * shape->days) {
            continue;
        }
        const double *from = span.demand + span.length - shape->length * shape->days;
        double *to = cut.demand + cut.count++ * shape->length;
        for (size_t t = 0; t < shape->length; t++) {
            for (size_t d = 0; d < shape->days; d++) {
                to[t] += value_or(from[t * shape->days + d], 0.0);
            }
        }
    }
    return cut;
}

/* CPU seconds for all series of a cut; `answered` counts those that the model answers. */
static double fit_all(const struct model *model, const struct shape *shape, const struct cut *cut,
                      struct arena *scratch, size_t *answered)
{
    double mean[MOST_HORIZON], variance[MOST_HORIZON], sum_variance[MOST_HORIZON];
    const size_t horizon = shape->season > 1 ? shape->season : 8;
    double start = cpu_seconds();
    *answered = 0;
    for (size_t s = 0; s < cut->count; s++) {
        struct arena_mark mark = arena_mark(scratch);
        const struct history history = {.demand = cut->demand + s * shape->length,
                                        .length = shape->length,
                                        .season = shape->season,
                                        .nonnegative = true};
        struct prediction prediction = {
            .mean = mean, .variance = variance, .sum_variance = sum_variance};
        *answered += model->run(&history, horizon, scratch, &prediction) == FIT_OK;
        arena_rewind(scratch, mark);
    }
    return cpu_seconds() - start;
}

static int ascending(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;
    return (*x > *y) - (*x < *y);
}

static void time_model(const struct model *model, const struct shape *shape, const struct cut *cut,
                       struct arena *scratch, size_t runs)
{
    double seconds[MOST_RUNS];
    size_t answered = 0;
    for (size_t r = 0; r < runs; r++) {
        seconds[r] = fit_all(model, shape, cut, scratch, &answered);
    }
    qsort(seconds, runs, sizeof *seconds, ascending);
    double each = seconds[runs / 2] / (double)cut->count;
    printf("%-10s n %4zu  m %2zu  %4zu series  %9.0f series/s  %8.4f ms  %3.0f %% answered\n",
           model->name, shape->length, shape->season, cut->count, 1.0 / each, 1e3 * each,
           100.0 * (double)answered / (double)cut->count);
}

static enum status run(const char *folder, size_t runs, struct fault *fault)
{
    struct arena arena;
    struct arena scratch;
    struct team team;
    struct load *load = NULL;
    struct inputs inputs;
    struct load_report report;
    struct panel panel;
    const struct load_settings reading = {.delimiter = ',',
                                          .decimal = '.',
                                          .date_format = "YYYY-MM-DD",
                                          .as_of = NO_DAY,
                                          .only_sales = true};
    const struct panel_settings bucketing = {.calendar = {.bucket = BUCKET_DAY}};
    arena_init(&arena, 0);
    arena_init(&scratch, (size_t)1 << 24);
    TRY(team_init(&team, 1, fault));
    TRY(load_inputs(&load, &inputs, &report, folder, &reading, &arena, &team, fault));
    TRY(panel_build(&panel, &inputs, &bucketing, &arena, &team, fault));
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        const struct cut cut = cut_panel(&panel, &SHAPES[i], &arena);
        for (size_t m = 0; models[m] != NULL && cut.count > 0; m++) {
            time_model(models[m], &SHAPES[i], &cut, &scratch, runs);
        }
    }
    load_close(load);
    team_free(&team);
    arena_free(&scratch);
    arena_free(&arena);
    return STATUS_OK;
}

int main(int argc, char **argv)
{
    struct fault fault = {0};
    long asked = argc > 2 ? strtol(argv[2], NULL, 10) : 5;
    size_t runs = asked < 1 ? 1 : asked > MOST_RUNS ? MOST_RUNS : (size_t)asked;
    if (run(argc > 1 ? argv[1] : "data/pasta", runs, &fault) != STATUS_OK) {
        fprintf(stderr, "%s\n", fault.message);
        return 1;
    }
    return 0;
}
