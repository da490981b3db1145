/* The search for the best parameters of one ETS form.
 *
 * It runs over smoothing parameters and initial states together by scoring (num/scoring.h).  For
 * additive error the forecasts are linear in the initial states, so one step with the smoothing
 * parameters held finds the best states for them exactly.  The surface has often several optima, so
 * starts are ranked by their likelihood and the better ones searched; a search that heads for an
 * optimum already known, or cannot reach it, is left early. */
#include "base/missing.h"
#include "ets_parts.h"
#include "num/scoring.h"

#include <string.h>

/* In units of -2 loglik: a search stops far below what a criterion can tell apart; the form that is
 * kept is polished. */
static const double TOLERANCE = 1e-4;
static const double TOLERANCE_FINAL = 1e-9;
/* A search is left when this many times what its next step promises would not reach the best of
 * this form so far... */
static const double HOPE = 5.0;
/* ...or what this form needs to win against the others... */
static const double HOPE_LIMIT = 10.0;
/* ...or when it is this near to the best so far: in value, and in the root of each smoothing
 * parameter. */
static const double NEAR_VALUE = 2.0;
static const double NEAR_ROOT = 0.05;
/* Two starts this near to each other, by the same measure, are one. */
static const double NEAR_START = 0.25;
/* Without season a start has the best states for its smoothing parameters: one that is worse than
 * the best so far by more than this leads to nothing better.  For multiplicative error the states
 * are those of the additive twin, and the value says less. */
static const double GAP = 10.0;
static const double GAP_M = 60.0;
enum { MAX_STEPS = 60, VECTORS = 7 };

static double search_value(void *context, const double *x)
{
    struct ets_search *search = context;
    ets_box_natural(&search->box, x, search->natural);
    if (!ets_box_holds(&search->box, search->natural, search->polynomial)) {
        return HUGE_VAL;
    }
    return ets_value(search->data, &search->box.shape, search->natural, &search->work, NULL);
}

static double search_expand(void *context, const double *x, double *gradient, double *curvature)
{
    struct ets_search *search = context;
    ets_box_natural(&search->box, x, search->natural);
    if (!ets_box_holds(&search->box, search->natural, search->polynomial)) {
        return HUGE_VAL;
    }
    double value = ets_expand(search->data, &search->box.shape, search->natural, &search->work,
                              gradient, curvature);
    if (isfinite(value)) {
        ets_box_chain(&search->box, x, gradient, curvature);
    }
    return value;
}

static bool search_leave(void *context, const double *x, double value, double promised)
{
    const struct ets_search *search = context;
    if (value - HOPE * promised > search->best_value ||
        value - HOPE_LIMIT * promised > search->limit) {
        return true;
    }
    if (value < search->best_value || value > search->best_value + NEAR_VALUE) {
        return false;
    }
    for (size_t i = 0; i < search->box.shape.smoothing; i++) {
        double gap = sqrt(fmax(0.0, x[i])) - sqrt(fmax(0.0, search->best[i]));
        if (fabs(gap) > NEAR_ROOT) {
            return false;
        }
    }
    return true;
}

bool ets_search_take(struct ets_search *search, const struct ets_data *data, struct ets_form form,
                     struct arena *scratch)
{
    struct ets_shape shape = ets_shape_of(form, data->season);
    *search = (struct ets_search){
        .data = data, .scratch = scratch, .best_value = HUGE_VAL, .limit = HUGE_VAL};
    /* The admissible region has no simple shape: it is entered from the optimum of the usual one.
     */
    search->box = (struct ets_box){
        .shape = shape, .bounds = data->bounds == BOUNDS_ADMISSIBLE ? BOUNDS_BOTH : data->bounds};
    double *block =
        ARENA_NEW(scratch, double, (VECTORS + ETS_LANES) * shape.count + shape.season + 2);
    search->starts = ARENA_NEW(scratch, struct ets_start, ETS_STARTS_MOST);
    if (block == NULL || search->starts == NULL ||
        !ets_work_take(&search->work, shape.season, shape.width, scratch)) {
        return false;
    }
    double **vectors[VECTORS] = {&search->box.lower, &search->box.upper, &search->natural,
                                 &search->x,         &search->best,      &search->held_lower,
                                 &search->held_upper};
    for (size_t i = 0; i < VECTORS; i++) {
        *vectors[i] = block + i * shape.count;
    }
    search->points = block + VECTORS * shape.count;
    search->polynomial = search->points + ETS_LANES * shape.count;
    ets_box_set(&search->box);
    return true;
}

