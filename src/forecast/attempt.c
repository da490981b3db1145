/* One model tried on one history. */
#include "attempt.h"

#include "forecast/notes.h"

enum { PADDING = 64, ARRAYS = 3 };

bool attempt_room(struct prediction *prediction, size_t horizon, struct arena *scratch)
{
    prediction->mean = ARENA_NEW(scratch, double, horizon);
    prediction->variance = ARENA_NEW(scratch, double, horizon);
    prediction->sum_variance = ARENA_NEW(scratch, double, horizon);
    return prediction->mean != NULL && prediction->variance != NULL &&
           prediction->sum_variance != NULL;
}

size_t attempt_room_bytes(size_t horizon)
{
    return ARRAYS * (horizon * sizeof(double) + PADDING);
}

enum fit attempt(const struct model *model, const struct history *history, size_t horizon,
                 struct arena *scratch, struct prediction *prediction)
{
    if (history->length < model->min_periods) {
        return FIT_SHORT;
    }
    if (history->notes != NULL) {
        notes_turn(history->notes, model->name);
    }
    struct arena_mark mark = arena_mark(scratch);
    enum fit fit = model->run(history, horizon, scratch, prediction);
    arena_rewind(scratch, mark);
    return fit == FIT_OK ? prediction_finish(history, horizon, prediction) : fit;
}

size_t attempt_bytes(const struct model *const *pool, size_t count, size_t length, size_t season,
                     size_t horizon)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        size_t bytes = pool[i]->scratch(length, season, horizon);
        most = bytes > most ? bytes : most;
    }
    return most;
}
