/* Loss functions of the first and second order, in closed form.
 *
 * Each pair (loss, surplus) is written out on its own side, so that the small one of the two keeps
 * its digits; a sum in place of the closed form takes over where that would cancel. */
#include "dist_parts.h"
#include "num/special.h"

#include <gsl/gsl_sf_exp.h>
#include <math.h>

/* From here on the products of the closed forms may overflow where the answer is plain. */
static const double FAR_OUT = 1e15;

/* The four expectations at one x. */
struct losses {
    double loss;
    double surplus;
    double loss2;
    double surplus2;
};

/* Which half of a struct losses is wanted: the other costs as much again. */
enum side { SIDE_LOSS, SIDE_SURPLUS };

/* Terms of a sum of which each is at most half the one before: enough for all digits. */
enum { GEOMETRIC_TERMS = 1100 };

/* Everything lies above x: no surplus. */
static struct losses all_above(const struct dist *dist, double x, bool discrete)
{
    double gap = dist_mean(dist) - x;
    double square = dist_variance(dist) + gap * gap;
    return (struct losses){.loss = gap, .loss2 = 0.5 * (discrete ? square - gap : square)};
}

/* Everything lies below x: no loss. */
static struct losses all_below(const struct dist *dist, double x, bool discrete)
{
    double gap = x - dist_mean(dist);
    double square = dist_variance(dist) + gap * gap;
    return (struct losses){.surplus = gap, .surplus2 = 0.5 * (discrete ? square + gap : square)};
}

static struct losses point_losses(const struct dist *dist, double x)
{
    double over = fmax(dist->a - x, 0.0);
    double under = fmax(x - dist->a, 0.0);
    bool discrete = dist_is_discrete(dist);
    return (struct losses){.loss = over,
                           .surplus = under,
                           .loss2 = 0.5 * over * (discrete ? over - 1.0 : over),
                           .surplus2 = 0.5 * under * (discrete ? under + 1.0 : under)};
}

/* sd (phi(z) - z Q(z)) and sd^2 ((z^2 + 1) Q(z) - z phi(z)) / 2, and their mirror images. */
static struct losses normal_losses(const struct dist *dist, double x)
{
    double sd = dist->b;
    double z = (x - dist->a) / sd;
    double phi = special_normal_density(z);
    double upper = special_normal_upper(z);
    double lower = special_normal_lower(z);
    return (struct losses){.loss = sd * (phi - z * upper),
                           .surplus = sd * (phi + z * lower),
                           .loss2 = 0.5 * sd * sd * ((z * z + 1.0) * upper - z * phi),
                           .surplus2 = 0.5 * sd * sd * ((z * z + 1.0) * lower + z * phi)};
}

/* With E[D^k; D > x] = m_k Q(z - k sigma), z = (log x - mu) / sigma, m_k the k-th moment. */
static struct losses lognormal_losses(const struct dist *dist, double x)
{
    if (x <= 0.0) {
        return all_above(dist, x, false);
    }
    double sigma = dist->b;
    double z = (log(x) - dist->a) / sigma;
    double mean = dist_mean(dist);
    double second = exp(2.0 * dist->a + 2.0 * sigma * sigma);
    double z1 = z - sigma;
    double z2 = z - 2.0 * sigma;
    return (struct losses){.loss = mean * special_normal_upper(z1) - x * special_normal_upper(z),
                           .surplus = x * special_normal_lower(z) - mean * special_normal_lower(z1),
                           .loss2 = 0.5 * (second * special_normal_upper(z2) -
                                           2.0 * x * mean * special_normal_upper(z1) +
                                           x * x * special_normal_upper(z)),
                           .surplus2 = 0.5 * (second * special_normal_lower(z2) -
                                              2.0 * x * mean * special_normal_lower(z1) +
                                              x * x * special_normal_lower(z))};
}

