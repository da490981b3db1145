/* What one method said from one origin: the engine's own forecasts, or naive ones. */
#include "said.h"

#include "base/missing.h"
#include "forecast/models.h"

#include <assert.h>
#include <math.h>

enum { WEEKS_OF_YEAR = 52 };

static enum status room(struct said *said, size_t count, struct arena *arena, struct fault *fault)
{
    said->counts = ARENA_NEW(arena, uint8_t, count);
    said->fell_back = ARENA_NEW(arena, uint8_t, count);
    bool taken = said->counts != NULL && said->fell_back != NULL;
    return taken ? STATUS_OK : fault_memory(fault, "the forecasts of a method");
}

static enum status own(struct said *said, const struct backtest_method *method,
                       const struct origin *origin, const struct inputs *inputs,
                       struct arena *arena, struct team *team, struct fault *fault)
{
    struct forecast_settings settings = *method->settings;
    settings.horizon = origin->horizon;
    settings.memory = NULL;
    struct forecasts forecasts;
    TRY(room(said, origin->panel->count, arena, fault));
    TRY(forecast_run(&forecasts, &origin->seen, inputs, &settings, arena, team, fault));
    for (size_t s = 0; s < forecasts.count; s++) {
        said->counts[s] = forecasts.report[s].counts;
        said->fell_back[s] = (forecasts.report[s].flags & FLAG_FALLBACK) != 0;
    }
    said->mean = forecasts.mean;
    said->variance = forecasts.variance;
    said->nonnegative = settings.nonnegative;
    return STATUS_OK;
}

struct plain {
    enum backtest_kind kind;
    const struct origin *origin;
    struct said *said;
    double *mean;
    double *variance;
    double *sum_variance;
};

static bool whole_units(const struct span *span)
{
    for (size_t t = 0; t < span->length; t++) {
        if (!is_missing(span->demand[t]) && span->demand[t] != floor(span->demand[t])) {
            return false;
        }
    }
    return true;
}

/* From the method that was asked for to the plainest: the first that has enough history. */
static bool answer(const struct plain *plain, struct history *history, struct prediction *room)
{
    const size_t season = plain->origin->season;
    const size_t year = season * WEEKS_OF_YEAR;
    enum backtest_kind kind = plain->kind;
    size_t horizon = plain->origin->horizon;
    history->season = year;
    if (kind == BACKTEST_LAST_YEAR && history->length >= year + season &&
        model_snaive.run(history, horizon, NULL, room) == FIT_OK) {
        return true;
    }
    history->season = season;
    if (kind != BACKTEST_NAIVE && model_snaive.run(history, horizon, NULL, room) == FIT_OK) {
        return kind == BACKTEST_SEASONAL;
    }
    history->season = 1;
    return model_naive.run(history, horizon, NULL, room) == FIT_OK && kind == BACKTEST_NAIVE;
}

/* What nothing can be said of stays at zero, as the room comes. */
static void plain_one(void *context, size_t series, struct arena *scratch)
{
    const struct plain *plain = context;
    struct span span = panel_span(&plain->origin->seen, series);
    if (span.length == 0) {
        return;
    }
    size_t at = series * plain->origin->horizon;
    struct history history = {
        .demand = uncensored(&span, scratch), .length = span.length, .nonnegative = true};
    assert(history.demand != NULL); /* its memory is reserved */
    struct prediction prediction = {.mean = plain->mean + at,
                                    .variance = plain->variance + at,
                                    .sum_variance = plain->sum_variance + at};
    plain->said->counts[series] = whole_units(&span);
    plain->said->fell_back[series] = !answer(plain, &history, &prediction);
}

static enum status naive(struct said *said, const struct backtest_method *method,
                         const struct origin *origin, struct arena *arena, struct team *team,
                         struct fault *fault)
{
    size_t cells = origin->panel->count * origin->horizon;
    struct plain plain = {.kind = method->kind,
                          .origin = origin,
                          .said = said,
                          .mean = ARENA_NEW(arena, double, cells),
                          .variance = ARENA_NEW(arena, double, cells),
                          .sum_variance = ARENA_NEW(arena, double, cells)};
    if (plain.mean == NULL || plain.variance == NULL || plain.sum_variance == NULL) {
        return fault_memory(fault, "naive forecasts");
    }
    TRY(room(said, origin->panel->count, arena, fault));
    said->mean = plain.mean;
    said->variance = plain.variance;
    said->naive = true;
    return parallel_each_reserved(team, origin->panel->count, plain_one, &plain,
                                  origin->longest * sizeof(double), fault);
}

enum status said_by(struct said *said, const struct backtest_method *method,
                    const struct origin *origin, const struct inputs *inputs, struct arena *arena,
                    struct team *team, struct fault *fault)
{
    *said = (struct said){.horizon = origin->horizon};
    if (method->kind == BACKTEST_OWN) {
        return own(said, method, origin, inputs, arena, team, fault);
    }
    return naive(said, method, origin, arena, team, fault);
}
