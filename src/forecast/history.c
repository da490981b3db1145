/* The history as models see it.
 *
 * Cleaning.  What sold in a period out of stock is a lower bound of demand.  It becomes MISSING,
 * which every model passes over, even where it is above the usual: shelves run empty on the busiest
 * days, and keeping only the high bounds would take those days for the ordinary ones.  Measured on
 * days in stock (benchmarks/freshretail), leaving all bounds out beats keeping the high ones, and
 * both beat the expectation of demand given its bound.  Where hardly any day was in stock, all stay
 * as they are: lower bounds are then all there is.  A week or month with one empty day says more
 * than a day without stock: there, bounds that reach the mean of the others stay, and all do where
 * fewer than half would be left.
 *
 * A lone order out of all proportion is cut to a believable size (outliers.h) before the automatic
 * choice; a model that was asked for by name gets it whole.
 *
 * Calendar effects, where they are given, are taken out before the automatic choice and put back
 * into its forecast; a model that was asked for by name never sees them, nor does anyone where
 * seasons were ruled out (forecast.season = 1). */
#include "attempt.h"
#include "base/missing.h"
#include "forecast/effects.h"
#include "outliers.h"
#include "scale.h"
#include "task.h"
#include "weekdays.h"

#include <assert.h>
#include <string.h>

/* Where the group's calendar is known, differences of one series that are mostly noise are left
 * alone. */
static const double OWN_BESIDE_SHARED = 0.5;
/* A factor below this is that of a day on which it practically never sells. */
static const double NEVER_SELLS = 0.05;
enum { OWN_YEARS = 3 };

/* Fewer days in stock than this say less than many lower bounds do. */
enum { LEAST_IN_STOCK = 4 };

/* Whether the periods in stock are enough to do without the others. */
static bool enough_in_stock(size_t in_stock, size_t length, bool daily)
{
    return daily ? in_stock >= LEAST_IN_STOCK : 2 * in_stock >= length;
}

/* Writes the cleaned demand; true if any period was a lower bound. */
static bool clean_demand(double *demand, const struct span *span, bool daily)
{
    memcpy(demand, span->demand, span->length * sizeof *demand);
    size_t in_stock = 0;
    double sold = 0.0;
    for (size_t t = 0; t < span->length; t++) {
        bool bound = span_censored(span, t);
        in_stock += !bound;
        sold += bound ? 0.0 : value_or(span->demand[t], 0.0);
    }
    if (in_stock == span->length || !enough_in_stock(in_stock, span->length, daily)) {
        return in_stock < span->length;
    }
    double level = sold / (double)in_stock;
    for (size_t t = 0; t < span->length; t++) {
        if (span_censored(span, t) && (daily || demand[t] < level)) {
            demand[t] = MISSING;
        }
    }
    return true;
}

/* Three years of months tell their own year, and the models for it are many; fewer borrow it. */
static bool has_own_year(const struct task *task, const struct span *span)
{
    return task->job->panel->calendar.bucket == BUCKET_MONTH &&
           span->length >= OWN_YEARS * task->job->season;
}

static void take_effects_out(struct task *task, double *demand, const struct span *span)
{
    const struct effects *effects = task->job->effects;
    if (effects == NULL || task->job->named.count > 0 || task->job->season == 1 ||
        has_own_year(task, span)) {
        return;
    }
    task->factor = effects_of(effects, task->series, span->first_period);
    task->closed_only = profile_constant(span->demand, span->length);
    for (size_t t = 0; !task->closed_only && task->factor != NULL && t < span->length; t++) {
        /* a closed day has nothing to say */
        demand[t] = task->factor[t] > 0.0 ? demand[t] / task->factor[t] : MISSING;
    }
}

/* Takes further factors [length + horizon] out of the demand; `further` then holds the product with
 * those before. */
static void take_out(struct task *task, double *demand, size_t length, double *further)
{
    for (size_t t = 0; t < length + task->horizon; t++) {
        if (t < length) {
            demand[t] /= further[t];
        }
        further[t] *= task->factor != NULL ? task->factor[t] : 1.0;
    }
    task->factor = further;
}

/* Factors of a series alone, past and to come. */
typedef bool own_factors(const struct lifts *lifts, size_t series, int32_t period, size_t count,
                         struct arena *scratch, double *factor);

/* The series' own promotions, or its prices. */
static bool take_lifts_out(struct task *task, double *demand, const struct span *span,
                           own_factors *own)
{
    const struct effects *effects = task->job->effects;
    if (effects == NULL || task->job->named.count > 0 || task->closed_only) {
        return true;
    }
    size_t count = span->length + task->horizon;
    double *factor = ARENA_NEW(task->scratch, double, count);
    if (factor == NULL) {
        return false;
    }
    if (own(&effects->lifts, task->series, span->first_period, count, task->scratch, factor)) {
        take_out(task, demand, span->length, factor);
    }
    return true;
}

