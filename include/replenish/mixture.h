/* A mixture of laws: demand over an interval whose length is itself uncertain.
 *
 * Each part is a law of num/dist.h with its weight; one part with weight 1 is the law itself.  The
 * functions are the weighted sums of the parts' (probability, loss), so as exact as those. */
#ifndef RESTOCK_REPLENISH_MIXTURE_H
#define RESTOCK_REPLENISH_MIXTURE_H

#include "num/dist.h"

#include <stdbool.h>
#include <stddef.h>

enum { MIXTURE_PARTS = 16 };

struct mixture {
    const struct dist *part; /* [count] not owned; at most MIXTURE_PARTS */
    const double *weight;    /* [count] adds up to 1; not owned; NULL: one part */
    size_t count;
};

/* The mixture that is nothing but this law. */
struct mixture mixture_of(const struct dist *dist);

/* Every part has whole units only. */
bool mixture_is_whole(const struct mixture *mixture);
double mixture_weight(const struct mixture *mixture, size_t part);
double mixture_mean(const struct mixture *mixture);
double mixture_variance(const struct mixture *mixture);
double mixture_tail(const struct mixture *mixture, double x); /* P(D > x) */
double mixture_loss(const struct mixture *mixture, double x); /* E[(D - x)+] */
double mixture_surplus(const struct mixture *mixture, double x);
double mixture_loss2(const struct mixture *mixture, double x); /* second order, see num/dist.h */
double mixture_surplus2(const struct mixture *mixture, double x);
/* The least x with P(D <= x) >= p, 0 < p < 1: whole for whole units, else to 1e-12 of the
 * spread. */
double mixture_quantile(const struct mixture *mixture, double p);

#endif
