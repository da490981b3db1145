/* Numbers as text, the same bytes on every machine and in every locale. */
#ifndef RESTOCK_IO_DIGITS_H
#define RESTOCK_IO_DIGITS_H

#include <stddef.h>

/* Room for any double with up to 15 decimals and a final 0. */
enum { DIGITS_SIZE = 344 };

/* `decimals` (0 to 15) places after the point at the most, trailing zeros cut, never "-0".  MISSING
 * and infinite give nothing.  Returns the length; no final 0 is written. */
size_t digits_fixed(char *text, double value, int decimals);

/* `digits` significant digits (at most 12 places after the point), else as above; beyond 1e15 as
 * digits_exact.  At most 30 bytes. */
size_t digits_significant(char *text, double value, int digits);

/* For people: exactly `decimals` places and a comma between thousands, with a final 0; "-" for
 * MISSING.  Returns `text`, of DIGITS_SIZE * 2 bytes. */
char *digits_grouped(char *text, double value, int decimals);

/* The fewest digits that read back as the same double. */
size_t digits_exact(char *text, double value);

#endif
