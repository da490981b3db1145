/* Lines of two plans side by side: orders, moves and exceptions, by the names of what they concern.
 */
#ifndef RESTOCK_APP_DIFF_LINES_H
#define RESTOCK_APP_DIFF_LINES_H

#include "app/diff.h"

/* One line of a file. */
struct diff_entry {
    uint32_t key[3]; /* ids in `names`: sku, location, source; sku, from, to; kind, sku, location */
    double quantity; /* units; of exceptions money at risk */
    double money;    /* value of an order, gain of a move */
};

struct diff_lines {
    struct diff_entry *entries; /* [count] by key; equal keys are added up */
    size_t count, room;
    bool failed; /* memory ran out */
};

enum diff_file { DIFF_ORDERS, DIFF_TRANSFERS, DIFF_EXCEPTIONS };

/* Reads a file of `folder`, whose names go to `names`.  STATUS_DATA when it is not there. */
enum status MUST_CHECK diff_lines_read(struct diff_lines *lines, enum diff_file file,
                                       const char *folder, struct intern *names,
                                       struct fault *fault);
void diff_lines_free(struct diff_lines *lines);

/* An entry of either list or of both. */
struct diff_both {
    const struct diff_entry *entry[2]; /* old, new; NULL: not there */
};
/* All of them, by key: `at` begins as {0, 0}.  false at the end. */
bool diff_lines_next(const struct diff_lines lines[2], size_t at[2], struct diff_both *both);

/* The order line of a sku-location; false: it has none.  `source` its source's id. */
bool diff_lines_find(const struct diff_lines *lines, const struct intern *names, struct text sku,
                     struct text location, struct diff_line *line, uint32_t *source);

#endif
