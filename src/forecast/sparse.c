/* What a record of few sales is worth. */
#include "sparse.h"

#include "base/missing.h"

#include <assert.h>
#include <math.h>

/* Classes by the number of periods with a sale: up to so many each.  A series with more speaks for
 * itself. */
static const size_t UP_TO[] = {1, 2, 3, 5, 8, 15};
enum { CLASSES = SPARSE_CLASSES };
static_assert(sizeof UP_TO / sizeof UP_TO[0] == CLASSES, "a bound for each class");
/* Standard deviation of the logarithm of a share before anything is known of it, and how far the
 * origins usually differ; a single origin has only that to say of its noise. */
static const double DOUBT = 0.7;
static const double APART = 0.3;
/* Below this many series' worth of forecast sales at an origin there is nothing to learn. */
static const double LEAST_EXPECTED = 5.0;
static const double LEAST_SHARE = 0.1;

/* The class of a record and its usual sale; CLASSES where its sales are many, more than that where
 * it is not intermittent. */
static size_t class_of(struct span span, double *size)
{
    size_t sales = 0;
    double sold = 0.0;
    for (size_t t = 0; t < span.length; t++) {
        double demand = value_or(span.demand[t], 0.0);
        sales += demand > 0.0 ? 1 : 0;
        sold += demand;
    }
    size_t class = 0;
    while (class < CLASSES && sales > UP_TO[class]) {
        class ++;
    }
    *size = sales > 0 ? sold / (double)sales : 0.0;
    return sales > 0 && 2 * sales <= span.length ? class : CLASSES + 1;
}

struct sums {
    double expected; /* usual sales */
    double came;
};

/* Adds what one series was expected to sell and did, in its own usual sales. */
static void add_series(struct sums sums[CLASSES], const struct trial *trial, size_t series)
{
    double size;
    size_t class = class_of(panel_span(&trial->panel, series), &size);
    const double *actual = trial_actual(trial, series);
    const struct forecasts *forecasts = &trial->forecasts;
    /* A new item's forecast is not its own record's. */
    if (class >= CLASSES || actual == NULL ||
        (forecasts->report[series].flags & (FLAG_NEW | FLAG_ENDED)) != 0) {
        return;
    }
    for (size_t h = 0; h < forecasts->horizon; h++) {
        if (!is_missing(actual[h])) {
            sums[class].expected += forecasts->mean[series * forecasts->horizon + h] / size;
            sums[class].came += actual[h] / size;
        }
    }
}

/* The shares of one class at each origin, made into one. */
static double share_of(const struct sums *sums, size_t stride, size_t origins)
{
    double mean = 0.0;
    double square = 0.0;
    double count = 0.0;
    for (size_t k = 0; k < origins; k++) {
        const struct sums *at = &sums[k * stride];
        if (at->expected >= LEAST_EXPECTED) {
            double share = fmax(at->came / at->expected, LEAST_SHARE);
            mean += log(share);
            square += log(share) * log(share);
            count += 1.0;
        }
    }
    if (!(count > 0.0)) {
        return 1.0;
    }
    mean /= count;
    /* What is believed of the scatter counts as one origin more. */
    double scatter = (fmax(square - count * mean * mean, 0.0) + APART * APART) / count;
    double noise = scatter / count;
    return fmin(exp(mean * DOUBT * DOUBT / (DOUBT * DOUBT + noise)), 1.0);
}

struct scaling {
    struct forecasts *forecasts;
    const struct panel *panel;
    const double *share; /* [CLASSES] */
};

static void scale_one(void *context, size_t series, struct arena *scratch)
{
    (void)scratch;
    const struct scaling *scaling = context;
    struct forecasts *forecasts = scaling->forecasts;
    struct series_report *report = &forecasts->report[series];
    double size;
    size_t class = class_of(panel_span(scaling->panel, series), &size);
    if (class > CLASSES || (report->flags & (FLAG_NEW | FLAG_ENDED)) != 0) {
        return;
    }
    report->flags |= FLAG_LUMPY;
    if (class == CLASSES) {
        return;
    }
    double share = scaling->share[class];
    for (size_t h = 0; h < forecasts->horizon; h++) {
        size_t at = series * forecasts->horizon + h;
        forecasts->mean[at] *= share;
        forecasts->variance[at] *= share;
        forecasts->sum_variance[at] *= share;
    }
}

void sparse_apply(const double share[SPARSE_CLASSES], struct forecasts *forecasts,
                  const struct panel *panel, struct team *team)
{
    struct scaling scaling = {.forecasts = forecasts, .panel = panel, .share = share};
    parallel_each(team, panel->count, scale_one, &scaling);
}

void sparse_learn(double share[SPARSE_CLASSES], const struct rehearsal *rehearsal)
{
    struct sums sums[REHEARSALS_MOST][CLASSES] = {0};
    for (size_t k = 0; k < rehearsal->count; k++) {
        const struct trial *trial = &rehearsal->trial[k];
        for (size_t s = 0; s < trial->forecasts.count; s++) {
            add_series(sums[k], trial, s);
        }
    }
    for (size_t c = 0; c < CLASSES; c++) {
        share[c] = share_of(&sums[0][c], CLASSES, rehearsal->count);
    }
}
