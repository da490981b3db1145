/* Numbers as text.  Most numbers of a run have few digits: they are scaled to a whole number below
 * 2^53 and written digit by digit; printf takes the rest. */
#include "io/digits.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMALS_MOST = 15, SIGNIFICANT_DECIMALS_MOST = 12 };

static const double POWER[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                               1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* Whole numbers below this are exact in a double. */
static const double EXACT_LIMIT = 9007199254740992.0;

static size_t cut_zeros(const char *text, size_t length)
{
    if (memchr(text, '.', length) == NULL) {
        return length;
    }
    while (text[length - 1] == '0') {
        length--;
    }
    return text[length - 1] == '.' ? length - 1 : length;
}

/* `scaled` = value * 10^decimals, rounded. */
static size_t write_scaled(char *text, uint64_t scaled, int decimals)
{
    while (decimals > 0 && scaled % 10 == 0) {
        scaled /= 10;
        decimals--;
    }
    char digits[24];
    int count = 0;
    while (scaled > 0 || count <= decimals) {
        digits[count++] = (char)('0' + scaled % 10);
        scaled /= 10;
    }
    size_t length = 0;
    while (count > 0) {
        if (count == decimals) {
            text[length++] = '.';
        }
        text[length++] = digits[--count];
    }
    return length;
}

/* A locale may have put another mark in the place of the point. */
static size_t by_printf(char *text, double value, int decimals)
{
    char buffer[DIGITS_SIZE];
    int wrote = snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
    size_t length = wrote > 0 && wrote < DIGITS_SIZE ? (size_t)wrote : 0;
    if (decimals > 0 && length > (size_t)decimals) {
        buffer[length - (size_t)decimals - 1] = '.';
    }
    length = length > 0 ? cut_zeros(buffer, length) : 0;
    memcpy(text, buffer, length);
    return length;
}

size_t digits_fixed(char *text, double value, int decimals)
{
    if (!isfinite(value)) {
        return 0;
    }
    decimals = decimals < DECIMALS_MOST ? decimals : DECIMALS_MOST;
    double magnitude = fabs(value);
    double scaled = magnitude * POWER[decimals];
    size_t sign = 0;
    if (scaled < EXACT_LIMIT) {
        uint64_t whole = (uint64_t)(scaled + 0.5);
        if (value < 0.0 && whole > 0) {
            text[sign++] = '-';
        }
        return sign + write_scaled(text + sign, whole, decimals);
    }
    return by_printf(text, value, decimals);
}

size_t digits_exact(char *text, double value)
{
    if (!isfinite(value)) {
        return 0;
    }
    if (fabs(value) < 1e15 && value == floor(value)) {
        return digits_fixed(text, value, 0);
    }
    char buffer[40];
    int wrote = 0;
    for (int digits = 15; digits <= 17; digits++) {
        wrote = snprintf(buffer, sizeof buffer, "%.*g", digits, value);
        if (strtod(buffer, NULL) == value) {
            break;
        }
    }
    for (int i = 0; i < wrote; i++) {
        text[i] = buffer[i] == ',' ? '.' : buffer[i];
    }
    return (size_t)wrote;
}

size_t digits_significant(char *text, double value, int digits)
{
    double magnitude = fabs(value);
    if (magnitude >= POWER[DECIMALS_MOST]) {
        return digits_exact(text, value);
    }
    int before = 0; /* digits before the point; below 1, minus the zeros behind it */
    if (magnitude >= 1.0) {
        while (before < DECIMALS_MOST && magnitude >= POWER[before]) {
            before++;
        }
    } else {
        while (before > -SIGNIFICANT_DECIMALS_MOST && magnitude * POWER[1 - before] < 1.0) {
            before--;
        }
    }
    int decimals = digits - before;
    decimals = decimals < 0 ? 0 : decimals;
    return digits_fixed(
        text, value, decimals < SIGNIFICANT_DECIMALS_MOST ? decimals : SIGNIFICANT_DECIMALS_MOST);
}

char *digits_grouped(char *text, double value, int decimals)
{
    char plain[DIGITS_SIZE];
    if (!isfinite(value)) {
        return memcpy(text, "-", sizeof "-");
    }
    int wrote = snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value));
    int whole = decimals > 0 ? wrote - decimals - 1 : wrote;
    size_t length = 0;
    if (value < 0.0 && strpbrk(plain, "123456789") != NULL) {
        text[length++] = '-';
    }
    for (int i = 0; i < wrote; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) {
            text[length++] = ',';
        }
        text[length++] = i == whole ? '.' : plain[i];
    }
    text[length] = '\0';
    return text;
}
