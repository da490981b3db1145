/* Open orders that are worth hastening: a row each. */
#include "order/finding.h"

#include <stdio.h>

enum { NAME_SIZE = 64 };

/* "order PO-17", or "an order" without an id. */
static void name_order(char text[NAME_SIZE], const struct desk *desk, const struct hastened *row)
{
    struct text id = intern_text(&desk->basis->inputs->names.word, row->order_id);
    if (row->order_id == NO_ID) {
        id = text_of("");
    }
    (void)snprintf(text, NAME_SIZE, "%s%.*s", id.length > 0 ? "order " : "an order",
                   TEXT_PRINT(id));
}

static void tell_hastened(struct findings *findings, const struct desk *desk,
                          const struct hastened *row)
{
    char name[NAME_SIZE];
    char due[DAY_TEXT_SIZE];
    char sooner[DAY_TEXT_SIZE];
    char lines[NAME_SIZE] = "";
    name_order(name, desk, row);
    day_format(row->due_day, due);
    day_format(row->arrival_day, sooner);
    if (row->lines > 1) {
        (void)snprintf(lines, sizeof lines, " in %zu lines", row->lines);
    }
    struct exception made = {.severity = SEVERITY_WARNING,
                             .kind = "expedite",
                             .sku = row->sku,
                             .location = row->location,
                             .money_at_risk = row->gain};
    finding_say(&made.message, desk->arena,
                "%s of %.6g units%s due %s could come %s for %.2f: saves %.2f of lost sales", name,
                row->units, lines, due, sooner, row->cost, row->gain);
    struct text supplier = intern_text(&desk->basis->inputs->names.place, row->supplier);
    finding_say(&made.action, desk->arena, "ask %.*s to send it for %s, and correct its due date",
                TEXT_PRINT(supplier), sooner);
    finding_add(findings, made);
}

void findings_of_open_orders(struct findings *findings, const struct desk *desk)
{
    const struct expedited *expedited = &desk->plan->expedited;
    for (size_t r = 0; r < expedited->count; r++) {
        tell_hastened(findings, desk, &expedited->rows[r]);
    }
}
