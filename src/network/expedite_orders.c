/* Open orders that could be hastened, and their lines. */
#include "base/missing.h"
#include "expedite_parts.h"

#include <math.h>
#include <stdlib.h>

bool anybody_hastens(const struct master *master)
{
    for (size_t s = 0; s < master->supplier_count; s++) {
        if (!is_missing(master->suppliers[s].expedite_days)) {
            return true;
        }
    }
    return false;
}

/* Whether an open order was hastened before: [before_count] ascending indices. */
static bool hastened_before(const struct expedited *expedited, size_t order)
{
    size_t first = 0;
    size_t end = expedited->before_count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (expedited->before[middle] < order) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return first < expedited->before_count && expedited->before[first] == order;
}

static enum status list_lines(struct hasty *hasty, const struct expedited *expedited,
                              struct arena *work, struct fault *fault)
{
    struct hasty_line line;
    size_t count = 0;
    for (size_t o = 0; o < hasty->basis->inputs->open_order_count; o++) {
        count += hasty_line_of(hasty, o, &line) ? 1 : 0;
    }
    hasty->lines = ARENA_NEW(work, struct hasty_line, count);
    hasty->by_order = ARENA_NEW(work, size_t, count);
    hasty->orders = ARENA_NEW(work, struct hasty_order, count);
    if (hasty->lines == NULL || hasty->by_order == NULL || hasty->orders == NULL) {
        return fault_memory(fault, "the open orders");
    }
    for (size_t o = 0; hasty->count < count; o++) {
        if (hasty_line_of(hasty, o, &line)) {
            line.settled = hastened_before(expedited, o);
            line.chosen = line.settled;
            hasty->by_order[hasty->count] = hasty->count;
            hasty->lines[hasty->count++] = line;
        }
    }
    hasty_measure(hasty);
    return STATUS_OK;
}

static void gain_one(void *context, size_t index, struct arena *scratch)
{
    const struct hasty *hasty = context;
    if (!hasty->lines[index].settled) {
        hasty_gain(hasty, index, scratch);
    }
}

static enum status find_gains(struct hasty *hasty, struct team *team, struct fault *fault)
{
    size_t reserve = assess_scratch(hasty->basis, hasty->most_extra) +
                     (hasty->most_extra + 4) * sizeof(struct supply);
    TRY(parallel_each_reserved(team, hasty->count, gain_one, hasty, reserve, fault));
    for (size_t l = 0; l < hasty->count; l++) {
        if (hasty->lines[l].failed) {
            return fault_memory(fault, "the projection of a position");
        }
    }
    return STATUS_OK;
}

static const struct open_order *order_of(const struct hasty *hasty, size_t line)
{
    return &hasty->basis->inputs->open_orders[hasty->lines[line].order];
}

/* Lines without an id are orders of their own. */
static bool same_order(const struct hasty *hasty, size_t a, size_t b)
{
    return hasty->lines[a].supplier == hasty->lines[b].supplier &&
           order_of(hasty, a)->order_id == order_of(hasty, b)->order_id &&
           order_of(hasty, a)->order_id != NO_ID;
}

static int by_order(const void *left, const void *right, void *context)
{
    const struct hasty *hasty = context;
    size_t a = *(const size_t *)left;
    size_t b = *(const size_t *)right;
    uint32_t x[] = {hasty->lines[a].supplier->supplier, order_of(hasty, a)->order_id};
    uint32_t y[] = {hasty->lines[b].supplier->supplier, order_of(hasty, b)->order_id};
    for (size_t k = 0; k < 2; k++) {
        if (x[k] != y[k]) {
            return x[k] < y[k] ? -1 : 1;
        }
    }
    return (a > b) - (a < b);
}

static int by_net(const void *left, const void *right)
{
    const struct hasty_order *a = left;
    const struct hasty_order *b = right;
    if (a->net != b->net) {
        return a->net > b->net ? -1 : 1;
    }
    return (a->first > b->first) - (a->first < b->first);
}

