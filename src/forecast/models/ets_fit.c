/* Fitting ETS: a history made ready, one form or the best of all, and what is reported of it. */
#include "base/missing.h"
#include "ets_parts.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* With fewer values than this a level alone is fitted, and its alpha not estimated: anything more
 * would pass through every point. */
enum { FEW = 5 };
static const double ALPHA_OF_FEW = 0.2;

/* Where many forms compete, only those are searched from further starts that came within this of
 * the best aicc from their first start.  Short histories are cheap and their surface is rough:
 * there all forms are searched from all starts. */
static const double MARGIN = 16.0;

/* A relative error whose standard deviation is the forecast itself: its variance grows by the
 * period without bound, and no plan can be made of it.  Such a form is passed over by the automatic
 * choice. */
static const double MOST_RELATIVE = 1.0;

enum {
    SHORT_LENGTH = 50,
    LONG_LENGTH = 200,
    STARTS_SHORT = 11,
    STARTS_MIDDLE = 6,
    STARTS_LONG = 4
};

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
    fit->mse = state->sum_error / n * data->scale * data->scale;
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

/* Two to four values. */
static enum fit fit_few(struct ets_fit *fit, const struct ets_data *data, struct arena *scratch)
{
    struct ets_search search;
    if (!ets_search_take(&search, data, (struct ets_form){0}, scratch)) {
        return FIT_NO_MEMORY;
    }
    ets_search_states(&search, ALPHA_OF_FEW);
    if (!isfinite(search.best_value)) {
        return FIT_NOT_CONVERGED;
    }
    *fit = (struct ets_fit){.form = search.box.shape.form};
    ets_box_natural(&search.box, search.best, search.natural);
    report(fit, data, &search.box.shape, search.natural, &search.work);
    fit->aicc = MISSING;
    return FIT_OK;
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

static enum fit report_best(struct ets_fit *fit, struct ets_search *search, struct arena *scratch)
{
    if (!isfinite(search->best_value)) {
        return FIT_NOT_CONVERGED;
    }
    *fit = (struct ets_fit){.form = search->box.shape.form};
    if (!season_arrays(fit, search->box.shape.season, scratch)) {
        return FIT_NO_MEMORY;
    }
    ets_search_polish(search);
    ets_box_natural(&search->box, search->best, search->natural);
    report(fit, search->data, &search->box.shape, search->natural, &search->work);
    return FIT_OK;
}

size_t ets_scratch(size_t length, size_t season)
{
    size_t m = season > 1 && season <= length / 2 ? season : 1;
    return length * sizeof(double) + 64 + ETS_FORMS * ets_search_bytes(m) +
           ETS_FORMS * 2 * (m * sizeof(double) + 64);
}

enum fit ets_fit_form(const struct history *history, struct ets_form form, struct arena *scratch,
                      struct ets_fit *fit)
{
    struct ets_data data;
    struct ets_search search, twin;
    if (!prepare(&data, history, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (data.observed < 2) {
        return FIT_SHORT;
    }
    if (data.constant) {
        return report_constant(fit, &data);
    }
    if (data.observed < FEW && form_index(form) == 0) {
        return fit_few(fit, &data, scratch);
    }
    enum fit suited = suits(&data, form);
    if (suited != FIT_OK) {
        return suited;
    }
    if (!ets_search_take(&search, &data, form, scratch)) {
        return FIT_NO_MEMORY;
    }
    const size_t most = data.observed < LONG_LENGTH ? (size_t)STARTS_SHORT : (size_t)STARTS_LONG;
    if (form.error == ETS_ERROR_M) {
        if (!ets_search_take(&twin, &data, additive_twin(form), scratch)) {
            return FIT_NO_MEMORY;
        }
        ets_search_first(&twin, NULL);
        ets_search_further(&twin, most);
        ets_search_first(&search, &twin);
    } else {
        ets_search_first(&search, NULL);
    }
    ets_search_further(&search, most);
    ets_search_widen(&search);
    return report_best(fit, &search, scratch);
}

double ets_penalty(double n, size_t count)
{
    const double k = (double)count + 1.0;
    return 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0);
}

/* aicc but for what all forms of one history share. */
static double criterion(const struct ets_search *search)
{
    if (!isfinite(search->best_value)) {
        return HUGE_VAL;
    }
    return search->best_value +
           ets_penalty((double)search->data->observed, search->box.shape.count);
}

static size_t least(const struct ets_search *searches)
{
    size_t best = 0;
    for (size_t i = 1; i < ETS_FORMS; i++) {
        if (criterion(&searches[i]) < criterion(&searches[best])) {
            best = i;
        }
    }
    return best;
}

/* A form cannot win above the best criterion of all; what it would have to reach for that. */
static void set_limit(struct ets_search *searches, size_t i)
{
    const struct ets_search *search = &searches[i];
    searches[i].limit = criterion(&searches[least(searches)]) -
                        ets_penalty((double)search->data->observed, search->box.shape.count);
}

/* The first search of every form that suits, either without season or with. */
static enum fit search_first(const struct ets_data *data, struct ets_search *searches,
                             bool seasonal, struct arena *scratch)
{
    for (size_t i = 0; i < ETS_FORMS; i++) {
        if ((ets_forms[i].season != ETS_SEASON_N) != seasonal ||
            suits(data, ets_forms[i]) != FIT_OK) {
            continue;
        }
        if (!ets_search_take(&searches[i], data, ets_forms[i], scratch)) {
            return FIT_NO_MEMORY;
        }
        /* A multiplicative season starts from where its additive twin ends: that must be an optimum
         * even where the twin itself has no hope. */
        if (!seasonal || ets_forms[i].error == ETS_ERROR_M || !data->positive) {
            set_limit(searches, i);
        }
        ets_search_first(&searches[i], &searches[form_index(additive_twin(ets_forms[i]))]);
    }
    return FIT_OK;
}

/* Every form that suits from its first start, then the hopeful ones from others. */
static enum fit compete(const struct ets_data *data, struct ets_search *searches,
                        struct arena *scratch)
{
    for (size_t i = 0; i < ETS_FORMS; i++) {
        searches[i].best_value = HUGE_VAL;
    }
    enum fit done = search_first(data, searches, false, scratch);
    if (done == FIT_OK && data->season > 1 &&
        !ets_season_hopeless(data, criterion(&searches[least(searches)]), scratch)) {
        done = search_first(data, searches, true, scratch);
    }
    if (done != FIT_OK) {
        return done;
    }
    const bool brief = data->observed < SHORT_LENGTH;
    const size_t most = brief                          ? (size_t)STARTS_SHORT
                        : data->observed < LONG_LENGTH ? (size_t)STARTS_MIDDLE
                                                       : (size_t)STARTS_LONG;
    const double limit = criterion(&searches[least(searches)]) + (brief ? HUGE_VAL : MARGIN);
    for (size_t i = 0; i < ETS_FORMS; i++) {
        if (criterion(&searches[i]) < limit) {
            set_limit(searches, i);
            ets_search_further(&searches[i], most);
            ets_search_widen(&searches[i]);
        }
    }
    return FIT_OK;
}

/* The best of the searches that are left, which is left no longer. */
static enum fit report_next(struct ets_search *searches, struct arena *scratch, struct ets_fit *fit)
{
    enum fit done;
    do {
        struct ets_search *best = &searches[least(searches)];
        done = report_best(fit, best, scratch);
        best->best_value = HUGE_VAL;
    } while (done == FIT_OK && fit->form.error == ETS_ERROR_M && fit->sigma2 > MOST_RELATIVE);
    return done;
}

enum fit ets_fit_best(const struct history *history, struct arena *scratch, struct ets_fit *fit)
{
    size_t count;
    return ets_fit_ranked(history, 0.0, 1, scratch, fit, &count);
}

enum fit ets_fit_ranked(const struct history *history, double margin, size_t most,
                        struct arena *scratch, struct ets_fit *fits, size_t *count)
{
    struct ets_data data;
    struct ets_search searches[ETS_FORMS];
    *count = 1;
    if (!prepare(&data, history, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (data.observed < 2) {
        return FIT_SHORT;
    }
    if (data.constant) {
        return report_constant(&fits[0], &data);
    }
    if (data.observed < FEW) {
        return fit_few(&fits[0], &data, scratch);
    }
    enum fit done = compete(&data, searches, scratch);
    if (done != FIT_OK) {
        return done;
    }
    const double best = criterion(&searches[least(searches)]);
    done = report_next(searches, scratch, &fits[0]);
    while (done == FIT_OK && *count < most &&
           criterion(&searches[least(searches)]) <= best + margin &&
           report_next(searches, scratch, &fits[*count]) == FIT_OK) {
        ++*count;
    }
    return done;
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

enum fit ets_fit_warm(const struct history *history, const struct ets_fit *before,
                      struct arena *scratch, struct ets_fit *fit)
{
    struct ets_data data;
    struct ets_search search;
    if (!prepare(&data, history, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (data.constant || data.observed < FEW) {
        return FIT_SHORT;
    }
    enum fit suited = suits(&data, before->form);
    if (suited != FIT_OK) {
        return suited;
    }
    if (!ets_search_take(&search, &data, before->form, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (!take_given(before, &search.box.shape, data.scale, search.natural)) {
        return FIT_UNSUITABLE;
    }
    ets_search_again(&search);
    enum fit done = report_best(fit, &search, scratch);
    const bool relative = before->form.error == ETS_ERROR_M;
    return done == FIT_OK && relative && fit->sigma2 > MOST_RELATIVE ? FIT_UNSUITABLE : done;
}

enum fit ets_evaluate(const struct history *history, struct arena *scratch, struct ets_fit *fit)
{
    struct ets_data data;
    struct ets_search search;
    if (!prepare(&data, history, scratch) || !ets_search_take(&search, &data, fit->form, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (!take_given(fit, &search.box.shape, data.scale, search.natural)) {
        return FIT_UNSUITABLE;
    }
    if (!season_arrays(fit, search.box.shape.season, scratch)) {
        return FIT_NO_MEMORY;
    }
    report(fit, &data, &search.box.shape, search.natural, &search.work);
    return isfinite(fit->loglik) ? FIT_OK : FIT_UNSUITABLE;
}
