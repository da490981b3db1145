/* The parts of network/exchange.h among themselves: one sku at given tolls, the state of all, the
 * prices, the search. */
#ifndef RESTOCK_NETWORK_EXCHANGE_PARTS_H
#define RESTOCK_NETWORK_EXCHANGE_PARTS_H

#include "network/exchange.h"
#include "num/flow.h"

/* Shares of a unit or of a load that are taken for rounding. */
static const double UNIT_RESOLUTION = 1e-9;

/* What never changes of a sku.  Nodes of its network: source, sink, givers, pick groups, entries,
 * receive groups, blocks of takers that have several entries. */
struct shape {
    uint32_t *pick;        /* [road_count] its pick group: roads of one limit; EXCHANGE_NONE */
    uint32_t *receive;     /* [road_count] */
    uint32_t *limit;       /* [pick_count + receive_count] the limit of each group */
    uint32_t *group_lead;  /* [pick_count + receive_count] first group of its limit */
    uint32_t *group_rank;  /* which of them it is */
    uint32_t *group_count; /* how many they are */
    uint32_t *lead;        /* [road_count] first road on its lane; itself without one */
    uint32_t *rank;
    uint32_t *lane_roads; /* [road_count] how many they are, at the first */
    uint32_t siblings;    /* most roads of a lane, or groups of a limit; at least 1 */
    uint32_t *end;        /* [pick_count + receive_count] its giver or its entry */
    uint32_t pick_count;
    uint32_t receive_count;
    uint32_t *block_node; /* [taker_count] node of its first block; EXCHANGE_NONE: one entry */
    uint32_t node_count;
    uint32_t arc_count; /* beside those of the roads */
    double *floor;      /* [entry_count] cost of the cheapest way to it: less is never carried */
    double *carry;      /* [road_count] most that could pay */
    size_t first;       /* where its roads begin among those of all skus */
};

/* What a road costs beside its own cost: by the piece, and by steps. */
struct toll {
    double price;  /* money per piece */
    double must;   /* pieces that have to go, or a lane falls below its least */
    double need;   /* pieces when any go */
    double most;   /* pieces that may go */
    double hurdle; /* money when any go */
    double fixed;  /* money per load beyond those sent anyway */
    const struct exchange_lane *lane;
    const double *size;                /* [EXCHANGE_MEASURES] of a piece */
    double carried[EXCHANGE_MEASURES]; /* by others */
    double loads;                      /* sent anyway */
};

/* Loads that so much needs, 0 for nothing. */
double lane_loads(const struct exchange_lane *lane, const double carried[EXCHANGE_MEASURES]);

/* What is asked of one sku. */
struct asking {
    const struct exchange_sku *sku;
    const struct shape *shape;
    const struct toll *tolls; /* [road_count] */
    const double *rooms;      /* [pick_count + receive_count] pieces */
    size_t node_limit;        /* flows that may be solved */
    double enough;            /* share of the gain that is not searched for */
};

struct answer {
    double gain;  /* money, prices and steps taken off; -HUGE_VAL: none found */
    double worth; /* the same before them */
    double bound; /* no moves gain more */
    size_t flows;
    bool out_of_memory;
};

enum status MUST_CHECK shape_make(struct shape *shape, const struct exchange_problem *problem,
                                  const struct exchange_sku *sku, struct arena *arena,
                                  struct arena *scratch, struct fault *fault);

/* Bytes that sku_solve takes from its arena at the most. */
size_t sku_scratch(const struct exchange_sku *sku, const struct shape *shape);

/* Branch and bound over the steps of the roads.  Writes moved[road_count] if moves were found that
 * gain more than `known`. */
struct answer sku_solve(const struct asking *asking, double known, double *moved,
                        struct arena *scratch);

/* The network of one sku: arcs that stay, and those of the roads at its end. */
struct sku_net {
    struct flow_arc *arcs;
    double *flow;
    size_t standing; /* arcs that stay */
    size_t count;
    uint32_t *road_arc; /* [road_count + 1] the first arc of each road */
};

bool sku_net_make(struct sku_net *net, const struct asking *asking, struct arena *scratch);
size_t sku_net_arcs(const struct exchange_sku *sku, const struct shape *shape);
void sku_net_ends(const struct asking *asking, size_t road, uint32_t *from, uint32_t *to);

/* Arcs of a road at the most: what must go, then steps of loads. */
enum { ROAD_ARCS = 8 };

