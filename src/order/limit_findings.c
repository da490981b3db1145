/* What budgets and capacities cost: a row each. */
#include "order/finding.h"

static void tell_budget(struct exception *row, const struct desk *desk, const struct limit_cut *cut)
{
    struct text name = cut->place != NO_ID
                           ? intern_text(&desk->basis->inputs->names.place, cut->place)
                           : text_of("all orders");
    row->kind = "budget_limit";
    finding_say(&row->message, desk->arena,
                "%.*s: %.2f more than the budget of %.2f was wanted; %zu lines are cut by their "
                "least packs, which loses %.2f",
                TEXT_PRINT(name), cut->over, cut->limit, cut->lines, cut->lost);
    row->action = "raise the budget, or see the lines with binding `budget` in positions.csv";
}

static void tell_capacity(struct exception *row, const struct desk *desk,
                          const struct limit_cut *cut)
{
    struct text name = intern_text(&desk->basis->inputs->names.place, cut->place);
    bool inbound = cut->kind == BINDING_INBOUND;
    row->kind = inbound ? "inbound_limit" : "storage_limit";
    finding_say(&row->message, desk->arena,
                "%.*s: %.6g units more than it can %s (%.6g) were wanted; %zu lines are cut by "
                "their least packs, which loses %.2f",
                TEXT_PRINT(name), cut->over, inbound ? "receive a day" : "store", cut->limit,
                cut->lines, cut->lost);
    row->action = inbound ? "order some of it for another day, or let more be received"
                          : "clear what does not sell, or find more room";
}

void findings_of_limits(struct findings *findings, const struct desk *desk,
                        const struct held_orders *held)
{
    for (size_t c = 0; c < held->cut_count; c++) {
        const struct limit_cut *cut = &held->cuts[c];
        struct exception row = {.severity = SEVERITY_WARNING,
                                .sku = NO_ID,
                                .location = NO_ID,
                                .money_at_risk = cut->lost > 0.0 ? cut->lost : 0.0};
        if (cut->kind == BINDING_BUDGET) {
            tell_budget(&row, desk, cut);
        } else {
            row.location = cut->place;
            tell_capacity(&row, desk, cut);
        }
        finding_add(findings, row);
    }
}
