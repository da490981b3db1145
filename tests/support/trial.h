/* A trial: a world of TRIAL_SITES skus that sell by one law, each day independently, each with a
 * supplier of its own, simulated under the reference policy min_max, (s, S), or base stock S where
 * s = S, or under restock's own plans.
 *
 * Every sku is a batch, so a figure's standard error comes from the spread of theirs.  A trial's
 * demand depends on its name alone, and nothing flickers. */
#ifndef RESTOCK_TESTS_TRIAL_H
#define RESTOCK_TESTS_TRIAL_H

#include "simulate/simulate.h"
#include "support/simulate.h"

enum { TRIAL_SITES = 64 };
/* Orders of goods that come in parts of a unit go by this. */
#define TRIAL_CRUMB 1e-4

struct trial {
    const char *name;
    struct dist demand; /* of a day; normal and lognormal, too */
    int days;           /* that count, after a hundred that do not */
    double s, S;
    double lead_days, lead_sd;
    double review_days;
    double holding, shortage, order_cost;
    const struct policy *policy; /* restock plans every review by it, at the critical ratio of the
                                    costs, and forecasts the mean of what sold; NULL: s and S */
    double pack; /* of orders that fill up to s alone; 0: TRIAL_CRUMB, or a unit where demand is
                    whole, up to S */
    double shelf_days; /* 0: keeps */
    double unit_cost, salvage_share;
    enum unmet unmet;
};

/* A trial's ledgers. */
struct tried {
    struct ledger site[TRIAL_SITES];
};

void trial_run(const struct trial *trial, struct tried *tried);

/* The mean of a figure of the sites and its standard error. */
typedef double trial_figure(const struct ledger *ledger);
struct estimate trial_mean(const struct tried *tried, trial_figure *figure);

double trial_cost(const struct ledger *ledger);  /* money a day */
double trial_stock(const struct ledger *ledger); /* units at the end of a day */
double trial_owed(const struct ledger *ledger);  /* likewise, at a shortage cost of 1 */

#endif
