/* An arena: memory that is taken piece by piece and given back all at once.
 *
 * A run has one arena for what lives as long as the run, and each thread has one scratch arena that
 * is rewound after every item.  Whoever initialises an arena frees it; what was taken from it is
 * never freed alone.  Pieces are 64-byte aligned and zeroed. */
#ifndef RESTOCK_BASE_ARENA_H
#define RESTOCK_BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena_guest;

struct arena {
    struct arena_block *block; /* the newest; blocks form a list to the oldest */
    size_t used;               /* bytes used in the newest block */
    size_t block_size;         /* bytes of an ordinary block */
    struct arena_guest *guest; /* the newest adopted piece; a list to the oldest */
};

/* A point to which an arena can be rewound. */
struct arena_mark {
    struct arena_block *block;
    size_t used;
    struct arena_guest *guest;
};

/* Takes no memory yet.  `block_size` 0 means a default of 1 MiB. */
void arena_init(struct arena *arena, size_t block_size);

/* `count` elements of `size` bytes, zeroed; NULL if memory ran out or the product overflows.  A
 * count of 0 gives a valid pointer to nothing. */
void *arena_take(struct arena *arena, size_t count, size_t size);

/* Makes sure that the next takes of `bytes` in total (plus 64 a piece) need no new block; used
 * before a parallel loop, in which nothing may run out.  Returns 0 if memory ran out, else 1. */
int arena_reserve(struct arena *arena, size_t bytes);

/* Makes a piece from malloc the arena's, which frees it as if it had been taken now: for arrays
 * that had to grow.  NULL is fine.  Returns 0 if memory ran out, and the piece is freed at once;
 * else 1. */
int arena_adopt(struct arena *arena, void *piece);

struct arena_mark arena_mark(const struct arena *arena);
/* Everything taken since the mark is gone; blocks newer than the mark are freed, except that an
 * arena rewound to empty keeps its first block. */
void arena_rewind(struct arena *arena, struct arena_mark mark);
void arena_free(struct arena *arena);

#define ARENA_NEW(arena, type, count) ((type *)arena_take((arena), (count), sizeof(type)))

#endif
