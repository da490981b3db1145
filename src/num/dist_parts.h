/* What the files of the distributions share among themselves. */
#ifndef RESTOCK_NUM_DIST_PARTS_H
#define RESTOCK_NUM_DIST_PARTS_H

#include "num/dist.h"

/* The law itself, or the point that it shrinks to when it has no spread. */
struct dist dist_settle(const struct dist *dist);

#endif
