/* Complex exponential smoothing: histories made ready, the form chosen, forecasts and moments. */
#include "forecast/ces.h"

#include "ces_parts.h"
#include "forecast/models.h"
#include "forecast/notes.h"
#include "simple.h"

#include <string.h>

enum { LANES = CES_LANES, PADDING = 64, FIRST_PERIODS = 10 };

/* Backcasting needs the beginning only: what is further away than this has been forgotten, or moves
 * so slowly that the mean will do. */
enum { BACK_MOST = 250, BACK_SEASONS = 4 };

size_t ces_scratch(size_t length, size_t season, size_t horizon)
{
    return (length * (1 + LANES) + season + 2 * (season + 1) * LANES + (1 + CES_GAINS) * horizon) *
               sizeof(double) +
           (size_t)8 * PADDING;
}

/* Whether the history is long enough for seasons. */
static bool carries_season(const struct ces_data *data)
{
    return data->season > 1 && data->length >= 2 * data->season;
}

/* First guesses: the mean of the first season (or few periods), and what each position departs from
 * it over all cycles. */
static void guess(struct ces_data *data, double *figure)
{
    size_t first = data->season > FIRST_PERIODS ? data->season : FIRST_PERIODS;
    double sum = 0.0, count = 0.0, mean = 0.0;
    for (size_t t = 0; t < data->length && t < first; t++) {
        if (!is_missing(data->y[t])) {
            sum += data->y[t];
            count += 1.0;
        }
    }
    data->level = count > 0.0 ? sum / count : 0.0;
    for (size_t k = 0; k < data->season; k++) {
        sum = count = 0.0;
        for (size_t t = k; t < data->length; t += data->season) {
            if (!is_missing(data->y[t])) {
                sum += data->y[t];
                count += 1.0;
            }
        }
        figure[k] = count > 0.0 ? sum / count : data->level;
        mean += figure[k] / (double)data->season;
    }
    for (size_t k = 0; k < data->season; k++) {
        figure[k] -= mean;
    }
    data->figure = figure;
}

static enum fit prepare(struct ces_data *data, const struct history *history, struct arena *scratch)
{
    size_t from = 0;
    while (from < history->length && is_missing(history->demand[from])) {
        from++;
    }
    *data = (struct ces_data){.length = history->length - from, .season = history->season};
    double *y = ARENA_NEW(scratch, double, data->length);
    double *figure = ARENA_NEW(scratch, double, data->season);
    if (y == NULL || figure == NULL) {
        return FIT_NO_MEMORY;
    }
    double size = 0.0;
    for (size_t t = 0; t < data->length; t++) {
        y[t] = history->demand[from + t];
        data->observed += !is_missing(y[t]);
        size += is_missing(y[t]) ? 0.0 : fabs(y[t]);
    }
    if (data->observed < CES_LEAST) {
        return FIT_SHORT;
    }
    data->scale = size > 0.0 ? size / (double)data->observed : 1.0;
    for (size_t t = 0; t < data->length; t++) {
        y[t] /= data->scale;
    }
    data->y = y;
    size_t back = BACK_SEASONS * data->season > BACK_MOST ? BACK_SEASONS * data->season : BACK_MOST;
    data->back = back < data->length ? back : data->length;
    guess(data, figure);
    return FIT_OK;
}

static bool take_states(struct ces_states *states, size_t season, struct arena *scratch)
{
    double *block = ARENA_NEW(scratch, double, 2 * (season + 1) * LANES);
    states->level = block;
    states->shadow = block + LANES;
    states->season = block + (size_t)2 * LANES;
    states->partner = block + (season + 2) * LANES;
    return block != NULL;
}

/* First states: l and c, and the season's s and d, whose sum over a season is the level's. */
static double states_of(enum ces_form form, double m)
{
    return form == CES_FULL ? 2.0 * m : form == CES_PARTIAL ? m + 1.0 : 2.0;
}

/* Below this share of the data's own squares a fit is perfect but for rounding. */
static const double PERFECT = 1e-20;

static void set_criteria(struct ces_fit *fit, const struct ces_data *data, enum ces_form form,
                         const struct ces_point *point)
{
    const double n = (double)data->observed;
    const double fitted = (double)ces_gain_count(form) + states_of(form, (double)data->season);
    const double k = fitted + 1.0; /* and sigma */
    double squares = point->squares * data->scale * data->scale;
    *fit = (struct ces_fit){.form = form, .squares = squares, .observed = data->observed};
    for (size_t g = 0; g < CES_GAINS; g++) {
        fit->gain[g] = g < ces_gain_count(form) ? point->gain[g] : MISSING;
    }
    fit->sigma2 = squares / fmax(n - fitted, n / 2.0);
    fit->loglik = -0.5 * n * log(fmax(point->squares, PERFECT * n)) - n * log(data->scale);
    fit->aic = -2.0 * fit->loglik + 2.0 * k;
    fit->bic = -2.0 * fit->loglik + log(n) * k;
    fit->aicc = n > k + 1.0 ? fit->aic + 2.0 * k * (k + 1.0) / (n - k - 1.0) : (double)HUGE_VAL;
}

