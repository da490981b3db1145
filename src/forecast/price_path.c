/* Steps of the price, and a reference that forgets them.
 *
 * The reference is the mean of past log prices with weights that fade by 1 / e in REFERENCE_DAYS,
 * so that the deviation d = log price - reference obeys  d[t] = fade d[t-1] + change[t]:  customers
 * get used to a new price.  It looks back only, hence is the same in every earlier view. */
#include "price_path.h"

#include "base/missing.h"
#include "promoted.h"

#include <math.h>

static const double REFERENCE_DAYS = 180.0;
/* A price that rises or falls to more than this is another pack, or a typing error. */
static const double MOST_RATIO = 2.5;

size_t price_steps_most(const struct panel *panel, size_t series)
{
    return panel->price_start != NULL ? panel->price_start[series + 1] - panel->price_start[series]
                                      : 0;
}

static bool is_promoted(const struct promoted *promoted)
{
    return promoted->known + promoted->unknown + promoted->after > 0.0F;
}

/* What is promoted in the series' history; NULL: nothing. */
static struct promoted *find_promoted(const struct panel *panel, const struct inputs *inputs,
                                      size_t series, const struct span *span, struct arena *scratch)
{
    uint32_t sku = panel->sku[series];
    if (promoted_rows(&inputs->master, sku).count == 0) {
        return NULL;
    }
    struct promoted *promoted = ARENA_NEW(scratch, struct promoted, span->length);
    bool any = promoted != NULL &&
               promoted_fill(promoted, inputs, &panel->calendar, sku, panel->location[series],
                             span->first_period, span->length);
    return any ? promoted : NULL;
}

void price_hide_promoted(const struct panel *panel, const struct inputs *inputs, size_t series,
                         struct arena *scratch, double *demand)
{
    struct span span = panel_span(panel, series);
    struct arena_mark mark = arena_mark(scratch);
    const struct promoted *promoted = find_promoted(panel, inputs, series, &span, scratch);
    for (size_t t = 0; promoted != NULL && t < span.length; t++) {
        demand[t] = is_promoted(&promoted[t]) ? MISSING : demand[t];
    }
    arena_rewind(scratch, mark);
}

size_t price_steps(const struct panel *panel, const struct inputs *inputs, size_t series,
                   struct arena *scratch, struct price_step *steps)
{
    struct span span = panel_span(panel, series);
    if (price_steps_most(panel, series) < 2 || span.length == 0) {
        return 0;
    }
    struct arena_mark mark = arena_mark(scratch);
    const struct promoted *promoted = find_promoted(panel, inputs, series, &span, scratch);
    size_t count = 0;
    double held = 0.0;
    size_t end = panel->price_start[series + 1];
    for (size_t i = panel->price_start[series]; i < end; i++) {
        int32_t period = panel->price_period[i];
        int32_t next = i + 1 < end ? panel->price_period[i + 1] : panel->end_period;
        next = next < panel->end_period ? next : panel->end_period;
        size_t at = (size_t)(period - span.first_period);
        while (period < next && promoted != NULL && is_promoted(&promoted[at])) {
            period++;
            at++;
        }
        if (period >= next) {
            continue; /* later than the history, or over before it counted */
        }
        double change = held > 0.0 ? log(panel->price_value[i] / held) : 0.0;
        held = panel->price_value[i];
        if (change < 0.0 || change > 0.0) {
            steps[count++] = (struct price_step){
                .at = at, .change = fabs(change) > log(MOST_RATIO) ? MISSING : change};
        }
    }
    arena_rewind(scratch, mark);
    return count;
}

void price_deviation(const struct price_step *steps, size_t step_count, double period_days,
                     size_t length, size_t from, size_t count, double *deviation)
{
    double fade = exp(-period_days / REFERENCE_DAYS);
    double away = 0.0;
    size_t step = 0;
    for (size_t t = step_count > 0 ? steps[0].at : from; t < from + count; t++) {
        away *= t < length ? fade : 1.0;
        for (; step < step_count && steps[step].at == t; step++) {
            away = is_missing(steps[step].change) ? 0.0 : away + steps[step].change;
        }
        if (t >= from) {
            deviation[t - from] = away;
        }
    }
    for (size_t t = from; step_count > 0 && t < from + count && t < steps[0].at; t++) {
        deviation[t - from] = 0.0;
    }
}

/* Prices nearer to each other on the log scale are one. */
static const double SAME = 0.01;

/* How long the log price `wanted`, relative to the last one, held from period `from` on. */
static double time_at(const struct price_step *steps, size_t step_count, size_t from, size_t length,
                      double wanted)
{
    double held = 0.0;
    double price = 0.0;
    size_t end = length;
    for (size_t i = step_count; end > from; i--) {
        size_t begin = i > 0 && steps[i - 1].at > from ? steps[i - 1].at : from;
        held += fabs(price - wanted) < SAME ? (double)(end - begin) : 0.0;
        if (i == 0 || is_missing(steps[i - 1].change)) {
            break;
        }
        price -= steps[i - 1].change;
        end = begin;
    }
    return held;
}

double price_below_regular(const struct price_step *steps, size_t step_count, double period_days,
                           size_t length)
{
    double periods = REFERENCE_DAYS / period_days;
    size_t from = (double)length > periods ? length - (size_t)periods : 0;
    double longest = time_at(steps, step_count, from, length, 0.0);
    double regular = 0.0;
    double price = 0.0;
    for (size_t i = step_count; i-- > 0 && steps[i].at > from && !is_missing(steps[i].change);) {
        price -= steps[i].change; /* the one before the step */
        double held = time_at(steps, step_count, from, length, price);
        if (held > longest) {
            longest = held;
            regular = price;
        }
    }
    return fmax(regular, 0.0);
}
