/* Which models a series is given: the automatic policy, and the comparison on held-out periods. */
#include "select.h"

#include "attempt.h"
#include "base/missing.h"
#include "forecast/models.h"

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

struct choice select_auto(const struct profile *profile)
{
    if (profile->demands == 0 || profile->constant) {
        return choice_of(&model_mean, "all periods alike");
    }
    if (profile->known < SHORT_PERIODS || profile->demands < FEW_DEMANDS) {
        return choice_of(&model_mean, "little history");
    }
    bool seasons = profile->season > 1 && profile->length >= 2 * profile->season;
    if (profile_intermittent(profile) && !seasons) {
        return choice_of(profile->cv2 < 0.0 ? &model_tsb : &model_sba, "intermittent");
    }
    if (seasons) {
        return choice_of(&model_swindow, "seasons");
    }
    return choice_of(&model_tsb, "no seasons");
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
