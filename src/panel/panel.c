/* Views of the panel. */
#include "panel/panel.h"

#include "base/search.h"

struct span panel_span(const struct panel *panel, size_t series)
{
    size_t start = panel->start[series];
    size_t whole = panel->start[series + 1] - start;
    size_t length = whole > panel->later ? whole - panel->later : 0;
    bool censored = panel->censored_start != NULL &&
                    panel->censored_start[series] < panel->censored_start[series + 1];
    return (struct span){
        .demand = panel->demand + start,
        .censored_bits = censored ? panel->censored_bits + panel->censored_start[series] : NULL,
        .length = length,
        .first_period = panel->end_period - (int32_t)length,
    };
}

size_t panel_longest(const struct panel *panel)
{
    size_t longest = 0;
    for (size_t s = 0; s < panel->count; s++) {
        size_t length = panel_span(panel, s).length;
        longest = length > longest ? length : longest;
    }
    return longest;
}

size_t panel_find(const struct panel *panel, uint32_t sku, uint32_t location)
{
    size_t at =
        search_pair(panel->sku, panel->location, sizeof *panel->sku, panel->count, sku, location);
    bool found = at < panel->count && panel->sku[at] == sku && panel->location[at] == location;
    return found ? at : SIZE_MAX;
}
