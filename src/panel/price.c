/* Prices of days, confirmed by the next day's, gathered into changes by period. */
#include "price.h"

#include <math.h>

/* Prices nearer to each other are the same. */
static const double SAME = 0.005;

struct walk {
    const struct calendar *calendar;
    const struct price_target *target;
    size_t entries;
    double written;   /* value of the last entry; 0: none */
    double posted;    /* the price that counts; 0: none yet */
    double candidate; /* of the last day with a price, not confirmed; 0: none */
    int32_t period;   /* in which `posted` began to count ... */
    int32_t since;    /* ... from this day on */
    double sum;       /* price times days of `period` before `since` */
};

static bool same(double a, double b)
{
    return fabs(a - b) <= SAME * b;
}

static void write_entry(struct walk *walk, int32_t period, double value)
{
    if (walk->written > 0.0 && same(value, walk->written)) {
        return;
    }
    if (walk->target != NULL) {
        walk->target->period[walk->entries] = period;
        walk->target->value[walk->entries] = value;
    }
    walk->written = value;
    walk->entries++;
}

/* Writes the period in which the posted price began, and the one after it if that lies before
 * `end`. */
static void settle(struct walk *walk, int32_t end)
{
    int32_t first_day = period_first_day(walk->calendar, walk->period);
    int32_t next_day = period_first_day(walk->calendar, walk->period + 1);
    double sum = walk->sum + walk->posted * (double)(next_day - walk->since);
    write_entry(walk, walk->period, sum / (double)(next_day - first_day));
    if (walk->period + 1 < end) {
        write_entry(walk, walk->period + 1, walk->posted);
    }
}

/* From `day` of `period` on another price counts. */
static void post(struct walk *walk, int32_t period, int32_t day, double price)
{
    int32_t first_day = period_first_day(walk->calendar, period);
    if (!(walk->posted > 0.0)) {
        walk->sum = 0.0;
        walk->since = first_day; /* nothing else is known of the days before */
    } else {
        if (period != walk->period) {
            settle(walk, period);
            walk->sum = 0.0;
            walk->since = first_day;
        }
        walk->sum += walk->posted * (double)(day - walk->since);
        walk->since = day;
    }
    walk->period = period;
    walk->posted = price;
}

/* The k-th smallest, counted from 0, by Hoare's selection. */
static float select_price(float *price, size_t count, size_t k)
{
    size_t low = 0;
    size_t high = count - 1;
    while (low < high) {
        float pivot = price[low + (high - low) / 2];
        size_t i = low;
        size_t j = high;
        for (;;) {
            while (price[i] < pivot) {
                i++;
            }
            while (price[j] > pivot) {
                j--;
            }
            if (i >= j) {
                break;
            }
            float swap = price[i];
            price[i++] = price[j];
            price[j--] = swap;
        }
        if (k <= j) { /* low .. j are at most the pivot, the others at least */
            high = j;
        } else {
            low = j + 1;
        }
    }
    return price[k];
}

static void end_day(struct walk *walk, struct cursor *cursor, int32_t first_period, int32_t day,
                    float *price, size_t count)
{
    double paid = (double)(count == 1 ? price[0] : select_price(price, count, (count - 1) / 2));
    bool confirmed = walk->candidate > 0.0 && same(paid, walk->candidate);
    walk->candidate = paid;
    if (!confirmed || (walk->posted > 0.0 && same(paid, walk->posted))) {
        return;
    }
    int32_t period = cursor_period(cursor, day);
    if (period < first_period) {
        period = first_period;
        day = period_first_day(walk->calendar, period);
    }
    post(walk, period, day, paid);
}

size_t price_walk(const struct sale *rows, size_t count, const struct rhythm *rhythm,
                  int32_t first_period, float *room, const struct price_target *target)
{
    struct walk walk = {.calendar = &rhythm->calendar, .target = target};
    struct cursor cursor = cursor_start(rhythm);
    int32_t end_day_of_history = period_first_day(&rhythm->calendar, rhythm->end_period);
    for (size_t i = 0; i < count && rows[i].day < end_day_of_history;) {
        int32_t day = rows[i].day;
        size_t prices = 0;
        for (; i < count && rows[i].day == day; i++) {
            if (rows[i].kind == SALE_SALE && rows[i].price > 0.0F && rows[i].quantity > 0.0) {
                room[prices++] = rows[i].price;
            }
        }
        if (prices > 0) {
            end_day(&walk, &cursor, first_period, day, room, prices);
        }
    }
    if (walk.posted > 0.0) {
        settle(&walk, rhythm->end_period);
    }
    return walk.entries;
}
