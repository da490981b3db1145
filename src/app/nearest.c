/* Optimal string alignment distance on three rows. */
#include "app/nearest.h"

#include <string.h>

enum { WORD_MOST = 64 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t word_distance(struct text a, struct text b)
{
    size_t rows = least(a.length, WORD_MOST);
    size_t columns = least(b.length, WORD_MOST);
    size_t row[3][WORD_MOST + 1]; /* distances of a[0, i - 2], a[0, i - 1] and a[0, i] to b[0, j] */
    for (size_t j = 0; j <= columns; j++) {
        row[1][j] = j;
    }
    for (size_t i = 1; i <= rows; i++) {
        size_t *now = row[2];
        const size_t *last = row[1];
        now[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            char x = lower(a.data[i - 1]);
            char y = lower(b.data[j - 1]);
            size_t best = last[j - 1] + (x != y);
            best = least(best, least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && x == lower(b.data[j - 2]) && lower(a.data[i - 2]) == y) {
                best = least(best, row[0][j - 2] + 1);
            }
            now[j] = best;
        }
        memcpy(row[0], row[1], sizeof row[0]);
        memcpy(row[1], row[2], sizeof row[1]);
    }
    return row[1][columns];
}

bool nearest_offer(struct nearest *nearest, const char *word)
{
    size_t distance = word_distance(nearest->given, text_of(word));
    bool nearer = nearest->word == NULL || distance < nearest->distance;
    if (nearer) {
        nearest->word = word;
        nearest->distance = distance;
    }
    return nearer;
}
