/* Exceptions: what wants a person, by money at risk. */
#include "base/missing.h"
#include "order/finding.h"
#include "order/review.h"
#include "order/supplier_order.h"
#include "replenish/policies.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text_or_none(const char *text)
{
    return text != NULL ? text : "";
}

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
    return strcmp(text_or_none(a->message), text_or_none(b->message)); /* of the whole run */
}

/* Rows of one kind that a person gets to see: a share of all positions, but never so few that a
 * small plan hides anything. */
static const double SHOWN_SHARE = 0.02;
enum { SHOWN_LEAST = 50 };

static const struct exception whole_run = {.sku = NO_ID, .location = NO_ID};

static void tell_held(struct findings *findings, const struct desk *desk,
                      const struct held_order *held)
{
    struct exception row = whole_run;
    row.severity = SEVERITY_WARNING;
    row.kind = "order_held";
    row.money_at_risk = held->loss;
    struct text name = intern_text(&desk->basis->inputs->names.place, held->supplier);
    if (held->value < value_or(held->minimum_value, 0.0)) {
        finding_say(&row.message, desk->arena,
                    "%.*s: lines worth %.2f stay below the minimum of %.2f; waiting loses %.2f",
                    TEXT_PRINT(name), held->value, held->minimum_value, held->loss);
    } else {
        finding_say(&row.message, desk->arena,
                    "%.*s: %.6g units stay below the minimum of %.6g; waiting loses %.2f",
                    TEXT_PRINT(name), held->units, held->minimum_units, held->loss);
    }
    row.action = "wait for the next order day, or ask the supplier to make an exception";
    finding_add(findings, row);
}

/* A policy that is none is not heeded: the default is.  Items name few. */
enum { POLICIES_TOLD = 8 };

static void tell_policies(struct findings *findings, const struct desk *desk)
{
    uint32_t word[POLICIES_TOLD];
    size_t items[POLICIES_TOLD] = {0};
    size_t words = 0;
    uint32_t last = NO_ID; /* known */
    for (size_t p = 0; p < desk->plan->position_count; p++) {
        uint32_t policy = desk->plan->positions[p].terms->policy;
        struct text name = intern_text(&desk->basis->inputs->names.word, policy);
        if (policy == NO_ID || policy == last || policy_find(name) != NULL) {
            last = policy;
            continue;
        }
        size_t w = 0;
        while (w < words && word[w] != policy) {
            w++;
        }
        if (w < POLICIES_TOLD) {
            word[w] = policy;
            items[w]++;
            words = w == words ? w + 1 : words;
        }
    }
    for (size_t w = 0; w < words; w++) {
        struct text name = intern_text(&desk->basis->inputs->names.word, word[w]);
        struct exception row = whole_run;
        row.severity = SEVERITY_WARNING;
        row.kind = "policy_unknown";
        finding_say(&row.message, desk->arena,
                    "%zu positions name the policy \"%.*s\", which there is not; the default is "
                    "used",
                    items[w], (int)(name.length < 40 ? name.length : 40), name.data);
        row.action = "correct policy in items.csv or item_locations.csv";
        finding_add(findings, row);
    }
}

/* What is true of many rows at once is told once. */
static void tell_run(struct findings *findings, const struct desk *desk)
{
    const struct inputs *inputs = desk->basis->inputs;
    size_t suggested = 0;
    for (size_t o = 0; o < inputs->open_order_count; o++) {
        suggested += inputs->open_orders[o].kind == ORDER_SUGGESTED ? 1 : 0;
    }
    if (suggested > 0) {
        struct exception row = whole_run;
        row.kind = "suggested_open";
        finding_say(&row.message, desk->arena,
                    "%zu suggestions of an earlier run are still open; they count as supply "
                    "until their due date, so that nothing is ordered twice",
                    suggested);
        row.action = "place them as purchase orders, or take them out of open_orders.csv";
        finding_add(findings, row);
    }
    size_t fallbacks = 0;
    for (size_t s = 0; s < desk->basis->forecasts->count; s++) {
        fallbacks += (desk->basis->forecasts->report[s].flags & FLAG_FALLBACK) != 0 ? 1 : 0;
    }
    if (fallbacks > 0) {
        struct exception row = whole_run;
        row.kind = "forecast_fallback";
        finding_say(&row.message, desk->arena,
                    "%zu series are forecast by a simpler model because the better one failed",
                    fallbacks);
        row.action = "see `why` in models.csv";
        finding_add(findings, row);
    }
}

struct review {
    const struct desk *desk;
    unsigned char *marked; /* [position_count] 1: there is something to tell */
};

static void mark_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct review *review = context;
    review->marked[index] = position_has_findings(review->desk, index) ? 1 : 0;
}

/* Most positions have nothing to tell, which all threads find out together. */
static bool list_findings(struct findings *findings, const struct desk *desk)
{
    size_t count = desk->plan->position_count;
    struct review review = {.desk = desk, .marked = malloc(count + 1)};
    if (review.marked == NULL) {
        return false;
    }
    parallel_each(desk->team, count, mark_one, &review);
    for (size_t p = 0; p < count; p++) {
        if (review.marked[p]) {
            findings_of_position(findings, desk, p);
        }
    }
    free(review.marked);
    return true;
}

/* Ranks all rows, leaves out what is too much, and writes the texts of the rest. */
static bool settle_findings(struct findings *findings, const struct desk *desk)
{
    if (findings->count == 0) {
        return !findings->failed;
    }
    size_t most = (size_t)(SHOWN_SHARE * (double)desk->plan->position_count);
    qsort(findings->rows, findings->count, sizeof *findings->rows, by_money);
    findings_thin(findings, most > SHOWN_LEAST ? most : SHOWN_LEAST, desk->arena);
    qsort(findings->rows, findings->count, sizeof *findings->rows, by_money);
    bool fine = !findings->failed;
    for (size_t f = 0; f < findings->count; f++) {
        struct exception *row = &findings->rows[f];
        if (row->sku != NO_ID && row->message == NULL) {
            finding_tell(desk, row);
        }
        fine = fine && row->message != NULL && row->action != NULL;
    }
    return fine;
}

enum status plan_exceptions(struct desk *desk, const struct held_orders *held, struct fault *fault)
{
    struct plan *plan = desk->plan;
    struct findings findings = {0};
    bool fine = list_findings(&findings, desk);
    for (size_t h = 0; h < held->count; h++) {
        tell_held(&findings, desk, &held->rows[h]);
    }
    findings_of_limits(&findings, desk, held);
    findings_of_suppliers(&findings, desk);
    tell_run(&findings, desk);
    tell_policies(&findings, desk);
    findings_of_open_orders(&findings, desk);
    enum status status = audit_overrides(&findings, desk, fault);
    fine = status == STATUS_OK && fine;
    fine = settle_findings(&findings, desk) && fine;
    plan->exceptions = ARENA_NEW(desk->arena, struct exception, findings.count);
    fine = fine && plan->exceptions != NULL;
    if (fine && findings.count > 0) {
        memcpy(plan->exceptions, findings.rows, findings.count * sizeof *findings.rows);
        plan->exception_count = findings.count;
    }
    free(findings.rows);
    return fine ? STATUS_OK : fault_memory(fault, "the exceptions");
}
