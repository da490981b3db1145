/* What one position has to tell a person. */
#include "order/finding.h"

#include "base/missing.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

/* Money below which nobody is called; what matters is above it. */
static const double LEAST_MONEY = 5.0;
/* A loss of this much is critical. */
static const double CRITICAL_MONEY = 200.0;
/* Stock beyond a year of demand is more than any policy asks for. */
static const double EXCESS_DAYS = 365.0;
/* An order is far above the usual when it holds so many times the demand of its interval. */
static const double UNUSUAL_TIMES = 4.0;

/* One position under review: its rows are listed without their texts, or one of them is told. */
struct look {
    const struct desk *desk;
    const struct position *position;
    struct findings *findings; /* NULL: only whether there is any */
    struct exception *telling; /* the row whose texts are asked for; NULL: none */
    bool any;
};

/* Notes a row, or returns the one to write the texts of if it is of this kind. */
static struct exception *tell(struct look *look, enum severity severity, const char *kind,
                              double money)
{
    look->any = true;
    if (look->telling != NULL) {
        return strcmp(look->telling->kind, kind) == 0 ? look->telling : NULL;
    }
    if (look->findings != NULL) {
        finding_add(look->findings, (struct exception){.severity = severity,
                                                       .kind = kind,
                                                       .sku = look->position->sku,
                                                       .location = look->position->location,
                                                       .money_at_risk = money});
    }
    return NULL;
}

static void say(const struct look *look, struct exception *row, const char *format, ...)
    PRINTF_LIKE(3, 4);
