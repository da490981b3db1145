/* One line of an open order that its supplier could hasten, and what that saves. */
#ifndef RESTOCK_NETWORK_EXPEDITE_LINE_H
#define RESTOCK_NETWORK_EXPEDITE_LINE_H

#include "network/expedite.h"

struct hasty_line {
    size_t order;    /* index into inputs->open_orders */
    size_t position; /* index into positions */
    const struct supplier *supplier;
    double due;    /* days from as_of: when it is expected */
    double sooner; /* and when, if it is hastened */
    double until;  /* up to when that matters, > sooner */
    double cost;   /* money of its units */
    double gain;   /* money that it saves beside what is chosen already */
    bool chosen;
    bool failed; /* memory ran out */
};

/* What all of them are looked at with. */
struct hasty {
    const struct basis *basis;
    const struct position *positions; /* [position_count] */
    size_t position_count;
    const struct transfers *transfers;
    struct hasty_line *lines; /* [count] in the order of inputs->open_orders */
    size_t count;
    size_t most_extra; /* supplies beside the open orders that any of their positions may have */
};

/* The line of an open order; false if nobody can hasten it, or to no avail. */
bool hasty_line_of(const struct hasty *hasty, size_t order, struct hasty_line *line);

/* Supplies beside its open orders that the line's position may have: transfers, tonight's order. */
size_t hasty_extra(const struct hasty *hasty, const struct hasty_line *line);

/* Fills gain or failed of a line that is not chosen. */
void hasty_gain(const struct hasty *hasty, size_t index, struct arena *scratch);

/* Whether another line of the same position is chosen. */
bool hasty_beside(const struct hasty *hasty, size_t index);

#endif