size_t ets_search_bytes(size_t season)
{
    const size_t width = season + 8; /* alpha .. phi, level, trend, m - 1 seasons, rounded up */
    return ((VECTORS + ETS_LANES) * width + season + 2) * sizeof(double) +
           ETS_STARTS_MOST * sizeof(struct ets_start) + 128 + ets_work_bytes(season, width) +
           scoring_scratch(width);
}

static struct scoring_problem problem_of(struct ets_search *search)
{
    return (struct scoring_problem){.count = search->box.shape.count,
                                    .lower = search->box.lower,
                                    .upper = search->box.upper,
                                    .value = search_value,
                                    .expand = search_expand,
                                    .context = search};
}

/* Moves x to where `problem` says and keeps it if it is better. */
static void run(struct ets_search *search, const struct scoring_problem *problem, double tolerance)
{
    const struct scoring_settings settings = {.tolerance = tolerance, .max_steps = MAX_STEPS};
    struct scoring_result result;
    scoring_run(problem, &settings, search->x, search->scratch, &result);
    if (result.value < search->best_value) {
        search->best_value = result.value;
        memcpy(search->best, search->x, problem->count * sizeof(double));
    }
}

static void run_from_x(struct ets_search *search)
{
    struct scoring_problem problem = problem_of(search);
    const double known = fmin(search->best_value, search->limit);
    problem.leave = isfinite(known) ? search_leave : NULL;
    run(search, &problem, TOLERANCE);
}

void ets_search_polish(struct ets_search *search)
{
    const struct scoring_problem problem = problem_of(search);
    memcpy(search->x, search->best, problem.count * sizeof(double));
    run(search, &problem, TOLERANCE_FINAL);
}

/* Moves the states in x to the best ones for its smoothing parameters. */
static bool solve_states(struct ets_search *search, size_t steps, struct scoring_result *result)
{
    const size_t smoothing = search->box.shape.smoothing, count = search->box.shape.count;
    const struct scoring_settings settings = {.tolerance = TOLERANCE, .max_steps = steps};
    struct scoring_problem problem = problem_of(search);
    memcpy(search->held_lower, search->box.lower, count * sizeof(double));
    memcpy(search->held_upper, search->box.upper, count * sizeof(double));
    memcpy(search->held_lower, search->x, smoothing * sizeof(double));
    memcpy(search->held_upper, search->x, smoothing * sizeof(double));
    problem.lower = search->held_lower;
    problem.upper = search->held_upper;
    return scoring_run(&problem, &settings, search->x, search->scratch, result);
}

/* A level at the mean, no trend, no season: every form is finite there. */
static void set_flat_states(struct ets_search *search)
{
    const struct ets_shape *shape = &search->box.shape;
    const double season = shape->form.season == ETS_SEASON_M ? 1.0 : 0.0;
    for (size_t i = shape->smoothing; i < shape->count; i++) {
        search->x[i] = season;
    }
    search->x[shape->level] = search->data->mean;
    if (shape->trend >= 0) {
        search->x[shape->trend] = 0.0;
    }
}

static void first_additive(struct ets_search *search)
{
    const bool seasonal = search->box.shape.form.season != ETS_SEASON_N;
    struct scoring_result result;
    if (seasonal) {
        ets_start_usual(search);
        set_flat_states(search);
        solve_states(search, 1, &result);
        ets_starts_seasonal(search);
    } else {
        ets_starts_plain(search);
    }
    if (search->start_count > 0) {
        search->starts[0].used = true;
        ets_start_from(search, &search->starts[0]);
        if (seasonal) {
            solve_states(search, 1, &result);
        }
        run_from_x(search);
    }
}

/* Starting values of a multiplicative-error form from its additive twin; a seasonal factor is the
 * additive season over the level. */
static void set_from_twin(struct ets_search *search, const struct ets_search *twin)
{
    const struct ets_shape *shape = &search->box.shape;
    const size_t count = shape->count;
    memcpy(search->x, twin->best, count * sizeof(double));
    if (shape->form.season != ETS_SEASON_M) {
        return;
    }
    const size_t m = shape->season;
    const double level = fmax(twin->best[shape->level], 0.1 * search->data->mean);
    double *season = search->x + shape->seasons;
    double last = 0.0, sum = 0.0;
    for (size_t k = 0; k + 1 < m; k++) {
        last -= season[k];
        season[k] = fmax(0.1, 1.0 + season[k] / level);
        sum += season[k];
    }
    sum += fmax(0.1, 1.0 + last / level);
    for (size_t k = 0; k + 1 < m; k++) {
        season[k] *= (double)m / sum;
    }
}

