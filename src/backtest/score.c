/* What forecasts came to. */
#include "backtest/score.h"

#include "base/missing.h"

struct scaled scaled_of(double value)
{
    return is_missing(value) ? (struct scaled){0} : (struct scaled){.sum = value, .count = 1.0};
}

static void scaled_add(struct scaled *sum, const struct scaled *scaled)
{
    sum->sum += scaled->sum;
    sum->count += scaled->count;
}

void score_add(struct score *sum, const struct score *score)
{
    sum->forecasts += score->forecasts;
    errors_add(&sum->errors, &score->errors);
    sum->censored += score->censored;
    scaled_add(&sum->mase, &score->mase);
    scaled_add(&sum->rmsse, &score->rmsse);
    scaled_add(&sum->spl, &score->spl);
    sum->pinball += score->pinball;
    coverage_add(&sum->coverage, &score->coverage);
    sum->fallbacks += score->fallbacks;
    sum->money += score->money;
}

static double share(double part, double whole)
{
    return whole > 0.0 ? part / whole : MISSING;
}

struct accuracy score_measures(const struct score *score)
{
    const struct errors *errors = &score->errors;
    const struct coverage *coverage = &score->coverage;
    return (struct accuracy){
        .mase = share(score->mase.sum, score->mase.count),
        .rmsse = share(score->rmsse.sum, score->rmsse.count),
        .wape = accuracy_wape(errors),
        .bias = accuracy_bias(errors),
        .pinball = share(score->pinball, coverage->count),
        .spl = share(score->spl.sum, score->spl.count),
        .coverage50 = share(coverage->inside50, coverage->count),
        .coverage80 = share(coverage->inside80, coverage->count),
        .coverage95 = share(coverage->inside95, coverage->count),
        .tracking_signal = share(errors->over * errors->count, errors->absolute),
    };
}

static double saved(double error, double naive)
{
    return naive > 0.0 ? 1.0 - error / naive : MISSING;
}

double score_value_added(const struct score *score, const struct score *naive)
{
    return saved(score_measures(score).rmsse, score_measures(naive).rmsse);
}

double score_value_added_wape(const struct score *score, const struct score *naive)
{
    return saved(score->errors.absolute, naive->errors.absolute);
}
