/* What the files of the service levels share. */
#ifndef RESTOCK_REPLENISH_SERVICE_PARTS_H
#define RESTOCK_REPLENISH_SERVICE_PARTS_H

#include "replenish/mixture.h"

/* The least level, from 0 up unit by unit, of laws of counts: without `lead` the one with P(D <= x)
 * of at least `goal`, else the one with no more than `goal` units short in the cycle.  MISSING
 * where there is no such walk, it takes too long, or rounding could decide: then ask the laws. */
double service_walk(const struct mixture *lead, const struct mixture *interval, double goal);

#endif
