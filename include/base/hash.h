/* Fingerprints of numbers and bytes, eight bytes at a step: to find what changed, not to keep
 * secrets.
 *
 * A step is one-to-one in the hash so far for any given word, so that a single changed word always
 * changes the hash. */
#ifndef RESTOCK_BASE_HASH_H
#define RESTOCK_BASE_HASH_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { HASH_WORD = 8 };

static inline uint64_t hash_word(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15U; /* 2^64 over the golden ratio, odd */
    return hash ^ hash >> 29;
}

/* `count` words of eight bytes. */
static inline uint64_t hash_words(uint64_t hash, const void *bytes, size_t count)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < count; i++) {
        uint64_t word;
        memcpy(&word, at + i * HASH_WORD, sizeof word);
        hash = hash_word(hash, word);
    }
    return hash;
}

/* After whole words: the `rest` of them, 0 without, and the size of all. */
static inline uint64_t hash_end(uint64_t hash, uint64_t rest, size_t size)
{
    return hash_word(hash_word(hash, rest), size);
}

/* Any bytes and their number. */
static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const size_t words = size / HASH_WORD;
    uint64_t rest = 0;
    if (size > words * HASH_WORD) {
        memcpy(&rest, (const unsigned char *)bytes + words * HASH_WORD, size - words * HASH_WORD);
    }
    return hash_end(hash_words(hash, bytes, words), rest, size);
}

/* Values by their bits: 0 and -0 differ. */
static inline uint64_t hash_doubles(uint64_t hash, const double *value, size_t count)
{
    static_assert(sizeof(double) == HASH_WORD, "a double is a word");
    return hash_words(hash, value, count);
}

#endif
