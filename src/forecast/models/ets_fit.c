/* Fitting ETS: starts, the search, and the automatic choice.
 *
 * The search runs over smoothing parameters and initial states together by scoring (num/scoring.h).
 * For additive error the forecasts are linear in the initial states, so one step with the smoothing
 * parameters held finds the best states for them exactly: that is how starts are compared.  A form
 * with multiplicative error starts where its additive twin ended. */
#include "forecast/ets.h"

#include "base/missing.h"
#include "num/scoring.h"

#include <assert.h>
#include <string.h>

/* In units of -2 loglik: far below what an information criterion can tell apart. */
static const double TOLERANCE = 1e-7;
enum { MAX_STEPS = 60, STATE_STEPS = 1, VECTORS = 8, FEW = 5 };

struct fitter {
    const struct ets_data *data;
    struct ets_box box;
    struct ets_work work;
    struct arena *scratch;
    double *natural;    /* [count] p at the last call */
    double *polynomial; /* [m + 2] */
    double *x;          /* [count] current */
    double *best;       /* [count] */
    double best_value;
    double *start_lower, *start_upper; /* [count] a box with the smoothing parameters held */
};

static double fitter_value(void *context, const double *x)
{
    struct fitter *fitter = context;
    ets_box_natural(&fitter->box, x, fitter->natural);
    if (!ets_box_holds(&fitter->box, fitter->natural, fitter->polynomial)) {
        return HUGE_VAL;
    }
    return ets_value(fitter->data, &fitter->box.shape, fitter->natural, &fitter->work, NULL);
}

static double fitter_expand(void *context, const double *x, double *gradient, double *curvature)
{
    struct fitter *fitter = context;
    ets_box_natural(&fitter->box, x, fitter->natural);
    if (!ets_box_holds(&fitter->box, fitter->natural, fitter->polynomial)) {
        return HUGE_VAL;
    }
    double value = ets_expand(fitter->data, &fitter->box.shape, fitter->natural, &fitter->work,
                              gradient, curvature);
    if (isfinite(value)) {
        ets_box_chain(&fitter->box, x, gradient, curvature);
    }
    return value;
}

static bool fitter_take(struct fitter *fitter, const struct ets_data *data, struct ets_form form,
                        struct arena *scratch)
{
    struct ets_shape shape = ets_shape_of(form, data->season);
    size_t count = shape.count;
    *fitter = (struct fitter){.data = data, .scratch = scratch, .best_value = HUGE_VAL};
    fitter->box = (struct ets_box){.shape = shape, .bounds = data->bounds};
    double *block = ARENA_NEW(scratch, double, VECTORS *count + shape.season + 2);
    if (block == NULL || !ets_work_take(&fitter->work, shape.season, shape.width, scratch)) {
        return false;
    }
    double **vectors[] = {&fitter->box.lower, &fitter->box.upper,   &fitter->natural,    &fitter->x,
                          &fitter->best,      &fitter->start_lower, &fitter->start_upper};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        *vectors[i] = block + i * count;
    }
    fitter->polynomial = block + VECTORS * count;
    ets_box_set(&fitter->box);
    return true;
}

static size_t fitter_bytes(size_t season)
{
    size_t width =
        season + 8; /* no form has more than alpha .. phi, level, trend and m - 1 seasons */
    return (VECTORS * width + season + 2) * sizeof(double) + 64 + ets_work_bytes(season, width) +
           scoring_scratch(width);
}

static void run_search(struct fitter *fitter, bool hold_smoothing, size_t max_steps,
                       struct scoring_result *result)
{
    const struct ets_shape *shape = &fitter->box.shape;
    struct scoring_problem problem = {.count = shape->count,
                                      .lower = fitter->box.lower,
                                      .upper = fitter->box.upper,
                                      .value = fitter_value,
                                      .expand = fitter_expand,
                                      .context = fitter};
    if (hold_smoothing) {
        memcpy(fitter->start_lower, fitter->box.lower, shape->count * sizeof(double));
        memcpy(fitter->start_upper, fitter->box.upper, shape->count * sizeof(double));
        memcpy(fitter->start_lower, fitter->x, shape->smoothing * sizeof(double));
        memcpy(fitter->start_upper, fitter->x, shape->smoothing * sizeof(double));
        problem.lower = fitter->start_lower;
        problem.upper = fitter->start_upper;
    }
    const struct scoring_settings settings = {.tolerance = TOLERANCE, .max_steps = max_steps};
    scoring_run(&problem, &settings, fitter->x, fitter->scratch, result);
}

