/* Lists of skus at locations. */
#include "panel/pairs.h"

#include <stdlib.h>

/* Most lists are short; they double. */
enum { FIRST_ROOM = 256 };

int pair_compare(const void *left, const void *right)
{
    const struct pair *a = left;
    const struct pair *b = right;
    if (a->sku != b->sku) {
        return a->sku < b->sku ? -1 : 1;
    }
    return (a->location > b->location) - (a->location < b->location);
}

bool pairs_add(struct pairs *pairs, struct pair pair)
{
    if (pairs->count == pairs->room) {
        size_t room = pairs->room > 0 ? 2 * pairs->room : FIRST_ROOM;
        struct pair *rows = realloc(pairs->rows, room * sizeof *rows);
        if (rows == NULL) {
            return false;
        }
        pairs->rows = rows;
        pairs->room = room;
    }
    pairs->rows[pairs->count++] = pair;
    return true;
}

void pairs_sort(struct pairs *pairs, size_t first)
{
    if (pairs->count < first + 2) {
        return;
    }
    qsort(pairs->rows + first, pairs->count - first, sizeof *pairs->rows, pair_compare);
    size_t unique = first;
    for (size_t i = first; i < pairs->count; i++) {
        if (unique == first || pair_compare(&pairs->rows[unique - 1], &pairs->rows[i]) != 0) {
            pairs->rows[unique++] = pairs->rows[i];
        }
    }
    pairs->count = unique;
}
