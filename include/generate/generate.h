/* A made-up world of items and locations whose true demand is known: every input file, and the
 * truth beside them.
 *
 * Each series has a law of demand (generate/counts.h) whose mean follows the season, the weekday,
 * events, promotions, a trend and a level that wanders.  What a series does depends on the seed and
 * on the number of items and locations, never on how many periods are asked for or on threads: a
 * longer world begins as the shorter one did, so that the next night can be made.  Only the files
 * of the last day (stock, open orders) and the truth of the periods to come belong to the end. */
#ifndef RESTOCK_GENERATE_GENERATE_H
#define RESTOCK_GENERATE_GENERATE_H

#include "base/parallel.h"
#include "base/status.h"
#include "panel/calendar.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct generate_settings {
    size_t series;      /* sku-locations, > 0; the last item may be at fewer locations */
    size_t locations;   /* > 0, at most GENERATE_LOCATIONS */
    size_t periods;     /* of history, > 0 */
    size_t horizon;     /* periods behind it whose truth is told */
    enum bucket bucket; /* BUCKET_DAY or BUCKET_WEEK: the law is that of a day or of a week */
    int32_t start;      /* the first day of history; a Monday with weeks */
    uint64_t seed;
    bool all_columns; /* sales.csv with channel and kind too, sales split by channel */
    bool by_date;     /* sales.csv by date, then series, as exports are; else by series, then date.
                         Takes 6 bytes of memory for each period of each series */
};

enum {
    GENERATE_LOCATIONS = 10000,
    GENERATE_PERIODS = 36600,
    GENERATE_HORIZON = 1000,
};

struct generate_account {
    size_t items;
    size_t rows; /* of sales.csv */
    size_t zero; /* periods between the first and the last of a series in which nothing sold */
    size_t life; /* all periods between them */
    double units;
    double bytes; /* of sales.csv */
};

/* Locations that a world of so many series has where nobody says. */
size_t generate_locations(size_t series);

/* Writes every file into `folder`, which is there and empty.  STATUS_SYSTEM when the disk refuses
 * or memory runs out. */
enum status MUST_CHECK generate_write(const struct generate_settings *settings, const char *folder,
                                      struct team *team, struct generate_account *account,
                                      struct fault *fault);

/* The files of a generated folder, NULL-ended; GENERATE_MARK is the one that no other folder has.
 */
extern const char *const generate_names[];
extern const char generate_mark[];

#endif
