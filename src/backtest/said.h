/* What one method said from one origin. */
#ifndef RESTOCK_BACKTEST_SAID_H
#define RESTOCK_BACKTEST_SAID_H

#include "origin.h"

struct said {
    size_t horizon;
    const double *mean;     /* [count * horizon] */
    const double *variance; /* [count * horizon] */
    uint8_t *counts;        /* [count] 1: demand is whole units */
    uint8_t *fell_back;     /* [count] 1: a simpler method had to speak */
    bool naive;             /* laws by law_of_naive */
    bool nonnegative;
};

/* Into `arena`. */
enum status MUST_CHECK said_by(struct said *said, const struct backtest_method *method,
                               const struct origin *origin, const struct inputs *inputs,
                               struct arena *arena, struct team *team, struct fault *fault);

#endif
