/* The rows of one sku in the order in which they are added up.
 *
 * Exports come sorted by series or by date.  In the first case there is nothing to do; in the
 * second a counting sort by location leaves days that are almost in order, which a merge sort that
 * skips what is sorted puts right. */
#include "range.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum {
    PADDING = 64,
    RUN = 12,          /* rows that are sorted by insertion before the merging begins */
    SPARSE_PLACES = 4, /* a table of all places pays for no fewer rows than a fourth of them */
};

static uint64_t key_of(const struct sale *row)
{
    return (uint64_t)row->location << 32 | ((uint32_t)row->day ^ 0x80000000U);
}

/* Rows of one series and day: total but for rows that are alike in all that counts. */
static bool before_on_day(const struct sale *a, const struct sale *b)
{
    if (a->kind != b->kind) {
        return a->kind < b->kind;
    }
    if (a->quantity < b->quantity || a->quantity > b->quantity) {
        return a->quantity < b->quantity;
    }
    if (a->kind == SALE_SALE) {
        if (a->price < b->price || a->price > b->price) {
            return a->price < b->price;
        }
    } else if (a->reason != b->reason) {
        return a->reason < b->reason;
    }
    return a->out_of_stock < b->out_of_stock;
}

static bool before(const struct sale *a, const struct sale *b)
{
    uint64_t x = key_of(a);
    uint64_t y = key_of(b);
    return x != y ? x < y : before_on_day(a, b);
}

static bool sorted(const struct sale *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (before(&rows[i], &rows[i - 1])) {
            return false;
        }
    }
    return true;
}

static void sort_run(struct sale *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct sale row = rows[i];
        size_t at = i;
        for (; at > 0 && before(&row, &rows[at - 1]); at--) {
            rows[at] = rows[at - 1];
        }
        rows[at] = row;
    }
}

/* from[0 .. middle - 1] and from[middle .. count - 1], both sorted, into `to`. */
static void merge(struct sale *to, const struct sale *from, size_t middle, size_t count)
{
    size_t a = 0;
    size_t b = middle;
    size_t at = 0;
    if (middle < count && before(&from[middle], &from[middle - 1])) {
        while (a < middle && b < count) {
            to[at++] = before(&from[b], &from[a]) ? from[b++] : from[a++];
        }
        memcpy(to + at, from + a, (middle - a) * sizeof *to);
        at += middle - a;
        a = b;
    }
    memcpy(to + at, from + a, (count - a) * sizeof *to);
}

static void merge_sort(struct sale *rows, size_t count, struct sale *room)
{
    if (sorted(rows, count)) {
        return;
    }
    for (size_t at = 0; at < count; at += RUN) {
        sort_run(rows + at, count - at < RUN ? count - at : RUN);
    }
    struct sale *from = rows;
    struct sale *to = room;
    for (size_t width = RUN; width < count; width *= 2) {
        for (size_t at = 0; at < count; at += 2 * width) {
            size_t size = count - at < 2 * width ? count - at : 2 * width;
            merge(to + at, from + at, size < width ? size : width, size);
        }
        struct sale *swap = from;
        from = to;
        to = swap;
    }
    if (from != rows) {
        memcpy(rows, from, count * sizeof *rows);
    }
}

/* Brings the rows of each location together, in the order in which they were; `next` is [places +
 * 1], zero, and afterwards says where the next location begins. */
static void part_locations(struct sale *rows, size_t count, size_t places, struct sale *room,
                           uint32_t *next)
{
    for (size_t i = 0; i < count; i++) {
        next[rows[i].location + 1]++;
    }
    for (size_t p = 0; p < places; p++) {
        next[p + 1] += next[p];
    }
    for (size_t i = 0; i < count; i++) {
        room[next[rows[i].location]++] = rows[i];
    }
    memcpy(rows, room, count * sizeof *rows);
}

size_t order_scratch(size_t count, size_t places)
{
    return count * sizeof(struct sale) + (places + 1) * sizeof(uint32_t) + 2 * PADDING;
}

void order_rows(struct sale *rows, size_t count, size_t places, struct arena *scratch)
{
    if (sorted(rows, count)) {
        return;
    }
    struct sale *room = ARENA_NEW(scratch, struct sale, count);
    assert(room != NULL); /* reserved: order_scratch */
    if (count < places / SPARSE_PLACES || count > UINT32_MAX) {
        merge_sort(rows, count, room);
        return;
    }
    uint32_t *next = ARENA_NEW(scratch, uint32_t, places + 1);
    assert(next != NULL); /* as above */
    part_locations(rows, count, places, room, next);
    for (size_t p = 0, from = 0; p < places; p++) {
        merge_sort(rows + from, next[p] - from, room);
        from = next[p];
    }
}
