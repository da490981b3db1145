/* What every C test includes: cmocka in the order that it wants, and comparisons of doubles. */
#ifndef RESTOCK_TESTS_CHECK_H
#define RESTOCK_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Fails unless |got - want| <= tolerance * max(1, |want|); cmocka's own comparison casts to float.
 */
void check_close_at(double got, double want, double tolerance, const char *file, int line);
#define check_close(got, want, tolerance)                                                          \
    check_close_at((got), (want), (tolerance), __FILE__, __LINE__)

#endif
