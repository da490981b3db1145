/* Compound laws: a random number of demands, each of one of some sizes.
 *
 * With N ~ Poisson(a) demands whose sizes have mass f on a lattice, the sum has (Panjer 1981)
 *     p[0] = exp(-a (1 - f[0])),  p[k] = a / k sum over j of j f[j] p[k - j],
 * and with N negative binomial of mean a and size r, w = a / (a + r), u = w / (1 - w f[0]),
 *     p[0] = ((1 - w) / (1 - w f[0]))^r,
 *     p[k] = u sum over j of (1 + (r - 1) j / k) f[j] p[k - j].
 * A size between two points of the lattice stands on both, so that the mean is kept.  Every
 * function of the law is that of its table. */
#include "dist_parts.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* So many standard deviations and one more demand of the largest size: beyond, the law holds
 * less than 1e-9.  Where demands crowd, its tail falls like that of a gamma law, exp(-x / scale)
 * with the scale mean / b, and so many scales hold all but 1e-6. */
static const double REACH = 9.0;
static const double REACH_SCALES = 14.0;

/* A point of the lattice that sizes stand on. */
struct stand {
    size_t at; /* cells */
    double share;
};

enum { MOST_STANDS = 2 * DIST_SIZES };

/* Adds the share in order of place. */
static size_t add_stand(struct stand *stands, size_t count, size_t at, double share)
{
    size_t i = count;
    while (i > 0 && stands[i - 1].at > at) {
        i--;
    }
    if (i > 0 && stands[i - 1].at == at) {
        stands[i - 1].share += share;
        return count;
    }
    memmove(&stands[i + 1], &stands[i], (count - i) * sizeof *stands);
    stands[i] = (struct stand){at, share};
    return count + 1;
}

/* The sizes on the lattice, in order; what of them stands on 0 is told apart. */
static size_t stand_sizes(const struct dist *dist, double step, struct stand *stands,
                          double *nothing)
{
    size_t count = 0;
    double each = 1.0 / (double)dist->count;
    *nothing = 0.0;
    for (size_t i = 0; i < dist->count; i++) {
        double at = dist->mass[i] / step;
        double low = floor(at);
        double high_share = at - low;
        if (low > 0.0) {
            count = add_stand(stands, count, (size_t)low, each * (1.0 - high_share));
        } else {
            *nothing += each * (1.0 - high_share);
        }
        if (high_share > 0.0) {
            count = add_stand(stands, count, (size_t)low + 1, each * high_share);
        }
    }
    return count;
}

/* A term of the recursion: (level + slope / k) p[k - at]. */
struct term {
    size_t at;
    double level;
    double slope;
};

static double term_at(const struct term *term, const double *mass, size_t k, double part)
{
    return (term->level + term->slope * part) * mass[k - term->at];
}

/* The masses after the first, by `count` terms in order of place.  Returns the sum of all. */
static double recur(const struct term *term, size_t count, double *mass, size_t cells)
{
    double sum = mass[0];
    size_t reached = 0; /* so many terms lie at k or before it */
    for (size_t k = 1; k < cells; k++) {
        while (reached < count && term[reached].at <= k) {
            reached++;
        }
        double part = 1.0 / (double)k;
        double even = reached % 2 == 1 ? term_at(&term[reached - 1], mass, k, part) : 0.0;
        double odd = 0.0; /* two sums, which need not wait for each other */
        for (size_t i = 0; i + 1 < reached; i += 2) {
            even += term_at(&term[i], mass, k, part);
            odd += term_at(&term[i + 1], mass, k, part);
        }
        mass[k] = even + odd;
        sum += mass[k];
    }
    return sum;
}

void dist_compound_cells(const struct dist *dist, double step, double *mass, size_t cells)
{
    assert(dist->count > 0 && dist->count <= DIST_SIZES && cells > 0);
    struct stand stands[MOST_STANDS];
    double nothing; /* f[0] */
    size_t count = stand_sizes(dist, step, stands, &nothing);
    /* p[k] = sum of (flat + rising j / k) f[j] p[k - j] */
    double flat = 0.0;
    double rising = dist->a;
    mass[0] = exp(-dist->a * (1.0 - nothing));
    if (dist->b > 0.0) {
        double w = dist->a / (dist->a + dist->b);
        flat = w / (1.0 - w * nothing);
        rising = flat * (dist->b - 1.0);
        mass[0] = exp(dist->b * (log1p(-w) - log1p(-w * nothing)));
    }
    struct term term[MOST_STANDS];
    for (size_t i = 0; i < count; i++) {
        term[i] = (struct term){.at = stands[i].at,
                                .level = flat * stands[i].share,
                                .slope = rising * (double)stands[i].at * stands[i].share};
    }
    double sum = recur(term, count, mass, cells);
    mass[cells - 1] += fmax(1.0 - sum, 0.0);
}

double dist_compound_mean(const struct dist *dist)
{
    double sum = 0.0;
    for (size_t i = 0; i < dist->count; i++) {
        sum += dist->mass[i];
    }
    return dist->a * sum / (double)dist->count;
}

double dist_compound_variance(const struct dist *dist)
{
    double sum = 0.0;
    for (size_t i = 0; i < dist->count; i++) {
        sum += dist->mass[i] * dist->mass[i];
    }
    double mean = dist_compound_mean(dist);
    double crowding = dist->b > 0.0 ? mean * mean / dist->b : 0.0;
    return dist->a * sum / (double)dist->count + crowding;
}

bool dist_compound_whole(const struct dist *dist)
{
    for (size_t i = 0; i < dist->count; i++) {
        if (!(floor(dist->mass[i]) >= dist->mass[i])) {
            return false;
        }
    }
    return true;
}

struct dist dist_tabulate(const struct dist *dist, double table[DIST_TABLE])
{
    if (dist->kind != DIST_COMPOUND) {
        return *dist;
    }
    double largest = 0.0;
    for (size_t i = 0; i < dist->count; i++) {
        largest = fmax(largest, dist->mass[i]);
    }
    double mean = dist_compound_mean(dist);
    double scales = dist->b > 0.0 ? REACH_SCALES * mean / dist->b : 0.0;
    double reach = mean + fmax(REACH * sqrt(dist_compound_variance(dist)), scales) + largest;
    double step = reach / (DIST_TABLE - 2);
    step = dist_compound_whole(dist) ? fmax(ceil(step), 1.0) : step;
    size_t cells = (size_t)fmin(ceil(reach / step) + 1.0, DIST_TABLE);
    dist_compound_cells(dist, step, table, cells);
    return (struct dist){.kind = DIST_DISCRETE, .mass = table, .count = cells, .step = step};
}

double dist_compound(const struct dist *dist, double x, dist_function *function)
{
    double table[DIST_TABLE];
    struct dist law = dist_tabulate(dist, table);
    return function(&law, x);
}
