/* Marks: 64 bytes become one word with a bit for each byte that ends a field, and each bit becomes
 * an offset. */
#include "io/marks.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { WORD = 64 };

#if defined(__SSE2__)
static inline uint64_t few_bits(const char *bytes, char delimiter)
{
    __m128i few = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    __m128i field = _mm_cmpeq_epi8(few, _mm_set1_epi8(delimiter));
    __m128i line = _mm_or_si128(_mm_cmpeq_epi8(few, _mm_set1_epi8('\n')),
                                _mm_cmpeq_epi8(few, _mm_set1_epi8('\r')));
    return (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(field, line));
}

/* Bit i: bytes[i] ends a field. */
static inline uint64_t word_bits(const char *bytes, char delimiter)
{
    return few_bits(bytes, delimiter) | few_bits(bytes + 16, delimiter) << 16 |
           few_bits(bytes + 32, delimiter) << 32 | few_bits(bytes + 48, delimiter) << 48;
}
#else
static const uint64_t LOW = 0x0101010101010101ULL;
static const uint64_t HIGH = 0x8080808080808080ULL;

/* The high bit of each byte of `eight` that is not `byte`; no carry leaves a byte. */
static inline uint64_t unlike(uint64_t eight, char byte)
{
    uint64_t x = eight ^ (LOW * (unsigned char)byte);
    return ((x & ~HIGH) + ~HIGH) | x;
}

static inline uint64_t few_bits(const char *bytes, char delimiter)
{
    uint64_t eight = 0;
    memcpy(&eight, bytes, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    uint64_t other = unlike(eight, delimiter) & unlike(eight, '\n') & unlike(eight, '\r');
    /* the multiplier moves the bit of byte k, at 8 k, to 56 + k; no two of its products meet */
    return ((~other & HIGH) >> 7) * 0x0102040810204080ULL >> 56;
}

/* Bit i: bytes[i] ends a field. */
static inline uint64_t word_bits(const char *bytes, char delimiter)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < WORD; i += 8) {
        bits |= few_bits(bytes + i, delimiter) << i;
    }
    return bits;
}
#endif

/* Ones among the bits, since a machine without an instruction for it would call a function. */
static size_t count_bits(uint64_t bits)
{
    bits -= bits >> 1 & 0x5555555555555555ULL;
    bits = (bits & 0x3333333333333333ULL) + (bits >> 2 & 0x3333333333333333ULL);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0FULL;
    return (size_t)(bits * 0x0101010101010101ULL >> 56);
}

/* Eight at a time, since a loop that ends anywhere is mostly guessed wrong; what is written beyond
 * the last is overwritten by the next. */
static inline size_t write_marks(uint64_t bits, size_t base, uint16_t *mark)
{
    const uint64_t top = 1ULL << 63; /* so that there always is a lowest bit */
    size_t count = count_bits(bits);
    for (size_t i = 0; i < count; i += 8) {
        for (size_t j = i; j < i + 8; j++) {
            mark[j] = (uint16_t)(base + (size_t)__builtin_ctzll(bits | top));
            bits &= bits - 1;
        }
    }
    return count;
}

size_t marks_find(const char *bytes, size_t size, char delimiter, uint16_t *mark)
{
    size_t count = 0;
    size_t at = 0;
    for (; at + WORD <= size; at += WORD) {
        count += write_marks(word_bits(bytes + at, delimiter), at, mark + count);
    }
    if (at < size) {
        char rest[WORD];
        memset(rest, delimiter == '\0', sizeof rest);
        memcpy(rest, bytes + at, size - at);
        count += write_marks(word_bits(rest, delimiter), at, mark + count);
    }
    return count;
}

size_t marks_find_plainly(const char *bytes, size_t size, char delimiter, uint16_t *mark)
{
    size_t count = 0;
    for (size_t at = 0; at < size; at++) {
        if (bytes[at] == delimiter || bytes[at] == '\n' || bytes[at] == '\r') {
            mark[count++] = (uint16_t)at;
        }
    }
    return count;
}
