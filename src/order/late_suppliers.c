/* Suppliers who do not keep their word: a row each. */
#include "base/missing.h"
#include "order/finding.h"
#include "replenish/lead_times.h"

#include <math.h>
#include <stdio.h>

enum { PART_SIZE = 112 };

static void say_lead(char part[PART_SIZE], const struct lead_record *record)
{
    part[0] = '\0';
    if (record->deliveries == 0) {
        return;
    }
    char promised[PART_SIZE / 2] = "";
    if (!is_missing(record->promised)) {
        (void)snprintf(promised, sizeof promised, ", promised %.6g", record->promised);
    }
    (void)snprintf(part, PART_SIZE, "%u deliveries took %.1f days on average (sd %.1f%s)",
                   record->deliveries, record->mean, value_or(record->sd, 0.0), promised);
}

static void say_time(char part[PART_SIZE], const struct lead_record *record)
{
    part[0] = '\0';
    if (record->dated > 0) {
        (void)snprintf(part, PART_SIZE, "%s%u of %u came in time, the others %.1f days late",
                       record->deliveries > 0 ? "; " : "", record->on_time, record->dated,
                       record->late_days);
    }
}

/* Money that the positions of each source are expected to lose, by place id; NULL if memory ran
 * out. */
static double *money_by_source(const struct desk *desk, const struct lead_times *times)
{
    size_t places = (size_t)times->records[times->record_count - 1].source + 1;
    double *money = ARENA_NEW(desk->arena, double, places);
    for (size_t p = 0; money != NULL && p < desk->plan->position_count; p++) {
        const struct position *position = &desk->plan->positions[p];
        if (position->from < places) {
            money[position->from] += position->lost_with;
        }
    }
    return money;
}

void findings_of_suppliers(struct findings *findings, const struct desk *desk)
{
    const struct lead_times *times = &desk->plan->lead_times;
    if (times->record_count == 0) {
        return;
    }
    const double *money = money_by_source(desk, times);
    findings->failed = findings->failed || money == NULL;
    for (size_t r = 0; money != NULL && r < times->record_count; r++) {
        const struct lead_record *record = &times->records[r];
        if (!lead_record_late(record)) {
            continue;
        }
        struct exception row = {.severity = SEVERITY_WARNING,
                                .kind = "late_supplier",
                                .sku = NO_ID,
                                .location = NO_ID,
                                .money_at_risk = money[record->source]};
        char lead[PART_SIZE];
        char time[PART_SIZE];
        say_lead(lead, record);
        say_time(time, record);
        struct text name = intern_text(&desk->basis->inputs->names.place, record->source);
        finding_say(&row.message, desk->arena, "%.*s: %s%s", TEXT_PRINT(name), lead, time);
        row.action = desk->basis->lead_times != NULL
                         ? "the plan counts with what was measured; agree on dates that hold"
                         : "the plan counts with the promise: change it in suppliers.csv, or set "
                           "plan.learn_lead_times to yes";
        finding_add(findings, row);
    }
}
