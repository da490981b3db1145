/* The law that a method forecast for one period. */
#include "law.h"

#include <math.h>

static struct dist normal(double mean, double variance)
{
    if (variance > 0.0) {
        return (struct dist){.kind = DIST_NORMAL, .a = mean, .b = sqrt(variance)};
    }
    return (struct dist){.kind = DIST_POINT, .a = mean};
}

struct law law_of_forecast(double mean, double variance, bool counts, bool nonnegative)
{
    return (struct law){.kind = LAW_AS_IS,
                        .dist = nonnegative ? dist_of_demand(mean, variance, counts)
                                            : normal(mean, variance)};
}

struct law law_of_naive(double mean, double variance, bool counts)
{
    return (struct law){.kind = counts ? LAW_WHOLE : LAW_CUT, .dist = normal(mean, variance)};
}

double law_quantile(const struct law *law, double p)
{
    double x = dist_quantile(&law->dist, p);
    switch (law->kind) {
    case LAW_CUT:
        return fmax(x, 0.0);
    case LAW_WHOLE:
        return fmax(ceil(x - 0.5), 0.0);
    case LAW_AS_IS:
        break;
    }
    return x;
}

struct stretch law_stretch(const struct law *law, double actual)
{
    const struct dist *dist = &law->dist;
    if (law->kind == LAW_WHOLE) {
        double up_to = actual < 0.0 ? 0.0 : dist_cdf(dist, actual + 0.5);
        return (struct stretch){actual > 0.0 ? dist_cdf(dist, actual - 0.5) : 0.0, up_to};
    }
    if (law->kind == LAW_CUT && !(actual > 0.0)) {
        return (struct stretch){0.0, actual < 0.0 ? 0.0 : dist_cdf(dist, 0.0)};
    }
    double up_to = dist_cdf(dist, actual);
    bool lumps = dist->kind == DIST_POINT || dist_is_discrete(dist);
    double mass = lumps ? dist_density(dist, actual) : 0.0;
    return (struct stretch){fmax(up_to - mass, 0.0), up_to};
}

double stretch_between(const struct stretch *stretch, double low, double high)
{
    double mass = stretch->up_to - stretch->below;
    if (!(mass > 0.0)) {
        return stretch->up_to >= low && stretch->up_to <= high ? 1.0 : 0.0;
    }
    return fmax(fmin(stretch->up_to, high) - fmax(stretch->below, low), 0.0) / mass;
}
