/* What a taker gains from what comes, by the way on which it comes. */
#include "worth_parts.h"

#include "base/missing.h"
#include "base/search.h"

#include <math.h>
#include <string.h>

/* Fewer units than this are lost: nothing to be early for. */
static const double LEAST_LOSS = 1e-3;
/* A unit of which half is needed is needed. */
static const double HALF = 0.5;
/* Nobody asks for certainty. */
static const double MOST_LEVEL = 0.9999;

void taking_start(struct taking *taking, const struct basis *basis, const struct position *position,
                  const struct site *site)
{
    taking->basis = basis;
    taking->position = position;
    taking->site = site;
    taking->count = 0;
    taking->late = false;
    taking->day_count = 0;
}

void taking_expect(struct taking *taking, const struct arrival_law *law)
{
    for (size_t p = 0; p < law->points; p++) {
        size_t at = 0;
        while (at < taking->day_count && taking->days[at].day < law->day[p]) {
            at++;
        }
        bool there = at < taking->day_count && !(taking->days[at].day > law->day[p]);
        if (there || taking->day_count == TAKING_DAYS) {
            continue; /* a day more is taken for its neighbour */
        }
        for (size_t d = taking->day_count++; d > at; d--) {
            taking->days[d].day = taking->days[d - 1].day;
        }
        taking->days[at].day = law->day[p];
    }
}

/* That day or its neighbour. */
static const struct taking_day *nearest_day(const struct taking *taking, double day)
{
    const struct taking_day *found = &taking->days[0];
    for (size_t d = 1; d < taking->day_count; d++) {
        if (fabs(taking->days[d].day - day) < fabs(found->day - day)) {
            found = &taking->days[d];
        }
    }
    return found;
}

/* One cut of a taker. */
struct cutting {
    struct taking *taking;
    struct staying staying;
    double receipt;
    double end;
    double need;      /* units that today's order would bring; negative: the position is above its
                         target */
    double before;    /* units lost until the receipt without a move */
    double all;       /* and until the end, without an order */
    double *work;     /* [TABLES * GRID_CELLS] */
    struct grid grid; /* up to `grid_to` */
    double grid_to;
};

enum { TABLES = 7 };

/* What is lost from day `from` to day `to` as a function of what is there more than expected on the
 * morning of `from`. */
static void tell_loss(struct cutting *cutting, double from, double to, struct projection *loss)
{
    const struct prospect *prospect = &cutting->taking->site->prospect;
    if (cutting->grid.cells == 0 || cutting->grid_to < to || cutting->grid_to > to) {
        cutting->grid = grid_for(prospect->outlook, to);
        cutting->grid_to = to;
    }
    struct grid grid = cutting->grid;
    double *work = cutting->work;
    *loss = (struct projection){
        .grid = grid, .stock = work, .below = work + grid.cells, .beyond = work + 2 * grid.cells};
    double *need = work + 3 * grid.cells;
    bool empty =
        prospect->stock <= 0.0 && (prospect->supply_count == 0 || prospect->supply[0].day >= from);
    if (empty) {
        mass_point(grid, 0.0, loss->stock);
    } else {
        stock_at(prospect, grid, from, loss->stock, work + 4 * grid.cells);
    }
    need_between(prospect, grid, from, to, need, work + 4 * grid.cells);
    mass_tables(grid, need, loss->below, loss->beyond);
    mass_extent(grid, loss->stock, &loss->begin, &loss->end);
    double owed = -prospect->stock;
    for (size_t s = 0; s < prospect->supply_count && prospect->supply[s].day < from; s++) {
        owed -= prospect->supply[s].units;
    }
    loss->head_start = -fmax(owed, 0.0);
}

/* Units of sales that the blocks up to each edge save. */
static void tell_edges(const struct taking *taking, const struct projection *loss, double *saved)
{
    double none = project_lost(loss, 0.0);
    saved[0] = 0.0;
    for (size_t b = 0; b < taking->count; b++) {
        double units = taking->blocks[b].end;
        saved[b + 1] = fmax(none - project_lost(loss, units), saved[b]);
    }
}

