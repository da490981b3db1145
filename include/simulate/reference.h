/* Reference policies: what a shop without restock would do, and what one would do that knows the
 * future. */
#ifndef RESTOCK_SIMULATE_REFERENCE_H
#define RESTOCK_SIMULATE_REFERENCE_H

#include "simulate/truth.h"

enum reference_kind {
    REFERENCE_MIN_MAX,   /* at or below terms.min_stock up to terms.max_stock, the data's own */
    REFERENCE_NORMAL,    /* up to m (L + R) + z sd sqrt(L + R): moving average of 13 weeks and the
                            textbook's safety stock; parameter: z, MISSING: of the service level */
    REFERENCE_COVER,     /* up to so many weeks of the moving average; parameter: weeks, MISSING:
                            L + R and a week */
    REFERENCE_FORESIGHT, /* knows demand and lead times: serves what is worth more than holding it,
                            at the least cost (a floor for all others) */
};

struct reference {
    enum reference_kind kind;
    double parameter; /* MISSING where none was named */
};

/* "min_max", "normal", "normal:1.64", "cover", "cover:3", "foresight"; false: neither, and nothing
 * is filled. */
bool reference_parse(struct text text, struct reference *reference);

enum { REFERENCE_NAME_SIZE = 32 };
/* As reference_parse reads it, with the same number to the last digit. */
void reference_name(const struct reference *reference, char text[REFERENCE_NAME_SIZE]);

/* What a reference sees of one site on a planning night. */
struct reference_view {
    const struct sim_site *site;
    const double *history; /* [length] recorded demand by step, to the evening before; MISSING where
                              nothing is known */
    size_t length;
    const bool *censored; /* [length]; NULL: none */
    double step_days;     /* days of a step, > 0 */
    bool amounts;         /* demand is not whole units, nor need an order of small packs be */
    double on_hand;       /* free of expired ones */
    double on_order;      /* not received yet */
    double owed;          /* to customers who wait */
    double review_days;   /* to the next planning night of the site */
    double lead_days;     /* expected */
    double level;         /* asked for, in (0, 1): cycle, fill, or of cost the critical ratio */
};

/* Units to order, by the same minimum, packs, maximum and room on the shelf (max_stock) as a line
 * of the plan; never for REFERENCE_FORESIGHT.
 *
 * m and sd are mean and standard deviation (n - 1) of the last 13 weeks' steps (MOVING_DAYS; at
 * least two), those left out on which the shelf was empty unless all were; of a single step sd is
 * 0, without history m is.  L + R is lead_days + review_days and sL the site's lead_sd, in steps.
 * The position, on_hand + on_order - owed, is lifted to the target, which is at least the display
 * minimum, min_stock. MIN_MAX orders at or below min_stock up to max_stock; where there is no
 * max_stock up to min_stock, so without either it orders only what is owed.
 *
 * Source of NORMAL: Silver, Pyke and Peterson, Inventory Management and Production Planning and
 * Scheduling, 3rd ed., sections 7.9 and 7.10: (R, S) with the normal law's safety factor, lead
 * times that vary. */
enum { MOVING_DAYS = 91 };
double reference_order(const struct reference *reference, const struct reference_view *view);

/* The orders of perfect foresight for one site, all at once, by dynamic programming over its order
 * nights: each unit wanted is served by the order that costs least, or not at all where holding
 * costs more than what a shortage does.
 *
 * The cost is that of the simulation: what stands at the end of a step is held for its days; a unit
 * not there on its step is lost, or waits and counts once a step until it comes (to the end if it
 * never does).  Demand takes what is there, as in the simulation; to keep a unit back would gain
 * nothing, since it earns later what it earns now, after more holding.  So stock and the supply
 * that comes anyhow serve whom they meet, and what they leave asks for orders: lots of Wagner and
 * Whitin (Management Science 5, 1958) for demand that may be lost or wait.  Not exact are two
 * cases: `supply` with backorders, which is taken to serve nobody who waited for it, and stock or
 * supply beside orders that expire, which may be worth saving up.
 *
 * Packs, minimums, room and shelf life of what is there already are not looked at, and what is left
 * at the end is worth nothing: a floor for policies that must.  Orders are whole units where demand
 * and supply are. */
struct foresight {
    const double *demand;     /* [steps] units */
    const double *step_start; /* [steps + 1] days from the first step to the morning of each, and to
                                 the end of the last */
    size_t steps;
    const double *supply;       /* [steps] units that come anyhow, beside on_hand; NULL: none */
    const size_t *arrival_step; /* [nights] first step that an order of the night can serve, in any
                                   order; >= steps: too late */
    size_t nights;
    double on_hand;    /* at first */
    double holding;    /* money per unit and day */
    double shortage;   /* money per unit lost, or per unit that waits and step */
    double order_cost; /* money per order */
    double unit_cost;  /* money per unit that an order brings: handling, freight; not its price */
    double shelf_days; /* an order's units serve no step that begins so many days after they came;
                          0: they keep */
    bool backorder;    /* unmet demand waits */
};

/* Bytes that foresight_orders takes from its arena at the most; it gives them back. */
size_t foresight_scratch(size_t steps, size_t nights);

/* `orders` [nights] units of the least cost, which is returned; negative, nothing filled, if memory
 * ran out.  Of nights whose orders come on the same step the last one orders.  An order looks no
 * farther than shortage / holding days; the work is steps times that, with backorders besides
 * steps times nights. */
double foresight_orders(const struct foresight *problem, double *orders, struct arena *scratch);

#endif
