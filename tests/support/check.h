/* What every C test includes: cmocka in the order that it wants, and comparisons of doubles. */
#ifndef RESTOCK_TESTS_CHECK_H
#define RESTOCK_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* gcc says by a macro that a sanitizer is on, clang by a feature; under one, memory limits mean
 * nothing. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER
#endif

/* Fails unless |got - want| <= tolerance * max(1, |want|); cmocka's own comparison casts to float.
 */
void check_close_at(double got, double want, double tolerance, const char *file, int line);
#define check_close(got, want, tolerance)                                                          \
    check_close_at((got), (want), (tolerance), __FILE__, __LINE__)
/* Against the size of what is compared, be it far below 1. */
#define check_relative(got, want, tolerance) check_close((got) / (want), 1.0, (tolerance))

#endif
