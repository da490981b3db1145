/* Which models a series is given: the automatic policy, and the comparison on held-out periods. */
#include "select.h"

#include "attempt.h"
#include "base/missing.h"
#include "forecast/models.h"

/* Periods of a week and of a month are at least so many days long. */
static const double WEEK_DAYS = 7.0;
static const double MONTH_DAYS = 28.0;

enum {
    SHORT_PERIODS = 8, /* known periods below which only a mean is worth asking for */
    FEW_DEMANDS = 4,   /* with fewer sales no model finds anything */
    HOLDOUTS = 3,
    HOLDOUT_SHARE = 4, /* a holdout takes no more than 1 / HOLDOUT_SHARE of the history */
};

/* The automatic policy: what each kind of series is asked.
 *
 * Combinations of models that err in different ways beat the choice of one: the level (exponential
 * smoothing, the whole family where demand is steady enough to tell its forms apart, or several
 * lengths of period at once), a trend that is damped by design (theta), autocorrelation (arima),
 * the recent seasons, and a long-run rate that promotions cannot mislead.  A series that wanders is
 * not asked for its long run; months have trends, to which the long run is blind.  Series without
 * seasons are short and their models at times run wild, so there
 * the lowest and the highest are left out.
 * Chosen by backtest on days (pasta, gift shop, NN5, M5), weeks (pasta, gift shop), months (pasta,
 * M3) and years (M3); the figures are in benchmarks/README.md. */
static const struct choice ALIKE = {{&model_mean}, 1, WAY_FIRST, "all periods alike"};
static const struct choice LITTLE = {{&model_mean}, 1, WAY_FIRST, "little history"};
static const struct choice SELDOM_DAYS = {
    {&model_ses, &model_imapa, &model_tsb}, 3, WAY_MEAN, "intermittent days, mean of"};
static const struct choice WANDERING_DAYS = {
    {&model_ets, &model_ses, &model_swindow}, 3, WAY_MEAN, "wandering days, mean of"};
static const struct choice STEADY_DAYS = {
    {&model_thief, &model_swindow, &model_tsb}, 3, WAY_MEAN, "days, mean of"};
static const struct choice SELDOM = {
    {&model_ses, &model_tsb, &model_imapa, &model_dotm}, 4, WAY_MEAN, "intermittent, mean of"};
static const struct choice WANDERING_WEEKS = {
    {&model_ets, &model_dotm, &model_ses}, 3, WAY_MEAN, "wandering weeks, mean of"};
static const struct choice STEADY_WEEKS = {
    {&model_ets, &model_dotm, &model_tsb}, 3, WAY_MEAN, "weeks, mean of"};
static const struct choice SEASONS = {
    {&model_ets, &model_dotm, &model_arima, &model_ces}, 4, WAY_MEAN, "seasons, mean of"};
static const struct choice NO_SEASONS = {
    {&model_ets, &model_dotm, &model_arima, &model_ces, &model_theta},
    5,
    WAY_TRIMMED,
    "no seasons, trimmed mean of"};

struct choice select_auto(const struct profile *profile)
{
    if (profile->demands == 0 || profile->constant) {
        return ALIKE;
    }
    if (profile->known < SHORT_PERIODS || profile->demands < FEW_DEMANDS) {
        return LITTLE;
    }
    bool seasons = profile->season > 1 && profile->length >= 2 * profile->season;
    bool intermittent = profile_intermittent(profile);
    bool wandering = !intermittent && profile_persistent(profile);
    if (profile->period_days < WEEK_DAYS && seasons) {
        return intermittent ? SELDOM_DAYS : wandering ? WANDERING_DAYS : STEADY_DAYS;
    }
    if (intermittent) {
        return SELDOM;
    }
    if (profile->period_days < MONTH_DAYS) {
        return wandering ? WANDERING_WEEKS : STEADY_WEEKS;
    }
    return seasons ? SEASONS : NO_SEASONS;
}

/* The squared errors of a forecast of the `length` periods behind `history`. */
static double holdout_error(const struct model *model, const struct history *history, size_t length,
                            struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct prediction prediction = {0};
    double squares = HUGE_VAL;
    if (attempt_room(&prediction, length, scratch) &&
        attempt(model, history, length, scratch, &prediction) == FIT_OK) {
        squares = 0.0;
        for (size_t h = 0; h < length; h++) {
            double error = history->demand[history->length + h] - prediction.mean[h];
            squares += is_missing(error) ? 0.0 : error * error;
        }
    }
    arena_rewind(scratch, mark);
    return squares;
}

/* Squared errors of the forecasts from three origins, each as many periods before the next as it
 * looks ahead: as far as is wanted, but no more than a quarter of the history altogether. */
bool select_holdout(const struct choice *choice, const struct history *history, size_t horizon,
                    struct arena *scratch, double *score)
{
    size_t most = history->length / ((size_t)HOLDOUT_SHARE * HOLDOUTS);
    size_t length = horizon < most ? horizon : most;
    if (length == 0) {
        return false;
    }
    for (size_t i = 0; i < choice->count; i++) {
        score[i] = 0.0;
        for (size_t k = HOLDOUTS; k > 0; k--) {
            struct history before = *history;
            before.length = history->length - k * length;
            before.notes = NULL;
            score[i] += holdout_error(choice->model[i], &before, length, scratch);
        }
    }
    return true;
}
