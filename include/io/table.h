/* CSV tables: records of fields, found by column name, with the line that they stand on.
 *
 * The bytes of a file are cut into records by one pass that knows quotes (io/split.h); a record
 * with quotes is parsed by libcsv, so a bad quote costs its own line and no more; lines without
 * quotes need no parser (io/marks.h).  A large file is read by all threads in blocks whose borders
 * do not depend on the number of threads. */
#ifndef RESTOCK_IO_TABLE_H
#define RESTOCK_IO_TABLE_H

#include "base/parallel.h"
#include "base/status.h"
#include "base/text.h"

/* A whole file in memory, decompressed if its name ends in .gz or .zst.  Close it with
 * source_close, also when it was not found; a failed open leaves nothing to close. */
struct source {
    char *path;        /* as opened; owned */
    const char *bytes; /* [size]; NULL when empty */
    size_t size;       /* of the decompressed bytes */
    size_t file_size;  /* on disk */
    int mapped;        /* 1: bytes are the file itself, mapped; 0: bytes are from malloc */
    int file;          /* of a mapped file, open */
};

/* STATUS_SYSTEM when the file cannot be read, STATUS_DATA when it is damaged or cut short.  What
 * decompresses to more than `room` bytes (0: any) goes to a nameless file in TMPDIR or /var/tmp and
 * is mapped. */
enum status MUST_CHECK source_open(struct source *source, const char *path, size_t room,
                                   struct fault *fault);
/* folder/stem.csv, .csv.gz or .csv.zst, whichever is there; source->path NULL when none is.  More
 * than one is STATUS_DATA. */
enum status MUST_CHECK source_find(struct source *source, const char *folder, const char *stem,
                                   size_t room, struct fault *fault);
void source_close(struct source *source);

enum { SOURCE_NEAR = 1 << 16 /* bytes: fit a core's cache */ };
/* bytes[offset, offset + size) where they are cheap to read: of a mapped file a copy, which costs
 * less than its pages would one by one.  `size` is at most SOURCE_NEAR, the size of `copy`. */
const char *source_near(const struct source *source, size_t offset, size_t size, char *copy);

struct table_row {
    size_t line;      /* first line of the record, from 1 */
    struct text raw;  /* the record as it stands, without newline; lives as long as the source */
    const char *near; /* [raw.length] the same bytes, read lately; valid during the call only */
    const struct text
        *field; /* [count]; unquoted, without blanks around; valid during the call only */
    size_t count;
};

/* Called for each record, in any order of blocks; rows of one block come in order.  `block` numbers
 * blocks of the file from 0.  Blank lines are not records.  `problem` is NULL, or a sentence why
 * the record cannot be parsed (then count is 0). */
typedef void table_visit(void *context, size_t block, const struct table_row *row,
                         const char *problem);

/* Lines of the plainest kind, many at once: each with as many fields as the header, without a
 * quote, all ended by LF or all by CRLF; blanks around fields are still there. */
struct table_lines {
    size_t line;         /* of the first */
    size_t rows;         /* how many they are */
    size_t stride;       /* ends of a row: a field's each, and with CRLF that of the line */
    const char *near;    /* their bytes; TABLE_SLACK bytes behind them may be read */
    const uint16_t *end; /* [-1 ... rows * stride) the offset behind each field, row by row; that
                            before the first is 65535, so that each field begins at the
                            (uint16_t)(end before + 1) */
};

/* Called for lines of that kind, all valid during the call only.  false: it wants them one by one
 * and has done nothing with them. */
typedef bool table_visit_lines(void *context, size_t block, const struct table_lines *lines);

enum {
    TABLE_SLACK = 8,
    TABLE_BLOCK = 1 << 22,      /* bytes of a block: enough work to be worth a thread's while */
    TABLE_MAX_COLUMNS = 4096,   /* of a header; more is not a table of ours */
    TABLE_MAX_RECORD = 1 << 20, /* bytes; a longer record is a problem, not a row */
};

struct table {
    const struct source *source;
    char delimiter;
    struct text *header; /* [columns], unquoted and trimmed; lives in the arena */
    size_t columns;      /* a last column without a name is not counted */
    size_t body;         /* offset of the first data record */
    size_t body_line;    /* its line */
    bool has_quotes;     /* somewhere in the body */
    size_t *block_start; /* [blocks + 1] offsets */
    size_t *block_line;  /* [blocks] line of a block's first record */
    size_t *block_rows;  /* [blocks] bound of a block's records */
    size_t blocks;
};

/* Reads the header and finds the blocks. `delimiter` 0: the one of , ; tab | that is most frequent
 * in the header.  STATUS_DATA when there is no header. */
enum status MUST_CHECK table_open(struct table *table, const struct source *source, char delimiter,
                                  struct arena *arena, struct fault *fault);
/* The same with blocks of about `block_size` bytes, found by all threads (`team` NULL: by this
 * one). */
enum status MUST_CHECK table_open_blocks(struct table *table, const struct source *source,
                                         char delimiter, size_t block_size, struct team *team,
                                         struct arena *arena, struct fault *fault);
/* The blocks of a table whose body is known; table_open does it. */
enum status MUST_CHECK table_find_blocks(struct table *table, size_t block_size, struct team *team,
                                         struct arena *arena, struct fault *fault);
/* Column index by name (any case), or SIZE_MAX. */
size_t table_column(const struct table *table, struct text name);
/* Visits every record of one block (for use inside a parallel loop); its heap memory is libcsv's
 * buffer and one row of fields.  STATUS_SYSTEM when that runs out. */
enum status MUST_CHECK table_block(const struct table *table, size_t block, table_visit *visit,
                                   void *context, struct fault *fault);
/* The same; `visit_lines` is asked first where there are plain lines. */
enum status MUST_CHECK table_block_lines(const struct table *table, size_t block,
                                         table_visit *visit, table_visit_lines *visit_lines,
                                         void *context, struct fault *fault);

#endif
