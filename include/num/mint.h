/* Reconciliation by least trace (MinT): forecasts of totals and of their parts, made apart, are
 * moved as little as their errors allow until every total is the sum of its parts.
 *
 * With parts y (n), totals a (m), C the 0/1 matrix of who belongs to what and W the covariance of
 * the errors of both, the best linear answer that adds up is
 *
 *     y~ = y - (W U)[parts] (U' W U)^-1 (a - C y),   U' = [I | -C]
 *
 * so that nothing larger than m x m is ever solved.  W is a sample covariance of errors R (about
 * zero: a bias is an error too), shrunk towards its diagonal:
 *
 *     W = shrinkage diag(R R' / T) + (1 - shrinkage) R R' / T
 *
 * Cost: O(n (T^2 + levels^2) + m^2 T + m^3).  Sources: Wickramasuriya, Athanasopoulos and Hyndman
 * (2019), JASA 114(526); the shrinkage of Schaefer and Strimmer (2005), Stat. Appl. Genet. Mol.
 * Biol. 4(1). */
#ifndef RESTOCK_NUM_MINT_H
#define RESTOCK_NUM_MINT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct mint_problem {
    size_t parts;
    size_t totals;
    size_t levels;         /* a part belongs to at most one total of each level */
    const uint32_t *above; /* [parts * levels] total of each part and level; NO_ID: none */
    size_t samples;        /* of errors */
    const double *error;   /* [(totals + parts) * samples] totals first; finite */
    const double *size;    /* [totals + parts] > 0: what variances are taken to be proportional to
                              where there are fewer than MINT_LEAST_SAMPLES */
    double shrinkage;      /* 0 .. 1; MISSING: estimated */
};

enum { MINT_LEAST_SAMPLES = 4 };

/* The estimated intensity of the shrinkage, 0 .. 1, of rows of errors [rows * samples]; 1 where
 * there is nothing to estimate it from. */
double mint_shrinkage(const double *error, size_t rows, size_t samples, struct arena *scratch);

/* Reconciles `horizon` periods in place: value is [(totals + parts) * horizon], totals first.  With
 * `nonnegative` no part ends below zero: parts that would are set to zero and taken as known, and
 * the others are reconciled anew.  The totals are written last, as the sums of their parts.  Parts
 * that belong to nothing stay.  false, value unchanged, when memory ran out or the equations cannot
 * be solved. */
bool mint_reconcile(const struct mint_problem *problem, size_t horizon, bool nonnegative,
                    double *value, struct arena *scratch);

#endif
