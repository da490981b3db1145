/* Mixtures of laws: weighted sums, and the quantile between those of the parts. */
#include "replenish/mixture.h"

#include <math.h>

static const double ONE[] = {1.0};
static const double PRECISION = 1e-12;
enum { HALVINGS = 200 };

struct mixture mixture_of(const struct dist *dist)
{
    return (struct mixture){.part = dist, .weight = ONE, .count = 1};
}

static bool whole_units(const struct dist *dist)
{
    if (dist->kind != DIST_DISCRETE) {
        return dist_is_discrete(dist);
    }
    return floor(dist->origin) >= dist->origin && floor(dist->step) >= dist->step;
}

bool mixture_is_whole(const struct mixture *mixture)
{
    bool whole = true;
    for (size_t i = 0; i < mixture->count; i++) {
        whole = whole && whole_units(&mixture->part[i]);
    }
    return whole;
}

double mixture_weight(const struct mixture *mixture, size_t part)
{
    return mixture->weight != NULL ? mixture->weight[part] : 1.0;
}

static double sum_at(const struct mixture *mixture, double (*function)(const struct dist *, double),
                     double x)
{
    double sum = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        sum += mixture_weight(mixture, i) * function(&mixture->part[i], x);
    }
    return sum;
}

double mixture_mean(const struct mixture *mixture)
{
    double mean = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        mean += mixture_weight(mixture, i) * dist_mean(&mixture->part[i]);
    }
    return mean;
}

double mixture_variance(const struct mixture *mixture)
{
    double mean = mixture_mean(mixture);
    double variance = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        double off = dist_mean(&mixture->part[i]) - mean;
        variance += mixture_weight(mixture, i) * (dist_variance(&mixture->part[i]) + off * off);
    }
    return variance;
}

double mixture_tail(const struct mixture *mixture, double x)
{
    return sum_at(mixture, dist_tail, x);
}

double mixture_loss(const struct mixture *mixture, double x)
{
    return sum_at(mixture, dist_loss, x);
}

double mixture_surplus(const struct mixture *mixture, double x)
{
    return sum_at(mixture, dist_surplus, x);
}

/* What the second order of whole units lacks to that of amounts, over the first order: a law of
 * whole units among others is used at any x. */
static double half_unit(const struct mixture *mixture, size_t part, bool whole)
{
    return !whole && dist_is_discrete(&mixture->part[part]) ? 0.5 : 0.0;
}

double mixture_loss2(const struct mixture *mixture, double x)
{
    bool whole = mixture_is_whole(mixture);
    double sum = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        const struct dist *part = &mixture->part[i];
        double half = half_unit(mixture, i, whole);
        double more = half > 0.0 ? half * dist_loss(part, x) : 0.0;
        sum += mixture_weight(mixture, i) * (dist_loss2(part, x) + more);
    }
    return sum;
}

double mixture_surplus2(const struct mixture *mixture, double x)
{
    bool whole = mixture_is_whole(mixture);
    double sum = 0.0;
    for (size_t i = 0; i < mixture->count; i++) {
        const struct dist *part = &mixture->part[i];
        double half = half_unit(mixture, i, whole);
        double less = half > 0.0 ? half * dist_surplus(part, x) : 0.0;
        sum += mixture_weight(mixture, i) * (dist_surplus2(part, x) - less);
    }
    return sum;
}

double mixture_quantile(const struct mixture *mixture, double p)
{
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    for (size_t i = 0; i < mixture->count; i++) {
        double quantile = dist_quantile(&mixture->part[i], p);
        low = fmin(low, quantile);
        high = fmax(high, quantile);
    }
    if (high <= low || mixture_tail(mixture, low) <= 1.0 - p) {
        return low;
    }
    bool whole = mixture_is_whole(mixture);
    double enough = whole ? 1.0 : PRECISION * fmax(high - low, sqrt(mixture_variance(mixture)));
    for (int i = 0; i < HALVINGS && high - low > enough; i++) {
        double middle = 0.5 * (low + high);
        middle = whole ? floor(middle) : middle;
        if (mixture_tail(mixture, middle) <= 1.0 - p) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}
