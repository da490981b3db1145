/* Random: xoshiro256** in streams numbered by seed and series. */
#include "num/random.h"

#include "base/missing.h"

#include <assert.h>

static uint64_t splitmix(uint64_t *counter)
{
    uint64_t bits = *counter += UINT64_C(0x9e3779b97f4a7c15);
    bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
    return bits ^ (bits >> 31);
}

struct random random_stream(uint64_t seed, uint64_t series)
{
    /* The seed is mixed before the series is added, so that (1, 2) and (2, 1) have nothing in
     * common. */
    uint64_t counter = seed;
    counter = splitmix(&counter) ^ series;
    counter = splitmix(&counter);
    struct random random = {.spare = MISSING};
    for (int i = 0; i < 4; i++) {
        random.state[i] = splitmix(&counter);
    }
    return random;
}

static uint64_t rotate(uint64_t bits, int by)
{
    return (bits << by) | (bits >> (64 - by));
}

uint64_t random_bits(struct random *random)
{
    uint64_t *state = random->state;
    uint64_t result = rotate(state[1] * 5, 7) * 9;
    uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 45);
    return result;
}

double random_uniform(struct random *random)
{
    return (double)(random_bits(random) >> 11) * 0x1p-53;
}

double random_normal(struct random *random)
{
    if (!is_missing(random->spare)) {
        double spare = random->spare;
        random->spare = MISSING;
        return spare;
    }
    double u, v, square;
    do {
        u = 2.0 * random_uniform(random) - 1.0;
        v = 2.0 * random_uniform(random) - 1.0;
        square = u * u + v * v;
    } while (square >= 1.0 || square <= 0.0);
    double factor = sqrt(-2.0 * log(square) / square);
    random->spare = v * factor;
    return u * factor;
}

uint64_t random_below(struct random *random, uint64_t limit)
{
    assert(limit > 0);
    uint64_t reject = (0 - limit) % limit; /* 2^64 mod limit: the values of the uneven last round */
    uint64_t bits;
    do {
        bits = random_bits(random);
    } while (bits < reject);
    return bits % limit;
}
