/* What the report shows, gathered from the files of a run in one pass each. */
#ifndef RESTOCK_IO_REPORT_GATHER_H
#define RESTOCK_IO_REPORT_GATHER_H

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Rows of each list that are shown; periods of a small chart. */
enum { REPORT_ROWS = 40, REPORT_PERIODS = 64 };

enum exception_column {
    EXCEPTION_SEVERITY,
    EXCEPTION_KIND,
    EXCEPTION_SKU,
    EXCEPTION_LOCATION,
    EXCEPTION_MONEY,
    EXCEPTION_MESSAGE,
    EXCEPTION_ACTION,
    EXCEPTION_COLUMNS
};

enum order_column {
    LINE_SKU,
    LINE_LOCATION,
    LINE_SOURCE,
    LINE_QUANTITY,
    LINE_VALUE,
    LINE_ARRIVAL,
    LINE_REASON,
    LINE_GROUP,
    LINE_COLUMNS
};

enum transfer_column {
    MOVE_SKU,
    MOVE_FROM,
    MOVE_TO,
    MOVE_CARRIER,
    MOVE_QUANTITY,
    MOVE_SHIP_DATE,
    MOVE_ARRIVAL,
    MOVE_COST,
    MOVE_BENEFIT,
    MOVE_REASON,
    MOVE_COLUMNS
};

/* The rows with the highest scores, highest first; ties in the order of the file. */
struct top {
    size_t count;
    size_t seen; /* rows in the file */
    double score[REPORT_ROWS];
    const struct text *row[REPORT_ROWS];
};

/* The forecast of one order line, and what positions.csv says of it. */
struct series {
    size_t periods;
    double mean[REPORT_PERIODS];
    double low[REPORT_PERIODS];
    double high[REPORT_PERIODS];
    double on_hand;
    double target;
    double risk_without;
    double risk_with;
};

struct supplier_sum {
    struct text name;
    size_t lines;
    double value;
    struct text first_arrival; /* earliest; dates compare as text */
};

struct gathered {
    struct arena *arena;
    bool no_memory;
    struct top exceptions;             /* the first ones: the file is ranked */
    struct top orders;                 /* by value */
    struct top transfers;              /* by benefit less cost */
    struct series series[REPORT_ROWS]; /* of orders.row[i] */
    struct supplier_sum *suppliers;    /* [supplier_count] by value, most first */
    size_t supplier_count;
    size_t supplier_room;
};

enum status MUST_CHECK gather(struct gathered *gathered, const char *folder, struct arena *arena,
                              struct fault *fault);

#endif
