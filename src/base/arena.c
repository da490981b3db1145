/* Arena: a list of blocks, filled from the front, freed together.
 *
 * Invariant: `used` counts bytes of the newest block only; older blocks are full for good.  Fresh
 * blocks come from calloc, so a piece is zeroed either because its block is new or, after a rewind,
 * by memset. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_ALIGN = 64, ARENA_DEFAULT_BLOCK = 1 << 20 };

struct arena_block {
    struct arena_block *older;
    size_t size;  /* usable bytes */
    size_t dirty; /* bytes from the start that were handed out before a rewind */
    char *bytes;  /* aligned start */
};

/* Lives in the arena itself. */
struct arena_guest {
    struct arena_guest *older;
    void *piece;
};

void arena_init(struct arena *arena, size_t block_size)
{
    *arena = (struct arena){.block_size = block_size > 0 ? block_size : ARENA_DEFAULT_BLOCK};
}

static int arena_grow(struct arena *arena, size_t bytes)
{
    size_t size = bytes > arena->block_size ? bytes : arena->block_size;
    if (size > SIZE_MAX - sizeof(struct arena_block) - ARENA_ALIGN) {
        return 0;
    }
    char *raw = calloc(1, sizeof(struct arena_block) + ARENA_ALIGN + size);
    if (raw == NULL) {
        return 0;
    }
    struct arena_block *block = (struct arena_block *)(void *)raw;
    uintptr_t start = (uintptr_t)(raw + sizeof *block);
    size_t shift = (ARENA_ALIGN - start % ARENA_ALIGN) % ARENA_ALIGN;
    *block = (struct arena_block){
        .older = arena->block, .size = size, .bytes = raw + sizeof *block + shift};
    arena->block = block;
    arena->used = 0;
    return 1;
}

static size_t round_up(size_t bytes)
{
    return (bytes + (ARENA_ALIGN - 1)) / ARENA_ALIGN * ARENA_ALIGN;
}

void *arena_take(struct arena *arena, size_t count, size_t size)
{
    if (size > 0 && count > (SIZE_MAX - ARENA_ALIGN) / size) {
        return NULL;
    }
    size_t bytes = round_up(count * size);
    if (arena->block == NULL || bytes > arena->block->size - arena->used) {
        if (!arena_grow(arena, bytes)) {
            return NULL;
        }
    }
    struct arena_block *block = arena->block;
    char *piece = block->bytes + arena->used;
    if (arena->used < block->dirty) {
        size_t stale = block->dirty - arena->used;
        memset(piece, 0, stale < bytes ? stale : bytes);
    }
    arena->used += bytes;
    return piece;
}

int arena_reserve(struct arena *arena, size_t bytes)
{
    if (arena->block != NULL && bytes <= arena->block->size - arena->used) {
        return 1;
    }
    return arena_grow(arena, round_up(bytes));
}

int arena_adopt(struct arena *arena, void *piece)
{
    if (piece == NULL) {
        return 1;
    }
    struct arena_guest *guest = arena_take(arena, 1, sizeof *guest);
    if (guest == NULL) {
        free(piece);
        return 0;
    }
    *guest = (struct arena_guest){.older = arena->guest, .piece = piece};
    arena->guest = guest;
    return 1;
}

static void free_guests(struct arena *arena, const struct arena_guest *until)
{
    while (arena->guest != until) {
        free(arena->guest->piece);
        arena->guest = arena->guest->older;
    }
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){.block = arena->block, .used = arena->used, .guest = arena->guest};
}

static void mark_dirty(struct arena *arena)
{
    if (arena->block != NULL && arena->used > arena->block->dirty) {
        arena->block->dirty = arena->used;
    }
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    free_guests(arena, mark.guest);
    mark_dirty(arena);
    while (arena->block != mark.block && arena->block != NULL) {
        struct arena_block *older = arena->block->older;
        if (older == NULL) { /* the arena was empty at the mark: keep its first block */
            arena->used = 0;
            return;
        }
        free(arena->block);
        arena->block = older;
        arena->used = older->size;
        mark_dirty(arena);
    }
    arena->used = mark.used;
}

void arena_free(struct arena *arena)
{
    free_guests(arena, NULL);
    while (arena->block != NULL) {
        struct arena_block *older = arena->block->older;
        free(arena->block);
        arena->block = older;
    }
    arena->used = 0;
}
