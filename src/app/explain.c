/* Telling one position: demand, stock, the waterfall from the target to the quantity, what it
 * helps. */
#include "app/explain.h"

#include "base/missing.h"
#include "io/digits.h"
#include "io/records.h"
#include "replenish/policy.h"

#include <math.h>
#include <string.h>

/* What each binding rule means for a person. */
static const struct {
    const char *name;
    const char *words;
} BINDINGS[] = {
    {"none", "stock and supply are enough"},
    {"need", "just what is missing to the target"},
    {"min_stock", "the display minimum decides"},
    {"transfer", "moves from other locations cover it"},
    {"moq", "the least quantity of an order line decides"},
    {"pack", "whole packs decide"},
    {"order_minimum", "the supplier's order minimum decides"},
    {"capacity", "the most that is allowed decides"},
    {"dropship", "the supplier ships to the customer: forecast, never ordered"},
    {"no_history", "nothing has sold yet: no more than what is owed and the display minimum"},
    {"kit", "it is put together from its components, which are ordered: forecast, never ordered"},
    {"ended", "the item has ended or sells no more"},
    {"not_order_day", "the supplier takes no order today"},
    {"override", "a planner's word decides"},
    {"scarce", "the location that feeds it has no more to give"},
    {"cover", "a year's demand is the most that is bought"},
    {"reorder_point", "still above the reorder point"},
    {"dust", "ordering now gains too little"},
    {"steady", "nearly what is suggested already"},
    {"price_break", "a better price decides"},
    {"joint", "shares the cost of an order that goes anyway"},
    {"load", "whole loads decide"},
    {"budget", "the budget decides"},
    {"inbound", "the location can receive no more that day"},
    {"shelf_life", "more would expire before it sells"},
};

/* Six decimals of target and position, each rounded. */
static const double ROUNDING = 2e-6;

static const char *binding_words(struct text binding)
{
    for (size_t i = 0; i < sizeof BINDINGS / sizeof BINDINGS[0]; i++) {
        if (text_equal_nocase(binding, text_of(BINDINGS[i].name))) {
            return BINDINGS[i].words;
        }
    }
    return "";
}

static double value_at(const struct text *row, enum position_column column)
{
    return value_or(record_number(row[column]), 0.0);
}

/* The rule that decided, for a person. */
static const char *deciding_words(const struct text *row)
{
    bool covered = value_at(row, AT_QUANTITY) == 0.0 && value_at(row, AT_TRANSFER) < 0.0;
    return binding_words(covered ? text_of("transfer") : row[AT_BINDING]);
}

/* Two decimals at most, as people read units and days. */
static const char *brief(char *text, double value)
{
    text[digits_fixed(text, value, 2)] = '\0';
    return text;
}

static const char *percent(char *text, double share)
{
    char number[DIGITS_SIZE];
    if (is_missing(share)) {
        return "unknown";
    }
    number[digits_fixed(number, 100.0 * share, 1)] = '\0';
    (void)snprintf(text, DIGITS_SIZE + 2, "%s %%", number);
    return text;
}

static void write_line(FILE *file, const char *label, const char *number, const char *words)
{
    (void)fprintf(file, "  %-28s %12s%s%s\n", label, number, words[0] != '\0' ? "  " : "", words);
}

static void line(FILE *file, const char *label, double value, const char *words)
{
    char number[DIGITS_SIZE];
    write_line(file, label, brief(number, value), words);
}

/* A step of the waterfall: silent when it changes nothing. */
static void step(FILE *file, const char *label, double value, const char *words)
{
    char number[DIGITS_SIZE + 1] = "+";
    if (value == 0.0) {
        return;
    }
    (void)brief(number + (value > 0.0), value);
    write_line(file, label, number, words);
}

static void tell_demand(const struct text *row, FILE *file)
{
    char text[5][DIGITS_SIZE];
    (void)fprintf(
        file,
        "\nDemand\n  An order of today arrives in %s days, the next one can be made in %s "
        "days; until that one\n  arrives, in %s days, %s units are expected to sell (standard "
        "deviation %s).\n",
        brief(text[0], value_at(row, AT_LEAD_TIME_DAYS)),
        brief(text[1], value_at(row, AT_REVIEW_DAYS)),
        brief(text[2], value_at(row, AT_INTERVAL_DAYS)),
        brief(text[3], value_at(row, AT_DEMAND_MEAN)), brief(text[4], value_at(row, AT_DEMAND_SD)));
    if (value_at(row, AT_LEAD_TIME_DELIVERIES) > 0.0) {
        (void)fprintf(file, "  How long an order takes was learned from %s past deliveries.\n",
                      brief(text[0], value_at(row, AT_LEAD_TIME_DELIVERIES)));
    }
    if (value_at(row, AT_KIT_DEMAND) > 0.0) {
        (void)fprintf(file, "  %s of them are wanted for kits.\n",
                      brief(text[0], value_at(row, AT_KIT_DEMAND)));
    }
}

