/* Text in the making: rows written by hand into memory that is known to suffice. */
#ifndef RESTOCK_GENERATE_STRIP_H
#define RESTOCK_GENERATE_STRIP_H

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct strip {
    char *data; /* [room] not owned */
    size_t used;
    size_t room;
};

static inline void strip_put(struct strip *strip, const char *text, size_t length)
{
    assert(strip->used + length <= strip->room);
    memcpy(strip->data + strip->used, text, length);
    strip->used += length;
}

static inline void strip_string(struct strip *strip, const char *text)
{
    strip_put(strip, text, strlen(text));
}

static inline void strip_char(struct strip *strip, char c)
{
    assert(strip->used < strip->room);
    strip->data[strip->used++] = c;
}

static inline void strip_whole(struct strip *strip, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    strip_put(strip, digits + at, sizeof digits - at);
}

/* `scaled` / 10^decimals without trailing zeros. */
static inline void strip_scaled(struct strip *strip, uint64_t scaled, int decimals)
{
    while (decimals > 0 && scaled % 10 == 0) {
        scaled /= 10;
        decimals--;
    }
    char digits[24];
    size_t at = sizeof digits;
    for (int i = 0; i < decimals; i++) {
        digits[--at] = (char)('0' + scaled % 10);
        scaled /= 10;
    }
    if (decimals > 0) {
        digits[--at] = '.';
    }
    do {
        digits[--at] = (char)('0' + scaled % 10);
        scaled /= 10;
    } while (scaled > 0);
    strip_put(strip, digits + at, sizeof digits - at);
}

/* A number of at least 0 with four decimals at most; beyond STRIP_MOST it is that. */
#define STRIP_MOST 1e14

static inline void strip_number(struct strip *strip, double value)
{
    strip_scaled(strip, (uint64_t)floor(fmin(value, STRIP_MOST) * 1e4 + 0.5), 4);
}

static inline void strip_money(struct strip *strip, uint32_t cents)
{
    strip_scaled(strip, cents, 2);
}

#endif
