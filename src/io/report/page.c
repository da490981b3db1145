/* The page: head, key figures, exceptions, suppliers, order lines with small charts, moves. */
#include "io/report.h"

#include "chart.h"
#include "gather.h"
#include "html.h"
#include "io/records.h"
#include "summary_read.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char STYLE[] =
    "<style>:root{--ink:#1d2733;--dim:#64748b;--line:#e2e8f0;--soft:#f6f8fb;--blue:#2563eb;"
    "--red:#c0362c;--amber:#b45309;--green:#15803d}"
    "*{box-sizing:border-box}body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);margin:0;"
    "background:var(--soft)}main{max-width:1180px;margin:0 auto;padding:24px 20px 60px}"
    "h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:34px 0 8px}"
    ".dim{color:var(--dim)}.pill{display:inline-block;border-radius:99px;padding:2px 12px;"
    "font-size:13px;color:#fff;background:var(--green);vertical-align:middle}"
    ".pill.review{background:var(--amber)}.pill.whatif{background:var(--blue)}.cards{display:flex;"
    "flex-wrap:wrap;gap:12px;"
    "margin-top:18px}.card{background:#fff;border:1px solid var(--line);border-radius:10px;"
    "padding:12px 16px;min-width:max-content;flex:1}.card b{display:block;font-size:20px}"
    ".scroll{overflow-x:auto;background:#fff;border:1px solid var(--line);border-radius:10px}"
    "table{border-collapse:collapse;width:100%;font-size:14px}th{text-align:left;color:var(--dim);"
    "font-weight:600;border-bottom:1px solid var(--line)}th,td{padding:7px 12px;"
    "vertical-align:top}tbody tr+tr td{border-top:1px solid var(--line)}"
    ".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".critical{color:var(--red);font-weight:600}.warning{color:var(--amber);font-weight:600}"
    "ul{margin:10px 0;padding-left:20px}svg{display:block}</style>\n";

static void card(struct sheet *page, double value, int decimals, const char *label)
{
    html(page, "<div class=card><b>");
    html_number(page, value, decimals);
    html(page, "</b><span class=dim>");
    html(page, label);
    html(page, "</span></div>\n");
}

static void write_sentences(struct sheet *page, const cJSON *sentences, const char *item)
{
    const cJSON *sentence;
    html(page, sentences != NULL ? "<ul>\n" : "");
    cJSON_ArrayForEach(sentence, sentences)
    {
        html(page, item);
        html_text(page, text_of(cJSON_IsString(sentence) ? sentence->valuestring : ""));
        html(page, "</li>\n");
    }
    html(page, sentences != NULL ? "</ul>\n" : "");
}

/* Nobody is to take a what-if for the plan. */
static void write_what_if(struct sheet *page, const cJSON *changes)
{
    if (changes != NULL) {
        html(page, "<p><b>This is a what-if, not the plan: nothing here is to be ordered.</b> "
                   "What it changes:</p>\n");
        write_sentences(page, changes, "<li>");
    }
}

static void write_head(struct sheet *page, const struct summary_read *summary)
{
    bool review = cJSON_GetArraySize(summary->guards) > 0;
    html(page, "<html lang=en><head><meta charset=utf-8><meta name=viewport "
               "content=\"width=device-width,initial-scale=1\"><title>restock plan of ");
    html_text(page, text_of(summary->as_of));
    html(page, summary->what_if != NULL ? " (what-if)</title>\n" : "</title>\n");
    html(page, STYLE);
    html(page, "</head><body><main><h1>Plan of ");
    html_text(page, text_of(summary->as_of));
    html(page, summary->what_if != NULL ? " <span class=\"pill whatif\">what-if</span>" : "");
    html(page, review ? " <span class=\"pill review\">review</span></h1>\n"
                      : " <span class=pill>done</span></h1>\n");
    html(page, "<div class=dim>restock ");
    html_text(page, text_of(summary->version));
    html(page, ", ");
    html_number(page, summary_kpi(summary, "series"), 0);
    html(page, " series by ");
    html_text(page, text_of(summary->bucket));
    html(page, "</div>\n");
    write_what_if(page, summary->what_if);
    write_sentences(page, review ? summary->guards : NULL, "<li class=warning>");
}

