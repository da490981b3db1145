/* summary.json. */
#include "io/summary.h"

#include "base/missing.h"
#include "io/save.h"
#include "summary_parts.h"
#include "summary_tuning.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_input(struct json *json, cJSON *inputs, const struct file_report *file)
{
    char fingerprint[20];
    (void)snprintf(fingerprint, sizeof fingerprint, "%016" PRIx64, file->fingerprint);
    cJSON *entry = json_object(json, inputs, file->name);
    json_string(json, entry, "file", file->file);
    json_number(json, entry, "rows_read", (double)file->rows_read);
    json_number(json, entry, "rows_used", (double)file->rows_used);
    json_number(json, entry, "rows_rejected", (double)file->rows_rejected);
    json_string(json, entry, "fingerprint", fingerprint);
    if (file->notice != NULL && file->notice[0] != '\0') {
        json_string(json, entry, "notice", file->notice);
    }
}

static void add_inputs(struct json *json, cJSON *root, const struct load_report *report,
                       const struct panel *panel)
{
    cJSON *inputs = json_object(json, root, "inputs");
    size_t rows_read = 0;
    size_t used = 0;
    size_t rejected = 0;
    for (int i = 0; i < INPUT_FILES; i++) {
        const struct file_report *file = &report->files[i];
        if (file->file != NULL) {
            add_input(json, inputs, file);
            rows_read += file->rows_read;
            used += file->rows_used;
            rejected += file->rows_rejected;
        }
    }
    cJSON *rows = json_object(json, root, "rows");
    json_number(json, rows, "read", (double)rows_read);
    json_number(json, rows, "used", (double)used);
    json_number(json, rows, "rejected", (double)rejected);
    json_number(json, rows, "rejected_as_too_new", (double)report->rejects_after_as_of);
    if (panel != NULL) {
        json_number(json, rows, "sales_cancelled", (double)panel->cancelled_rows);
        json_number(json, rows, "sales_of_other_kinds", (double)panel->other_rows);
        json_number(json, rows, "sales_of_incomplete_periods", (double)panel->early_rows);
    }
}

/* What moves between locations, and what that saves. */
static void add_moves(struct json *json, cJSON *kpis, const struct plan *plan)
{
    double units = 0.0;
    for (size_t t = 0; t < plan->transfer_count; t++) {
        units += plan->transfers[t].quantity;
    }
    size_t shipments = summary_shipments(plan);
    json->failed = json->failed || shipments == SIZE_MAX;
    json_number(json, kpis, "transfers", (double)plan->transfer_count);
    json_number(json, kpis, "transfer_units", units);
    json_number(json, kpis, "transfer_shipments", (double)shipments);
    json_money(json, kpis, "transfer_cost", plan->transfer_cost);
    json_money(json, kpis, "transfer_benefit", plan->transfer_benefit);
    json_money(json, kpis, "transfer_gain", plan->transfer_gain);
    json_money(json, kpis, "transfer_gain_bound", plan->transfer_bound);
    json_money(json, kpis, "transfer_lost_sales_avoided", plan->transfer_sales);
    json_money(json, kpis, "transfer_purchases_avoided", plan->transfer_purchases);
    json_money(json, kpis, "transfer_write_offs_avoided", plan->transfer_writeoffs);
}

/* What haste would save and cost. */
static void add_haste(struct json *json, cJSON *kpis, const struct expedited *expedited)
{
    double gain = 0.0;
    double cost = 0.0;
    for (size_t r = 0; r < expedited->count; r++) {
        gain += expedited->rows[r].gain;
        cost += expedited->rows[r].cost;
    }
    json_number(json, kpis, "expedite_orders", (double)expedited->count);
    json_money(json, kpis, "expedite_cost", cost);
    json_money(json, kpis, "expedite_lost_sales_avoided", gain);
}

