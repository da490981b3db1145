/* Candidates of tuning: values on both sides of those that stand. */
#include "tune_choices.h"

#include "app/nearest.h"
#include "io/digits.h"

#include <math.h>
#include <string.h>

struct choosing {
    struct tune_choices *choices;
    const struct run *run;
    enum tune_aim aim;
    enum service_type goal;
};

struct group {
    const char *name;
    void (*add)(struct choosing *choosing);
};

static void add(struct choosing *choosing, const char *setting, const char *value, bool forecast)
{
    struct tune_choices *choices = choosing->choices;
    if (choices->count == TUNE_CANDIDATES) {
        return;
    }
    struct tune_candidate *candidate = &choices->candidate[choices->count++];
    candidate->choice.setting = setting;
    candidate->forecast = forecast;
    size_t length = strnlen(value, TUNE_VALUE_SIZE - 1);
    memcpy(candidate->choice.value, value, length);
    candidate->choice.value[length] = '\0';
}

/* Where it is not what stands already. */
static void add_word(struct choosing *choosing, const char *setting, const char *present,
                     const char *value, bool forecast)
{
    if (strcmp(present, value) != 0) {
        add(choosing, setting, value, forecast);
    }
}

static void add_number(struct choosing *choosing, const char *setting, double value)
{
    char text[DIGITS_SIZE];
    text[digits_significant(text, value, 4)] = '\0';
    add(choosing, setting, text, false);
}

static void add_factors(struct choosing *choosing, const char *setting, double present,
                        const double *factor, size_t count, double least, double most)
{
    for (size_t i = 0; i < count; i++) {
        double value = present * factor[i];
        if (value >= least && value <= most) {
            add_number(choosing, setting, value);
        }
    }
}

/* Each part of the automatic forecast left out. */
static void add_forecast(struct choosing *choosing)
{
    static const char *const WAYS[] = {"auto", "none", "top_down", "mint"};
    const struct config *config = &choosing->run->config;
    if (strcmp(config->models, "auto") != 0) {
        add(choosing, "forecast.models", "auto", true);
        return;
    }
    add(choosing, "forecast.effects", config->effects ? "no" : "yes", true);
    add_word(choosing, "forecast.hierarchy", WAYS[config->hierarchy],
             config->hierarchy == 0 ? "none" : "auto", true);
    add(choosing, "forecast.rehearsals", config->rehearsals > 0 ? "0" : "4", true);
}

static void add_spread(struct choosing *choosing)
{
    static const double FACTOR[] = {0.4, 0.6, 0.8, 1.25, 1.6};
    add_factors(choosing, "plan.spread", choosing->run->config.spread, FACTOR,
                sizeof FACTOR / sizeof *FACTOR, 0.2, 5.0);
}

static void add_caution(struct choosing *choosing)
{
    static const double FACTOR[] = {0.4, 0.6, 0.8, 1.25, 1.6, 2.5};
    if (choosing->goal == SERVICE_COST) {
        add_factors(choosing, "plan.caution", choosing->run->config.caution, FACTOR,
                    sizeof FACTOR / sizeof *FACTOR, 0.05, 20.0);
    }
}

/* For money, the level that costs least; for stock the search itself turns it. */
static void add_service(struct choosing *choosing)
{
    static const double OPEN[] = {6.0, 3.0, 1.7, 0.6, 0.35, 0.2};
    double present = choosing->run->config.service_level;
    for (size_t i = 0; i < sizeof OPEN / sizeof *OPEN; i++) {
        double level = 1.0 - OPEN[i] * (1.0 - present);
        bool of_use = choosing->aim == TUNE_COST && choosing->goal != SERVICE_COST;
        if (of_use && level >= 0.5 && level <= 0.9999) {
            add_number(choosing, "plan.service_level", level);
        }
    }
}

/* Whether an order costs anything anywhere. */
static bool orders_cost(const struct run *run)
{
    const struct master *master = &run->inputs.master;
    bool cost = run->config.order_cost > 0.0;
    for (size_t s = 0; s < master->supplier_count; s++) {
        cost = cost || master->suppliers[s].order_cost > 0.0;
    }
    return cost;
}

static void add_policy(struct choosing *choosing)
{
    static const char *const POLICIES[] = {"rs", "rss", "sq", "silver_meal"};
    for (size_t i = 0; i < sizeof POLICIES / sizeof *POLICIES; i++) {
        if (orders_cost(choosing->run)) {
            add_word(choosing, "plan.policy", choosing->run->config.policy, POLICIES[i], false);
        }
    }
}

/* Longer ones only: to look more often than somebody comes is nobody's choice. */
static void add_review(struct choosing *choosing)
{
    static const double FACTOR[] = {2.0, 4.0};
    if (orders_cost(choosing->run)) {
        add_factors(choosing, "plan.review_days", choosing->run->config.review_days, FACTOR,
                    sizeof FACTOR / sizeof *FACTOR, 1.0, 3650.0);
    }
}

static void add_moves(struct choosing *choosing)
{
    const struct config *config = &choosing->run->config;
    if (!config->rebalance || choosing->run->inputs.master.lane_count == 0) {
        return;
    }
    add(choosing, "rebalance.enabled", "no", false);
    add_number(choosing, "rebalance.margin", 4.0 * fmax(config->rebalance_margin, 1.0));
}

static const struct group GROUPS[] = {
    {"forecast", add_forecast}, {"service", add_service}, {"caution", add_caution},
    {"spread", add_spread},     {"policy", add_policy},   {"review", add_review},
    {"moves", add_moves},
};
enum { GROUP_COUNT = sizeof GROUPS / sizeof *GROUPS };

static enum status unknown_group(struct text name, struct fault *fault)
{
    struct nearest nearest = {.given = name};
    for (size_t g = 0; g < GROUP_COUNT; g++) {
        (void)nearest_offer(&nearest, GROUPS[g].name);
    }
    return fault_set(fault, STATUS_USAGE,
                     "--settings names \"%.*s\", expected some of forecast, service, caution, "
                     "spread, policy, review, moves with commas between them; the nearest is "
                     "\"%s\"",
                     TEXT_PRINT(name), nearest.word);
}

static enum status read_list(bool wanted[GROUP_COUNT], const char *list, struct fault *fault)
{
    bool all = strcmp(list, "all") == 0;
    for (size_t g = 0; g < GROUP_COUNT; g++) {
        wanted[g] = all;
    }
    for (const char *at = all ? NULL : list; at != NULL;) {
        const char *comma = strchr(at, ',');
        struct text name =
            text_trim((struct text){at, comma != NULL ? (size_t)(comma - at) : strlen(at)});
        size_t g = 0;
        while (g < GROUP_COUNT && !text_equal(name, text_of(GROUPS[g].name))) {
            g++;
        }
        if (g == GROUP_COUNT) {
            return unknown_group(name, fault);
        }
        wanted[g] = true;
        at = comma != NULL ? comma + 1 : NULL;
    }
    return STATUS_OK;
}

enum status tune_choices_make(struct tune_choices *choices, const struct run *run,
                              enum tune_aim aim, enum service_type goal, const char *list,
                              struct fault *fault)
{
    bool wanted[GROUP_COUNT];
    struct choosing choosing = {.choices = choices, .run = run, .aim = aim, .goal = goal};
    choices->count = 0;
    TRY(read_list(wanted, list, fault));
    for (size_t g = 0; g < GROUP_COUNT; g++) {
        if (wanted[g]) {
            GROUPS[g].add(&choosing);
        }
    }
    return STATUS_OK;
}
