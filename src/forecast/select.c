/* Which models a series is given: the automatic policy, and the comparison on held-out periods. */
#include "select.h"

#include "attempt.h"
#include "base/missing.h"
#include "forecast/ets.h"
#include "forecast/models.h"

/* Periods of a week and of a month are at least so many days long. */
static const double WEEK_DAYS = 7.0;
static const double MONTH_DAYS = 28.0;

/* Places in model_ets_forms. */
enum { ETS_AADN = 2, ETS_ANA = 3, ETS_AADA = 5 };

enum {
    SHORT_PERIODS = 8, /* known periods below which only a mean is worth asking for */
    FEW_DEMANDS = 4,   /* with fewer sales no model finds anything */
    HOLDOUTS = 3,
    HOLDOUT_SHARE = 4, /* a holdout takes no more than 1 / HOLDOUT_SHARE of the history */
};

static struct choice choice_of(const struct model *model, const char *reason)
{
    return (struct choice){.model = {model}, .count = 1, .way = WAY_FIRST, .reason = reason};
}

static struct choice mean_of(const struct model *first, const struct model *second,
                             const struct model *third, const char *reason)
{
    return (struct choice){.model = {first, second, third},
                           .count = third != NULL ? 3 : 2,
                           .way = WAY_MEAN,
                           .reason = reason};
}

/* Means of a model that follows the level (exponential smoothing, the whole family where demand is
 * steady enough to tell its forms apart) and of others that err in another way: recent seasons of
 * days, a long-run rate that promotions cannot mislead, fixed forms that keep the choice of a form
 * from being all or nothing.  A series that wanders is not asked for its long run.  Months have
 * trends, to which the long-run rate is blind.  Chosen by backtest on days (pasta, gift shop, NN5,
 * M5), weeks (pasta, gift shop) and months (pasta, M3); the figures are in benchmarks/README.md. */
struct choice select_auto(const struct profile *profile)
{
    if (profile->demands == 0 || profile->constant) {
        return choice_of(&model_mean, "all periods alike");
    }
    if (profile->known < SHORT_PERIODS || profile->demands < FEW_DEMANDS) {
        return choice_of(&model_mean, "little history");
    }
    bool seasons = profile->season > 1 && profile->length >= 2 * profile->season;
    bool intermittent = profile_intermittent(profile);
    bool wandering = !intermittent && profile_persistent(profile);
    if (wandering && seasons && profile->period_days < WEEK_DAYS) {
        return mean_of(&model_ets, &model_ses, &model_swindow, "wandering days, mean of");
    }
    if (wandering && profile->period_days < MONTH_DAYS) {
        return mean_of(&model_ets, &model_ets_forms[ETS_AADN], &model_ses, "wandering, mean of");
    }
    if (seasons && profile->period_days < WEEK_DAYS) {
        return mean_of(intermittent ? &model_ses : &model_ets, &model_swindow, &model_tsb,
                       "days, mean of");
    }
    if (intermittent) {
        return mean_of(&model_ses, &model_tsb, NULL, "intermittent, mean of");
    }
    if (profile->period_days < MONTH_DAYS) {
        return mean_of(&model_ets, &model_ses, &model_tsb, "weeks, mean of");
    }
    if (seasons) {
        return mean_of(&model_ets, &model_ets_forms[ETS_ANA], &model_ets_forms[ETS_AADA],
                       "months, mean of");
    }
    return mean_of(&model_ets, &model_ets_forms[ETS_AADN], &model_ses, "no seasons, mean of");
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
            score[i] += holdout_error(choice->model[i], &before, length, scratch);
        }
    }
    return true;
}