static void add_kpis(struct json *json, cJSON *root, const struct summary *summary)
{
    cJSON *kpis = json_object(json, root, "kpis");
    if (summary->panel != NULL) {
        json_string(json, kpis, "bucket", bucket_name(summary->panel->calendar.bucket));
        json_number(json, kpis, "series", (double)summary->panel->count);
        json_number(json, kpis, "forecast_periods", (double)summary->forecast_periods);
    }
    const struct plan *plan = summary->plan;
    if (plan == NULL) {
        return;
    }
    json_number(json, kpis, "positions", (double)plan->position_count);
    json_number(json, kpis, "order_lines", (double)plan->order_count);
    json_number(json, kpis, "suppliers", (double)summary_suppliers(plan));
    json_money(json, kpis, "order_value", plan->order_value);
    add_moves(json, kpis, plan);
    add_haste(json, kpis, &plan->expedited);
    json_number(json, kpis, "exceptions", (double)plan->exception_count);
    json_money(json, kpis, "stock_value", plan->stock_value);
    json_money(json, kpis, "lost_without", plan->lost_without);
    json_money(json, kpis, "lost_with", plan->lost_with);
}

/* Suppliers that are told one by one: more would make a summary that nobody can read. */
enum { SUPPLIERS_SHOWN = 200, NAME_SIZE = 256 };

static int most_first(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a < b) - (a > b);
}

/* The deliveries that a source must have had to be told; 0 if there is room for all. */
static uint32_t least_deliveries(struct json *json, const struct lead_times *times)
{
    if (times->record_count <= SUPPLIERS_SHOWN) {
        return 0;
    }
    uint32_t *deliveries = malloc(times->record_count * sizeof *deliveries);
    json->failed = json->failed || deliveries == NULL;
    if (deliveries == NULL) {
        return 0;
    }
    for (size_t r = 0; r < times->record_count; r++) {
        deliveries[r] = times->records[r].deliveries;
    }
    qsort(deliveries, times->record_count, sizeof *deliveries, most_first);
    uint32_t least = deliveries[SUPPLIERS_SHOWN] + 1;
    free(deliveries);
    return least;
}

/* Days to a hundredth. */
static void days(struct json *json, cJSON *parent, const char *name, double value)
{
    json_number(json, parent, name, round(value * 100.0) / 100.0);
}

/* How suppliers and feeding locations kept their word. */
static void add_deliveries(struct json *json, cJSON *root, const struct summary *summary)
{
    if (summary->plan == NULL || summary->plan->lead_times.record_count == 0) {
        return;
    }
    const struct lead_times *times = &summary->plan->lead_times;
    uint32_t least = least_deliveries(json, times);
    cJSON *all = json_object(json, root, "deliveries");
    for (size_t r = 0; r < times->record_count; r++) {
        const struct lead_record *record = &times->records[r];
        if (record->deliveries < least) {
            continue;
        }
        char name[NAME_SIZE];
        struct text source = intern_text(&summary->names->place, record->source);
        (void)snprintf(name, sizeof name, "%.*s", TEXT_PRINT(source));
        cJSON *entry = json_object(json, all, name);
        json_number(json, entry, "deliveries", (double)record->deliveries);
        days(json, entry, "mean_days", record->mean);
        days(json, entry, "sd_days", record->sd);
        days(json, entry, "promised_days", record->promised);
        json_number(json, entry, "with_due_date", (double)record->dated);
        json_number(json, entry, "in_time", (double)record->on_time);
        days(json, entry, "late_days", record->late_days);
    }
}

static void add_run(struct json *json, cJSON *root, const struct summary *summary)
{
    cJSON *run = json_object(json, root, "run");
    json_string(json, run, "in", summary->in);
    json_string(json, run, "out", summary->out);
    json_number(json, run, "threads", (double)summary->threads);
    json_number(json, run, "seconds", round(summary->seconds * 1000.0) / 1000.0);
    json_number(json, run, "peak_memory_bytes", summary->peak_memory);
    cJSON *phases = json_object(json, run, "phase_seconds");
    for (size_t i = 0; i < summary->phase_count; i++) {
        json_number(json, phases, summary->phases[i].name,
                    round(summary->phases[i].seconds * 1000.0) / 1000.0);
    }
}

static void add_sentences(struct json *json, cJSON *list, const char *const *sentences,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cJSON *sentence = cJSON_CreateString(sentences[i]);
        json->failed = json->failed || sentence == NULL || !cJSON_AddItemToArray(list, sentence);
    }
}

/* Changes that are told one by one. */
enum { CHANGES_SHOWN = 500 };

