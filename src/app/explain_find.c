/* The row of positions.csv that was asked for, or those that may have been meant. */
#include "app/explain.h"

#include "app/nearest.h"
#include "io/records.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

const char *const position_columns[POSITION_COLUMNS] = {"sku",
                                                        "location",
                                                        "supplier",
                                                        "on_hand",
                                                        "reserved",
                                                        "blocked",
                                                        "open_supply",
                                                        "open_late",
                                                        "expected_returns",
                                                        "interval_days",
                                                        "lead_time_days",
                                                        "review_days",
                                                        "demand_mean",
                                                        "demand_sd",
                                                        "target",
                                                        "position",
                                                        "raw_need",
                                                        "transfer",
                                                        "moq",
                                                        "pack",
                                                        "order_minimum",
                                                        "load",
                                                        "budget",
                                                        "capacity",
                                                        "shelf_life",
                                                        "override",
                                                        "quantity",
                                                        "binding",
                                                        "transfer_out",
                                                        "fill_without",
                                                        "fill_with",
                                                        "stockout_risk_without",
                                                        "stockout_risk_with",
                                                        "days_of_cover",
                                                        "stockout_date",
                                                        "next_unit_value",
                                                        "segment",
                                                        "policy",
                                                        "reorder_point",
                                                        "service_level",
                                                        "suggested",
                                                        "kit_demand",
                                                        "lead_time_deliveries",
                                                        "pledged"};

enum { NEAR_KEYS = 5, KEY_SIZE = 160 };

struct near_key {
    size_t distance;
    char text[KEY_SIZE]; /* "sku at location" */
};

struct search {
    struct text sku;
    struct text location;
    struct arena *arena;
    const struct text *row; /* NULL until found */
    bool no_memory;
    struct near_key near[NEAR_KEYS]; /* [near_count] ascending, ties as in the file */
    size_t near_count;
};

static void match_row(void *context, const struct text *field)
{
    struct search *search = context;
    if (search->row == NULL && text_equal(field[AT_SKU], search->sku) &&
        text_equal(field[AT_LOCATION], search->location)) {
        search->row = records_keep(search->arena, field, POSITION_COLUMNS);
        search->no_memory = search->row == NULL;
    }
}

/* A right sku at a wrong location is nearer than a wrong sku. */
static void near_row(void *context, const struct text *field)
{
    struct search *search = context;
    size_t distance =
        2 * word_distance(field[0], search->sku) + word_distance(field[1], search->location);
    size_t at = search->near_count;
    while (at > 0 && distance < search->near[at - 1].distance) {
        at--;
    }
    if (at == NEAR_KEYS) {
        return;
    }
    size_t last = search->near_count < NEAR_KEYS ? search->near_count++ : NEAR_KEYS - 1;
    memmove(&search->near[at + 1], &search->near[at], (last - at) * sizeof search->near[0]);
    search->near[at].distance = distance;
    (void)snprintf(search->near[at].text, KEY_SIZE, "%.*s at %.*s", TEXT_PRINT(field[0]),
                   TEXT_PRINT(field[1]));
}

static enum status say_near(const char *folder, struct search *search, struct fault *fault)
{
    static const char *const key[] = {"sku", "location"};
    TRY(records_each(folder, "positions", key, 2, near_row, search, fault));
    char list[NEAR_KEYS * (KEY_SIZE + 2)] = "";
    for (size_t i = 0; i < search->near_count; i++) {
        size_t used = strlen(list);
        (void)snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "",
                       search->near[i].text);
    }
    return fault_set(fault, STATUS_USAGE,
                     "%s has no position \"%.*s\" at \"%.*s\"; the nearest: %s", folder,
                     TEXT_PRINT(search->sku), TEXT_PRINT(search->location),
                     search->near_count > 0 ? list : "none, it is empty");
}

enum status explain_find(const char *folder, struct text sku, struct text location,
                         struct arena *arena, const struct text **row, struct fault *fault)
{
    struct search search = {.sku = sku, .location = location, .arena = arena};
    TRY(records_each(folder, "positions", position_columns, POSITION_COLUMNS, match_row, &search,
                     fault));
    if (search.no_memory) {
        return fault_memory(fault, "a row of positions.csv");
    }
    *row = search.row;
    return search.row != NULL ? STATUS_OK : say_near(folder, &search, fault);
}
