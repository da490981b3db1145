/* What a person should look at, and how the items stand: exceptions, segments, returns. */
#ifndef RESTOCK_ORDER_REVIEW_H
#define RESTOCK_ORDER_REVIEW_H

#include "order/supplier_order.h"

/* Ranked by money at risk; one row per sku-location and kind, and none below a floor in money. */
enum status MUST_CHECK plan_exceptions(struct desk *desk, const struct held_orders *held,
                                       struct fault *fault);

/* ABC, XYZ and velocity, also written into the positions; before they are assessed, for policies go
 * by segments.
 *   ABC  positions of a location by revenue of the last 365 days, most first: A up to 80 % of the
 *        location's revenue, B up to 95 %, C the rest and whatever has no revenue
 *   XYZ  coefficient of variation of demand per period (per week where periods are days) over the
 *        same time: X below 0.5, Y below 1, else Z
 *   rank by units of the last 90 days, 1 the fastest */
enum status MUST_CHECK plan_segments(struct desk *desk, struct fault *fault);

/* The fulfilment hints of the segments, from assessed positions. */
void plan_hints(struct desk *desk);

enum status MUST_CHECK plan_returns(struct desk *desk, struct fault *fault);

#endif