/* Only where the run is one: its presence says so. */
static void add_what_if(struct json *json, cJSON *root, const struct summary *summary)
{
    if (summary->what_if == NULL) {
        return;
    }
    size_t shown = summary->what_if_count < CHANGES_SHOWN ? summary->what_if_count : CHANGES_SHOWN;
    cJSON *what_if = json_object(json, root, "what_if");
    json_number(json, what_if, "changes", (double)summary->what_if_count);
    add_sentences(json, json_array(json, what_if, "told"), summary->what_if, shown);
}

static cJSON *build(struct json *json, const struct summary *summary)
{
    cJSON *root = cJSON_CreateObject();
    json_string(json, root, "version", summary->version);
    json_string(json, root, "command", summary->command);
    json_string(json, root, "status", summary->exit_status == 0 ? "done" : "review");
    json_number(json, root, "exit_status", (double)summary->exit_status);
    json_day(json, root, "as_of", summary->as_of);
    json_day(json, root, "last_sale", summary->report->last_sale_day);
    add_what_if(json, root, summary);
    cJSON *guards = json_array(json, root, "guards");
    add_sentences(json, guards, summary->guards, summary->guard_count);
    cJSON *configuration = json_object(json, root, "configuration");
    for (size_t i = 0; i < summary->configuration_count; i++) {
        json_string(json, configuration, summary->configuration[i].name,
                    summary->configuration[i].value);
    }
    add_inputs(json, root, summary->report, summary->panel);
    add_kpis(json, root, summary);
    add_deliveries(json, root, summary);
    if (summary->backtest != NULL) {
        summary_add_accuracy(json, root, summary->backtest);
    }
    if (summary->simulation != NULL) {
        summary_add_simulation(json, root, summary->simulation);
    }
    if (summary->tuning != NULL) {
        summary_add_tuning(json, root, summary->tuning);
    }
    add_run(json, root, summary);
    return root;
}

enum status summary_write(const char *folder, const struct summary *summary, struct fault *fault)
{
    struct json json = {0};
    cJSON *root = build(&json, summary);
    char *text = root != NULL && !json.failed ? cJSON_Print(root) : NULL;
    cJSON_Delete(root);
    if (text == NULL) {
        return fault_memory(fault, "summary.json");
    }
    struct sheet sheet;
    enum status status = sheet_open(&sheet, folder, "summary.json", text, fault);
    cJSON_free(text);
    return status == STATUS_OK ? sheet_close(&sheet, fault) : status;
}

char *summary_text(const char *folder)
{
    enum { MOST = 1 << 20, PATH_SIZE = 4096 };
    char path[PATH_SIZE];
    int wrote = snprintf(path, sizeof path, "%s/summary.json", folder);
    FILE *file = wrote > 0 && wrote < PATH_SIZE ? fopen(path, "rb") : NULL;
    if (file == NULL) {
        return NULL;
    }
    char *text = malloc(MOST + 1);
    size_t length = text != NULL ? fread(text, 1, MOST, file) : 0;
    (void)fclose(file);
    if (text != NULL) {
        text[length] = '\0';
    }
    return text;
}

static cJSON *parse(const char *folder)
{
    char *text = summary_text(folder);
    cJSON *root = text != NULL ? cJSON_Parse(text) : NULL;
    free(text);
    return root;
}

static bool is_what_if(const cJSON *root)
{
    return cJSON_GetObjectItemCaseSensitive(root, "what_if") != NULL;
}

double summary_order_value(const char *folder)
{
    cJSON *root = parse(folder);
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(root, "kpis"), "order_value");
    double found = cJSON_IsNumber(value) && !is_what_if(root) ? value->valuedouble : MISSING;
    cJSON_Delete(root);
    return found;
}

bool summary_is_plan(const char *folder)
{
    cJSON *root = parse(folder);
    const cJSON *command = cJSON_GetObjectItemCaseSensitive(root, "command");
    bool plan = cJSON_IsString(command) && (strcmp(command->valuestring, "plan") == 0 ||
                                            strcmp(command->valuestring, "forecast") == 0);
    bool found = plan && !is_what_if(root);
    cJSON_Delete(root);
    return found;
}
