/* One series' rows, freed of what cancelled out, and summed by period. */
#include "clean.h"

#include "base/missing.h"

/* The first row from `from` on that is of another day or beyond `kind`. */
static size_t end_of(const struct sale *rows, size_t from, size_t count, int32_t day, uint8_t kind)
{
    while (from < count && rows[from].day == day && rows[from].kind <= kind) {
        from++;
    }
    return from;
}

/* Marks the pairs of one day that cancel out with a quantity that is MISSING.  Both stretches are
 * ascending in quantity, so one walk finds them. */
static void cancel_day(struct sale *sales, size_t sale_count, struct sale *returns,
                       size_t return_count)
{
    size_t r = 0;
    for (size_t s = 0; s < sale_count && r < return_count; s++) {
        while (r < return_count && returns[r].quantity < sales[s].quantity) {
            r++;
        }
        if (r < return_count && !(returns[r].quantity > sales[s].quantity) &&
            sales[s].quantity > 0.0) {
            sales[s].quantity = MISSING;
            returns[r].quantity = MISSING;
            r++;
        }
    }
}

static bool any_return(const struct sale *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].kind == SALE_RETURN) {
            return true;
        }
    }
    return false;
}

size_t clean_cancel(struct sale *rows, size_t count, size_t *cancelled)
{
    *cancelled = 0;
    if (!any_return(rows, count)) {
        return count;
    }
    for (size_t i = 0; i < count;) {
        int32_t day = rows[i].day;
        size_t sales_end = end_of(rows, i, count, day, SALE_SALE);
        size_t returns_end = end_of(rows, sales_end, count, day, SALE_RETURN);
        cancel_day(rows + i, sales_end - i, rows + sales_end, returns_end - sales_end);
        i = end_of(rows, returns_end, count, day, UINT8_MAX);
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        *cancelled += is_missing(rows[i].quantity);
        if (is_missing(rows[i].quantity) && rows[i].out_of_stock) {
            rows[i].quantity = 0.0;
            rows[i].kind = SALE_SALE;
            rows[i].price = 0.0F;
        }
        if (!is_missing(rows[i].quantity)) {
            rows[kept++] = rows[i];
        }
    }
    return kept;
}

int32_t cursor_period(struct cursor *cursor, int32_t day)
{
    if (day >= cursor->next_day) {
        cursor->period = period_of(cursor->calendar, day);
        cursor->next_day = period_first_day(cursor->calendar, cursor->period + 1);
    }
    return cursor->period;
}

struct cursor cursor_start(const struct rhythm *rhythm)
{
    return (struct cursor){.calendar = &rhythm->calendar, .next_day = INT32_MIN};
}

struct tally clean_tally(const struct sale *rows, size_t count, const struct rhythm *rhythm)
{
    struct tally tally = {.price = MISSING};
    struct cursor cursor = cursor_start(rhythm);
    int32_t last_return = INT32_MIN;
    int32_t last_empty = INT32_MIN; /* shelf */
    for (size_t i = 0; i < count; i++) {
        const struct sale *row = &rows[i];
        int32_t period = cursor_period(&cursor, row->day);
        last_empty = row->out_of_stock && period < rhythm->end_period ? period : last_empty;
        if (row->kind == SALE_OTHER) {
            tally.other_rows++;
            continue;
        }
        if (row->kind == SALE_SALE && row->price > 0.0F) {
            tally.price = (double)row->price;
        }
        tally.early_rows += period < rhythm->first_period || period >= rhythm->end_period;
        if (period >= rhythm->end_period || !(row->quantity > 0.0)) {
            continue;
        }
        if (row->kind == SALE_SALE && !tally.sold) {
            tally.sold = true;
            tally.first_period = period > rhythm->first_period ? period : rhythm->first_period;
        }
        if (row->kind == SALE_RETURN && tally.sold && period >= tally.first_period &&
            period != last_return) {
            last_return = period;
            tally.return_periods++;
        }
    }
    tally.censored = tally.sold && last_empty >= tally.first_period;
    return tally;
}

static void write_return(const struct series_target *target, size_t *returns, int32_t period,
                         double quantity)
{
    if (*returns == 0 || target->return_period[*returns - 1] != period) {
        target->return_period[*returns] = period;
        (*returns)++;
    }
    target->return_quantity[*returns - 1] += quantity;
}

void clean_write(const struct series_target *target, const struct sale *rows, size_t count,
                 const struct rhythm *rhythm, int32_t first_period)
{
    struct cursor cursor = cursor_start(rhythm);
    size_t returns = 0;
    bool sold = false;
    for (size_t i = 0; i < count; i++) {
        const struct sale *row = &rows[i];
        int32_t period = cursor_period(&cursor, row->day);
        sold = sold || (row->kind == SALE_SALE && row->quantity > 0.0);
        if (period < first_period || period >= rhythm->end_period) {
            continue;
        }
        if (row->out_of_stock) {
            size_t t = (size_t)(period - first_period);
            target->censored_bits[t / 8] |= (uint8_t)(1U << (t % 8));
        }
        if (row->kind == SALE_SALE) {
            target->demand[period - first_period] += row->quantity;
        } else if (row->kind == SALE_RETURN && sold && row->quantity > 0.0) {
            write_return(target, &returns, period, row->quantity);
        }
    }
}
