/* The days on which a place is closed: nothing is received there, no order is taken, nothing sent.
 *
 * From rows of events.csv with closed = 1.  A scope means here what it means to the forecast (whose
 * effects close the sales of that day): the name of a location, or of a region for all locations in
 * it, closes receiving there, and what a feeding location would send; an empty scope closes every
 * location.  A supplier is closed only where a row names it: its calendar is its own, and an order
 * that meets a closed door is read the next morning.  The name of a category closes no door.
 *
 * Made once for a plan, so that a question is a few machine instructions: one row of bits for
 * everywhere and one for each place that has days of its own. */
#ifndef RESTOCK_REPLENISH_HOLIDAYS_H
#define RESTOCK_REPLENISH_HOLIDAYS_H

#include "base/arena.h"
#include "base/status.h"
#include "replenish/terms.h"

struct holidays {
    int32_t first_day; /* the as-of date */
    int32_t days;      /* bits of a row; no place is closed on or after first_day + days */
    size_t words;      /* of a row */
    size_t places;
    const uint32_t *of_location; /* [places] row of bits: as a location of one's own */
    const uint32_t *of_supplier; /* [places] and as a supplier */
    const uint64_t *bits;        /* [rows * words] bit d: closed on first_day + d; row 0 never */
};

enum status MUST_CHECK holidays_make(struct holidays *holidays, const struct inputs *inputs,
                                     struct arena *arena, struct fault *fault);

/* The closed days of one place: a view. */
struct closed_days {
    const uint64_t *bits; /* NULL: never closed */
    int32_t first_day;
    int32_t days;
};

/* `holidays` NULL: never closed. */
struct closed_days location_closed(const struct holidays *holidays, uint32_t location);
struct closed_days feed_closed(const struct holidays *holidays, const struct feed *feed);

/* The first day on or after `day` that is open and one of the weekdays `allowed` (bit 0 Monday; 0:
 * any). */
int32_t next_open_day(const struct closed_days *closed, int32_t day, unsigned char allowed);
/* When an order arrives that takes `lead` days: closed days of the supplier between the order and
 * the arrival do not count, since nothing is made ready or sent on them. */
int32_t arrival_day(const struct closed_days *closed, int32_t order, int32_t lead);

/* The first day on or after `day` on which the supplier or feeding location takes an order. */
int32_t feed_order_day(const struct holidays *holidays, const struct feed *feed, int32_t day);

#endif
