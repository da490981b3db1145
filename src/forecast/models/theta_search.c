/* The least sum of squares of a Theta model.
 *
 * Given alpha the forecast of each period is linear in the first level and in w = 1 - 1/theta, so
 * one pass gathers the normal equations of these two and only alpha is left to search for: on a
 * grid, then on ever finer ones between the neighbours of the best.  A pass carries eight alphas at
 * once, in lanes that do not touch each other, so that wider vectors give the same bits. */
#include "base/wide.h"
#include "theta_parts.h"

enum { LANES = 8, COARSE_PASSES = 2, FINE_PASSES = 6 };

/* R's ses searches all of (0, 1); the models of Fiorucci et al. keep off both ends. */
static const double ALPHA_LEAST_R = 1e-4, ALPHA_MOST_R = 0.9999;
static const double ALPHA_LEAST = 0.1, ALPHA_MOST = 0.99;

/* The first level is held to the first value (as for theta = 1: that is what makes level and line
 * together begin there) with the weight of an observation.  On the yearly series of M3 this is
 * worth 1 % of the error; published programs reach the same by a minimiser that stops early. */
static const double LEVEL_WEIGHT = 1.0;

/* Where w has almost no say apart from the first level, it stays at that of theta = 2. */
static const double INDEPENDENT = 1e-10;
static const double W_STANDARD = 0.5;

/* Powers of 1 - alpha below this are 0: the processor is slow with numbers near the least. */
static const double TINY = 1e-140;

/* Sums over the known periods; r is the error with first level and w at 0, p and q what each of
 * them adds to the forecast. */
struct sums {
    double rr[LANES], rp[LANES], rq[LANES], pp[LANES], pq[LANES], qq[LANES];
};

struct lanes {
    double alpha[LANES], keep[LANES]; /* keep = 1 - alpha */
    double level[LANES];              /* with first level and w at 0 */
    double of_level0[LANES], of_w[LANES];
    double power[LANES]; /* (1 - alpha)^(t-1) */
};

static inline void known_period(struct lanes *lane, double y, double start, double slope,
                                struct sums *sums)
{
    for (size_t i = 0; i < LANES; i++) {
        double after = lane->power[i] * lane->keep[i];
        double q = lane->of_w[i] + lane->power[i] * start + (1.0 - after) / lane->alpha[i] * slope;
        double r = y - lane->level[i], p = lane->of_level0[i];
        sums->rr[i] += r * r;
        sums->rp[i] += r * p;
        sums->rq[i] += r * q;
        sums->pp[i] += p * p;
        sums->pq[i] += p * q;
        sums->qq[i] += q * q;
        lane->level[i] += lane->alpha[i] * (y - lane->level[i]);
        lane->of_level0[i] *= lane->keep[i];
        lane->of_level0[i] = lane->of_level0[i] > TINY ? lane->of_level0[i] : 0.0;
        lane->of_w[i] *= lane->keep[i];
        lane->power[i] = after > TINY ? after : 0.0;
    }
}

static inline void unknown_period(struct lanes *lane, double start, double slope)
{
    for (size_t i = 0; i < LANES; i++) {
        double after = lane->power[i] * lane->keep[i];
        double g = lane->power[i] * start + (1.0 - after) / lane->alpha[i] * slope;
        lane->of_w[i] += lane->alpha[i] * g;
        lane->power[i] = after > TINY ? after : 0.0;
    }
}

WIDE static void gather(const struct theta_data *data, const double *alpha, struct sums *result)
{
    struct lanes lane = {0};
    struct sums sums = {0};
    for (size_t i = 0; i < LANES; i++) {
        lane.alpha[i] = alpha[i];
        lane.keep[i] = 1.0 - alpha[i];
        lane.of_level0[i] = 1.0;
        lane.power[i] = 1.0;
    }
    for (size_t t = 0; t < data->length; t++) {
        double start = data->start != NULL ? data->start[t] : 0.0;
        double slope = data->slope != NULL ? data->slope[t] : 0.0;
        if (is_missing(data->y[t])) {
            unknown_period(&lane, start, slope);
        } else {
            known_period(&lane, data->y[t], start, slope, &sums);
        }
    }
    *result = sums;
}

