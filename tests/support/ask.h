/* Asks a model for its forecast, and knows histories that are odd and what any answer must be. */
#ifndef RESTOCK_TESTS_ASK_H
#define RESTOCK_TESTS_ASK_H

#include "forecast/model.h"

#include <stddef.h>

enum { ASK_PERIODS = 28, ODD_HISTORIES = 8, ODD_PERIODS = 60 };

struct answer {
    double mean[ASK_PERIODS], variance[ASK_PERIODS], sum_variance[ASK_PERIODS];
    struct prediction prediction; /* points to the arrays above: not to be copied */
    enum fit fit;
};

/* Asks for at most ASK_PERIODS periods.  The test fails when the model takes more memory than it
 * says it needs. */
void ask(struct answer *answer, const struct model *model, const struct history *history,
         size_t horizon);

/* The test fails unless means are finite and variances finite and not negative. */
void check_prediction(const struct prediction *prediction, size_t horizon);

/* Constant, zero, one period, a spike, nothing known, hardly anything sold, a short parabola, and
 * four tiny values behind nothing known: number `which` of them into demand [ODD_PERIODS]; returns
 * its length. */
enum { ODD_CONSTANT, ODD_ZERO, ODD_SINGLE, ODD_SPIKE, ODD_UNKNOWN, ODD_RARE, ODD_BRIEF, ODD_TINY };
size_t odd_history(size_t which, double *demand);

#endif
