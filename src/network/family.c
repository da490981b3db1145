/* Who feeds whom among the positions of one sku. */
#include "family.h"

#include "base/missing.h"

size_t family_end(const struct position *positions, size_t count, size_t first)
{
    if (first > 0 && positions[first - 1].sku == positions[first].sku) {
        return first;
    }
    size_t end = first + 1;
    while (end < count && positions[end].sku == positions[first].sku) {
        end++;
    }
    return end;
}

size_t position_among(const struct position *positions, size_t first, size_t end, uint32_t location)
{
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (positions[middle].location == location) {
            return middle;
        }
        if (positions[middle].location < location) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return SIZE_MAX;
}

size_t family_largest(const struct position *positions, size_t count)
{
    size_t largest = 0;
    for (size_t first = 0, end; first < count; first = end) {
        end = family_end(positions, count, first);
        largest = end - first > largest ? end - first : largest;
    }
    return largest;
}

static size_t feeder_of(const struct family *family, size_t child)
{
    const struct position *position = &family->positions[child];
    if (position->from == NO_ID ||
        feed_of(family->basis->inputs, position->from).location == NULL) {
        return SIZE_MAX;
    }
    return position_among(family->positions, family->first, family->end, position->from);
}

size_t family_scratch(size_t size)
{
    enum { PIECES = 3, PIECE = 64 };
    return size * (2 * sizeof(size_t) + sizeof(int)) + (size_t)PIECES * PIECE;
}

bool family_open(struct family *family, struct arena *scratch)
{
    size_t size = family->end - family->first;
    family->feeder = ARENA_NEW(scratch, size_t, size);
    family->children = ARENA_NEW(scratch, size_t, size);
    family->steps = ARENA_NEW(scratch, int, size);
    if (family->feeder == NULL || family->children == NULL || family->steps == NULL) {
        return false;
    }
    for (size_t p = 0; p < size; p++) {
        family->feeder[p] = feeder_of(family, family->first + p);
        if (family->feeder[p] != SIZE_MAX) {
            family->children[family->feeder[p] - family->first]++;
        }
    }
    family->depth = 0;
    for (size_t p = 0; p < size; p++) {
        size_t up = family->feeder[p];
        while (up != SIZE_MAX && family->steps[p] < FAMILY_STEPS) {
            family->steps[p]++;
            up = family->feeder[up - family->first];
        }
        family->depth = family->steps[p] > family->depth ? family->steps[p] : family->depth;
    }
    return true;
}
