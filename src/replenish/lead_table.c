/* Support points of lead times, once for each pair of mean and spread. */
#include "replenish/lead_table.h"

#include <stdlib.h>

static int entry_compare(const void *left, const void *right)
{
    const struct lead_entry *a = left;
    const struct lead_entry *b = right;
    int by_mean = (a->mean > b->mean) - (a->mean < b->mean);
    return by_mean != 0 ? by_mean : (a->sd > b->sd) - (a->sd < b->sd);
}

const struct lead_entry *lead_table_find(const struct lead_table *table, double mean, double sd)
{
    if (table == NULL || table->count == 0) {
        return NULL;
    }
    struct lead_entry wanted = {.mean = mean, .sd = sd};
    size_t low = 0;
    size_t high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (entry_compare(&table->entries[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < table->count && entry_compare(&table->entries[low], &wanted) == 0;
    return found ? &table->entries[low] : NULL;
}

/* Puts the pair into its place among [count]; returns how many there are then. */
static size_t put_entry(struct lead_entry *entries, size_t count, double mean, double sd)
{
    struct lead_table so_far = {.entries = entries, .count = count};
    if (count == LEAD_ENTRIES || lead_table_find(&so_far, mean, sd) != NULL) {
        return count;
    }
    struct lead_entry entry = {.mean = mean, .sd = sd};
    size_t at = count;
    for (; at > 0 && entry_compare(&entries[at - 1], &entry) > 0; at--) {
        entries[at] = entries[at - 1];
    }
    entries[at] = entry;
    return count + 1;
}

static void fill_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    struct lead_entry *entry = &((struct lead_entry *)context)[index];
    entry->points = lead_points(entry->mean, entry->sd, entry->days, entry->weight);
}

enum status lead_table_make(struct lead_table *table, const struct position *positions,
                            size_t count, struct arena *arena, struct team *team,
                            struct fault *fault)
{
    *table = (struct lead_table){0};
    struct lead_entry *entries = malloc(LEAD_ENTRIES * sizeof *entries);
    if (entries == NULL) {
        return fault_memory(fault, "the lead times");
    }
    const struct terms *last = NULL;
    size_t made = 0;
    for (size_t p = 0; p < count; p++) {
        const struct terms *terms = positions[p].terms;
        if (terms != last && positions[p].law == NULL) {
            made = put_entry(entries, made, terms->lead_time_days, terms->lead_time_sd);
            last = terms;
        }
    }
    table->entries = ARENA_NEW(arena, struct lead_entry, made);
    for (size_t e = 0; e < made && table->entries != NULL; e++) {
        table->entries[e] = entries[e];
    }
    free(entries);
    if (table->entries == NULL) {
        return fault_memory(fault, "the lead times");
    }
    table->count = made;
    parallel_each(team, made, fill_one, table->entries);
    return STATUS_OK;
}
