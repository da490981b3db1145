/* What a position has and what is on its way: stock by batch, open orders by date, returns. */
#include "base/missing.h"
#include "base/search.h"
#include "replenish/assess.h"

#include <math.h>

size_t stock_rows_of(const struct inputs *inputs, uint32_t sku, uint32_t location, size_t *first)
{
    *first = SEARCH_ROWS(inputs->stock, inputs->stock_count, sku, location, sku, location);
    size_t end = *first;
    while (end < inputs->stock_count && inputs->stock[end].sku == sku &&
           inputs->stock[end].location == location) {
        end++;
    }
    return end - *first;
}

size_t open_orders_of(const struct inputs *inputs, uint32_t sku, uint32_t location, size_t *first)
{
    *first =
        SEARCH_ROWS(inputs->open_orders, inputs->open_order_count, sku, location, sku, location);
    size_t end = *first;
    while (end < inputs->open_order_count && inputs->open_orders[end].sku == sku &&
           inputs->open_orders[end].location == location) {
        end++;
    }
    return end - *first;
}

double late_units(double quantity, double overdue_days, double late_chance_days, bool counts)
{
    double units = late_chance_days > 0.0 ? quantity * exp(-overdue_days / late_chance_days) : 0.0;
    return counts ? floor(units + 1e-9) : units;
}

double usable_stock(const struct position *position)
{
    /* A count below nothing is an error of the feed (there is an exception for it), not a debt. */
    return fmax(position->on_hand, 0.0) - position->expired - position->reserved -
           position->blocked - position->pledged;
}

/* One period's returns count for no more than so many periods' mean demand (or units): what comes
 * back beyond that is a cancelled order, not a habit of customers. */
static const double MOST_RETURNED = 3.0;

/* The first period that begins within the window. */
static int32_t window_start(const struct panel *panel, double window_days)
{
    double first_day = (double)panel->as_of - window_days;
    int32_t period = period_of(&panel->calendar, (int32_t)floor(first_day));
    while ((double)period_first_day(&panel->calendar, period) < first_day) {
        period++;
    }
    return period;
}

double return_rate(const struct panel *panel, size_t series, double window_days, double *sold,
                   double *returned)
{
    *sold = 0.0;
    *returned = 0.0;
    if (series == SIZE_MAX) {
        return 0.0;
    }
    struct span span = panel_span(panel, series);
    int32_t first = window_start(panel, window_days);
    double periods = 0.0;
    for (size_t t = span.length; t-- > 0 && span.first_period + (int32_t)t >= first;) {
        *sold += value_or(span.demand[t], 0.0);
        periods += 1.0;
    }
    if (panel->return_start == NULL || !(*sold > 0.0)) {
        return 0.0;
    }
    double most = MOST_RETURNED * fmax(*sold / periods, 1.0);
    double usual = 0.0;
    for (size_t r = panel->return_start[series]; r < panel->return_start[series + 1]; r++) {
        int32_t period = panel->return_period[r];
        if (period < panel->end_period && period >= first) {
            *returned += panel->return_quantity[r];
            usual += fmin(panel->return_quantity[r], most);
        }
    }
    return fmin(usual / *sold, 1.0);
}
