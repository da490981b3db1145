/* A method's forecasts from one origin, held against what sold. */
#ifndef RESTOCK_BACKTEST_VERDICT_H
#define RESTOCK_BACKTEST_VERDICT_H

#include "said.h"

/* Where it is added up. */
struct scores {
    struct score *series; /* [count] */
    struct score *origin; /* one */
    struct score *ahead;  /* [horizon] */
};

struct verdict {
    const struct origin *origin;
    const struct said *said;
    const double *worth;    /* [count] */
    const double *quantile; /* [quantile_count] */
    size_t quantile_count;
};

/* `arena` for what is needed meanwhile. */
enum status MUST_CHECK verdict_run(const struct verdict *verdict, const struct scores *scores,
                                   struct arena *arena, struct team *team, struct fault *fault);

#endif