/* Units of sales that are lost because the order of today is the less by what comes after it. */
static void tell_delay(const struct cutting *cutting, const struct projection *loss, double need,
                       double *saved)
{
    const struct taking *taking = cutting->taking;
    double order = fmax(cutting->need, 0.0);
    double none = project_lost(loss, order);
    for (size_t b = 0; b < taking->count; b++) {
        double units = fmin(taking->blocks[b].end, fmax(need, 0.0));
        saved[b + 1] = none - project_lost(loss, order - units);
    }
}

/* Units beyond the need that are worth more than salvage: holding eats up the others first. */
static double worth_holding(const struct cutting *cutting)
{
    const struct position *position = cutting->taking->position;
    const struct site *site = cutting->taking->site;
    double loses = position->terms->unit_cost - position->salvage;
    double holding = position->terms->holding_cost;
    double days = holding > 0.0 ? fmin(loses / holding, COVER_LIMIT) : COVER_LIMIT;
    double units = cutting->staying.rate * fmax(days, 0.0);
    if (site->sells) {
        units += outlook_mean(&site->outlook, 0.0, fmax(days, position->interval_days));
    }
    return ceil(units);
}

/* Cuts need and what its room holds beyond it. */
static void cut_blocks(const struct cutting *cutting, double need, double most)
{
    struct taking *taking = cutting->taking;
    const struct position *position = taking->position;
    double within = floor(fmax(fmin(need + HALF, most), 0.0));
    double room = value_or(position->terms->max_stock, HUGE_VAL) - position->position;
    double reach = fmin(fmin(most, fmax(room, within)), within + worth_holding(cutting));
    taking->count = cut_evenly(0.0, within, taking->blocks);
    taking->count += cut_growing(within, floor(reach), taking->blocks + taking->count);
    for (size_t b = 0; b < taking->count; b++) {
        taking->blocks[b].value = 0.0;
    }
}

/* Units of today's order that can come as late as `loss` tells: one more that waits costs s P(it is
 * missed), one that is bought beside it is held for an interval. */
static double waiting_need(const struct cutting *cutting, const struct projection *loss)
{
    const struct position *position = cutting->taking->position;
    double order = fmax(cutting->need, 0.0);
    double missed = position->terms->shortage_cost;
    double both = missed + position->terms->holding_cost * position->interval_days;
    double level = both > 0.0 ? fmin(missed / both, MOST_LEVEL) : 0.0;
    double kept = target_quantity(loss, SERVICE_CYCLE, level);
    return order - fmin(fmax(kept, 0.0), order);
}

/* The first day of all cuts the blocks: most is saved from it on. */
static void fill_day(struct cutting *cutting, size_t index, double most)
{
    struct taking *taking = cutting->taking;
    struct taking_day *day = &taking->days[index];
    struct projection loss = {0};
    bool early = day->day < cutting->receipt && cutting->before >= LEAST_LOSS;
    bool delay =
        day->day > cutting->receipt && taking->site->sells && cutting->need > 0.0 && !taking->late;
    day->need = cutting->need;
    if (early) {
        tell_loss(cutting, day->day, cutting->receipt, &loss);
        /* Who waits is served from the purchase: what sells before it saves the purchase itself. */
        bool lost = taking->basis->unmet == UNMET_LOST;
        day->need += lost ? fmax(project_lost(&loss, 0.0) + loss.head_start, 0.0) : 0.0;
    } else if (delay) {
        tell_loss(cutting, cutting->receipt, day->day, &loss);
        day->need = waiting_need(cutting, &loss);
    }
    if (index == 0) {
        cut_blocks(cutting, fmax(day->need, cutting->need), most);
    }
    memset(day->sales, 0, sizeof day->sales);
    if (early) {
        tell_edges(taking, &loss, day->sales);
    } else if (delay) {
        tell_delay(cutting, &loss, day->need, day->sales);
    }
    memset(day->all, 0, sizeof day->all);
    if (taking->late && cutting->all >= LEAST_LOSS && day->day < cutting->end) {
        tell_loss(cutting, day->day, cutting->end, &loss);
        tell_edges(taking, &loss, day->all);
    }
}