static struct losses exponential_losses(const struct dist *dist, double x)
{
    if (x <= 0.0) {
        return all_above(dist, x, false);
    }
    double scale = 1.0 / dist->a;
    double y = dist->a * x;
    double tail = exp(-y);
    struct losses losses = {.loss = scale * tail, .loss2 = scale * scale * tail};
    if (y > 1.0) {
        losses.surplus = scale * (y - 1.0 + tail);
        losses.surplus2 = scale * scale * (0.5 * y * y - y + 1.0 - tail);
        return losses;
    }
    /* e^-y less its first terms, without cancellation: exprel_n(n, x) is
     * n! / x^n (e^x - 1 - ... - x^(n-1) / (n-1)!). */
    losses.surplus = scale * 0.5 * y * y * gsl_sf_exprel_2(-y);
    losses.surplus2 = scale * scale * y * y * y / 6.0 * gsl_sf_exprel_n(3, -y);
    return losses;
}

/* Lower side of the gamma law at small y by the power series of P(a, y): with
 * t_n = y^n / ((a+1) ... (a+n)) and D = y^a e^-y / Gamma(a+1), E(y - X)+ = D sum n t_n and
 * E((y - X)+)^2 / 2 = D sum n (n - 1) / 2 t_n. */
static void gamma_series(double shape, double y, double term, double scale, struct losses *losses)
{
    double first = 0.0;
    double second = 0.0;
    double t = 1.0;
    for (int n = 1; n < GEOMETRIC_TERMS; n++) {
        t *= y / (shape + n);
        first += n * t;
        second += 0.5 * n * (n - 1.0) * t;
        if (n > 2 && n * (n - 1.0) * t <= 1e-17 * second) {
            break;
        }
    }
    losses->surplus = scale * term * first;
    losses->surplus2 = scale * scale * term * second;
}

/* With D = y^a e^-y / Gamma(a+1), y = x / scale: Q(a+1, y) = Q(a, y) + D. */
static struct losses gamma_losses(const struct dist *dist, double x, enum side side)
{
    if (x <= 0.0) {
        return all_above(dist, x, false);
    }
    double shape = dist->a;
    double scale = dist->b;
    double mean = shape * scale;
    double y = x / scale;
    double gap = mean - x;
    double term = special_gamma_term(shape, y);
    double spread = gap * gap + mean * scale;
    double edge = mean * term * (scale + gap);
    struct losses losses = {0};
    if (side == SIDE_LOSS) {
        double upper = special_gamma_upper(shape, y);
        losses.loss = gap * upper + mean * term;
        losses.loss2 = 0.5 * (spread * upper + edge);
        return losses;
    }
    if (y < 0.5 * (shape + 1.0)) {
        gamma_series(shape, y, term, scale, &losses);
        return losses;
    }
    double lower = special_gamma_lower(shape, y);
    losses.surplus = -gap * lower + mean * term;
    losses.surplus2 = 0.5 * (spread * lower - edge);
    return losses;
}

/* Poisson, negative binomial and binomial in one: masses with f(j+1) / f(j) = u + v / (j+1). */
struct count_law {
    const struct dist *dist;          /* of the first two */
    const struct binomial_part *part; /* or of the third */
    double mean;
    double excess; /* variance / mean - 1: 0 for Poisson, (1 - p) / p for the negative binomial, -p
                      for the binomial */
    double u;
    double v;
    double size; /* r, or less the trials; not of Poisson */
};

static double law_mass(const struct count_law *law, double k)
{
    return law->part != NULL ? binomial_mass(law->part, k) : dist_density(law->dist, k);
}

static double law_cdf(const struct count_law *law, double k)
{
    return law->part != NULL ? binomial_cdf(law->part, k) : dist_cdf(law->dist, k);
}

static double law_tail(const struct count_law *law, double k)
{
    return law->part != NULL ? binomial_tail(law->part, k) : dist_tail(law->dist, k);
}

