/* Order lines that can be worked by hand: every item sells two units a day for certain, an order
 * comes after 5 days and the next one after 12, so an empty shelf needs 14 from receipt to receipt.
 */
#ifndef RESTOCK_TESTS_LINES_H
#define RESTOCK_TESTS_LINES_H

#include "support/world.h"

enum { A = 1, B = 2, C = 3, SHOP = 1, DEPOT = 2, ACME = 10, OTHER = 11 };

/* Bought at 5 from ACME, a unit short costs `shortage`, weighs 1; 14 of it are needed where nothing
 * is in stock. */
struct item *certain(struct world *world, uint32_t sku, uint32_t location, double shortage);

/* Opens a world with A, of which a unit short costs 5, and B, at SHOP; returns ACME. */
struct supplier *two_lines(struct world *world, double shortage_b);
/* Beside the two lines a third whose fourteen were suggested last night; nobody has placed them. */
struct supplier *two_lines_and_a_suggestion(struct world *world);

/* At SHOP: the quantity and a step of its account. */
double units_of(const struct world *world, uint32_t sku);
double adjusted(const struct world *world, uint32_t sku, enum adjustment step);

/* The first finding of a kind; NULL without one. */
const struct exception *exception_of(const struct world *world, const char *kind);

#endif
