/* The exponential-smoothing models of the table: ets (chosen by aicc), ses, holt, and each form
 * under its own name, as in ets:MAdM. */
#include "forecast/ets.h"

#include "base/missing.h"
#include "ets_notes.h"
#include "forecast/models.h"

#include <stdio.h>
#include <string.h>

static size_t run_scratch(size_t length, size_t season, size_t horizon)
{
    return ets_noted_scratch(length, season) + 4 * horizon * sizeof(double) + 64;
}

static void set_parameter(struct prediction *prediction, size_t *next, const char *name,
                          double value)
{
    if (!is_missing(value)) {
        struct parameter *parameter = &prediction->parameters[(*next)++];
        snprintf(parameter->name, sizeof parameter->name, "%s", name);
        parameter->value = value;
    }
}

static enum fit predict(const struct history *history, size_t horizon, struct arena *scratch,
                        const struct ets_fit *fit, struct prediction *prediction)
{
    size_t next = 0;
    ets_label(fit->form, prediction->label);
    memset(prediction->parameters, 0, sizeof prediction->parameters);
    set_parameter(prediction, &next, "alpha", fit->alpha);
    set_parameter(prediction, &next, "beta", fit->beta);
    set_parameter(prediction, &next, "gamma", fit->gamma);
    set_parameter(prediction, &next, "phi", fit->phi);
    set_parameter(prediction, &next, "l0", fit->level0);
    set_parameter(prediction, &next, "b0", fit->trend0);
    set_parameter(prediction, &next, "level", fit->level);
    set_parameter(prediction, &next, "trend", fit->trend);
    prediction->loglik = fit->loglik;
    prediction->aic = fit->aic;
    prediction->aicc = fit->aicc;
    prediction->bic = fit->bic;
    prediction->sigma2 = fit->sigma2;
    enum fit done = ets_moments(fit, history->season, horizon, scratch, prediction->mean,
                                prediction->variance, prediction->sum_variance);
    return done == FIT_OK ? prediction_finish(history, horizon, prediction) : done;
}

static enum fit run_form(const struct history *history, size_t horizon, struct arena *scratch,
                         struct prediction *prediction, struct ets_form form)
{
    struct ets_fit fit = {0};
    enum fit done = ets_fit_noted(history, &form, 0, scratch, &fit);
    return done == FIT_OK ? predict(history, horizon, scratch, &fit, prediction) : done;
}

static enum fit run_best(const struct history *history, size_t horizon, struct arena *scratch,
                         struct prediction *prediction)
{
    struct ets_fit fit = {0};
    enum fit done = ets_fit_noted(history, NULL, 0, scratch, &fit);
    return done == FIT_OK ? predict(history, horizon, scratch, &fit, prediction) : done;
}

#define RUN_FORM(name, error, trend, season)                                                       \
    static enum fit run_##name(const struct history *history, size_t horizon,                      \
                               struct arena *scratch, struct prediction *prediction)               \
    {                                                                                              \
        return run_form(                                                                           \
            history, horizon, scratch, prediction,                                                 \
            (struct ets_form){ETS_ERROR_##error, ETS_TREND_##trend, ETS_SEASON_##season});         \
    }

RUN_FORM(ANN, A, N, N)
RUN_FORM(AAN, A, A, N)
RUN_FORM(AAdN, A, AD, N)
RUN_FORM(ANA, A, N, A)
RUN_FORM(AAA, A, A, A)
RUN_FORM(AAdA, A, AD, A)
RUN_FORM(MNN, M, N, N)
RUN_FORM(MAN, M, A, N)
RUN_FORM(MAdN, M, AD, N)
RUN_FORM(MNA, M, N, A)
RUN_FORM(MAA, M, A, A)
RUN_FORM(MAdA, M, AD, A)
RUN_FORM(MNM, M, N, M)
RUN_FORM(MAM, M, A, M)
RUN_FORM(MAdM, M, AD, M)

const struct model model_ets = {
    .name = "ets",
    .summary = "exponential smoothing, the form chosen by aicc",
    .min_periods = 2,
    .scratch = run_scratch,
    .run = run_best,
};

const struct model model_ses = {
    .name = "ses",
    .summary = "simple exponential smoothing",
    .min_periods = 2,
    .scratch = run_scratch,
    .run = run_ANN,
};

const struct model model_holt = {
    .name = "holt",
    .summary = "exponential smoothing with a trend",
    .min_periods = 7,
    .scratch = run_scratch,
    .run = run_AAN,
};

#define FORM_MODEL(form)                                                                           \
    {                                                                                              \
        .name = "ets:" #form, .summary = "exponential smoothing of the form " #form,               \
        .min_periods = 2, .scratch = run_scratch, .run = run_##form,                               \
    }

const struct model model_ets_forms[ETS_FORMS] = {
    FORM_MODEL(ANN),  FORM_MODEL(AAN),  FORM_MODEL(AAdN), FORM_MODEL(ANA),  FORM_MODEL(AAA),
    FORM_MODEL(AAdA), FORM_MODEL(MNN),  FORM_MODEL(MAN),  FORM_MODEL(MAdN), FORM_MODEL(MNA),
    FORM_MODEL(MAA),  FORM_MODEL(MAdA), FORM_MODEL(MNM),  FORM_MODEL(MAM),  FORM_MODEL(MAdM),
};
