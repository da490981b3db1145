/* One input file on its way into memory, block by block on all threads.
 *
 * Each thread has its own dictionaries, rejects and sums; a row goes to a slot that follows from
 * its block, so nothing depends on which thread took which block.  The threads' dictionaries are
 * joined afterwards, and once all files are read and the joined ones sorted, every id in every row
 * becomes its rank (intake_rank). */
#ifndef RESTOCK_IO_INTAKE_H
#define RESTOCK_IO_INTAKE_H

#include "io/columns.h"
#include "io/rejects.h"
#include "io/table.h"

enum dictionary { DICTIONARY_SKU, DICTIONARY_PLACE, DICTIONARY_WORD, DICTIONARIES };

enum { MAX_KEY = 128 /* bytes of a sku or a place */, MAX_WORD = 4096 /* of other text */ };

/* The name that a column held last: sorted exports repeat it row after row. */
struct last_name {
    struct text text; /* of length SIZE_MAX before the first */
    uint32_t id;
    unsigned trust; /* in guesses at what follows, up to 8 */
    unsigned tries; /* to guess, that were not made for lack of trust */
};

/* What one thread knows of the file. */
struct worker {
    struct arena arena;
    struct intern dictionary[DICTIONARIES];
    uint32_t *joined[DICTIONARIES]; /* [dictionary.count] the id in struct names, later its rank */
    struct last_name *last;         /* [column_count] */
    struct reject_list rejects;
    size_t rows_read;
    size_t after_as_of; /* rejected as such */
    uint64_t fingerprint;
    uint32_t *day_rows; /* sales only: [SALES_DAYS] rows used by day */
    struct sales block; /* sales by ranges only: columns of one block, and what is counted of it */
    struct sales_tally *tally;
    char reason[REJECT_REASON_SIZE];
    struct fault fault; /* status is STATUS_OK unless the system failed */
};

struct intake {
    const struct input_file *file;
    const struct load_settings *settings;
    struct source source;
    struct table table;
    const char *name;            /* the file's name in the folder; in the run's arena */
    const char *notice;          /* in the run's arena */
    const struct column *column; /* [column_count] with the terms' offsets made right */
    size_t column_count;
    size_t *at; /* [column_count] index in the header, SIZE_MAX: not there */
    size_t threads;
    struct worker *worker;      /* [threads] */
    size_t *first;              /* [blocks + 1] first slot of a block; the last: all slots */
    size_t *used;               /* [blocks] slots that hold a row */
    size_t *worker_of;          /* [blocks] */
    struct reject_list rejects; /* of all workers, and what is found out later */
    size_t rows_read;
    size_t after_as_of;
    uint64_t fingerprint;
    void *rows;                  /* small files: [slots] of row_size */
    struct origin *origin;       /* small files: [slots] */
    struct sales *sales;         /* sales only: columns of [slots] */
    struct sales_ranges *ranges; /* sales only: rows go there block by block, and no column holds
                                    them all; NULL: they are in `sales` */
    int32_t *month_start; /* sales only: first day of each month for usual_day; NULL when dates
                             are not written so */
    int32_t last_day;     /* sales only: of the last row used */
    int32_t limit_day;    /* sales only: dates on or behind it are typing errors; NO_DAY: none */
};

/* Where a row came from, until it is known whether it stays. */
struct origin {
    size_t line;
    struct text raw;
};

/* Puts a row of the right number of fields into a slot; false with worker->reason filled when the
 * row is rejected. */
typedef bool intake_take(const struct intake *intake, struct worker *worker, size_t slot,
                         const struct table_row *row);

/* Puts plain lines into the slots from `slot` on, all of them; false if one of them is not so usual
 * that nothing needs to be said of it, then they come again row by row. */
typedef bool intake_take_lines(const struct intake *intake, struct worker *worker, size_t slot,
                               const struct table_lines *lines);

/* Opens folder/name.csv, finds the columns and lays out the slots.  intake->source.path is NULL
 * when there is no such file.  STATUS_DATA when a required column is missing. */
enum status MUST_CHECK intake_open(struct intake *intake, const struct input_file *file,
                                   const char *folder, const struct load_settings *settings,
                                   struct arena *arena, struct team *team, struct fault *fault);
/* Finds the columns and writes the notice; intake_open does it. */
enum status MUST_CHECK intake_match_header(struct intake *intake, struct arena *arena,
                                           struct fault *fault);
/* Reads every row; `take_lines` may be NULL.  May be called again after the caller has changed its
 * mind about the rows. */
enum status MUST_CHECK intake_read(struct intake *intake, intake_take *take,
                                   intake_take_lines *take_lines, struct team *team,
                                   struct fault *fault);
