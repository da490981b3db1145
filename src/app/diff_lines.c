/* Lines of a plan's files in memory: ids and two numbers each. */
#include "diff_lines.h"

#include "base/missing.h"
#include "io/records.h"

#include <stdlib.h>

/* Columns: three names, a quantity, then money that is added and money that is taken off. */
static const struct {
    const char *stem;
    const char *columns[6];
    size_t count;
} FILES[] = {
    [DIFF_ORDERS] = {"orders", {"sku", "location", "source", "quantity", "value"}, 5},
    [DIFF_TRANSFERS] = {"transfers", {"sku", "from", "to", "quantity", "benefit", "cost"}, 6},
    [DIFF_EXCEPTIONS] = {"exceptions", {"kind", "sku", "location", "money_at_risk"}, 4},
};

struct reading {
    struct diff_lines *lines;
    struct intern *names;
    size_t columns;
};

static void take_line(void *context, const struct text *field)
{
    struct reading *reading = context;
    struct diff_lines *lines = reading->lines;
    if (lines->count == lines->room) {
        size_t room = lines->room > 0 ? 2 * lines->room : 1024;
        struct diff_entry *entries = realloc(lines->entries, room * sizeof *entries);
        if (entries == NULL) {
            lines->failed = true;
            return;
        }
        lines->entries = entries;
        lines->room = room;
    }
    struct diff_entry *entry = &lines->entries[lines->count];
    *entry = (struct diff_entry){.quantity = value_or(record_number(field[3]), 0.0)};
    for (int k = 0; k < 3; k++) {
        entry->key[k] = intern_add(reading->names, field[k]);
        lines->failed = lines->failed || entry->key[k] == NO_ID;
    }
    entry->money = reading->columns > 4 ? value_or(record_number(field[4]), 0.0) : entry->quantity;
    entry->money -= reading->columns > 5 ? value_or(record_number(field[5]), 0.0) : 0.0;
    lines->count++;
}

static int compare_entries(const struct diff_entry *a, const struct diff_entry *b)
{
    for (int k = 0; k < 3; k++) {
        if (a->key[k] != b->key[k]) {
            return a->key[k] < b->key[k] ? -1 : 1;
        }
    }
    return 0;
}

static int by_key(const void *left, const void *right)
{
    const struct diff_entry *a = left;
    const struct diff_entry *b = right;
    int order = compare_entries(a, b);
    if (order != 0) {
        return order;
    }
    if (a->quantity < b->quantity || a->quantity > b->quantity) {
        return a->quantity < b->quantity ? -1 : 1;
    }
    return (a->money > b->money) - (a->money < b->money);
}

static void sort_and_join(struct diff_lines *lines)
{
    if (lines->count == 0) {
        return;
    }
    qsort(lines->entries, lines->count, sizeof *lines->entries, by_key);
    size_t kept = 0;
    for (size_t l = 1; l < lines->count; l++) {
        if (compare_entries(&lines->entries[kept], &lines->entries[l]) == 0) {
            lines->entries[kept].quantity += lines->entries[l].quantity;
            lines->entries[kept].money += lines->entries[l].money;
        } else {
            lines->entries[++kept] = lines->entries[l];
        }
    }
    lines->count = kept + 1;
}

enum status diff_lines_read(struct diff_lines *lines, enum diff_file file, const char *folder,
                            struct intern *names, struct fault *fault)
{
    *lines = (struct diff_lines){0};
    struct reading reading = {.lines = lines, .names = names, .columns = FILES[file].count};
    TRY(records_each(folder, FILES[file].stem, FILES[file].columns, FILES[file].count, take_line,
                     &reading, fault));
    if (lines->failed) {
        return fault_memory(fault, FILES[file].stem);
    }
    sort_and_join(lines);
    return STATUS_OK;
}

void diff_lines_free(struct diff_lines *lines)
{
    free(lines->entries);
    *lines = (struct diff_lines){0};
}

bool diff_lines_find(const struct diff_lines *lines, const struct intern *names, struct text sku,
                     struct text location, struct diff_line *line, uint32_t *source)
{
    uint32_t major = intern_find(names, sku);
    uint32_t minor = intern_find(names, location);
    if (major == NO_ID || minor == NO_ID) {
        return false;
    }
    size_t low = 0;
    size_t high = lines->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const uint32_t *key = lines->entries[middle].key;
        if (key[0] < major || (key[0] == major && key[1] < minor)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const struct diff_entry *entry = &lines->entries[low];
    if (low == lines->count || entry->key[0] != major || entry->key[1] != minor ||
        !(entry->quantity > 0.0)) {
        return false;
    }
    *line = (struct diff_line){entry->quantity, entry->money / entry->quantity};
    *source = entry->key[2];
    return true;
}

bool diff_lines_next(const struct diff_lines lines[2], size_t at[2], struct diff_both *both)
{
    const struct diff_entry *old = at[0] < lines[0].count ? &lines[0].entries[at[0]] : NULL;
    const struct diff_entry *new = at[1] < lines[1].count ? &lines[1].entries[at[1]] : NULL;
    if (old == NULL && new == NULL) {
        return false;
    }
    int order = old == NULL ? 1 : new == NULL ? -1 : compare_entries(old, new);
    *both = (struct diff_both){{order <= 0 ? old : NULL, order >= 0 ? new : NULL}};
    at[0] += order <= 0 ? 1 : 0;
    at[1] += order >= 0 ? 1 : 0;
    return true;
}
