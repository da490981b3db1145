/* A simulation under way: what its parts share. */
#ifndef RESTOCK_SRC_SIMULATE_REPLAY_H
#define RESTOCK_SRC_SIMULATE_REPLAY_H

#include "simulate/simulate.h"

enum lot_state {
    LOT_COMING,  /* under way */
    LOT_PLEDGED, /* a move that ships later: its units still lie with the giver */
    LOT_SHELF,   /* here, and with an expiry date; what has none is added to the stock at once */
    LOT_GONE
};

/* Units that were ordered or moved together. */
struct lot {
    size_t site;
    double units; /* that are left of it */
    double unit_cost;
    uint32_t source; /* place id */
    int32_t order_day;
    int32_t due_day; /* as the plan told it */
    int32_t arrival_day;
    int32_t expiry_day; /* NO_DAY: of the day of arrival by the shelf life, or never */
    int32_t ship_day;   /* of LOT_PLEDGED */
    uint8_t state;      /* enum lot_state */
    uint8_t kind;       /* enum order_kind */
    bool tells;         /* a receipt is to be kept of it once it is here */
    bool hastened;      /* comes on due_day, whatever its supplier's lead times are */
};

/* What one arm has.  Lots are by site, then due day, units and the rest. */
struct arm {
    const struct sim_arm *told;
    size_t number;
    double *stock;  /* [sites] units without an expiry date */
    double *owed;   /* [sites] units that customers wait for */
    double *wanted; /* [sites] units so far, warm-up included */
    double *sold;   /* [sites] of those */
    double *rest;   /* [sites] fractions of returned units that make no whole one yet */
    double *order;  /* [sites] units, of tonight; a reference's */
    double *oracle; /* [sites * nights] units, of perfect foresight; NULL */
    struct lot *lots;
    size_t lot_count;
    size_t lot_room;
    size_t *lot_start; /* [sites + 1] */
    struct lot *fresh; /* of tonight, not among the lots yet */
    size_t fresh_count;
    size_t fresh_room;
    struct open_order *receipts;
    size_t receipt_count;
    size_t receipt_room;
    const struct turns *turns; /* whose turn it is when */
    int32_t next_ship;         /* the first day on which a pledged move ships; INT32_MAX */
    bool lost;                 /* memory ran out */
};

/* What a kit is put together of, or what goes with an item. */
struct sim_part {
    size_t site;     /* SIZE_MAX: it is not at this location */
    double quantity; /* units per unit */
};

/* When sites may order, and an arm plans; arms whose reviews agree share it.  A site's turn is a
 * day on which its source takes orders, its review or more after the turn before. */
struct turns {
    const int32_t *review;     /* [sites] days, not less than those between nights */
    int32_t every;             /* the least of them, or what was asked for */
    bool moves;                /* there are nights for moves alone, every so many days */
    const unsigned char *bits; /* [sites * row] a bit a step */
    size_t row;                /* bytes */
    const bool *night;         /* [steps] */
};

struct replay {
    const struct inputs *inputs;
    const struct panel *panel;
    const struct panel *daily;
    const struct sim_settings *settings;
    struct sim_result *result;
    struct arena *arena; /* of the result */
    struct arena *work;  /* of the simulation */
    struct team *team;
    struct sim_site *sites; /* [site_count] */
    size_t site_count;
    struct arm *arms; /* [arm_count] */
    size_t arm_count;
    int32_t *step_day;  /* [steps + 1] the morning of each, and of the one after the last */
    bool *night;        /* [steps] does any arm plan on it? */
    size_t warm_steps;  /* that do not count */
    size_t night_count; /* planned so far */
    size_t nights;      /* in all */
    size_t *part_start; /* [sites + 1] of `parts`; NULL: there are no kits */
    struct sim_part *parts;
    bool haste;        /* there is a supplier who hastens orders */
    bool own_receipts; /* arms learn from what they receive */
    bool sku_laws;     /* some lead times were learned of a sku alone */
    struct holidays holidays;
    struct sim_roads roads;
    enum unmet unmet;
    double salvage_share;
    struct family *family; /* [sites] history of those that feed others; NULL: there are none */
};

/* Recorded demand by step that a reference looks at. */
struct family {
    bool shared;    /* others' demand comes to its own; else nothing here is filled but length */
    double *demand; /* [length] */
    size_t length;
    int32_t first_period;
};

/* sites.c */
enum status MUST_CHECK sites_make(struct replay *replay, struct fault *fault);

/* truth.c: demand and returns of the steps; the morning on which an order comes in: where a step is
 * longer than a day, the next one of a lead time that is certain, the nearest one of a drawn one,
 * so that its mean stays. */
