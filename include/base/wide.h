/* Vectors as wide as the machine has, for passes whose lanes do not touch each other: every width
 * gives the same bits. */
#ifndef RESTOCK_BASE_WIDE_H
#define RESTOCK_BASE_WIDE_H

/* Before a function: compiled for each width, chosen when the program starts.  AVX-512 gains 5 % on
 * exponential smoothing of weeks and months over AVX2 (its registers and masks more than its width)
 * and loses 3 % on long daily series; before version 12 gcc cannot choose it.  ThreadSanitizer
 * cannot bear any of this. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
#if __GNUC__ >= 12
#define WIDE __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define WIDE __attribute__((target_clones("default", "avx2")))
#endif
#else
#define WIDE
#endif

/* Before what a WIDE function calls, so that it is compiled for its width too. */
#define INLINE static inline __attribute__((always_inline))

#endif
