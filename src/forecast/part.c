/* Forecasts of some of the series: finding one, and room for them. */
#include "forecast/forecast.h"

size_t forecast_part_find(const struct forecast_part *part, size_t series)
{
    if (part == NULL) {
        return SIZE_MAX;
    }
    size_t low = 0;
    size_t count = part->count;
    while (count > 0) {
        size_t half = count / 2;
        if (part->series[low + half] < series) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low < part->count && part->series[low] == series ? low : SIZE_MAX;
}

enum status forecast_part_room(struct forecast_part *part, size_t count, size_t horizon,
                               struct arena *arena, struct fault *fault)
{
    *part = (struct forecast_part){.count = count,
                                   .series = ARENA_NEW(arena, size_t, count),
                                   .mean = ARENA_NEW(arena, double, count *horizon),
                                   .sum_variance = ARENA_NEW(arena, double, count *horizon),
                                   .counts = ARENA_NEW(arena, bool, count),
                                   .flags = ARENA_NEW(arena, unsigned, count)};
    bool taken = part->series != NULL && part->mean != NULL && part->sum_variance != NULL &&
                 part->counts != NULL && part->flags != NULL;
    return taken ? STATUS_OK : fault_memory(fault, "a part of the forecasts");
}
