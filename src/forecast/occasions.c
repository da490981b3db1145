/* The gamma law of how often series sell. */
#include "occasions.h"

#include "base/missing.h"

#include <math.h>

/* So many records tell the shape well enough; more take time. */
enum { ENOUGH = 512 };
/* Shapes tried: each is half as much again as the one before. */
static const double LEAST_SHAPE = 0.03;
static const double MOST_SHAPE = 2.0;
static const double SHAPE_STEP = 1.5;
/* What is believed where nobody sold: half an occasion in all that time. */
static const double LEAST_OCCASIONS = 0.5;
static const double LEAST_DISPERSION = 0.1; /* of the mean size, by units */

struct occasions_record occasions_record_of(const struct panel *panel, size_t series,
                                            int32_t launch_day, int32_t begin)
{
    struct occasions_record record = {0};
    struct span span = panel_span(panel, series);
    size_t from = span.length > 0 && value_or(span.demand[0], 0.0) > 0.0 ? 1 : 0;
    for (size_t t = 0; t < span.length; t++) {
        bool sells = value_or(span.demand[t], 0.0) > 0.0;
        bool told = !is_missing(span.demand[t]) && (sells || !span_censored(&span, t));
        record.sold = record.sold || sells;
        if (t >= from && told) {
            record.exposure += 1.0;
            record.occasions += sells ? 1.0 : 0.0;
            record.units += value_or(span.demand[t], 0.0);
            record.squares += value_or(span.demand[t], 0.0) * value_or(span.demand[t], 0.0);
        }
    }
    if (span.length == 0 && launch_day != NO_DAY) {
        int32_t launched = period_of(&panel->calendar, launch_day);
        launched = launched > begin ? launched : begin;
        record.exposure = fmax((double)(panel->end_period - launched), 0.0);
    }
    return record;
}

/* What needs all records: the mean, and the sizes.  A period holds x with a chance p, so that its
 * variance over its mean is E x^2 / E x - p E x. */
static struct occasions totals_of(const struct occasions_record *record, size_t count)
{
    struct occasions_record sum = {0};
    double selling = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum.occasions += record[i].occasions;
        sum.exposure += record[i].exposure;
        sum.units += record[i].units;
        sum.squares += record[i].squares;
        selling += record[i].sold ? record[i].exposure : 0.0;
    }
    if (!(sum.exposure > 0.0)) {
        return (struct occasions){0};
    }
    double mean = fmax(sum.occasions, LEAST_OCCASIONS) / sum.exposure;
    struct occasions law = {.shape = 1.0, .rate = 1.0 / mean};
    if (sum.units > 0.0) {
        double size = sum.squares / sum.units;
        law.size = sum.units / sum.occasions;
        law.dispersion = fmax(size - sum.units / selling, LEAST_DISPERSION * size);
    }
    return law;
}

/* The logarithm of the likelihood but for what does not depend on the shape: with n occasions in e,
 * Gamma(a + n) / Gamma(a) b^a / (b + e)^(a + n), where b = a / mean. */
static double likelihood(const struct occasions_record *record, size_t count, size_t stride,
                         double mean, double shape)
{
    double rate = shape / mean;
    double constant = shape * log(rate) - lgamma(shape);
    double sum = 0.0;
    for (size_t i = 0; i < count; i += stride) {
        if (record[i].exposure > 0.0) {
            double n = record[i].occasions;
            sum += constant + (n > 0.0 ? lgamma(shape + n) : lgamma(shape)) -
                   (shape + n) * log(rate + record[i].exposure);
        }
    }
    return sum;
}

struct occasions occasions_fit(const struct occasions_record *record, size_t count)
{
    struct occasions law = totals_of(record, count);
    if (!(law.rate > 0.0)) {
        return law;
    }
    double mean = 1.0 / law.rate;
    size_t stride = count / ENOUGH + 1;
    double most = -HUGE_VAL;
    for (double shape = MOST_SHAPE; shape > LEAST_SHAPE; shape /= SHAPE_STEP) {
        double value = likelihood(record, count, stride, mean, shape);
        if (value > most) {
            most = value;
            law.shape = shape;
        }
    }
    law.rate = law.shape / mean;
    return law;
}

double occasions_expected(const struct occasions *law, const struct occasions_record *record)
{
    return (law->shape + record->occasions) / (law->rate + record->exposure);
}
