/* What the other files of a run say of one position. */
#include "app/explain.h"

#include "io/records.h"

#include <string.h>

enum { PERIODS_SHOWN = 8, QUANTILE_NAME_SIZE = 32 };

struct telling {
    const struct text *row; /* of positions.csv */
    FILE *file;
    size_t told;
    char first_quantile[QUANTILE_NAME_SIZE];
    char last_quantile[QUANTILE_NAME_SIZE];
};

static bool is_ours(const struct telling *telling, struct text sku, struct text location)
{
    return text_equal(sku, telling->row[AT_SKU]) && text_equal(location, telling->row[AT_LOCATION]);
}

static void tell_model(void *context, const struct text *field)
{
    const struct telling *telling = context;
    if (is_ours(telling, field[0], field[1])) {
        (void)fprintf(telling->file, "\nModel\n  %.*s on %.*s periods of history\n",
                      TEXT_PRINT(field[2]), TEXT_PRINT(field[4]));
        for (size_t i = 3; i < 7; i += 2) {
            if (field[i].length > 0) {
                (void)fprintf(telling->file, "  %.*s\n", TEXT_PRINT(field[i]));
            }
        }
        if (field[6].length > 0) {
            (void)fprintf(telling->file, "  flags: %.*s\n", TEXT_PRINT(field[6]));
        }
    }
}

static void note_quantile(void *context, const struct text *field)
{
    struct telling *telling = context;
    if (field->length < 2 || field->length >= QUANTILE_NAME_SIZE || field->data[0] != 'q') {
        return;
    }
    char *name =
        telling->first_quantile[0] == '\0' ? telling->first_quantile : telling->last_quantile;
    memcpy(name, field->data, field->length);
    name[field->length] = '\0';
}

static void tell_period(void *context, const struct text *field)
{
    struct telling *telling = context;
    if (!is_ours(telling, field[0], field[1]) || telling->told++ >= PERIODS_SHOWN) {
        return;
    }
    if (telling->told == 1) {
        (void)fprintf(telling->file, "\nForecast\n  %-12s %12s %12s %12s\n", "period from", "mean",
                      telling->first_quantile, telling->last_quantile);
    }
    (void)fprintf(telling->file, "  %-12.*s %12.*s %12.*s %12.*s\n", TEXT_PRINT(field[2]),
                  (int)(field[3].length < 9 ? field[3].length : 9), field[3].data,
                  TEXT_PRINT(field[4]), TEXT_PRINT(field[5]));
}

static void tell_order(void *context, const struct text *field)
{
    const struct telling *telling = context;
    if (is_ours(telling, field[0], field[1])) {
        (void)fprintf(telling->file,
                      "\nOrder\n  %.*s units (%.*s packs) at %.*s, worth %.*s, to arrive on %.*s\n"
                      "  %.*s\n",
                      TEXT_PRINT(field[2]), TEXT_PRINT(field[3]), TEXT_PRINT(field[4]),
                      TEXT_PRINT(field[5]), TEXT_PRINT(field[6]), TEXT_PRINT(field[7]));
    }
}

static void tell_transfer(void *context, const struct text *field)
{
    struct telling *telling = context;
    if (!is_ours(telling, field[0], field[1]) && !is_ours(telling, field[0], field[2])) {
        return;
    }
    (void)fprintf(telling->file, "%s  %.*s units from %.*s to %.*s",
                  telling->told++ == 0 ? "\nMoves\n" : "", TEXT_PRINT(field[3]),
                  TEXT_PRINT(field[1]), TEXT_PRINT(field[2]));
    if (field[8].length > 0) {
        (void)fprintf(telling->file, " by %.*s", TEXT_PRINT(field[8]));
    }
    (void)fprintf(telling->file,
                  ", shipped on %.*s, there on %.*s, gaining %.*s for %.*s\n"
                  "  lost sales avoided %.*s, purchases %.*s, write-offs %.*s\n  %.*s\n",
                  TEXT_PRINT(field[4]), TEXT_PRINT(field[9]), TEXT_PRINT(field[5]),
                  TEXT_PRINT(field[6]), TEXT_PRINT(field[10]), TEXT_PRINT(field[11]),
                  TEXT_PRINT(field[12]), TEXT_PRINT(field[7]));
}

static void tell_exception(void *context, const struct text *field)
{
    struct telling *telling = context;
    if (is_ours(telling, field[0], field[1])) {
        (void)fprintf(telling->file, "%s  %.*s: %.*s", telling->told++ == 0 ? "\nExceptions\n" : "",
                      TEXT_PRINT(field[2]), TEXT_PRINT(field[3]));
        (void)fprintf(telling->file, field[4].length > 0 ? " (%.*s)\n" : "%.*s\n",
                      TEXT_PRINT(field[4]));
    }
}

enum status explain_files(const char *folder, const struct text *row, FILE *file,
                          struct fault *fault)
{
    static const char *const order[] = {"sku",       "location", "quantity",     "packs",
                                        "unit_cost", "value",    "arrival_date", "reason"};
    static const char *const transfer[] = {"sku",
                                           "from",
                                           "to",
                                           "quantity",
                                           "ship_date",
                                           "benefit",
                                           "cost",
                                           "reason",
                                           "carrier",
                                           "arrival_date",
                                           "lost_sales_avoided",
                                           "purchases_avoided",
                                           "write_offs_avoided"};
    static const char *const exception[] = {"sku", "location", "severity", "message",
                                            "suggested_action"};
    static const char *const model[] = {"sku",     "location", "model", "parameters",
                                        "history", "why",      "flags"};
    struct telling telling = {.row = row, .file = file};
    TRY(records_each(folder, "orders", order, 8, tell_order, &telling, fault));
    TRY(records_each(folder, "transfers", transfer, 13, tell_transfer, &telling, fault));
    telling.told = 0;
    TRY(records_each(folder, "exceptions", exception, 5, tell_exception, &telling, fault));
    TRY(records_each(folder, "models", model, 7, tell_model, &telling, fault));
    TRY(records_header(folder, "forecast", note_quantile, &telling, fault));
    const char *const period[] = {
        "sku",
        "location",
        "date",
        "mean",
        telling.first_quantile[0] != '\0' ? telling.first_quantile : "mean",
        telling.last_quantile[0] != '\0' ? telling.last_quantile : "mean"};
    telling.told = 0;
    TRY(records_each(folder, "forecast", period, 6, tell_period, &telling, fault));
    if (telling.told > PERIODS_SHOWN) {
        (void)fprintf(file, "  and %zu more periods in forecast.csv\n",
                      telling.told - PERIODS_SHOWN);
    }
    return STATUS_OK;
}
