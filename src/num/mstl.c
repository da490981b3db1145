/* STL by one season after the other. */
#include "num/mstl.h"

#include <string.h>

enum { FIRST_WINDOW = 11, WINDOW_STEP = 4, PASSES = 2, PADDING = 64 };

size_t mstl_window(size_t i)
{
    return FIRST_WINDOW + WINDOW_STEP * i;
}

size_t mstl_scratch(size_t length)
{
    /* few long cycles or many short ones: between them it is less */
    const size_t longest = stl_scratch(length, length / 2), shortest = stl_scratch(length, 2);
    return length * sizeof(double) + PADDING + (longest > shortest ? longest : shortest);
}

bool mstl_decompose(const double *y, size_t length, const size_t *period, size_t count,
                    const struct mstl_parts *parts, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    double *rest = ARENA_NEW(scratch, double, length);
    bool good = rest != NULL && count > 0;
    if (good) {
        memcpy(rest, y, length * sizeof *rest);
        memset(parts->season, 0, count * length * sizeof *parts->season);
    }
    const size_t passes = count > 1 ? PASSES : 1;
    for (size_t step = 0; good && step < passes * count; step++) {
        const size_t i = step % count;
        double *season = parts->season + i * length;
        for (size_t t = 0; t < length; t++) {
            rest[t] += season[t];
        }
        const struct stl_settings settings = stl_settings_of(period[i], mstl_window(i));
        const struct stl_parts one = {season, parts->trend, parts->remainder};
        good = stl_decompose(rest, length, &settings, &one, scratch);
        for (size_t t = 0; good && t < length; t++) {
            rest[t] -= season[t];
        }
    }
    arena_rewind(scratch, mark);
    return good;
}
