/* Blocks of whole units. */
#include "worth_parts.h"

#include <math.h>

size_t cut_evenly(double begin, double end, struct block *blocks)
{
    double units = end - begin;
    if (units < 1.0) {
        return 0;
    }
    size_t count = units < WORTH_BLOCKS ? (size_t)units : WORTH_BLOCKS;
    for (size_t b = 0; b < count; b++) {
        blocks[b].begin = begin + floor(units * (double)b / (double)count);
        blocks[b].end = begin + floor(units * (double)(b + 1) / (double)count);
    }
    return count;
}

size_t cut_growing(double begin, double end, struct block *blocks)
{
    double units = end - begin;
    if (units <= WORTH_BLOCKS) {
        return cut_evenly(begin, end, blocks);
    }
    double first = units * 0.5 / (pow(1.5, WORTH_BLOCKS) - 1.0);
    double size = first;
    double at = begin;
    size_t count = 0;
    for (size_t b = 0; b < WORTH_BLOCKS && at < end; b++, size *= 1.5) {
        double next = b + 1 == WORTH_BLOCKS ? end : fmin(at + fmax(round(size), 1.0), end);
        blocks[count++] = (struct block){.begin = at, .end = next};
        at = next;
    }
    return count;
}
