/* Rooms: what locations can still store, and still receive on a day.
 *
 *   storage  capacity - on hand - on order - moves in + moves out - tonight's orders
 *   inbound  inbound_capacity - orders due that day - moves that come in - tonight's orders that
 *            arrive that day
 * On order is every open order, overdue ones included: they may come any day.  Suggestions that
 * nobody placed in time are not. */
#ifndef RESTOCK_ORDER_ROOMS_H
#define RESTOCK_ORDER_ROOMS_H

#include "order/supplier_order.h"

struct rooms {
    size_t places;
    double *storage;  /* [places] units; HUGE_VAL: no limit; NULL: none anywhere */
    double **inbound; /* [places] NULL, or [days] units by day of arrival; NULL: none anywhere */
    size_t days;      /* from the as-of date on; nothing is limited beyond them */
};

/* Tonight's lines, as far as they have a quantity, are taken off.  Arrays live in `work`. */
enum status MUST_CHECK rooms_open(struct rooms *rooms, const struct desk *desk, struct arena *work,
                                  struct fault *fault);

/* Days from the as-of date on which an order of today arrives. */
size_t rooms_arrival(const struct position *position);

/* Units that the position's location can still take of it; may be negative. */
double rooms_left(const struct rooms *rooms, const struct position *position);
void rooms_take(struct rooms *rooms, const struct position *position, double units);

#endif
