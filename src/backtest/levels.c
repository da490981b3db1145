/* Totals of what series have in common: the levels that there are. */
#include "levels.h"

#include "base/missing.h"

#include <stdlib.h>
#include <string.h>

static const struct backtest_level LEVELS[LEVELS_MOST] = {
    {.name = "total", .labels = 0},
    {.name = "region", .labels = LABEL_REGION},
    {.name = "location", .labels = LABEL_LOCATION},
    {.name = "category", .labels = LABEL_CATEGORY},
    {.name = "department", .labels = LABEL_DEPARTMENT},
    {.name = "region x category", .labels = LABEL_REGION | LABEL_CATEGORY},
    {.name = "region x department", .labels = LABEL_REGION | LABEL_DEPARTMENT},
    {.name = "location x category", .labels = LABEL_LOCATION | LABEL_CATEGORY},
    {.name = "location x department", .labels = LABEL_LOCATION | LABEL_DEPARTMENT},
    {.name = "sku", .labels = LABEL_SKU},
    {.name = "sku x region", .labels = LABEL_SKU | LABEL_REGION},
    {.name = "sku x location", .labels = LABEL_SKU | LABEL_LOCATION},
};

/* A series under its labels; no level has more than two. */
struct keyed {
    uint32_t key[2];
    uint32_t series;
};

static int by_key(const void *left, const void *right)
{
    const struct keyed *a = left;
    const struct keyed *b = right;
    for (size_t i = 0; i < 2; i++) {
        if (a->key[i] != b->key[i]) {
            return a->key[i] < b->key[i] ? -1 : 1;
        }
    }
    return (a->series > b->series) - (a->series < b->series);
}

/* Each label of a series as an id; NO_ID where it is not known. */
struct labels {
    uint32_t id[5]; /* by the bit's place in enum backtest_label */
};

static struct labels labels_of(const struct panel *panel, const struct master *master, size_t s)
{
    const struct location *location = master_location(master, panel->location[s]);
    const struct item *item = master_item(master, panel->sku[s]);
    return (struct labels){{location != NULL ? location->region : NO_ID, panel->location[s],
                            item != NULL ? item->terms.category : NO_ID,
                            item != NULL ? item->terms.department : NO_ID, panel->sku[s]}};
}

static void key_all(struct keyed *keyed, const struct labels *labels, size_t count, unsigned mask)
{
    for (size_t s = 0; s < count; s++) {
        size_t at = 0;
        keyed[s] = (struct keyed){.series = (uint32_t)s};
        for (unsigned i = 0; i < 5; i++) {
            if ((mask >> i & 1U) != 0) {
                keyed[s].key[at++] = labels[s].id[i];
            }
        }
    }
    qsort(keyed, count, sizeof *keyed, by_key);
}

static enum status group(struct backtest_level *level, const struct keyed *keyed, size_t count,
                         struct arena *arena, struct fault *fault)
{
    level->series = ARENA_NEW(arena, uint32_t, count);
    size_t groups = 0;
    for (size_t i = 0; i < count; i++) {
        groups += i == 0 || memcmp(keyed[i].key, keyed[i - 1].key, sizeof keyed->key) != 0;
    }
    level->start = ARENA_NEW(arena, size_t, groups + 1);
    if (level->series == NULL || level->start == NULL) {
        return fault_memory(fault, "the totals");
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || memcmp(keyed[i].key, keyed[i - 1].key, sizeof keyed->key) != 0) {
            level->start[level->count++] = i;
        }
        level->series[i] = keyed[i].series;
    }
    level->start[level->count] = count;
    return STATUS_OK;
}

/* Labels that anybody has. */
static unsigned labels_known(const struct labels *labels, size_t count)
{
    unsigned known = 0;
    for (size_t s = 0; s < count; s++) {
        for (unsigned i = 0; i < 5; i++) {
            known |= labels[s].id[i] != NO_ID ? 1U << i : 0;
        }
    }
    return known;
}

/* Does another level put the same series together?  `group_of` is [count]. */
static bool same_groups(const struct backtest_level *a, const struct backtest_level *b,
                        uint32_t *group_of)
{
    if (a->count != b->count) {
        return false;
    }
    for (size_t g = 0; g < a->count; g++) {
        for (size_t i = a->start[g]; i < a->start[g + 1]; i++) {
            group_of[a->series[i]] = (uint32_t)g;
        }
    }
    for (size_t g = 0; g < b->count; g++) {
        for (size_t i = b->start[g] + 1; i < b->start[g + 1]; i++) {
            if (group_of[b->series[i]] != group_of[b->series[i - 1]]) {
                return false;
            }
        }
    }
    return true; /* as many groups, and none of them is split */
}

static bool told_before(const struct backtest_level *levels, size_t made, uint32_t *group_of)
{
    for (size_t l = 0; l < made; l++) {
        if (same_groups(&levels[l], &levels[made], group_of)) {
            return true;
        }
    }
    return false;
}

static enum status build_all(struct backtest_level *levels, size_t *made,
                             const struct labels *labels, struct keyed *keyed, size_t count,
                             struct arena *arena, struct fault *fault)
{
    unsigned known = labels_known(labels, count);
    uint32_t *group_of = ARENA_NEW(arena, uint32_t, count);
    if (group_of == NULL) {
        return fault_memory(fault, "the totals");
    }
    *made = 0;
    for (size_t l = 0; l < LEVELS_MOST; l++) {
        if ((LEVELS[l].labels & ~known) == 0) {
            levels[*made] = LEVELS[l];
            key_all(keyed, labels, count, LEVELS[l].labels);
            TRY(group(&levels[*made], keyed, count, arena, fault));
            *made += !told_before(levels, *made, group_of);
        }
    }
    return STATUS_OK;
}

enum status levels_build(struct backtest_level **levels, size_t *count, const struct panel *panel,
                         const struct inputs *inputs, struct arena *arena, struct fault *fault)
{
    *levels = ARENA_NEW(arena, struct backtest_level, LEVELS_MOST);
    struct labels *labels = malloc((panel->count + 1) * sizeof *labels);
    struct keyed *keyed = malloc((panel->count + 1) * sizeof *keyed);
    enum status status = STATUS_OK;
    if (*levels == NULL || labels == NULL || keyed == NULL) {
        status = fault_memory(fault, "the totals");
    } else {
        for (size_t s = 0; s < panel->count; s++) {
            labels[s] = labels_of(panel, &inputs->master, s);
        }
        status = build_all(*levels, count, labels, keyed, panel->count, arena, fault);
    }
    free(labels);
    free(keyed);
    return status;
}
