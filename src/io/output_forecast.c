/* forecast.csv.
 *
 * forecast.csv is the largest file of a run, so its text is made by all threads: a batch of series
 * at a time, each into its own slot of one buffer, and the slots are written in order. */
#include "io/outputs.h"

#include "base/missing.h"
#include "io/digits.h"
#include "io/save.h"
#include "num/dist.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Significant digits of a mean; of a quantile of amounts (counts are whole). */
enum { MEAN_DIGITS = 9, QUANTILE_DIGITS = 7, QUANTILES_MOST = 64 };
/* The longest number: sign, 15 digits, point, 12 decimals, or 17 digits with an exponent. */
enum { NUMBER_SIZE = 32 };
/* The text of a batch stays below this unless one series alone is longer. */
static const size_t BATCH_BYTES = (size_t)32 << 20;
enum { BATCH_SERIES = 4096 };

struct batch {
    const struct forecast_table *table;
    size_t first;   /* series of slot 0 */
    size_t slot;    /* bytes of a slot */
    char *text;     /* [slots * slot] */
    size_t *length; /* [slots] bytes used */
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

static size_t day_text(char *text, int32_t day)
{
    char formatted[DAY_TEXT_SIZE];
    day_format(day, formatted);
    memcpy(text, formatted, DAY_TEXT_SIZE - 1);
    return DAY_TEXT_SIZE - 1;
}

/* The sku and location of a row with a comma behind each. */
static size_t key_text(const struct forecast_table *table, size_t series, char *text)
{
    const struct panel *panel = table->panel;
    size_t length = field_text(text, intern_text(&table->names->sku, panel->sku[series]));
    text[length++] = ',';
    length += field_text(text + length, intern_text(&table->names->place, panel->location[series]));
    text[length++] = ',';
    return length;
}

static void write_series(void *context, size_t slot, struct arena *scratch)
{
    (void)scratch;
    const struct batch *batch = context;
    const struct forecast_table *table = batch->table;
    const struct forecasts *forecasts = table->forecasts;
    size_t series = batch->first + slot;
    char *text = batch->text + slot * batch->slot;
    size_t length = key_text(table, series, text);
    size_t key = length;
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
        if (h > 0) {
            memcpy(text + length, text, key);
            length += key;
        }
        length += day_text(text + length, period_first_day(&table->panel->calendar,
                                                           table->panel->end_period + (int32_t)h));
        text[length++] = ',';
        length += digits_significant(text + length, mean, MEAN_DIGITS);
        memcpy(text + length, tail, tail_length);
        length += tail_length;
        text[length++] = '\n';
    }
    batch->length[slot] = length;
}

static size_t longest_key(const struct forecast_table *table)
{
    size_t longest = 0;
    for (size_t i = 0; i < table->panel->count; i++) {
        size_t key = 2 * intern_text(&table->names->sku, table->panel->sku[i]).length +
                     2 * intern_text(&table->names->place, table->panel->location[i]).length + 6;
        longest = key > longest ? key : longest;
    }
    return longest;
}

static void write_batches(struct sheet *sheet, struct batch *batch, size_t slots, struct team *team)
{
    size_t count = batch->table->panel->count;
    for (batch->first = 0; batch->first < count; batch->first += slots) {
        size_t here = count - batch->first < slots ? count - batch->first : slots;
        parallel_each(team, here, write_series, batch);
        for (size_t i = 0; i < here; i++) {
            sheet_block(sheet, batch->text + i * batch->slot, batch->length[i]);
        }
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
    struct batch batch = {.table = table};
    batch.slot = table->horizon * (longest_key(table) + DAY_TEXT_SIZE + 2 +
                                   (table->quantile_count + 1) * NUMBER_SIZE) +
                 1;
    size_t slots = BATCH_BYTES / batch.slot;
    slots = slots > BATCH_SERIES ? BATCH_SERIES : slots;
    slots = slots > table->panel->count ? table->panel->count : slots;
    slots = slots > 0 ? slots : 1;
    batch.text = malloc(slots * batch.slot);
    batch.length = calloc(slots, sizeof *batch.length);
    enum status status = batch.text == NULL || batch.length == NULL
                             ? fault_memory(fault, "forecast.csv")
                             : STATUS_OK;
    if (status == STATUS_OK) {
        struct sheet sheet;
        header_text(table, header, sizeof header);
        status = sheet_open(&sheet, folder, "forecast.csv", header, fault);
        if (status == STATUS_OK) {
            write_batches(&sheet, &batch, slots, team);
            status = sheet_close(&sheet, fault);
        }
    }
    free(batch.text);
    free(batch.length);
    return status;
}
