/* Gathering what the report shows. */
#include "gather.h"

#include "base/missing.h"
#include "io/records.h"
#include "lookup.h"

#include <stdlib.h>
#include <string.h>

static void top_add(struct gathered *gathered, struct top *top, double score,
                    const struct text *field, size_t columns)
{
    top->seen++;
    size_t at = top->count;
    while (at > 0 && score > top->score[at - 1]) {
        at--;
    }
    if (at == REPORT_ROWS) {
        return;
    }
    const struct text *row = records_keep(gathered->arena, field, columns);
    if (row == NULL) {
        gathered->no_memory = true;
        return;
    }
    size_t last = top->count < REPORT_ROWS ? top->count++ : REPORT_ROWS - 1;
    for (size_t i = last; i > at; i--) {
        top->score[i] = top->score[i - 1];
        top->row[i] = top->row[i - 1];
    }
    top->score[at] = score;
    top->row[at] = row;
}

static void take_exception(void *context, const struct text *field)
{
    struct gathered *gathered = context;
    top_add(gathered, &gathered->exceptions, 0.0, field, EXCEPTION_COLUMNS);
}

static void take_transfer(void *context, const struct text *field)
{
    struct gathered *gathered = context;
    double gain = value_or(record_number(field[MOVE_BENEFIT]), 0.0) -
                  value_or(record_number(field[MOVE_COST]), 0.0);
    top_add(gathered, &gathered->transfers, gain, field, MOVE_COLUMNS);
}

/* Orders are sorted by supplier, so the last one is nearly always it. */
static struct supplier_sum *supplier_of(struct gathered *gathered, struct text name)
{
    for (size_t i = gathered->supplier_count; i > 0; i--) {
        if (text_equal(gathered->suppliers[i - 1].name, name)) {
            return &gathered->suppliers[i - 1];
        }
    }
    if (gathered->supplier_count == gathered->supplier_room) {
        size_t room = gathered->supplier_room > 0 ? 2 * gathered->supplier_room : 64;
        struct supplier_sum *grown = ARENA_NEW(gathered->arena, struct supplier_sum, room);
        if (grown == NULL) {
            return NULL;
        }
        if (gathered->supplier_count > 0) {
            memcpy(grown, gathered->suppliers, gathered->supplier_count * sizeof *grown);
        }
        gathered->suppliers = grown;
        gathered->supplier_room = room;
    }
    const struct text *kept = records_keep(gathered->arena, &name, 1);
    if (kept == NULL) {
        return NULL;
    }
    struct supplier_sum *sum = &gathered->suppliers[gathered->supplier_count++];
    *sum = (struct supplier_sum){.name = *kept};
    return sum;
}

static void take_order(void *context, const struct text *field)
{
    struct gathered *gathered = context;
    double value = value_or(record_number(field[LINE_VALUE]), 0.0);
    struct supplier_sum *sum = supplier_of(gathered, field[LINE_SOURCE]);
    top_add(gathered, &gathered->orders, value, field, LINE_COLUMNS);
    if (sum == NULL) {
        gathered->no_memory = true;
        return;
    }
    sum->lines++;
    sum->value += value;
    if (sum->first_arrival.length == 0 ||
        text_compare(field[LINE_ARRIVAL], sum->first_arrival) < 0) {
        const struct text *kept = records_keep(gathered->arena, &field[LINE_ARRIVAL], 1);
        gathered->no_memory = gathered->no_memory || kept == NULL;
        sum->first_arrival = kept != NULL ? *kept : sum->first_arrival;
    }
}

/* The slot of the order line of this sku and location; REPORT_ROWS when it is not shown. */
static size_t slot_of(const struct gathered *gathered, struct text sku, struct text location)
{
    for (size_t i = 0; i < gathered->orders.count; i++) {
        const struct text *row = gathered->orders.row[i];
        if (text_equal(row[LINE_SKU], sku) && text_equal(row[LINE_LOCATION], location)) {
            return i;
        }
    }
    return REPORT_ROWS;
}

static void take_position(void *context, const struct text *field)
{
    struct gathered *gathered = context;
    size_t slot = slot_of(gathered, field[0], field[1]);
    if (slot < REPORT_ROWS) {
        struct series *series = &gathered->series[slot];
        series->on_hand = record_number(field[2]);
        series->target = record_number(field[3]);
        series->risk_without = record_number(field[4]);
        series->risk_with = record_number(field[5]);
    }
}

