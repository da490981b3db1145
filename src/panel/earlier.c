/* A panel as it stood some periods ago, to see what would have been forecast then. */
#include "panel/panel.h"

#include <assert.h>

static struct panel look_back(const struct panel *panel, size_t periods)
{
    struct panel earlier = *panel;
    earlier.later += periods;
    earlier.end_period -= (int32_t)periods;
    earlier.as_of = period_first_day(&panel->calendar, earlier.end_period);
    earlier.cancelled_rows = 0;
    earlier.other_rows = 0;
    earlier.early_rows = 0;
    return earlier;
}

struct panel panel_earlier(const struct panel *panel, size_t periods)
{
    assert(periods > 0);
    return look_back(panel, periods);
}

struct panel panel_at(const struct panel *panel, int32_t day)
{
    assert(day <= panel->as_of);
    int32_t period = period_of(&panel->calendar, day);
    struct panel view = look_back(panel, (size_t)(panel->end_period - period));
    view.as_of = day;
    return view;
}
