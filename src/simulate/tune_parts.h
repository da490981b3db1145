/* Parts of tuning: trials on a period, exchange curves, gains. */
#ifndef RESTOCK_SIMULATE_TUNE_PARTS_H
#define RESTOCK_SIMULATE_TUNE_PARTS_H

#include "simulate/tune.h"

/* As sim_paired; TRIAL_LEVELS of service a trial at the most. */
enum { TUNE_DRAWS = 2000, TRIAL_LEVELS = 8 };

/* Whether a set says something of a setting; with `value`, that. */
bool set_has(const struct tune_set *set, const char *setting, const char *value);
/* The set with a choice more, or in the place of another value. */
struct tune_set set_with(const struct tune_set *set, const struct tune_choice *choice);
struct tune_choice level_choice(double level); /* of plan.service_level */

/* A set that is tried, at its own service level or at several. */
struct trial {
    struct tune_set set;
    double level[TRIAL_LEVELS]; /* [levels] ascending, of plan.service_level */
    size_t levels;              /* 0: one arm, as the set says; 1: in a heat */
};

/* What counts of an arm, of one SKU or of many. */
struct tally {
    double cost;
    double wanted;
    double missed; /* units that were not there at once */
    double stock;  /* money days, or unit days */
};

struct trials {
    const struct tune_problem *problem;
    const struct trial *trial; /* [count] */
    size_t count;
    size_t standing; /* whose curve stands for those of trials that have one level alone */
    size_t *first;   /* [count + 1] arms of a trial */
    size_t arms;
    struct tally *by_sku; /* [skus * arms] SKU by SKU */
    struct tally *whole;  /* [arms] */
    struct tally *drawn; /* [TUNE_DRAWS * arms] as many SKUs as there are, drawn with replacement */
    bool in_units;       /* stock is counted in units: nobody knows what it cost */
    size_t skus;
    double *shift;      /* [TUNE_DRAWS * arms] of the fill rate, were the weeks others: as many
                           weeks as there are, drawn with replacement; MISSING of too few */
    double days;        /* that count */
    double wanted_fill; /* fill rate of the goals, weighted by what was wanted */
};

/* Simulates trials, the first of which is the settings as they stand, on a period. */
enum status MUST_CHECK trials_run(struct trials *trials, const struct tune_problem *problem,
                                  const struct sim_settings *period, const struct trial *trial,
                                  size_t count, struct arena *arena, struct team *team,
                                  struct fault *fault);

/* From by_sku, which is filled, to whole and drawn, which are 0. */
void trials_sum(struct trials *trials, struct team *team);

double tally_fill(const struct tally *tally); /* MISSING when nothing was wanted */
/* Money days of stock at a fill rate, between the points of an exchange curve and a little beyond
 * its ends along the last two.  MISSING farther away, and where fewer than two points differ in
 * fill; one that misses nothing counts for none. */
double curve_stock(const struct tally *points, size_t count, double fill);
/* The service level at which a curve reaches a fill rate, in [0.5, 0.9999]; MISSING likewise. */
double curve_level(const struct tally *points, const double *levels, size_t count, double fill);

/* A fill rate as far from `to`, on the scale of a curve, as `fill` is from `from`. */
double curve_move(double fill, double from, double to);

/* The aim of a trial: cost, or mean stock value at the fill `asked`.  That of one level alone is as
 * many times the standing trial's as its stock is of what that one needs for the same fill. */
double trial_aim(const struct trials *trials, size_t trial, double asked);
/* What `other` gains over `standing`. */
enum status MUST_CHECK trials_gain(struct tune_gain *gain, const struct trials *trials,
                                   size_t standing, size_t other, double asked, struct arena *arena,
                                   struct fault *fault);
/* The fill rate of a trial's first arm; its interval is that of other weeks, not of other SKUs: the
 * goal is that of these. */
enum status MUST_CHECK trials_fill(struct tune_fill *fill, const struct trials *trials,
                                   size_t trial, struct arena *arena, struct fault *fault);
/* By how much the fill rate of `other` is nearer to `asked` than that of `standing`. */
enum status MUST_CHECK trials_nearer(struct tune_gain *nearer, const struct trials *trials,
                                     size_t standing, size_t other, double asked,
                                     struct arena *arena, struct fault *fault);

#endif