static void take_period(void *context, const struct text *field)
{
    struct gathered *gathered = context;
    size_t slot = slot_of(gathered, field[0], field[1]);
    if (slot == REPORT_ROWS || gathered->series[slot].periods == REPORT_PERIODS) {
        return;
    }
    struct series *series = &gathered->series[slot];
    size_t at = series->periods++;
    series->mean[at] = value_or(record_number(field[2]), 0.0);
    series->low[at] = value_or(record_number(field[3]), series->mean[at]);
    series->high[at] = value_or(record_number(field[4]), series->mean[at]);
}

enum { NAME_SIZE = 32 };

struct quantile_names {
    char first[NAME_SIZE];
    char last[NAME_SIZE];
};

static void note_quantile(struct quantile_names *names, const struct text *field)
{
    if (field->length < 2 || field->length >= NAME_SIZE || field->data[0] != 'q') {
        return;
    }
    for (int i = 0; i < 2; i++) {
        char *name = i == 0 ? names->first : names->last;
        if (i == 1 || strcmp(name, "mean") == 0) {
            memcpy(name, field->data, field->length);
            name[field->length] = '\0';
        }
    }
}

static int by_value(const void *a, const void *b)
{
    const struct supplier_sum *x = a;
    const struct supplier_sum *y = b;
    if (x->value != y->value) {
        return x->value > y->value ? -1 : 1;
    }
    return text_compare(x->name, y->name);
}

/* The order lines that are shown. */
static void shown_keys(const struct gathered *gathered, struct lookup_key keys[REPORT_ROWS])
{
    for (size_t i = 0; i < gathered->orders.count; i++) {
        const struct text *row = gathered->orders.row[i];
        keys[i] = (struct lookup_key){.sku = row[LINE_SKU], .location = row[LINE_LOCATION]};
    }
}

static enum status gather_positions(struct gathered *gathered, const char *folder,
                                    struct fault *fault)
{
    static const char *const columns[] = {
        "sku", "location", "on_hand", "target", "stockout_risk_without", "stockout_risk_with"};
    struct lookup_key keys[REPORT_ROWS];
    struct lookup lookup;
    shown_keys(gathered, keys);
    TRY(lookup_open(&lookup, folder, "positions", fault));
    enum status status = lookup_each(&lookup, keys, gathered->orders.count, columns, 6,
                                     take_position, gathered, fault);
    lookup_close(&lookup);
    return status;
}

static enum status gather_forecast(struct gathered *gathered, const char *folder,
                                   struct fault *fault)
{
    struct quantile_names names = {"mean", "mean"};
    struct lookup_key keys[REPORT_ROWS];
    struct lookup lookup;
    shown_keys(gathered, keys);
    TRY(lookup_open(&lookup, folder, "forecast", fault));
    for (size_t i = 0; i < lookup.columns; i++) {
        note_quantile(&names, &lookup.header[i]);
    }
    const char *const columns[] = {"sku", "location", "mean", names.first, names.last};
    enum status status = lookup_each(&lookup, keys, gathered->orders.count, columns, 5, take_period,
                                     gathered, fault);
    lookup_close(&lookup);
    return status;
}

enum status gather(struct gathered *gathered, const char *folder, struct arena *arena,
                   struct fault *fault)
{
    static const char *const exception[EXCEPTION_COLUMNS] = {
        "severity", "kind", "sku", "location", "money_at_risk", "message", "suggested_action"};
    static const char *const order[LINE_COLUMNS] = {
        "sku", "location", "source", "quantity", "value", "arrival_date", "reason", "order_group"};
    static const char *const transfer[MOVE_COLUMNS] = {
        "sku",       "from",         "to",   "carrier", "quantity",
        "ship_date", "arrival_date", "cost", "benefit", "reason"};
    *gathered = (struct gathered){.arena = arena};
    TRY(records_each(folder, "exceptions", exception, EXCEPTION_COLUMNS, take_exception, gathered,
                     fault));
    TRY(records_each(folder, "orders", order, LINE_COLUMNS, take_order, gathered, fault));
    TRY(records_each(folder, "transfers", transfer, MOVE_COLUMNS, take_transfer, gathered, fault));
    TRY(gather_positions(gathered, folder, fault));
    TRY(gather_forecast(gathered, folder, fault));
    if (gathered->no_memory) {
        return fault_memory(fault, "report.html");
    }
    if (gathered->supplier_count > 0) {
        qsort(gathered->suppliers, gathered->supplier_count, sizeof *gathered->suppliers, by_value);
    }
    return STATUS_OK;
}
