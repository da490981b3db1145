/* New items: what the first weeks of an item's life are like, and what items like it sell.
 *
 * Learned from the panel itself.  The launch curve c(a) is mean demand at age a, in weeks since the
 * first sale, relative to the level that follows; the level of a series is its demand over its
 * first weeks divided by the sum of calendar factors and c.  The first period is left out of both:
 * a series begins with its first sale, so that one is certain to hold demand.  It tells what a sale
 * is like instead: beside the mean sale of comparable series, times what a first sale is beside
 * later ones (it may have begun late in its period, or be the first delivery of many shops).
 *
 * How often comparable series sell (occasions.h) is learned where somebody asks: where a series has
 * not sold though it was launched, or seldom since its launch. */
#ifndef RESTOCK_FORECAST_LAUNCH_H
#define RESTOCK_FORECAST_LAUNCH_H

#include "forecast/effects.h"
#include "occasions.h"
#include "panel/panel.h"

enum { LAUNCH_WIDTHS = 3, LAUNCH_BINS = 8 };

/* Levels of comparable series. */
struct launch_pool {
    size_t count;      /* series that sold */
    double level;      /* mean units per period, without the largest */
    double spread2;    /* variance of the true level between series, over level squared */
    double dispersion; /* variance of a period over its mean, of a slow series */
    double bend;       /* by how much that grows with each unit of the level */
    double size;       /* mean units of a period with a sale, without the largest, over `level` */
    struct occasions occasions; /* rate 0: nobody asked */
};

struct launch {
    const struct panel *panel;
    const struct effects *effects;        /* NULL: none */
    size_t young;                         /* periods after which a series is no longer new */
    size_t bin;                           /* periods of a step of the curve */
    const uint32_t *group[LAUNCH_WIDTHS]; /* [panel->count] */
    const struct launch_pool *pool[LAUNCH_WIDTHS];
    const struct occasions_record *occasions; /* [panel->count]; NULL: nobody asked */
    const uint32_t *kin;                      /* [panel->count] whose curve */
    const double *curve;                      /* [kins * LAUNCH_BINS] */
    const double *first; /* [kins] a first sale beside the mean of those that follow */
};

/* What the weeks of a series since its first sale come to. */
struct launch_record {
    double sold;     /* units, without the first period */
    double exposure; /* sum of calendar factors times the curve over the same periods */
    double variance; /* of a period about its mean; MISSING with fewer than two */
    double sales;    /* periods with a sale */
};

/* Built into `arena`; `inputs` may be NULL (no departments or categories). */
enum status MUST_CHECK launch_build(struct launch *launch, const struct panel *panel,
                                    const struct inputs *inputs, const struct effects *effects,
                                    struct arena *arena, struct fault *fault);

/* c at an age of that many periods: 1 for a series that is no longer young. */
double launch_curve(const struct launch *launch, size_t series, size_t age);

/* Over the periods from `from` to `to` of its life. */
struct launch_record launch_record_of(const struct launch *launch, size_t series, size_t from,
                                      size_t to);

/* Adds what the first period of a series says beside the sales of a pool. */
void launch_add_first(const struct launch *launch, size_t series, const struct launch_pool *pool,
                      struct launch_record *record);

/* Is it for a series that has not sold since its launch, or in so few periods since then that they
 * say little? */
bool launch_seldom(const struct launch *launch, size_t series);

/* The narrowest pool with enough series: of the series' location and department (category where
 * there is none), of its location, of everywhere; NULL when even that has too few. */
const struct launch_pool *launch_pool_of(const struct launch *launch, size_t series);

#endif
