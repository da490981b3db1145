/* Words of events, their runs of days, and the windows around those. */
#include "effects_events.h"

#include "base/missing.h"

#include <math.h>

/* How large effects are expected to be, as standard deviations on the log scale: 0.2 is a factor of
 * 1.22.  Those of the days around an event are smaller and fade with the distance.  How much the
 * weekdays flatten is a share of their own effect. */
static const double DAY_SPREAD = 0.2;
static const double WINDOW_SPREAD = 0.07;
static const double FLAT_SPREAD = 0.5;
static const double FREQUENT_FLAT_SPREAD = 0.3;

/* The days between two events of a name must be more than this on average if each is to have days
 * of its own around it: what comes monthly or weekly is part of the ordinary course. */
static const double WINDOW_LEAST_GAP = 60.0;
/* A window that was seen once cannot be told from what else happened then. */
enum { WINDOW_LEAST_RUNS = 2 };
/* What comes often needs so many days to show what it does to the weekdays. */
enum { FLAT_LEAST_DAYS = 28 };

/* Everywhere, or where its scope names the location, its region, or the group's department or
 * category. */
static bool applies(const struct effects_calendar *calendar, const struct event *event,
                    const struct effects_place *place)
{
    if (event->scope == NO_ID || event->scope == place->kind) {
        return true;
    }
    if (place->location == NO_ID) {
        return false;
    }
    const struct location *location = master_location(&calendar->inputs->master, place->location);
    if (location != NULL && location->region == event->scope) {
        return true;
    }
    const struct names *names = &calendar->inputs->names;
    return text_equal(intern_text(&names->place, place->location),
                      intern_text(&names->word, event->scope));
}

/* The row of a day; false if it lies outside. */
static bool row_of(const struct effects_calendar *calendar, int32_t day, size_t *row)
{
    int32_t period = period_of(&calendar->panel->calendar, day) - calendar->first_period;
    if (period < 0 || (size_t)period >= calendar->history + calendar->horizon) {
        return false;
    }
    *row = (size_t)period;
    return true;
}

void effects_closed(const struct effects_calendar *calendar, const struct effects_place *place,
                    unsigned char *closed, double *open_share)
{
    size_t periods = calendar->history + calendar->horizon;
    for (size_t t = 0; t < periods; t++) {
        open_share[t] = 1.0;
    }
    const struct master *master = &calendar->inputs->master;
    int32_t last_day = INT32_MIN;
    for (size_t i = 0; i < master->event_count; i++) {
        const struct event *event = &master->events[i];
        size_t row = 0;
        if (event->closed != 1 || event->day == last_day || !applies(calendar, event, place) ||
            !row_of(calendar, event->day, &row)) {
            continue;
        }
        last_day = event->day;
        int32_t period = calendar->first_period + (int32_t)row;
        open_share[row] -= 1.0 / period_days(&calendar->panel->calendar, period);
        if (open_share[row] < 1e-9) {
            open_share[row] = 0.0;
            closed[row] = 1;
        }
    }
}

/* What is known of a word while the events are walked through in order of days. */
struct tally {
    int32_t first_day;
    int32_t last_day;
    size_t days;
    size_t runs; /* of consecutive days */
};

/* The place of a word in the sorted list, which it enters if there is room; EVENT_WORDS if not. */
static size_t enter(struct event_word *words, struct tally *tally, size_t *count, uint32_t word)
{
    size_t at = 0;
    while (at < *count && words[at].word < word) {
        at++;
    }
    if (at < *count && words[at].word == word) {
        return at;
    }
    if (*count == EVENT_WORDS) {
        return EVENT_WORDS;
    }
    for (size_t k = *count; k > at; k--) {
        words[k] = words[k - 1];
        tally[k] = tally[k - 1];
    }
    words[at] = (struct event_word){.word = word};
    tally[at] = (struct tally){0};
    (*count)++;
    return at;
}

size_t event_words(const struct effects_calendar *calendar, const struct effects_place *place,
                   struct event_word words[EVENT_WORDS])
{
    const struct master *master = &calendar->inputs->master;
    bool days = calendar->panel->calendar.bucket == BUCKET_DAY;
    struct tally tally[EVENT_WORDS];
    size_t count = 0;
    for (size_t i = 0; i < master->event_count; i++) {
        const struct event *event = &master->events[i];
        size_t row = 0;
        if ((event->closed == 1 && !days) || !applies(calendar, event, place) ||
            !row_of(calendar, event->day, &row) || row < place->first || row >= calendar->history) {
            continue;
        }
        size_t at = enter(words, tally, &count, event->event);
        if (at == EVENT_WORDS) {
            continue;
        }
        struct tally *seen = &tally[at];
        if (seen->runs == 0) {
            seen->first_day = event->day;
        }
        seen->runs += seen->runs == 0 || event->day > seen->last_day + 1;
        seen->days++;
        seen->last_day = event->day;
        words[at].day = words[at].day || event->closed != 1;
    }
    size_t kept = 0;
    for (size_t k = 0; k < count; k++) {
        const struct tally *seen = &tally[k];
        words[k].window = days && seen->runs >= WINDOW_LEAST_RUNS &&
                          (double)(seen->last_day - seen->first_day) >
                              WINDOW_LEAST_GAP * (double)(seen->runs - 1);
        words[k].flat = days && words[k].day && !words[k].window && seen->days >= FLAT_LEAST_DAYS;
        if (words[k].day || words[k].window) {
            words[kept++] = words[k];
        }
    }
    return kept;
}

