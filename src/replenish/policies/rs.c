/* (R, S): every review raises the position to the level that protects the interval. */
#include "replenish/policies.h"

const struct policy policy_rs = {
    .name = "rs",
    .summary = "every review orders up to S",
};
