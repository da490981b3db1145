/* Interning: an open-addressing table of ids over a dense array of texts. */
#include "base/intern.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_ENTRIES = 64,
    FIRST_ROOM = 1 << 8, /* bytes of text taken from the arena at a time: as many as there are */
    MOST_ROOM = 1 << 16,
};

void intern_init(struct intern *intern, struct arena *arena)
{
    *intern = (struct intern){.arena = arena};
}

static uint32_t tag_of(struct text text)
{
    return (uint32_t)(text_hash(text) >> 32);
}

static void place(struct intern *intern, struct intern_slot entry)
{
    size_t mask = intern->slots - 1;
    size_t at = entry.tag & mask;
    while (intern->slot[at].end != 0) {
        at = (at + 1) & mask;
    }
    intern->slot[at] = entry;
}

/* Doubles the tables; the old ones stay in the arena, which costs at most as much again. */
static bool grow(struct intern *intern)
{
    size_t capacity = intern->capacity > 0 ? intern->capacity * 2 : FIRST_ENTRIES;
    size_t slots = capacity * 2;
    struct text *text = ARENA_NEW(intern->arena, struct text, capacity);
    struct intern_slot *slot = ARENA_NEW(intern->arena, struct intern_slot, slots);
    uint32_t *follower = ARENA_NEW(intern->arena, uint32_t, capacity);
    if (text == NULL || slot == NULL || follower == NULL || capacity >= NO_ID) {
        return false;
    }
    struct intern_slot *old = intern->slot;
    size_t old_slots = intern->slots;
    if (intern->count > 0) {
        memcpy(text, intern->text, intern->count * sizeof *text);
        memcpy(follower, intern->follower, intern->count * sizeof *follower);
    }
    intern->text = text;
    intern->follower = follower;
    intern->slot = slot;
    intern->capacity = capacity;
    intern->slots = slots;
    for (size_t at = 0; at < old_slots; at++) {
        if (old[at].end != 0) {
            place(intern, old[at]);
        }
    }
    return true;
}

static uint32_t find(const struct intern *intern, struct text text, uint32_t tag)
{
    if (intern->slots == 0) {
        return NO_ID;
    }
    size_t mask = intern->slots - 1;
    for (size_t at = tag & mask; intern->slot[at].end != 0; at = (at + 1) & mask) {
        uint32_t id = intern->slot[at].end - 1;
        if (intern->slot[at].tag == tag && text_equal(intern->text[id], text)) {
            return id;
        }
    }
    return NO_ID;
}

uint32_t intern_find(const struct intern *intern, struct text text)
{
    return find(intern, text, tag_of(text));
}

/* A copy, close to those of the texts before it. */
static char *keep(struct intern *intern, struct text text)
{
    if (intern->room < text.length) {
        size_t size = intern->kept < FIRST_ROOM  ? FIRST_ROOM
                      : intern->kept < MOST_ROOM ? intern->kept
                                                 : MOST_ROOM;
        size = size < text.length ? text.length : size;
        char *bytes = arena_take(intern->arena, size, 1);
        if (bytes == NULL) {
            return NULL;
        }
        intern->bytes = bytes;
        intern->room = size;
        intern->kept += size;
    }
    char *copy = memcpy(intern->bytes, text.data, text.length);
    intern->bytes += text.length;
    intern->room -= text.length;
    return copy;
}

uint32_t intern_add(struct intern *intern, struct text text)
{
    uint32_t tag = tag_of(text);
    uint32_t id = find(intern, text, tag);
    if (id != NO_ID) {
        return id;
    }
    if (intern->count == intern->capacity && !grow(intern)) {
        return NO_ID;
    }
    const char *copy = text.length > 0 ? keep(intern, text) : "";
    if (copy == NULL) {
        return NO_ID;
    }
    id = (uint32_t)intern->count++;
    intern->text[id] = (struct text){.data = copy, .length = text.length};
    place(intern, (struct intern_slot){.end = id + 1, .tag = tag});
    return id;
}

struct entry {
    uint64_t head; /* the first bytes that not all entries share, the first highest */
    struct text text;
    uint32_t id;
};

static int entry_order(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    if (x->head != y->head) {
        return x->head < y->head ? -1 : 1;
    }
    return text_compare(x->text, y->text);
}

/* Bytes that all texts begin with. */
static size_t shared_bytes(const struct intern *intern)
{
    struct text first = intern->text[0];
    size_t shared = first.length;
    for (size_t id = 1; id < intern->count; id++) {
        struct text text = intern->text[id];
        size_t i = 0;
        while (i < shared && i < text.length && text.data[i] == first.data[i]) {
            i++;
        }
        shared = i;
    }
    return shared;
}

/* Zeros behind a short text: it comes first, or the whole texts decide. */
static uint64_t head_of(struct text text, size_t shared)
{
    return __builtin_bswap64(word_few(text.data + shared, text.length - shared));
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
    size_t shared = shared_bytes(intern);
    for (uint32_t id = 0; id < count; id++) {
        struct text text = intern->text[id];
        entry[id] = (struct entry){head_of(text, shared), text, id};
    }
    qsort(entry, count, sizeof *entry, entry_order);
    for (uint32_t at = 0; at < count; at++) {
        rank[entry[at].id] = at;
        intern->text[at] = entry[at].text;
        intern->follower[at] = 0;
    }
    for (size_t at = 0; at < intern->slots; at++) {
        struct intern_slot *slot = &intern->slot[at];
        slot->end = slot->end != 0 ? rank[slot->end - 1] + 1 : 0;
    }
    free(entry);
    return STATUS_OK;
}
