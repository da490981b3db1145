/* Binary search by two ids. */
#include "base/search.h"

static uint32_t id_at(const uint32_t *first, size_t stride, size_t i)
{
    const void *at = (const char *)first + i * stride;
    return *(const uint32_t *)at;
}

size_t search_pair(const uint32_t *major, const uint32_t *minor, size_t stride, size_t count,
                   uint32_t a, uint32_t b)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t id = id_at(major, stride, middle);
        if (id < a || (id == a && id_at(minor, stride, middle) < b)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