static void keep_best(struct fitter *fitter, double value)
{
    if (value < fitter->best_value) {
        fitter->best_value = value;
        memcpy(fitter->best, fitter->x, fitter->box.shape.count * sizeof(double));
    }
}

/* Searches from fitter->x. */
static void search(struct fitter *fitter)
{
    struct scoring_result result;
    run_search(fitter, false, MAX_STEPS, &result);
    keep_best(fitter, result.value);
}

/* Smoothing parameters to start from, as in x: shares of the room for beta and gamma. */
struct start {
    double alpha, beta, gamma, phi;
};

static void set_smoothing(struct fitter *fitter, const struct start *start)
{
    const struct ets_shape *shape = &fitter->box.shape;
    bool free = fitter->box.bounds == BOUNDS_ADMISSIBLE;
    double *x = fitter->x;
    x[0] = start->alpha;
    if (shape->beta >= 0) {
        x[shape->beta] = free ? start->beta * start->alpha : start->beta;
    }
    if (shape->gamma >= 0) {
        x[shape->gamma] = free ? start->gamma * (1.0 - start->alpha) : start->gamma;
    }
    if (shape->phi >= 0) {
        x[shape->phi] = start->phi;
    }
}

/* A level at the mean, no trend, no season: every form is finite there. */
static void set_flat_states(struct fitter *fitter)
{
    const struct ets_shape *shape = &fitter->box.shape;
    double season = shape->form.season == ETS_SEASON_M ? 1.0 : 0.0;
    for (size_t i = shape->smoothing; i < shape->count; i++) {
        fitter->x[i] = season;
    }
    fitter->x[shape->level] = fitter->data->mean;
    if (shape->trend >= 0) {
        fitter->x[shape->trend] = 0.0;
    }
}

/* The surface has often several optima: little or much smoothing, of each of the states. */
static const struct start STARTS[] = {
    {.alpha = 0.1, .beta = 0.05, .gamma = 0.05, .phi = 0.97},
    {.alpha = 0.6, .beta = 0.1, .gamma = 0.1, .phi = 0.9},
    {.alpha = 0.02, .beta = 0.5, .gamma = 0.02, .phi = 0.978},
    {.alpha = 0.8, .beta = 0.8, .gamma = 0.5, .phi = 0.82},
    {.alpha = 0.4, .beta = 0.3, .gamma = 0.7, .phi = 0.95},
    {.alpha = 0.05, .beta = 0.1, .gamma = 0.9, .phi = 0.95},
};
enum { START_COUNT = sizeof STARTS / sizeof *STARTS };

/* Fits additive error from every start, or from the better ones. */
static void fit_additive(struct fitter *fitter)
{
    for (size_t s = 0; s < START_COUNT; s++) {
        struct scoring_result result;
        set_smoothing(fitter, &STARTS[s]);
        set_flat_states(fitter);
        run_search(fitter, true, STATE_STEPS, &result);
        search(fitter);
    }
}

/* Starting values of a multiplicative-error form from its additive twin, p by p; a seasonal factor
 * is the additive season over the level. */
