/* Loess at evenly spaced points: a local constant or line by tricube weights. */
#include "stl_loess.h"

#include <math.h>

/* Within this share of the reach a weight is 1; beyond the other, 0. */
static const double ALMOST_NONE = 0.001;
static const double ALMOST_ALL = 0.999;
/* A line is drawn through points that scatter at least so widely, in shares of the series. */
static const double LEAST_SPREAD = 0.001;
/* A window of whose kernel less than this share meets known values is widened: the few at its rim
 * would be drawn out into any line. */
static const double LEAST_KNOWN = 0.1;

struct window {
    size_t left, right; /* first and last, both included */
};

static double tricube(double distance, double reach)
{
    if (distance > ALMOST_ALL * reach) {
        return 0.0;
    }
    if (distance <= ALMOST_NONE * reach) {
        return 1.0;
    }
    double ratio = distance / reach;
    double rest = 1.0 - ratio * ratio * ratio;
    return rest * rest * rest;
}

void loess_begin(struct loess *loess, const struct loess_series *series,
                 struct stl_smoother smoother)
{
    const size_t length = series->length;
    loess->values = series->values;
    loess->weights = series->weights;
    loess->known = series->known;
    loess->length = length;
    loess->smoother = smoother;
    loess->smoother.window = smoother.window > 3 ? smoother.window | 1 : 3;
    loess->reach = 0;
    loess->total = 0.0;
    if (loess->smoother.window < length) {
        loess->reach = (loess->smoother.window - 1) / 2;
        for (size_t d = 0; d <= loess->reach; d++) {
            loess->kernel[d] = tricube((double)d, (double)loess->reach);
            loess->total += loess->kernel[d] * (d > 0 ? 2.0 : 1.0);
        }
    }
}

/* Weighted sums over a window, distances counted from the point that is fitted. */
struct sums {
    double weight, distance, square, value, product;
};

/* The local fit from its sums: with centre c and spread v of the distances, the line through the
 * weighted mean at distance 0 is  mean - c (sum w d y - c sum w y) / v. */
static double fit_of(const struct sums *sums, size_t degree, size_t length)
{
    double mean = sums->value / sums->weight;
    if (degree == 0) {
        return mean;
    }
    double centre = sums->distance / sums->weight;
    double spread = sums->square / sums->weight - centre * centre;
    double least = LEAST_SPREAD * ((double)length - 1.0);
    if (!(spread > least * least)) {
        return mean;
    }
    return mean - centre * (sums->product / sums->weight - centre * mean) / spread;
}

static void add_point(struct sums *sums, double weight, double distance, double value)
{
    sums->weight += weight;
    sums->distance += weight * distance;
    sums->square += weight * distance * distance;
    sums->value += weight * value;
    sums->product += weight * distance * value;
}

/* The window that belongs to a point: centred, or pushed inside the series. */
static struct window window_of(size_t length, size_t width, size_t at)
{
    if (width >= length) {
        return (struct window){0, length - 1};
    }
    size_t left = at > width / 2 ? at - width / 2 : 0;
    left = left + width > length ? length - width : left;
    return (struct window){left, left + width - 1};
}

static double reach_of(size_t length, size_t width, struct window window, double at)
{
    double reach = fmax(at - (double)window.left, (double)window.right - at);
    size_t beyond = width > length ? (width - length) / 2 : 0;
    return reach + (double)beyond;
}

static bool fit_window(const struct loess *loess, struct window window, double at, double reach,
                       double *fitted)
{
    struct sums sums = {0};
    double full = 0.0, known = 0.0;
    for (size_t j = window.left; j <= window.right; j++) {
        double distance = (double)j - at;
        double weight = tricube(fabs(distance), reach);
        full += weight;
        known += loess->known != NULL ? weight * loess->known[j] : weight;
        weight *= loess->weights != NULL ? loess->weights[j] : 1.0;
        if (weight > 0.0) {
            add_point(&sums, weight, distance, loess->values[j]);
        }
    }
    if (sums.weight > 0.0) {
        *fitted = fit_of(&sums, loess->smoother.degree, loess->length);
    }
    return sums.weight > 0.0 && known >= LEAST_KNOWN * full;
}

/* The fit at `at`, in a window that is widened while too little in it has weight; `fitted` stays
 * when nothing at all has. */