static bool is_needed(const struct taking_day *day, const struct block *block)
{
    return (block->begin + 1.0 + block->end) / 2.0 <= day->need + HALF;
}

/* The chance that units beyond the need are sold before the item ends here or they spoil. */
static double sold_in_time(const struct cutting *cutting, double day, const struct block *block)
{
    const struct position *position = cutting->taking->position;
    double life = value_or(position->terms->shelf_life_days, HUGE_VAL);
    double sold = 1.0;
    if (life < HUGE_VAL) {
        double stock = usable_stock(position);
        struct stretch place = {.begin = stock + block->begin, .end = stock + block->end};
        sold = demanded(&cutting->staying, 0.0, life, place);
    }
    if (cutting->staying.until < HUGE_VAL) {
        struct stretch come = {.begin = block->begin, .end = block->end};
        sold = fmin(sold, demanded(&cutting->staying, day, cutting->staying.until, come));
    }
    return sold;
}

/* What each block is worth lying there. */
static void fill_worth(struct cutting *cutting, struct taking_day *day)
{
    const struct taking *taking = cutting->taking;
    const struct position *position = taking->position;
    const struct terms *terms = position->terms;
    double within = terms->unit_cost - terms->holding_cost * cutting->staying.wait;
    cutting->staying.risky = day->day < cutting->end;
    /* The levels above the target begin where the need of this day ends. */
    double level = position->target - day->need;
    for (size_t b = 0; b < taking->count; b++) {
        const struct block *block = &taking->blocks[b];
        if (is_needed(day, block)) {
            day->worth[b] = fmax(within, position->salvage);
            continue;
        }
        struct stretch units = {.begin = level + block->begin, .end = level + block->end};
        double sold = sold_in_time(cutting, day->day, block);
        day->worth[b] = staying_worth(&cutting->staying, units, sold);
    }
}

/* Units that are lost before the receipt and up to the end, by the account of the position. */
static void read_losses(struct cutting *cutting)
{
    const struct position *position = cutting->taking->position;
    double money = position->terms->shortage_cost;
    if (!cutting->taking->site->sells || !(money > 0.0)) {
        return;
    }
    cutting->before = (position->lost_without - position->wait_loss) / money;
    cutting->all = position->lost_without / money;
}

size_t taking_scratch(void)
{
    enum { PADDING = 64 };
    return TABLES * GRID_CELLS * sizeof(double) + 2 * PADDING;
}

bool taking_cut(struct taking *taking, double most, bool late, struct arena *scratch)
{
    const struct position *position = taking->position;
    const struct interval *interval = &taking->site->interval;
    double last = interval->end[interval->points - 1];
    struct cutting cutting = {.taking = taking,
                              .receipt = fmin((double)interval->arrival_days, last),
                              .end = round(interval->interval_days),
                              .need = position->raw_need > 0.0
                                          ? position->raw_need
                                          : position->target - position->position};
    struct arena_mark mark = arena_mark(scratch);
    cutting.work = ARENA_NEW(scratch, double, TABLES *GRID_CELLS);
    if (cutting.work == NULL) {
        return false;
    }
    taking->late = late;
    read_losses(&cutting);
    staying_open(&cutting.staying, taking->basis, position, taking->site);
    for (size_t d = 0; d < taking->day_count; d++) {
        fill_day(&cutting, d, most);
    }
    for (size_t d = 0; d < taking->day_count; d++) {
        fill_worth(&cutting, &taking->days[d]);
    }
    arena_rewind(scratch, mark);
    return true;
}

static double units_of(const struct block *block)
{
    return block->end - block->begin;
}

