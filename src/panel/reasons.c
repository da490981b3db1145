/* Return rows with a reason, sorted and added up sku by sku. */
#include "reasons.h"

#include "base/missing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A range, on its way. */
struct search {
    const struct range *range;
    double first_day;
    size_t *first;              /* [skus + 1] of the sku's rows in `list` */
    size_t *kept;               /* [skus] so many of them are left when they are added up */
    struct return_reason *list; /* [first[skus]] */
};

static bool tells(const struct search *search, const struct sale *row)
{
    return row->kind == SALE_RETURN && row->reason != NO_ID &&
           (double)row->day >= search->first_day;
}

static void count_sku(void *context, size_t sku, struct arena *scratch)
{
    (void)scratch;
    struct search *search = context;
    const struct range *range = search->range;
    size_t count = 0;
    for (size_t row = range->start[sku]; row < range->start[sku + 1]; row++) {
        count += tells(search, &range->rows[row]);
    }
    search->first[sku + 1] = count;
}

static bool before(const struct return_reason *a, const struct return_reason *b)
{
    return a->reason != b->reason ? a->reason < b->reason : a->units < b->units;
}

static void sift_down(struct return_reason *list, size_t at, size_t count)
{
    struct return_reason moved = list[at];
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        child += child + 1 < count && before(&list[child], &list[child + 1]);
        if (!before(&moved, &list[child])) {
            break;
        }
        list[at] = list[child];
        at = child;
    }
    list[at] = moved;
}

/* Heapsort: in place and without memory of its own, which qsort does not promise. */
static void sort(struct return_reason *list, size_t count)
{
    for (size_t i = count / 2; i > 0; i--) {
        sift_down(list, i - 1, count);
    }
    for (size_t last = count; last > 1; last--) {
        struct return_reason largest = list[0];
        list[0] = list[last - 1];
        list[last - 1] = largest;
        sift_down(list, 0, last - 1);
    }
}

static void add_up_sku(void *context, size_t sku, struct arena *scratch)
{
    (void)scratch;
    struct search *search = context;
    const struct range *range = search->range;
    struct return_reason *list = search->list + search->first[sku];
    size_t count = 0;
    for (size_t row = range->start[sku]; row < range->start[sku + 1]; row++) {
        const struct sale *sale = &range->rows[row];
        if (tells(search, sale)) {
            list[count++] = (struct return_reason){.sku = range->first + (uint32_t)sku,
                                                   .reason = sale->reason,
                                                   .units = sale->quantity};
        }
    }
    sort(list, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && list[kept - 1].reason == list[i].reason) {
            list[kept - 1].units += list[i].units;
        } else {
            list[kept++] = list[i];
        }
    }
    search->kept[sku] = kept;
}

static enum status append(struct reasons *reasons, const struct search *search, size_t skus,
                          struct fault *fault)
{
    size_t count = reasons->count;
    for (size_t i = 0; i < skus; i++) {
        count += search->kept[i];
    }
    struct return_reason *list = realloc(reasons->list, (count + 1) * sizeof *list);
    if (list == NULL) {
        return fault_memory(fault, "the reasons of returns");
    }
    reasons->list = list;
    for (size_t i = 0; i < skus; i++) {
        memcpy(list + reasons->count, search->list + search->first[i],
               search->kept[i] * sizeof *list);
        reasons->count += search->kept[i];
    }
    return STATUS_OK;
}

static enum status find_all(struct search *search, struct reasons *reasons, struct team *team,
                            struct fault *fault)
{
    size_t skus = search->range->end - search->range->first;
    search->first = calloc(skus + 1, sizeof *search->first);
    search->kept = calloc(skus + 1, sizeof *search->kept);
    if (search->first == NULL || search->kept == NULL) {
        return fault_memory(fault, "the reasons of returns");
    }
    parallel_each(team, skus, count_sku, search);
    for (size_t i = 0; i < skus; i++) {
        search->first[i + 1] += search->first[i];
    }
    if (search->first[skus] == 0) {
        return STATUS_OK;
    }
    search->list = malloc(search->first[skus] * sizeof *search->list);
    if (search->list == NULL) {
        return fault_memory(fault, "the reasons of returns");
    }
    parallel_each(team, skus, add_up_sku, search);
    return append(reasons, search, skus, fault);
}

enum status reasons_add(struct reasons *reasons, const struct range *range, double first_day,
                        struct team *team, struct fault *fault)
{
    struct search search = {.range = range, .first_day = first_day};
    enum status status = find_all(&search, reasons, team, fault);
    free(search.first);
    free(search.kept);
    free(search.list);
    return status;
}
