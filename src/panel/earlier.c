/* A panel as it stood some periods ago, to see what would have been forecast then. */
#include "base/missing.h"
#include "panel/panel.h"

#include <string.h>

/* Arrays of the earlier panel, while they are filled. */
struct copy {
    uint32_t *sku;
    uint32_t *location;
    size_t *start;
    double *demand;
    uint8_t *censored;
    size_t *return_start;
    int32_t *return_period;
    double *return_quantity;
    double *price;
};

static size_t length_of(const struct panel *panel, size_t series)
{
    return panel->start[series + 1] - panel->start[series];
}

static bool take(struct copy *copy, const struct panel *panel, size_t count, size_t cells,
                 struct arena *arena)
{
    size_t returns = panel->return_start != NULL ? panel->return_start[panel->count] : 0;
    copy->sku = ARENA_NEW(arena, uint32_t, count);
    copy->location = ARENA_NEW(arena, uint32_t, count);
    copy->start = ARENA_NEW(arena, size_t, count + 1);
    copy->demand = ARENA_NEW(arena, double, cells);
    copy->censored = panel->censored != NULL ? ARENA_NEW(arena, uint8_t, cells) : NULL;
    copy->return_start = ARENA_NEW(arena, size_t, count + 1);
    copy->return_period = ARENA_NEW(arena, int32_t, returns);
    copy->return_quantity = ARENA_NEW(arena, double, returns);
    copy->price = ARENA_NEW(arena, double, count);
    return copy->sku != NULL && copy->location != NULL && copy->start != NULL &&
           copy->demand != NULL && (panel->censored == NULL || copy->censored != NULL) &&
           copy->return_start != NULL && copy->return_period != NULL &&
           copy->return_quantity != NULL && copy->price != NULL;
}

static void copy_returns(struct copy *copy, const struct panel *panel, size_t from, size_t to,
                         int32_t end_period)
{
    size_t at = copy->return_start[to];
    for (size_t r = panel->return_start[from]; r < panel->return_start[from + 1]; r++) {
        if (panel->return_period[r] < end_period) {
            copy->return_period[at] = panel->return_period[r];
            copy->return_quantity[at] = panel->return_quantity[r];
            at++;
        }
    }
    copy->return_start[to + 1] = at;
}

static void copy_series(struct copy *copy, const struct panel *panel, size_t from, size_t to,
                        size_t periods)
{
    size_t length = length_of(panel, from) - periods;
    size_t source = panel->start[from];
    size_t at = copy->start[to];
    copy->sku[to] = panel->sku[from];
    copy->location[to] = panel->location[from];
    copy->price[to] = panel->price != NULL ? panel->price[from] : MISSING;
    copy->start[to + 1] = at + length;
    memcpy(copy->demand + at, panel->demand + source, length * sizeof *copy->demand);
    if (copy->censored != NULL) {
        memcpy(copy->censored + at, panel->censored + source, length);
    }
    if (panel->return_start != NULL) {
        copy_returns(copy, panel, from, to, panel->end_period - (int32_t)periods);
    }
}

enum status panel_earlier(struct panel *earlier, size_t *origin, const struct panel *panel,
                          size_t periods, struct arena *arena, struct fault *fault)
{
    size_t count = 0;
    size_t cells = 0;
    for (size_t i = 0; i < panel->count; i++) {
        if (length_of(panel, i) > periods) {
            origin[count++] = i;
            cells += length_of(panel, i) - periods;
        }
    }
    struct copy copy;
    if (!take(&copy, panel, count, cells, arena)) {
        return fault_memory(fault, "an earlier panel");
    }
    for (size_t i = 0; i < count; i++) {
        copy_series(&copy, panel, origin[i], i, periods);
    }
    int32_t end = panel->end_period - (int32_t)periods;
    *earlier = (struct panel){.calendar = panel->calendar,
                              .as_of = periods > 0 ? period_first_day(&panel->calendar, end)
                                                   : panel->as_of,
                              .end_period = end,
                              .count = count,
                              .sku = copy.sku,
                              .location = copy.location,
                              .start = copy.start,
                              .demand = copy.demand,
                              .censored = copy.censored,
                              .return_start = copy.return_start,
                              .return_period = copy.return_period,
                              .return_quantity = copy.return_quantity,
                              .price = copy.price};
    return STATUS_OK;
}
