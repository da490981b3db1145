/* Promotions day by day, gathered into periods. */
#include "promoted.h"

#include "base/missing.h"
#include "base/search.h"

#include <math.h>
#include <string.h>

/* No discount counts for more: what is nearly given away is no price. */
static const double MOST_DISCOUNT = 0.9;

struct promotion_rows promoted_rows(const struct master *master, uint32_t sku)
{
    size_t first = SEARCH_ROWS(master->promotions, master->promotion_count, sku, location, sku, 0);
    size_t end = first;
    while (end < master->promotion_count && master->promotions[end].sku == sku) {
        end++;
    }
    return (struct promotion_rows){.first = first, .count = end - first};
}

/* Adds the days from .. to (inclusive) of one promotion, or of what follows it, to their periods.
 */
static void add_days(struct promoted *promoted, const struct calendar *calendar, int32_t period,
                     size_t count, int32_t from, int32_t to, const struct promoted *what)
{
    int32_t first = period_of(calendar, from);
    int32_t last = period_of(calendar, to);
    for (int32_t p = first < period ? period : first; p <= last; p++) {
        if (p >= period + (int32_t)count) {
            return;
        }
        int32_t begin = period_first_day(calendar, p);
        int32_t days = period_days(calendar, p);
        int32_t left = from > begin ? from : begin;
        int32_t right = to < begin + days - 1 ? to : begin + days - 1;
        float share = (float)(right - left + 1) / (float)days;
        struct promoted *at = &promoted[p - period];
        at->unknown = fminf(at->unknown + share * what->unknown, 1.0F);
        at->known = fminf(at->known + share * what->known, 1.0F);
        at->depth = fmaxf(at->depth, share * what->depth);
        at->after = fminf(at->after + share * what->after, 1.0F);
    }
}

bool promoted_fill(struct promoted *promoted, const struct inputs *inputs,
                   const struct calendar *calendar, uint32_t sku, uint32_t location, int32_t period,
                   size_t count)
{
    memset(promoted, 0, count * sizeof *promoted);
    struct promotion_rows rows = promoted_rows(&inputs->master, sku);
    int32_t begin = period_first_day(calendar, period);
    int32_t end = period_first_day(calendar, period + (int32_t)count);
    bool any = false;
    for (size_t i = 0; i < rows.count; i++) {
        const struct promotion *row = &inputs->master.promotions[rows.first + i];
        bool here = row->location == NO_ID || row->location == location;
        if (!here || row->start_day >= end || row->end_day + PROMOTED_DIP_DAYS < begin) {
            continue;
        }
        any = true;
        struct promoted on = {.unknown = 1.0F};
        if (!is_missing(row->discount)) {
            double discount = fmin(row->discount, MOST_DISCOUNT);
            on = (struct promoted){.known = 1.0F, .depth = (float)-log1p(-discount)};
        }
        add_days(promoted, calendar, period, count, row->start_day, row->end_day, &on);
        add_days(promoted, calendar, period, count, row->end_day + 1,
                 row->end_day + PROMOTED_DIP_DAYS, &(struct promoted){.after = 1.0F});
    }
    for (size_t t = 0; any && t < count; t++) {
        struct promoted *at = &promoted[t];
        at->unknown = fminf(at->unknown, 1.0F - at->known);
        at->after = fminf(at->after, 1.0F - at->known - at->unknown);
    }
    return any;
}
