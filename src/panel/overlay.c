/* Rows of a what-if: whom they concern, when, and what they make of a number. */
#include "panel/overlay.h"

#include "base/missing.h"
#include "base/search.h"

#include <math.h>
#include <stdio.h>

const char *const overlay_words[OVERLAY_CHANGES + 1] = {[OVERLAY_DEMAND] = "demand",
                                                        [OVERLAY_LEAD_TIME] = "lead_time",
                                                        [OVERLAY_LEAD_TIME_SD] = "lead_time_sd",
                                                        [OVERLAY_REVIEW_DAYS] = "review_days",
                                                        [OVERLAY_CUT_OFF] = "cut_off",
                                                        [OVERLAY_DELAY] = "delay",
                                                        [OVERLAY_UNIT_COST] = "unit_cost",
                                                        [OVERLAY_PRICE] = "price",
                                                        [OVERLAY_HOLDING_COST] = "holding_cost",
                                                        [OVERLAY_SHORTAGE_COST] = "shortage_cost",
                                                        [OVERLAY_MOQ] = "moq",
                                                        [OVERLAY_PACK_SIZE] = "pack_size",
                                                        [OVERLAY_MIN_STOCK] = "min_stock",
                                                        [OVERLAY_MAX_STOCK] = "max_stock",
                                                        [OVERLAY_SERVICE_LEVEL] = "service_level",
                                                        [OVERLAY_STOCK] = "stock",
                                                        [OVERLAY_OPEN_ORDERS] = "open_orders",
                                                        [OVERLAY_ORDER_COST] = "order_cost",
                                                        [OVERLAY_ORDER_MINIMUM] = "order_minimum",
                                                        [OVERLAY_BUDGET] = "budget",
                                                        [OVERLAY_CAPACITY] = "capacity"};

static bool is_of_supplier(uint32_t change)
{
    return change == OVERLAY_ORDER_COST || change == OVERLAY_ORDER_MINIMUM ||
           change == OVERLAY_BUDGET;
}

bool overlay_of_master(const struct overlay_row *row)
{
    return is_of_supplier(row->change) || row->change == OVERLAY_CAPACITY;
}

/* A change of how orders are placed and come, which concerns whom the sku-location orders from. */
static bool is_of_supply(uint32_t change)
{
    switch (change) {
    case OVERLAY_LEAD_TIME:
    case OVERLAY_LEAD_TIME_SD:
    case OVERLAY_REVIEW_DAYS:
    case OVERLAY_CUT_OFF:
    case OVERLAY_DELAY:
    case OVERLAY_OPEN_ORDERS:
    case OVERLAY_MOQ:
    case OVERLAY_PACK_SIZE:
        return true;
    default:
        return is_of_supplier(change);
    }
}

static const char *check_scope(const struct overlay_row *row)
{
    if (is_of_supplier(row->change) && (row->sku != NO_ID || row->location != NO_ID ||
                                        row->category != NO_ID || row->region != NO_ID)) {
        return "the change is of suppliers, expected sku, location, category and region empty";
    }
    if (row->change == OVERLAY_CAPACITY &&
        (row->sku != NO_ID || row->supplier != NO_ID || row->category != NO_ID)) {
        return "the change is of locations, expected sku, supplier and category empty";
    }
    return NULL;
}

static const char *check_amounts(const struct overlay_row *row)
{
    bool factor = !is_missing(row->factor);
    bool value = !is_missing(row->value);
    switch (row->change) {
    case OVERLAY_CUT_OFF:
        return factor || value ? "cut_off takes neither factor nor value: its dates say it all"
                               : NULL;
    case OVERLAY_DEMAND:
        return !factor || value ? "demand takes a factor (1.2 for 20 % more) and no value" : NULL;
    case OVERLAY_DELAY:
        return !value || factor ? "delay takes a value (days) and no factor" : NULL;
    case OVERLAY_SERVICE_LEVEL:
        return !value || factor || row->value < 0.5 || row->value > 0.9999
                   ? "service_level takes a value of 0.5 to 0.9999 and no factor"
                   : NULL;
    default:
        return factor == value ? "expected a factor or a value, one of them" : NULL;
    }
}

const char *overlay_check(const void *checked)
{
    const struct overlay_row *row = checked;
    if (row->end_day != NO_DAY && row->end_day < row->start_day) {
        return "end_date lies before start_date";
    }
    const char *reason = check_scope(row);
    return reason != NULL ? reason : check_amounts(row);
}

bool overlay_in_force(const struct overlay_row *row, int32_t day)
{
    /* NO_DAY is before every day: without a start it has always held. */
    return row->start_day <= day && (row->end_day == NO_DAY || row->end_day >= day);
}

static bool names_supplier(const struct terms *terms, uint32_t supplier)
{
    return terms->supplier == supplier || terms->source == supplier;
}

