/* Bytes of text eight at a time, as words whose lowest byte is the first, on every machine. */
#ifndef RESTOCK_BASE_WORD_H
#define RESTOCK_BASE_WORD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t word_eight(const char *bytes)
{
    uint64_t word = 0;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static inline uint64_t word_four(const char *bytes)
{
    uint32_t word = 0;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word;
}

/* 0 to 8 bytes, zeros behind; loads that overlap instead of a loop. */
static inline uint64_t word_few(const char *bytes, size_t count)
{
    if (count >= 8) {
        return word_eight(bytes);
    }
    if (count >= 4) {
        return word_four(bytes) | word_four(bytes + count - 4) << 8 * (count - 4);
    }
    if (count == 0) {
        return 0;
    }
    const unsigned char *byte = (const unsigned char *)bytes;
    return (uint64_t)byte[0] | (uint64_t)byte[count / 2] << 8 * (count / 2) |
           (uint64_t)byte[count - 1] << 8 * (count - 1);
}

#endif