/* Upper tail by adding up, for k so far out that each mass is at most half the one before. */
static void count_upper_sum(const struct count_law *law, double x, double k, double mass,
                            struct losses *losses)
{
    double first = 0.0;
    double second = 0.0;
    double f = mass;
    for (int i = 1; i < GEOMETRIC_TERMS; i++) {
        double j = k + i;
        f *= fmax(law->u + law->v / j, 0.0);
        double over = j - x;
        double part = 0.5 * over * (over - 1.0) * f;
        first += over * f;
        second += part;
        if (i > 2 && fabs(part) <= 1e-17 * fabs(second)) {
            break;
        }
    }
    losses->loss = first;
    losses->loss2 = second;
}

/* Lower tail likewise, from k downwards. */
static void count_lower_sum(const struct count_law *law, double x, double k, double mass,
                            struct losses *losses)
{
    double first = 0.0;
    double second = 0.0;
    double f = mass;
    for (double j = k; j >= 0.0; j -= 1.0) {
        double under = x - j;
        double part = 0.5 * under * (under + 1.0) * f;
        first += under * f;
        second += part;
        if (j < k - 2.0 && part <= 1e-17 * second) {
            break;
        }
        f /= law->u + law->v / j;
    }
    losses->surplus = first;
    losses->surplus2 = second;
}

/* With T = P(D > k), F = 1 - T, k = floor(x), f the mass at k, edge = mean f for Poisson and
 * excess (k + size) f for the others:
 *   E(D - x)+ = (mean - x) T + edge,   E(x - D)+ = (x - mean) F + edge,
 *   2 loss2    = ((mean - x)^2 + excess mean + x) T + edge (mean + excess + k - 2x),
 *   2 surplus2 = the same with F for T and minus the edge term.
 * They follow from (j+1) f(j+1) = (u (j+1) + v) f(j), summed over j > k (Zipkin 2000, C.2.3). */
static struct losses law_losses(const struct count_law *law, double x, enum side side)
{
    double k = floor(x);
    double f = law_mass(law, k);
    double gap = law->mean - x;
    double spread = gap * gap + law->excess * law->mean + x;
    bool spreads = law->excess < 0.0 || law->excess > 0.0;
    double edge = (spreads ? law->excess * (k + law->size) : law->mean) * f;
    double slope = edge * (law->mean + law->excess + k - 2.0 * x);
    struct losses losses = {0};
    double ratio = law->u + law->v / (k + 1.0);
    if (side == SIDE_LOSS && fmax(ratio, law->u) < 0.5 && k > law->mean) {
        count_upper_sum(law, x, k, f, &losses);
    } else if (side == SIDE_LOSS) {
        double tail = law_tail(law, k);
        losses.loss = gap * tail + edge;
        losses.loss2 = 0.5 * (spread * tail + slope);
    }
    if (side == SIDE_SURPLUS && (ratio > 2.0 || k < 2.0)) {
        count_lower_sum(law, x, k, f, &losses);
    } else if (side == SIDE_SURPLUS) {
        double head = law_cdf(law, k);
        losses.surplus = -gap * head + edge;
        losses.surplus2 = 0.5 * (spread * head - slope);
    }
    return losses;
}

static struct losses count_losses(const struct dist *dist, double x, enum side side)
{
    if (x < 0.0) {
        return all_above(dist, x, true);
    }
    struct count_law law = {.dist = dist, .mean = dist_mean(dist), .v = dist->a};
    if (dist->kind == DIST_NEGBIN) {
        double q = 1.0 - dist->b;
        law.size = dist->a;
        law.excess = q / dist->b;
        law.u = q;
        law.v = q * (law.size - 1.0);
    }
    return law_losses(&law, x, side);
}

/* x is counted from the part's shift. */
static struct losses part_losses(const struct binomial_part *part, double x, enum side side)
{
    struct binomial_part plain = {.trials = part->trials, .p = part->p, .q = part->q};
    struct dist moments = {
        .kind = DIST_BINOMIAL, .a = part->trials * part->p, .b = part->trials * part->p * part->q};
    if (x < 0.0) {
        return all_above(&moments, x, true);
    }
    if (x >= part->trials || part->q <= 0.0) {
        bool below = x >= part->trials;
        return below ? all_below(&moments, x, true)
                     : point_losses(&(struct dist){.kind = DIST_POINT, .a = part->trials}, x);
    }
    double odds = part->p / part->q;
    struct count_law law = {.part = &plain,
                            .mean = moments.a,
                            .excess = -part->p,
                            .u = -odds,
                            .v = (part->trials + 1.0) * odds,
                            .size = -part->trials};
    return law_losses(&law, x, side);
}

