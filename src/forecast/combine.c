/* Several models' answers made into one. */
#include "combine.h"

#include "base/missing.h"
#include "forecast/forecast.h"

#include <assert.h>
#include <stdio.h>

void combine(struct prediction *combined, const struct prediction *single, size_t count,
             size_t horizon)
{
    assert(count > 0 && count <= MODEL_POOL_SIZE);
    double single_sum[MODEL_POOL_SIZE] = {0.0}; /* of means so far, by model */
    double sum = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        double total = 0.0;
        for (size_t i = 0; i < count; i++) {
            total += single[i].mean[h];
            single_sum[i] += single[i].mean[h];
        }
        double mean = total / (double)count;
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
    snprintf(combined->label, sizeof combined->label, "MEAN of %zu", count);
    combined->parameters[0] = (struct parameter){.name = ""};
    combined->loglik = MISSING;
    combined->aic = MISSING;
    combined->aicc = MISSING;
    combined->bic = MISSING;
    combined->sigma2 = MISSING;
}
