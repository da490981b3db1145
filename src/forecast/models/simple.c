/* What the simple methods share. */
#include "simple.h"

#include <stdarg.h>
#include <stdio.h>

void simple_start(struct prediction *prediction, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(prediction->label, sizeof prediction->label, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < MODEL_PARAMETERS; i++) {
        prediction->parameters[i] = (struct parameter){.name = "", .value = MISSING};
    }
    prediction->loglik = MISSING;
    prediction->aic = MISSING;
    prediction->aicc = MISSING;
    prediction->bic = MISSING;
    prediction->sigma2 = MISSING;
}

void simple_parameter(struct prediction *prediction, const char *name, double value)
{
    for (size_t i = 0; i < MODEL_PARAMETERS; i++) {
        struct parameter *parameter = &prediction->parameters[i];
        if (parameter->name[0] == '\0') {
            snprintf(parameter->name, sizeof parameter->name, "%s", name);
            parameter->value = value;
            return;
        }
    }
}

double simple_lone_variance(double value)
{
    return value * value;
}

void simple_flat(struct prediction *prediction, size_t horizon, double rate, double variance,
                 double level_variance)
{
    prediction->sigma2 = variance;
    for (size_t h = 0; h < horizon; h++) {
        double periods = (double)(h + 1);
        prediction->mean[h] = rate;
        prediction->variance[h] = variance + level_variance;
        prediction->sum_variance[h] = periods * variance + periods * periods * level_variance;
    }
}

void simple_level(struct prediction *prediction, size_t horizon, double rate, double variance,
                  double weight)
{
    prediction->sigma2 = variance;
    double before = 0.0; /* sum over errors so far of (what each adds to the sum)^2 */
    for (size_t h = 0; h < horizon; h++) {
        double ahead = (double)h;
        double kept = 1.0 + weight * ahead;
        before += kept * kept;
        prediction->mean[h] = rate;
        prediction->variance[h] = variance * (1.0 + ahead * weight * weight);
        prediction->sum_variance[h] = variance * before;
    }
}

size_t simple_no_scratch(size_t length, size_t season, size_t horizon)
{
    (void)length, (void)season, (void)horizon;
    return 0;
}