static enum fit choose(struct ces_fit *best, struct ces_point *where, const struct ces_data *data,
                       const struct ces_states *states, double *errors)
{
    *best = (struct ces_fit){.aicc = HUGE_VAL};
    const int forms = carries_season(data) ? CES_FORMS : CES_PARTIAL;
    for (int form = 0; form < forms; form++) {
        struct ces_point point = ces_search(data, (enum ces_form)form, states, errors);
        struct ces_fit fit;
        set_criteria(&fit, data, (enum ces_form)form, &point);
        if (isfinite(point.squares) && fit.aicc < best->aicc) {
            *best = fit;
            *where = point;
        }
    }
    return isfinite(best->aicc) ? FIT_OK : FIT_NOT_CONVERGED;
}

/* What is noted: the form, the sum of squares in shares of the mean size, the gains; for the very
 * same history only, since a search from former gains takes no less time than one from the starts
 * and often ends elsewhere. */
enum { NOTE_HEAD = 2 };

static bool look_up(struct ces_fit *fit, struct ces_point *point, const struct ces_data *data,
                    const struct notes *notes)
{
    size_t count;
    const double *note = notes != NULL && notes->same ? notes_before(notes, 0, &count) : NULL;
    const int forms = carries_season(data) ? CES_FORMS : CES_PARTIAL;
    if (note == NULL || count != NOTE_HEAD + CES_GAINS || !(note[0] >= 0.0 && note[0] < forms)) {
        return false;
    }
    point->squares = note[1];
    memcpy(point->gain, note + NOTE_HEAD, sizeof point->gain);
    set_criteria(fit, data, (enum ces_form)note[0], point);
    return true;
}

static void write_note(struct notes *notes, enum ces_form form, const struct ces_point *point)
{
    double note[NOTE_HEAD + CES_GAINS] = {(double)form, point->squares};
    memcpy(note + NOTE_HEAD, point->gain, sizeof point->gain);
    notes_keep(notes, 0, note, NOTE_HEAD + CES_GAINS);
}

/* Runs the states of one lane on without errors, writing what each period ahead is forecast to be;
 * with states at 0 but for the reaction to one error this is the response to it. */
struct ahead {
    enum ces_form form;
    double gain[CES_GAINS];
    size_t season; /* 1 for the form without */
    size_t slot;   /* of the next period */
    size_t lane;
};

static void run_on(struct ahead ahead, const struct ces_states *states, size_t horizon,
                   double *forecast)
{
    const double *g = ahead.gain;
    for (size_t h = 0; h < horizon; h++) {
        size_t at = ahead.slot * LANES + ahead.lane;
        double l = states->level[ahead.lane], c = states->shadow[ahead.lane];
        double s = states->season[at], d = states->partner[at];
        forecast[h] = l + (ahead.form == CES_NONE ? 0.0 : s);
        states->level[ahead.lane] = l - (1.0 - g[1]) * c;
        states->shadow[ahead.lane] = l + (1.0 - g[0]) * c;
        if (ahead.form == CES_FULL) {
            states->season[at] = s - (1.0 - g[3]) * d;
            states->partner[at] = s + (1.0 - g[2]) * d;
        }
        ahead.slot = ahead.slot + 1 < ahead.season ? ahead.slot + 1 : 0;
    }
}

/* The reaction of all states, which lie in one piece, to an error of 1 at slot 0. */
static void react(const struct ces_fit *fit, size_t m, const struct ces_states *states)
{
    const double *g = fit->gain;
    memset(states->level, 0, 2 * (m + 1) * LANES * sizeof *states->level);
    states->level[0] = g[0] - g[1];
    states->shadow[0] = g[0] + g[1];
    if (fit->form == CES_MEAN || fit->form == CES_PARTIAL) {
        states->season[0] = g[2];
    } else if (fit->form == CES_FULL) {
        states->season[0] = g[2] - g[3];
        states->partner[0] = g[2] + g[3];
    }
}

/* v_h = sigma^2 sum_{j<h} c_j^2 and, for the running sum, sigma^2 sum_j (c_0 + .. + c_j)^2, c_j the
 * response j periods later, c_0 = 1. */
static void set_variances(const struct ces_fit *fit, size_t horizon, const double *response,
                          struct prediction *prediction)
{
    double single = 0.0, cumulated = 0.0, running = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        double effect = h == 0 ? 1.0 : response[h - 1];
        single += effect * effect;
        cumulated += effect;
        running += cumulated * cumulated;
        prediction->variance[h] = fit->sigma2 * single;
        prediction->sum_variance[h] = fit->sigma2 * running;
    }
}

