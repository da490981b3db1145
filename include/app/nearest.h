/* Did you mean: the distance between a word and the word that was meant. */
#ifndef RESTOCK_APP_NEAREST_H
#define RESTOCK_APP_NEAREST_H

#include "base/text.h"

#include <stddef.h>

/* Letters to insert, delete, replace or swap with their neighbour (optimal string alignment), in
 * any case; words beyond 64 bytes are compared by their first 64. */
size_t word_distance(struct text a, struct text b);

#endif
