/* A policy: when a position orders and how much; the contract of one method.
 *
 * A policy turns what is known of a position into levels of its inventory position (usable stock
 * and what comes inside the interval): order when it is at or below the reorder point, up to the
 * order-up-to level or by whole lots.  Levels are told as if customers waited (backorders); with
 * lost sales the caller lowers them (enum lowering), for what is lost uses up no stock.
 *
 * To add one: a file in policies/, a row in policies.c, a test. */
#ifndef RESTOCK_REPLENISH_POLICY_H
#define RESTOCK_REPLENISH_POLICY_H

#include "base/arena.h"
#include "base/text.h"
#include "forecast/outlook.h"
#include "replenish/interval.h"

#include <stdbool.h>

/* What a policy reads.  Nothing in it is MISSING but optional terms. */
struct situation {
    const struct terms *terms;
    const struct outlook *outlook; /* demand from this morning on; periods > 0 */
    const struct interval *interval;
    enum service_type type; /* SERVICE_COST, _CYCLE or _FILL */
    double level;           /* asked for, in (0, 1); of COST the critical ratio Cu / (Cu + Co) */
    double protect;         /* order-up-to level of (R, S) that reaches it over the interval */
    double order_cost;      /* money that one more order of this line costs */
    double end_days;        /* to the morning after the item's last day; HUGE_VAL without one */
    double salvage;         /* money per unit of what is left over then */
};

/* By how much lost sales lower levels. */
enum lowering {
    LOWER_WITH_PROTECT, /* by as much as they lower `protect` */
    LOWER_BY_LOST, /* by what is lost before the receipt: no service of the interval is asked */
    LOWER_NOT,     /* a person's levels, or a method that tells no service */
};

struct levels {
    double reorder_point; /* order at or below it */
    double order_up_to;   /* >= reorder_point */
    double lot; /* > 0: whole multiples of so many units, the fewest that bring the position
                   above the reorder point; 0: up to order_up_to */
    enum lowering lowering;
};

struct policy {
    const char *name;
    const char *summary;
    /* Bytes that `levels` takes from its arena at the most; NULL: none. */
    size_t (*scratch)(void);
    /* false if memory ran out.  NULL: every review raises to `protect`. */
    bool (*levels)(const struct situation *situation, struct levels *levels, struct arena *scratch);
};

/* All of them, ended by NULL; the first is (R, S). */
extern const struct policy *const policies[];

/* By name, whatever the case; NULL where there is none. */
const struct policy *policy_find(struct text name);
/* What decides where nobody says: (R, S) as long as an order costs nothing, else (R, s, S), except
 * for a cycle goal: the cycles of (R, S) are reviews, those of (R, s, S) orders, so the same level
 * would ask for much more stock where demand is lumpy. */
const struct policy *policy_auto(double order_cost, enum service_type type);
/* The most that any of them takes from scratch. */
size_t policies_scratch(void);

/* Which policy where: a position's own word wins over its segment's, that over `general`; NULL asks
 * policy_auto. */
struct policy_choice {
    const struct policy *general;
    const struct policy *segment[3][3]; /* by ABC, XYZ */
};

struct position;
struct inputs;
/* The policy of a position whose terms, segment and order_cost are set. */
const struct policy *policy_of(const struct policy_choice *choice, const struct inputs *inputs,
                               const struct position *position);

#endif