static void write_cards(struct sheet *page, const struct summary_read *summary)
{
    html(page, "<div class=cards>\n");
    card(page, summary_kpi(summary, "positions"), 0, "positions");
    card(page, summary_kpi(summary, "order_value"), 2, "to order (money)");
    card(page, summary_kpi(summary, "order_lines"), 0, "order lines");
    card(page, summary_kpi(summary, "transfers"), 0, "moves between locations");
    card(page, summary_kpi(summary, "transfer_benefit") - summary_kpi(summary, "transfer_cost"), 2,
         "gained by moves");
    card(page, summary_kpi(summary, "stock_value"), 2, "stock value");
    card(page, summary_kpi(summary, "lost_without"), 2, "expected loss if nothing is done");
    card(page, summary_kpi(summary, "lost_with"), 2, "expected loss with the plan");
    card(page, summary_kpi(summary, "exceptions"), 0, "exceptions");
    card(page, summary->rejected, 0, "input rows rejected");
    html(page, "</div>\n");
}

/* Ends a table and says how many rows are not shown. */
static void end_table(struct sheet *page, const struct top *top, const char *file)
{
    html(page, "</tbody></table></div>\n");
    if (top->seen > top->count) {
        html(page, "<p class=dim>and ");
        html_number(page, (double)(top->seen - top->count), 0);
        html(page, " more in ");
        html(page, file);
        html(page, "</p>\n");
    }
}

static bool nothing(struct sheet *page, size_t count)
{
    if (count == 0) {
        html(page, "<p class=dim>none</p>\n");
    }
    return count == 0;
}

static void write_exceptions(struct sheet *page, const struct top *top)
{
    static const char *const columns[] = {"severity",       "what", "sku",       "location",
                                          "#money at risk", "why",  "what to do"};
    html(page, "<h2>Exceptions, by money at risk</h2>\n");
    if (nothing(page, top->count)) {
        return;
    }
    html_table(page, columns, 7);
    for (size_t i = 0; i < top->count; i++) {
        const struct text *row = top->row[i];
        bool critical = text_equal(row[EXCEPTION_SEVERITY], text_of("critical"));
        bool warning = text_equal(row[EXCEPTION_SEVERITY], text_of("warning"));
        html(page, critical  ? "<tr><td class=critical>"
                   : warning ? "<tr><td class=warning>"
                             : "<tr><td>");
        html_text(page, row[EXCEPTION_SEVERITY]);
        html(page, "</td>");
        html_cell(page, row[EXCEPTION_KIND]);
        html_cell(page, row[EXCEPTION_SKU]);
        html_cell(page, row[EXCEPTION_LOCATION]);
        html_number_cell(page, record_number(row[EXCEPTION_MONEY]), 2);
        html_cell(page, row[EXCEPTION_MESSAGE]);
        html_cell(page, row[EXCEPTION_ACTION]);
        html(page, "</tr>\n");
    }
    end_table(page, top, "exceptions.csv");
}

static void write_suppliers(struct sheet *page, const struct gathered *gathered)
{
    static const char *const columns[] = {"from", "#lines", "#value", "first arrival"};
    html(page, "<h2>Orders by supplier</h2>\n");
    if (nothing(page, gathered->supplier_count)) {
        return;
    }
    html_table(page, columns, 4);
    struct top shown = {.seen = gathered->supplier_count};
    for (size_t i = 0; i < gathered->supplier_count && i < REPORT_ROWS; i++, shown.count++) {
        const struct supplier_sum *sum = &gathered->suppliers[i];
        html(page, "<tr>");
        html_cell(page, sum->name);
        html_number_cell(page, (double)sum->lines, 0);
        html_number_cell(page, sum->value, 2);
        html_cell(page, sum->first_arrival);
        html(page, "</tr>\n");
    }
    end_table(page, &shown, "orders.csv");
}

static void write_orders(struct sheet *page, const struct gathered *gathered)
{
    static const char *const columns[] = {
        "sku",     "location",        "from",     "#quantity", "#value", "arrives", "#on hand",
        "#target", "#stock-out risk", "forecast", "why"};
    const struct top *top = &gathered->orders;
    html(page, "<h2>Largest order lines</h2>\n");
    if (nothing(page, top->count)) {
        return;
    }
    html_table(page, columns, 11);
    for (size_t i = 0; i < top->count; i++) {
        const struct text *row = top->row[i];
        const struct series *series = &gathered->series[i];
        html(page, "<tr>");
        html_cell(page, row[LINE_SKU]);
        html_cell(page, row[LINE_LOCATION]);
        html_cell(page, row[LINE_SOURCE]);
        html_number_cell(page, record_number(row[LINE_QUANTITY]), 0);
        html_number_cell(page, record_number(row[LINE_VALUE]), 2);
        html_cell(page, row[LINE_ARRIVAL]);
        html_number_cell(page, series->on_hand, 0);
        html_number_cell(page, series->target, 0);
        html(page, "<td class=n>");
        html_number(page, 100.0 * series->risk_without, 0);
        html(page, " → ");
        html_number(page, 100.0 * series->risk_with, 0);
        html(page, " %</td><td>");
        chart(page, series);
        html(page, "</td>");
        html_cell(page, row[LINE_REASON]);
        html(page, "</tr>\n");
    }
    end_table(page, top, "orders.csv");
}

