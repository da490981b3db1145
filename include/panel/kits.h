/* Kits: what is put together from what.
 *
 * A kit is forecast and never ordered: what it wants becomes demand of its components, at the same
 * location.  A component may be a kit itself.  A sku with a row on itself is no kit but an item
 * that is bought, and its other rows name what is used with each unit of it that sells. */
#ifndef RESTOCK_PANEL_KITS_H
#define RESTOCK_PANEL_KITS_H

#include "base/status.h"
#include "panel/master.h"

#include <stdbool.h>

/* The rows of a sku as a kit: how many, and the first. */
size_t kit_rows_of(const struct master *master, uint32_t sku, size_t *first);

/* Is it put together, and so never ordered? */
bool kit_is(const struct master *master, uint32_t sku);

/* Kits in kits in kits: chains of more rows than twice this are taken for circles. */
enum { KIT_DEPTH = 64 };

/* Rows, in any order, that lead in a circle. */
struct kit_circles {
    uint32_t *next; /* [skus] of a kit that is part of a circle, the component by which it goes on;
                       NO_ID: it is in none */
    size_t count;   /* skus in circles */
};

/* Free circles->next, whatever the status. */
enum status MUST_CHECK kit_circles_find(struct kit_circles *circles, const struct kit_row *rows,
                                        size_t count, size_t skus, struct fault *fault);

/* Is this row part of a circle?  Then `text` says of which. */
bool kit_circles_hold(const struct kit_circles *circles, const struct kit_row *row,
                      const struct names *names, char *text, size_t size);

#endif
