/* What does scoring gain over GSL's minimisers on the likelihoods of exponential smoothing?
 *
 *     build/benchmarks/minimisers [SERIES]
 *
 * SERIES (50) simulated histories per form; every minimiser starts at the same point, in the same
 * box, with the same functions: scoring and BFGS with gradient, the simplex with values alone.
 * Printed: the median CPU time a fit, and the mean of how far -2 loglik ends above the best of the
 * three. */
#include "base/missing.h"
#include "forecast/ets.h"
#include "num/minimize.h"
#include "num/random.h"
#include "num/scoring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SERIES_MOST = 1000, LENGTH_MOST = 1000, COUNT_MOST = 32, METHODS = 3 };

struct job {
    struct ets_data data;
    struct ets_box box;
    struct ets_work work;
    double natural[COUNT_MOST];
    double curvature[COUNT_MOST * COUNT_MOST];
    double polynomial[COUNT_MOST];
};

static double job_value(void *context, const double *x)
{
    struct job *job = context;
    ets_box_natural(&job->box, x, job->natural);
    return ets_box_holds(&job->box, job->natural, job->polynomial)
               ? ets_value(&job->data, &job->box.shape, job->natural, &job->work, NULL)
               : HUGE_VAL;
}

static double job_expand(void *context, const double *x, double *gradient, double *curvature)
{
    struct job *job = context;
    ets_box_natural(&job->box, x, job->natural);
    if (!ets_box_holds(&job->box, job->natural, job->polynomial)) {
        return HUGE_VAL;
    }
    double value =
        ets_expand(&job->data, &job->box.shape, job->natural, &job->work, gradient, curvature);
    if (isfinite(value)) {
        ets_box_chain(&job->box, x, gradient, curvature);
    }
    return value;
}

static double job_slope(void *context, const double *x, double *gradient)
{
    struct job *job = context;
    return job_expand(context, x, gradient, job->curvature);
}

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A level that wanders, a trend, a season of a fifth, noise of a tenth; around 1. */
static void simulate(double *y, size_t length, size_t season, size_t series)
{
    struct random random = random_stream(1, series);
    double level = 1.0;
    for (size_t t = 0; t < length; t++) {
        double phase = 6.283185307179586 * (double)(t % season) / (double)season;
        level *= 1.0 + 0.02 * random_normal(&random);
        y[t] = fmax(0.01, level * (1.0 + 0.2 * sin(phase)) * (1.0 + 0.1 * random_normal(&random)));
    }
}

static void set_start(const struct ets_shape *shape, double *x)
{
    for (size_t i = 0; i < shape->count; i++) {
        x[i] = shape->form.season == ETS_SEASON_M ? 1.0 : 0.0;
    }
    x[0] = 0.2;
    x[shape->level] = 1.0;
    if (shape->beta >= 0) {
        x[shape->beta] = 0.05;
        x[shape->trend] = 0.0;
    }
    if (shape->gamma >= 0) {
        x[shape->gamma] = 0.05;
    }
    if (shape->phi >= 0) {
        x[shape->phi] = 0.95;
    }
}

/* Seconds of one fit by method 0 scoring, 1 BFGS, 2 simplex; its value in `value`. */
static double time_fit(struct job *job, int method, struct arena *scratch, double *value)
{
    double x[COUNT_MOST];
    set_start(&job->box.shape, x);
    double start = cpu_seconds();
    if (method == 0) {
        const struct scoring_problem problem = {.count = job->box.shape.count,
                                                .lower = job->box.lower,
                                                .upper = job->box.upper,
                                                .value = job_value,
                                                .expand = job_expand,
                                                .context = job};
        const struct scoring_settings settings = {.tolerance = 1e-6, .max_steps = 200};
        struct scoring_result result;
        *value = scoring_run(&problem, &settings, x, scratch, &result) ? result.value : HUGE_VAL;
    } else {
        const struct minimize_problem problem = {.count = job->box.shape.count,
                                                 .lower = job->box.lower,
                                                 .upper = job->box.upper,
                                                 .value = job_value,
                                                 .slope = method == 1 ? job_slope : NULL,
                                                 .context = job,
                                                 .tolerance = 1e-3,
                                                 .max_steps = method == 1 ? 500 : 5000};
        struct minimize_result result;
        *value = minimize_run(&problem, x, scratch, &result) ? result.value : HUGE_VAL;
    }
    return cpu_seconds() - start;
}

static int ascending(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;
    return (*x > *y) - (*x < *y);
}

static void compare(const char *name, size_t length, size_t season, size_t count,
                    struct arena *arena)
{
    static const char *const METHOD_NAMES[METHODS] = {"scoring", "GSL bfgs2", "GSL nmsimplex2"};
    static struct job job;
    static double seconds[METHODS][SERIES_MOST];
    double y[LENGTH_MOST], lower[COUNT_MOST], upper[COUNT_MOST], excess[METHODS] = {0.0};
    struct ets_form form;
    if (!ets_form_parse(name, &form)) {
        abort();
    }
    job.box = (struct ets_box){.shape = ets_shape_of(form, season), .lower = lower, .upper = upper};
    ets_box_set(&job.box);
    job.data = (struct ets_data){
        .y = y, .length = length, .observed = length, .season = season, .scale = 1.0};
    if (!ets_work_take(&job.work, season, job.box.shape.width, arena)) {
        abort();
    }
    for (size_t s = 0; s < count; s++) {
        double value[METHODS], best = HUGE_VAL;
        simulate(y, length, season, s);
        for (int m = 0; m < METHODS; m++) {
            seconds[m][s] = time_fit(&job, m, arena, &value[m]);
            best = fmin(best, value[m]);
        }
        for (int m = 0; m < METHODS; m++) {
            excess[m] += (value[m] - best) / (double)count;
        }
    }
    for (int m = 0; m < METHODS; m++) {
        qsort(seconds[m], count, sizeof(double), ascending);
        printf("%-5s n %4zu  m %2zu  %2zu variables  %-14s %9.4f ms  %8.3f above the best\n", name,
               length, season, job.box.shape.count, METHOD_NAMES[m], 1e3 * seconds[m][count / 2],
               excess[m]);
    }
}

int main(int argc, char **argv)
{
    long asked = argc > 1 ? strtol(argv[1], NULL, 10) : 50;
    size_t count = asked < 1 ? 1 : asked > SERIES_MOST ? SERIES_MOST : (size_t)asked;
    struct arena arena;
    arena_init(&arena, 0);
    compare("ANN", 100, 1, count, &arena);
    compare("AAdN", 100, 1, count, &arena);
    compare("ANA", 700, 7, count, &arena);
    compare("AAA", 100, 12, count, &arena);
    compare("MAM", 100, 12, count, &arena);
    arena_free(&arena);
    return 0;
}
