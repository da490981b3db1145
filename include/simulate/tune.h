/* Tuning: which settings would have planned better, by replaying history.
 *
 * The period is split.  On its earlier part sets of settings are tried beside those that stand, as
 * arms of one simulation each (simulate.h); on its later part the chosen ones meet the standing
 * ones, and what that shows is the gain that is told.  No day counts for both.
 *
 * The aim is money or stock:
 *
 *   TUNE_COST   the least cost of the simulation: holding, shortage, ordering, freight, write-off;
 *   TUNE_STOCK  the least mean stock value with which the fill rate that is asked for is met.  Each
 *               set is tried at several service levels; between them stock value is straight in
 *               -ln(1 - fill) (an exchange curve: Silver, Pyke and Peterson, 3rd ed., ch. 8).  For
 *               fill goals the fill asked for is that of the goals, weighted by demand; for cycle
 *               goals, which name none, it is what the standing settings delivered.
 *
 * The search goes forward by steps (coordinate search): first settings of the forecast, then those
 * of decisions, one setting a step, the best candidate of all.  A candidate is taken only where its
 * gain over what stands is at least `least_gain` of the aim and the 95 % interval of the paired
 * bootstrap over SKUs (as sim_paired) lies above 0; where none is, nothing is taken.  Other SKUs
 * come to another fill rate anyhow: for TUNE_STOCK each draw compares at the fill that the standing
 * settings' curve has there, as far from its middle as the fill asked for is from it of all SKUs.
 *
 * For TUNE_STOCK a step begins with a heat: every candidate at one service level, its stock beside
 * what the standing settings' curve needs for the same fill.  Only those of which that leaves open
 * whether they gain enough, the best four and any that it tells nothing of, get a curve of their
 * own; the others are not tried further in that step.
 *
 * How sure a fill rate itself is, is told over other weeks (whole ones, drawn with replacement) and
 * not over other SKUs, since the goal is that of these; of fewer than four weeks it is not known.
 */
#ifndef RESTOCK_SIMULATE_TUNE_H
#define RESTOCK_SIMULATE_TUNE_H

#include "simulate/simulate.h"

enum { TUNE_VALUE_SIZE = 32, TUNE_CHOICES = 8, TUNE_TEXT_SIZE = 512 };

enum tune_aim { TUNE_COST, TUNE_STOCK };

struct tune_choice {
    const char *setting; /* "plan.spread" */
    char value[TUNE_VALUE_SIZE];
};

/* Settings that differ from those that stand, each once; none: these themselves. */
struct tune_set {
    struct tune_choice choice[TUNE_CHOICES]; /* [count] */
    size_t count;
};

/* "plan.spread=1.25 plan.policy=rss"; "as it stands" for none. */
void tune_set_text(const struct tune_set *set, char text[TUNE_TEXT_SIZE]);

struct tune_candidate {
    struct tune_choice choice;
    bool forecast; /* asks for forecasts of its own: tried in the first steps */
};

struct tune_row;

struct tune_problem {
    const struct inputs *inputs;
    const struct panel *panel;
    const struct panel *daily;
    struct sim_settings earlier;
    struct sim_settings later;
    enum tune_aim aim;
    enum service_type goal; /* of the sites that count for TUNE_STOCK: SERVICE_FILL or _CYCLE */
    double level;           /* TUNE_STOCK: plan.service_level as it stands, which is turned */
    const struct tune_candidate *candidates; /* [candidate_count] by setting */
    size_t candidate_count;
    double least_gain; /* share */
    /* Makes the arm of a set; what it points to lives as long as the tuning. */
    enum status (*arm)(void *context, const struct tune_set *set, struct sim_arm *arm,
                       struct fault *fault);
    /* Told after each step, of its rows; NULL: nobody is. */
    void (*stepped)(void *context, const struct tune_row *rows, size_t count);
    void *context;
};

/* A gain over another set, positive: better; of MISSING ends nothing is known, as of one SKU. */
struct tune_gain {
    double money; /* of cost, or of mean stock value at the same fill */
    double low, high;
    double share; /* of the other's */
    double share_low, share_high;
};

enum tune_phase { TUNE_SERVICE, TUNE_FORECAST, TUNE_DECISION, TUNE_LATER };

/* What was tried. */
struct tune_row {
    enum tune_phase phase;
    size_t step; /* from 1, over all phases: each is one simulation */
    struct tune_set set;
    double cost;           /* money */
    double fill;           /* share */
    double stock_value;    /* money, or units, mean */
    double aim;            /* the cost, or the stock value at the fill asked for */
    struct tune_gain gain; /* over the set that stood in that step */
    bool taken;
};

/* How near a fill rate came to what was asked. */
struct tune_fill {
    double fill;
    double low, high; /* 95 % */
};

struct tune_result {
    struct tune_row *rows; /* [row_count] */
    size_t row_count;
    struct tune_set chosen;   /* none: nothing was found */
    bool in_units;            /* stock is counted in units: nobody knows what it costs */
    bool level_chosen;        /* plan.service_level is the last of them */
    double asked;             /* fill rate on the earlier part; MISSING for TUNE_COST */
    double fill_earlier;      /* delivered there as it stands */
    struct tune_gain earlier; /* of the chosen set over the standing one; MISSING where nothing but
                                 plan.service_level was chosen */
    struct tune_gain later;   /* likewise */
    struct tune_fill fill_before, fill_after; /* on the later part, where something was chosen */
    struct tune_gain nearer; /* |fill - asked| there before, less that after: shares in money, low,
                                high; of fill goals */
    bool gains;              /* the later gain is above 0 with 95 % confidence */
    bool serves;             /* the fill is nearer to what was asked, likewise */
    bool proved; /* what was chosen keeps its word: it gains, or where nothing but the service level
                    was chosen, it serves */
};

/* Tunes.  The result lives in `arena`. */
enum status MUST_CHECK tune(struct tune_result *result, const struct tune_problem *problem,
                            struct arena *arena, struct team *team, struct fault *fault);

#endif
