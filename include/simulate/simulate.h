/* A replay of history: every night the plan is made of what was known by then, every day what was
 * wanted comes to the shelves, and what follows from both is counted in units and money.
 *
 * A step is a day, or the period of data that have one date a period.  On the morning of a step
 *
 *     1  what is due comes in, what has expired is written off,
 *     2  on a planning night each arm decides: orders go to suppliers and feeding locations, moves
 *        to the lanes,
 *     3  demand takes what is there, first expired first; the rest is lost or waits
 *        (plan.unmet), and recorded returns of what was sold come back,
 *     4  costs of the step are counted on what it leaves.
 *
 * An arm is one way to decide: restock under some settings, or a reference policy.  All arms meet
 * the same demand, begin with the same stock and draw the same lead times: an order of a supplier
 * to a location on a day takes as long in every arm.  The history that a night sees is what was
 * recorded, whatever an arm had in stock; so too the receipts that it learns lead times from, to
 * which those of the arm come.  Prices that the sales tell are the last known ones of the whole
 * history (panel_at), and promotions and events of the time are known as they are to any plan.
 *
 * Every site begins with the demand of its lead time and review by the mean of the last eight weeks
 * before (or what there is), in whole units; nothing is on order.  A site whose first sale comes
 * while it is simulated, without a launch date, was bought in by whoever put it on sale: that
 * morning every arm gets what its record says it sold until an order could come, lead time and
 * review later, and nobody knows of it before.
 *
 * A site's turn to order is a day on which its source takes orders, its review (by the terms of the
 * arm, and not less than `every`) or more after the turn before; an arm plans on every day on which
 * some site has its turn, and each `every` days where stock may move between locations.  Where
 * suppliers have order days of their own that is more often than `every` says.  An order is made of
 * lines of sites whose turn it is, and of no others' needs.  Steps longer than a
 * day have their morning alone: reviews, and lead times that are certain, go up to whole steps, and
 * the plan knows; what is drawn comes in on the nearest morning.
 *
 * Feeding orders and moves take what their giver has that morning and never more; a move that ships
 * on a later day is a suggestion until then, by which the plan pledges its units.  An open
 * order that the plan says is worth hastening (suppliers' expedite_days) is hastened: from that
 * morning on it is due, and comes, on the day that was told, or on its own if that is sooner; as a
 * lead time nobody learns from it.  The lines of a supplier and night are one order.  References
 * hasten nothing.
 *
 * Costs count by the terms and plan settings of the first arm (unmet, salvage, order cost), for
 * every arm alike; those are given whatever its kind. */
#ifndef RESTOCK_SIMULATE_SIMULATE_H
#define RESTOCK_SIMULATE_SIMULATE_H

#include "order/plan.h"
#include "simulate/reference.h"
#include "simulate/truth.h"

/* Shown every plan that an arm made, with what it knew and its settings, those of its arm with
 * whose turn it is; all are gone when it returns.  Plans that are watched are whole, others have no
 * more than their decisions. */
typedef void sim_watch(void *watcher, size_t arm, const struct inputs *known,
                       const struct plan_settings *settings, const struct plan *plan);

struct sim_settings {
    int32_t from;    /* first day that counts, the first of a step */
    int32_t to;      /* the first day after those that count, the first of a step or the as-of
                        date; no later than that */
    int32_t warm_up; /* days before `from` that are simulated and do not count */
    int32_t every;   /* the least days between two turns of a site; 0: each arm's least review */
    bool steady_lead_times; /* every order takes as long as expected: nothing is drawn */
    uint64_t seed;
    size_t
        refit_nights; /* as forecast.refit_nights; 1: every night is forecast as by a plan without
                         a state, else the nights go on from each other (memory_init_replay) */
    sim_watch *watch; /* NULL: nobody watches */
    void *watcher;
};

enum arm_kind { ARM_PLAN, ARM_REFERENCE };

struct sim_arm {
    const char *name;
    enum arm_kind kind;
    struct plan_settings plan;         /* of ARM_PLAN; costs count by those of the first arm */
    struct forecast_settings forecast; /* of ARM_PLAN; arms that agree share their forecasts; memory
                                          is the simulation's own, horizon the least that it looks
                                          ahead (the plan may need more) */
    struct reference reference;        /* of ARM_REFERENCE */
};

/* What came of an arm: sums, which may be added up field by field. */
struct ledger {
    double wanted;      /* units of demand, imputed ones included */
    double sold;        /* units, those that waited and came later included */
    double lost;        /* units that were never served */
    double waited;      /* units that were not there at once and were owed */
    double returned;    /* sellable units that came back */
    double bought;      /* units received from suppliers */
    double moved;       /* units received from other locations, by feeding and by moves */
    double sent;        /* units sent to other locations */
    double used;        /* units that went into kits, or as packaging with what sold */
    double written_off; /* units */
    double stock;       /* unit days, of what stands at the end of each day */
    double stock_value; /* money days, at unit cost */
    double days;        /* of sku-locations */
    double days_out;    /* of those, days on which something was wanted and not all was there */
    double lines;       /* order lines placed */
    double orders;      /* orders placed with suppliers; of a day only */
    double hastened;    /* lines of open orders that were hastened */
    double purchases;   /* money paid for what was received */
    double sold_value;  /* money, at unit cost */
    /* costs, money */
    double holding;   /* terms.holding_cost per unit and day */
    double shortage;  /* terms.shortage_cost per unit lost, or per unit that waits once a step */
    double ordering;  /* of orders (a supplier and night), and of handling what is received */
    double freight;   /* of lanes */
    double haste;     /* what suppliers take for it, an order's in shares of its lines */
    double write_off; /* unit cost less salvage of what expired */
};

double ledger_cost(const struct ledger *ledger); /* the six costs together */
double
ledger_fill(const struct ledger *ledger); /* share of units that were there at once; MISSING */
void ledger_add(struct ledger *sum, const struct ledger *ledger);

struct sim_result {
    struct truth truth;
    const struct sim_site *sites; /* [site_count] by sku, location */
    size_t site_count;
    size_t arms;
    size_t steps;         /* that count */
    int32_t first_step;   /* period of truth.calendar of the first that counts */
    struct ledger *step;  /* [arms * steps] */
    struct ledger *site;  /* [arms * site_count]; an order's cost in shares of its lines */
    struct ledger *whole; /* [arms] */
    double *start;        /* [site_count] units that every arm began with */
    double *left;         /* [arms * site_count] units on hand at the end */
    size_t nights;        /* planning nights, warm-up included */
    double forecast_seconds, plan_seconds;
};

/* Simulates.  `daily` is the panel of the truth (the planning panel itself where it has the same
 * steps), `panel` that of the plans; both reach to inputs->as_of or later than settings->to.  The
 * result lives in `arena`.  STATUS_USAGE for a period that the data do not hold. */
enum status MUST_CHECK simulate(struct sim_result *result, const struct inputs *inputs,
                                const struct panel *panel, const struct panel *daily,
                                const struct sim_settings *settings, const struct sim_arm *arms,
                                size_t arm_count, struct arena *arena, struct team *team,
                                struct fault *fault);

/* The difference of two arms' cost, other - first, over sites: paired bootstrap (Efron 1979), whole
 * SKUs drawn with replacement since locations of one SKU go together. */
struct paired {
    double difference; /* money */
    double low, high;  /* 95 % percentile interval */
    double share;      /* difference / cost of the first */
    double share_low, share_high;
};
enum status MUST_CHECK sim_paired(struct paired *paired, const struct sim_result *result,
                                  size_t first, size_t other, uint64_t seed, struct arena *arena,
                                  struct fault *fault);

#endif
