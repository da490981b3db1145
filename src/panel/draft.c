/* Arrays of the panel that grow, and become the panel's when all is known. */
#include "draft.h"

#include "base/missing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* `array` is the address of a pointer from malloc to elements of `size` bytes; one element more
 * than `count`, so that none is no special case. */
static bool grow(void *array, size_t count, size_t size)
{
    void *old = NULL;
    memcpy(&old, array, sizeof old);
    void *grown = count < SIZE_MAX / size ? realloc(old, (count + 1) * size) : NULL;
    if (grown != NULL) {
        memcpy(array, &grown, sizeof grown);
    }
    return grown != NULL;
}

enum status draft_series(struct draft *draft, size_t more, struct fault *fault)
{
    size_t count = draft->count + more;
    bool first = draft->start == NULL;
    if (!grow(&draft->sku, count, sizeof *draft->sku) ||
        !grow(&draft->location, count, sizeof *draft->location) ||
        !grow(&draft->price, count, sizeof *draft->price) ||
        !grow(&draft->start, count, sizeof *draft->start) ||
        !grow(&draft->return_start, count, sizeof *draft->return_start) ||
        !grow(&draft->price_start, count, sizeof *draft->price_start) ||
        !grow(&draft->censored_start, count, sizeof *draft->censored_start)) {
        return fault_memory(fault, "the list of series");
    }
    if (first) {
        draft->start[0] = 0;
        draft->return_start[0] = 0;
        draft->price_start[0] = 0;
        draft->censored_start[0] = 0;
    }
    return STATUS_OK;
}

enum status draft_cells(struct draft *draft, struct fault *fault)
{
    size_t count = draft->count;
    bool grown =
        grow(&draft->demand, draft->start[count], sizeof *draft->demand) &&
        grow(&draft->return_period, draft->return_start[count], sizeof *draft->return_period) &&
        grow(&draft->return_quantity, draft->return_start[count], sizeof *draft->return_quantity) &&
        grow(&draft->price_period, draft->price_start[count], sizeof *draft->price_period) &&
        grow(&draft->price_value, draft->price_start[count], sizeof *draft->price_value) &&
        grow(&draft->censored_bits, draft->censored_start[count], sizeof *draft->censored_bits);
    return grown ? STATUS_OK : fault_memory(fault, "the panel");
}

/* <0: the new item comes before the series, 0: it is the series, >0: after it. */
static int compare(const struct pair *listed, const struct draft *draft, size_t series)
{
    if (listed->sku != draft->sku[series]) {
        return listed->sku < draft->sku[series] ? -1 : 1;
    }
    return (listed->location > draft->location[series]) -
           (listed->location < draft->location[series]);
}

static size_t count_new(const struct draft *draft, const struct pairs *listed)
{
    size_t new_items = listed->count;
    for (size_t l = 0, s = 0; l < listed->count; l++) {
        while (s < draft->count && compare(&listed->rows[l], draft, s) > 0) {
            s++;
        }
        new_items -= s < draft->count && compare(&listed->rows[l], draft, s) == 0;
    }
    return new_items;
}

static void move_series(struct draft *draft, size_t to, size_t from)
{
    draft->sku[to] = draft->sku[from];
    draft->location[to] = draft->location[from];
    draft->price[to] = draft->price[from];
    draft->start[to] = draft->start[from];
    draft->return_start[to] = draft->return_start[from];
    draft->price_start[to] = draft->price_start[from];
    draft->censored_start[to] = draft->censored_start[from];
}

/* What has no cells begins where the next series does. */
static void put_new(struct draft *draft, size_t at, const struct pair *listed)
{
    draft->sku[at] = listed->sku;
    draft->location[at] = listed->location;
    draft->price[at] = MISSING;
    draft->start[at] = draft->start[at + 1];
    draft->return_start[at] = draft->return_start[at + 1];
    draft->price_start[at] = draft->price_start[at + 1];
    draft->censored_start[at] = draft->censored_start[at + 1];
}

enum status draft_insert(struct draft *draft, const struct pairs *listed, struct fault *fault)
{
    size_t more = count_new(draft, listed);
    if (more == 0) {
        return STATUS_OK;
    }
    TRY(draft_series(draft, more, fault));
    size_t to = draft->count + more;
    size_t series = draft->count;
    draft->start[to] = draft->start[series];
    draft->return_start[to] = draft->return_start[series];
    draft->price_start[to] = draft->price_start[series];
    draft->censored_start[to] = draft->censored_start[series];
    draft->count = to;
    /* From the back, so that nothing is overwritten before it has moved. */
    for (size_t l = listed->count; l > 0 && to > series;) {
        int order = series > 0 ? compare(&listed->rows[l - 1], draft, series - 1) : 1;
        if (order < 0) {
            move_series(draft, --to, --series);
        } else {
            l--;
            if (order > 0) {
                put_new(draft, --to, &listed->rows[l]);
            }
        }
    }
    return STATUS_OK;
}

static bool adopt_all(const struct draft *draft, struct arena *arena)
{
    void *const pieces[] = {
        draft->sku,           draft->location,        draft->price,          draft->start,
        draft->return_start,  draft->price_start,     draft->censored_start, draft->demand,
        draft->return_period, draft->return_quantity, draft->price_period,   draft->price_value,
        draft->censored_bits};
    bool adopted = true;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        adopted = arena_adopt(arena, pieces[i]) && adopted;
    }
    return adopted;
}

enum status draft_finish(struct draft *draft, struct panel *panel, struct arena *arena,
                         struct fault *fault)
{
    bool adopted = adopt_all(draft, arena);
    if (adopted) {
        panel->count = draft->count;
        panel->sku = draft->sku;
        panel->location = draft->location;
        panel->price = draft->price;
        panel->start = draft->start;
        panel->demand = draft->demand;
        panel->return_start = draft->return_start;
        panel->return_period = draft->return_period;
        panel->return_quantity = draft->return_quantity;
        panel->price_start = draft->price_start;
        panel->price_period = draft->price_period;
        panel->price_value = draft->price_value;
        bool censored = draft->censored_start[draft->count] > 0;
        panel->censored_start = censored ? draft->censored_start : NULL;
        panel->censored_bits = censored ? draft->censored_bits : NULL;
    }
    *draft = (struct draft){0};
    return adopted ? STATUS_OK : fault_memory(fault, "the panel");
}

void draft_free(struct draft *draft)
{
    free(draft->sku);
    free(draft->location);
    free(draft->price);
    free(draft->start);
    free(draft->return_start);
    free(draft->price_start);
    free(draft->censored_start);
    free(draft->demand);
    free(draft->return_period);
    free(draft->return_quantity);
    free(draft->price_period);
    free(draft->price_value);
    free(draft->censored_bits);
    *draft = (struct draft){0};
}
