/* Croston's and TSB's recursions at given parameters: short and plain, as a check on the models
 * that search for theirs. */
#include "forecast/intermittent.h"

#include "base/missing.h"

struct intermittent_means intermittent_means(const double *demand, size_t length)
{
    struct intermittent_means means = {0};
    double total = 0.0;
    for (size_t t = 0; t < length; t++) {
        if (!is_missing(demand[t])) {
            total += demand[t];
            means.known += 1.0;
            means.demands += demand[t] > 0.0 ? 1.0 : 0.0;
        }
    }
    means.size = means.demands > 0.0 ? total / means.demands : 0.0;
    return means;
}

double croston_rate(const double *demand, size_t length, double alpha_size, double alpha_interval,
                    enum intermittent_start start)
{
    struct intermittent_means means = intermittent_means(demand, length);
    if (!(means.demands > 0.0)) {
        return 0.0;
    }
    bool started = start == START_MEAN;
    double z = means.size;
    double p = means.known / means.demands;
    double interval = 0.0;
    for (size_t t = 0; t < length; t++) {
        if (is_missing(demand[t])) {
            continue;
        }
        interval += 1.0;
        if (demand[t] > 0.0) {
            z = started ? z + alpha_size * (demand[t] - z) : demand[t];
            p = started ? p + alpha_interval * (interval - p) : interval;
            started = true;
            interval = 0.0;
        }
    }
    return z / p;
}

double tsb_rate(const double *demand, size_t length, double alpha_size, double alpha_chance,
                enum intermittent_start start)
{
    struct intermittent_means means = intermittent_means(demand, length);
    if (!(means.demands > 0.0)) {
        return 0.0;
    }
    bool started = start == START_MEAN;
    double z = means.size;
    double chance = means.demands / means.known;
    double interval = 0.0;
    for (size_t t = 0; t < length; t++) {
        if (is_missing(demand[t])) {
            continue;
        }
        interval += 1.0;
        double occurred = demand[t] > 0.0 ? 1.0 : 0.0;
        if (started) {
            chance += alpha_chance * (occurred - chance);
            z += occurred * alpha_size * (demand[t] - z);
        } else if (demand[t] > 0.0) {
            chance = 1.0 / interval;
            z = demand[t];
            started = true;
        }
    }
    return chance * z;
}