size_t event_columns(const struct event_word *words, size_t count)
{
    size_t columns = 0;
    for (size_t k = 0; k < count; k++) {
        columns += (words[k].day ? 1 : 0) + (words[k].window ? 2 * (size_t)EVENT_WINDOW : 0);
    }
    return columns;
}

size_t event_flat_columns(const struct event_word *words, size_t count)
{
    size_t columns = 0;
    for (size_t k = 0; k < count; k++) {
        columns += words[k].window ? (size_t)EVENT_FLAT_PARTS : words[k].flat ? 1 : 0;
    }
    return columns;
}

/* Where the columns of one word begin. */
struct target {
    struct effects_design *design;
    size_t column;
    size_t flat; /* among the flat columns */
};

static void mark_day(const struct effects_calendar *calendar, const struct target *target,
                     int32_t day)
{
    size_t row = 0;
    if (row_of(calendar, day, &row)) {
        const struct effects_design *design = target->design;
        int32_t period = calendar->first_period + (int32_t)row;
        double *cell = &design->x[row * design->columns + target->column];
        *cell = fmin(*cell + 1.0 / period_days(&calendar->panel->calendar, period), 1.0);
    }
}

/* One day of a window; `column` counts from the first of the window. */
static void mark_window(const struct effects_calendar *calendar, const struct target *target,
                        int32_t day, size_t column, size_t part)
{
    size_t row = 0;
    if (row_of(calendar, day, &row)) {
        const struct effects_design *design = target->design;
        size_t flats = design->columns - design->flat_column;
        design->x[row * design->columns + target->column + column] = 1.0;
        design->window[row * flats + target->flat + part] = 1;
    }
}

/* A run of days of one word, from its first to its last. */
static void mark_run(const struct effects_calendar *calendar, const struct target *target,
                     const struct event_word *word, int32_t from, int32_t to)
{
    for (int32_t k = 1; word->window && k <= EVENT_WINDOW; k++) {
        size_t column = (word->day ? 1 : 0) + (size_t)(k - 1);
        mark_window(calendar, target, from - k, column, 0);
        mark_window(calendar, target, to + k, column + EVENT_WINDOW, 2);
    }
}

static void fill_word(const struct effects_calendar *calendar, const struct effects_place *place,
                      const struct event_word *word, const struct target *target)
{
    const struct master *master = &calendar->inputs->master;
    bool open = false; /* a run is under way */
    int32_t from = 0;
    int32_t to = 0;
    for (size_t i = 0; i < master->event_count; i++) {
        const struct event *event = &master->events[i];
        if (event->event != word->word || !applies(calendar, event, place)) {
            continue;
        }
        if (event->closed != 1) {
            mark_day(calendar, target, event->day);
            size_t row = 0;
            if ((word->window || word->flat) && row_of(calendar, event->day, &row)) {
                size_t flats = target->design->columns - target->design->flat_column;
                size_t part = word->window ? 1 : 0;
                target->design->window[row * flats + target->flat + part] = 1;
            }
        }
        if (open && event->day > to + 1) {
            mark_run(calendar, target, word, from, to);
        }
        from = open && event->day <= to + 1 ? from : event->day;
        to = event->day;
        open = true;
    }
    if (open) {
        mark_run(calendar, target, word, from, to);
    }
}

void event_fill(const struct effects_calendar *calendar, const struct effects_place *place,
                const struct event_word *words, size_t count, struct effects_design *design)
{
    struct target target = {.design = design, .column = design->event_column};
    for (size_t k = 0; k < count; k++) {
        const struct event_word *word = &words[k];
        fill_word(calendar, place, word, &target);
        if (word->day) {
            design->spread[target.column++] = DAY_SPREAD;
        }
        for (size_t side = 0; word->window && side < 2; side++) {
            for (int lag = 1; lag <= EVENT_WINDOW; lag++) {
                design->spread[target.column++] = WINDOW_SPREAD / sqrt(lag);
            }
        }
        for (size_t part = 0; word->window && part < EVENT_FLAT_PARTS; part++) {
            design->spread[design->flat_column + target.flat++] = FLAT_SPREAD;
        }
        if (word->flat) {
            design->spread[design->flat_column + target.flat++] = FREQUENT_FLAT_SPREAD;
        }
    }
}
