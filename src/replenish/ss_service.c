/* What a given (s, S) does for its customers, and the least s that does enough. */
#include "replenish/service.h"
#include "ss_parts.h"

#include <math.h>

/* Continuous levels are found to this share of a step. */
static const double PRECISION = 1e-9;
enum { HALVINGS = 100 };
/* A level counts as reached from this below it: sums of shares end a rounding below 1. */
static const double RESOLUTION = 1e-12;

static double short_in_review(const struct ss *ss, double position)
{
    return lattice_loss_at(&ss->interval, position) - lattice_loss_at(&ss->lead, position);
}

static double fill_at(const struct ss *ss, const double *share, size_t n, double order_up_to)
{
    double units = 0.0;
    for (size_t j = 0; j < n; j++) {
        units += share[j] * short_in_review(ss, order_up_to - (double)j * ss->lattice.step);
    }
    return 1.0 - units / ss->mean;
}

/* fallen[u] = P(an order finds the position n + u steps below S), made from the visits to each
 * position above and what demand takes from there.  The last of the n visited positions may be
 * there in part only: what stops at it otherwise is fallen with u = -1, the first of the array.
 * `orders` is the chance of an order at a review. */
static size_t make_fallen(const struct ss *ss, const double *share, size_t n, double *fallen,
                          double *orders)
{
    size_t count = ss->support + 1;
    for (size_t u = 0; u < count; u++) {
        fallen[u] = 0.0;
    }
    double arrived = 0.0;
    for (size_t j = 0; j < n; j++) {
        for (size_t l = n - j; l < ss->support; l++) {
            fallen[1 + l - (n - j)] += share[j] * ss->mass[l];
        }
        arrived += j + 1 < n && n - 1 - j < ss->support ? share[j] * ss->mass[n - 1 - j] : 0.0;
    }
    /* Of those who come to the last position, 1 - p(0) times its share would be all. */
    if (n > 1) {
        fallen[0] = fmax(arrived - share[n - 1] * (1.0 - ss->mass[0]), 0.0);
    }
    double all = 0.0;
    for (size_t u = 0; u < count; u++) {
        all += fallen[u];
    }
    *orders = all;
    for (size_t u = 0; u < count; u++) {
        fallen[u] /= all;
    }
    return count;
}

/* P(what is there when an order is placed lasts until its receipt), the cell under the last visited
 * one at `cell`. */
static double cycle_at(const struct ss *ss, const double *fallen, size_t count, double cell)
{
    double met = 0.0;
    for (size_t u = 0; u < count; u++) {
        double position = cell - ((double)u - 1.0) * ss->lattice.step;
        met += fallen[u] * (1.0 - lattice_tail_at(&ss->lead, position));
    }
    return met;
}

/* Above which point the cells lie: an even spread's stand for the middle of a step. */
static double top_of(const struct ss *ss, enum ss_spread spread, double order_up_to)
{
    double unit = ss->lattice.whole ? 1.0 : 0.0;
    return spread == SS_EVEN ? order_up_to - 0.5 * (ss->lattice.step - unit) : order_up_to;
}

static double met_at(const struct ss *ss, const double *share, size_t n, double order_up_to)
{
    double met = 0.0;
    for (size_t j = 0; j < n; j++) {
        double position = order_up_to - (double)j * ss->lattice.step;
        met += share[j] * (1.0 - lattice_tail_at(&ss->interval, position));
    }
    return met;
}

struct ss_service ss_service_of(struct ss *ss, enum ss_spread spread, double reorder_point,
                                double order_up_to)
{
    double *share = ss->work;
    double *fallen = ss->work + ss->cells;
    size_t n = ss_position(ss, spread, order_up_to - reorder_point, share);
    ss_need(ss, true, true);
    double step = ss->lattice.step;
    double top = top_of(ss, spread, order_up_to);
    struct ss_service service = {.fill = fill_at(ss, share, n, top),
                                 .met = met_at(ss, share, n, top)};
    for (size_t j = 0; j < n; j++) {
        double position = top - (double)j * step;
        double owed = lattice_loss_at(&ss->interval, position);
        service.owed += share[j] * owed;
        service.on_hand += share[j] * (position - ss->interval.mean + owed);
    }
    size_t count = make_fallen(ss, share, n, fallen, &service.orders);
    service.cycle = cycle_at(ss, fallen, count, top - (double)n * step);
    for (size_t u = 0; u < count; u++) {
        service.undershoot += fallen[u] * ((double)u - 1.0) * step;
    }
    service.undershoot += reorder_point - (top - (double)n * step);
    return service;
}

/* From where nothing is served to where all of it is, by this law and so many cells. */
static void widen(const struct lattice_law *law, size_t cells, double *low, double *high)
{
    if (law->count > 0) {
        *low = fmin(*low, law->low);
        *high = fmax(*high, law->low + (double)(law->count + cells) * law->lattice.step);
    }
}

double ss_least_point(struct ss *ss, enum ss_spread spread, double gap, enum service_type type,
                      double level)
{
    double *share = ss->work;
    double *fallen = ss->work + ss->cells;
    double step = ss->lattice.step;
    size_t n = ss_position(ss, spread, gap, share);
    double orders;
    size_t count = type == SERVICE_CYCLE ? make_fallen(ss, share, n, fallen, &orders) : 0;
    double goal = fmin(level, SERVICE_MOST) - RESOLUTION;
    ss_need(ss, type != SERVICE_COST, type != SERVICE_CYCLE);
    double low = 0.0;
    double high = 0.0;
    widen(&ss->lead, n + count, &low, &high);
    widen(&ss->interval, n + count, &low, &high);
    low -= step;
    high = ss->lattice.whole ? ceil(high) : high;
    low = ss->lattice.whole ? floor(low) : low;
    double enough = ss->lattice.whole ? 1.0 : PRECISION * step;
    for (int i = 0; i < HALVINGS && high - low > enough; i++) {
        double middle = 0.5 * (low + high);
        middle = ss->lattice.whole ? floor(middle) : middle;
        double top = top_of(ss, spread, middle);
        double reached = type == SERVICE_FILL ? fill_at(ss, share, n, top)
                         : type == SERVICE_COST
                             ? met_at(ss, share, n, top)
                             : cycle_at(ss, fallen, count, top - (double)n * step);
        if (reached >= goal) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high - gap;
}
