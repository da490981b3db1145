/* A panel as it stood some periods ago, to see what would have been forecast then. */
#include "panel/panel.h"

#include <assert.h>

struct panel panel_earlier(const struct panel *panel, size_t periods)
{
    assert(periods > 0);
    struct panel earlier = *panel;
    earlier.later += periods;
    earlier.end_period -= (int32_t)periods;
    earlier.as_of = period_first_day(&panel->calendar, earlier.end_period);
    earlier.cancelled_rows = 0;
    earlier.other_rows = 0;
    earlier.early_rows = 0;
    return earlier;
}
