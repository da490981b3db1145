/* The columns of every input file: one table that reading, checking and sorting all walk. */
#ifndef RESTOCK_IO_COLUMNS_H
#define RESTOCK_IO_COLUMNS_H

#include "io/load.h"

#include <stdbool.h>
#include <stddef.h>

enum column_kind {
    COLUMN_SKU,      /* uint32_t, id in names.sku */
    COLUMN_PLACE,    /* uint32_t, id in names.place */
    COLUMN_WORD,     /* uint32_t, id in names.word */
    COLUMN_NUMBER,   /* double */
    COLUMN_DAY,      /* int32_t */
    COLUMN_YES_NO,   /* int: 1, 0 */
    COLUMN_WEEKDAYS, /* unsigned char: bit per weekday */
    COLUMN_CHOICE,   /* enum: words[0] is `first`, words[1] the next ... */
};

enum column_flag {
    COLUMN_REQUIRED = 1, /* the file must have it and every row must fill it */
    COLUMN_KEY = 2,      /* rows are sorted by the key columns in their order here */
    COLUMN_GAPS = 4,     /* the file must have it, a row need not fill it where `check` allows */
};

struct column {
    const char *name;
    enum column_kind kind;
    unsigned flags;           /* of enum column_flag */
    size_t offset;            /* in the row's struct */
    double least, most;       /* range of a number; 0 and 0: any */
    bool above;               /* `least` itself is too little */
    double absent;            /* what an empty number or yes-no is */
    const char *const *words; /* of a choice, NULL at the end */
    int first;
};

struct input_file {
    const char *name;
    const struct column *columns; /* [column_count] */
    size_t column_count;
    const struct column *terms; /* [terms_count] more columns, in a struct terms */
    size_t terms_count;
    size_t terms_at; /* offset of that struct terms */
    size_t row_size; /* bytes of the row's struct; 0: sales, which are columns */
    size_t rows_at;  /* offset in struct inputs of the pointer to the rows */
    size_t count_at; /* and of their number */
    bool repeats;    /* several rows may have the same key */
    bool with_sales; /* read even when only sales matter */
    const char *(*check)(const void *row); /* NULL, or: a sentence if the row makes no sense */
};

/* The columns of sales.csv, as they stand in its descriptor. */
enum sales_column {
    SALES_DATE,
    SALES_SKU,
    SALES_LOCATION,
    SALES_QUANTITY,
    SALES_CHANNEL,
    SALES_PRICE,
    SALES_KIND,
    SALES_REASON,
    SALES_IN_STOCK,
    SALES_COLUMNS
};

enum input_index {
    INPUT_SALES,
    INPUT_STOCK,
    INPUT_OPEN_ORDERS,
    INPUT_ITEMS,
    INPUT_LOCATIONS,
    INPUT_ITEM_LOCATIONS,
    INPUT_SUPPLIERS,
    INPUT_PRICE_BREAKS,
    INPUT_LANES,
    INPUT_EVENTS,
    INPUT_PROMOTIONS,
    INPUT_OVERRIDES,
    INPUT_KITS,
    INPUT_OVERLAY, /* --overlay, wherever it lies */
};

/* [INPUT_FILES], by enum input_index: the order of struct load_report. */
extern const struct input_file INPUT_FILE[INPUT_FILES];

#endif
