/* What hastening one line of an open order saves. */
#include "expedite_parts.h"

#include "base/missing.h"
#include "base/search.h"

#include <math.h>

static bool sells(const struct position *position)
{
    return position->binding != BINDING_DROPSHIP && position->binding != BINDING_ENDED &&
           position->binding != BINDING_KIT;
}

/* Who can hasten what comes from `source`; NULL if nobody can. */
static const struct supplier *hastener(const struct hasty *hasty, uint32_t source)
{
    const struct supplier *supplier = master_supplier(&hasty->basis->inputs->master, source);
    return supplier != NULL && !is_missing(supplier->expedite_days) ? supplier : NULL;
}

bool hasty_line_of(const struct hasty *hasty, size_t order, struct hasty_line *line)
{
    const struct inputs *inputs = hasty->basis->inputs;
    const struct open_order *row = &inputs->open_orders[order];
    bool named = row->source != NO_ID;
    /* Suppliers are few and positions many: most rows are done with here. */
    const struct supplier *supplier = named ? hastener(hasty, row->source) : NULL;
    if (row->kind != ORDER_PURCHASE || row->due_day < inputs->as_of ||
        (named && supplier == NULL)) {
        return false;
    }
    size_t at = SEARCH_ROWS(hasty->positions, hasty->position_count, sku, location, row->sku,
                            row->location);
    if (at == hasty->position_count || hasty->positions[at].sku != row->sku ||
        hasty->positions[at].location != row->location) {
        return false;
    }
    const struct position *position = &hasty->positions[at];
    supplier = named ? supplier : hastener(hasty, position->from);
    if (supplier == NULL || !sells(position)) {
        return false;
    }
    double due = open_order_day(hasty->basis, position, row);
    double sooner = receiving_day(hasty->basis, position, ceil(supplier->expedite_days));
    *line = (struct hasty_line){
        .order = order,
        .position = at,
        .supplier = supplier,
        .due = due,
        .sooner = sooner,
        .later = receiving_day(hasty->basis, position, sooner + 1.0),
        .until = fmax(position->lead_days, fmin(due, position->interval_days)),
        .cost = row->quantity * value_or(supplier->expedite_unit_cost, 0.0),
    };
    /* No line saves more than is lost at all. */
    bool dear = position->transfer_out <= 0.0 && position->lost_without <= line->cost;
    return line->sooner < fmin(due, line->until) && !dear;
}

/* Its item's transfers begin there. */
static size_t first_transfer(const struct hasty *hasty, uint32_t sku)
{
    return SEARCH_ROWS(hasty->transfers->lines, hasty->transfers->count, sku, from, sku, 0);
}

/* Transfers to the line's position. */
static size_t count_transfers(const struct hasty *hasty, const struct hasty_line *line)
{
    const struct position *position = &hasty->positions[line->position];
    const struct transfers *transfers = hasty->transfers;
    size_t count = 0;
    for (size_t t = first_transfer(hasty, position->sku);
         t < transfers->count && transfers->lines[t].sku == position->sku; t++) {
        count += transfers->lines[t].to == position->location ? 1 : 0;
    }
    return count;
}

void hasty_measure(struct hasty *hasty)
{
    size_t beside = 0;
    hasty->most_extra = 0;
    for (size_t l = 0; l < hasty->count; l++) {
        const struct hasty_line *line = &hasty->lines[l];
        bool same = l > 0 && line[-1].position == line->position;
        beside = same ? beside + 1 : 1;
        size_t extra = 1 + count_transfers(hasty, line) + beside;
        hasty->most_extra = extra > hasty->most_extra ? extra : hasty->most_extra;
    }
}

/* Lines of the same position stand side by side: the first of them. */
static size_t first_beside(const struct hasty *hasty, size_t index)
{
    size_t position = hasty->lines[index].position;
    while (index > 0 && hasty->lines[index - 1].position == position) {
        index--;
    }
    return index;
}

/* Transfers, tonight's order and lines that are hastened already: what is not in the site by
 * itself.  Returns how many. */
static size_t list_extra(const struct hasty *hasty, size_t index, struct supply *extra)
{
    const struct inputs *inputs = hasty->basis->inputs;
    const struct position *position = &hasty->positions[hasty->lines[index].position];
    const struct transfers *transfers = hasty->transfers;
    size_t count = 0;
    double moved = 0.0;
    for (size_t t = first_transfer(hasty, position->sku);
         t < transfers->count && transfers->lines[t].sku == position->sku; t++) {
        const struct transfer_line *move = &transfers->lines[t];
        if (move->to == position->location) {
            double day = (double)(move->arrival_day - inputs->as_of);
            extra[count++] = (struct supply){.day = day, .units = move->quantity};
            moved += move->quantity;
        }
    }
    double bought = hasty->ordered ? position->quantity : position->raw_need - moved;
    if (bought > 0.0) {
        extra[count++] = (struct supply){.day = position->lead_days, .units = bought};
    }
    for (size_t l = first_beside(hasty, index);
         l < hasty->count && hasty->lines[l].position == hasty->lines[index].position; l++) {
        const struct hasty_line *line = &hasty->lines[l];
        if (line->chosen) {
            extra[count++] = (struct supply){.day = line->sooner,
                                             .units = inputs->open_orders[line->order].quantity};
        }
    }
    return count;
}