static void list_orders(struct hasty *hasty)
{
    for (size_t l = 0, end; l < hasty->count; l = end) {
        const struct supplier *supplier = hasty->lines[hasty->by_order[l]].supplier;
        struct hasty_order row = {.first = l, .cost = value_or(supplier->expedite_cost, 0.0)};
        bool settled = false;
        row.net = -row.cost;
        for (end = l; end == l || (end < hasty->count &&
                                   same_order(hasty, hasty->by_order[l], hasty->by_order[end]));
             end++) {
            const struct hasty_line *line = &hasty->lines[hasty->by_order[end]];
            row.net += fmax(line->net, 0.0);
            settled = settled || line->settled;
        }
        row.count = end - l;
        if (!settled && hasty_pays(hasty, row.net)) {
            hasty->orders[hasty->order_count++] = row;
        }
    }
    qsort(hasty->orders, hasty->order_count, sizeof *hasty->orders, by_net);
}

enum status hasty_list(struct hasty *hasty, const struct expedited *expedited, struct arena *work,
                       struct team *team, struct fault *fault)
{
    TRY(list_lines(hasty, expedited, work, fault));
    TRY(find_gains(hasty, team, fault));
    qsort_r(hasty->by_order, hasty->count, sizeof *hasty->by_order, by_order, hasty);
    list_orders(hasty);
    return STATUS_OK;
}

bool hasty_pays(const struct hasty *hasty, double net)
{
    return net > 0.0 && net >= hasty->margin;
}

/* Whether the chosen lines of an order had better not wait for another night, if they share its
 * cost by what they gain. */
static bool is_urgent(const struct hasty *hasty, const struct hasty_order *order, double gained)
{
    double urgent = 0.0;
    for (size_t l = order->first; l < order->first + order->count; l++) {
        const struct hasty_line *line = &hasty->lines[hasty->by_order[l]];
        if (line->chosen) {
            urgent += line->urgent - line->share * order->cost * line->net / gained;
        }
    }
    return urgent >= 0.0;
}

double hasty_choose(struct hasty *hasty, const struct hasty_order *order, struct arena *work)
{
    double gained = 0.0;
    for (size_t l = order->first; l < order->first + order->count; l++) {
        struct hasty_line *line = &hasty->lines[hasty->by_order[l]];
        struct arena_mark mark = arena_mark(work);
        hasty_gain(hasty, hasty->by_order[l], work);
        arena_rewind(work, mark);
        if (line->failed) {
            return MISSING;
        }
        line->chosen = line->net > 0.0 && line->urgent >= 0.0;
        gained += line->chosen ? line->net : 0.0;
    }
    bool now = gained > 0.0 && is_urgent(hasty, order, gained);
    return now ? gained - order->cost : 0.0;
}

void hasty_drop(struct hasty *hasty, const struct hasty_order *order)
{
    for (size_t l = order->first; l < order->first + order->count; l++) {
        hasty->lines[hasty->by_order[l]].chosen = false;
    }
}

struct hastened hasty_tell(const struct hasty *hasty, const struct hasty_order *order)
{
    const size_t *lines = hasty->by_order + order->first;
    int32_t as_of = hasty->basis->inputs->as_of;
    struct hastened told = {.supplier = hasty->lines[lines[0]].supplier->supplier,
                            .order_id = order_of(hasty, lines[0])->order_id,
                            .cost = order->cost};
    for (size_t l = 0; l < order->count; l++) {
        const struct hasty_line *line = &hasty->lines[lines[l]];
        const struct open_order *row = order_of(hasty, lines[l]);
        if (!line->chosen) {
            continue;
        }
        int32_t arrival = as_of + (int32_t)line->sooner;
        bool first = told.lines == 0;
        told.sku = first || told.sku == row->sku ? row->sku : NO_ID;
        told.location = first || told.location == row->location ? row->location : NO_ID;
        told.due_day = first || row->due_day < told.due_day ? row->due_day : told.due_day;
        told.arrival_day = first || arrival > told.arrival_day ? arrival : told.arrival_day;
        told.units += row->quantity;
        told.gain += line->gain;
        told.cost += line->cost;
        told.lines++;
    }
    return told;
}

void hasty_tell_lines(const struct hasty *hasty, const struct hasty_order *order,
                      struct expedited *expedited)
{
    for (size_t l = order->first; l < order->first + order->count; l++) {
        const struct hasty_line *line = &hasty->lines[hasty->by_order[l]];
        if (line->chosen) {
            expedited->lines[expedited->line_count++] = (struct hastened_line){
                .order = line->order,
                .arrival_day = hasty->basis->inputs->as_of + (int32_t)line->sooner,
                .cost = line->cost};
        }
    }
}
