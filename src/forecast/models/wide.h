/* Vectors as wide as the machine has, for passes whose lanes do not touch each other: every width
 * gives the same bits. */
#ifndef RESTOCK_FORECAST_MODELS_WIDE_H
#define RESTOCK_FORECAST_MODELS_WIDE_H

/* Before a function: compiled for each width, chosen when the program starts.  ThreadSanitizer
 * cannot bear that. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("default", "avx2")))
#else
#define WIDE
#endif

/* Before what a WIDE function calls, so that it is compiled for its width too. */
#define INLINE static inline __attribute__((always_inline))

#endif
