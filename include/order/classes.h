/* ABC and XYZ: what a sku-location earns among those of its location, and how steadily it sells. */
#ifndef RESTOCK_ORDER_CLASSES_H
#define RESTOCK_ORDER_CLASSES_H

#include "panel/panel.h"

#define CLASSES_YEAR 365.0 /* days that both are judged by */

/* The first period that begins within `days` before the as-of date. */
int32_t classes_first_period(const struct panel *panel, double days);

/* The periods of a series from `first` on, and what sold in a stretch. */
struct span classes_recent(const struct panel *panel, size_t series, int32_t first);
double classes_units(struct span span);

/* A, B or C of one that earned `revenue`, where the ones that earned more took `before` of the
 * location's `all`: it belongs to the class in which its own revenue begins, 80 % and 95 %. */
char classes_abc(double revenue, double before, double all);

/* X, Y or Z by the coefficient of variation of demand from period `first` on, 0.5 and 1.0; Z where
 * nothing sold. */
char classes_xyz(const struct panel *panel, size_t series, int32_t first);

#endif