/* The series' own days of the week, as far as they differ from its group's. */
static bool take_weekdays_out(struct task *task, double *demand, size_t length)
{
    size_t season = task->job->season;
    bool daily = task->job->period_days < 2.0;
    double own[WEEKDAYS_SEASON_MOST];
    if (!daily || task->job->named.count > 0 || task->closed_only ||
        season > WEEKDAYS_SEASON_MOST) {
        return true;
    }
    double kept = weekdays_own(demand, length, season, own);
    if (!(kept > (task->factor != NULL ? OWN_BESIDE_SHARED : 0.0))) {
        return true;
    }
    double *factor = ARENA_NEW(task->scratch, double, length + task->horizon);
    if (factor == NULL) {
        return false;
    }
    for (size_t t = 0; t < length + task->horizon; t++) {
        factor[t] = own[t % season];
        if (t < length && factor[t] < NEVER_SELLS && demand[t] <= 0.0) {
            demand[t] = MISSING; /* like a closed day, it has nothing to say of the level */
        }
    }
    take_out(task, demand, length, factor);
    return true;
}

enum fit task_prepare(struct task *task)
{
    struct span span = panel_span(task->job->panel, task->series);
    const struct forecast_settings *settings = task->job->settings;
    double *demand = ARENA_NEW(task->scratch, double, span.length);
    if (demand == NULL || !attempt_room(task->answer, task->horizon, task->scratch)) {
        return FIT_NO_MEMORY;
    }
    bool daily = task->job->panel->calendar.bucket == BUCKET_DAY;
    unsigned flags = clean_demand(demand, &span, daily) ? FLAG_CENSORED : 0;
    take_effects_out(task, demand, &span);
    if (!take_lifts_out(task, demand, &span, lifts_of) ||
        !take_lifts_out(task, demand, &span, prices_of) ||
        !take_weekdays_out(task, demand, span.length)) {
        return FIT_NO_MEMORY;
    }
    bool automatic = task->job->named.count == 0;
    double *sorted = automatic ? ARENA_NEW(task->scratch, double, span.length) : NULL;
    if (automatic && sorted == NULL) {
        return FIT_NO_MEMORY;
    }
    flags |= automatic && outliers_cut(demand, span.length, sorted) > 0 ? FLAG_OUTLIER : 0;
    task->history = (struct history){.demand = demand,
                                     .length = span.length,
                                     .season = task->job->season,
                                     .nonnegative = settings->nonnegative,
                                     .bounds = settings->bounds,
                                     .seasons = settings->seasons};
    task->profile = profile_of(&task->history, task->job->period_days);
    const struct profile *profile = &task->profile;
    flags |= profile->length < 2 * profile->season ? FLAG_SHORT : 0;
    flags |= profile->constant ? FLAG_CONSTANT : 0;
    flags |= profile->demands == 0 ? FLAG_ALL_ZERO : 0;
    flags |= profile->demands > 0 && profile_intermittent(profile) ? FLAG_INTERMITTENT : 0;
    flags |= profile->dead ? FLAG_DEAD : 0;
    task->report->flags = flags;
    task->report->history = profile->known;
    task->report->counts = profile_counts(span.demand, span.length);
    return FIT_OK;
}

/* A series that follows the calendar only where nothing can be sold has a factor of 1 otherwise. */
static const double *open_or_closed(struct task *task, const double *factor)
{
    double *plain = ARENA_NEW(task->scratch, double, task->horizon);
    assert(plain != NULL); /* its memory is reserved */
    for (size_t h = 0; h < task->horizon; h++) {
        plain[h] = factor[h] > 0.0 ? 1.0 : 0.0;
    }
    return plain;
}

/* Nobody knows how well a promotion will do: its lift scatters from run to run. */
static void doubt_lifts(struct task *task)
{
    const struct effects *effects = task->job->effects;
    if (effects == NULL || task->job->named.count > 0 || task->closed_only) {
        return;
    }
    double *share = ARENA_NEW(task->scratch, double, task->horizon);
    assert(share != NULL); /* its memory is reserved */
    if (lifts_share(&effects->lifts, task->series, task->job->panel->end_period, task->horizon,
                    task->scratch, share)) {
        struct prediction *answer = task->answer;
        scale_doubt(answer->mean, answer->variance, answer->sum_variance, share, task->horizon,
                    effects->lifts.scatter);
    }
}

void task_restore(struct task *task)
{
    if (task->factor == NULL) {
        return;
    }
    const double *factor = task->factor + task->history.length;
    struct prediction *answer = task->answer;
    scale_periods(answer->mean, answer->variance, answer->sum_variance,
                  task->closed_only ? open_or_closed(task, factor) : factor, task->horizon,
                  task->report->counts);
    doubt_lifts(task);
}
