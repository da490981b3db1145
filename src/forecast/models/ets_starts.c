/* Where the search for an ETS form starts.
 *
 * Smoothing parameters are tried eight at a time, in lanes (ets_lanes.c).  Without season each pair
 * or triple is tried with the best states for it, so the best start is near an optimum already and
 * the other ones tell where further optima may be. */
#include "ets_parts.h"

#include <math.h>
#include <string.h>

/* Smoothing parameters as variables of the box: beta and gamma as shares of their room. */
struct smoothing {
    double alpha, beta, gamma, phi;
};

/* With season: little or much smoothing, of each of the states; found by looking which starts led
 * to better optima on some 1,600 series. */
enum { SEASONAL = 11 };
static const struct smoothing STARTS[SEASONAL] = {
    {.alpha = 0.1, .beta = 0.05, .gamma = 0.05, .phi = 0.97},
    {.alpha = 0.6, .beta = 0.1, .gamma = 0.1, .phi = 0.9},
    {.alpha = 0.02, .beta = 0.5, .gamma = 0.02, .phi = 0.978},
    {.alpha = 0.8, .beta = 0.8, .gamma = 0.1, .phi = 0.82},
    {.alpha = 0.4, .beta = 0.3, .gamma = 0.7, .phi = 0.95},
    {.alpha = 0.05, .beta = 0.1, .gamma = 0.9, .phi = 0.95},
    {.alpha = 0.1, .beta = 0.02, .gamma = 0.0, .phi = 0.95},
    {.alpha = 0.0001, .beta = 0.02, .gamma = 0.0, .phi = 0.95},
    {.alpha = 0.3, .beta = 0.02, .gamma = 0.0, .phi = 0.95},
    {.alpha = 0.01, .beta = 1.0, .gamma = 0.0, .phi = 0.95},
    {.alpha = 0.9, .beta = 0.0, .gamma = 0.0, .phi = 0.85},
};

/* Without season: the grid is alpha by beta's share and phi. */
static const double LEVELS[] = {0.0001, 0.003, 0.01, 0.025, 0.05, 0.09, 0.15, 0.22,
                                0.3,    0.4,   0.5,  0.6,   0.72, 0.84, 0.93, 0.9999};
static const double ALPHAS[] = {0.0001, 0.004, 0.03, 0.1, 0.25, 0.5, 0.8, 0.9999};
static const double SHARES[] = {0.0, 0.03, 0.2, 0.7};
static const struct smoothing DAMPED[] = {
    {.beta = 0.0, .phi = 0.9},   {.beta = 0.1, .phi = 0.85},  {.beta = 0.5, .phi = 0.85},
    {.beta = 0.03, .phi = 0.97}, {.beta = 0.25, .phi = 0.97}, {.beta = 1.0, .phi = 0.9},
};

enum {
    LANES = ETS_LANES,
    LEVEL_COUNT = sizeof LEVELS / sizeof *LEVELS,
    SHARE_COUNT = sizeof SHARES / sizeof *SHARES,
    DAMPED_COUNT = sizeof DAMPED / sizeof *DAMPED
};

static void set_smoothing(const struct ets_shape *shape, const struct smoothing *from, double *x)
{
    x[0] = from->alpha;
    if (shape->beta >= 0) {
        x[shape->beta] = from->beta;
    }
    if (shape->gamma >= 0) {
        x[shape->gamma] = from->gamma;
    }
    if (shape->phi >= 0) {
        x[shape->phi] = from->phi;
    }
}

/* Keeps a finite start in its place, the least value first; of equal ones the earlier. */
static void keep(struct ets_search *search, const struct ets_start *start)
{
    if (!isfinite(start->value)) {
        return;
    }
    size_t at = search->start_count++;
    for (; at > 0 && search->starts[at - 1].value > start->value; at--) {
        search->starts[at] = search->starts[at - 1];
    }
    search->starts[at] = *start;
}

/* The smoothing parameters of the grid's point k. */
static struct smoothing grid_point(enum ets_trend trend, size_t k)
{
    if (trend == ETS_TREND_N) {
        return (struct smoothing){.alpha = LEVELS[k]};
    }
    if (trend == ETS_TREND_A) {
        return (struct smoothing){.alpha = ALPHAS[k % LANES], .beta = SHARES[k / LANES]};
    }
    struct smoothing point = DAMPED[k / LANES];
    point.alpha = ALPHAS[k % LANES];
    return point;
}

