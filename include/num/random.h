/* Random numbers in streams: a stream is numbered by (seed, series), so what a series draws depends
 * neither on the other series nor on the number of threads.
 *
 * xoshiro256** (Blackman and Vigna 2018), its state filled by splitmix64 from both numbers. Integer
 * arithmetic only up to the uniform, so the same on every machine; the normal uses log and sqrt and
 * may differ in its last digit between C libraries. */
#ifndef RESTOCK_NUM_RANDOM_H
#define RESTOCK_NUM_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state[4]; /* never all zero */
    double spare;      /* the second normal of a pair; MISSING when there is none */
};

struct random random_stream(uint64_t seed, uint64_t series);

uint64_t random_bits(struct random *random);  /* 64 fair bits */
double random_uniform(struct random *random); /* in [0, 1), 53 bits */
double random_normal(struct random *random);  /* mean 0, variance 1 (Marsaglia's polar method) */
/* A whole number in 0 .. limit - 1 without bias; limit > 0. */
uint64_t random_below(struct random *random, uint64_t limit);

#endif
