/* Marks: 64 bytes become words with a bit for each byte that ends a field, and each bit becomes an
 * offset. */
#include "io/marks.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { WORD = 64 };

/* Of each byte of a stretch, a bit: bit i is of byte i. */
struct bits {
    uint64_t delimiter;
    uint64_t newline;
    uint64_t carriage_return;
};

#if defined(__SSE2__)
enum { FEW = 16 };

static inline uint64_t bits_like(__m128i few, char byte)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(few, _mm_set1_epi8(byte)));
}

static inline void add_bits(struct bits *bits, const char *bytes, char delimiter, unsigned at)
{
    __m128i few = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    bits->delimiter |= bits_like(few, delimiter) << at;
    bits->newline |= bits_like(few, '\n') << at;
    bits->carriage_return |= bits_like(few, '\r') << at;
}
#else
enum { FEW = 8 };

static const uint64_t LOW = 0x0101010101010101ULL;
static const uint64_t HIGH = 0x8080808080808080ULL;

/* The high bits of the bytes that are not `byte`, without a carry between bytes, are turned into
 * the low bits of those that are; the multiplier moves that of byte k, at 8 k, to 56 + k, and no
 * two of its products meet. */
static inline uint64_t bits_like(uint64_t few, char byte)
{
    uint64_t x = few ^ (LOW * (unsigned char)byte);
    uint64_t unlike = ((x & ~HIGH) + ~HIGH) | x;
    return ((~unlike & HIGH) >> 7) * 0x0102040810204080ULL >> 56;
}

static inline void add_bits(struct bits *bits, const char *bytes, char delimiter, unsigned at)
{
    uint64_t few = 0;
    memcpy(&few, bytes, sizeof few);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    few = __builtin_bswap64(few);
#endif
    bits->delimiter |= bits_like(few, delimiter) << at;
    bits->newline |= bits_like(few, '\n') << at;
    bits->carriage_return |= bits_like(few, '\r') << at;
}
#endif

static inline struct bits bits_of(const char *bytes, char delimiter)
{
    struct bits bits = {0};
    for (unsigned at = 0; at < WORD; at += FEW) {
        add_bits(&bits, bytes + at, delimiter, at);
    }
    return bits;
}

/* Ones among the bits, since a machine without an instruction for it would call a function. */
static inline size_t count_bits(uint64_t bits)
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

static inline void add_marks(struct marks *marks, struct bits bits, size_t base, uint16_t *mark)
{
    uint64_t all = bits.delimiter | bits.newline | bits.carriage_return;
    marks->count += write_marks(all, base, mark + marks->count);
    marks->newlines += count_bits(bits.newline);
    marks->returns += bits.carriage_return != 0 ? count_bits(bits.carriage_return) : 0;
}

struct marks marks_find(const char *bytes, size_t size, char delimiter, uint16_t *mark)
{
    struct marks marks = {0};
    size_t at = 0;
    for (; at + WORD <= size; at += WORD) {
        add_marks(&marks, bits_of(bytes + at, delimiter), at, mark);
    }
    if (at < size) {
        char rest[WORD];
        memset(rest, delimiter == '\0', sizeof rest);
        memcpy(rest, bytes + at, size - at);
        add_marks(&marks, bits_of(rest, delimiter), at, mark);
    }
    return marks;
}

struct marks marks_find_plainly(const char *bytes, size_t size, char delimiter, uint16_t *mark)
{
    struct marks marks = {0};
    for (size_t at = 0; at < size; at++) {
        marks.newlines += bytes[at] == '\n';
        marks.returns += bytes[at] == '\r';
        if (bytes[at] == delimiter || bytes[at] == '\n' || bytes[at] == '\r') {
            mark[marks.count++] = (uint16_t)at;
        }
    }
    return marks;
}
