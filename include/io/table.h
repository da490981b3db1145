/* CSV tables: records of fields, found by column name, with the line that they stand on.
 *
 * The bytes of a file are cut into records by one pass that knows quotes (table_split), and each
 * record is parsed by libcsv; so a bad quote costs its own line and no more, and a large file is
 * parsed by all threads in blocks whose borders do not depend on the number of threads. */
#ifndef RESTOCK_IO_TABLE_H
#define RESTOCK_IO_TABLE_H

#include "base/parallel.h"
#include "base/status.h"
#include "base/text.h"

/* A whole file in memory, decompressed if its name ends in .gz or .zst. */
struct source {
    char *path; /* as opened */
    const char *bytes;
    size_t size;      /* of the decompressed bytes */
    size_t file_size; /* on disk */
    int mapped;       /* how it must be given back */
};

enum status MUST_CHECK source_open(struct source *source, const char *path, struct fault *fault);
/* folder/stem.csv, .csv.gz or .csv.zst, whichever is there; source->path NULL when none is.  More
 * than one is STATUS_DATA. */
enum status MUST_CHECK source_find(struct source *source, const char *folder, const char *stem,
                                   struct fault *fault);
void source_close(struct source *source);

struct table_row {
    size_t line;     /* first line of the record, from 1 */
    struct text raw; /* the record as it stands, without newline */
    const struct text
        *field; /* [count]; unquoted, trimmed outside quotes; valid during the call only */
    size_t count;
};

/* Called for each record, in any order of blocks; rows of one block come in order.  `block` numbers
 * blocks of the file from 0; `thread_scratch` is the thread's arena, not rewound within a block.
 * `problem` is NULL, or a sentence why the record cannot be parsed (then count is 0). */
typedef void table_visit(void *context, size_t block, const struct table_row *row,
                         const char *problem);

struct table {
    struct source *source;
    char delimiter;
    struct text *header; /* [columns], unquoted and trimmed; lives in the arena */
    size_t columns;
    size_t body;         /* offset of the first data record */
    size_t body_line;    /* its line */
    size_t *block_start; /* [blocks + 1] offsets */
    size_t *block_line;  /* [blocks] */
    size_t blocks;
};

/* Reads the header and finds the blocks. `delimiter` 0: the one of , ; tab | that is most frequent
 * in the header. */
enum status MUST_CHECK table_open(struct table *table, struct source *source, char delimiter,
                                  struct arena *arena, struct fault *fault);
/* Column index by name (any case), or SIZE_MAX. */
size_t table_column(const struct table *table, struct text name);
/* Visits every record of one block (for use inside a parallel loop); libcsv's own buffer is the
 * only heap memory. */
enum status MUST_CHECK table_block(const struct table *table, size_t block, table_visit *visit,
                                   void *context, struct fault *fault);

#endif
