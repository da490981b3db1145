/* The usual fields of a large file, eight bytes at a time: short ways that give what the general
 * ones give, or say that they cannot.  Words are held with the first byte lowest. */
#ifndef RESTOCK_IO_USUAL_H
#define RESTOCK_IO_USUAL_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define USUAL_EACH_BYTE(byte) (0x0101010101010101ULL * (byte))

/* Is each byte at most 9?  118 more than 9 has the high bit; a carry comes only from a byte that is
 * refused anyway. */
static inline bool usual_digits(uint64_t word)
{
    return (((word + USUAL_EACH_BYTE(118)) | word) & USUAL_EACH_BYTE(128)) == 0;
}

/* The number that eight digits make, each in its byte: pairs, fours, and all are put together. */
static inline uint64_t usual_whole(uint64_t digits)
{
    const uint64_t first_bytes = 0x000000FF000000FFULL;
    const uint64_t upper = 100 + (1000000ULL << 32);
    const uint64_t lower = 1 + (10000ULL << 32);
    uint64_t pairs = digits * 10 + (digits >> 8);
    return ((pairs & first_bytes) * upper + ((pairs >> 16) & first_bytes) * lower) >> 32;
}

/* One to eight digits with at most one point among them, without a sign. */
static inline bool usual_number(struct text text, char decimal, double *value)
{
    static const double SCALE[] = {1.0, 10.0, 100.0, 1000.0, 10000.0, 1e5, 1e6, 1e7};
    if (text.length == 0 || text.length > 8) {
        return false;
    }
    uint64_t word = word_few(text.data, text.length);
    uint64_t other = word ^ USUAL_EACH_BYTE((unsigned char)decimal);
    uint64_t points = (other - USUAL_EACH_BYTE(1)) & ~other & USUAL_EACH_BYTE(128);
    size_t count = text.length;
    size_t behind = 0;
    if (points != 0) { /* the lowest is one; if another is or is not, digits will show it */
        unsigned at = (unsigned)__builtin_ctzll(points) & 56;
        uint64_t before = (1ULL << at) - 1;
        count--;
        behind = count - at / 8;
        word = (word & before) | (word >> 8 & ~before);
    }
    if (count == 0) {
        return false;
    }
    uint64_t digits = (word ^ USUAL_EACH_BYTE('0')) << 8 * (8 - count); /* zeros in front */
    if (!usual_digits(digits)) {
        return false;
    }
    double all = (double)(int64_t)usual_whole(digits);
    *value = behind == 0 ? all : all / SCALE[behind]; /* exact operands: rounds once */
    return true;
}

enum {
    USUAL_FIRST_YEAR = 1900, /* of day_valid */
    USUAL_LAST_YEAR = 2200,
    USUAL_MONTHS = (USUAL_LAST_YEAR - USUAL_FIRST_YEAR + 1) * 12,
};

/* A date as "2024-01-31"; start is [USUAL_MONTHS + 1], the first day of each month. */
static inline bool usual_day(struct text text, const int32_t *start, int32_t *day)
{
    if (text.length != 10) {
        return false;
    }
    static const char ZERO[] = "0000-00-";
    uint64_t word = word_eight(text.data) ^ word_eight(ZERO);
    /* as usual_digits, but the dashes must be themselves */
    const uint64_t too_much = USUAL_EACH_BYTE(118) + (9ULL << 32) + (9ULL << 56);
    if ((((word + too_much) | word) & USUAL_EACH_BYTE(128)) != 0) {
        return false;
    }
    uint64_t pairs = word * 10 + (word >> 8);
    unsigned year = (unsigned)(pairs & 255) * 100 + (unsigned)(pairs >> 16 & 255);
    unsigned month = (unsigned)(pairs >> 40 & 255);
    unsigned tens = (unsigned char)text.data[8] - (unsigned)'0';
    unsigned ones = (unsigned char)text.data[9] - (unsigned)'0';
    if (year < USUAL_FIRST_YEAR || year > USUAL_LAST_YEAR || month < 1 || month > 12 || tens > 9 ||
        ones > 9 || tens + ones == 0) {
        return false;
    }
    const int32_t *first = start + (year - USUAL_FIRST_YEAR) * 12 + (month - 1);
    *day = first[0] + (int32_t)(tens * 10 + ones) - 1;
    return *day < first[1];
}

#endif
