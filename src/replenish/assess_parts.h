/* What the files of an assessment share. */
#ifndef RESTOCK_REPLENISH_ASSESS_PARTS_H
#define RESTOCK_REPLENISH_ASSESS_PARTS_H

#include "replenish/assess.h"

/* The site without stock: interval, outlook and supply, room for `extra_count` more. */
bool site_open(struct site *site, const struct basis *basis, const struct position *position,
               size_t extra_count, struct arena *scratch);
/* The site of a position of which nothing is filled yet but what assess_position asks for; fills
 * all up to position, level and reorder_point. */
bool assess_open(const struct basis *basis, struct position *position, struct site *site,
                 struct arena *scratch);
/* Days from the as-of date to the morning after the item's last day; HUGE_VAL without one. */
double days_to_end(const struct basis *basis, const struct terms *terms);
/* Fills on_hand, reserved, blocked, expired and suggested. */
void gather_stock(const struct basis *basis, const struct site *site, struct position *position);

/* Rounds a quantity up to whole units, or to UNIT_SLACK where demand is an amount; 0 below that. */
double units_up(double quantity, bool counts);

/* Fills lost_before, reorder_point and target as the service and the policy ask for, without
 * bounds.  false if memory ran out. */
bool decide_levels(const struct basis *basis, const struct site *site,
                   const struct projection *projection, struct position *position,
                   struct arena *scratch);
/* Puts units of a day among the supply, which is sorted by day; the new count. */
size_t put_supply(struct supply *supply, size_t count, double day, double units);
/* Puts the open orders that come inside the interval into the supply of the site; late and
 * suggested are 0. */
void gather_supply(struct site *site, const struct basis *basis, const struct position *position);
/* Puts expected_returns into the supply of the site and its prospect. */
void site_returns(struct site *site, const struct basis *basis, const struct position *position);

/* Fills reorder_point, target, position, raw_need and binding; the position's own stock and supply
 * are in position->position.  false if memory ran out. */
bool decide_need(const struct basis *basis, const struct site *site,
                 const struct projection *projection, struct position *position,
                 struct arena *scratch);
/* The same where nothing sells: only the display minimum can ask for stock. */
void decide_unsold(struct position *position);
/* Fills spare.  false if memory ran out. */
bool find_spare(const struct site *site, struct grid grid, struct position *position,
                struct arena *scratch);

#endif
