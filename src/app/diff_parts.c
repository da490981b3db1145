/* Why a quantity changed, in parts that add up. */
#include "app/diff.h"

#include "base/missing.h"

#include <math.h>

static const struct {
    const char *name;
    const char *words;
} PARTS[DIFF_PARTS] = {
    [PART_DEMAND] = {"by_demand", "demand"},
    [PART_INTERVAL] = {"by_interval", "lead time and review"},
    [PART_SAFETY] = {"by_safety", "safety stock and losses"},
    [PART_STOCK] = {"by_stock", "stock"},
    [PART_SUPPLY] = {"by_open_supply", "open supply"},
    [PART_RETURNS] = {"by_returns", "returns"},
    [PART_RULE] = {"by_rule", "order day and other rules"},
    [PART_TRANSFER] = {"by_transfer", "moves"},
    [PART_MOQ] = {"by_moq", "least quantity or price break"},
    [PART_PACK] = {"by_pack", "whole packs"},
    [PART_ORDER_MINIMUM] = {"by_order_minimum", "order minimum"},
    [PART_LOAD] = {"by_load", "whole loads"},
    [PART_BUDGET] = {"by_budget", "budget"},
    [PART_CAPACITY] = {"by_capacity", "capacity"},
    [PART_SHELF_LIFE] = {"by_shelf_life", "shelf life"},
    [PART_OVERRIDE] = {"by_override", "planner's word"},
    [PART_ITEM] = {"by_item", "new or gone"},
    [PART_PRICE] = {"by_price", "unit cost"},
};

const char *diff_part_name(enum diff_part part)
{
    return PARTS[part].name;
}

const char *diff_part_words(enum diff_part part)
{
    return PARTS[part].words;
}

/* What a need is made of, in groups that change together. */
enum { GROUP_DEMAND, GROUP_INTERVAL, GROUP_SAFETY, GROUP_STOCK, GROUP_SUPPLY, GROUP_BACK, GROUPS };

struct make_up {
    double rate;   /* units a day */
    double spread; /* units per root of a day */
    double days;
    double z;     /* of the target, in units of the spread over the interval */
    double extra; /* of the target, where there is no spread */
    double stock;
    double supply;
    double returns;
};

static struct make_up make_up_of(const struct diff_position *position)
{
    const double *number = position->number;
    double days = fmax(number[DIFF_INTERVAL], 0.0);
    double beyond = number[DIFF_TARGET] - number[DIFF_DEMAND_MEAN];
    bool spread = number[DIFF_DEMAND_SD] > 0.0 && days > 0.0;
    bool mean = days > 0.0;
    return (struct make_up){.rate = mean ? number[DIFF_DEMAND_MEAN] / days : 0.0,
                            .spread = spread ? number[DIFF_DEMAND_SD] / sqrt(days) : 0.0,
                            .days = days,
                            .z = spread ? beyond / number[DIFF_DEMAND_SD] : 0.0,
                            .extra = spread ? 0.0
                                     : mean ? beyond
                                            : number[DIFF_TARGET],
                            .stock = number[DIFF_POSITION] - number[DIFF_OPEN_SUPPLY] -
                                     number[DIFF_RETURNS],
                            .supply = number[DIFF_OPEN_SUPPLY],
                            .returns = number[DIFF_RETURNS]};
}

static void put_group(struct make_up *to, const struct make_up *from, int group)
{
    switch (group) {
    case GROUP_DEMAND:
        to->rate = from->rate;
        to->spread = from->spread;
        break;
    case GROUP_INTERVAL:
        to->days = from->days;
        break;
    case GROUP_SAFETY:
        to->z = from->z;
        to->extra = from->extra;
        break;
    case GROUP_STOCK:
        to->stock = from->stock;
        break;
    case GROUP_SUPPLY:
        to->supply = from->supply;
        break;
    default:
        to->returns = from->returns;
        break;
    }
}

static double need_of(const struct make_up *of)
{
    double target = of->rate * of->days + of->z * of->spread * sqrt(of->days) + of->extra;
    return fmax(target - of->stock - of->supply - of->returns, 0.0);
}

/* Adds half of what each group does when they change one after the other. */
static void walk(struct diff_change *change, struct make_up at, const struct make_up *to,
                 bool backward)
{
    double before = need_of(&at);
    for (int g = 0; g < GROUPS; g++) {
        int group = backward ? GROUPS - 1 - g : g;
        put_group(&at, to, group);
        double after = need_of(&at);
        change->part[PART_DEMAND + group] += 0.5 * (after - before);
        before = after;
    }
}

/* Rows of six decimals and whole units. */
static const double ROUNDED_UP = 1.0 + 1e-5;

/* Can nothing of it be ordered, whatever it needs? */
static bool is_barred(const struct diff_position *position)
{
    static const char *const words[] = {"not_order_day", "ended", "dropship", "kit"};
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        if (text_equal(position->text[DIFF_BINDING], text_of(words[w]))) {
            return true;
        }
    }
    return false;
}

/* Is the need what the target lacks?  Not where no order can be placed, or a policy waits. */
static bool lacks_target(const struct diff_position *position, const struct make_up *of)
{
    return fabs(position->number[DIFF_RAW_NEED] - need_of(of)) < ROUNDED_UP;
}

static void take_apart(struct diff_change *change, const struct diff_position *before,
                       const struct diff_position *after)
{
    struct make_up old = make_up_of(before);
    struct make_up new = make_up_of(after);
    if (is_barred(before) == is_barred(after) && lacks_target(before, &old) &&
        lacks_target(after, &new)) {
        walk(change, old, &new, false);
        walk(change, old, &new, true);
    }
    double told = 0.0;
    for (int a = 0; a <= DIFF_OVERRIDE - DIFF_TRANSFER; a++) {
        change->part[PART_TRANSFER + a] =
            after->number[DIFF_TRANSFER + a] - before->number[DIFF_TRANSFER + a];
    }
    for (int part = 0; part < PART_ITEM; part++) {
        told += change->part[part];
    }
    change->part[PART_RULE] += change->quantity - told;
}

/* Below this a part is what six decimals leave. */
static const double DUST = 1e-5;

void diff_explain(struct diff_change *change, const struct diff_position *before,
                  const struct diff_position *after, const struct diff_line *line_before,
                  const struct diff_line *line_after)
{
    *change = (struct diff_change){0};
    double old = before != NULL ? before->number[DIFF_QUANTITY] : 0.0;
    double new = after != NULL ? after->number[DIFF_QUANTITY] : 0.0;
    change->quantity = new - old;
    if (before == NULL || after == NULL) {
        change->part[PART_ITEM] = new - old;
    } else {
        take_apart(change, before, after);
    }
    for (int part = 0; part < PART_PRICE; part++) {
        change->part[part] = fabs(change->part[part]) < DUST ? 0.0 : change->part[part];
    }
    if (line_before != NULL && line_after != NULL) {
        change->unit_cost = 0.5 * (line_before->unit_cost + line_after->unit_cost);
        change->part[PART_PRICE] =
            0.5 * (old + new) * (line_after->unit_cost - line_before->unit_cost);
    } else if (line_before != NULL || line_after != NULL) {
        change->unit_cost = (line_after != NULL ? line_after : line_before)->unit_cost;
    }
    change->value = change->quantity * change->unit_cost + change->part[PART_PRICE];
}

double diff_money(const struct diff_change *change, enum diff_part part)
{
    return part == PART_PRICE ? change->part[part] : change->part[part] * change->unit_cost;
}
