/* Masses of mixtures by recurrence. */
#include "num/dist_sum.h"

#include "base/wide.h"
#include "dist_parts.h"

#include <math.h>
#include <string.h>

/* Masses from here down may have lost digits to underflow. */
static const double MASS_LEAST = 1e-290;

enum { LANES = 4, GROUPS = DIST_SUM_LANES / LANES };
typedef double sum_lanes __attribute__((vector_size(32)));
typedef long long sum_masks __attribute__((vector_size(32)));

void dist_sum_start(struct dist_sum *sum, double from)
{
    *sum = (struct dist_sum){.unit = from};
}

/* Of a Poisson or negative binomial law at the first unit. */
static double first_mass(const struct dist *dist, double unit)
{
    if (unit > 0.0) {
        return dist_density(dist, unit);
    }
    return dist->kind == DIST_POISSON ? exp(-dist->a) : exp(dist->a * log(dist->b));
}

static bool put(struct dist_sum *sum, double mass, double u, double v)
{
    sum->mass[sum->lanes] = mass;
    sum->u[sum->lanes] = u;
    sum->v[sum->lanes] = v;
    sum->lanes++;
    return true;
}

static bool put_binomial(struct dist_sum *sum, const struct dist *dist, double weight)
{
    struct binomial_mix mix = dist_binomial_mix(dist);
    struct binomial_part part[BINOMIAL_PARTS];
    double none[BINOMIAL_PARTS];
    for (int i = 0; i < BINOMIAL_PARTS; i++) {
        part[i] = dist_binomial_part(&mix, i);
        none[i] = binomial_mass(&part[i], 0.0);
        if (mix.share[i] > 0.0 && (part[i].shift > 0.0 || none[i] < MASS_LEAST)) {
            return false;
        }
    }
    sum->ends = true;
    for (int i = 0; i < BINOMIAL_PARTS; i++) {
        double odds = part[i].p / part[i].q;
        if (mix.share[i] > 0.0) {
            (void)put(sum, weight * mix.share[i] * none[i], -odds, (part[i].trials + 1.0) * odds);
        }
    }
    return true;
}

bool dist_sum_add(struct dist_sum *sum, const struct dist *given, double weight)
{
    struct dist dist = dist_settle(given);
    if (sum->lanes + BINOMIAL_PARTS > DIST_SUM_LANES) {
        return false;
    }
    double q = 1.0 - dist.b;
    double first;
    switch (dist.kind) {
    case DIST_POINT:
        return !(fabs(dist.a) > 0.0) && !(sum->unit > 0.0) && put(sum, weight, 0.0, 0.0);
    case DIST_POISSON:
        first = first_mass(&dist, sum->unit);
        return first > MASS_LEAST && put(sum, weight * first, 0.0, dist.a);
    case DIST_NEGBIN:
        first = first_mass(&dist, sum->unit);
        return first > MASS_LEAST && put(sum, weight * first, q, q * (dist.a - 1.0));
    case DIST_BINOMIAL:
        return !(sum->unit > 0.0) && put_binomial(sum, &dist, weight);
    default:
        return false;
    }
}

INLINE size_t fill(struct dist_sum *sum, size_t first, size_t each, double enough, double *cells,
                   size_t count, int groups, bool ends)
{
    sum_lanes mass[GROUPS];
    sum_lanes u[GROUPS];
    sum_lanes v[GROUPS];
    for (int g = 0; g < groups; g++) {
        memcpy(&mass[g], sum->mass + LANES * g, sizeof mass[g]);
        memcpy(&u[g], sum->u + LANES * g, sizeof u[g]);
        memcpy(&v[g], sum->v + LANES * g, sizeof v[g]);
    }
    const sum_lanes none = {0};
    double unit = sum->unit;
    double total = sum->total;
    size_t units = first;
    size_t k = 0;
    while (k < count && total < enough) {
        sum_lanes cell = none;
        for (; units > 0; units--) {
            unit += 1.0;
            double inverse = 1.0 / unit;
            for (int g = 0; g < groups; g++) {
                cell += mass[g];
                /* Behind its last trial a binomial law's factor is negative: its masses stay 0. */
                sum_lanes factor = u[g] + v[g] * inverse;
                mass[g] *= ends ? (sum_lanes)((sum_masks)factor & (factor > none)) : factor;
            }
        }
        units = each;
        cells[k] = (cell[0] + cell[1]) + (cell[2] + cell[3]);
        total += cells[k++];
    }
    for (int g = 0; g < groups; g++) {
        memcpy(sum->mass + LANES * g, &mass[g], sizeof mass[g]);
    }
    sum->unit = unit;
    sum->total = total;
    return k;
}

INLINE size_t fill_groups(struct dist_sum *sum, size_t first, size_t each, double enough,
                          double *cells, size_t count, bool ends)
{
    switch ((sum->lanes + LANES - 1) / LANES) {
    case 0:
        return 0;
    case 1:
        return fill(sum, first, each, enough, cells, count, 1, ends);
    case 2:
        return fill(sum, first, each, enough, cells, count, 2, ends);
    case 3:
        return fill(sum, first, each, enough, cells, count, 3, ends);
    default:
        return fill(sum, first, each, enough, cells, count, GROUPS, ends);
    }
}

WIDE size_t dist_sum_cells(struct dist_sum *sum, size_t first, size_t each, double enough,
                           double *cells, size_t count)
{
    return sum->ends ? fill_groups(sum, first, each, enough, cells, count, true)
                     : fill_groups(sum, first, each, enough, cells, count, false);
}
