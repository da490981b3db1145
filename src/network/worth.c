/* What a unit is worth where it lies and where it could go. */
#include "worth_parts.h"

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

size_t cut_evenly(double begin, double end, struct block *blocks)
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

size_t cut_growing(double begin, double end, struct block *blocks)
{
    double units = end - begin;
    if (units <= WORTH_BLOCKS) {
        return cut_evenly(begin, end, blocks);
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
    size_t count = cut_evenly(0.0, floor(position->spare - position->promised), blocks);
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
    size_t within = cut_evenly(0.0, need, blocks);
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
    *saving = (struct saving){.arrival = arrival};
    if (!site->sells || receipt <= arrival) {
        return true; /* nothing that a transfer is in time for */
    }
    struct grid grid = grid_for(&site->outlook, receipt);
    double *work = ARENA_NEW(scratch, double, 7 * grid.cells);
    if (work == NULL) {
        return false;
    }
    struct projection *until = &saving->until;
    *until = (struct projection){.grid = grid, .stock = work, .beyond = work + grid.cells};
    double *need = work + 2 * grid.cells;
    double *below = work + 3 * grid.cells;
    stock_at(&site->prospect, grid, arrival, until->stock, work + 4 * grid.cells);
    need_between(&site->prospect, grid, arrival, receipt, need, work + 4 * grid.cells);
    mass_tables(grid, need, below, until->beyond);
    mass_extent(grid, until->stock, &until->begin, &until->end);
    return true;
}

double saving_lost(const struct saving *saving, double units)
{
    return saving->until.grid.cells > 0 ? project_lost(&saving->until, units) : 0.0;
}

void saving_shares(const struct saving *saving, const struct block *blocks, size_t count,
                   double *share)
{
    double before = count > 0 ? saving_lost(saving, blocks[0].begin) : 0.0;
    for (size_t b = 0; b < count; b++) {
        const struct block *block = &blocks[b];
        double after = saving_lost(saving, block->end);
        share[b] = fmin(fmax((before - after) / (block->end - block->begin), 0.0), 1.0);
        before = after;
    }
}
