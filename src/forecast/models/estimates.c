/* The scatter of estimated parameters. */
#include "estimates.h"

#include <math.h>

/* A parameter depends on the others when less than this share of its information is its own. */
static const double INDEPENDENT = 1e-10;

void estimates_add(struct estimates *estimates, const double *row)
{
    for (size_t i = 0; i < estimates->count; i++) {
        for (size_t j = 0; j <= i; j++) {
            estimates->matrix[i][j] += row[i] * row[j];
        }
    }
}

void estimates_factorise(struct estimates *estimates)
{
    for (size_t i = 0; i < estimates->count; i++) {
        double *row = estimates->matrix[i];
        for (size_t j = 0; j <= i; j++) {
            const double *other = estimates->matrix[j];
            double sum = row[j];
            for (size_t k = 0; k < j; k++) {
                sum -= row[k] * other[k];
            }
            if (j < i) {
                row[j] = other[j] > 0.0 ? sum / other[j] : 0.0;
            } else {
                row[i] = sum > INDEPENDENT * row[i] ? sqrt(sum) : 0.0;
            }
        }
    }
}

double estimates_spread(const struct estimates *estimates, const double *d)
{
    double z[ESTIMATES_MOST];
    double total = 0.0;
    for (size_t i = 0; i < estimates->count; i++) {
        const double *row = estimates->matrix[i];
        double sum = d[i];
        for (size_t k = 0; k < i; k++) {
            sum -= row[k] * z[k];
        }
        z[i] = row[i] > 0.0 ? sum / row[i] : 0.0;
        total += z[i] * z[i];
    }
    return total;
}
