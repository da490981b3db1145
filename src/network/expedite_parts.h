/* Hastening in the making: lines of open orders that their supplier could hasten, what that saves,
 * and the orders that they belong to. */
#ifndef RESTOCK_NETWORK_EXPEDITE_PARTS_H
#define RESTOCK_NETWORK_EXPEDITE_PARTS_H

#include "network/expedite.h"

struct hasty_line {
    size_t order;    /* index into inputs->open_orders */
    size_t position; /* index into positions */
    const struct supplier *supplier;
    double due;    /* days from as_of: when it is expected */
    double sooner; /* and when, if it is hastened */
    double later;  /* the next day on which it could come, were it hastened a night later */
    double until;  /* up to when that matters, > sooner */
    double cost;   /* money of its units */
    double gain;   /* money that it saves beside what is chosen already */
    double net;    /* what its units and their holding leave of that */
    double share;  /* of the days that haste brings: those that a night's waiting loses */
    double urgent; /* money that such a night loses beyond the holding it spares and its share of
                      the units' cost; of lines with net > 0 */
    bool chosen;
    bool settled; /* chosen before, with its order: no longer asked */
    bool failed;  /* memory ran out */
};

/* The lines of one order: [first, first + count) of `by_order`. */
struct hasty_order {
    size_t first;
    size_t count;
    double cost; /* money beside that of its units */
    double net;  /* money that it gains if nothing else is hastened */
};

/* What all of them are looked at with. */
struct hasty {
    const struct basis *basis;
    const struct position *positions; /* [position_count] */
    size_t position_count;
    const struct transfers *transfers;
    bool ordered;             /* tonight's orders are decided; else they are what is needed */
    double margin;            /* money that an order must gain beyond its cost */
    struct hasty_line *lines; /* [count] in the order of inputs->open_orders */
    size_t count;
    size_t most_extra; /* supplies beside the open orders that any of their positions may have */
    size_t *by_order;  /* [count] indices of lines, those of an order side by side */
    struct hasty_order *orders; /* [order_count] that may gain the margin, most first */
    size_t order_count;
};

/* Lists the lines and their gains, those of `expedited` chosen and settled, and the other orders.
 */
enum status MUST_CHECK hasty_list(struct hasty *hasty, const struct expedited *expedited,
                                  struct arena *work, struct team *team, struct fault *fault);

/* The line of an open order; false if nobody can hasten it, or to no avail. */
bool hasty_line_of(const struct hasty *hasty, size_t order, struct hasty_line *line);

/* Sets most_extra; to be asked again when transfers are others. */
void hasty_measure(struct hasty *hasty);

/* Fills gain or failed of a line that is not chosen. */
void hasty_gain(const struct hasty *hasty, size_t index, struct arena *scratch);

/* Chooses the lines of an order that gain more than their units cost and had better not wait,
 * beside what is chosen already (of other orders): money that they gain beyond all cost, 0 if the
 * order had better wait.  MISSING if memory ran out. */
double hasty_choose(struct hasty *hasty, const struct hasty_order *order, struct arena *work);
void hasty_drop(struct hasty *hasty, const struct hasty_order *order);

/* The chosen lines of an order, as they are told. */
struct hastened hasty_tell(const struct hasty *hasty, const struct hasty_order *order);

/* Adds its chosen lines to `expedited`, which has room for them. */
void hasty_tell_lines(const struct hasty *hasty, const struct hasty_order *order,
                      struct expedited *expedited);

/* Whether so much is worth asking for. */
bool hasty_pays(const struct hasty *hasty, double net);

#endif
