/* Lead times learned from past receipts: rows of open_orders.csv with an order_date and a
 * received_date.
 *
 * What is observed is a delivery: all lines of one source to one location with the same order_id,
 * order_date and received_date, since a hundred lines of one lorry are not a hundred lead times.
 * Deliveries of the last LEARN_DAYS count.  The law of a source is the posterior mean of a
 * Dirichlet process (Ferguson 1973): with n deliveries and a prior law worth PRIOR_DELIVERIES, law
 * = (n empirical + k prior) / (n + k). The prior is what suppliers.csv (of a feeding location
 * lanes.csv) promises; where nothing is promised all deliveries of all suppliers together once
 * there are OWN_DELIVERIES of them, else the settings.  A location, and a sku, that had
 * OWN_DELIVERIES from a source has its own law, whose prior is the source's, worth OWN_PRIOR.
 *
 * An order that is still open is a lead time known to be longer than its age (right-censored): its
 * weight goes to what took longer, in proportion (Efron's redistribution to the right; with a prior
 * Susarla and Van Ryzin 1976).  One older than anything ever received tells no lead time: it is
 * late supply, which counts by its chance.
 *
 * A law has at most LEAD_POINTS whole days; more are merged, neighbours first that lie closest
 * (Ward), so that the mean stays and little of the variance goes.
 *
 * Which law: a lead time of item_locations.csv or items.csv stands; where it has no lead_time_sd,
 * the learned law lends its sd.  Else the law of the sku from that source, of the location from it,
 * of the source itself.  What was learned replaces suppliers.csv, lanes.csv and the settings, of
 * which it holds a share. */
#ifndef RESTOCK_REPLENISH_LEAD_TIMES_H
#define RESTOCK_REPLENISH_LEAD_TIMES_H

#include "base/parallel.h"
#include "replenish/interval.h"

enum {
    LEARN_DAYS = 730,     /* before as_of, by the day of receipt: carriers change */
    PRIOR_DELIVERIES = 2, /* a promise is worth as much as two deliveries */
    OWN_DELIVERIES = 10,  /* before a sku or location differs from its source */
    OWN_PRIOR = 5,
};

/* A law of lead times in whole days. */
struct lead_law {
    uint32_t source;            /* place id */
    uint32_t of;                /* sku id, location's place id; NO_ID: the source's own */
    uint32_t points;            /* 1 .. LEAD_POINTS */
    uint32_t deliveries;        /* it was learned from */
    double days[LEAD_POINTS];   /* [points] ascending */
    double weight[LEAD_POINTS]; /* [points] adds up to 1 */
    double mean;
    double sd;
};

/* How a source kept its word. */
struct lead_record {
    uint32_t source; /* place id */
    uint32_t deliveries;
    double mean, sd;  /* days, of the deliveries alone; sd MISSING of one */
    double promised;  /* days; MISSING */
    uint32_t dated;   /* deliveries with a due date */
    uint32_t on_time; /* of those, received by it */
    double late_days; /* mean of received - due over those that came late; 0 */
};

struct lead_times {
    struct lead_law *sources; /* [source_count] by source */
    size_t source_count;
    struct lead_law *skus; /* [sku_count] by source, of */
    size_t sku_count;
    struct lead_law *locations; /* [location_count] by source, of */
    size_t location_count;
    struct lead_record *records; /* [record_count] by source */
    size_t record_count;
};

/* Learns from inputs->receipts and the open orders with an order_date; nothing without receipts.
 * Cost: two sorts of those rows. */
enum status MUST_CHECK lead_times_learn(struct lead_times *times, const struct inputs *inputs,
                                        const struct terms *defaults, struct arena *arena,
                                        struct fault *fault);

/* The law of a sku at a location from a source; NULL where none was learned. */
const struct lead_law *lead_law_of(const struct lead_times *times, const struct inputs *inputs,
                                   uint32_t source, uint32_t sku, uint32_t location);

/* Sets law and lead_given of positions whose from is set. */
void lead_times_assign(const struct lead_times *times, const struct inputs *inputs,
                       struct position *positions, size_t count, struct team *team);

/* Days of a law, mean and sd, and the longest that any has: for the horizon of the forecasts. */
struct lead_reach {
    double mean;
    double sd;
};
struct lead_reach lead_times_reach(const struct lead_times *times);

/* The chance that an overdue order of this age (days since it was placed) still comes.  With S the
 * law's share of lead times of at least that age, one order in fifty never coming (p = 0.02), and a
 * delivery longer than all n seen counted as one more, whose tail falls by 1/e in `tail_days`,
 *     chance = (1 - p) S' / (p + (1 - p) S'),  S' = (n S + tail) / (n + 1). */
double lead_law_chance(const struct lead_law *law, double age, double tail_days);
/* Days until it comes if it does, E[L | L >= age] - age; MISSING where no delivery took so long. */
double lead_law_wait(const struct lead_law *law, double age);

/* Days by which deliveries of a source come behind their due dates on average, early ones as in
 * time; 0 with fewer than OWN_DELIVERIES that had a date. */
double lead_slip(const struct lead_times *times, uint32_t source);

/* Whether a source is late enough to call a person: of at least LATE_DATED deliveries with a due
 * date fewer than LATE_SHARE came in time, or OWN_DELIVERIES took longer than promised by more than
 * a day and two standard errors of their mean. */
enum { LATE_DATED = 5 };
#define LATE_SHARE 0.8
bool lead_record_late(const struct lead_record *record);

#endif
