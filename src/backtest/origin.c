/* One origin. */
#include "origin.h"

#include "base/missing.h"
#include "window.h"

#include <assert.h>

/* Fewer periods in stock than this say less than many lower bounds do (as in forecast/history.c).
 */
enum { LEAST_IN_STOCK = 4 };
enum { EARNED_DAYS = 28, EARNED_WEEKS = 52, EARNED_MONTHS = 12 };

static size_t earned_periods(enum bucket bucket)
{
    return bucket == BUCKET_DAY    ? EARNED_DAYS
           : bucket == BUCKET_WEEK ? EARNED_WEEKS
                                   : EARNED_MONTHS;
}

struct ahead ahead_of(const struct origin *origin, size_t series)
{
    struct ahead ahead = {.whole = panel_span(origin->panel, series)};
    int32_t first = origin->view.end_period;
    if (ahead.whole.first_period <= first) {
        ahead.begin = (size_t)(first - ahead.whole.first_period);
    } else {
        ahead.late = (size_t)(ahead.whole.first_period - first);
    }
    return ahead;
}

double ahead_actual(const struct ahead *ahead, size_t h)
{
    if (h < ahead->late) {
        return 0.0;
    }
    size_t t = ahead->begin + h - ahead->late;
    if (t >= ahead->whole.length) {
        return 0.0; /* a series that never sold has no periods */
    }
    return span_censored(&ahead->whole, t) ? MISSING : ahead->whole.demand[t];
}

const double *uncensored(const struct span *span, struct arena *scratch)
{
    size_t in_stock = 0;
    for (size_t t = 0; t < span->length; t++) {
        in_stock += !span_censored(span, t);
    }
    if (in_stock == span->length || in_stock < LEAST_IN_STOCK) {
        return span->demand;
    }
    double *demand = ARENA_NEW(scratch, double, span->length);
    for (size_t t = 0; demand != NULL && t < span->length; t++) {
        demand[t] = span_censored(span, t) ? MISSING : span->demand[t];
    }
    return demand;
}

/* The first period with a sale. */
static size_t first_sale(const struct span *span)
{
    size_t t = 0;
    while (t < span->length && !(span->demand[t] > 0.0)) {
        t++;
    }
    return t;
}

static double earned_by(const struct panel *view, size_t series, const struct span *span,
                        double worth)
{
    size_t periods = earned_periods(view->calendar.bucket);
    size_t begin = view->price_start != NULL ? view->price_start[series] : 0;
    size_t end = view->price_start != NULL ? view->price_start[series + 1] : 0;
    double earned = 0.0;
    size_t at = begin;
    for (size_t t = span->length > periods ? span->length - periods : 0; t < span->length; t++) {
        int32_t period = span->first_period + (int32_t)t;
        while (at + 1 < end && view->price_period[at + 1] <= period) {
            at++;
        }
        double price = at < end ? view->price_value[at] : worth;
        earned += value_or(span->demand[t], 0.0) * price;
    }
    return earned;
}

struct measuring {
    struct origin *origin;
    const double *worth;
};

static void measure(void *context, size_t series, struct arena *scratch)
{
    const struct measuring *measuring = context;
    const struct origin *origin = measuring->origin;
    struct span span = panel_span(&origin->view, series);
    size_t first = first_sale(&span);
    size_t length = span.length - first;
    const double *known = uncensored(&span, scratch);
    assert(known != NULL); /* its memory is reserved */
    const double *history = known + first;
    origin->yardstick[series] =
        (struct yardstick){.season = accuracy_scale(history, length, origin->season),
                           .step = accuracy_scale(history, length, 1),
                           .step_square = accuracy_scale2(history, length)};
    origin->earned[series] = earned_by(&origin->view, series, &span, measuring->worth[series]);
}

enum status origin_of(struct origin *origin, const struct panel *panel, size_t back,
                      const struct backtest_settings *settings, const double *worth,
                      struct arena *arena, struct team *team, struct fault *fault)
{
    *origin = (struct origin){.panel = panel,
                              .view = panel_earlier(panel, back),
                              .back = back,
                              .horizon = settings->horizon,
                              .season = (size_t)calendar_season(&panel->calendar),
                              .yardstick = ARENA_NEW(arena, struct yardstick, panel->count),
                              .earned = ARENA_NEW(arena, double, panel->count)};
    if (origin->yardstick == NULL || origin->earned == NULL) {
        return fault_memory(fault, "an origin");
    }
    origin->longest = panel_longest(&origin->view);
    origin->seen = origin->view;
    if (settings->window > 0) {
        TRY(window_of(&origin->seen, &origin->view, settings->window, arena, fault));
    }
    struct measuring measuring = {.origin = origin, .worth = worth};
    return parallel_each_reserved(team, panel->count, measure, &measuring,
                                  origin->longest * sizeof(double), fault);
}
