/* Loads the input folder into memory, accounting for every row. */
#ifndef RESTOCK_IO_LOAD_H
#define RESTOCK_IO_LOAD_H

#include "base/parallel.h"
#include "panel/inputs.h"

/* `[columns]` of restock.ini: the house's own header for one of ours. */
struct column_map {
    struct text file;   /* "sales" */
    struct text column; /* "sku" */
    struct text header; /* "Product_Code" */
};

struct load_settings {
    char delimiter;          /* ',' by default; 0: found out from the header (, ; or tab) */
    char decimal;            /* '.' by default */
    const char *date_format; /* "YYYY-MM-DD" */
    const struct column_map *columns; /* [column_count] */
    size_t column_count;
    const char *overlay; /* the path of a what-if's file; NULL: none */
    int32_t as_of;       /* NO_DAY: the day after the last sale */
    bool only_sales;     /* for restock forecast and backtest: stock, open orders, suppliers, price
                            breaks and lanes are not even opened */
    size_t sales_room;   /* bytes of memory that sales rows may take; those of a larger file come as
                            inputs->stream; 0: any */
    size_t block_size;   /* bytes that a thread parses at a time; 0: the usual.  For tests */
};

/* A row that was not used. */
struct reject {
    const char *file;   /* "sales.csv.zst", as found in the folder */
    size_t line;        /* of the row's first character, from 1 */
    const char *reason; /* a sentence; lives in the arena */
    struct text row;    /* the row as it stands in the file, without its newline */
};

struct file_report {
    const char *file; /* as found in the folder; NULL when it was not there */
    const char *name; /* "sales" */
    size_t bytes;     /* of the file itself */
    size_t rows_read; /* data rows, without the header and blank lines */
    size_t rows_used;
    size_t rows_rejected; /* read = used + rejected */
    uint64_t fingerprint; /* of the rows, whatever their order */
    const char *notice;   /* unknown columns and the like, "" for nothing */
};

enum { INPUT_FILES = 14 };

struct load_report {
    struct file_report files[INPUT_FILES]; /* in the order of DESIGN's table; rows of sales first */
    struct reject *rejects;                /* [reject_count] by file, line */
    size_t reject_count;
    size_t rejects_after_as_of; /* among them: rows that are only too new, which are no fault of the
                                   feed */
    int32_t last_sale_day;
};

/* Holds the sales rows or the way to them, until load_forget_sales, and the text of rejected rows,
 * until load_close. */
struct load;

/* Without an explicit as-of date, sales dated behind a gap of more than so many days in which
 * nothing sold, and fewer than this share of all rows, are taken for typing errors. */
enum { LOAD_GAP_DAYS = 366 };
#define LOAD_GAP_SHARE 0.01

/* Reads and validates everything.  STATUS_DATA with a sentence when sales are absent, a required
 * column is missing or no row is usable; STATUS_SYSTEM when a file cannot be read. */
enum status MUST_CHECK load_inputs(struct load **load, struct inputs *inputs,
                                   struct load_report *report, const char *folder,
                                   const struct load_settings *settings, struct arena *arena,
                                   struct team *team, struct fault *fault);
/* Frees what inputs->sales and inputs->stream lead to: once the panel is built. */
void load_forget_sales(struct load *load, struct inputs *inputs);
void load_close(struct load *load);

#endif