static void advise(const struct look *look, struct exception *row, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* The message of a row; nothing without one. */
static void say(const struct look *look, struct exception *row, const char *format, ...)
{
    if (row != NULL) {
        va_list arguments;
        va_start(arguments, format);
        row->message = finding_keep(look->desk->arena, MESSAGE_SIZE, format, arguments);
        va_end(arguments);
    }
}

static void advise(const struct look *look, struct exception *row, const char *format, ...)
{
    if (row != NULL) {
        va_list arguments;
        va_start(arguments, format);
        row->action = finding_keep(look->desk->arena, REASON_SIZE, format, arguments);
        va_end(arguments);
    }
}

static double usable_value(const struct position *position)
{
    return fmax(usable_stock(position), 0.0) * position->terms->unit_cost;
}

/* A real open order of the position: the first that is due on or after `from_day`, or with `late`
 * the oldest that is overdue; NULL without one. */
static const struct open_order *find_order(const struct look *look, bool late)
{
    const struct inputs *inputs = look->desk->basis->inputs;
    size_t first;
    size_t count = open_orders_of(inputs, look->position->sku, look->position->location, &first);
    for (size_t o = first; o < first + count; o++) {
        const struct open_order *order = &inputs->open_orders[o];
        if (order->kind != ORDER_SUGGESTED && (order->due_day < inputs->as_of) == late) {
            return order;
        }
    }
    return NULL;
}

static void suggest_rescue(struct look *look, struct exception *row)
{
    const struct inputs *inputs = look->desk->basis->inputs;
    const struct open_order *late = find_order(look, true);
    const struct open_order *open = late != NULL ? late : find_order(look, false);
    if (look->position->transfer_in > 0.0) {
        advise(look, row, "make the suggested transfer of %.6g", look->position->transfer_in);
    } else if (open != NULL) {
        struct text id = intern_text(&inputs->names.word, open->order_id);
        advise(look, row, "%s open order %.*s of %.6g",
               late != NULL ? "chase the late" : "expedite the", TEXT_PRINT(id), open->quantity);
    } else {
        advise(look, row, "order by express or move stock from elsewhere");
    }
}

static void look_at_stockout(struct look *look)
{
    const struct position *position = look->position;
    int32_t as_of = look->desk->basis->inputs->as_of;
    /* What is lost before an order of today could be there. */
    double money = fmin(position->lost_without - position->wait_loss, position->lost_with);
    double days = (double)position->stockout_day - (double)as_of;
    if (position->stockout_day == NO_DAY || days >= position->lead_days || money < LEAST_MONEY) {
        return;
    }
    struct exception *row = tell(
        look, money >= CRITICAL_MONEY ? SEVERITY_CRITICAL : SEVERITY_WARNING, "stock_out", money);
    char date[DAY_TEXT_SIZE];
    day_format(position->stockout_day, date);
    say(look, row, "out of stock from %s, an order of today arrives in %.0f days", date,
        position->lead_days);
    if (row != NULL) {
        suggest_rescue(look, row);
    }
}

static void look_at_late_orders(struct look *look)
{
    const struct inputs *inputs = look->desk->basis->inputs;
    const struct position *position = look->position;
    size_t first;
    size_t count = open_orders_of(inputs, position->sku, position->location, &first);
    double units = 0.0;
    const struct open_order *oldest = find_order(look, true);
    for (size_t o = first; o < first + count; o++) {
        const struct open_order *order = &inputs->open_orders[o];
        bool late = order->kind != ORDER_SUGGESTED && order->due_day < inputs->as_of;
        units += late ? order->quantity : 0.0;
    }
    double money = fmax(units - position->open_late, 0.0) * position->terms->unit_cost;
    if (oldest == NULL || money < LEAST_MONEY) {
        return;
    }
    struct text id = intern_text(&inputs->names.word, oldest->order_id);
    struct exception *row = tell(look, SEVERITY_WARNING, "late_order", money);
    say(look, row, "%.6g units are overdue, the oldest (%.*s) by %d days; %.6g are counted on",
        units, TEXT_PRINT(id), (int)(inputs->as_of - oldest->due_day), position->open_late);
    advise(look, row, "ask for a new date, or cancel %.*s", TEXT_PRINT(id));
}

static void look_at_overstock(struct look *look)
{
    const struct position *position = look->position;
    double usable = usable_stock(position);
    bool dead = is_missing(position->days_of_cover) || position->binding == BINDING_ENDED;
    if (dead) {
        double money = usable_value(position);
        if (money >= LEAST_MONEY) {
            struct exception *row = tell(look, SEVERITY_WARNING, "dead_stock", money);
            say(look, row, "%.6g units that nobody buys any more", usable);
            advise(look, row, "sell it off, return it, or move it to where it sells");
        }
        return;
    }
    if (position->days_of_cover <= EXCESS_DAYS) {
        return;
    }
    double over = usable * (1.0 - EXCESS_DAYS / position->days_of_cover);
    double money = over * position->terms->unit_cost;
    if (money >= LEAST_MONEY) {
        struct exception *row = tell(look, SEVERITY_INFO, "excess_stock", money);
        say(look, row, "%.6g units last %s%.0f days; %.0f of them are beyond a year", usable,
            position->days_of_cover >= COVER_LIMIT ? "more than " : "", position->days_of_cover,
            over);
        advise(look, row, "stop orders, promote or return");
    }
}

static void look_at_master(struct look *look)
{
    const struct position *position = look->position;
    bool known = master_item(&look->desk->basis->inputs->master, position->sku) != NULL;
    if (!known && position->series == SIZE_MAX && position->on_hand != 0.0) {
        struct exception *row = tell(look, SEVERITY_WARNING, "unknown_sku", 0.0);
        say(look, row, "%.6g units of an item that is not in items.csv and never sold",
            position->on_hand);
        advise(look, row, "check the item number");
        return;
    }
    if (position->on_hand < 0.0) {
        double money = -position->on_hand * position->terms->unit_cost;
        struct exception *row = tell(look, SEVERITY_WARNING, "negative_stock", money);
        say(look, row, "stock is counted as %.6g", position->on_hand);
        advise(look, row, "count again; the plan takes it for nothing");
    }
    if (position->unknown_cost && position->demand_mean > 0.0) {
        struct exception *row = tell(look, SEVERITY_INFO, "no_cost", 0.0);
        say(look, row, "neither unit cost nor price is known: its risks are not in money");
        advise(look, row, "give unit_cost in items.csv");
    }
}

static void look_at_order(struct look *look)
{
    const struct position *position = look->position;
    double money = position->quantity * position->terms->unit_cost;
    if (position->quantity <= 0.0) {
        return;
    }
    if (position->from == NO_ID) {
        struct exception *row = tell(look, SEVERITY_WARNING, "no_supplier", money);
        say(look, row, "%.6g units are needed and nobody is known to order them from",
            position->quantity);
        advise(look, row, "give a supplier in items.csv");
    }
    double usual = fmax(position->demand_mean, position->terms->min_stock);
    if (position->quantity > UNUSUAL_TIMES * usual && money >= LEAST_MONEY) {
        struct exception *row = tell(look, SEVERITY_WARNING, "large_order", money);
        say(look, row, "%.6g units are ordered and %.1f are expected to sell in %.0f days",
            position->quantity, position->demand_mean, position->interval_days);
        advise(look, row, "look at minimum, pack and service level");
    }
}

/* Limits that leave no quantity at all: one pack, or the least order, is more than the most. */
static void look_at_limits(struct look *look)
{
    const struct position *position = look->position;
    const struct terms *terms = position->terms;
    double least = fmax(terms->pack_size, terms->moq);
    if (position->raw_need <= 0.0 || is_missing(terms->max_order) || least <= terms->max_order) {
        return;
    }
    struct exception *row = tell(look, SEVERITY_WARNING, "limits_conflict", position->lost_without);
    say(look, row, "the least order is %.6g units and the most is %.6g, so nothing can be ordered",
        least, terms->max_order);
    advise(look, row, "correct moq, pack_size or max_order");
}

/* Money that units taken off an order lose at the most: each no more than the first of them would
 * earn, and all no more than is still expected to be lost after the order's receipt. */
static double cut_loss(const struct position *position, double units)
{
    double after = position->lost_with - fmax(position->lost_without - position->wait_loss, 0.0);
    return fmin(fmax(units * position->next_unit_value, 0.0), fmax(after, 0.0));
}

static void tell_cut(struct look *look, double units, const char *kind, const char *by,
                     const char *advice)
{
    const struct position *position = look->position;
    double money = cut_loss(position, units);
    if (units <= 0.0 || money < LEAST_MONEY) {
        return;
    }
    struct exception *row =
        tell(look, money >= CRITICAL_MONEY ? SEVERITY_CRITICAL : SEVERITY_WARNING, kind, money);
    say(look, row, "%.6g of %.6g units are not ordered: %s; %.1f %% of demand will be met", units,
        position->quantity + units, by, 100.0 * position->fill_with);
    advise(look, row, "%s", advice);
}

/* Orders that could have been larger, and would have earned it; what limits many lines at once
 * (budgets, loads, the room of a location) is told once. */
static void look_at_cuts(struct look *look)
{
    const struct position *position = look->position;
    double units = -position->adjust[ADJUST_CAPACITY];
    if (position->binding == BINDING_SCARCE) {
        tell_cut(look, units, "scarce", "the location that feeds it has no more to give",
                 "order for the feeding location by express, or share by hand");
    } else if (position->quantity >= line_most(position)) {
        tell_cut(look, units, "limit_cut", "max_order or max_stock allows no more",
                 "raise the limit, or order more often");
    }
}

static void look_at_waste(struct look *look)
{
    const struct position *position = look->position;
    double money = position->expired * position->terms->unit_cost;
    if (position->expired > 0.0 && money >= LEAST_MONEY) {
        struct exception *row = tell(look, SEVERITY_WARNING, "expired_stock", money);
        say(look, row, "%.6g units are past their date or will be before they sell",
            position->expired);
        advise(look, row, "mark down now, write off the rest");
    }
    double coming = position->open_supply * position->terms->unit_cost;
    if (position->binding == BINDING_ENDED && coming >= LEAST_MONEY) {
        struct exception *row = tell(look, SEVERITY_WARNING, "ended_on_order", coming);
        say(look, row, "%.6g units are on order of an item that has ended", position->open_supply);
        advise(look, row, "cancel what can be cancelled");
    }
}

static void look_at(struct look *look)
{
    look_at_master(look);
    look_at_waste(look);
    if (look->position->binding == BINDING_DROPSHIP || look->position->binding == BINDING_KIT) {
        return;
    }
    if (look->position->binding != BINDING_ENDED) {
        look_at_stockout(look);
    }
    look_at_late_orders(look);
    look_at_overstock(look);
    look_at_order(look);
    look_at_cuts(look);
    look_at_limits(look);
}

void findings_of_position(struct findings *findings, const struct desk *desk, size_t index)
{
    struct look look = {
        .desk = desk, .position = &desk->plan->positions[index], .findings = findings};
    look_at(&look);
}

bool position_has_findings(const struct desk *desk, size_t index)
{
    struct look look = {.desk = desk, .position = &desk->plan->positions[index]};
    look_at(&look);
    return look.any;
}

void finding_tell(const struct desk *desk, struct exception *row)
{
    size_t index = plan_position(desk->plan, row->sku, row->location);
    struct look look = {.desk = desk, .position = &desk->plan->positions[index], .telling = row};
    look_at(&look);
}