/* Adds the threads' names to `names` and their rejects to intake->rejects. */
enum status MUST_CHECK intake_join(struct intake *intake, struct names *names, struct fault *fault);
/* Turns the joined ids into ranks: rank[d] is [count of dictionary d in names]. */
void intake_rank(struct intake *intake, uint32_t *const rank[DICTIONARIES]);
/* Frees all but the source and what is in the run's arena. */
void intake_forget(struct intake *intake);

/* The thread's id of a name; NO_ID with worker->reason filled when it is no fit name. */
uint32_t worker_name(struct worker *worker, const struct column *column, size_t index,
                     struct text text);
/* Fills worker->reason with `column is "text", expected ...` and returns false. */
bool worker_refuse(struct worker *worker, const struct column *column, struct text text,
                   const char *expected);
/* An empty field of a required column. */
bool worker_empty(struct worker *worker, const struct column *column);

enum dictionary column_dictionary(enum column_kind kind);

/* 1, 0, yes, no, true, false, y, n in any case; -1 for anything else. */
int yes_no(struct text text);

/* io/fields.c: reads the field of column `index` into a row's struct at `at`; false with
 * worker->reason filled.  The second writes what an empty field is. */
bool field_store(const struct intake *intake, struct worker *worker, size_t index, struct text text,
                 char *at);
void field_store_absent(const struct column *column, char *at);

/* io/load_rows.c */
intake_take take_row;
enum status MUST_CHECK rows_open(struct intake *intake, struct fault *fault);
void rows_rank(struct intake *intake, struct team *team);
/* Copies every row that was read, its ids ranks by now, to `rows` ([slots of the file] of
 * row_size); returns how many there are. */
size_t rows_copy(const struct intake *intake, void *rows);
/* Sorts the rows, rejects duplicates and those for which `keep` (NULL: all stay) has a reason,
 * which need last no longer than to the next call, and hands the rest to `inputs`. */
typedef const char *rows_keep(void *context, const void *row);
enum status MUST_CHECK rows_finish(struct intake *intake, struct inputs *inputs, rows_keep *keep,
                                   void *context, struct arena *arena, struct fault *fault);

/* io/keep.c: what can only be judged once all files are read.  Files stand in an order in which
 * each comes behind all that it is judged by. */
struct keeper;
enum status MUST_CHECK keeper_open(struct keeper **keeper, const struct intake *intake,
                                   const struct inputs *inputs, struct fault *fault);
/* The judge of a file's rows, with the keeper as its context; NULL: all stay. */
rows_keep *keeper_of(enum input_index file);
void keeper_close(struct keeper *keeper);

/* io/receipts.c: rows that have come go to inputs->receipts, the rest moves up; both keep their
 * order. */
enum status MUST_CHECK receipts_part(struct inputs *inputs, struct arena *arena,
                                     struct fault *fault);

/* io/sales_lines.c: the short way of what load_sales.c does row by row. */
intake_take_lines take_sales;

/* io/load_sales.c */

/* Days of the years that a date may have (day_valid): 1900-01-01 to 2200-12-31. */
enum { SALES_FIRST_DAY = -25567, SALES_DAYS = 109938 };

/* The kind of a row that says `text`; a sale that comes back is a return, its quantity positive. */
enum sale_kind sales_kind(struct text text, double *quantity);

/* Into columns of `arena`, or where those have no room by ranges (io/sales_ranges.c). */
enum status MUST_CHECK sales_read(struct intake *intake, struct inputs *inputs, struct arena *arena,
                                  struct team *team, struct fault *fault);
enum status MUST_CHECK sales_rank(struct intake *intake, struct inputs *inputs, struct arena *arena,
                                  struct team *team, struct fault *fault);
/* Every row once more, as sales_read reads it. */
enum status MUST_CHECK sales_read_again(struct intake *intake, struct team *team,
                                        struct fault *fault);
/* The columns that the file has, [rows] each. */
enum status MUST_CHECK sales_columns(const struct intake *intake, struct sales *sales, size_t rows,
                                     struct arena *arena, struct fault *fault);

/* io/sales_ranges.c: sales that have no room in memory together.  The first reading counts; for
 * each range of SKUs the file is read again. */

/* Does the file have no room? */
bool ranges_wanted(const struct intake *intake);
enum status MUST_CHECK ranges_open(struct intake *intake, struct arena *arena, struct fault *fault);
/* Is there nothing of the range under way in that block? */
bool ranges_skip(const struct intake *intake, size_t block);
/* Before and after a block is read into worker->block. */
enum status MUST_CHECK ranges_begin_block(const struct intake *intake, struct worker *worker);
void ranges_end_block(const struct intake *intake, struct worker *worker, size_t block,
                      size_t rows);
/* Once names are ranked: what was counted, and the way to the rows. */
enum status MUST_CHECK ranges_finish(struct intake *intake, struct inputs *inputs,
                                     struct arena *arena, struct fault *fault);

#endif
