/* What a donor loses: the worth of its spare stock, and stock that would expire there. */
#include "worth_parts.h"

#include "base/missing.h"
#include "replenish/batches.h"

#include <math.h>

/* The stock of a place in the order in which it sells: by date, what has none last. */
struct shelf {
    const struct stock_row *rows; /* [count] by expiry_day */
    size_t count;
    bool dated;
    int32_t as_of;
};

static struct shelf shelf_of(const struct basis *basis, const struct position *position)
{
    const struct inputs *inputs = basis->inputs;
    size_t first;
    size_t count = stock_rows_of(inputs, position->sku, position->location, &first);
    /* NO_DAY comes before every date: the last row tells. */
    return (struct shelf){.rows = inputs->stock + first,
                          .count = count,
                          .dated =
                              count > 0 && inputs->stock[first + count - 1].expiry_day != NO_DAY,
                          .as_of = inputs->as_of};
}

/* Days on sale of the unit before which `later` sell last; HUGE_VAL: it has no date. */
static double days_of(const struct shelf *shelf, double later)
{
    double units = 0.0;
    for (size_t r = 0; r < shelf->count && shelf->rows[r].expiry_day == NO_DAY; r++) {
        units += value_or(shelf->rows[r].on_hand, 0.0) - value_or(shelf->rows[r].blocked, 0.0);
    }
    if (later <= units) {
        return HUGE_VAL;
    }
    for (size_t r = shelf->count; r-- > 0 && shelf->rows[r].expiry_day != NO_DAY;) {
        units += value_or(shelf->rows[r].on_hand, 0.0) - value_or(shelf->rows[r].blocked, 0.0);
        if (later <= units) {
            return (double)shelf->rows[r].expiry_day - (double)shelf->as_of + 1.0;
        }
    }
    return 0.0;
}

/* The chance that the units (begin, end] from the top of the stock are sold before they expire.
 * Their place in the queue counts the stock of today alone: what comes later sells after it. */
static double sold_in_time(const struct staying *staying, const struct shelf *shelf,
                           const struct block *block)
{
    double days = value_or(staying->position->terms->shelf_life_days, HUGE_VAL);
    if (shelf->dated) {
        days = fmin(days, days_of(shelf, (block->begin + 1.0 + block->end) / 2.0));
    }
    if (!(days < HUGE_VAL)) {
        return 1.0;
    }
    double stock = usable_stock(staying->position);
    struct stretch place = {.begin = stock - block->end, .end = stock - block->begin};
    return demanded(staying, 0.0, days, place);
}

double worth_spare_days(const struct basis *basis, const struct position *position)
{
    struct shelf shelf = shelf_of(basis, position);
    double spare = floor(position->spare - position->promised);
    return shelf.dated ? days_of(&shelf, fmax(spare, 1.0)) : HUGE_VAL;
}

size_t worth_spare(const struct basis *basis, const struct position *position,
                   const struct site *site, struct block blocks[WORTH_BLOCKS])
{
    double level = position->position;
    struct staying staying;
    staying_open(&staying, basis, position, site);
    size_t count = cut_evenly(0.0, floor(position->spare - position->promised), blocks);
    struct shelf shelf = {0};
    if (site->sells) {
        shelf = shelf_of(basis, position);
    }
    double least = 0.0;
    for (size_t b = 0; b < count; b++) {
        struct block *block = &blocks[b];
        struct stretch units = {.begin = level - block->end, .end = level - block->begin};
        block->value = staying_worth(&staying, units, sold_in_time(&staying, &shelf, block));
        /* An older date below a younger one would be worth less: it goes with what sells later. */
        block->value = fmax(block->value, least);
        least = block->value;
    }
    return count;
}

size_t worth_expiring(const struct basis *basis, const struct position *position,
                      const struct site *site, struct expiring lots[EXPIRING_LOTS])
{
    if (!(position->expired >= 1.0)) {
        return 0;
    }
    struct shelf shelf = shelf_of(basis, position);
    struct batch_left left[EXPIRING_LOTS];
    size_t count = batches_left(shelf.rows, shelf.count, site->sells ? &site->outlook : NULL,
                                shelf.as_of, site->interval.interval_days, left, EXPIRING_LOTS);
    double cost = fmax(position->terms->unit_cost - position->salvage, 0.0);
    for (size_t l = 0; l < count; l++) {
        lots[l] = (struct expiring){.units = left[l].units,
                                    .days = left[l].days,
                                    .value = position->salvage + cost * left[l].sold};
    }
    return count;
}
