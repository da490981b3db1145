/* Several models' answers made into one. */
#include "combine.h"

#include "base/missing.h"
#include "forecast/forecast.h"

#include <assert.h>
#include <stdio.h>

enum { TRIM_LEAST = 3 };

/* Insertion sort: a handful of values. */
static void sort_few(double *value, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        double moving = value[i];
        size_t at = i;
        for (; at > 0 && value[at - 1] > moving; at--) {
            value[at] = value[at - 1];
        }
        value[at] = moving;
    }
}

static double centre(double *value, size_t count, bool trimmed)
{
    size_t cut = 0;
    if (trimmed && count > TRIM_LEAST) {
        sort_few(value, count);
        cut = 1;
    }
    double sum = 0.0;
    for (size_t i = cut; i < count - cut; i++) {
        sum += value[i];
    }
    return sum / (double)(count - 2 * cut);
}

void combine(struct prediction *combined, const struct prediction *single, size_t count,
             size_t horizon, bool trimmed)
{
    assert(count > 0 && count <= MODEL_POOL_SIZE);
    double value[MODEL_POOL_SIZE];
    double single_sum[MODEL_POOL_SIZE] = {0.0}; /* of means so far, by model */
    double sum = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        for (size_t i = 0; i < count; i++) {
            value[i] = single[i].mean[h];
            single_sum[i] += value[i];
        }
        double mean = centre(value, count, trimmed);
        sum += mean;
        double variance = 0.0;
        double sum_variance = 0.0;
        for (size_t i = 0; i < count; i++) {
            double apart = single[i].mean[h] - mean;
            double sum_apart = single_sum[i] - sum;
            variance += single[i].variance[h] + apart * apart;
            sum_variance += single[i].sum_variance[h] + sum_apart * sum_apart;
        }
        combined->mean[h] = mean;
        combined->variance[h] = variance / (double)count;
        combined->sum_variance[h] = sum_variance / (double)count;
    }
    snprintf(combined->label, sizeof combined->label, "%s of %zu", trimmed ? "TRIMMED" : "MEAN",
             count);
    combined->parameters[0] = (struct parameter){.name = ""};
    combined->loglik = MISSING;
    combined->aic = MISSING;
    combined->aicc = MISSING;
    combined->bic = MISSING;
    combined->sigma2 = MISSING;
}
