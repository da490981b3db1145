/* Slices of text: comparison, hashing, numbers. */
#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No quantity and no amount of money reaches this: 1e308 in a file is a broken export. */
static const double NUMBER_LIMIT = 1e15;

struct text text_of(const char *string)
{
    return (struct text){.data = string, .length = strlen(string)};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct text text_trim(struct text text)
{
    while (text.length > 0 && is_blank(text.data[0])) {
        text.data++;
        text.length--;
    }
    while (text.length > 0 && is_blank(text.data[text.length - 1])) {
        text.length--;
    }
    return text;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_equal_nocase(struct text a, struct text b)
{
    if (a.length != b.length) {
        return false;
    }
    for (size_t i = 0; i < a.length; i++) {
        if (lower(a.data[i]) != lower(b.data[i])) {
            return false;
        }
    }
    return true;
}

int text_compare(struct text a, struct text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter > 0 ? memcmp(a.data, b.data, shorter) : 0;
    if (order != 0) {
        return order;
    }
    return a.length < b.length ? -1 : a.length > b.length;
}

/* Length of the UTF-8 sequence at `s` (`left` bytes remain), 0 if it is not one. */
static size_t utf8_sequence(const unsigned char *s, size_t left)
{
    if (s[0] < 0x80) {
        return s[0] != 0;
    }
    size_t length = s[0] >= 0xC2 && s[0] <= 0xDF   ? 2
                    : (s[0] & 0xF0) == 0xE0        ? 3
                    : s[0] >= 0xF0 && s[0] <= 0xF4 ? 4
                                                   : 0;
    if (length == 0 || length > left) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
    bool surrogate = s[0] == 0xED && s[1] > 0x9F;
    bool beyond = s[0] == 0xF4 && s[1] > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

bool text_is_utf8(struct text text)
{
    const unsigned char *s = (const unsigned char *)text.data;
    for (size_t i = 0; i < text.length;) {
        size_t step = utf8_sequence(s + i, text.length - i);
        if (step == 0) {
            return false;
        }
        i += step;
    }
    return true;
}

static uint64_t mix_word(uint64_t word)
{
    word *= 0x9E3779B97F4A7C15ULL;
    return word ^ (word >> 32);
}

/* Words are mixed each by itself, by a multiplier of its place, so that they need not wait for each
 * other; the last mix makes of the sum something that does not add up over texts, with low bits
 * that can index a table. */
uint64_t text_hash(struct text text)
{
    uint64_t hash = text.length;
    uint64_t place = 0xD6E8FEB86659FD93ULL;
    size_t at = 0;
    for (; at + 8 <= text.length; at += 8) {
        hash += mix_word(word_eight(text.data + at) ^ place);
        place += 0xA0761D6478BD642FULL;
    }
    if (text.length >=
        8) { /* the last eight bytes, whether or not some of them were mixed before */
        hash += mix_word(word_eight(text.data + text.length - 8) ^ place);
    } else if (text.length > 0) {
        hash += mix_word(word_few(text.data, text.length) ^ place);
    }
    return mix_word(mix_word(hash));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Powers of ten that a double holds exactly. */
static const double POWER_OF_TEN[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* The slow and exact way, for many digits or an exponent.  strtod follows the locale's decimal
 * point; restock never sets a locale, so that point is '.'. */
static bool number_by_strtod(struct text text, char decimal, double *value)
{
    char copy[64];
    if (text.length >= sizeof copy) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        copy[i] = text.data[i] == decimal ? '.' : text.data[i];
    }
    copy[text.length] = '\0';
    char *end = NULL;
    *value = strtod(copy, &end);
    return end == copy + text.length;
}

/* An unsigned number: digits [point digits] [e [sign] digits]. */
static bool unsigned_number(struct text text, char decimal, double *value)
{
    uint64_t mantissa = 0;
    size_t digits = 0;
    size_t decimals = 0;
    size_t i = 0;
    bool after_point = false;
    for (; i < text.length; i++) {
        char c = text.data[i];
        if (is_digit(c)) {
            mantissa = digits < 18 ? mantissa * 10 + (uint64_t)(c - '0') : mantissa;
            digits += digits > 0 || c != '0' || after_point;
            decimals += after_point;
        } else if (c == decimal && !after_point) {
            after_point = true;
        } else {
            break;
        }
    }
    size_t seen = i - (size_t)after_point;
    if (seen == 0) {
        return false;
    }
    if (i < text.length) {
        if (text.data[i] != 'e' && text.data[i] != 'E') {
            return false;
        }
        size_t j = i + 1;
        if (j < text.length && (text.data[j] == '+' || text.data[j] == '-')) {
            j++;
        }
        if (j == text.length) {
            return false;
        }
        for (; j < text.length; j++) {
            if (!is_digit(text.data[j])) {
                return false;
            }
        }
        return number_by_strtod(text, decimal, value);
    }
    /* Exact: a mantissa below 2^53 divided by an exact power of ten rounds once. */
    if (digits <= 15 && decimals <= 22) {
        *value = (double)mantissa / POWER_OF_TEN[decimals];
        return true;
    }
    return number_by_strtod(text, decimal, value);
}

bool text_number(struct text text, char decimal, double *value)
{
    bool negative = false;
    if (text.length >= 2 && text.data[0] == '(' && text.data[text.length - 1] == ')') {
        negative = true;
        text.data++;
        text.length -= 2;
    } else if (text.length > 0 && (text.data[0] == '-' || text.data[0] == '+')) {
        negative = text.data[0] == '-';
        text.data++;
        text.length--;
    }
    double magnitude = 0.0;
    if (!unsigned_number(text, decimal, &magnitude) || !(magnitude <= NUMBER_LIMIT)) {
        return false;
    }
    *value = negative && magnitude > 0.0 ? -magnitude : magnitude;
    return true;
}

bool text_whole(struct text text, int64_t *value)
{
    double number = 0.0;
    if (!text_number(text, '.', &number) || number != floor(number) ||
        memchr(text.data, '.', text.length) != NULL) {
        return false;
    }
    *value = (int64_t)number;
    return true;
}

void text_append(char *text, size_t size, const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text + used, size - used, format, arguments);
    va_end(arguments);
}
