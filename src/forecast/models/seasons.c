/* The seasons of a history that it is long enough to show. */
#include "seasons.h"

#include <math.h>

static const double LEAST = 2.0;

struct season_list seasons_seen(const struct history *history)
{
    struct season_list all = history->seasons, seen = {0};
    if (all.count == 0) {
        all = (struct season_list){.count = 1, .length = {(double)history->season}};
    }
    for (size_t i = 0; i < all.count; i++) {
        if (all.length[i] >= LEAST && (double)history->length > 2.0 * all.length[i]) {
            seen.length[seen.count++] = all.length[i];
        }
    }
    return seen;
}

size_t seasons_whole(const struct history *history, size_t period[SEASONS_MOST])
{
    const struct season_list seen = seasons_seen(history);
    size_t count = 0;
    for (size_t i = 0; i < seen.count; i++) {
        size_t whole = (size_t)lround(seen.length[i]);
        bool longer = count == 0 || whole > period[count - 1];
        if (longer && history->length > 2 * whole) {
            period[count++] = whole;
        }
    }
    return count;
}
