/* How good a forecast was. */
#include "forecast/accuracy.h"

#include "base/missing.h"

struct errors errors_of(const double *actual, const double *forecast, size_t periods)
{
    struct errors errors = {0};
    for (size_t t = 0; t < periods; t++) {
        if (is_missing(actual[t])) {
            continue;
        }
        double error = actual[t] - forecast[t];
        errors.count += 1.0;
        errors.absolute += fabs(error);
        errors.square += error * error;
        errors.over -= error;
        errors.actual += actual[t];
    }
    return errors;
}

void errors_add(struct errors *sum, const struct errors *errors)
{
    sum->count += errors->count;
    sum->absolute += errors->absolute;
    sum->square += errors->square;
    sum->over += errors->over;
    sum->actual += errors->actual;
}

double accuracy_scale(const double *history, size_t length, size_t season)
{
    double sum = 0.0;
    double pairs = 0.0;
    for (size_t t = season; t < length; t++) {
        double difference = fabs(history[t] - history[t - season]);
        if (!is_missing(difference)) {
            sum += difference;
            pairs += 1.0;
        }
    }
    return pairs > 0.0 ? sum / pairs : MISSING;
}

double accuracy_scale2(const double *history, size_t length)
{
    double sum = 0.0;
    double pairs = 0.0;
    for (size_t t = 1; t < length; t++) {
        double difference = history[t] - history[t - 1];
        if (!is_missing(difference)) {
            sum += difference * difference;
            pairs += 1.0;
        }
    }
    return pairs > 0.0 ? sum / pairs : MISSING;
}

static double share(double part, double whole)
{
    return whole > 0.0 ? part / whole : MISSING;
}

double accuracy_mase(const struct errors *errors, double scale)
{
    return share(share(errors->absolute, errors->count), scale);
}

double accuracy_rmsse(const struct errors *errors, double scale2)
{
    return sqrt(share(share(errors->square, errors->count), scale2));
}

double accuracy_wape(const struct errors *errors)
{
    return share(errors->absolute, errors->actual);
}

double accuracy_bias(const struct errors *errors)
{
    return share(errors->over, errors->actual);
}

double accuracy_pinball(double actual, double quantile, double p)
{
    double above = actual - quantile;
    return above >= 0.0 ? p * above : (p - 1.0) * above;
}

double accuracy_coverage(const double *actual, const double *low, const double *high,
                         size_t periods)
{
    double inside = 0.0;
    double count = 0.0;
    for (size_t t = 0; t < periods; t++) {
        if (!is_missing(actual[t])) {
            inside += low[t] <= actual[t] && actual[t] <= high[t] ? 1.0 : 0.0;
            count += 1.0;
        }
    }
    return share(inside, count);
}

double accuracy_pit(const struct dist *dist, double actual, double u)
{
    if (is_missing(actual)) {
        return MISSING;
    }
    double up_to = dist_cdf(dist, actual);
    bool lumps = dist->kind == DIST_POINT || dist_is_discrete(dist);
    double mass = lumps ? dist_density(dist, actual) : 0.0;
    return fmin(fmax(up_to - (1.0 - u) * mass, 0.0), 1.0);
}

void coverage_count(struct coverage *coverage, double pit)
{
    if (is_missing(pit)) {
        return;
    }
    double off = fabs(pit - 0.5);
    coverage->count += 1.0;
    coverage->inside50 += off <= 0.25 ? 1.0 : 0.0;
    coverage->inside80 += off <= 0.4 ? 1.0 : 0.0;
    coverage->inside95 += off <= 0.475 ? 1.0 : 0.0;
    coverage->below95 += pit <= 0.95 ? 1.0 : 0.0;
}

void coverage_add(struct coverage *sum, const struct coverage *coverage)
{
    sum->count += coverage->count;
    sum->inside50 += coverage->inside50;
    sum->inside80 += coverage->inside80;
    sum->inside95 += coverage->inside95;
    sum->below95 += coverage->below95;
}
