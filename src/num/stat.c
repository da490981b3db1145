/* Summary statistics that skip gaps. */
#include "num/stat.h"

#include "base/missing.h"

#include <assert.h>

size_t stat_count(const double *values, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        known += is_missing(values[i]) ? 0 : 1;
    }
    return known;
}

double stat_sum(const double *values, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum += value_or(values[i], 0.0);
    }
    return sum;
}

double stat_mean(const double *values, size_t count)
{
    size_t known = stat_count(values, count);
    if (known == 0) {
        return MISSING;
    }
    double mean = stat_sum(values, count) / (double)known;
    double rest = 0.0; /* what rounding left in it */
    for (size_t i = 0; i < count; i++) {
        rest += is_missing(values[i]) ? 0.0 : values[i] - mean;
    }
    return mean + rest / (double)known;
}

double stat_variance(const double *values, size_t count)
{
    size_t known = stat_count(values, count);
    if (known < 2) {
        return MISSING;
    }
    double mean = stat_mean(values, count);
    double squares = 0.0;
    double rest = 0.0; /* what rounding left in the mean: corrects the second pass */
    for (size_t i = 0; i < count; i++) {
        if (!is_missing(values[i])) {
            double deviation = values[i] - mean;
            squares += deviation * deviation;
            rest += deviation;
        }
    }
    return fmax(squares - rest * rest / (double)known, 0.0) / (double)(known - 1);
}

double stat_sd(const double *values, size_t count)
{
    return sqrt(stat_variance(values, count));
}

/* fmin and fmax pass over what is not a number. */
double stat_least(const double *values, size_t count)
{
    double least = MISSING;
    for (size_t i = 0; i < count; i++) {
        least = fmin(least, values[i]);
    }
    return least;
}

double stat_most(const double *values, size_t count)
{
    double most = MISSING;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, values[i]);
    }
    return most;
}

static void swap(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

/* Puts the number of rank `rank` in its place, nothing larger before it and nothing smaller behind
 * (Hoare's selection, the middle of three as pivot). */
static void select_rank(double *values, size_t count, size_t rank)
{
    size_t low = 0;
    size_t high = count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (values[middle] < values[low]) {
            swap(&values[middle], &values[low]);
        }
        if (values[high] < values[low]) {
            swap(&values[high], &values[low]);
        }
        if (values[high] < values[middle]) {
            swap(&values[high], &values[middle]);
        }
        double pivot = values[middle];
        size_t left = low;
        size_t right = high;
        while (left <= right) {
            while (values[left] < pivot) {
                left++;
            }
            while (values[right] > pivot) {
                right--;
            }
            if (left > right) {
                break;
            }
            swap(&values[left++], &values[right]);
            if (right == 0) {
                break;
            }
            right--;
        }
        if (rank <= right) {
            high = right;
        } else if (rank >= left) {
            low = left;
        } else {
            return;
        }
    }
}

double stat_quantile(const double *values, size_t count, double p, double *scratch)
{
    assert(p >= 0.0 && p <= 1.0);
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_missing(values[i])) {
            scratch[known++] = values[i];
        }
    }
    if (known == 0) {
        return MISSING;
    }
    double place = (double)(known - 1) * p;
    size_t below = (size_t)place;
    double share = place - (double)below;
    select_rank(scratch, known, below);
    if (!(share > 0.0)) {
        return scratch[below];
    }
    /* The next order statistic is the least of those behind. */
    double next = stat_least(scratch + below + 1, known - below - 1);
    return scratch[below] + share * (next - scratch[below]);
}

double stat_median(const double *values, size_t count, double *scratch)
{
    return stat_quantile(values, count, 0.5, scratch);
}
