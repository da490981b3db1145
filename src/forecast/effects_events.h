/* Events as columns of a regression: the day itself, the days before and after it. */
#ifndef RESTOCK_FORECAST_EFFECTS_EVENTS_H
#define RESTOCK_FORECAST_EFFECTS_EVENTS_H

#include "effects_design.h"

enum {
    EVENT_WORDS = 96,     /* more names than this are left out */
    EVENT_WINDOW = 3,     /* days before, and days after */
    EVENT_FLAT_PARTS = 3, /* of a window in which weekdays may flatten: before, on the day, after */
};

/* An event's name and how it is used. */
struct event_word {
    uint32_t word;
    bool day;    /* has a day of its own; what is always closed has none */
    bool window; /* comes back so seldom, and came so often, that the days around it are its own */
    bool flat;   /* came on so many days that it shows what it does to each weekday */
};

/* The names that apply and have happened in the group's history, sorted by id.  Returns how many.
 */
size_t event_words(const struct effects_calendar *calendar, const struct effects_place *place,
                   struct event_word words[EVENT_WORDS]);

/* Columns of a list of words: of the ordinary kind, and of those that flatten weekdays. */
size_t event_columns(const struct event_word *words, size_t count);
size_t event_flat_columns(const struct event_word *words, size_t count);

/* Fills them, their spreads and windows; the design's rows are zero there before. */
void event_fill(const struct effects_calendar *calendar, const struct effects_place *place,
                const struct event_word *words, size_t count, struct effects_design *design);

#endif