/* Takes a line off the day on which it is expected (times -1), or puts it there again; what comes
 * after the interval is not in the site at all. */
static void put_back(struct site *site, const struct hasty *hasty, const struct hasty_line *line,
                     double times)
{
    double quantity = hasty->basis->inputs->open_orders[line->order].quantity;
    for (size_t s = 0; s < site->prospect.supply_count; s++) {
        if (!(fabs(site->supply[s].day - line->due) > 0.0) &&
            line->due < site->interval.interval_days) {
            site->supply[s].units += times * quantity;
        }
    }
}

/* Units expected to be lost from the morning of day `from` to that of day `to` if `units` come in
 * first; negative if memory ran out. */
static double lost_between(const struct site *site, double from, double to, double units,
                           struct arena *scratch)
{
    struct grid grid = grid_for(&site->outlook, to);
    double *tables = ARENA_NEW(scratch, double, 4 * grid.cells);
    double *work = ARENA_NEW(scratch, double, 3 * grid.cells);
    if (tables == NULL || work == NULL) {
        return -1.0;
    }
    struct projection projection = {.grid = grid, .stock = tables, .beyond = tables + grid.cells};
    double *need = tables + 2 * grid.cells;
    double *below = tables + 3 * grid.cells;
    stock_at(&site->prospect, grid, from, projection.stock, work);
    need_between(&site->prospect, grid, from, to, need, work);
    mass_tables(grid, need, below, projection.beyond);
    mass_extent(grid, projection.stock, &projection.begin, &projection.end);
    return project_lost(&projection, units);
}

/* Units lost between two days that a line saves which comes on the first of them; negative if
 * memory ran out. */
static double saved_between(const struct hasty *hasty, const struct hasty_line *line,
                            struct site *site, double from, double to, struct arena *scratch)
{
    double quantity = hasty->basis->inputs->open_orders[line->order].quantity;
    struct arena_mark mark = arena_mark(scratch);
    double before = lost_between(site, from, to, 0.0, scratch);
    arena_rewind(scratch, mark);
    put_back(site, hasty, line, -1.0);
    double after = lost_between(site, from, to, quantity, scratch);
    arena_rewind(scratch, mark);
    put_back(site, hasty, line, 1.0);
    return before < 0.0 || after < 0.0 ? -1.0 : fmax(before - after, 0.0);
}

/* Fills net, share and urgent of a line that saves so many units; false if memory ran out. */
static bool weigh_line(const struct hasty *hasty, struct hasty_line *line, double saved,
                       struct site *site, struct arena *scratch)
{
    const struct terms *terms = hasty->positions[line->position].terms;
    double quantity = hasty->basis->inputs->open_orders[line->order].quantity;
    double end = fmin(line->due, line->until);
    double night = fmin(line->later, end) - line->sooner;
    /* A day; what it saves leaves evenly. */
    double held = terms->holding_cost * (quantity - saved / 2.0);
    line->net = line->gain - held * (line->due - line->sooner) - line->cost;
    if (!(line->net > 0.0)) {
        return true;
    }
    bool last = line->later >= end;
    double lost =
        last ? saved : saved_between(hasty, line, site, line->sooner, line->later, scratch);
    line->share = night / (end - line->sooner);
    line->urgent = lost * terms->shortage_cost - held * night - line->share * line->cost;
    return !(lost < 0.0);
}

void hasty_gain(const struct hasty *hasty, size_t index, struct arena *scratch)
{
    struct hasty_line *line = &hasty->lines[index];
    const struct position *position = &hasty->positions[line->position];
    struct site site;
    struct supply *extra = ARENA_NEW(scratch, struct supply, hasty->most_extra);
    size_t count = extra != NULL ? list_extra(hasty, index, extra) : 0;
    line->gain = 0.0;
    line->net = 0.0;
    line->urgent = 0.0;
    line->failed = extra == NULL || !site_make(&site, hasty->basis, position, extra, count,
                                               position->transfer_out, scratch);
    if (line->failed || !site.sells) {
        return;
    }
    for (size_t l = first_beside(hasty, index);
         l < hasty->count && hasty->lines[l].position == line->position; l++) {
        if (hasty->lines[l].chosen) {
            put_back(&site, hasty, &hasty->lines[l], -1.0);
        }
    }
    double saved = saved_between(hasty, line, &site, line->sooner, line->until, scratch);
    line->gain = fmax(saved, 0.0) * position->terms->shortage_cost;
    line->failed = saved < 0.0 || !weigh_line(hasty, line, saved, &site, scratch);
}
