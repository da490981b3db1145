/* The policies by name; the table is in policy.h. */
#ifndef RESTOCK_REPLENISH_POLICIES_H
#define RESTOCK_REPLENISH_POLICIES_H

#include "replenish/policy.h"

extern const struct policy policy_rs;
extern const struct policy policy_rss;
extern const struct policy policy_ss;
extern const struct policy policy_sq;
extern const struct policy policy_min_max;
extern const struct policy policy_newsvendor;
extern const struct policy policy_lot_for_lot;
extern const struct policy policy_silver_meal;
extern const struct policy policy_wagner_whitin;
extern const struct policy policy_ddmrp;

#endif
