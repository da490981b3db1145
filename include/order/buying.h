/* Buying: the steps from lines decided one by one to orders that suppliers, budgets and locations
 * accept, and what they share. */
#ifndef RESTOCK_ORDER_BUYING_H
#define RESTOCK_ORDER_BUYING_H

#include "order/basket.h"

/* The work of one night.  Curves are made when they are first asked for: where nothing is limited
 * there are none. */
struct buying {
    struct desk *desk;
    struct arena *work;         /* all that is gone after the orders */
    struct rooms rooms;         /* of the locations, tonight's lines taken off */
    const struct curve **curve; /* [position_count]; NULL: not made, or a fixed line; NULL array:
                                   none yet */
    struct held_orders *held;   /* what is to be told */
};

/* Positions that one supplier may deliver tonight. */
struct group {
    const size_t *positions; /* [count] indices, ascending */
    size_t count;
    const struct supplier *supplier; /* NULL: not in suppliers.csv, no limits */
    double stood[MEASURES];          /* what an earlier run suggested and nobody has placed: it goes
                                        along with tonight's lines, so minimums and loads are not met
                                        twice; a budget is tonight's lines' alone */
};

/* A basket of these positions [count]: of all that may be ordered with `grow`, else of tonight's
 * lines alone.  A planner's order is fixed, a planner's target does not grow. */
enum status MUST_CHECK basket_open(struct basket *basket, struct buying *buying,
                                   const size_t *positions, size_t count, bool grow,
                                   enum adjustment step, struct fault *fault);

/* Lines that are brought forward since the supplier's order goes anyway. */
void join_lines(struct buying *buying, const struct group *group);
/* The supplier's minimum: filled up or held.  Puts down the order if it is held. */
enum status MUST_CHECK meet_minimum(struct buying *buying, const struct group *group,
                                    struct fault *fault);
/* Whole truck loads. */
enum status MUST_CHECK make_loads(struct buying *buying, const struct group *group,
                                  struct fault *fault);
/* The supplier's budget. */
enum status MUST_CHECK keep_budget(struct buying *buying, const struct group *group,
                                   struct fault *fault);
/* The budget of the night over all groups. */
enum status MUST_CHECK keep_night_budget(struct buying *buying, const struct group *groups,
                                         size_t count, struct fault *fault);
/* Storage and inbound capacity of the locations, over all candidates. */
enum status MUST_CHECK keep_capacity(struct buying *buying, const size_t *positions, size_t count,
                                     struct fault *fault);

/* Fills `stood`. */
void group_stand(struct group *group, const struct desk *desk);
/* Tonight's lines added up; whether there are any. */
bool group_sum(const struct desk *desk, const struct group *group, double sum[MEASURES]);
/* Whether such lines, with what stands, reach the supplier's minimum in value and units. */
bool group_reaches(const struct group *group, const double sum[MEASURES]);
/* Takes all of a group's lines back, planners' orders apart, and notes with what sum it stayed
 * below its minimum. */
void hold_group(struct buying *buying, const struct group *group, const double sum[MEASURES]);
/* Notes a limit that lines were cut to. */
void note_limit(struct buying *buying, struct limit_cut cut);

#endif
