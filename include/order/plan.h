/* The plan: every position and what follows from it. */
#ifndef RESTOCK_ORDER_PLAN_H
#define RESTOCK_ORDER_PLAN_H

#include "base/parallel.h"
#include "forecast/forecast.h"
#include "network/expedite.h"
#include "network/placement.h"
#include "network/rebalance.h"
#include "network/share.h"
#include "panel/inputs.h"
#include "panel/panel.h"
#include "replenish/lead_times.h"
#include "replenish/mix.h"
#include "replenish/policy.h"
#include "replenish/position.h"

struct plan;

/* Of a simulated night: who may order, and what is asked for. */
struct plan_scope {
    /* Whether it is a position's turn.  What others need is covered by moves alone, as on a day on
     * which a supplier takes no orders. */
    bool (*turn)(const void *context, const struct plan *plan, size_t position);
    const void *context;
    bool decisions; /* orders, moves and haste are all that is asked for: what tells of them is left
                       out (exceptions, returns, hints, outcomes), and so are positions that
                       nothing of it depends on, of which only the stock is told (`idle`) */
};

struct plan_settings {
    struct terms defaults; /* what restock.ini says where nobody else does; nothing MISSING but
                              optional columns */
    struct policy_choice policies;
    enum mix_over mix;
    enum unmet unmet;
    double late_chance_days; /* overdue supply: chance of arrival falls by 1/e in so many days */
    double order_cost;       /* money per order where the supplier does not say */
    double budget;           /* money for all purchases of the night; MISSING: no limit */
    struct rebalance_settings rebalance;
    double salvage_share;     /* of unit cost, for what never sells */
    double min_gain;          /* money that an order of now must gain over one of the next review */
    bool promised_lead_times; /* what receipts tell is reported and not used */
    double damping;           /* share of an earlier suggestion below which a further need waits */
    double caution;           /* factor on the shortage cost that decisions believe; 0, unset: 1 */
    double spread;            /* factor on the standard deviation of demand ahead; 0, unset: 1 */
    double return_window_days;      /* history from which the return rate is taken */
    enum echelon_way echelon;       /* where safety stock for those that a location feeds stands */
    enum share_rule share;          /* who gets what of a feeding location's stock that is scarce */
    double share_floor;             /* share of its need that each gets before */
    const struct plan_scope *scope; /* of a simulated night; NULL: everybody's turn, everything */
};

struct order_line {
    size_t position;
    int32_t order_day;
    int32_t arrival_day;
    double quantity; /* units */
    double packs;
    double unit_cost; /* money, with the price break that applies */
    double value;     /* money */
    int priority;     /* 1 most urgent */
    uint32_t group;   /* lines of one supplier order share a number from 1 */
};

enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_CRITICAL };

struct exception {
    enum severity severity;
    const char *kind;  /* snake_case word, static */
    uint32_t sku;      /* NO_ID: not of one sku */
    uint32_t location; /* NO_ID likewise */
    double money_at_risk;
    const char *message; /* lives as long as the plan */
    const char *action;
};

struct segment {
    uint32_t sku;
    uint32_t location;
    char abc;               /* 'A' to 'C' by revenue of the last year within the location */
    char xyz;               /* 'X' to 'Z' by variability */
    uint32_t velocity_rank; /* 1: most units within the location */
    const char *hint;       /* fulfilment hint, "" for none */
};

struct return_row {
    uint32_t sku;
    double sold;     /* units, gross, in the return window */
    double returned; /* units */
    double rate;
    double expected_returns;   /* units inside the interval, all locations */
    uint32_t top_reason;       /* word id */
    double controllable_share; /* MISSING without reasons */
    const char *hint;          /* "" or delist / fix-the-listing words */
};

struct plan {
    bool what_if;               /* made under an overlay: every reason says so */
    struct position *positions; /* [position_count] by sku, location */
    size_t position_count;
    struct order_line *orders; /* by supplier, sku, location */
    size_t order_count;
    struct transfer_line *transfers; /* by sku, from, to */
    size_t transfer_count;
    struct expedited expedited; /* open orders that are worth hastening */
    struct exception
        *exceptions; /* by money at risk, most first, then severity, kind, sku, location */
    size_t exception_count;
    struct segment *segments;   /* [position_count] in the order of positions */
    struct return_row *returns; /* by sku */
    size_t return_count;
    struct lead_times lead_times; /* what was learned of suppliers and feeding locations */
    double order_value, stock_value, lost_without, lost_with;      /* money */
    double transfer_cost, transfer_benefit;                        /* money */
    double transfer_sales, transfer_purchases, transfer_writeoffs; /* as of their lines */
    double transfer_gain,
        transfer_bound; /* money, margins off; no moves gain more than the bound */
};

/* Periods that the forecasts must cover so that every protection interval lies inside them; to be
 * asked before forecast_run. */
size_t plan_horizon(const struct inputs *inputs, const struct panel *panel,
                    const struct plan_settings *settings);

/* Makes the plan into `arena`: needs (parallel over positions), transfers (parallel over skus),
 * orders. */
enum status MUST_CHECK plan_make(struct plan *plan, const struct inputs *inputs,
                                 const struct panel *panel, const struct forecasts *forecasts,
                                 const struct plan_settings *settings, struct arena *arena,
                                 struct team *team, struct fault *fault);

/* Why a line orders what it does, as a sentence with its numbers.  Made when it is asked for: the
 * sentences of a million lines would take more memory than the plan. */
void order_reason(char text[REASON_SIZE], const struct plan *plan, const struct order_line *line);

const char *severity_name(enum severity severity);

#endif
