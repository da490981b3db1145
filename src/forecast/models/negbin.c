/* Negative binomial counts with a moving mean as a model: see forecast/negbin.h. */
#include "forecast/negbin.h"

#include "simple.h"

static size_t negbin_bytes(size_t length, size_t season, size_t horizon)
{
    (void)length, (void)season, (void)horizon;
    return negbin_scratch();
}

static enum fit negbin_run(const struct history *history, size_t horizon, struct arena *scratch,
                           struct prediction *prediction)
{
    static const char *const LEVEL[] = {"static", "undamped", "damped"};
    struct negbin_fit fit;
    enum fit fitted = negbin_fit_best(history, scratch, &fit);
    if (fitted != FIT_OK) {
        return fitted;
    }
    simple_start(prediction, "%s(%s)", fit.poisson ? "POISSON" : "NEGBIN", LEVEL[fit.level]);
    negbin_moments(&fit, horizon, prediction->mean, prediction->variance, prediction->sum_variance);
    prediction->sigma2 = fit.fano * fit.next;
    prediction->loglik = fit.loglik;
    prediction->aicc = isfinite(fit.aicc) ? fit.aicc : MISSING;
    simple_parameter(prediction, "mu", fit.mu);
    if (fit.level != NEGBIN_STATIC) {
        simple_parameter(prediction, "alpha", fit.alpha);
        simple_parameter(prediction, "phi", fit.phi);
    }
    simple_parameter(prediction, "fano", fit.fano);
    return prediction_finish(history, horizon, prediction);
}

const struct model model_negbin = {
    .name = "negbin",
    .summary = "counts: negative binomial or Poisson about a mean that follows demand",
    .min_periods = 1,
    .scratch = negbin_bytes,
    .run = negbin_run,
};