static void set_from_twin(struct fitter *fitter, const struct fitter *twin)
{
    const struct ets_shape *shape = &fitter->box.shape;
    const size_t count = shape->count;
    memcpy(fitter->x, twin->best, count * sizeof(double));
    if (shape->form.season != ETS_SEASON_M) {
        return;
    }
    const size_t m = shape->season;
    const double level = fmax(twin->best[shape->level], 0.1 * fitter->data->mean);
    double *season = fitter->x + shape->seasons;
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

static void fit_multiplicative(struct fitter *fitter, const struct fitter *twin)
{
    if (twin != NULL && isfinite(twin->best_value)) {
        set_from_twin(fitter, twin);
        search(fitter);
        for (size_t s = 0; s < START_COUNT; s++) {
            set_from_twin(fitter, twin);
            set_smoothing(fitter, &STARTS[s]);
            search(fitter);
        }
    }
    if (!isfinite(fitter->best_value)) {
        set_smoothing(fitter, &STARTS[0]);
        set_flat_states(fitter);
        search(fitter);
    }
}

static struct ets_form additive_twin(struct ets_form form)
{
    form.error = ETS_ERROR_A;
    form.season = form.season == ETS_SEASON_N ? ETS_SEASON_N : ETS_SEASON_A;
    return form;
}

/* A power of two near the mean size, so that dividing by it is exact. */
static double scale_of(double mean_size)
{
    int exponent;
    frexp(mean_size, &exponent);
    return ldexp(1.0, exponent);
}

static bool prepare(struct ets_data *data, const struct history *history, struct arena *scratch)
{
    double *y = ARENA_NEW(scratch, double, history->length);
    if (y == NULL) {
        return false;
    }
    double size = 0.0, sum = 0.0, first = MISSING;
    *data = (struct ets_data){.y = y,
                              .length = history->length,
                              .season = 1,
                              .scale = 1.0,
                              .positive = true,
                              .constant = true,
                              .bounds = history->bounds};
    for (size_t t = 0; t < history->length; t++) {
        double value = history->demand[t];
        if (is_missing(value)) {
            continue;
        }
        first = data->observed++ == 0 ? value : first;
        data->constant = data->constant && !(value < first || value > first);
        data->positive = data->positive && value > 0.0;
        size += fabs(value);
    }
    if (data->observed > 0 && size > 0.0) {
        data->scale = scale_of(size / (double)data->observed);
    }
    for (size_t t = 0; t < history->length; t++) {
        y[t] = history->demand[t] / data->scale;
        sum += value_or(y[t], 0.0);
    }
    data->mean = data->observed > 0 ? sum / (double)data->observed : 0.0;
    /* A season must be seen twice before it can be told from noise. */
    if (history->season > 1 && history->season <= history->length / 2) {
        data->season = history->season;
    }
    return true;
}

static bool season_arrays(struct ets_fit *fit, size_t m, struct arena *scratch)
{
    fit->season = NULL;
    fit->season0 = NULL;
    if (fit->form.season != ETS_SEASON_N) {
        fit->season = ARENA_NEW(scratch, double, m);
        fit->season0 = ARENA_NEW(scratch, double, m);
        return fit->season != NULL && fit->season0 != NULL;
    }
    return true;
}

/* Likelihood, criteria and variance from the sums of the last pass. */
static void set_criteria(struct ets_fit *fit, const struct ets_data *data,
                         const struct ets_shape *shape, double value, const struct ets_state *state)
{
    const double n = (double)data->observed;
    const double k = (double)shape->count + 1.0;
    const bool relative = shape->form.error == ETS_ERROR_M;
    const double unit = relative ? 1.0 : data->scale * data->scale;
    fit->observed = data->observed;
    fit->parameters = shape->count + 1;
    fit->loglik = -0.5 * (value + 2.0 * n * log(data->scale));
    fit->aic = -2.0 * fit->loglik + 2.0 * k;
    fit->bic = -2.0 * fit->loglik + log(n) * k;
    fit->aicc = n - k - 1.0 > 0.0 ? fit->aic + 2.0 * k * (k + 1.0) / (n - k - 1.0) : MISSING;
    fit->mse = state->sum_square / n * unit;
    fit->sigma2 = state->sum_square / fmax(1.0, n - k + 1.0) * unit;
}

/* Runs once more at p and writes everything that a reader wants, in the units of the history. */
static void report(struct ets_fit *fit, const struct ets_data *data, const struct ets_shape *shape,
                   const double *p, struct ets_work *work)
{
    struct ets_state state;
    double value = ets_value(data, shape, p, work, &state);
    const bool additive_season = shape->form.season == ETS_SEASON_A;
    const double season_unit = additive_season ? data->scale : 1.0;
    fit->alpha = p[0];
    fit->beta = shape->beta >= 0 ? p[shape->beta] : MISSING;
    fit->gamma = shape->gamma >= 0 ? p[shape->gamma] : MISSING;
    fit->phi = shape->phi >= 0 ? p[shape->phi] : MISSING;
    fit->level0 = p[shape->level] * data->scale;
    fit->trend0 = shape->trend >= 0 ? p[shape->trend] * data->scale : MISSING;
    fit->level = state.level * data->scale;
    fit->trend = shape->trend >= 0 ? state.trend * data->scale : MISSING;
    if (shape->seasons >= 0) {
        assert(fit->season0 != NULL && fit->season != NULL);
        const size_t m = shape->season;
        double rest = additive_season ? 0.0 : (double)m;
        for (size_t k = 0; k + 1 < m; k++) {
            fit->season0[k] = p[(size_t)shape->seasons + k] * season_unit;
            rest -= p[(size_t)shape->seasons + k];
        }
        fit->season0[m - 1] = rest * season_unit;
        for (size_t k = 0; k < m; k++) {
            fit->season[k] = work->season[(state.slot + k) % m] * season_unit;
        }
    }
    set_criteria(fit, data, shape, value, &state);
}

/* A history that never changes: its level, without variance; a likelihood would be infinite. */
static enum fit report_constant(struct ets_fit *fit, const struct ets_data *data)
{
    const struct ets_shape shape = ets_shape_of((struct ets_form){0}, 1);
    *fit = (struct ets_fit){.alpha = 1e-4,
                            .beta = MISSING,
                            .gamma = MISSING,
                            .phi = MISSING,
                            .level0 = data->mean * data->scale,
                            .level = data->mean * data->scale,
                            .trend0 = MISSING,
                            .trend = MISSING,
                            .loglik = MISSING,
                            .aic = MISSING,
                            .aicc = MISSING,
                            .bic = MISSING,
                            .observed = data->observed,
                            .parameters = shape.count + 1};
    return FIT_OK;
}

/* Two to four values: the level alone is fitted, with a middling alpha; anything more would pass
 * through every point. */
static enum fit fit_few(struct ets_fit *fit, const struct ets_data *data, struct arena *scratch)
{
    const struct start start = {.alpha = 0.2};
    struct fitter fitter;
    struct scoring_result result;
    fit->form = (struct ets_form){0};
    if (!fitter_take(&fitter, data, fit->form, scratch)) {
        return FIT_NO_MEMORY;
    }
    set_smoothing(&fitter, &start);
    set_flat_states(&fitter);
    run_search(&fitter, true, MAX_STEPS, &result);
    ets_box_natural(&fitter.box, fitter.x, fitter.natural);
    fit->season = fit->season0 = NULL;
    report(fit, data, &fitter.box.shape, fitter.natural, &fitter.work);
    fit->aicc = MISSING;
    return FIT_OK;
}

/* Whether a history can carry the form: FIT_OK if so. */
static enum fit suits(const struct ets_data *data, struct ets_form form)
{
    if ((form.error == ETS_ERROR_M || form.season == ETS_SEASON_M) && !data->positive) {
        return FIT_UNSUITABLE;
    }
    if (form.season != ETS_SEASON_N && data->season == 1) {
        return FIT_SHORT;
    }
    /* aicc divides by n - k - 1 */
    return data->observed >= ets_shape_of(form, data->season).count + 3 ? FIT_OK : FIT_SHORT;
}

static void fit_with_twin(struct fitter *fitter, const struct fitter *twin)
{
    if (fitter->box.shape.form.error == ETS_ERROR_A) {
        fit_additive(fitter);
    } else {
        fit_multiplicative(fitter, twin);
    }
}

static enum fit report_best(struct ets_fit *fit, struct fitter *fitter, struct arena *scratch)
{
    if (!isfinite(fitter->best_value)) {
        return FIT_NOT_CONVERGED;
    }
    fit->form = fitter->box.shape.form;
    if (!season_arrays(fit, fitter->box.shape.season, scratch)) {
        return FIT_NO_MEMORY;
    }
    ets_box_natural(&fitter->box, fitter->best, fitter->natural);
    report(fit, fitter->data, &fitter->box.shape, fitter->natural, &fitter->work);
    return FIT_OK;
}

size_t ets_scratch(size_t length, size_t season)
{
    size_t m = season > 1 && season <= length / 2 ? season : 1;
    return length * sizeof(double) + 64 + ETS_FORMS * fitter_bytes(m) +
           2 * (m * sizeof(double) + 64);
}

enum fit ets_fit_form(const struct history *history, struct ets_form form, struct arena *scratch,
                      struct ets_fit *fit)
{
    struct ets_data data;
    struct fitter fitter, twin;
    if (!prepare(&data, history, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (data.observed < 2) {
        return FIT_SHORT;
    }
    if (data.constant) {
        return report_constant(fit, &data);
    }
    enum fit suited = suits(&data, form);
    if (suited != FIT_OK) {
        return suited;
    }
    if (!fitter_take(&fitter, &data, form, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (form.error == ETS_ERROR_M) {
        if (!fitter_take(&twin, &data, additive_twin(form), scratch)) {
            return FIT_NO_MEMORY;
        }
        fit_additive(&twin);
        fit_multiplicative(&fitter, &twin);
    } else {
        fit_additive(&fitter);
    }
    return report_best(fit, &fitter, scratch);
}

/* aicc but for what all forms of one history share. */
static double criterion(const struct fitter *fitter)
{
    double n = (double)fitter->data->observed, k = (double)fitter->box.shape.count + 1.0;
    return fitter->best_value + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0);
}

static size_t form_index(struct ets_form form)
{
    size_t i = 0;
    while (i + 1 < ETS_FORMS &&
           (ets_forms[i].error != form.error || ets_forms[i].trend != form.trend ||
            ets_forms[i].season != form.season)) {
        i++;
    }
    return i;
}

enum fit ets_fit_best(const struct history *history, struct arena *scratch, struct ets_fit *fit)
{
    struct ets_data data;
    struct fitter fitters[ETS_FORMS];
    size_t best = ETS_FORMS;
    if (!prepare(&data, history, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (data.observed < 2) {
        return FIT_SHORT;
    }
    if (data.constant) {
        return report_constant(fit, &data);
    }
    if (data.observed < FEW) {
        return fit_few(fit, &data, scratch);
    }
    for (size_t i = 0; i < ETS_FORMS; i++) {
        if (suits(&data, ets_forms[i]) != FIT_OK) {
            continue;
        }
        if (!fitter_take(&fitters[i], &data, ets_forms[i], scratch)) {
            return FIT_NO_MEMORY;
        }
        fit_with_twin(&fitters[i], &fitters[form_index(additive_twin(ets_forms[i]))]);
        if (isfinite(fitters[i].best_value) &&
            (best == ETS_FORMS || criterion(&fitters[i]) < criterion(&fitters[best]))) {
            best = i;
        }
    }
    return best < ETS_FORMS ? report_best(fit, &fitters[best], scratch) : FIT_NOT_CONVERGED;
}

static bool take_given(const struct ets_fit *fit, const struct ets_shape *shape, double scale,
                       double *p)
{
    const double unit = shape->form.season == ETS_SEASON_A ? scale : 1.0;
    p[0] = fit->alpha;
    p[shape->level] = fit->level0 / scale;
    if (shape->beta >= 0) {
        p[shape->beta] = fit->beta;
        p[shape->trend] = fit->trend0 / scale;
    }
    if (shape->phi >= 0) {
        p[shape->phi] = fit->phi;
    }
    if (shape->gamma >= 0) {
        p[shape->gamma] = fit->gamma;
        for (size_t k = 0; k + 1 < shape->season; k++) {
            p[(size_t)shape->seasons + k] = fit->season0[k] / unit;
        }
    }
    for (size_t i = 0; i < shape->count; i++) {
        if (!isfinite(p[i])) {
            return false;
        }
    }
    return true;
}

enum fit ets_evaluate(const struct history *history, struct arena *scratch, struct ets_fit *fit)
{
    struct ets_data data;
    struct fitter fitter;
    if (!prepare(&data, history, scratch) || !fitter_take(&fitter, &data, fit->form, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (!take_given(fit, &fitter.box.shape, data.scale, fitter.natural)) {
        return FIT_UNSUITABLE;
    }
    if (!season_arrays(fit, fitter.box.shape.season, scratch)) {
        return FIT_NO_MEMORY;
    }
    report(fit, &data, &fitter.box.shape, fitter.natural, &fitter.work);
    return isfinite(fit->loglik) ? FIT_OK : FIT_UNSUITABLE;
}
