/* Which positions have a part in the decisions of a simulated night. */
#ifndef RESTOCK_SRC_ORDER_PLAY_H
#define RESTOCK_SRC_ORDER_PLAY_H

#include "order/supplier_order.h"

/* Marks who waits for another night, and who is idle: where decisions are all that is asked for,
 * the positions of an item none of which may order tonight, give anything to another, or has an
 * open order that its supplier could hasten.  Nothing that is decided depends on them but what lies
 * there, which is counted.  Nobody is idle where groups share a goal (desk->settings->mix) or
 * quote each other times (ECHELON_GUARANTEED).  `basis` as assess_position needs it. */
enum status MUST_CHECK play_mark(struct desk *desk, struct fault *fault);

#endif
