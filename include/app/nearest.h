/* Did you mean: the distance between a word and the word that was meant. */
#ifndef RESTOCK_APP_NEAREST_H
#define RESTOCK_APP_NEAREST_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Letters to insert, delete, replace or swap with their neighbour (optimal string alignment), in
 * any case; words beyond 64 bytes are compared by their first 64. */
size_t word_distance(struct text a, struct text b);

/* The nearest so far of the words that are offered for one that was given; the first of equals. */
struct nearest {
    struct text given;
    const char *word; /* NULL: none was offered */
    size_t distance;
};

/* Whether `word` is nearer than all before it. */
bool nearest_offer(struct nearest *nearest, const char *word);

#endif