static struct losses binomial_losses(const struct dist *dist, double x, enum side side)
{
    struct binomial_mix mix = dist_binomial_mix(dist);
    struct losses sum = {0};
    for (int i = 0; i < BINOMIAL_PARTS; i++) {
        struct binomial_part part = dist_binomial_part(&mix, i);
        struct losses losses = part_losses(&part, x - part.shift, side);
        sum.loss += mix.share[i] * losses.loss;
        sum.surplus += mix.share[i] * losses.surplus;
        sum.loss2 += mix.share[i] * losses.loss2;
        sum.surplus2 += mix.share[i] * losses.surplus2;
    }
    return sum;
}

/* The farthest values first, so that small terms are not lost. */
static struct losses discrete_losses(const struct dist *dist, double x)
{
    struct losses losses = {0};
    for (size_t i = 0; i < dist->count; i++) {
        double under = x - (dist->origin + (double)i * dist->step);
        if (under > 0.0) {
            losses.surplus += under * dist->mass[i];
            losses.surplus2 += 0.5 * under * (under + 1.0) * dist->mass[i];
        }
    }
    for (size_t i = dist->count; i > 0; i--) {
        double over = dist->origin + (double)(i - 1) * dist->step - x;
        if (over > 0.0) {
            losses.loss += over * dist->mass[i - 1];
            losses.loss2 += 0.5 * over * (over - 1.0) * dist->mass[i - 1];
        }
    }
    return losses;
}

static struct losses losses_at(const struct dist *given, double x, enum side side)
{
    struct dist dist = dist_settle(given);
    if (x > FAR_OUT && !(dist_tail(&dist, x) > 0.0)) {
        return all_below(&dist, x, dist_is_discrete(&dist));
    }
    switch (dist.kind) {
    case DIST_POINT:
        return point_losses(&dist, x);
    case DIST_NORMAL:
        return normal_losses(&dist, x);
    case DIST_LOGNORMAL:
        return lognormal_losses(&dist, x);
    case DIST_EXPONENTIAL:
        return exponential_losses(&dist, x);
    case DIST_GAMMA:
        return gamma_losses(&dist, x, side);
    case DIST_POISSON:
    case DIST_NEGBIN:
        return count_losses(&dist, x, side);
    case DIST_BINOMIAL:
        return binomial_losses(&dist, x, side);
    case DIST_COMPOUND: /* by its table, see below */
    case DIST_DISCRETE:
        break;
    }
    return discrete_losses(&dist, x);
}

/* Rounding may leave a tail of 1e-300 just below nothing. */
double dist_loss(const struct dist *dist, double x)
{
    if (dist->kind == DIST_COMPOUND) {
        return dist_compound(dist, x, dist_loss);
    }
    return fmax(losses_at(dist, x, SIDE_LOSS).loss, 0.0);
}

double dist_surplus(const struct dist *dist, double x)
{
    if (dist->kind == DIST_COMPOUND) {
        return dist_compound(dist, x, dist_surplus);
    }
    return fmax(losses_at(dist, x, SIDE_SURPLUS).surplus, 0.0);
}

double dist_loss2(const struct dist *dist, double x)
{
    if (dist->kind == DIST_COMPOUND) {
        return dist_compound(dist, x, dist_loss2);
    }
    return losses_at(dist, x, SIDE_LOSS).loss2;
}

double dist_surplus2(const struct dist *dist, double x)
{
    if (dist->kind == DIST_COMPOUND) {
        return dist_compound(dist, x, dist_surplus2);
    }
    return losses_at(dist, x, SIDE_SURPLUS).surplus2;
}
