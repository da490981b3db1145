/* The ARIMA model of the table: orders chosen by aicc. */
#include "forecast/arima.h"

#include "base/missing.h"
#include "forecast/models.h"
#include "forecast/notes.h"

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

/* What is noted: the orders, whether there is a constant, the season; known values and loglik; the
 * partial autocorrelations. */
enum { NOTE_HEAD = 10 };

static bool read_note(const struct notes *notes, struct arima_fit *before)
{
    size_t count;
    const double *note = notes_before(notes, 0, &count);
    if (note == NULL || count < NOTE_HEAD || count > NOTE_HEAD + ARIMA_COUNT_MOST) {
        return false;
    }
    for (size_t i = 0; i < NOTE_HEAD - 1; i++) {
        if (!(note[i] >= 0.0 && note[i] < UINT32_MAX)) {
            return false;
        }
    }
    *before = (struct arima_fit){.order = {.p = (size_t)note[0],
                                           .d = (size_t)note[1],
                                           .q = (size_t)note[2],
                                           .P = (size_t)note[3],
                                           .D = (size_t)note[4],
                                           .Q = (size_t)note[5],
                                           .constant = note[6] > 0.0},
                                 .season = (size_t)note[7],
                                 .observed = (size_t)note[8],
                                 .loglik = note[9]};
    memcpy(before->partial, note + NOTE_HEAD, (count - NOTE_HEAD) * sizeof *note);
    const struct arima_order *order = &before->order;
    return order->p + order->q + order->P + order->Q == count - NOTE_HEAD;
}

static void write_note(struct notes *notes, const struct arima_fit *fit)
{
    const struct arima_order *order = &fit->order;
    const size_t count = order->p + order->q + order->P + order->Q;
    if (is_missing(fit->loglik)) {
        return;
    }
    double note[NOTE_HEAD + ARIMA_COUNT_MOST] = {
        (double)order->p,      (double)order->d, (double)order->q,        (double)order->P,
        (double)order->D,      (double)order->Q, (double)order->constant, (double)fit->season,
        (double)fit->observed, fit->loglik};
    memcpy(note + NOTE_HEAD, fit->partial, count * sizeof *note);
    notes_keep(notes, 0, note, NOTE_HEAD + count);
}

static double cost(const struct arima_fit *fit)
{
    return -2.0 * fit->loglik / (double)fit->observed;
}

/* Looked up, or begun where it stood; anything but FIT_OK: anew. */
static enum fit look_up(const struct history *history, struct arena *scratch, struct arima_fit *fit)
{
    struct arima_fit before;
    if (!read_note(history->notes, &before)) {
        return FIT_UNSUITABLE;
    }
    const bool same = history->notes->same;
    enum fit done = arima_fit_again(history, &before, same, scratch, fit);
    if (done != FIT_OK || is_missing(fit->loglik)) {
        return FIT_UNSUITABLE;
    }
    const bool equal = fit->loglik >= before.loglik && fit->loglik <= before.loglik;
    const bool stands =
        same ? equal : notes_believable(history->notes, cost(&before), cost(fit), fit->observed);
    return stands ? FIT_OK : FIT_UNSUITABLE;
}

static enum fit fit_noted(const struct history *history, struct arena *scratch,
                          struct arima_fit *fit)
{
    struct arena_mark mark = arena_mark(scratch);
    enum fit done = look_up(history, scratch, fit);
    if (done != FIT_OK) {
        arena_rewind(scratch, mark);
        done = arima_fit_auto(history, NULL, scratch, fit);
    }
    if (done == FIT_OK) {
        write_note(history->notes, fit);
    }
    return done;
}

static enum fit run_auto(const struct history *history, size_t horizon, struct arena *scratch,
                         struct prediction *prediction)
{
    struct arima_fit fit = {0};
    enum fit done = fit_noted(history, scratch, &fit);
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