void ets_starts_plain(struct ets_search *search)
{
    static const size_t sizes[] = {LEVEL_COUNT, SHARE_COUNT * LANES, DAMPED_COUNT * LANES};
    const struct ets_shape *shape = &search->box.shape;
    const bool trended = shape->trend >= 0;
    search->start_count = 0;
    for (size_t from = 0; from < sizes[shape->form.trend]; from += LANES) {
        struct ets_start starts[LANES];
        struct ets_lanes lanes = {0};
        for (size_t i = 0; i < LANES; i++) {
            const struct smoothing point = grid_point(shape->form.trend, from + i);
            starts[i] = (struct ets_start){0};
            set_smoothing(shape, &point, search->x);
            memcpy(starts[i].smoothing, search->x, shape->smoothing * sizeof(double));
            ets_box_natural(&search->box, search->x, search->natural);
            lanes.alpha[i] = search->natural[0];
            lanes.beta[i] = trended ? search->natural[shape->beta] : 0.0;
            lanes.phi[i] = shape->phi >= 0 ? search->natural[shape->phi] : 1.0;
        }
        ets_lanes_profile(search->data, trended, &lanes);
        for (size_t i = 0; i < LANES; i++) {
            starts[i].value = lanes.value[i];
            starts[i].level = lanes.level[i];
            starts[i].trend = lanes.trend[i];
            keep(search, &starts[i]);
        }
    }
}

void ets_start_from(struct ets_search *search, const struct ets_start *start)
{
    const struct ets_shape *shape = &search->box.shape;
    memcpy(search->x, start->smoothing, shape->smoothing * sizeof(double));
    if (shape->seasons < 0) {
        search->x[shape->level] = start->level;
    }
    if (shape->seasons < 0 && shape->trend >= 0) {
        search->x[shape->trend] = start->trend;
    }
}

void ets_start_usual(struct ets_search *search)
{
    set_smoothing(&search->box.shape, &STARTS[0], search->x);
}

/* Fills the values of up to eight starts, those in x for the states that a start has not. */
static void value_all(struct ets_search *search, struct ets_start *starts, size_t count)
{
    const struct ets_shape *shape = &search->box.shape;
    double(*points)[LANES] = (double(*)[LANES])search->points;
    double values[LANES];
    bool holds[LANES];
    for (size_t i = 0; i < LANES; i++) {
        ets_start_from(search, &starts[i < count ? i : 0]);
        ets_box_natural(&search->box, search->x, search->natural);
        holds[i] = ets_box_holds(&search->box, search->natural, search->polynomial);
        for (size_t v = 0; v < shape->count; v++) {
            points[v][i] = search->natural[v];
        }
    }
    ets_values(search->data, shape, (const double(*)[LANES])points, &search->work, values);
    for (size_t i = 0; i < count; i++) {
        starts[i].value = holds[i] ? values[i] : HUGE_VAL;
        keep(search, &starts[i]);
    }
}

void ets_starts_of_twin(struct ets_search *search, const struct ets_search *twin)
{
    const struct ets_shape *shape = &search->box.shape;
    search->start_count = 0;
    for (size_t from = 0; from < twin->start_count; from += LANES) {
        struct ets_start starts[LANES];
        size_t count = 0;
        for (; count < LANES && from + count < twin->start_count; count++) {
            starts[count] = twin->starts[from + count];
            starts[count].used = false;
        }
        value_all(search, starts, count);
    }
    if (isfinite(twin->best_value)) {
        struct ets_start ended = {.level = twin->best[shape->level]};
        memcpy(ended.smoothing, twin->best, shape->smoothing * sizeof(double));
        ended.trend = shape->trend >= 0 ? twin->best[shape->trend] : 0.0;
        value_all(search, &ended, 1);
    }
}

void ets_starts_seasonal(struct ets_search *search)
{
    const struct ets_shape *shape = &search->box.shape;
    search->start_count = 0;
    for (size_t from = 0; from < SEASONAL; from += LANES) {
        struct ets_start starts[LANES];
        size_t count = 0;
        for (; count < LANES && from + count < SEASONAL; count++) {
            starts[count] = (struct ets_start){0};
            set_smoothing(shape, &STARTS[from + count], starts[count].smoothing);
        }
        value_all(search, starts, count);
    }
}