static bool concerns_supplier(const struct inputs *inputs, const struct overlay_row *row,
                              struct overlay_target target)
{
    if (row->supplier == NO_ID || row->supplier == target.from) {
        return true;
    }
    if (is_of_supply(row->change)) {
        return false;
    }
    const struct master *master = &inputs->master;
    const struct item *item = master_item(master, target.sku);
    const struct item_location *own = master_item_location(master, target.sku, target.location);
    const struct location *location = master_location(master, target.location);
    return (item != NULL && names_supplier(&item->terms, row->supplier)) ||
           (own != NULL && names_supplier(&own->terms, row->supplier)) ||
           (location != NULL && location->source == row->supplier);
}

static bool concerns_category(const struct inputs *inputs, uint32_t category, uint32_t sku)
{
    const struct item *item = category != NO_ID ? master_item(&inputs->master, sku) : NULL;
    return category == NO_ID || (item != NULL && (item->terms.category == category ||
                                                  item->terms.department == category));
}

static bool concerns_region(const struct inputs *inputs, uint32_t region, uint32_t place)
{
    const struct location *location =
        region != NO_ID ? master_location(&inputs->master, place) : NULL;
    return region == NO_ID || (location != NULL && location->region == region);
}

bool overlay_concerns(const struct inputs *inputs, const struct overlay_row *row,
                      struct overlay_target target)
{
    return (row->sku == NO_ID || row->sku == target.sku) &&
           (row->location == NO_ID || row->location == target.location) &&
           concerns_category(inputs, row->category, target.sku) &&
           concerns_region(inputs, row->region, target.location) &&
           concerns_supplier(inputs, row, target);
}

/* The rows of one change that may concern a target: those of its sku, then those of any. */
struct walk {
    const struct inputs *inputs;
    struct overlay_target target;
    uint32_t change;
    uint32_t sku; /* whose rows are walked */
    size_t at;
};

static void begin(struct walk *walk, uint32_t sku)
{
    const struct inputs *inputs = walk->inputs;
    walk->sku = sku;
    walk->at = SEARCH_ROWS(inputs->overlay, inputs->overlay_count, sku, change, sku, walk->change);
}

static struct walk walk_of(const struct inputs *inputs, enum overlay_change change,
                           struct overlay_target target)
{
    struct walk walk = {.inputs = inputs, .target = target, .change = change};
    begin(&walk, target.sku);
    return walk;
}

/* The next row that concerns it; NULL behind the last. */
static const struct overlay_row *next_row(struct walk *walk)
{
    const struct inputs *inputs = walk->inputs;
    for (;; walk->at++) {
        bool own = walk->at < inputs->overlay_count && inputs->overlay[walk->at].sku == walk->sku &&
                   inputs->overlay[walk->at].change == walk->change;
        if (!own && walk->sku == NO_ID) {
            return NULL;
        }
        if (!own) {
            begin(walk, NO_ID);
            if (walk->at == inputs->overlay_count ||
                inputs->overlay[walk->at].change != walk->change) {
                return NULL;
            }
        }
        if (overlay_concerns(inputs, &inputs->overlay[walk->at], walk->target)) {
            return &inputs->overlay[walk->at++];
        }
    }
}

/* How particular a scope is. */
static int scope_rank(const struct overlay_row *row)
{
    return (row->sku != NO_ID ? 16 : 0) + (row->location != NO_ID ? 8 : 0) +
           (row->supplier != NO_ID ? 4 : 0) + (row->category != NO_ID ? 2 : 0) +
           (row->region != NO_ID ? 1 : 0);
}

struct overlay_amount overlay_amount(const struct inputs *inputs, enum overlay_change change,
                                     struct overlay_target target)
{
    struct overlay_amount amount = {.factor = 1.0, .value = MISSING};
    if (inputs->overlay_count == 0) {
        return amount;
    }
    int best = -1;
    struct walk walk = walk_of(inputs, change, target);
    for (const struct overlay_row *row = next_row(&walk); row != NULL; row = next_row(&walk)) {
        if (!overlay_in_force(row, inputs->as_of)) {
            continue;
        }
        amount.factor *= value_or(row->factor, 1.0);
        if (!is_missing(row->value) && scope_rank(row) >= best) {
            best = scope_rank(row);
            amount.value = row->value;
        }
    }
    return amount;
}

double overlay_number(const struct inputs *inputs, enum overlay_change change,
                      struct overlay_target target, double number)
{
    if (inputs->overlay_count == 0) {
        return number;
    }
    struct overlay_amount amount = overlay_amount(inputs, change, target);
    return value_or(amount.value, number) * amount.factor;
}

/* Days of the `days` from `first` on that lie in the dates of a row. */
static double days_inside(const struct overlay_row *row, int32_t first, int32_t days)
{
    int32_t from = row->start_day > first ? row->start_day : first;
    int32_t end = first + days;
    end = row->end_day != NO_DAY && row->end_day + 1 < end ? row->end_day + 1 : end;
    return end > from ? (double)(end - from) : 0.0;
}

