/* Reference policies: what a shop without restock would do, and what one would do that knows the
 * future. */
#ifndef RESTOCK_SIMULATE_REFERENCE_H
#define RESTOCK_SIMULATE_REFERENCE_H

#include "simulate/truth.h"

enum reference_kind {
    REFERENCE_MIN_MAX, /* at or below terms.min_stock up to terms.max_stock: the data's own */
    REFERENCE_NORMAL,  /* up to m (L + R) + z sd sqrt(L + R): moving average of 13 weeks and the
                          textbook's safety stock; parameter: z, MISSING: of the service level */
    REFERENCE_COVER, /* up to so many weeks of the moving average; parameter: weeks, MISSING: L + R
                        and a week */
    REFERENCE_FORESIGHT, /* knows demand and lead times: serves what is worth more than holding it,
                            at the least cost (a floor for all others) */
};

struct reference {
    enum reference_kind kind;
    double parameter;
};

/* "min_max", "normal", "normal:1.64", "cover", "cover:3", "foresight"; false: neither. */
bool reference_parse(struct text text, struct reference *reference);
/* As reference_parse reads it; `text` of 32 bytes. */
void reference_name(const struct reference *reference, char *text);

/* What a reference sees of one site on a planning night. */
struct reference_view {
    const struct sim_site *site;
    const double *history; /* [length] recorded demand by step, to the evening before */
    size_t length;
    const bool *censored; /* [length]; NULL: none */
    double step_days;     /* days of a step */
    double on_hand;       /* free of expired ones */
    double on_order;      /* not received yet */
    double owed;          /* to customers who wait */
    double review_days;   /* to the next planning night of the site */
    double lead_days;     /* expected */
    double level;         /* asked for, in (0, 1): cycle, fill, or of cost the critical ratio */
};

/* Units to order, in whole packs where the site has packs; never for REFERENCE_FORESIGHT. */
double reference_order(const struct reference *reference, const struct reference_view *view);

/* The orders of perfect foresight for one site, all at once, by dynamic programming over its order
 * nights: each unit wanted is served by the latest order that costs least, or not at all where
 * holding costs more than what a shortage does. */
struct foresight {
    const double *demand;     /* [steps] */
    const double *step_start; /* [steps] days from the first step to the morning of each */
    size_t steps;
    const size_t *order_step;   /* [nights] steps on whose morning an order can be placed */
    const size_t *arrival_step; /* [nights] first step that it can serve; >= steps: too late */
    size_t nights;
    double on_hand;    /* at first */
    double holding;    /* money per unit and day */
    double shortage;   /* money per unit lost */
    double order_cost; /* money per order */
    bool backorder;    /* unmet demand waits, at `shortage` per unit and step */
};
size_t foresight_scratch(size_t steps, size_t nights); /* bytes */
/* `orders` [nights] units; returns the cost that follows. */
double foresight_orders(const struct foresight *problem, double *orders, struct arena *scratch);

#endif
