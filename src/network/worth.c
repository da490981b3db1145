/* What a unit is worth where it lies and where it could go. */
#include "network/worth.h"

#include "base/missing.h"

#include <math.h>

double worth_of_staying(const struct position *position, const struct outlook *outlook,
                        double level)
{
    const struct terms *terms = position->terms;
    double days = outlook->periods > 0 ? cover_days(outlook, level) : MISSING;
    if (is_missing(days) || days >= COVER_LIMIT || position->binding == BINDING_ENDED) {
        return position->salvage;
    }
    /* A purchase would bring it that much later. */
    double early = fmax(days - position->interval_days, 0.0);
    double value = terms->unit_cost - terms->holding_cost * early;
    return fmin(fmax(value, position->salvage), terms->unit_cost);
}

/* Cuts (begin, end] into at most WORTH_BLOCKS pieces of whole units. */
static size_t cut(double begin, double end, struct block *blocks)
{
    double units = end - begin;
    if (units < 1.0) {
        return 0;
    }
    size_t count = units < WORTH_BLOCKS ? (size_t)units : WORTH_BLOCKS;
    for (size_t b = 0; b < count; b++) {
        blocks[b].begin = begin + floor(units * (double)b / (double)count);
        blocks[b].end = begin + floor(units * (double)(b + 1) / (double)count);
    }
    return count;
}

/* The same with pieces that grow by half each, so that the first units, whose value is the
 * greatest, are judged one by one. */
static size_t cut_growing(double begin, double end, struct block *blocks)
{
    double units = end - begin;
    if (units <= WORTH_BLOCKS) {
        return cut(begin, end, blocks);
    }
    double first = units * 0.5 / (pow(1.5, WORTH_BLOCKS) - 1.0);
    double size = first;
    double at = begin;
    size_t count = 0;
    for (size_t b = 0; b < WORTH_BLOCKS && at < end; b++, size *= 1.5) {
        double next = b + 1 == WORTH_BLOCKS ? end : fmin(at + fmax(round(size), 1.0), end);
        blocks[count++] = (struct block){.begin = at, .end = next};
        at = next;
    }
    return count;
}

size_t worth_given(const struct position *position, const struct outlook *outlook,
                   struct block blocks[WORTH_BLOCKS])
{
    double reach = position->position + position->lost_before;
    size_t count = cut(0.0, floor(position->spare - position->promised), blocks);
    for (size_t b = 0; b < count; b++) {
        double middle = (blocks[b].begin + 1.0 + blocks[b].end) / 2.0;
        blocks[b].value = worth_of_staying(position, outlook, reach - middle + 1.0);
    }
    return count;
}

size_t worth_taken(const struct position *position, const struct outlook *outlook, double saved,
                   double most, struct block blocks[2 * WORTH_BLOCKS])
{
    double need = floor(fmin(position->raw_need + saved, most) + 1e-9);
    size_t within = cut(0.0, need, blocks);
    for (size_t b = 0; b < within; b++) {
        blocks[b].value = position->terms->unit_cost; /* each saves the purchase of one */
    }
    double reach = position->position + position->lost_before;
    double room = value_or(position->terms->max_stock, HUGE_VAL) - position->position;
    size_t count = within + cut_growing(need, floor(fmin(most, fmax(room, need))), blocks + within);
    for (size_t b = within; b < count; b++) {
        double middle = (blocks[b].begin + 1.0 + blocks[b].end) / 2.0;
        blocks[b].value = worth_of_staying(position, outlook, reach + middle);
    }
    return count;
}

bool saving_make(struct saving *saving, const struct site *site, double arrival, double receipt,
                 struct arena *scratch)
{
    double *work = ARENA_NEW(scratch, double, 7 * GRID_CELLS);
    if (work == NULL) {
        return false;
    }
    *saving = (struct saving){.grid = {.step = 1.0, .cells = 0}};
    if (!site->sells || receipt <= arrival) {
        return true; /* nothing that a transfer is in time for */
    }
    saving->grid = grid_for(&site->outlook, receipt);
    saving->stock = work;
    saving->beyond = work + GRID_CELLS;
    double *need = work + 2 * GRID_CELLS;
    double *below = work + 3 * GRID_CELLS;
    stock_at(&site->prospect, saving->grid, arrival, saving->stock, work + 4 * GRID_CELLS);
    need_between(&site->prospect, saving->grid, arrival, receipt, need, work + 4 * GRID_CELLS);
    mass_tables(saving->grid, need, below, saving->beyond);
    return true;
}

/* E[(need - stock - units)+]. */
static double lost_with(const struct saving *saving, double units)
{
    struct grid grid = saving->grid;
    double shift = units / grid.step;
    double whole = floor(shift);
    double share = shift - whole;
    double lost = 0.0;
    for (size_t x = 0; x < grid.cells; x++) {
        double cell = (double)x + whole;
        if (saving->stock[x] == 0.0 || cell >= (double)(grid.cells - 1)) {
            continue;
        }
        size_t k = (size_t)cell;
        lost += saving->stock[x] *
                (saving->beyond[k] + share * (saving->beyond[k + 1] - saving->beyond[k]));
    }
    return lost;
}

double saving_lost(const struct saving *saving)
{
    return saving->grid.cells > 0 ? lost_with(saving, 0.0) : 0.0;
}

double saving_share(const struct saving *saving, double begin, double end)
{
    if (saving->grid.cells == 0 || end <= begin) {
        return 0.0;
    }
    double share = (lost_with(saving, begin) - lost_with(saving, end)) / (end - begin);
    return fmin(fmax(share, 0.0), 1.0);
}
