/* The ARIMA model of the table: orders chosen by aicc. */
#include "forecast/arima.h"

#include "base/missing.h"
#include "forecast/models.h"

#include <stdio.h>
#include <string.h>

static size_t run_scratch(size_t length, size_t season, size_t horizon)
{
    return arima_scratch(length, season, 0) + arima_forecast_scratch(length, season, horizon);
}

/* As many as there is room for: MODEL_PARAMETERS less the end mark. */
static void add_parameter(struct prediction *prediction, size_t *next, const char *name,
                          size_t number, double value)
{
    if (*next + 1 < MODEL_PARAMETERS && !is_missing(value)) {
        struct parameter *parameter = &prediction->parameters[(*next)++];
        if (number > 0) {
            snprintf(parameter->name, sizeof parameter->name, "%s%zu", name, number % 10);
        } else {
            snprintf(parameter->name, sizeof parameter->name, "%s", name);
        }
        parameter->value = value;
    }
}

static void set_parameters(const struct arima_fit *fit, struct prediction *prediction)
{
    size_t next = 0;
    memset(prediction->parameters, 0, sizeof prediction->parameters);
    for (size_t i = 0; i < fit->order.p; i++) {
        add_parameter(prediction, &next, "ar", i + 1, fit->ar[i]);
    }
    for (size_t i = 0; i < fit->order.q; i++) {
        add_parameter(prediction, &next, "ma", i + 1, fit->ma[i]);
    }
    for (size_t i = 0; i < fit->order.P; i++) {
        add_parameter(prediction, &next, "sar", i + 1, fit->sar[i]);
    }
    for (size_t i = 0; i < fit->order.Q; i++) {
        add_parameter(prediction, &next, "sma", i + 1, fit->sma[i]);
    }
    add_parameter(prediction, &next, fit->order.d + fit->order.D > 0 ? "drift" : "mean", 0,
                  fit->constant);
}

static enum fit run_auto(const struct history *history, size_t horizon, struct arena *scratch,
                         struct prediction *prediction)
{
    struct arima_fit fit = {0};
    enum fit done = arima_fit_auto(history, NULL, scratch, &fit);
    if (done != FIT_OK) {
        return done;
    }
    arima_label(&fit, prediction->label);
    set_parameters(&fit, prediction);
    prediction->loglik = fit.loglik;
    prediction->aic = fit.aic;
    prediction->aicc = fit.aicc;
    prediction->bic = fit.bic;
    prediction->sigma2 = fit.sigma2;
    done = arima_forecast(&fit, horizon, NULL, scratch, prediction->mean, prediction->variance,
                          prediction->sum_variance);
    return done == FIT_OK ? prediction_finish(history, horizon, prediction) : done;
}

const struct model model_arima = {
    .name = "arima",
    .summary = "seasonal ARIMA, the orders chosen by aicc",
    .min_periods = 1,
    .scratch = run_scratch,
    .run = run_auto,
};
