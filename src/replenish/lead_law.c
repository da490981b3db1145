/* Product-limit estimate of a lead time, and its few support points. */
#include "lead_law.h"

#include "base/missing.h"
#include "base/search.h"

#include <math.h>
#include <string.h>

void tally_clear(struct lead_tally *tally)
{
    size_t used = ((size_t)tally->longest + 1) * sizeof(double);
    memset(tally->seen, 0, used);
    memset(tally->passed, 0, used);
    memset(tally->prior, 0, used);
    tally->deliveries = 0;
    tally->longest = 0;
    tally->longest_seen = 0;
}

static void reach(struct lead_tally *tally, int32_t day)
{
    tally->longest = day > tally->longest ? day : tally->longest;
}

void tally_see(struct lead_tally *tally, int32_t days)
{
    tally->seen[days] += 1.0;
    tally->deliveries++;
    tally->longest_seen = days > tally->longest_seen ? days : tally->longest_seen;
    reach(tally, days);
}

void tally_pass(struct lead_tally *tally, int32_t age)
{
    tally->passed[age] += 1.0;
    reach(tally, age);
}

void tally_prior(struct lead_tally *tally, size_t points, const double *days, const double *weight,
                 double worth)
{
    for (size_t p = 0; p < points; p++) {
        int32_t day = (int32_t)fmin(days[p], MOST_LEAD);
        tally->prior[day] += worth * weight[p];
        reach(tally, day);
    }
}

/* Points on their way from single days to at most LEAD_POINTS. */
struct cluster {
    double day;
    double weight;
};

/* What merging neighbours adds to the variance within. */
static double merge_cost(const struct cluster *a, const struct cluster *b)
{
    double apart = b->day - a->day;
    return a->weight * b->weight / (a->weight + b->weight) * apart * apart;
}

static void merge_next(struct cluster *clusters, size_t *count)
{
    size_t best = 0;
    double least = HUGE_VAL;
    for (size_t c = 0; c + 1 < *count; c++) {
        double cost = merge_cost(&clusters[c], &clusters[c + 1]);
        if (cost < least) {
            least = cost;
            best = c;
        }
    }
    struct cluster *a = &clusters[best];
    const struct cluster *b = a + 1;
    double weight = a->weight + b->weight;
    *a = (struct cluster){.day = (a->weight * a->day + b->weight * b->day) / weight,
                          .weight = weight};
    memmove(a + 1, a + 2, (*count - best - 2) * sizeof *clusters);
    (*count)--;
}

/* Room for clusters: a full row of single days is merged before the next comes in. */
enum { CLUSTERS = 64 };

static void take_day(struct cluster clusters[CLUSTERS], size_t *count, double day, double weight)
{
    if (*count == CLUSTERS) {
        merge_next(clusters, count);
    }
    clusters[(*count)++] = (struct cluster){.day = day, .weight = weight};
}

/* Whole days; what falls on one day is one point. */
static void write_points(struct lead_law *law, const struct cluster *clusters, size_t count)
{
    law->points = 0;
    for (size_t c = 0; c < count; c++) {
        double day = round(clusters[c].day);
        if (law->points > 0 && day <= law->days[law->points - 1]) {
            law->weight[law->points - 1] += clusters[c].weight;
        } else {
            law->days[law->points] = day;
            law->weight[law->points++] = clusters[c].weight;
        }
    }
}

void law_of_tally(struct lead_law *law, struct lead_tally *tally)
{
    double at_risk = 0.0;
    for (int32_t d = 0; d <= tally->longest; d++) {
        /* Older than anything received: it may never come, and tells no lead time. */
        tally->passed[d] = d > tally->longest_seen ? 0.0 : tally->passed[d];
        at_risk += tally->seen[d] + tally->prior[d] + tally->passed[d];
    }
    struct cluster clusters[CLUSTERS] = {0};
    size_t count = 0;
    double surviving = 1.0;
    double mean = 0.0;
    double square = 0.0;
    for (int32_t d = 0; d <= tally->longest; d++) {
        /* An order of age d may still come today: it is at risk up to the day before. */
        at_risk -= tally->passed[d];
        double came = tally->seen[d] + tally->prior[d];
        if (came > 0.0 && at_risk > 0.0) {
            double weight = surviving * fmin(came / at_risk, 1.0);
            take_day(clusters, &count, (double)d, weight);
            mean += weight * (double)d;
            square += weight * (double)d * (double)d;
            surviving -= weight;
            at_risk -= came;
        }
    }
    while (count > LEAD_POINTS) {
        merge_next(clusters, &count);
    }
    double sum = 1.0 - surviving;
    law->mean = mean / sum;
    law->sd = sqrt(fmax(square / sum - law->mean * law->mean, 0.0));
    write_points(law, clusters, count);
    for (size_t p = 0; p < law->points; p++) {
        law->weight[p] /= sum;
    }
    law->deliveries = tally->deliveries;
}

const struct lead_law *law_find(const struct lead_law *laws, size_t count, uint32_t source,
                                uint32_t of)
{
    size_t at = SEARCH_ROWS(laws, count, source, of, source, of);
    bool found = at < count && laws[at].source == source && laws[at].of == of;
    return found ? &laws[at] : NULL;
}

void tally_moments(const struct lead_tally *tally, double *mean, double *sd)
{
    double n = (double)tally->deliveries;
    double sum = 0.0;
    double square = 0.0;
    for (int32_t d = 0; d <= tally->longest_seen; d++) {
        sum += tally->seen[d] * (double)d;
        square += tally->seen[d] * (double)d * (double)d;
    }
    *mean = sum / n;
    *sd = n > 1.0 ? sqrt(fmax(square - sum * *mean, 0.0) / (n - 1.0)) : MISSING;
}
