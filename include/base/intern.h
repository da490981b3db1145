/* A dictionary from text to dense numbers 0, 1, 2, ... in order of first appearance, until it is
 * sorted. */
#ifndef RESTOCK_BASE_INTERN_H
#define RESTOCK_BASE_INTERN_H

#include "base/arena.h"
#include "base/missing.h"
#include "base/status.h"
#include "base/text.h"

#include <stdint.h>

struct intern_slot {
    uint32_t end; /* id + 1, or 0 when empty */
    uint32_t tag; /* of the text's hash; its low bits say where it would like to be */
};

struct intern {
    struct arena *arena;      /* holds the text and the tables; not owned */
    struct text *text;        /* [count] the entries; bytes copied into the arena */
    uint32_t *follower;       /* [count] id of what last followed; see intern_after */
    struct intern_slot *slot; /* [slots] */
    size_t count;
    size_t capacity;
    size_t slots; /* a power of two */
    char *bytes;  /* [room] where the next texts go */
    size_t room;
    size_t kept; /* bytes taken for texts so far */
};

void intern_init(struct intern *intern, struct arena *arena);

/* The id of `text`, added if it is new.  NO_ID (base/missing.h) if memory ran out. */
uint32_t intern_add(struct intern *intern, struct text text);

/* The id of `text`, NO_ID if it is not there. */
uint32_t intern_find(const struct intern *intern, struct text text);

/* The id of `text`, where the text before it had the id `before`: lists repeat their order, so a
 * look at what followed then mostly saves the search.  NO_ID if it is not that. */
static inline uint32_t intern_after(const struct intern *intern, uint32_t before, struct text text)
{
    uint32_t id = intern->follower[before];
    return text_equal(intern->text[id], text) ? id : NO_ID;
}

/* Renumbers the entries in byte order, so that ids no longer depend on the order of input rows.
 * `rank` is [count]: rank[old id] = new id. */
enum status MUST_CHECK intern_sort(struct intern *intern, uint32_t *rank, struct fault *fault);

static inline struct text intern_text(const struct intern *intern, uint32_t id)
{
    return id < intern->count ? intern->text[id] : (struct text){.data = "", .length = 0};
}

#endif
