/* Rows of overrides.csv: their field, their days, and which of them holds. */
#include "panel/overrides.h"

#include "base/missing.h"
#include "base/search.h"

static const char *const NAMES[OVERRIDE_FIELDS] = {"forecast", "target", "order"};

enum override_field override_field_of(const struct names *names, const struct override_row *row)
{
    struct text name = intern_text(&names->word, row->field);
    enum override_field field = OVERRIDE_FORECAST;
    while (field < OVERRIDE_FIELDS && !text_equal_nocase(name, text_of(NAMES[field]))) {
        field++;
    }
    return field;
}

const char *override_field_name(enum override_field field)
{
    return field < OVERRIDE_FIELDS ? NAMES[field] : "";
}

/* The rows of a sku-location: how many, and the first. */
static size_t rows_of(const struct master *master, uint32_t sku, uint32_t location, size_t *first)
{
    *first = SEARCH_ROWS(master->overrides, master->override_count, sku, location, sku, location);
    size_t end = *first;
    while (end < master->override_count && master->overrides[end].sku == sku &&
           master->overrides[end].location == location) {
        end++;
    }
    return end - *first;
}

bool override_is_over(const struct override_row *row, int32_t day)
{
    return row->end_day != NO_DAY && row->end_day < day;
}

static bool holds(const struct override_row *row, int32_t day)
{
    /* NO_DAY is before every day: without a start it has always held. */
    return row->start_day <= day && !override_is_over(row, day) && !is_missing(row->value);
}

const struct override_row *override_on(const struct master *master, const struct names *names,
                                       uint32_t sku, uint32_t location, enum override_field field,
                                       int32_t day)
{
    const struct override_row *found = NULL;
    size_t first = 0;
    size_t count = rows_of(master, sku, location, &first);
    for (size_t o = first; o < first + count; o++) {
        const struct override_row *row = &master->overrides[o];
        if (holds(row, day) && override_field_of(names, row) == field &&
            (found == NULL || row->start_day >= found->start_day)) {
            found = row;
        }
    }
    return found;
}