void ets_search_first(struct ets_search *search, const struct ets_search *twin)
{
    const struct ets_form form = search->box.shape.form;
    if (form.error == ETS_ERROR_A) {
        first_additive(search);
        return;
    }
    if (form.season == ETS_SEASON_N) {
        ets_starts_of_twin(search, twin);
    } else if (isfinite(twin->best_value)) {
        set_from_twin(search, twin);
        run_from_x(search);
    }
    if (isfinite(search->best_value)) {
        return;
    }
    if (search->start_count == 0) {
        set_flat_states(search);
        ets_starts_seasonal(search);
    }
    if (search->start_count > 0) {
        search->starts[0].used = true;
        ets_start_from(search, &search->starts[0]);
        run_from_x(search);
    }
}

/* Whether an earlier start was as good as the same. */
static bool repeats(const struct ets_search *search, size_t at)
{
    for (size_t s = 0; s < search->start_count; s++) {
        bool near = search->starts[s].used;
        for (size_t i = 0; near && i < search->box.shape.smoothing; i++) {
            const double gap =
                sqrt(search->starts[s].smoothing[i]) - sqrt(search->starts[at].smoothing[i]);
            near = fabs(gap) < NEAR_START;
        }
        if (near) {
            return true;
        }
    }
    return false;
}

void ets_search_further(struct ets_search *search, size_t most)
{
    const size_t count = search->box.shape.count;
    const bool seasonal = search->box.shape.form.season != ETS_SEASON_N;
    const double gap = search->box.shape.form.error == ETS_ERROR_A ? GAP : GAP_M;
    if (!isfinite(search->best_value)) {
        return;
    }
    memcpy(search->x, search->best, count * sizeof(double));
    if (seasonal) {
        ets_starts_seasonal(search);
    }
    for (size_t s = 0, runs = 0; s < search->start_count && runs < most; s++) {
        if (!seasonal &&
            (repeats(search, s) ||
             search->starts[s].value > fmin(search->best_value, search->limit) + gap)) {
            continue;
        }
        search->starts[s].used = true;
        memcpy(search->x, search->best, count * sizeof(double));
        ets_start_from(search, &search->starts[s]);
        run_from_x(search);
        runs++;
    }
}

void ets_search_widen(struct ets_search *search)
{
    if (search->data->bounds != BOUNDS_ADMISSIBLE || !isfinite(search->best_value)) {
        return;
    }
    ets_box_natural(&search->box, search->best, search->natural);
    search->box.bounds = BOUNDS_ADMISSIBLE;
    ets_box_set(&search->box);
    ets_box_inverse(&search->box, search->natural, search->x);
    memcpy(search->best, search->x, search->box.shape.count * sizeof(double));
    const struct scoring_problem problem = problem_of(search);
    run(search, &problem, TOLERANCE);
}

/* Starts by their own likelihood, the states of x or, without season, those of a grid. */
static void set_starts(struct ets_search *search)
{
    const struct ets_form form = search->box.shape.form;
    if (form.season != ETS_SEASON_N) {
        ets_starts_seasonal(search);
        return;
    }
    ets_starts_plain(search);
    if (form.error == ETS_ERROR_M) {
        struct ets_search twin = *search;
        search->starts = ARENA_NEW(search->scratch, struct ets_start, ETS_STARTS_MOST);
        if (search->starts == NULL) {
            search->starts = twin.starts;
            search->start_count = 0;
            return;
        }
        ets_starts_of_twin(search, &twin);
    }
}

void ets_search_again(struct ets_search *search)
{
    search->box.bounds = search->data->bounds;
    ets_box_set(&search->box);
    ets_box_inverse(&search->box, search->natural, search->x);
    run_from_x(search);
    if (!isfinite(search->best_value) || search->box.bounds == BOUNDS_ADMISSIBLE) {
        return;
    }
    memcpy(search->x, search->best, search->box.shape.count * sizeof(double));
    set_starts(search);
    if (search->start_count > 0 && search->starts[0].value < search->best_value) {
        ets_start_from(search, &search->starts[0]);
        run_from_x(search);
    }
}

void ets_search_states(struct ets_search *search, double alpha)
{
    struct scoring_result result;
    ets_start_usual(search);
    search->x[0] = alpha;
    set_flat_states(search);
    if (solve_states(search, MAX_STEPS, &result)) {
        search->best_value = result.value;
        memcpy(search->best, search->x, search->box.shape.count * sizeof(double));
    }
}
