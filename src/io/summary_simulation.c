/* The simulation in summary.json. */
#include "summary_parts.h"

#include "base/missing.h"
#include "json.h"

#include <math.h>

static double share(double value)
{
    return round(value * 1e6) / 1e6;
}

static void add_measures(struct json *json, cJSON *entry, const struct ledger *ledger, double days)
{
    struct measures measures = measures_of(ledger, days);
    json_money(json, entry, "cost", measures.cost);
    json_money(json, entry, "holding", ledger->holding);
    json_money(json, entry, "shortage", ledger->shortage);
    json_money(json, entry, "ordering", ledger->ordering);
    json_money(json, entry, "freight", ledger->freight);
    json_money(json, entry, "haste", ledger->haste);
    json_money(json, entry, "write_off", ledger->write_off);
    json_number(json, entry, "fill", share(measures.fill));
    json_number(json, entry, "service", share(measures.service));
    json_money(json, entry, "stock_value", measures.stock_value);
    json_number(json, entry, "turns", share(measures.turns));
    json_number(json, entry, "units_wanted", share(ledger->wanted));
    json_number(json, entry, "units_lost", share(ledger->lost));
    json_number(json, entry, "units_waited", share(ledger->waited));
}

static void add_totals(struct json *json, cJSON *entry, const struct ledger *whole)
{
    json_number(json, entry, "units_sold", share(whole->sold));
    json_number(json, entry, "units_bought", share(whole->bought));
    json_number(json, entry, "units_moved", share(whole->moved));
    json_number(json, entry, "units_returned", share(whole->returned));
    json_number(json, entry, "units_written_off", share(whole->written_off));
    json_number(json, entry, "orders", share(whole->orders));
    json_number(json, entry, "order_lines", share(whole->lines));
    json_money(json, entry, "purchases", whole->purchases);
}

/* 95 % intervals of the cost beside that of the first arm. */
static void add_difference(struct json *json, cJSON *entry, const struct paired *paired)
{
    cJSON *difference = json_object(json, entry, "beside_first");
    json_money(json, difference, "cost", paired->difference);
    json_money(json, difference, "low", paired->low);
    json_money(json, difference, "high", paired->high);
    json_number(json, difference, "share", share(paired->share));
    json_number(json, difference, "share_low", share(paired->share_low));
    json_number(json, difference, "share_high", share(paired->share_high));
}

static void add_classes(struct json *json, cJSON *entry, const struct sim_result *result,
                        size_t arm, double days)
{
    cJSON *classes = json_object(json, entry, "classes");
    for (const char *abc = "ABC"; *abc != '\0'; abc++) {
        char name[] = {*abc, '\0'};
        struct ledger sum = simulation_class(result, arm, *abc);
        add_measures(json, json_object(json, classes, name), &sum, days);
    }
}

void summary_add_simulation(struct json *json, cJSON *root, const struct simulation_table *table)
{
    const struct sim_result *result = table->result;
    double days = simulation_days(result, 0, result->steps);
    cJSON *part = json_object(json, root, "simulation");
    json_day(json, part, "from", table->settings->from);
    json_day(json, part, "to", table->settings->to - 1);
    json_number(json, part, "days", days);
    json_number(json, part, "warm_up_days", (double)table->settings->warm_up);
    json_number(json, part, "nights", (double)result->nights);
    json_string(json, part, "step", bucket_name(result->truth.calendar.bucket));
    json_number(json, part, "sku_locations", (double)result->site_count);
    json_number(json, part, "units_imputed", share(result->truth.imputed));
    json_string(json, part, "lead_times",
                table->settings->steady_lead_times ? "expected" : "drawn");
    cJSON *arms = json_object(json, part, "arms");
    for (size_t a = 0; a < result->arms; a++) {
        cJSON *entry = json_object(json, arms, table->arms[a].name);
        add_measures(json, entry, &result->whole[a], days);
        add_totals(json, entry, &result->whole[a]);
        json_number(json, entry, "beyond_foresight", share(simulation_gap(table, a)));
        if (a > 0) {
            add_difference(json, entry, &table->against[a]);
        }
        add_classes(json, entry, result, a, days);
    }
}
