/* The policies by name; the table is in policy.h. */
#ifndef RESTOCK_REPLENISH_POLICIES_H
#define RESTOCK_REPLENISH_POLICIES_H

#include "replenish/policy.h"

extern const struct policy policy_rs;

#endif
