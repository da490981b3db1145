/* Shrunk seasonal means. */
#include "weekdays.h"

#include "base/missing.h"

#include <math.h>

enum { YEAR_PERIODS = 364, LEAST_SEASONS = 4 };
/* Below this a weekday is one on which the shop is shut or nearly so. */
static const double LEAST_FACTOR = 0.02;

struct place {
    double count, sum, squares;
};

/* Sums over the last year by place; the number of known periods. */
static double gather(const double *demand, size_t length, size_t season, struct place *place)
{
    size_t from = length > YEAR_PERIODS ? length - YEAR_PERIODS : 0;
    double known = 0.0;
    for (size_t t = from; t < length; t++) {
        if (!is_missing(demand[t])) {
            struct place *at = &place[t % season];
            at->count += 1.0;
            at->sum += demand[t];
            at->squares += demand[t] * demand[t];
            known += 1.0;
        }
    }
    return known;
}

double weekdays_own(const double *demand, size_t length, size_t season, double *factor)
{
    for (size_t k = 0; k < season; k++) {
        factor[k] = 1.0;
    }
    if (season < 2 || season > WEEKDAYS_SEASON_MOST || length < LEAST_SEASONS * season) {
        return 0.0;
    }
    struct place place[WEEKDAYS_SEASON_MOST] = {0};
    double known = gather(demand, length, season, place);
    double places = 0.0;
    double mean = 0.0;
    double within = 0.0; /* sum of squares about the places' means */
    for (size_t k = 0; k < season; k++) {
        if (place[k].count > 0.0) {
            places += 1.0;
            mean += place[k].sum / place[k].count;
            within += fmax(place[k].squares - place[k].sum * place[k].sum / place[k].count, 0.0);
        }
    }
    mean /= places;
    if (!(mean > 0.0) || known < (LEAST_SEASONS - 1) * places || places < 2.0) {
        return 0.0;
    }
    double between = 0.0;
    for (size_t k = 0; k < season; k++) {
        double apart = place[k].count > 0.0 ? place[k].sum / place[k].count - mean : 0.0;
        between += apart * apart;
    }
    double noise = within / (known - places) * places / known; /* variance of a place's mean */
    double kept = between > 0.0 ? 1.0 - fmax(places - 3.0, 1.0) * noise / between : 0.0;
    if (!(kept > 0.0)) {
        return 0.0;
    }
    for (size_t k = 0; k < season; k++) {
        if (place[k].count > 0.0) {
            double apart = place[k].sum / place[k].count / mean - 1.0;
            factor[k] = fmax(1.0 + kept * apart, LEAST_FACTOR);
        }
    }
    return kept;
}
