/* The search of an exchange among its own files: steps, shakes, and who goes on. */
#ifndef RESTOCK_NETWORK_EXCHANGE_SEARCH_H
#define RESTOCK_NETWORK_EXCHANGE_SEARCH_H

#include "exchange_parts.h"

#include "num/random.h"

/* Rises below this share of the objective are rounding. */
static const double RISE = 1e-9;

struct search {
    struct state *state;
    const struct touch *touch;
    struct arena *scratch;
    size_t flow_limit;
    double scale; /* money: the dearest unit */
    /* What a step may have to take back. */
    unsigned char *saved; /* [sku_count] */
    uint32_t *saved_skus; /* [sku_count] */
    size_t saved_count;
    double *saved_moved;    /* by shape->first */
    double *saved_worth;    /* [sku_count] */
    struct burden *burdens; /* [lane_count] */
    double *used;           /* [limit_count] */
    double gain;
    uint32_t *shuffled; /* [sku_count] */
    double *nothing;    /* as many as a sku has roads */
    double *best_moved;
    double *best_worth;
    double best;
};

/* Steps (exchange_step.c): each is taken back unless the objective rose, and returns whether it
 * did; none begins that the flows left would not pay for. */

size_t step_touching(const struct search *search, size_t index);

/* Whether so many more flows may be solved. */
bool step_is_within(const struct search *search, size_t flows);

bool step_close(struct search *search, uint32_t lane);

/* A lane seen at another price, with so many more loads paid. */
bool step_price(struct search *search, uint32_t lane, double price, double more, size_t from);

/* Everybody leaves what costs more than `price` on a lane or limit; who is first takes back first.
 */
bool step_contest(struct search *search, size_t index, double price, size_t from);

/* One lane is left, and those who leave it go first where others have made room. */
bool step_crowd(struct search *search, uint32_t left, size_t index, double price);

/* One sku after the other, until nobody moves. */
bool step_skus(struct search *search);

void step_mend(struct search *search);

/* One lane is left for another. */
bool step_swap(struct search *search, uint32_t left, uint32_t taken, double price, size_t from);

/* One sku has at most so many pieces on a lane; who is first takes what it leaves. */
bool step_cap(struct search *search, uint32_t lane, uint32_t sku, double pieces, size_t from);

bool step_has_loads(const struct search *search, uint32_t lane);

/* Everybody's moves, to go back to. */
void best_keep(struct search *search);

void best_restore(struct search *search);

bool best_is_now(const struct search *search);

void shake_moves(struct search *search, struct random *random);

#endif
