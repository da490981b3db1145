/* Which models a series is given: the automatic policy, and the comparison on held-out periods. */
#include "select.h"

#include "attempt.h"
#include "base/missing.h"
#include "forecast/models.h"

static const double LONG_PERIOD_DAYS = 7.0; /* weeks and months are not days */

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

static struct choice combination(enum way way, const struct model *first,
                                 const struct model *second, const struct model *third,
                                 const char *reason)
{
    return (struct choice){.model = {first, second, third},
                           .count = third != NULL ? 3 : 2,
                           .way = way,
                           .reason = reason};
}

/* Combinations of a model that follows the level (exponential smoothing, the whole family where
 * demand is steady enough to tell its forms apart), one that knows recent seasons, and one that
 * keeps to the long run.  Chosen by benchmarks/accuracy on days (a grocer's pasta, NN5, M5), weeks
 * (the gift shop) and months (M3): the long-run rate of TSB is what promotions cannot mislead, but
 * on months it is blind to trend. */
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
    const struct model *level = intermittent ? &model_ses : &model_ets;
    if (seasons && profile->period_days < LONG_PERIOD_DAYS) {
        return combination(WAY_MEAN, level, &model_swindow, &model_tsb, "days, mean of");
    }
    if (intermittent) {
        return combination(WAY_MEAN, &model_ses, &model_tsb, NULL, "intermittent, mean of");
    }
    if (seasons) {
        return combination(WAY_MEDIAN, &model_ets, &model_ses, &model_swindow,
                           "seasons, median of");
    }
    return combination(WAY_MEAN, &model_ets, &model_ses, NULL, "no seasons, mean of");
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
