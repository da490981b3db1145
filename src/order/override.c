/* A planner's word on an order or a target, while it is in force. */
#include "base/missing.h"
#include "base/search.h"
#include "order/supplier_order.h"

#include <string.h>

static size_t first_override(const struct master *master, uint32_t sku, uint32_t location)
{
    return SEARCH_ROWS(master->overrides, master->override_count, sku, location, sku, location);
}

const struct override_row *override_of(const struct inputs *inputs, const struct position *position,
                                       const char *field)
{
    const struct master *master = &inputs->master;
    const struct override_row *found = NULL;
    for (size_t o = first_override(master, position->sku, position->location);
         o < master->override_count; o++) {
        const struct override_row *row = &master->overrides[o];
        if (row->sku != position->sku || row->location != position->location) {
            break;
        }
        bool begun = row->start_day == NO_DAY || row->start_day <= inputs->as_of;
        bool over = row->end_day != NO_DAY && row->end_day < inputs->as_of;
        struct text name = intern_text(&inputs->names.word, row->field);
        if (begun && !over && !is_missing(row->value) && text_equal_nocase(name, text_of(field))) {
            found = row; /* rows are by start: the latest word counts */
        }
    }
    return found;
}
