/* Rolling-origin evaluation: the forecasts that would have been made, held against what then sold.
 *
 * An origin is a period before the end of history.  From each, every method forecasts the same
 * periods ahead from what was known (expanding: everything; sliding: the last `window` periods).
 * Known are the sales up to then, and all of the master data: events and promotions of the periods
 * ahead too, as whoever plans them knows them.  Planners' words on forecasts (overrides.csv) are
 * not laid over the past: they were made for periods ahead of today, and it would not be known
 * which of them had been said by then.
 *
 * Scored are the series that had begun by the origin.  The totals of a level hold what all series
 * sold, so that what nobody forecast counts against every method alike. */
#ifndef RESTOCK_BACKTEST_BACKTEST_H
#define RESTOCK_BACKTEST_BACKTEST_H

#include "backtest/score.h"
#include "forecast/forecast.h"
#include "panel/master.h"

struct backtest_settings {
    size_t origins; /* as many as history has room for, at most; 0: some, by backtest_fit */
    size_t step;    /* periods between them; 0: the horizon */
    size_t horizon; /* periods */
    size_t window;  /* periods of history that a method sees; 0: all */
};

/* Who forecasts.  The last three are there always: what a forecast has to be better than.  Their
 * laws are normal ones around what they say with the spread of their own errors so far, cut at zero
 * and in whole units where demand is. */
enum backtest_kind {
    BACKTEST_OWN,       /* by forecast_run under `settings` */
    BACKTEST_NAIVE,     /* the last period's demand goes on */
    BACKTEST_SEASONAL,  /* that of a season ago (7 days, 52 weeks, 12 months) comes again */
    BACKTEST_LAST_YEAR, /* that of the same weekday 52 weeks ago; days only, for weeks and months it
                           is the seasonal one.  Of a series younger than a year and a week, the
                           seasonal one, counted as a fallback */
};

struct backtest_method {
    const char *name;
    enum backtest_kind kind;
    const struct forecast_settings *settings; /* BACKTEST_OWN only; the horizon is the backtest's */
};

/* A level of totals, as M5 has them: all series that share some labels are one. */
struct backtest_level {
    const char *name; /* "region x department" */
    unsigned labels;  /* of enum backtest_label; 0: one total of all */
    size_t count;     /* groups */
    uint32_t *series; /* [panel->count] by group, and in the panel's order within each */
    size_t *start;    /* [count + 1] where a group begins in `series` */
};

enum backtest_label {
    LABEL_REGION = 1,
    LABEL_LOCATION = 2,
    LABEL_CATEGORY = 4,
    LABEL_DEPARTMENT = 8,
    LABEL_SKU = 16,
};

/* RMSSE of a level's totals, weighted by what they earned before the origin: the last 28 days, 52
 * weeks or 12 months, in units times their price (M5 Competitors' Guide 2020).  The mean over
 * origins; MISSING where nothing sold. */
struct backtest_total {
    struct score score; /* its money is 0, and it has no laws */
    double wrmsse;
};

/* A series' ABC and XYZ as of the first origin, by the rule of order/classes.h. */
struct backtest_class {
    char abc; /* 0: it had not begun by then */
    char xyz;
};

/* Series that are told of together. */
struct backtest_group {
    uint32_t location;           /* of a location's; else NO_ID */
    struct backtest_class class; /* of a segment's; "new" ones have 0 */
    size_t series;               /* that were scored */
    struct score *score;         /* [methods] */
};

enum { BACKTEST_SEGMENTS = 10 };

struct backtest {
    struct backtest_settings settings; /* as they came to be */
    const struct panel *panel;
    const struct backtest_method *method; /* [methods]; not owned */
    size_t methods;
    size_t reference;       /* the method that value added is counted from: the seasonal one */
    int32_t *origin_period; /* [origins] the first period that is forecast; the oldest first */
    size_t *begun;          /* [origins] series that had begun */
    struct score *series;   /* [methods * panel->count] */
    struct score *origin;   /* [methods * origins] */
    struct score *ahead;    /* [methods * horizon] */
    double *origin_wrmsse;  /* [methods * origins] mean over the levels */
    size_t levels;
    struct backtest_level *level;    /* [levels] */
    struct backtest_total *total;    /* [methods * levels] */
    double *wrmsse;                  /* [methods] mean over levels and origins */
    struct backtest_class *classed;  /* [panel->count] */
    struct backtest_group whole;     /* every series */
    struct backtest_group *segment;  /* [BACKTEST_SEGMENTS] AX, AY .. CZ, new */
    struct backtest_group *location; /* [locations] by location */
    size_t locations;
    double *worth; /* [panel->count] money that a unit is worth: its price, else its cost, else 1 */
    bool priced;   /* any is known */
};

/* Fills what `settings` leaves open and checks the rest against the longest history: by itself as
 * many origins as leave it half of its periods, 4 at most and 1 at least; asked for, as many as
 * leave it two periods.  STATUS_DATA with a sentence where there is no room for one origin,
 * STATUS_USAGE where more were asked for than there is room for. */
enum status MUST_CHECK backtest_fit(struct backtest_settings *settings, const struct panel *panel,
                                    struct fault *fault);

/* Forecasts and scores, into `arena`.  `settings` have been through backtest_fit; `quantile` is
 * [quantile_count], of the pinball loss; `defaults` is what a sku-location costs where no file says
 * so.  One method is of kind BACKTEST_SEASONAL. */
struct backtest_task {
    const struct panel *panel;
    const struct inputs *inputs;
    const struct terms *defaults;
    const struct backtest_method *method; /* [methods] */
    size_t methods;
    const double *quantile;
    size_t quantile_count;
};

enum status MUST_CHECK backtest_run(struct backtest *backtest,
                                    const struct backtest_settings *settings,
                                    const struct backtest_task *task, struct arena *arena,
                                    struct team *team, struct fault *fault);

/* The series with the most money at stake by method `method`, the most first; up to `most` into
 * `series`.  Returns how many there are. */
size_t backtest_worst(const struct backtest *backtest, size_t method, size_t *series, size_t most);

/* What is wrong with forecasts: a few words. */
const char *backtest_fault(const struct score *score);

#endif
