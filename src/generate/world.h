/* The world that is written: places, suppliers, the calendar and the seasons of goods.  Built once,
 * read by all threads. */
#ifndef RESTOCK_GENERATE_WORLD_H
#define RESTOCK_GENERATE_WORLD_H

#include "generate/generate.h"

#include "num/random.h"

#include <stdbool.h>

/* What random numbers are for; each purpose has its own streams, so that more draws of one do not
 * move the others. */
enum purpose {
    FOR_PLACE,
    FOR_VENDOR,
    FOR_PRODUCT,
    FOR_PROMOTION,
    FOR_SERIES,
    FOR_DEMAND,
    FOR_LEVEL,
    FOR_STOCKOUT,
    FOR_RETURN,
    FOR_STOCK, /* of the last day; numbered by series and by period */
};

enum { NAME_SIZE = 32, DATE_SIZE = DAY_TEXT_SIZE, REGION_PLACES = 16, CATEGORIES = 12 };

struct place {
    char name[NAME_SIZE]; /* with a final 0 */
    size_t name_length;
    const char *type;
    size_t feeder; /* index of the location that feeds it; SIZE_MAX: the item's supplier */
    size_t region;
    double sales; /* of an item here, to its average; about 1 */
    double fed;   /* the same, added up over the locations that it feeds */
};

struct vendor {
    char name[NAME_SIZE];
    double lead_days;
    double lead_sd;
    double review_days;
};

struct world {
    struct generate_settings settings;
    size_t items;
    size_t vendors;
    size_t span;           /* history and horizon, in periods */
    int period_days;       /* 1 or 7 */
    int32_t end;           /* the as-of date: the first day that is not history */
    struct place *place;   /* [settings.locations] */
    struct vendor *vendor; /* [vendors] */
    double *place_factor;  /* [settings.locations * span] weekdays, closed days, events: about 1 */
    double *season;        /* [CATEGORIES * span] shape of the year: about -1 to 3, mean about 0 */
    char (*date)[DATE_SIZE]; /* [span] the first day of each period */
    int sku_digits;
};

/* The stream of random numbers for one thing. */
struct random world_random(const struct world *world, enum purpose purpose, uint64_t number);
/* In [low, high), even on the logarithm. */
double random_between(struct random *random, double low, double high);
double random_log_between(struct random *random, double low, double high);

enum status MUST_CHECK world_build(struct world *world, const struct generate_settings *settings,
                                   struct arena *arena, struct fault *fault);

extern const char *const category_names[CATEGORIES];

/* Closed days and events of a day. */
struct world_event {
    const char *name;
    double lift;
    bool closed;
    size_t region; /* SIZE_MAX: everywhere */
};
/* False when the day has none. */
bool world_event_on(int32_t day, struct world_event *event);

/* locations.csv, suppliers.csv, lanes.csv, events.csv and restock.ini. */
enum status MUST_CHECK world_write(const struct world *world, const char *folder,
                                   struct fault *fault);

#endif
