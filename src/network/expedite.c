/* Which open orders are worth hastening. */
#include "network/expedite.h"

#include "base/missing.h"
#include "expedite_line.h"

#include <math.h>
#include <stdlib.h>

/* The lines of one order: [first, first + count) of `by_order`. */
struct hasty_order {
    size_t first;
    size_t count;
    double cost; /* money beside that of its units */
    double net;  /* money that it gains if nothing else is hastened */
};

struct hasty_orders {
    size_t *by_order;         /* [lines] indices of lines, those of an order side by side */
    struct hasty_order *rows; /* [count] */
    size_t count;
};

static bool anybody_hastens(const struct master *master)
{
    for (size_t s = 0; s < master->supplier_count; s++) {
        if (!is_missing(master->suppliers[s].expedite_days)) {
            return true;
        }
    }
    return false;
}

static enum status list_lines(struct hasty *hasty, struct arena *work, struct fault *fault)
{
    struct hasty_line line;
    size_t count = 0;
    for (size_t o = 0; o < hasty->basis->inputs->open_order_count; o++) {
        count += hasty_line_of(hasty, o, &line) ? 1 : 0;
    }
    hasty->lines = ARENA_NEW(work, struct hasty_line, count);
    if (hasty->lines == NULL) {
        return fault_memory(fault, "the open orders");
    }
    size_t beside = 0;
    for (size_t o = 0; hasty->count < count; o++) {
        if (!hasty_line_of(hasty, o, &line)) {
            continue;
        }
        bool same = hasty->count > 0 && hasty->lines[hasty->count - 1].position == line.position;
        beside = same ? beside + 1 : 1;
        size_t extra = hasty_extra(hasty, &line) + beside;
        hasty->most_extra = extra > hasty->most_extra ? extra : hasty->most_extra;
        hasty->lines[hasty->count++] = line;
    }
    return STATUS_OK;
}

static void gain_one(void *context, size_t index, struct arena *scratch)
{
    hasty_gain(context, index, scratch);
}

