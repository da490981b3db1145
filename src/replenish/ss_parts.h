/* What the files of (s, S) share. */
#ifndef RESTOCK_REPLENISH_SS_PARTS_H
#define RESTOCK_REPLENISH_SS_PARTS_H

#include "replenish/ss.h"

/* Makes the tables of the laws that are asked for, if they are not there yet. */
void ss_need(struct ss *ss, bool lead, bool interval);

#endif