/* The best first level and w of one lane. */
static struct theta_point solve(const struct sums *sums, size_t i, double alpha,
                                enum theta_kind kind)
{
    double held = kind == THETA_CLASSIC ? 0.0 : LEVEL_WEIGHT;
    double pp = sums->pp[i] + held;
    double w = kind == THETA_CLASSIC ? 0.0 : W_STANDARD;
    if (kind == THETA_OPTIMISED || kind == THETA_DYNAMIC_OPTIMISED) {
        double apart = pp * sums->qq[i] - sums->pq[i] * sums->pq[i];
        if (apart > INDEPENDENT * pp * sums->qq[i]) {
            w = (pp * sums->rq[i] - sums->pq[i] * sums->rp[i]) / apart;
            w = fmin(1.0, fmax(0.0, w));
        }
    }
    double level0 = pp > 0.0 ? (sums->rp[i] - w * sums->pq[i]) / pp : 0.0;
    double squares = sums->rr[i] - 2.0 * (level0 * sums->rp[i] + w * sums->rq[i]) +
                     level0 * level0 * pp + w * w * sums->qq[i] + 2.0 * level0 * w * sums->pq[i];
    return (struct theta_point){
        .alpha = alpha, .level0 = level0, .w = w, .squares = fmax(squares, 0.0)};
}

/* Points by ascending alpha. */
struct grid {
    struct theta_point point[COARSE_PASSES * LANES];
    size_t count;
};

static void points_at(struct theta_point *point, const double *alpha, const struct theta_data *data,
                      enum theta_kind kind)
{
    struct sums sums;
    gather(data, alpha, &sums);
    for (size_t i = 0; i < LANES; i++) {
        point[i] = solve(&sums, i, alpha[i], kind);
    }
}

static size_t best_of(const struct grid *grid)
{
    size_t best = 0;
    for (size_t i = 1; i < grid->count; i++) {
        best = grid->point[i].squares < grid->point[best].squares ? i : best;
    }
    return best;
}

/* Four points on either side of the best, up to its neighbours. */
static void refine(struct grid *grid, const struct theta_data *data, enum theta_kind kind)
{
    enum { SIDE = LANES / 2 };
    size_t at = best_of(grid);
    struct theta_point best = grid->point[at];
    struct theta_point low = grid->point[at > 0 ? at - 1 : at];
    struct theta_point high = grid->point[at + 1 < grid->count ? at + 1 : at];
    double alpha[LANES];
    for (size_t i = 0; i < SIDE; i++) {
        double share = ((double)i + 1.0) / (SIDE + 1.0);
        alpha[i] = low.alpha + (best.alpha - low.alpha) * share;
        alpha[SIDE + i] = best.alpha + (high.alpha - best.alpha) * share;
    }
    struct theta_point fresh[LANES];
    points_at(fresh, alpha, data, kind);
    grid->count = 0;
    grid->point[grid->count++] = low;
    for (size_t i = 0; i < LANES; i++) {
        if (i == SIDE) {
            grid->point[grid->count++] = best;
        }
        grid->point[grid->count++] = fresh[i];
    }
    grid->point[grid->count++] = high;
}

struct theta_point theta_search(const struct theta_data *data, enum theta_kind kind)
{
    double least = kind == THETA_CLASSIC ? ALPHA_LEAST_R : ALPHA_LEAST;
    double most = kind == THETA_CLASSIC ? ALPHA_MOST_R : ALPHA_MOST;
    struct grid grid = {.count = (size_t)COARSE_PASSES * LANES};
    double alpha[COARSE_PASSES * LANES];
    for (size_t i = 0; i < grid.count; i++) {
        double share = (double)i / (double)(grid.count - 1);
        /* R's range is finer near 0, where slow levels differ most */
        share = kind == THETA_CLASSIC ? share * share : share;
        alpha[i] = least + (most - least) * share;
    }
    for (size_t from = 0; from < grid.count; from += LANES) {
        points_at(grid.point + from, alpha + from, data, kind);
    }
    for (size_t pass = 0; pass < FINE_PASSES; pass++) {
        refine(&grid, data, kind);
    }
    return grid.point[best_of(&grid)];
}