static size_t scratch_of(const struct hasty *hasty)
{
    return assess_scratch(hasty->basis, hasty->most_extra) +
           (hasty->most_extra + 4) * sizeof(struct supply);
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

/* The orders that may gain `margin`, most first. */
static enum status list_orders(struct hasty_orders *orders, struct hasty *hasty, double margin,
                               struct arena *work, struct fault *fault)
{
    orders->by_order = ARENA_NEW(work, size_t, hasty->count);
    orders->rows = ARENA_NEW(work, struct hasty_order, hasty->count);
    if (orders->by_order == NULL || orders->rows == NULL) {
        return fault_memory(fault, "the open orders");
    }
    for (size_t l = 0; l < hasty->count; l++) {
        orders->by_order[l] = l;
    }
    qsort_r(orders->by_order, hasty->count, sizeof *orders->by_order, by_order, hasty);
    for (size_t l = 0, end; l < hasty->count; l = end) {
        const struct supplier *supplier = hasty->lines[orders->by_order[l]].supplier;
        struct hasty_order row = {.first = l, .cost = value_or(supplier->expedite_cost, 0.0)};
        row.net = -row.cost;
        for (end = l; end == l || (end < hasty->count &&
                                   same_order(hasty, orders->by_order[l], orders->by_order[end]));
             end++) {
            const struct hasty_line *line = &hasty->lines[orders->by_order[end]];
            row.net += fmax(line->gain - line->cost, 0.0);
        }
        row.count = end - l;
        if (row.net > 0.0 && row.net >= margin) {
            orders->rows[orders->count++] = row;
        }
    }
    if (orders->count > 0) {
        qsort(orders->rows, orders->count, sizeof *orders->rows, by_net);
    }
    return STATUS_OK;
}

/* Chooses the lines of an order that gain something beside what is chosen already; money that they
 * gain beyond their cost. */
static double choose_lines(struct hasty *hasty, const size_t *lines, size_t count,
                           struct arena *work)
{
    double net = 0.0;
    for (size_t l = 0; l < count; l++) {
        struct hasty_line *line = &hasty->lines[lines[l]];
        if (hasty_beside(hasty, lines[l])) {
            struct arena_mark mark = arena_mark(work);
            hasty_gain(hasty, lines[l], work);
            arena_rewind(work, mark);
        }
        line->chosen = line->gain > line->cost;
        net += line->chosen ? line->gain - line->cost : 0.0;
    }
    return net;
}

static struct hastened tell_order(const struct hasty *hasty, const size_t *lines, size_t count,
                                  double cost)
{
    int32_t as_of = hasty->basis->inputs->as_of;
    struct hastened told = {.supplier = hasty->lines[lines[0]].supplier->supplier,
                            .order_id = order_of(hasty, lines[0])->order_id,
                            .cost = cost};
    for (size_t l = 0; l < count; l++) {
        const struct hasty_line *line = &hasty->lines[lines[l]];
        const struct open_order *order = order_of(hasty, lines[l]);
        if (!line->chosen) {
            continue;
        }
        int32_t arrival = as_of + (int32_t)line->sooner;
        bool first = told.lines == 0;
        told.sku = first || told.sku == order->sku ? order->sku : NO_ID;
        told.location = first || told.location == order->location ? order->location : NO_ID;
        told.due_day = first || order->due_day < told.due_day ? order->due_day : told.due_day;
        told.arrival_day = first || arrival > told.arrival_day ? arrival : told.arrival_day;
        told.units += order->quantity;
        told.gain += line->gain;
        told.cost += line->cost;
        told.lines++;
    }
    return told;
}

static enum status decide(struct expedited *expedited, struct hasty *hasty,
                          const struct hasty_orders *orders, double margin, struct arena *work,
                          struct fault *fault)
{
    for (size_t o = 0; o < orders->count; o++) {
        const struct hasty_order *order = &orders->rows[o];
        const size_t *lines = orders->by_order + order->first;
        double net = choose_lines(hasty, lines, order->count, work) - order->cost;
        bool worth = net > 0.0 && net >= margin;
        if (worth) {
            expedited->rows[expedited->count++] =
                tell_order(hasty, lines, order->count, order->cost);
        }
        for (size_t l = 0; l < order->count; l++) {
            struct hasty_line *line = &hasty->lines[lines[l]];
            line->chosen = line->chosen && worth;
            if (line->failed) {
                return fault_memory(fault, "the projection of a position");
            }
        }
    }
    return STATUS_OK;
}

static enum status expedite_all(struct expedited *expedited, struct hasty *hasty, double margin,
                                struct arena *work, struct arena *arena, struct team *team,
                                struct fault *fault)
{
    TRY(list_lines(hasty, work, fault));
    TRY(parallel_each_reserved(team, hasty->count, gain_one, hasty, scratch_of(hasty), fault));
    for (size_t l = 0; l < hasty->count; l++) {
        if (hasty->lines[l].failed) {
            return fault_memory(fault, "the projection of a position");
        }
    }
    struct hasty_orders orders = {0};
    TRY(list_orders(&orders, hasty, margin, work, fault));
    expedited->rows = ARENA_NEW(arena, struct hastened, orders.count);
    if (expedited->rows == NULL) {
        return fault_memory(fault, "the orders to hasten");
    }
    return decide(expedited, hasty, &orders, margin, work, fault);
}

enum status expedite(struct expedited *expedited, const struct basis *basis,
                     const struct position *positions, size_t count,
                     const struct transfers *transfers, double margin, struct arena *arena,
                     struct team *team, struct fault *fault)
{
    *expedited = (struct expedited){0};
    if (!anybody_hastens(&basis->inputs->master)) {
        return STATUS_OK;
    }
    struct hasty hasty = {
        .basis = basis, .positions = positions, .position_count = count, .transfers = transfers};
    struct arena work;
    arena_init(&work, 0);
    enum status status = expedite_all(expedited, &hasty, margin, &work, arena, team, fault);
    arena_free(&work);
    return status;
}
