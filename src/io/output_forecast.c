/* forecast.csv. */
#include "io/outputs.h"

#include "base/missing.h"
#include "io/digits.h"
#include "io/save.h"
#include "num/dist.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Significant digits of a mean; of a quantile of amounts (counts are whole). */
enum { MEAN_DIGITS = 9, QUANTILE_DIGITS = 7, QUANTILES_MOST = 64 };
/* The longest number: sign, 15 digits, point, 12 decimals, or 17 digits with an exponent. */
enum { NUMBER_SIZE = 32 };

struct lines {
    const struct forecast_table *table;
    char (*date)[DAY_TEXT_SIZE]; /* [table->horizon] first day of each period */
};

static struct dist law_of(const struct forecast_table *table, size_t series, double mean,
                          double variance)
{
    if (table->nonnegative) {
        return dist_of_demand(mean, variance, table->forecasts->report[series].counts);
    }
    if (variance > 0.0) {
        return (struct dist){.kind = DIST_NORMAL, .a = mean, .b = sqrt(variance)};
    }
    return (struct dist){.kind = DIST_POINT, .a = mean};
}

/* The quantile columns of a row as text, each behind its comma. */
static size_t quantile_text(const struct forecast_table *table, size_t series, double mean,
                            double variance, char *text)
{
    struct dist law = law_of(table, series, mean, variance);
    double before = (double)-HUGE_VAL;
    size_t length = 0;
    for (size_t q = 0; q < table->quantile_count; q++) {
        double value = fmax(before, dist_quantile(&law, table->quantile[q]));
        text[length++] = ',';
        length += digits_significant(text + length, value, QUANTILE_DIGITS);
        before = value;
    }
    return length;
}

/* All periods of a series. */
static void write_series(void *context, size_t series, struct sheet *sheet)
{
    const struct lines *lines = context;
    const struct forecast_table *table = lines->table;
    const struct forecasts *forecasts = table->forecasts;
    struct text sku = intern_text(&table->names->sku, table->panel->sku[series]);
    struct text place = intern_text(&table->names->place, table->panel->location[series]);
    char tail[QUANTILES_MOST * NUMBER_SIZE];
    size_t tail_length = 0;
    for (size_t h = 0; h < table->horizon; h++) {
        size_t at = series * forecasts->horizon + h;
        double mean = forecasts->mean[at];
        double variance = forecasts->variance[at];
        /* Flat forecasts repeat themselves: the same law has the same quantiles. */
        if (h == 0 || mean != forecasts->mean[at - 1] || variance != forecasts->variance[at - 1]) {
            tail_length = quantile_text(table, series, mean, variance, tail);
        }
        sheet_text(sheet, sku);
        sheet_text(sheet, place);
        sheet_text(sheet, (struct text){lines->date[h], DAY_TEXT_SIZE - 1});
        sheet_significant(sheet, mean, MEAN_DIGITS);
        sheet_block(sheet, tail, tail_length);
        sheet_end(sheet);
    }
}

static void header_text(const struct forecast_table *table, char *text, size_t size)
{
    int length = snprintf(text, size, "sku,location,date,mean");
    for (size_t q = 0; q < table->quantile_count; q++) {
        char number[DIGITS_SIZE];
        size_t digits = digits_exact(number, table->quantile[q]);
        length += snprintf(text + length, size - (size_t)length, ",q%.*s", (int)digits, number);
    }
}

enum status output_forecast(const char *folder, const struct forecast_table *table,
                            struct team *team, struct fault *fault)
{
    char header[64 + QUANTILES_MOST * NUMBER_SIZE];
    if (table->quantile_count > QUANTILES_MOST) {
        return fault_set(fault, STATUS_USAGE, "more than %d quantiles", QUANTILES_MOST);
    }
    char(*date)[DAY_TEXT_SIZE] = calloc(table->horizon + 1, sizeof *date);
    if (date == NULL) {
        return fault_memory(fault, "forecast.csv");
    }
    for (size_t h = 0; h < table->horizon; h++) {
        int32_t period = table->panel->end_period + (int32_t)h;
        day_format(period_first_day(&table->panel->calendar, period), date[h]);
    }
    header_text(table, header, sizeof header);
    struct lines lines = {.table = table, .date = date};
    struct sheet sheet;
    enum status status = sheet_open(&sheet, folder, "forecast.csv", header, fault);
    if (status == STATUS_OK) {
        sheet_each(&sheet, team, table->panel->count, write_series, &lines);
        status = sheet_close(&sheet, fault);
    }
    free(date);
    return status;
}
