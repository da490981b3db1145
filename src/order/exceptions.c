/* Exceptions: what wants a person, by money at risk. */
#include "base/missing.h"
#include "order/finding.h"
#include "order/review.h"
#include "order/supplier_order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_money(const void *left, const void *right)
{
    const struct exception *a = left;
    const struct exception *b = right;
    if (a->money_at_risk != b->money_at_risk) {
        return a->money_at_risk > b->money_at_risk ? -1 : 1;
    }
    if (a->severity != b->severity) {
        return a->severity > b->severity ? -1 : 1;
    }
    int kinds = strcmp(a->kind, b->kind);
    if (kinds != 0) {
        return kinds;
    }
    if (a->sku != b->sku) {
        return a->sku < b->sku ? -1 : 1;
    }
    if (a->location != b->location) {
        return a->location < b->location ? -1 : 1;
    }
    return strcmp(a->message, b->message);
}

/* Rows of one kind that a person gets to see: a share of all positions, but never so few that a
 * small plan hides anything. */
static const double SHOWN_SHARE = 0.02;
enum { SHOWN_LEAST = 50 };

static const struct exception whole_run = {.sku = NO_ID, .location = NO_ID};

static void tell_held(struct findings *findings, const struct desk *desk,
                      const struct held_order *held)
{
    struct exception spare;
    struct exception row = whole_run;
    row.severity = SEVERITY_WARNING;
    row.kind = "order_held";
    row.money_at_risk = held->loss;
    struct text name = intern_text(&desk->basis->inputs->names.place, held->supplier);
    struct exception *place = finding_add(findings, row, &spare);
    if (held->value < value_or(held->minimum_value, 0.0)) {
        (void)snprintf(place->message, sizeof place->message,
                       "%.*s: lines worth %.2f stay below the minimum of %.2f; waiting loses %.2f",
                       TEXT_PRINT(name), held->value, held->minimum_value, held->loss);
    } else {
        (void)snprintf(place->message, sizeof place->message,
                       "%.*s: %.6g units stay below the minimum of %.6g; waiting loses %.2f",
                       TEXT_PRINT(name), held->units, held->minimum_units, held->loss);
    }
    (void)snprintf(place->action, sizeof place->action,
                   "wait for the next order day, or ask the supplier to make an exception");
}

/* A planner's word that this version does not heed must not be lost without a word. */
static void tell_unheeded(struct findings *findings, const struct desk *desk)
{
    const struct inputs *inputs = desk->basis->inputs;
    size_t unheeded = 0;
    for (size_t p = 0; p < desk->plan->position_count; p++) {
        unheeded += override_of(inputs, &desk->plan->positions[p], "forecast") != NULL ? 1 : 0;
    }
    if (unheeded == 0) {
        return;
    }
    struct exception spare;
    struct exception row = whole_run;
    row.severity = SEVERITY_WARNING;
    row.kind = "override_unheeded";
    struct exception *place = finding_add(findings, row, &spare);
    (void)snprintf(place->message, sizeof place->message,
                   "%zu overrides of a forecast are in force and have no effect in this version",
                   unheeded);
    (void)snprintf(place->action, sizeof place->action, "override the target or the order instead");
}

/* What is true of many rows at once is told once. */
static void tell_run(struct findings *findings, const struct desk *desk)
{
    struct exception spare;
    const struct inputs *inputs = desk->basis->inputs;
    size_t suggested = 0;
    for (size_t o = 0; o < inputs->open_order_count; o++) {
        suggested += inputs->open_orders[o].kind == ORDER_SUGGESTED ? 1 : 0;
    }
    if (suggested > 0) {
        struct exception row = whole_run;
        row.kind = "suggested_open";
        struct exception *place = finding_add(findings, row, &spare);
        (void)snprintf(place->message, sizeof place->message,
                       "%zu suggestions of an earlier run are still open; they count as supply "
                       "until their due date, so that nothing is ordered twice",
                       suggested);
        (void)snprintf(place->action, sizeof place->action,
                       "place them as purchase orders, or take them out of open_orders.csv");
    }
    size_t fallbacks = 0;
    for (size_t s = 0; s < desk->basis->forecasts->count; s++) {
        fallbacks += (desk->basis->forecasts->report[s].flags & FLAG_FALLBACK) != 0 ? 1 : 0;
    }
    if (fallbacks > 0) {
        struct exception row = whole_run;
        row.kind = "forecast_fallback";
        struct exception *place = finding_add(findings, row, &spare);
        (void)snprintf(place->message, sizeof place->message,
                       "%zu series are forecast by a simpler model because the better one failed",
                       fallbacks);
        (void)snprintf(place->action, sizeof place->action, "see `why` in models.csv");
    }
}

enum status plan_exceptions(struct desk *desk, const struct held_orders *held, struct fault *fault)
{
    struct plan *plan = desk->plan;
    struct findings findings = {0};
    for (size_t p = 0; p < plan->position_count; p++) {
        findings_of_position(&findings, desk, p);
    }
    for (size_t h = 0; h < held->count; h++) {
        tell_held(&findings, desk, &held->rows[h]);
    }
    tell_run(&findings, desk);
    tell_unheeded(&findings, desk);
    size_t most = (size_t)(SHOWN_SHARE * (double)plan->position_count);
    if (findings.count > 0) {
        qsort(findings.rows, findings.count, sizeof *findings.rows, by_money);
        findings_thin(&findings, most > SHOWN_LEAST ? most : SHOWN_LEAST);
    }
    plan->exceptions = ARENA_NEW(desk->arena, struct exception, findings.count);
    bool fine = plan->exceptions != NULL && !findings.failed;
    if (fine && findings.count > 0) {
        qsort(findings.rows, findings.count, sizeof *findings.rows, by_money);
        memcpy(plan->exceptions, findings.rows, findings.count * sizeof *findings.rows);
        plan->exception_count = findings.count;
    }
    free(findings.rows);
    return fine ? STATUS_OK : fault_memory(fault, "the exceptions");
}
