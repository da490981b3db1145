/* From the table of settings to what each floor wants to know. */
#include "app/run.h"

#include "app/nearest.h"
#include "base/missing.h"
#include "forecast/models.h"

#include <math.h>
#include <string.h>

static const double LEAST_SEASON = 2.0;

static enum status unknown_model(struct text name, struct fault *fault)
{
    struct nearest nearest = {.given = name};
    for (size_t i = 0; models[i] != NULL; i++) {
        (void)nearest_offer(&nearest, models[i]->name);
    }
    return fault_set(fault, STATUS_USAGE,
                     "forecast.models names \"%.*s\", and there is no such model; the nearest is "
                     "\"%s\"",
                     TEXT_PRINT(name), nearest.word);
}

static enum status read_models(const char *list, struct forecast_settings *chosen,
                               struct fault *fault)
{
    size_t count = 0;
    if (text_equal_nocase(text_of(list), text_of("auto"))) {
        return STATUS_OK;
    }
    for (const char *at = list; at != NULL;) {
        const char *comma = strchr(at, ',');
        struct text item = {at, comma != NULL ? (size_t)(comma - at) : strlen(at)};
        item = text_trim(item);
        char name[CONFIG_TEXT_SIZE];
        memcpy(name, item.data, item.length);
        name[item.length] = '\0';
        const struct model *model = model_find(name);
        if (model == NULL) {
            return unknown_model(item, fault);
        }
        if (count == MODEL_POOL_SIZE) {
            return fault_set(fault, STATUS_USAGE, "forecast.models names more than %d models",
                             MODEL_POOL_SIZE);
        }
        chosen->pool[count++] = model;
        at = comma != NULL ? comma + 1 : NULL;
    }
    return STATUS_OK;
}

/* Models that know one season get the first, rounded. */
static enum status read_season(const struct number_list *list, struct forecast_settings *chosen,
                               struct fault *fault)
{
    chosen->season = 0;
    chosen->seasons = (struct season_list){0};
    if (list->count == 0) {
        return STATUS_OK;
    }
    bool none = list->count == 1 && list->value[0] <= 1.0;
    if (list->count > SEASONS_MOST || (!none && list->value[0] < LEAST_SEASON)) {
        return fault_set(fault, STATUS_USAGE,
                         "forecast.season takes up to %d lengths of seasons, each of %g periods or "
                         "more, such as 7,365.25; or 1 alone for no season",
                         SEASONS_MOST, LEAST_SEASON);
    }
    chosen->season = (size_t)lround(list->value[0]);
    for (size_t i = 0; chosen->season > 1 && i < list->count; i++) {
        chosen->seasons.length[chosen->seasons.count++] = list->value[i];
    }
    return STATUS_OK;
}

static enum status unknown_policy(const char *setting, struct text name, struct fault *fault)
{
    struct nearest nearest = {.given = name};
    for (size_t i = 0; policies[i] != NULL; i++) {
        (void)nearest_offer(&nearest, policies[i]->name);
    }
    return fault_set(fault, STATUS_USAGE,
                     "%s is \"%.*s\", and there is no such policy; the nearest is \"%s\"", setting,
                     TEXT_PRINT(name), nearest.word);
}

/* NULL for the word that leaves it open. */
static enum status read_policy(const char *setting, const char *word, const char *open,
                               const struct policy **policy, struct fault *fault)
{
    struct text name = text_trim(text_of(word));
    *policy = NULL;
    if (text_equal_nocase(name, text_of(open))) {
        return STATUS_OK;
    }
    *policy = policy_find(name);
    return *policy != NULL ? STATUS_OK : unknown_policy(setting, name, fault);
}

static enum status read_policies(const struct config *config, struct policy_choice *choice,
                                 struct fault *fault)
{
    TRY(read_policy("plan.policy", config->policy, "auto", &choice->general, fault));
    for (size_t a = 0; a < 3; a++) {
        for (size_t x = 0; x < 3; x++) {
            char setting[] = "policy.ax";
            setting[7] = "abc"[a];
            setting[8] = "xyz"[x];
            TRY(read_policy(setting, config->segment_policy[3 * a + x], "plan",
                            &choice->segment[a][x], fault));
        }
    }
    return STATUS_OK;
}

static struct terms default_terms(const struct config *config)
{
    struct terms terms = terms_unset();
    terms.unit_cost = config->unit_cost;
    terms.price = config->price;
    terms.holding_rate = config->holding_rate;
    terms.shortage_cost = config->shortage_cost;
    terms.pack_size = config->pack_size;
    terms.moq = config->moq;
    terms.min_stock = config->min_stock;
    terms.service_level = config->service_level;
    terms.service_type = (enum service_type)(SERVICE_COST + config->service_type);
    terms.sellable_return_share = config->sellable_return_share;
    terms.lead_time_days = config->lead_time_days;
    terms.lead_time_sd = config->lead_time_sd;
    terms.review_days = config->review_days;
    terms.fulfilment = FULFILMENT_STOCK;
    return terms;
}

enum status settings_of(const struct config *config, struct panel_settings *panel,
                        struct forecast_settings *forecast, struct plan_settings *plan,
                        struct fault *fault)
{
    *panel = (struct panel_settings){.calendar = {.bucket = (enum bucket)config->bucket,
                                                  .week_start = (enum weekday)config->week_start},
                                     .return_days = config->return_window_days};
    *forecast = (struct forecast_settings){.nonnegative = config->nonnegative,
                                           .effects = config->effects,
                                           .prices = config->prices,
                                           .bounds = (enum parameter_bounds)config->bounds,
                                           .hierarchy = (enum hierarchy_way)config->hierarchy,
                                           .rehearsals = (size_t)config->rehearsals};
    TRY(read_models(config->models, forecast, fault));
    TRY(read_season(&config->season, forecast, fault));
    *plan = (struct plan_settings){
        .defaults = default_terms(config),
        .unmet = (enum unmet)config->unmet,
        .late_chance_days = config->late_chance_days,
        .mix = (enum mix_over)config->mix,
        .order_cost = config->order_cost,
        .budget = config->budget,
        .min_gain = config->min_gain,
        .damping = config->damping,
        .caution = config->caution,
        .spread = config->spread,
        .promised_lead_times = !config->learn_lead_times,
        .echelon = (enum echelon_way)config->echelon,
        .share = (enum share_rule)config->share,
        .share_floor = config->share_floor,
        .rebalance = {.enabled = config->rebalance,
                      .margin = config->rebalance_margin,
                      .packs = config->rebalance_packs,
                      .no_haste = !config->expedite},
        .salvage_share = config->salvage_share,
        .return_window_days = config->return_window_days,
    };
    return read_policies(config, &plan->policies, fault);
}

enum status run_settings(struct run *run, struct fault *fault)
{
    return settings_of(&run->config, &run->panel_settings, &run->forecast_settings,
                       &run->plan_settings, fault);
}

enum status config_upon(struct config *config, const struct config *base, const char *path,
                        struct fault *fault)
{
    *config = *base;
    config->columns = NULL;
    config->column_count = 0;
    TRY(config_file(config, path, fault));
    if (config->column_count == 0) {
        config->columns = base->columns;
        config->column_count = base->column_count;
    }
    return STATUS_OK;
}

size_t run_horizon(const struct config *config, enum bucket bucket)
{
    if (config->horizon > 0) {
        return (size_t)config->horizon;
    }
    return bucket == BUCKET_DAY ? 28 : bucket == BUCKET_MONTH ? 12 : 13;
}
