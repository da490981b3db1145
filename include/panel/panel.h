/* The panel: demand by series (sku x location) and period.
 *
 * Invariant: series are sorted by sku, then location; every series runs without a gap from the
 * period of its first sale, or of an earlier launch date in item_locations.csv, to `end_period`, so
 * series differ in length and end together.
 *
 * Demand is gross: returns are kept apart.  A sale and a return of the same quantity on the same
 * day cancel each other.  Rows of other kinds are no demand.  A series that never sold is here only
 * as a new item (`like`, `successor_of` or a launch date is given) that is in stock, on order or in
 * item_locations.csv, as a component of a kit, or where a planner gave a forecast, at a location
 * that sells something: its length is 0.  One that sold only in an incomplete first period of the
 * data is, with zeros.  When the data have one date a period (months dated on their first day,
 * say), each date stands for its whole period, and if inputs->as_of is merely the day after the
 * last of them, `as_of` is the period's end. */
#ifndef RESTOCK_PANEL_PANEL_H
#define RESTOCK_PANEL_PANEL_H

#include "base/arena.h"
#include "base/parallel.h"
#include "base/status.h"
#include "panel/inputs.h"

/* What came back of a sku for a reason. */
struct return_reason {
    uint32_t sku;
    uint32_t reason; /* word id */
    double units;
};

struct panel {
    struct calendar calendar;
    int32_t as_of;
    int32_t end_period;       /* first period that is not history: it holds as_of or begins on it */
    bool one_date_a_period;   /* every sale stands for its whole week or month */
    size_t count;             /* number of series */
    const uint32_t *sku;      /* [count] */
    const uint32_t *location; /* [count] */
    const size_t *start;      /* [count + 1] where a series begins in `demand` */
    size_t later;         /* periods at the end of each series that come after end_period: 0, but
                             for an earlier view */
    const double *demand; /* [start[count]] units of gross demand, oldest first */
    const size_t *censored_start;  /* [count + 1] a series' bytes of the array below: one bit a
                                      period, or none at all; NULL when no sales row says so */
    const uint8_t *censored_bits;  /* see span_censored */
    const size_t *return_start;    /* [count + 1] a series' stretch of the two arrays below */
    const int32_t *return_period;  /* ascending within a series; in an earlier view also later
                                      than end_period */
    const double *return_quantity; /* units that came back */
    const size_t *price_start;     /* [count + 1] a series' stretch of the two arrays below; NULL:
                                      prices are not known */
    const int32_t *price_period;   /* ascending within a series; in an earlier view also later
                                      than end_period */
    const double *price_value;     /* the price from that period on: the first known, then changes;
                                      one that a single day of sales shows is none */
    const double *price;           /* [count] last known price; MISSING where there is none */
    const struct return_reason *reasons; /* [reason_count] by sku, reason */
    size_t reason_count;
    size_t cancelled_rows; /* sales and returns of the same day that cancelled each other out */
    size_t other_rows;     /* rows of a kind that is not demand */
    size_t early_rows; /* rows of an incomplete first period of the data, or of the unfinished last
                          one: used for dates and prices only */
};

struct panel_settings {
    struct calendar calendar; /* bucket may be BUCKET_AUTO */
    double return_days;       /* before inputs->as_of, from which `reasons` are taken */
};

/* A series' own stretch of the panel.  It is a view: it lives as long as the panel does. */
struct span {
    const double *demand;         /* [length] */
    const uint8_t *censored_bits; /* a bit a period, the lowest first; NULL: none is censored */
    size_t length;
    int32_t first_period;
};

struct span panel_span(const struct panel *panel, size_t series);

/* Is the demand of period `t` only a lower bound, since stock was out for a part of it? */
static inline bool span_censored(const struct span *span, size_t t)
{
    return span->censored_bits != NULL && ((span->censored_bits[t / 8] >> (t % 8)) & 1) != 0;
}

/* The length of the longest series; 0 without any. */
size_t panel_longest(const struct panel *panel);

/* The series of a sku at a location, SIZE_MAX if it never sold. */
size_t panel_find(const struct panel *panel, uint32_t sku, uint32_t location);

/* Builds the panel into `arena`, range by range where the sales come as a stream; for any number of
 * ranges it is the same.  Its rows take 24 bytes each while a range is under way.  STATUS_DATA when
 * there is not one usable sale. */
enum status MUST_CHECK panel_build(struct panel *panel, const struct inputs *inputs,
                                   const struct panel_settings *settings, struct arena *arena,
                                   struct team *team, struct fault *fault);

/* The panel as it stood `periods` > 0 earlier: a view that shares the arrays of `panel`, series for
 * series, and lives no longer than it.  A series that had not begun by then has the length 0.
 * Prices are the last known ones all the same; counts of rows are 0. */
struct panel panel_earlier(const struct panel *panel, size_t periods);

/* The panel as it stood on the morning of `day`, which is not later than its own: a view as of
 * panel_earlier, whose last period may be under way. */
struct panel panel_at(const struct panel *panel, int32_t day);

/* About `wanted` of the series, drawn by their names so that a series is chosen or not whatever
 * else is in the panel; all of them, sharing the arrays of `panel`, where there are no more than
 * that.  Everything else is copied into `arena`. */
enum status MUST_CHECK panel_sample(struct panel *sample, const struct panel *panel,
                                    const struct names *names, size_t wanted, struct arena *arena,
                                    struct fault *fault);

#endif