double overlay_demand_factor(const struct inputs *inputs, struct overlay_target target,
                             int32_t first_day, int32_t days)
{
    double factor = 1.0;
    if (inputs->overlay_count == 0 || days <= 0) {
        return factor;
    }
    struct walk walk = walk_of(inputs, OVERLAY_DEMAND, target);
    for (const struct overlay_row *row = next_row(&walk); row != NULL; row = next_row(&walk)) {
        double share = days_inside(row, first_day, days) / (double)days;
        factor *= 1.0 + (row->factor - 1.0) * share;
    }
    return factor;
}

/* The first day after a cut-off that holds `day`. */
static int32_t end_of(const struct inputs *inputs, const struct overlay_row *row, bool endless)
{
    if (row->end_day != NO_DAY) {
        return row->end_day + 1;
    }
    int32_t start = row->start_day > inputs->as_of ? row->start_day : inputs->as_of;
    return endless ? start + OVERLAY_ENDLESS : INT32_MAX;
}

int32_t overlay_open_day(const struct inputs *inputs, struct overlay_target target, int32_t day,
                         bool endless)
{
    bool moved = inputs->overlay_count > 0;
    while (moved && day != INT32_MAX) {
        moved = false;
        struct walk walk = walk_of(inputs, OVERLAY_CUT_OFF, target);
        for (const struct overlay_row *row = next_row(&walk); row != NULL; row = next_row(&walk)) {
            int32_t end = end_of(inputs, row, endless);
            if (overlay_in_force(row, day) && end > day) {
                day = end;
                moved = true;
            }
        }
    }
    return day;
}

size_t overlay_rows_of(const struct inputs *inputs, uint32_t sku, size_t *first)
{
    *first = SEARCH_ROWS(inputs->overlay, inputs->overlay_count, sku, change, sku, 0);
    size_t end = *first;
    while (end < inputs->overlay_count && inputs->overlay[end].sku == sku) {
        end++;
    }
    return end - *first;
}

/* What rows do to times together, whomever they concern. */
struct stretch {
    double factor;
    double days; /* stated */
    double cut;  /* days to the end of the last cut-off */
};

static struct stretch stretch_of(const struct inputs *inputs, size_t first, size_t count)
{
    struct stretch stretch = {.factor = 1.0};
    for (size_t r = first; r < first + count; r++) {
        const struct overlay_row *row = &inputs->overlay[r];
        if (row->change == OVERLAY_LEAD_TIME || row->change == OVERLAY_LEAD_TIME_SD ||
            row->change == OVERLAY_REVIEW_DAYS) {
            stretch.factor *= fmax(value_or(row->factor, 1.0), 1.0);
            stretch.days = fmax(stretch.days, value_or(row->value, 0.0));
        } else if (row->change == OVERLAY_CUT_OFF) {
            double end = (double)end_of(inputs, row, true) - (double)inputs->as_of;
            stretch.cut = fmax(stretch.cut, end);
        }
    }
    return stretch;
}

double overlay_reach(const struct inputs *inputs, double lead_days)
{
    size_t first;
    size_t count = overlay_rows_of(inputs, NO_ID, &first);
    struct stretch all = stretch_of(inputs, first, count);
    struct stretch most = {.factor = 1.0};
    for (size_t r = 0; r < first; r += count) { /* sku by sku */
        size_t at;
        count = overlay_rows_of(inputs, inputs->overlay[r].sku, &at);
        struct stretch own = stretch_of(inputs, at, count);
        most.factor = fmax(most.factor, own.factor);
        most.days = fmax(most.days, own.days);
        most.cut = fmax(most.cut, own.cut);
    }
    double days = fmax(lead_days, fmax(all.days, most.days));
    return days * all.factor * most.factor - lead_days + fmax(all.cut, most.cut);
}

static void append_name(char *text, size_t size, const char *what, const struct intern *names,
                        uint32_t id)
{
    if (id != NO_ID) {
        text_append(text, size, " %s %.*s", what, TEXT_PRINT(intern_text(names, id)));
    }
}

void overlay_sentence(const struct inputs *inputs, const struct overlay_row *row, char *text,
                      size_t size)
{
    const struct names *names = &inputs->names;
    char day[DAY_TEXT_SIZE];
    (void)snprintf(text, size, "%s", overlay_words[row->change]);
    if (!is_missing(row->factor)) {
        text_append(text, size, " x %g", row->factor);
    } else if (!is_missing(row->value)) {
        text_append(text, size, row->change == OVERLAY_DELAY ? " by %g days" : " = %g", row->value);
    }
    append_name(text, size, "of sku", &names->sku, row->sku);
    append_name(text, size, "at", &names->place, row->location);
    append_name(text, size, "of supplier", &names->place, row->supplier);
    append_name(text, size, "of category", &names->word, row->category);
    append_name(text, size, "in region", &names->word, row->region);
    if (scope_rank(row) == 0) {
        text_append(text, size, " everywhere");
    }
    if (row->start_day != NO_DAY) {
        day_format(row->start_day, day);
        text_append(text, size, " from %s", day);
    }
    if (row->end_day != NO_DAY) {
        day_format(row->end_day, day);
        text_append(text, size, " to %s", day);
    }
}
