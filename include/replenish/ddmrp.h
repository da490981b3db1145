/* Demand-driven MRP: a buffer of three zones, and an order when the net flow position falls out of
 * its green zone.
 *
 *   red base   = ADU x DLT x lead-time factor
 *   red safety = red base x variability factor            red = red base + red safety
 *   yellow     = ADU x DLT
 *   green      = the most of  moq,  ADU x order cycle,  ADU x DLT x lead-time factor
 *   TOR = red, TOY = TOR + yellow, TOG = TOY + green      (tops of red, yellow, green)
 *   net flow position = on hand + on order - qualified demand
 *   order TOG - net flow position when that is at or below TOY, else nothing.
 *
 * ADU is the average daily usage, DLT the decoupled lead time: of a bought part, its lead time.
 * Source: Ptak and Smith, Demand Driven Material Requirements Planning (2016), ch. 7 to 9.
 *
 * At the edges, never a NaN: a factor, a usage or a time of 0 or less makes its zone 0.  Without
 * usage green is still the moq, but nothing is ordered unless somebody waits (position below 0). */
#ifndef RESTOCK_REPLENISH_DDMRP_H
#define RESTOCK_REPLENISH_DDMRP_H

#include <stddef.h>

struct ddmrp {
    double usage;              /* ADU: units a day */
    double lead_days;          /* DLT: days */
    double lead_factor;        /* share, usually 0.2 to 1 */
    double variability_factor; /* share, usually 0 to 1 */
    double moq;                /* units */
    double cycle_days;         /* days from order to order, if imposed; 0: none */
};

struct ddmrp_zones {
    double red_base; /* all in units */
    double red_safety;
    double red;
    double yellow;
    double green;
    double top_of_red;
    double top_of_yellow;
    double top_of_green;
};

struct ddmrp_zones ddmrp_zones(const struct ddmrp *buffer);

/* In units; `qualified` as ddmrp_qualified_demand gives it. */
double ddmrp_net_flow(double on_hand, double on_order, double qualified);

/* What counts against the position: all that is past due or due today, and of each day ahead the
 * whole demand when it is a spike, that is, more than `threshold` units on that day.  `ahead`
 * [days] is the known demand of the days after today, `days` the spike horizon (usually the lead
 * time and a day); a usual threshold is half of red. */
double ddmrp_qualified_demand(double past_due, double today, const double *ahead, size_t days,
                              double threshold);

/* Units to order now, never below 0. */
double ddmrp_order(const struct ddmrp_zones *zones, double net_flow);

/* Factors where nobody sets them.  The usual ranges (Ptak and Smith, ch. 7) are, for the lead time,
 * short 0.61 to 1, medium 0.41 to 0.6, long 0.2 to 0.4, and for the variability, low 0 to 0.4,
 * medium 0.41 to 0.6, high 0.61 to 1; which days are short is each company's own choice.  Here the
 * ends of the ranges are joined, so that no buffer jumps when a lead time grows by a day: 1 up to
 * DDMRP_SHORTEST days, 0.6 at DDMRP_SHORT, 0.4 at DDMRP_MEDIUM, 0.2 from DDMRP_LONGEST on, straight
 * in the logarithm of the days between.  Red base so never falls as the lead time grows. */
#define DDMRP_SHORTEST 1.0
#define DDMRP_SHORT 10.0
#define DDMRP_MEDIUM 30.0
#define DDMRP_LONGEST 90.0
double ddmrp_lead_factor(double lead_days);

/* The variability factor of a demand over the lead time with that coefficient of variation (sd over
 * mean): the coefficient itself, at least 0 and at most 1, which goes through low, medium and high
 * at 0.4 and 0.6. */
double ddmrp_variability_factor(double variation);

#endif