static void describe(struct prediction *prediction, const struct ces_fit *fit)
{
    static const char *const form[CES_FORMS] = {"N", "mean", "P", "F"};
    static const char *const name[CES_GAINS] = {"alpha0", "alpha1", "beta0", "beta1"};
    simple_start(prediction, "CES(%s)", form[fit->form]);
    for (size_t g = 0; g < ces_gain_count(fit->form); g++) {
        simple_parameter(prediction, name[g], fit->gain[g]);
    }
    prediction->loglik = fit->loglik;
    prediction->aic = fit->aic;
    prediction->aicc = fit->aicc;
    prediction->bic = fit->bic;
    prediction->sigma2 = fit->sigma2;
}

/* The scatter of the gains: what their neighbours, run over the same history, forecast instead. */
static void add_estimates(const struct ces_fit *fit, struct estimates *products, size_t horizon,
                          const double *mean, const double *beside, const double *by,
                          struct prediction *prediction)
{
    double sum[CES_GAINS] = {0.0};
    estimates_factorise(products);
    for (size_t h = 0; h < horizon; h++) {
        double d[CES_GAINS] = {0.0};
        for (size_t g = 0; g < products->count; g++) {
            d[g] = (beside[g * horizon + h] - mean[h]) / by[g];
            sum[g] += d[g];
        }
        prediction->variance[h] += fit->sigma2 * estimates_spread(products, d);
        prediction->sum_variance[h] += fit->sigma2 * estimates_spread(products, sum);
    }
}

/* A level that has died away, in shares of the mean size: no law is made of such a mean. */
static const double NOTHING = 1e-12;

/* Forecasts at the fitted gains and beside each of them, and their moments. */
static void foresee(const struct ces_data *data, const struct ces_fit *fit,
                    const struct ces_states *states, size_t horizon, double *errors, double *room,
                    struct prediction *prediction)
{
    struct ces_normal normal;
    double *mean = prediction->mean, *response = room, *beside = room + horizon;
    struct ahead ahead = {.form = fit->form, .season = ces_positions(fit->form, data->season)};
    for (size_t g = 0; g < CES_GAINS; g++) {
        ahead.gain[g] = value_or(fit->gain[g], 0.0);
    }
    ces_expand(data, fit->form, states, ahead.gain, errors, &normal);
    ahead.slot = data->length % ahead.season;
    run_on(ahead, states, horizon, mean);
    for (size_t g = 0; g < normal.products.count; g++) {
        struct ahead moved = ahead;
        moved.gain[g] += normal.by[g];
        moved.lane = g + 1;
        run_on(moved, states, horizon, beside + g * horizon);
    }
    react(fit, data->season, states);
    ahead.slot = 1 % ahead.season;
    run_on(ahead, states, horizon, response);
    set_variances(fit, horizon, response, prediction);
    add_estimates(fit, &normal.products, horizon, mean, beside, normal.by, prediction);
    for (size_t h = 0; h < horizon; h++) {
        mean[h] = fabs(mean[h]) > NOTHING ? mean[h] * data->scale : 0.0;
    }
}

enum fit ces_run(const struct history *history, size_t horizon, struct arena *scratch,
                 struct ces_fit *fit, struct prediction *prediction)
{
    struct ces_data data;
    struct ces_states states;
    enum fit done = prepare(&data, history, scratch);
    if (done != FIT_OK) {
        return done;
    }
    double *errors = ARENA_NEW(scratch, double, data.length *LANES);
    double *room = ARENA_NEW(scratch, double, (1 + CES_GAINS) * horizon);
    if (errors == NULL || room == NULL || !take_states(&states, data.season, scratch)) {
        return FIT_NO_MEMORY;
    }
    struct ces_point point = {0};
    if (!look_up(fit, &point, &data, history->notes)) {
        done = choose(fit, &point, &data, &states, errors);
    }
    if (done != FIT_OK) {
        return done;
    }
    write_note(history->notes, fit->form, &point);
    foresee(&data, fit, &states, horizon, errors, room, prediction);
    describe(prediction, fit);
    return prediction_finish(history, horizon, prediction);
}

static enum fit run_ces(const struct history *history, size_t horizon, struct arena *scratch,
                        struct prediction *prediction)
{
    struct ces_fit fit;
    return ces_run(history, horizon, scratch, &fit, prediction);
}

const struct model model_ces = {
    .name = "ces",
    .summary = "complex exponential smoothing, its form chosen by aicc",
    .min_periods = CES_LEAST,
    .scratch = ces_scratch,
    .run = run_ces,
};
