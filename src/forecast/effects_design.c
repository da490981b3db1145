/* Columns: level with knots, weekdays, Fourier series of the year, one column for each event. */
#include "effects_design.h"

#include "effects_events.h"

#include <math.h>
#include <string.h>

static const double YEAR_DAYS = 365.25;
static const double KNOT_YEARS = 0.5;
/* A year's shape needs more than one year to tell it from the level; three harmonics did best on
 * four origins of M5 (benchmarks/README.md). */
static const double YEAR_SHAPE_LEAST_YEARS = 1.5;
enum { HARMONICS = 3, WEEKDAYS = 7 };

/* How large effects are expected to be (standard deviation of a coefficient on the log scale).  A
 * coefficient of 0.2 is a factor of 1.22. */
static const double CALENDAR_SPREAD = 0.2;
static const double SLOPE_SPREAD = 0.1; /* change of slope per year at a knot */
static const double FREE_SPREAD = 100.0;

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

/* Level, weekday and year of one row. */
static void fill_row(const struct effects_calendar *calendar, const struct effects_design *design,
                     size_t t, size_t first)
{
    double *x = design->x + t * design->columns;
    double years = (calendar->year_angle[t] - calendar->year_angle[first]) / (2.0 * M_PI);
    x[0] = 1.0;
    for (size_t k = 1; k < design->level_columns; k++) {
        x[k] = fmax(years - (double)(k - 1) * KNOT_YEARS, 0.0);
    }
    x += design->level_columns;
    if (design->year_column > design->weekday_column) {
        enum weekday day = day_weekday(calendar->first_period + (int32_t)t);
        for (int k = 0; k < WEEKDAYS - 1; k++) {
            x[k] = day == SUNDAY ? -1.0 : (int)day == k ? 1.0 : 0.0;
        }
        x += WEEKDAYS - 1;
    }
    for (size_t k = 1; 2 * k <= design->event_column - design->year_column; k++) {
        *x++ = sin((double)k * calendar->year_angle[t]);
        *x++ = cos((double)k * calendar->year_angle[t]);
    }
}

/* Counts the columns and takes room for them; those of events are at the end. */
static bool lay_out(struct effects_design *design, const struct effects_calendar *calendar,
                    double years, size_t events, size_t flats, struct arena *scratch)
{
    bool weekdays = calendar->panel->calendar.bucket == BUCKET_DAY;
    size_t harmonics = years >= YEAR_SHAPE_LEAST_YEARS ? HARMONICS : 0;
    size_t periods = calendar->history + calendar->horizon;
    design->level_columns = 1 + (size_t)ceil(fmax(years, KNOT_YEARS) / KNOT_YEARS);
    design->weekday_column = design->level_columns;
    design->year_column = design->weekday_column + (weekdays ? WEEKDAYS - 1 : 0);
    design->event_column = design->year_column + 2 * harmonics;
    design->flat_column = design->event_column + events;
    design->columns = design->flat_column + flats;
    design->x = ARENA_NEW(scratch, double, periods * design->columns);
    design->spread = ARENA_NEW(scratch, double, design->columns);
    design->window = ARENA_NEW(scratch, unsigned char, periods *flats);
    if (design->x == NULL || design->spread == NULL || design->window == NULL) {
        return false;
    }
    for (size_t j = 0; j < design->event_column; j++) {
        design->spread[j] = j == 0                      ? FREE_SPREAD
                            : j < design->level_columns ? SLOPE_SPREAD
                                                        : CALENDAR_SPREAD;
    }
    return true;
}

bool effects_design(struct effects_design *design, const struct effects_calendar *calendar,
                    const struct effects_place *place, struct arena *scratch)
{
    size_t first = place->first;
    double years =
        (calendar->year_angle[calendar->history - 1] - calendar->year_angle[first]) / (2.0 * M_PI);
    struct event_word words[EVENT_WORDS];
    size_t count = event_words(calendar, place, words);
    if (!lay_out(design, calendar, years, event_columns(words, count),
                 event_flat_columns(words, count), scratch)) {
        return false;
    }
    for (size_t t = first; t < calendar->history + calendar->horizon; t++) {
        fill_row(calendar, design, t, first);
    }
    event_fill(calendar, place, words, count, design);
    return true;
}

void effects_flatten(const struct effects_design *design, const double *b, size_t periods)
{
    size_t flats = design->columns - design->flat_column;
    for (size_t t = 0; flats > 0 && t < periods; t++) {
        double *x = design->x + t * design->columns;
        double weekday = 0.0;
        for (size_t j = design->weekday_column; j < design->year_column; j++) {
            weekday += x[j] * b[j];
        }
        for (size_t k = 0; k < flats; k++) {
            x[design->flat_column + k] = design->window[t * flats + k] ? weekday : 0.0;
        }
    }
}
