/* Where the smoothing parameters of ETS may lie, and the variables that make that region a box. */
#include "forecast/ets.h"

#include <math.h>

/* R's limits: the region is open, so its edge is kept at a small distance; a phi under 0.8 damps so
 * fast that the trend is noise, one over 0.98 cannot be told from a plain trend. */
static const double LEAST = 1e-4;
static const double ALPHA_MOST = 0.9999;
static const double PHI_LEAST = 0.8;
static const double PHI_MOST = 0.98;

/* Room for the admissible region, which ets_admissible bounds more closely. */
static const double ADMISSIBLE_LEAST = -1.0;
static const double ADMISSIBLE_MOST = 4.0;

void ets_box_set(struct ets_box *box)
{
    const struct ets_shape *shape = &box->shape;
    const bool free = box->bounds == BOUNDS_ADMISSIBLE;
    for (size_t i = 0; i < shape->count; i++) {
        box->lower[i] = -HUGE_VAL;
        box->upper[i] = HUGE_VAL;
    }
    box->lower[0] = free ? ADMISSIBLE_LEAST : LEAST;
    box->upper[0] = free ? ADMISSIBLE_MOST : ALPHA_MOST;
    const int shares[] = {shape->beta, shape->gamma};
    for (int i = 0; i < 2; i++) {
        if (shares[i] >= 0) {
            box->lower[shares[i]] = !free ? 0.0 : i == 0 ? ADMISSIBLE_LEAST : LEAST;
            box->upper[shares[i]] = free ? ADMISSIBLE_MOST : 1.0;
        }
    }
    if (shape->phi >= 0) {
        box->lower[shape->phi] = PHI_LEAST;
        box->upper[shape->phi] = PHI_MOST;
    }
}

void ets_box_natural(const struct ets_box *box, const double *x, double *p)
{
    const struct ets_shape *shape = &box->shape;
    for (size_t i = 0; i < shape->count; i++) {
        p[i] = x[i];
    }
    if (box->bounds == BOUNDS_ADMISSIBLE) {
        return;
    }
    if (shape->beta >= 0) {
        p[shape->beta] = LEAST + (x[0] - LEAST) * x[shape->beta];
    }
    if (shape->gamma >= 0) {
        p[shape->gamma] = LEAST + (1.0 - x[0] - LEAST) * x[shape->gamma];
    }
}

static double share(double part, double whole)
{
    return whole > 0.0 ? fmin(1.0, fmax(0.0, part / whole)) : 0.0;
}

void ets_box_inverse(const struct ets_box *box, const double *p, double *x)
{
    const struct ets_shape *shape = &box->shape;
    for (size_t i = 0; i < shape->count; i++) {
        x[i] = fmin(box->upper[i], fmax(box->lower[i], p[i]));
    }
    if (box->bounds == BOUNDS_ADMISSIBLE) {
        return;
    }
    if (shape->beta >= 0) {
        x[shape->beta] = share(p[shape->beta] - LEAST, x[0] - LEAST);
    }
    if (shape->gamma >= 0) {
        x[shape->gamma] = share(p[shape->gamma] - LEAST, 1.0 - x[0] - LEAST);
    }
}

static double at(const double *lower_triangle, size_t count, size_t i, size_t j)
{
    return i >= j ? lower_triangle[i * count + j] : lower_triangle[j * count + i];
}

/* p depends on x by dp_i = scale_i dx_i + slope_i dx_0, with slopes at beta and gamma only. */
void ets_box_chain(const struct ets_box *box, const double *x, double *gradient, double *curvature)
{
    if (box->bounds == BOUNDS_ADMISSIBLE) {
        return;
    }
    const size_t count = box->shape.count;
    const int shares[] = {box->shape.beta, box->shape.gamma};
    const double slopes[] = {1.0, -1.0};
    const double rooms[] = {x[0] - LEAST, 1.0 - x[0] - LEAST};
    for (int k = 0; k < 2; k++) {
        if (shares[k] < 0) {
            continue;
        }
        const size_t c = (size_t)shares[k];
        const double slope = slopes[k] * x[c];
        gradient[0] += slope * gradient[c];
        curvature[0] +=
            2.0 * slope * curvature[c * count] + slope * slope * curvature[c * count + c];
        for (size_t i = 1; i < count; i++) {
            curvature[i * count] += slope * at(curvature, count, i, c);
        }
        gradient[c] *= rooms[k];
        for (size_t i = 0; i < count; i++) {
            curvature[i >= c ? i * count + c : c * count + i] *= rooms[k];
        }
        curvature[c * count + c] *= rooms[k];
    }
}

/* All roots of a[0] + a[1] z + .. + a[degree] z^degree inside the unit circle, by Schur and Cohn's
 * reduction: true only if |a[0]| < |a[degree]|, and then the polynomial without that part, of one
 * degree less, has the answer.  Destroys a. */
static bool roots_inside(double *a, size_t degree)
{
    for (; degree > 0; degree--) {
        double ratio = a[0] / a[degree];
        if (!(fabs(ratio) < 1.0)) {
            return false;
        }
        /* a[i] - ratio a[degree - i], both of a pair at once; then all down by one. */
        a[degree] -= ratio * a[0];
        for (size_t i = 1; i <= degree - i; i++) {
            double low = a[i], high = a[degree - i];
            a[i] = low - ratio * high;
            a[degree - i] = i < degree - i ? high - ratio * low : a[i];
        }
        for (size_t i = 0; i < degree; i++) {
            a[i] = a[i + 1];
        }
    }
    return true;
}

bool ets_admissible(const struct ets_shape *shape, double alpha, double beta, double gamma,
                    double phi, double *polynomial)
{
    const size_t m = shape->season;
    if (!(phi > 0.0 && phi <= 1.0)) {
        return false;
    }
    if (shape->gamma < 0) {
        if (!(alpha > 1.0 - 1.0 / phi && alpha < 1.0 + 1.0 / phi)) {
            return false;
        }
        return shape->beta < 0 ||
               (beta > alpha * (phi - 1.0) && beta < (1.0 + phi) * (2.0 - alpha));
    }
    if (shape->beta < 0) { /* the polynomial below with phi = 1, without its root at 1 */
        polynomial[0] = alpha + gamma - 1.0;
        for (size_t i = 1; i < m; i++) {
            polynomial[i] = alpha;
        }
        polynomial[m] = 1.0;
        return gamma > 0.0 && roots_inside(polynomial, m);
    }
    polynomial[0] = phi * (1.0 - alpha - gamma);
    polynomial[1] = alpha + beta - alpha * phi + gamma - 1.0;
    for (size_t i = 2; i < m; i++) {
        polynomial[i] = alpha + beta - alpha * phi;
    }
    polynomial[m] = alpha + beta - phi;
    polynomial[m + 1] = 1.0;
    return gamma > 0.0 && roots_inside(polynomial, m + 1);
}

bool ets_box_holds(const struct ets_box *box, const double *p, double *polynomial)
{
    const struct ets_shape *shape = &box->shape;
    /* Without season the usual region lies inside the admissible one. */
    if (box->bounds == BOUNDS_USUAL || (box->bounds == BOUNDS_BOTH && shape->gamma < 0)) {
        return true;
    }
    return ets_admissible(shape, p[0], shape->beta >= 0 ? p[shape->beta] : 0.0,
                          shape->gamma >= 0 ? p[shape->gamma] : 0.0,
                          shape->phi >= 0 ? p[shape->phi] : 1.0, polynomial);
}