/* Of all moves together, those that are not shown too, and of orders that could come sooner. */
static void write_savings(struct sheet *page, const struct summary_read *summary)
{
    double cost = summary_kpi(summary, "transfer_cost");
    bool moves = summary_kpi(summary, "transfers") > 0.0;
    bool haste = summary_kpi(summary, "expedite_orders") > 0.0;
    if (!moves && !haste) {
        return;
    }
    html(page, "<h2>What moves and haste save</h2>\n<div class=cards>\n");
    if (moves) {
        card(page, summary_kpi(summary, "transfer_lost_sales_avoided"), 2, "lost sales avoided");
        card(page, summary_kpi(summary, "transfer_purchases_avoided"), 2, "purchases avoided");
        card(page, summary_kpi(summary, "transfer_write_offs_avoided"), 2, "write-offs avoided");
        card(page, cost, 2, "spent on freight and handling");
        card(page, summary_kpi(summary, "transfer_benefit") - cost, 2, "gained in all");
        card(page, summary_kpi(summary, "transfer_units"), 0, "units moved");
        card(page, summary_kpi(summary, "transfer_shipments"), 0, "shipments");
    }
    if (haste) {
        card(page, summary_kpi(summary, "expedite_orders"), 0, "open orders worth hastening");
        card(page, summary_kpi(summary, "expedite_lost_sales_avoided"), 2, "saved by haste");
        card(page, summary_kpi(summary, "expedite_cost"), 2, "spent on haste");
    }
    html(page, "</div>\n");
}

static void write_transfers(struct sheet *page, const struct top *top)
{
    static const char *const columns[] = {"sku",   "from",    "to",    "by",    "#quantity",
                                          "ships", "arrives", "#cost", "#gain", "why"};
    html(page, "<h2>Moves between locations</h2>\n");
    if (nothing(page, top->count)) {
        return;
    }
    html_table(page, columns, 10);
    for (size_t i = 0; i < top->count; i++) {
        const struct text *row = top->row[i];
        html(page, "<tr>");
        html_cell(page, row[MOVE_SKU]);
        html_cell(page, row[MOVE_FROM]);
        html_cell(page, row[MOVE_TO]);
        html_cell(page, row[MOVE_CARRIER]);
        html_number_cell(page, record_number(row[MOVE_QUANTITY]), 0);
        html_cell(page, row[MOVE_SHIP_DATE]);
        html_cell(page, row[MOVE_ARRIVAL]);
        html_number_cell(page, record_number(row[MOVE_COST]), 2);
        html_number_cell(page, record_number(row[MOVE_BENEFIT]), 2);
        html_cell(page, row[MOVE_REASON]);
        html(page, "</tr>\n");
    }
    end_table(page, top, "transfers.csv");
}

static enum status move_page(const char *target, struct fault *fault)
{
    enum { PATH_SIZE = 4096 };
    char from[PATH_SIZE];
    char to[PATH_SIZE];
    int length = snprintf(from, sizeof from, "%s/report.html.new", target);
    (void)snprintf(to, sizeof to, "%s/report.html", target);
    if (length >= PATH_SIZE || rename(from, to) != 0) {
        return fault_set(fault, STATUS_SYSTEM, "%s: cannot be written: %s", to, strerror(errno));
    }
    return STATUS_OK;
}

/* Written under another name first, so that a page that is open is whole at every moment. */
static enum status write_page(const struct gathered *gathered, const struct summary_read *summary,
                              const char *target, struct fault *fault)
{
    struct sheet page;
    TRY(sheet_open(&page, target, "report.html.new", "<!doctype html>", fault));
    write_head(&page, summary);
    write_cards(&page, summary);
    write_exceptions(&page, &gathered->exceptions);
    write_suppliers(&page, gathered);
    write_orders(&page, gathered);
    write_transfers(&page, &gathered->transfers);
    write_savings(&page, summary);
    html(&page, "</main></body></html>\n");
    TRY(sheet_close(&page, fault));
    return move_page(target, fault);
}

enum status report_write(const char *folder, const char *target, struct fault *fault)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct summary_read summary = {0};
    struct gathered *gathered = ARENA_NEW(&arena, struct gathered, 1);
    enum status status = gathered != NULL ? summary_open(&summary, folder, fault)
                                          : fault_memory(fault, "report.html");
    if (status == STATUS_OK) {
        status = gather(gathered, folder, &arena, fault);
    }
    if (status == STATUS_OK) {
        status = write_page(gathered, &summary, target, fault);
    }
    summary_close(&summary);
    arena_free(&arena);
    return status;
}
