/* Columns: level with knots, weekdays, Fourier series of the year, one column for each event. */
#include "effects_design.h"

#include "base/missing.h"

#include <math.h>

static const double YEAR_DAYS = 365.25;
static const double KNOT_YEARS = 0.5;
/* A year's shape needs more than one year to tell it from the level; three harmonics did best on
 * four origins of M5 (benchmarks/README.md). */
static const double YEAR_SHAPE_LEAST_YEARS = 1.5;
enum { HARMONICS = 3, WEEKDAYS = 7, EVENT_COLUMNS = 96 };

enum status effects_calendar_make(struct effects_calendar *calendar, const struct panel *panel,
                                  const struct inputs *inputs, int32_t first_period, size_t history,
                                  size_t horizon, struct arena *arena, struct fault *fault)
{
    double *angle = ARENA_NEW(arena, double, history + horizon);
    if (angle == NULL) {
        return fault_memory(fault, "the calendar");
    }
    for (size_t t = 0; t < history + horizon; t++) {
        int32_t period = first_period + (int32_t)t;
        double middle = period_first_day(&panel->calendar, period) +
                        0.5 * period_days(&panel->calendar, period);
        angle[t] = 2.0 * M_PI * middle / YEAR_DAYS;
    }
    *calendar = (struct effects_calendar){.panel = panel,
                                          .inputs = inputs,
                                          .first_period = first_period,
                                          .history = history,
                                          .horizon = horizon,
                                          .year_angle = angle};
    return STATUS_OK;
}

/* An event holds everywhere, or where its scope names the location, its region, or the group's
 * department or category. */
static bool applies(const struct effects_calendar *calendar, const struct event *event,
                    uint32_t location, uint32_t kind)
{
    if (event->scope == NO_ID || event->scope == kind) {
        return true;
    }
    if (location == NO_ID) {
        return false;
    }
    const struct location *place = master_location(&calendar->inputs->master, location);
    if (place != NULL && place->region == event->scope) {
        return true;
    }
    const struct names *names = &calendar->inputs->names;
    return text_equal(intern_text(&names->place, location),
                      intern_text(&names->word, event->scope));
}

/* The row of a day, or false if it lies outside. */
static bool row_of(const struct effects_calendar *calendar, int32_t day, size_t *row)
{
    int32_t period = period_of(&calendar->panel->calendar, day) - calendar->first_period;
    if (period < 0 || (size_t)period >= calendar->history + calendar->horizon) {
        return false;
    }
    *row = (size_t)period;
    return true;
}

void effects_closed(const struct effects_calendar *calendar, uint32_t location, uint32_t kind,
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
        if (event->closed != 1 || event->day == last_day ||
            !applies(calendar, event, location, kind) || !row_of(calendar, event->day, &row)) {
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

/* The words of events that apply and happened in the history, without closed days; sorted since ids
 * are met in order of days but a word is entered once in order of its id. */
static size_t event_words(const struct effects_calendar *calendar, uint32_t location, uint32_t kind,
                          size_t first, uint32_t words[EVENT_COLUMNS])
{
    const struct master *master = &calendar->inputs->master;
    size_t count = 0;
    for (size_t i = 0; i < master->event_count; i++) {
        const struct event *event = &master->events[i];
        size_t row = 0;
        if (event->closed == 1 || !applies(calendar, event, location, kind) ||
            !row_of(calendar, event->day, &row) || row < first || row >= calendar->history) {
            continue;
        }
        size_t at = 0;
        while (at < count && words[at] < event->event) {
            at++;
        }
        if ((at < count && words[at] == event->event) || count == EVENT_COLUMNS) {
            continue;
        }
        for (size_t k = count; k > at; k--) {
            words[k] = words[k - 1];
        }
        words[at] = event->event;
        count++;
    }
    return count;
}

static void fill_events(const struct effects_calendar *calendar, uint32_t location, uint32_t kind,
                        const uint32_t *words, size_t count, struct effects_design *design,
                        size_t column)
{
    const struct master *master = &calendar->inputs->master;
    for (size_t i = 0; i < master->event_count; i++) {
        const struct event *event = &master->events[i];
        size_t row = 0;
        if (event->closed == 1 || !applies(calendar, event, location, kind) ||
            !row_of(calendar, event->day, &row)) {
            continue;
        }
        for (size_t k = 0; k < count; k++) {
            if (words[k] == event->event) {
                int32_t period = calendar->first_period + (int32_t)row;
                double *cell = &design->x[row * design->columns + column + k];
                *cell = fmin(*cell + 1.0 / period_days(&calendar->panel->calendar, period), 1.0);
            }
        }
    }
}

/* Level, weekday and year of one row. */
static void fill_row(const struct effects_calendar *calendar, struct effects_design *design,
                     size_t t, size_t first, bool weekdays, size_t harmonics)
{
    double *x = design->x + t * design->columns;
    double years = (calendar->year_angle[t] - calendar->year_angle[first]) / (2.0 * M_PI);
    x[0] = 1.0;
    for (size_t k = 1; k < design->level_columns; k++) {
        x[k] = fmax(years - (double)(k - 1) * KNOT_YEARS, 0.0);
    }
    x += design->level_columns;
    if (weekdays) {
        enum weekday day = day_weekday(calendar->first_period + (int32_t)t);
        for (int k = 0; k < WEEKDAYS - 1; k++) {
            x[k] = day == SUNDAY ? -1.0 : (int)day == k ? 1.0 : 0.0;
        }
        x += WEEKDAYS - 1;
    }
    for (size_t k = 1; k <= harmonics; k++) {
        *x++ = sin((double)k * calendar->year_angle[t]);
        *x++ = cos((double)k * calendar->year_angle[t]);
    }
}

bool effects_design(struct effects_design *design, const struct effects_calendar *calendar,
                    uint32_t location, uint32_t kind, size_t first, struct arena *scratch)
{
    double years =
        (calendar->year_angle[calendar->history - 1] - calendar->year_angle[first]) / (2.0 * M_PI);
    bool weekdays = calendar->panel->calendar.bucket == BUCKET_DAY;
    size_t harmonics = years >= YEAR_SHAPE_LEAST_YEARS ? HARMONICS : 0;
    uint32_t words[EVENT_COLUMNS];
    size_t events = event_words(calendar, location, kind, first, words);
    design->level_columns = 1 + (size_t)ceil(fmax(years, KNOT_YEARS) / KNOT_YEARS);
    design->year_column = design->level_columns + (weekdays ? WEEKDAYS - 1 : 0);
    design->event_column = design->year_column + 2 * harmonics;
    design->columns = design->event_column + events;
    size_t periods = calendar->history + calendar->horizon;
    design->x = ARENA_NEW(scratch, double, periods * design->columns);
    if (design->x == NULL) {
        return false;
    }
    for (size_t t = first; t < periods; t++) {
        fill_row(calendar, design, t, first, weekdays, harmonics);
    }
    fill_events(calendar, location, kind, words, events, design, design->event_column);
    return true;
}