static void tell_stock(const struct text *row, FILE *file)
{
    (void)fprintf(file, "\nStock\n");
    line(file, "on hand", value_at(row, AT_ON_HAND), "as counted");
    step(file, "reserved", -value_at(row, AT_RESERVED), "promised to customers");
    step(file, "blocked", -value_at(row, AT_BLOCKED), "may not be sold");
    step(file, "pledged", -value_at(row, AT_PLEDGED), "suggested before, not sent yet");
    step(file, "under way", value_at(row, AT_OPEN_SUPPLY), "due inside the interval");
    if (value_at(row, AT_OPEN_LATE) != 0.0) {
        line(file, "  of it overdue", value_at(row, AT_OPEN_LATE),
             "counted by its chance to arrive");
    }
    if (value_at(row, AT_SUGGESTED) != 0.0) {
        line(file, "  of it suggested before", value_at(row, AT_SUGGESTED),
             "by an earlier run, not an order yet");
    }
    step(file, "returns", value_at(row, AT_EXPECTED_RETURNS), "expected and fit to be sold again");
    double owned = value_at(row, AT_ON_HAND) - value_at(row, AT_RESERVED) -
                   value_at(row, AT_BLOCKED) - value_at(row, AT_PLEDGED) +
                   value_at(row, AT_OPEN_SUPPLY) + value_at(row, AT_EXPECTED_RETURNS);
    double position = value_at(row, AT_POSITION);
    line(file, "counts against the target", position,
         position < owned - 0.5 ? "less than there is: late supply by its chance, batches that "
                                  "expire not at all"
                                : "");
    step(file, "moves out", -value_at(row, AT_TRANSFER_OUT), "suggested, out of what is spare");
}

/* What stands between the target and the need: nothing, as a rule. */
static void tell_gap(const struct text *row, double gap, FILE *file)
{
    if (fabs(gap) < ROUNDING) {
        return;
    }
    if (gap < 0.0) {
        step(file, "not ordered", gap, binding_words(row[AT_BINDING]));
    } else if (value_at(row, AT_RAW_NEED) > 0.0) {
        step(file, "whole units", gap, "rounded up");
    } else {
        step(file, "more than enough", gap, "nothing is missing");
    }
}

/* What the target and the reorder point are for. */
static void tell_rule(const struct text *row, FILE *file)
{
    char text[2][DIGITS_SIZE + 2];
    const struct policy *policy = policy_find(row[AT_POLICY]);
    const char *summary = policy != NULL ? policy->summary : "";
    if (row[AT_POLICY].length == 0) {
        return;
    }
    (void)fprintf(file, "\nRule\n  policy %.*s: %s; asked for: %s\n", TEXT_PRINT(row[AT_POLICY]),
                  summary, percent(text[0], record_number(row[AT_SERVICE_LEVEL])));
    if (row[AT_REORDER_POINT].length > 0) {
        (void)fprintf(file, "  an order is made at %s or below\n",
                      brief(text[1], value_at(row, AT_REORDER_POINT)));
    }
}

static void tell_account(const struct text *row, FILE *file)
{
    static const struct {
        enum position_column column;
        const char *words;
    } steps[] = {
        {AT_TRANSFER, "comes from other locations"},
        {AT_MOQ, "up to the least quantity of a line, or of a better price"},
        {AT_PACK, "to whole packs"},
        {AT_ORDER_MINIMUM, "for the supplier's order minimum"},
        {AT_LOAD, "to fill the load"},
        {AT_BUDGET, "for the budget"},
        {AT_CAPACITY, "to the most that is allowed"},
        {AT_SHELF_LIFE, "would expire before it sells"},
        {AT_OVERRIDE, "a planner's word"},
    };
    double target = value_at(row, AT_TARGET);
    double position = value_at(row, AT_POSITION);
    double need = value_at(row, AT_RAW_NEED);
    (void)fprintf(file, "\nAccount\n");
    line(file, "target", target, "order up to this level");
    step(file, "stock and supply", -position, "what of them counts against the target");
    tell_gap(row, need - (target - position), file);
    line(file, "need", need, "");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        step(file, position_columns[steps[i].column], value_at(row, steps[i].column),
             steps[i].words);
    }
    line(file, "quantity", value_at(row, AT_QUANTITY), deciding_words(row));
}

static void tell_outcome(const struct text *row, FILE *file)
{
    char text[5][DIGITS_SIZE + 2];
    (void)fprintf(file,
                  "\nOutcome until the next order arrives\n"
                  "  demand met: %s with the suggestion, %s without\n"
                  "  chance of a stock-out: %s with, %s without\n",
                  percent(text[0], record_number(row[AT_FILL_WITH])),
                  percent(text[1], record_number(row[AT_FILL_WITHOUT])),
                  percent(text[2], record_number(row[AT_RISK_WITH])),
                  percent(text[3], record_number(row[AT_RISK_WITHOUT])));
    if (row[AT_DAYS_OF_COVER].length > 0) {
        (void)fprintf(file, "  today's stock lasts %.*s days%s%.*s\n",
                      TEXT_PRINT(row[AT_DAYS_OF_COVER]),
                      row[AT_STOCKOUT_DATE].length > 0 ? ", a stock-out is projected for " : "",
                      TEXT_PRINT(row[AT_STOCKOUT_DATE]));
    }
    (void)fprintf(file, "  one more unit would earn %s\n",
                  brief(text[4], value_at(row, AT_NEXT_UNIT_VALUE)));
}

void explain_position(const struct text *row, FILE *file)
{
    double quantity = value_at(row, AT_QUANTITY);
    char number[DIGITS_SIZE];
    (void)fprintf(file, "%.*s at %.*s", TEXT_PRINT(row[AT_SKU]), TEXT_PRINT(row[AT_LOCATION]));
    if (row[AT_SEGMENT].length > 0) {
        (void)fprintf(file, " (segment %.*s)", TEXT_PRINT(row[AT_SEGMENT]));
    }
    if (quantity > 0.0) {
        bool known = row[AT_SUPPLIER].length > 0;
        (void)fprintf(file, ": order %s %s%.*s; %s.\n", brief(number, quantity),
                      known ? "from " : "(no supplier is given)", TEXT_PRINT(row[AT_SUPPLIER]),
                      deciding_words(row));
    } else {
        (void)fprintf(file, ": order nothing; %s.\n", deciding_words(row));
    }
    tell_demand(row, file);
    tell_stock(row, file);
    tell_rule(row, file);
    tell_account(row, file);
    tell_outcome(row, file);
}
