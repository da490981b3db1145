/* Which series cost most by their errors, and what is wrong with their forecasts. */
#include "backtest/backtest.h"

#include <math.h>

/* Errors point one way where their sum is at least this share of their sizes. */
static const double ONE_WAY = 0.5;

size_t backtest_worst(const struct backtest *backtest, size_t method, size_t *series, size_t most)
{
    const struct score *scores = backtest->series + method * backtest->panel->count;
    size_t count = 0;
    for (size_t s = 0; s < backtest->panel->count; s++) {
        if (!(scores[s].money > 0.0)) {
            continue;
        }
        size_t at = count;
        while (at > 0 && scores[series[at - 1]].money < scores[s].money) {
            at--;
        }
        if (at == most) {
            continue;
        }
        count += count < most;
        for (size_t i = count - 1; i > at; i--) {
            series[i] = series[i - 1];
        }
        series[at] = s;
    }
    return count;
}

const char *backtest_fault(const struct score *score)
{
    if (!(score->errors.absolute > 0.0)) {
        return "nothing";
    }
    if (fabs(score->errors.over) < ONE_WAY * score->errors.absolute) {
        return "erratic";
    }
    return score->errors.over > 0.0 ? "too high" : "too low";
}
