/* What is found out of planners' words, and the telling of it. */
#ifndef RESTOCK_ORDER_OVERRIDE_AUDIT_H
#define RESTOCK_ORDER_OVERRIDE_AUDIT_H

#include "order/finding.h"
#include "panel/overrides.h"

/* What is found out of a row before it is told. */
struct word_state {
    enum { WORD_SILENT, WORD_ACTIVE, WORD_EXPIRED, WORD_LOST } state;
    enum override_field field;
    size_t position;  /* SIZE_MAX: no such position in the plan */
    size_t periods;   /* ahead of which a forecast speaks */
    double ours;      /* mean forecast or target without it; MISSING: none */
    double without;   /* units ordered without it, by the line alone */
    double sold;      /* mean demand of the periods in its dates; MISSING: none has passed */
    const char *lost; /* why it is not heeded */
};

struct audit {
    const struct desk *desk;
    struct inputs silent; /* the inputs without any override */
    struct basis unsaid;  /* the basis with these */
    struct word_state *words;
    unsigned char *failed;
};

const struct override_row *audited_row(const struct audit *audit, size_t row);

/* Rows with their texts for the words [count] that are not silent; failed memory fails them. */
void words_tell(struct findings *findings, const struct audit *audit, size_t count);

#endif