int32_t site_arrival(const struct replay *replay, size_t site, int32_t day);
enum status MUST_CHECK truth_make(struct replay *replay, struct fault *fault);

/* start.c: what an arm begins with, and what a site is put on sale with on its debut. */
void debuts_find(struct replay *replay);
double debut_units(const struct replay *replay, size_t site);
enum status MUST_CHECK arm_open(struct arm *arm, struct replay *replay, struct fault *fault);

/* hasten.c: open orders that the plan says are worth it come sooner. */
void hasten_orders(struct replay *replay, struct arm *arm, const struct expedited *expedited,
                   size_t step);

/* stock.c: the state of an arm. */
void arm_close(struct arm *arm);
/* Puts tonight's lots among the others and drops what is gone. */
enum status MUST_CHECK arm_merge(struct arm *arm, const struct replay *replay, struct fault *fault);
void arm_add(struct arm *arm, const struct lot *lot);
/* Puts the lots of a site in order again, since one is due on another day. */
void arm_sort(struct arm *arm, size_t site);
/* The last day on which units that come on `day` sell; NO_DAY where they keep. */
int32_t expiry_of(const struct sim_site *site, int32_t day);
double arm_on_hand(const struct arm *arm, size_t site);
double arm_on_order(const struct arm *arm, size_t site);
/* Takes up to `units`, first expired first; returns how many there were. */
double arm_take(struct arm *arm, size_t site, double units);
/* The same, of batches that expire on `expiry_day` (NO_DAY: all, first expired first), as lots of
 * `lot`'s other fields. */
double arm_send(struct arm *arm, size_t giver, double units, int32_t expiry_day,
                const struct lot *lot);

/* days.c: mornings and days between planning nights. */
enum part_of_day { PART_MORNING, PART_DAY };
enum status MUST_CHECK days_run(struct replay *replay, enum part_of_day part, size_t first,
                                size_t end, struct fault *fault);
/* Adds what came of a site on a step, if that counts. */
void replay_book(struct replay *replay, const struct arm *arm, size_t site, size_t step,
                 const struct ledger *ledger);

/* What came of a sale: `sold` of what was wanted and owed. */
void site_sell(const struct replay *replay, struct arm *arm, size_t index, double wanted,
               double days, double sold, struct ledger *now);

/* kits.c: kits and packaging. */
enum status MUST_CHECK kits_make(struct replay *replay, struct fault *fault);
/* Is it sold with others' stock, and before the day's other sales? */
bool site_has_parts(const struct replay *replay, size_t site);
void kits_sell(struct replay *replay, size_t step);
/* Every shelf that a unit wanted of a site takes from, now or later: its own or its components',
 * and of those that feed it. */
typedef void demand_add(void *context, size_t site, double units);
void demand_spread(const struct replay *replay, size_t site, demand_add *add, void *context);

/* turns.c: whose turn it is. */
enum status MUST_CHECK turns_make(struct replay *replay, struct fault *fault);
static inline bool turn_of(const struct turns *turns, size_t site, size_t step)
{
    return (turns->bits[site * turns->row + step / 8] >> (step % 8) & 1) != 0;
}

/* execute.c: what was decided. */
/* The site of a planned position: they are the same, in the same order, unless the night's plan
 * knows of fewer; SIZE_MAX: none. */
size_t planned_site(const struct replay *replay, const struct plan *plan, size_t position);
void execute_plan(struct replay *replay, struct arm *arm, const struct plan *plan, size_t step);
void execute_orders(struct replay *replay, struct arm *arm, size_t step); /* arm->order */
void ship_pledged(struct replay *replay, struct arm *arm, size_t step);

/* night.c: planning nights. */
struct planner;
enum status MUST_CHECK planner_open(struct planner **planner, struct replay *replay,
                                    struct fault *fault);
void planner_close(struct planner *planner);
enum status MUST_CHECK planner_night(struct planner *planner, size_t step, struct fault *fault);

/* known.c: the inputs as they stood that morning in the arm's world. */
enum status MUST_CHECK known_make(struct inputs *known, const struct replay *replay,
                                  const struct arm *arm, int32_t day, struct arena *arena,
                                  struct fault *fault);

/* foresee.c: fills arm->oracle. */
enum status MUST_CHECK foresee(struct replay *replay, struct arm *arm, struct fault *fault);

/* refer.c: reference arms. */
enum status MUST_CHECK refer_open(struct replay *replay, struct fault *fault);
enum status MUST_CHECK refer_night(struct replay *replay, struct arm *arm, size_t step,
                                   struct fault *fault);

#endif