/* What a lane carries and how the search wants it to be seen. */
struct burden {
    double carried[EXCHANGE_MEASURES];
    uint32_t moves;                /* skus that use it */
    bool closed;                   /* nothing more may go; what goes must leave */
    bool lax;                      /* may carry less than its least, for now */
    double price;                  /* money per unit, beside its loads; any sign */
    double known;                  /* the market's price of its room */
    double load_price;             /* money per unit of its measure */
    double sunk;                   /* loads that are taken for paid, for now */
    enum exchange_measure measure; /* which fills its loads first */
};

/* All skus' moves and what they add up to.  moved[] of the problem's skus is the state. */
struct state {
    const struct exchange_problem *problem;
    struct shape *shapes;   /* [sku_count] */
    uint32_t *order;        /* [sku_count] skus by what they are, not by their number */
    double *worth;          /* [sku_count] gain before hurdles and loads */
    struct burden *burdens; /* [lane_count] */
    double *used;           /* [limit_count] units */
    double *limit_price;    /* [limit_count] money per unit */
    double gain;            /* the objective */
    double bound;           /* what no moves gain more than */
    double scale;           /* money: the dearest unit */
    size_t scratch_size;    /* bytes of state_try, at the most */
    size_t flows;
    size_t node_limit;    /* for one sku */
    double *limit_known;  /* [limit_count] the market's price of each limit */
    bool shared;          /* skus have something to do with each other */
    bool dear;            /* some room has a price in the market */
    uint32_t capped_lane; /* a sku that may have so many pieces on it; EXCHANGE_NONE */
    uint32_t capped_sku;
    double capped;
    bool loose;   /* rooms hold for each road of a sku alone: for bounds */
    bool relaxed; /* loads cost nothing but load_price, and no lane has a least */
    bool out_of_memory;
};

/* Puts other moves in the place of those of a sku. */
void state_put(struct state *state, size_t sku, const double *moved, double worth);

/* The best moves of one sku, the others standing.  Returns whether they changed; false too if no
 * moves are allowed, when those that are stay. */
bool state_solve(struct state *state, size_t sku, struct arena *scratch);

/* Bytes that state_try takes from its arena at the most. */
size_t state_scratch(const struct exchange_sku *sku, const struct shape *shape);

/* What moves gain as a sku would be asked; -HUGE_VAL where they may not be. */
double state_gain(const struct state *state, size_t sku, const double *moved, double worth,
                  struct arena *scratch);

/* The same without putting them: for many at a time.  Writes moved[road_count]. */
struct answer state_try(const struct state *state, size_t sku, double *moved,
                        struct arena *scratch);

/* Whether every lane carries nothing or its least. */
bool state_meets_leasts(const struct state *state);

/* What skus would do, each by itself. */
struct wishes {
    double *moved; /* by shape->first */
    double *worth; /* [sku_count] before tolls */
    double *gain;  /* [sku_count] after them */
    double *bound; /* [sku_count] */
    uint32_t *flows;
    unsigned char *again; /* [sku_count] who is to answer; 1 at first */
    unsigned char *failed;
};

bool wishes_take(struct wishes *wishes, size_t skus, size_t roads, struct arena *arena);

/* Lets those of the state's order from `first` to `end` answer who are to answer again, and counts
 * their flows. */
enum status MUST_CHECK wishes_ask(struct wishes *wishes, struct state *state, size_t first,
                                  size_t end, struct team *team, struct fault *fault);

/* Prices of rooms and loads at which what all wish fits nearly, and what nobody can gain more than.
 * The state must be empty.  Leaves the prices in it and the wishes at them. */
enum status MUST_CHECK prices_find(struct state *state, struct wishes *wishes, struct arena *arena,
                                   struct team *team, struct fault *fault);

/* Puts wishes, dearest first, where there is room, and lets the others answer again. */
enum status MUST_CHECK prices_commit(struct state *state, struct wishes *wishes,
                                     struct arena *scratch, struct fault *fault);

/* What is left is offered to all, some thousands at a time, as it truly is. */
enum status MUST_CHECK prices_fill(struct state *state, struct wishes *wishes, struct team *team,
                                   struct fault *fault);

/* Takes prices out of sight. */
void prices_clear(struct state *state);

/* Who has a road on each lane and each limit: skus in the state's order. */
struct touch {
    uint32_t
        *first; /* [lane_count + limit_count + 1] where those of a lane, then of a limit, begin */
    uint32_t *skus;
};

/* The answer is improved by one sku at a time, and by steps on lanes and limits, each tried and
 * taken back if nothing was gained. */
enum status MUST_CHECK search_run(struct state *state, const struct touch *touch,
                                  struct arena *arena, struct arena *scratch, size_t flow_limit,
                                  struct fault *fault);

#endif
