/* From what the exchange moves to lines with their account. */
#ifndef RESTOCK_NETWORK_TRANSFER_H
#define RESTOCK_NETWORK_TRANSFER_H

#include "network/rebalance.h"
#include "sku_net.h"

/* Writes the lines of one sku's moves, without the fixed costs of their loads; returns how many
 * (SIZE_MAX: memory ran out). */
size_t transfer_lines(struct transfer_line *lines, const struct net_source *source,
                      const struct net *net, const double *moved, struct arena *scratch);

/* The moves of a sku. */
size_t transfer_count(const struct net *net, const double *moved);

#endif
