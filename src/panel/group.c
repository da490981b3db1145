/* Rows by series: two counting sorts, by location and then, keeping that order, by sku.  Linear in
 * rows; 8 bytes a row while it lasts, 4 afterwards. */
#include "group.h"

#include <stdlib.h>

/* Writes the numbers of rows to `to` in the order of their key, those of one key in the order of
 * `from` (file order when NULL).  `next` is [keys + 1], zero. */
static void counting_sort(uint32_t *to, const uint32_t *from, size_t rows, const uint32_t *key,
                          size_t keys, size_t *next)
{
    for (size_t row = 0; row < rows; row++) {
        next[key[row] + 1]++;
    }
    for (size_t k = 0; k < keys; k++) {
        next[k + 1] += next[k];
    }
    for (size_t i = 0; i < rows; i++) {
        uint32_t row = from != NULL ? from[i] : (uint32_t)i;
        to[next[key[row]]++] = row;
    }
}

static bool same_series(const struct sales *sales, uint32_t a, uint32_t b)
{
    return sales->sku[a] == sales->sku[b] && sales->location[a] == sales->location[b];
}

/* Counts the groups, or with `start` notes where they begin. */
static size_t find_starts(const struct grouping *grouping, const struct sales *sales, size_t *start)
{
    size_t count = 0;
    for (size_t i = 0; i < sales->count; i++) {
        if (i == 0 || !same_series(sales, grouping->order[i - 1], grouping->order[i])) {
            if (start != NULL) {
                start[count] = i;
            }
            count++;
        }
    }
    return count;
}

static enum status order_rows(struct grouping *grouping, const struct inputs *inputs,
                              struct fault *fault)
{
    const struct sales *sales = &inputs->sales;
    size_t skus = inputs->names.sku.count;
    size_t places = inputs->names.place.count;
    uint32_t *by_place = malloc((sales->count + 1) * sizeof *by_place);
    size_t *next_place = calloc(places + 1, sizeof *next_place);
    size_t *next_sku = calloc(skus + 1, sizeof *next_sku);
    grouping->order = malloc((sales->count + 1) * sizeof *grouping->order);
    bool enough =
        by_place != NULL && next_place != NULL && next_sku != NULL && grouping->order != NULL;
    if (enough) {
        counting_sort(by_place, NULL, sales->count, sales->location, places, next_place);
        counting_sort(grouping->order, by_place, sales->count, sales->sku, skus, next_sku);
    }
    free(by_place);
    free(next_place);
    free(next_sku);
    return enough ? STATUS_OK : fault_memory(fault, "the order of sales rows");
}

enum status grouping_make(struct grouping *grouping, const struct inputs *inputs,
                          struct fault *fault)
{
    const struct sales *sales = &inputs->sales;
    *grouping = (struct grouping){0};
    if (sales->count >= UINT32_MAX) {
        return fault_set(fault, STATUS_DATA, "the sales have %zu rows, expected less than %lu",
                         sales->count, (unsigned long)UINT32_MAX);
    }
    TRY(order_rows(grouping, inputs, fault));
    grouping->count = find_starts(grouping, sales, NULL);
    grouping->start = calloc(grouping->count + 1, sizeof *grouping->start);
    if (grouping->start == NULL) {
        return fault_memory(fault, "the groups of sales rows");
    }
    find_starts(grouping, sales, grouping->start);
    grouping->start[grouping->count] = sales->count;
    for (size_t g = 0; g < grouping->count; g++) {
        size_t length = grouping->start[g + 1] - grouping->start[g];
        grouping->longest = length > grouping->longest ? length : grouping->longest;
    }
    return STATUS_OK;
}

void grouping_free(struct grouping *grouping)
{
    free(grouping->start);
    free(grouping->order);
    *grouping = (struct grouping){0};
}