static void fit_at(const struct loess *loess, struct window window, double at, double *fitted)
{
    const size_t last = loess->length - 1;
    double reach = reach_of(loess->length, loess->smoother.window, window, at);
    while (!fit_window(loess, window, at, reach, fitted)) {
        if (window.left == 0 && window.right == last && reach > 2.0 * (double)loess->length) {
            return;
        }
        size_t more = window.right - window.left + 1;
        window.left = window.left > more ? window.left - more : 0;
        window.right = last - window.right > more ? window.right + more : last;
        reach = 2.0 * fmax(reach, 1.0);
    }
}

/* Well inside the series, where all weights are 1, the kernel is symmetric: the line's value at its
 * centre is the weighted mean. */
static double fit_inside(const struct loess *loess, size_t at)
{
    const double *y = loess->values + at;
    double sum = loess->kernel[0] * y[0];
    for (size_t d = 1; d <= loess->reach; d++) {
        sum += loess->kernel[d] * (*(y - d) + y[d]);
    }
    return sum / loess->total;
}

/* Whether enough of the window well inside the series is known. */
static bool inside_is_known(const struct loess *loess, size_t at)
{
    if (loess->known == NULL) {
        return true;
    }
    const double *there = loess->known + at;
    double known = loess->kernel[0] * there[0];
    for (size_t d = 1; d <= loess->reach; d++) {
        known += loess->kernel[d] * (*(there - d) + there[d]);
    }
    return known >= LEAST_KNOWN * loess->total;
}

/* The fit well inside where weights differ; false when the window must be widened. */
static bool fit_inside_weighted(const struct loess *loess, size_t at, double *fitted)
{
    if (!inside_is_known(loess, at)) {
        return false;
    }
    struct sums sums = {0};
    const double *y = loess->values + at, *w = loess->weights + at;
    add_point(&sums, loess->kernel[0] * w[0], 0.0, y[0]);
    for (size_t d = 1; d <= loess->reach; d++) {
        add_point(&sums, loess->kernel[d] * *(w - d), -(double)d, *(y - d));
        add_point(&sums, loess->kernel[d] * w[d], (double)d, y[d]);
    }
    if (!(sums.weight > 0.0)) {
        return false;
    }
    *fitted = fit_of(&sums, loess->smoother.degree, loess->length);
    return true;
}

static double smooth_at(const struct loess *loess, size_t at)
{
    struct window window = window_of(loess->length, loess->smoother.window, at);
    double fitted = 0.0;
    bool inside = loess->reach > 0 && at - window.left == window.right - at;
    if (inside && loess->weights == NULL) {
        return fit_inside(loess, at);
    }
    if (inside && fit_inside_weighted(loess, at, &fitted)) {
        return fitted;
    }
    fit_at(loess, window, (double)at, &fitted);
    return fitted;
}

static void interpolate(double *smooth, size_t from, size_t to)
{
    double step = (smooth[to] - smooth[from]) / (double)(to - from);
    for (size_t i = from + 1; i < to; i++) {
        smooth[i] = smooth[from] + step * (double)(i - from);
    }
}

void loess_smooth(const struct loess *loess, double *smooth)
{
    const size_t length = loess->length;
    if (length == 1) {
        smooth[0] = loess->values[0];
        return;
    }
    const size_t most = length - 1;
    const size_t jump = loess->smoother.jump < most ? loess->smoother.jump : most;
    smooth[0] = smooth_at(loess, 0);
    size_t at = 0;
    for (; at + jump < length; at += jump) {
        smooth[at + jump] = smooth_at(loess, at + jump);
        interpolate(smooth, at, at + jump);
    }
    if (at < most) {
        smooth[most] = smooth_at(loess, most);
        interpolate(smooth, at, most);
    }
}

double loess_before(const struct loess *loess, double otherwise)
{
    const size_t window = loess->smoother.window;
    size_t right = (window < loess->length ? window : loess->length) - 1;
    double fitted = otherwise;
    fit_at(loess, (struct window){0, right}, -1.0, &fitted);
    return fitted;
}

double loess_after(const struct loess *loess, double otherwise)
{
    const size_t length = loess->length, window = loess->smoother.window;
    size_t left = window < length ? length - window : 0;
    double fitted = otherwise;
    fit_at(loess, (struct window){left, length - 1}, (double)length, &fitted);
    return fitted;
}

struct loess_share loess_share_of(size_t length, size_t window, size_t at)
{
    const struct window around = window_of(length, window, at);
    const double reach = reach_of(length, window, around, (double)at);
    double total = 0.0, squares = 0.0;
    for (size_t j = around.left; j <= around.right; j++) {
        double weight = tricube(fabs((double)j - (double)at), reach);
        total += weight;
        squares += weight * weight;
    }
    return (struct loess_share){.own = 1.0 / total, .squares = squares / (total * total)};
}
