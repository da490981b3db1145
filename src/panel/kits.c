/* Kits: rows of one, and circles among them. */
#include "panel/kits.h"

#include "base/missing.h"
#include "base/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t kit_rows_of(const struct master *master, uint32_t sku, size_t *first)
{
    *first = SEARCH_ROWS(master->kits, master->kit_count, kit, component, sku, 0);
    size_t end = *first;
    while (end < master->kit_count && master->kits[end].kit == sku) {
        end++;
    }
    return end - *first;
}

bool kit_is(const struct master *master, uint32_t sku)
{
    size_t first = 0;
    size_t count = master->kit_count > 0 ? kit_rows_of(master, sku, &first) : 0;
    for (size_t r = first; r < first + count; r++) {
        if (master->kits[r].component == sku) {
            return false;
        }
    }
    return count > 0;
}

static bool leads_on(const struct kit_row *row)
{
    return row->kit != row->component;
}

/* Ways into a sku and out of it, by which it may lie on a circle. */
enum { WAY_IN = 1, WAY_OUT = 2, BOTH_WAYS = WAY_IN | WAY_OUT };

/* Takes the ways that lead to where no way leads on; false when all that are left do. */
static bool peel(unsigned char *way, unsigned char *again, const struct kit_row *rows, size_t count,
                 size_t skus)
{
    memset(again, 0, skus);
    for (size_t r = 0; r < count; r++) {
        if (leads_on(&rows[r])) {
            again[rows[r].kit] |= (way[rows[r].component] & WAY_OUT) != 0 ? WAY_OUT : 0;
            again[rows[r].component] |= (way[rows[r].kit] & WAY_IN) != 0 ? WAY_IN : 0;
        }
    }
    bool changed = memcmp(way, again, skus) != 0;
    memcpy(way, again, skus);
    return changed;
}

enum status kit_circles_find(struct kit_circles *circles, const struct kit_row *rows, size_t count,
                             size_t skus, struct fault *fault)
{
    *circles = (struct kit_circles){.next = malloc((skus + 1) * sizeof *circles->next)};
    unsigned char *way = malloc(2 * (skus + 1));
    if (circles->next == NULL || way == NULL) {
        free(way);
        return fault_memory(fault, "the kits");
    }
    memset(way, BOTH_WAYS, skus);
    bool changed = true;
    for (int round = 0; changed && round < KIT_DEPTH; round++) {
        changed = peel(way, way + skus, rows, count, skus);
    }
    for (size_t s = 0; s < skus; s++) {
        circles->next[s] = NO_ID;
    }
    for (size_t r = 0; r < count; r++) {
        const struct kit_row *row = &rows[r];
        if (leads_on(row) && way[row->kit] == BOTH_WAYS && way[row->component] == BOTH_WAYS) {
            uint32_t *next = &circles->next[row->kit];
            circles->count += *next == NO_ID ? 1 : 0;
            *next = row->component < *next ? row->component : *next;
        }
    }
    free(way);
    return STATUS_OK;
}

bool kit_circles_hold(const struct kit_circles *circles, const struct kit_row *row,
                      const struct names *names, char *text, size_t size)
{
    if (circles->count == 0 || !leads_on(row) || circles->next[row->kit] == NO_ID ||
        circles->next[row->component] == NO_ID) {
        return false;
    }
    uint32_t step[KIT_DEPTH + 1];
    size_t steps = 0;
    size_t from = SIZE_MAX; /* the step to which the way comes back */
    for (uint32_t sku = row->component; steps <= KIT_DEPTH && sku != NO_ID && from == SIZE_MAX;
         sku = circles->next[sku]) {
        for (size_t s = 0; s < steps; s++) {
            from = step[s] == sku ? s : from;
        }
        step[steps++] = sku;
    }
    if (from == SIZE_MAX) {
        (void)snprintf(text, size, "kits are within kits more than %d deep", KIT_DEPTH);
        return true;
    }
    int length = snprintf(text, size, "kits contain each other in a circle: ");
    for (size_t s = from; s < steps && length > 0 && (size_t)length < size; s++) {
        struct text name = intern_text(&names->sku, step[s]);
        length += snprintf(text + length, size - (size_t)length, "%s%.*s", s > from ? " > " : "",
                           TEXT_PRINT(name));
    }
    return true;
}
