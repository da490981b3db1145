/* Writing results: CSV files in a folder that appears all at once. */
#ifndef RESTOCK_IO_SAVE_H
#define RESTOCK_IO_SAVE_H

#include "base/parallel.h"
#include "base/status.h"
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* What a published folder may hold, so that one like it may be replaced. */
struct publication_kind {
    const char *const *names; /* NULL-ended: its files, and no others */
    const char *mark;         /* the file without which a folder that is not empty is another's;
                                 NULL: none is needed */
};

/* A folder in the making, beside its final place.  One process has at most one at a time. */
struct publication {
    struct publication_kind kind;
    char *final;     /* OUT, with symbolic links followed */
    char *temporary; /* OUT.tmp-<process>, beside it */
    char *lock_path; /* .OUT.lock, beside it: held while the publication lives */
    int lock;        /* its descriptor */
    int open;        /* 1 from begin to commit or abandon */
};

/* Creates the temporary folder, after removing those of runs that died.  Until commit or abandon,
 * SIGINT, SIGTERM and SIGHUP remove it before they end the process.
 *
 * STATUS_USAGE with a sentence when OUT's parent is not a folder, OUT is a file or a mount point,
 * or OUT holds anything but restock's own outputs (it would be replaced); STATUS_SYSTEM when
 * another run is writing to OUT or the disk refuses. */
enum status MUST_CHECK publication_begin(struct publication *publication, const char *out,
                                         struct fault *fault);
/* The same for a folder of other files than restock's outputs. */
enum status MUST_CHECK publication_begin_kind(struct publication *publication, const char *out,
                                              const struct publication_kind *kind,
                                              struct fault *fault);
/* Puts it in the place of OUT in one rename (exchange when OUT exists); last night's folder is then
 * removed. */
enum status MUST_CHECK publication_commit(struct publication *publication, struct fault *fault);
/* Removes the temporary folder, OUT stays as it was.  Safe after commit, and on a zeroed struct. */
void publication_abandon(struct publication *publication);

/* The files that restock writes into an output folder, and no others; NULL-ended. */
extern const char *const output_names[];

/* A CSV file being written.  Errors stick and are reported by sheet_close. */
struct sheet {
    char *path;
    int file;      /* descriptor; -1: a piece of sheet_each, in memory only */
    char *text;    /* [room] the bytes that are not in the file yet */
    size_t used;   /* bytes of text */
    size_t room;   /* bytes */
    size_t column; /* of the current row */
    int failed;    /* errno of the first failure */
    off_t written; /* bytes in the file */
    off_t pushed;  /* of them, bytes that the disk was asked to take */
};

/* `header`: the column names, comma between them. */
enum status MUST_CHECK sheet_open(struct sheet *sheet, const char *folder, const char *name,
                                  const char *header, struct fault *fault);
void sheet_text(struct sheet *sheet, struct text text); /* quoted where needed */
void sheet_string(struct sheet *sheet, const char *text);
void sheet_number(struct sheet *sheet, double value,
                  int decimals); /* trailing zeros cut; MISSING is empty; never "-0" */
void sheet_exact(struct sheet *sheet,
                 double value); /* shortest digits that read back as the same double */
void sheet_significant(struct sheet *sheet, double value, int digits); /* digits_significant */
void sheet_day(struct sheet *sheet, int32_t day);                      /* NO_DAY is empty */
/* Bytes as they are: ready-made rows, each with its newline; or part of a field. */
void sheet_block(struct sheet *sheet, const char *bytes, size_t length);
void sheet_end(struct sheet *sheet); /* end of row */

/* Writes what belongs to one index, whole rows, by the functions above.  Called by any thread; now
 * and then twice for the same index, and must then write the same. */
typedef void sheet_row(void *context, size_t index, struct sheet *sheet);

/* The rows of index 0 .. count - 1, in this order, formatted by all threads: the same bytes for any
 * number of them.  Memory: some 4 MiB with two threads, whatever `count`. */
void sheet_each(struct sheet *sheet, struct team *team, size_t count, sheet_row *row,
                void *context);

enum status MUST_CHECK sheet_close(struct sheet *sheet,
                                   struct fault *fault); /* flushes to disk (fsync) */

#endif
