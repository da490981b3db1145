/* The backtest in summary.json. */
#include "summary_parts.h"

#include "base/missing.h"
#include "json.h"

#include <math.h>

/* To a millionth; null stays null. */
static void share(struct json *json, cJSON *entry, const char *name, double value)
{
    json_number(json, entry, name, round(value * 1e6) / 1e6);
}

static void add_method(struct json *json, cJSON *methods, const struct backtest *backtest, size_t m)
{
    const struct score *score = &backtest->whole.score[m];
    const struct score *reference = &backtest->whole.score[backtest->reference];
    struct accuracy accuracy = score_measures(score);
    cJSON *entry = json_object(json, methods, backtest->method[m].name);
    share(json, entry, "wape", accuracy.wape);
    share(json, entry, "bias", accuracy.bias);
    share(json, entry, "mase", accuracy.mase);
    share(json, entry, "rmsse", accuracy.rmsse);
    share(json, entry, "wrmsse", backtest->wrmsse[m]);
    share(json, entry, "pinball", accuracy.pinball);
    share(json, entry, "spl", accuracy.spl);
    share(json, entry, "coverage_50", accuracy.coverage50);
    share(json, entry, "coverage_80", accuracy.coverage80);
    share(json, entry, "coverage_95", accuracy.coverage95);
    share(json, entry, "value_added", score_value_added(score, reference));
    share(json, entry, "value_added_wape", score_value_added_wape(score, reference));
    json_number(json, entry, "fallbacks", score->fallbacks);
    json_money(json, entry, "money_at_stake", score->money);
}

void summary_add_accuracy(struct json *json, cJSON *root, const struct backtest *backtest)
{
    const struct backtest_settings *settings = &backtest->settings;
    const struct calendar *calendar = &backtest->panel->calendar;
    cJSON *part = json_object(json, root, "backtest");
    json_number(json, part, "origins", (double)settings->origins);
    json_day(json, part, "first_origin", period_first_day(calendar, backtest->origin_period[0]));
    json_day(json, part, "last_origin",
             period_first_day(calendar, backtest->origin_period[settings->origins - 1]));
    json_number(json, part, "step", (double)settings->step);
    json_number(json, part, "horizon", (double)settings->horizon);
    json_number(json, part, "window", (double)settings->window);
    json_number(json, part, "series", (double)backtest->whole.series);
    json_number(json, part, "periods_scored", backtest->whole.score[0].errors.count);
    json_number(json, part, "periods_out_of_stock", backtest->whole.score[0].censored);
    cJSON *methods = json_object(json, part, "methods");
    for (size_t m = 0; m < backtest->methods; m++) {
        add_method(json, methods, backtest, m);
    }
}