/* The chance per unit that a block saves a sale. */
static double share_of(const struct taking_day *day, size_t b, const struct block *block,
                       double scarcity)
{
    double early = (day->sales[b + 1] - day->sales[b]) / units_of(block);
    double all = fmax((day->all[b + 1] - day->all[b]) / units_of(block), early);
    return fmin(early + scarcity * (all - early), 1.0);
}

/* Units there that sell before the goods, by their dates, less what sells before these come. */
static double ahead_of(const struct taking *taking, double day, double sell_by)
{
    const struct inputs *inputs = taking->basis->inputs;
    const struct position *position = taking->position;
    size_t first;
    size_t count = stock_rows_of(inputs, position->sku, position->location, &first);
    double units = fmax(position->reserved - position->on_hand, 0.0);
    double own = 0.0;
    for (size_t r = first; r < first + count; r++) {
        const struct stock_row *row = &inputs->stock[r];
        double days = (double)row->expiry_day - (double)inputs->as_of + 1.0;
        if (row->expiry_day != NO_DAY && days > day && days <= sell_by) {
            own += value_or(row->on_hand, 0.0) - value_or(row->blocked, 0.0);
        }
    }
    return units + fmax(own - outlook_mean(&taking->site->outlook, 0.0, day), 0.0);
}

/* The chances that blocks with a date of their own sell before it. */
static void sold_by_date(const struct taking *taking, double day, double sell_by, double *sold)
{
    struct staying plain = {.outlook = taking->site->sells ? &taking->site->outlook : NULL};
    double ahead = taking->site->sells ? ahead_of(taking, day, sell_by) : 0.0;
    for (size_t b = 0; b < taking->count; b++) {
        struct stretch place = {.begin = ahead + taking->blocks[b].begin,
                                .end = ahead + taking->blocks[b].end};
        sold[b] = demanded(&plain, day, sell_by, place);
    }
}

static void add_point(const struct taking *taking, const struct way *way, size_t point,
                      double *value, double *sales)
{
    double weight = way->law->weight[point];
    const struct taking_day *day = nearest_day(taking, way->law->day[point]);
    double salvage = taking->position->salvage;
    double sold[WORTH_TAKEN];
    bool dated = way->sell_by < HUGE_VAL;
    if (dated) {
        sold_by_date(taking, way->law->day[point], way->sell_by, sold);
    }
    for (size_t b = 0; b < taking->count; b++) {
        double share = share_of(day, b, &taking->blocks[b], way->scarcity);
        double worth = day->worth[b];
        if (dated) {
            share = fmin(share, sold[b]);
            worth = salvage + fmax(worth - salvage, 0.0) * sold[b];
        }
        value[b] += weight * (worth + taking->position->terms->shortage_cost * share);
        sales[b] += weight * share;
    }
}

void taking_values(const struct taking *taking, const struct way *way, double *value, double *sales)
{
    double own[WORTH_TAKEN] = {0.0};
    double *share = sales != NULL ? sales : own;
    for (size_t b = 0; b < taking->count; b++) {
        value[b] = 0.0;
        share[b] = 0.0;
    }
    for (size_t p = 0; p < way->law->points && taking->day_count > 0; p++) {
        add_point(taking, way, p, value, share);
    }
    /* A goal of service that asks for less than profit would leave a step at the end of the need:
     * no unit is worth more than the one before it. */
    for (size_t b = 1; b < taking->count; b++) {
        value[b] = fmin(value[b], value[b - 1]);
    }
}

void taking_purchases(const struct taking *taking, const struct way *way, double *purchases)
{
    for (size_t b = 0; b < taking->count; b++) {
        const struct block *block = &taking->blocks[b];
        purchases[b] = 0.0;
        for (size_t p = 0; p < way->law->points && taking->day_count > 0; p++) {
            const struct taking_day *day = nearest_day(taking, way->law->day[p]);
            double early = fmax(share_of(day, b, block, 0.0), 0.0);
            purchases[b] += is_needed(day, block) ? way->law->weight[p] * (1.0 - early) : 0.0;
        }
        purchases[b] *= 1.0 - way->scarcity;
    }
}
