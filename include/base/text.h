/* Slices of text, and the numbers written in them.  A slice does not own its bytes and is not
 * terminated. */
#ifndef RESTOCK_BASE_TEXT_H
#define RESTOCK_BASE_TEXT_H

#include "base/status.h"
#include "base/word.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *data;
    size_t length; /* bytes */
};

/* For printf's "%.*s". */
#define TEXT_PRINT(text) (int)(text).length, (text).data

struct text text_of(const char *string);
struct text text_trim(struct text text);              /* without spaces and tabs around it */
bool text_equal_nocase(struct text a, struct text b); /* ASCII letters of either case */
int text_compare(struct text a, struct text b);       /* byte order, a prefix first: <0, 0, >0 */
bool text_is_utf8(struct text text);                  /* valid UTF-8 without NUL */
uint64_t text_hash(struct text text);                 /* 64 bits, the same on every machine */

/* Byte for byte.  Inline, since rows by the million ask whether a name is the one before. */
static inline bool text_equal(struct text a, struct text b)
{
    if (a.length != b.length) {
        return false;
    }
    if (a.length <= 8) {
        return word_few(a.data, a.length) == word_few(b.data, b.length);
    }
    size_t last = a.length - 8;
    for (size_t at = 0; at < last; at += 8) {
        if (word_eight(a.data + at) != word_eight(b.data + at)) {
            return false;
        }
    }
    return word_eight(a.data + last) == word_eight(b.data + last);
}

/* Adds to the end of the string in `text` [size] what printf would write, cut where there is no
 * room. */
void text_append(char *text, size_t size, const char *format, ...) PRINTF_LIKE(3, 4);

/* A decimal number, with `decimal` ('.' or ',') as its point: optional sign, digits, optional
 * exponent;
 * "(100)" is minus 100, as accountants write it; the other of '.' and ',' is refused, and so are
 * hex, inf, nan, blanks inside and anything behind the number.  The nearest double, as strtod.
 * false if the text is not a number or is beyond +-1e15, which no quantity or amount of money is.
 */
bool text_number(struct text text, char decimal, double *value);

/* A whole number, digits with an optional sign. */
bool text_whole(struct text text, int64_t *value);

#endif
