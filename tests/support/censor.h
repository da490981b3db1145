/* Marks of periods out of stock, as the panel keeps them. */
#ifndef RESTOCK_TESTS_CENSOR_H
#define RESTOCK_TESTS_CENSOR_H

#include "panel/panel.h"

/* Gives `panel` the marks [panel->start[count]], 1: censored, packed into `bits` [start[count] / 8
 * + count], zero; `start` is [count + 1].  All are the caller's. */
void censor(struct panel *panel, const uint8_t *marks, size_t *start, uint8_t *bits);

#endif
