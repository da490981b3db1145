/* What a tuning found, in summary.json. */
#include "summary_tuning.h"
#include "base/missing.h"

#include <math.h>

/* Shares to a ten thousandth of a percent. */
static void share(struct json *json, cJSON *parent, const char *name, double value)
{
    json_number(json, parent, name, round(value * 1e6) / 1e6);
}

static void add_part(struct json *json, cJSON *parent, const char *name,
                     const struct sim_settings *part)
{
    cJSON *days = json_object(json, parent, name);
    json_day(json, days, "from", part->from);
    json_day(json, days, "to", part->to - 1);
}

static void add_gain(struct json *json, cJSON *parent, const char *name,
                     const struct tune_gain *gain)
{
    if (is_missing(gain->share)) {
        return;
    }
    cJSON *entry = json_object(json, parent, name);
    json_money(json, entry, "money", gain->money);
    json_money(json, entry, "low", gain->low);
    json_money(json, entry, "high", gain->high);
    share(json, entry, "share", gain->share);
    share(json, entry, "share_low", gain->share_low);
    share(json, entry, "share_high", gain->share_high);
}

static void add_fill(struct json *json, cJSON *parent, const char *name,
                     const struct tune_fill *fill)
{
    if (is_missing(fill->fill)) {
        return;
    }
    cJSON *entry = json_object(json, parent, name);
    share(json, entry, "fill", fill->fill);
    share(json, entry, "low", fill->low);
    share(json, entry, "high", fill->high);
}

void summary_add_tuning(struct json *json, cJSON *root, const struct tuning_table *table)
{
    const struct tune_result *result = table->result;
    cJSON *tuning = json_object(json, root, "tuning");
    json_string(json, tuning, "aim", tuning_aim(table->problem));
    add_part(json, tuning, "chosen_on", &table->problem->earlier);
    add_part(json, tuning, "proved_on", &table->problem->later);
    json_number(json, tuning, "tried", (double)result->row_count);
    cJSON *settings = json_object(json, tuning, "settings");
    for (size_t c = 0; c < result->chosen.count; c++) {
        json_string(json, settings, result->chosen.choice[c].setting,
                    result->chosen.choice[c].value);
    }
    json_string(json, tuning, "proved", result->proved ? "yes" : "no");
    if (!is_missing(result->asked)) {
        share(json, tuning, "fill_asked", result->asked);
        share(json, tuning, "fill_earlier", result->fill_earlier);
    }
    add_gain(json, tuning, "gain_earlier", &result->earlier);
    add_gain(json, tuning, "gain_later", &result->later);
    add_fill(json, tuning, "later_as_it_stands", &result->fill_before);
    add_fill(json, tuning, "later_as_tuned", &result->fill_after);
}
