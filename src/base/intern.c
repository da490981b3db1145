/* Interning: an open-addressing table of ids over a dense array of texts. */
#include "base/intern.h"

#include "base/missing.h"

#include <stdlib.h>
#include <string.h>

void intern_init(struct intern *intern, struct arena *arena)
{
    *intern = (struct intern){.arena = arena};
}

static void place(struct intern *intern, uint32_t id)
{
    size_t mask = intern->slots - 1;
    size_t at = (size_t)intern->hash[id] & mask;
    while (intern->slot[at] != 0) {
        at = (at + 1) & mask;
    }
    intern->slot[at] = id + 1;
}

/* Doubles the tables; the old ones stay in the arena, which costs at most as much again. */
static bool grow(struct intern *intern)
{
    size_t capacity = intern->capacity > 0 ? intern->capacity * 2 : 64;
    size_t slots = capacity * 2;
    struct text *text = ARENA_NEW(intern->arena, struct text, capacity);
    uint64_t *hash = ARENA_NEW(intern->arena, uint64_t, capacity);
    uint32_t *slot = ARENA_NEW(intern->arena, uint32_t, slots);
    if (text == NULL || hash == NULL || slot == NULL || capacity >= NO_ID) {
        return false;
    }
    if (intern->count > 0) {
        memcpy(text, intern->text, intern->count * sizeof *text);
        memcpy(hash, intern->hash, intern->count * sizeof *hash);
    }
    intern->text = text;
    intern->hash = hash;
    intern->slot = slot;
    intern->capacity = capacity;
    intern->slots = slots;
    for (uint32_t id = 0; id < intern->count; id++) {
        place(intern, id);
    }
    return true;
}

static uint32_t find(const struct intern *intern, struct text text, uint64_t hash)
{
    if (intern->slots == 0) {
        return NO_ID;
    }
    size_t mask = intern->slots - 1;
    for (size_t at = (size_t)hash & mask; intern->slot[at] != 0; at = (at + 1) & mask) {
        uint32_t id = intern->slot[at] - 1;
        if (intern->hash[id] == hash && text_equal(intern->text[id], text)) {
            return id;
        }
    }
    return NO_ID;
}

uint32_t intern_find(const struct intern *intern, struct text text)
{
    return find(intern, text, text_hash(text));
}

uint32_t intern_add(struct intern *intern, struct text text)
{
    uint64_t hash = text_hash(text);
    uint32_t id = find(intern, text, hash);
    if (id != NO_ID) {
        return id;
    }
    if (intern->count == intern->capacity && !grow(intern)) {
        return NO_ID;
    }
    char *copy = arena_take(intern->arena, text.length, 1);
    if (copy == NULL) {
        return NO_ID;
    }
    if (text.length > 0) {
        memcpy(copy, text.data, text.length);
    }
    id = (uint32_t)intern->count++;
    intern->text[id] = (struct text){.data = copy, .length = text.length};
    intern->hash[id] = hash;
    place(intern, id);
    return id;
}

struct entry {
    struct text text;
    uint64_t hash;
    uint32_t id;
};

static int entry_order(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    return text_compare(x->text, y->text);
}

enum status intern_sort(struct intern *intern, uint32_t *rank, struct fault *fault)
{
    size_t count = intern->count;
    if (count == 0) {
        return STATUS_OK;
    }
    struct entry *entry = malloc(count * sizeof *entry);
    if (entry == NULL) {
        return fault_memory(fault, "sorting names");
    }
    for (uint32_t id = 0; id < count; id++) {
        entry[id] = (struct entry){intern->text[id], intern->hash[id], id};
    }
    qsort(entry, count, sizeof *entry, entry_order);
    memset(intern->slot, 0, intern->slots * sizeof *intern->slot);
    for (uint32_t at = 0; at < count; at++) {
        rank[entry[at].id] = at;
        intern->text[at] = entry[at].text;
        intern->hash[at] = entry[at].hash;
        place(intern, at);
    }
    free(entry);
    return STATUS_OK;
}
