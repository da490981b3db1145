/* A dictionary from text to dense numbers 0, 1, 2, ... in order of first appearance, until it is
 * sorted. */
#ifndef RESTOCK_BASE_INTERN_H
#define RESTOCK_BASE_INTERN_H

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"

#include <stdint.h>

struct intern {
    struct arena *arena; /* holds the text and the tables; not owned */
    struct text *text;   /* [count] the entries; bytes copied into the arena */
    uint64_t *hash;      /* [count] */
    uint32_t *slot;      /* [slots] id + 1, or 0 when empty */
    size_t count;
    size_t capacity;
    size_t slots; /* a power of two */
};

void intern_init(struct intern *intern, struct arena *arena);

/* The id of `text`, added if it is new.  NO_ID (base/missing.h) if memory ran out. */
uint32_t intern_add(struct intern *intern, struct text text);

/* The id of `text`, NO_ID if it is not there. */
uint32_t intern_find(const struct intern *intern, struct text text);

/* Renumbers the entries in byte order, so that ids no longer depend on the order of input rows.
 * `rank` is [count]: rank[old id] = new id. */
enum status MUST_CHECK intern_sort(struct intern *intern, uint32_t *rank, struct fault *fault);

static inline struct text intern_text(const struct intern *intern, uint32_t id)
{
    return id < intern->count ? intern->text[id] : (struct text){.data = "", .length = 0};
}

#endif
