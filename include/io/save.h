/* Writing results: CSV files in a folder that appears all at once. */
#ifndef RESTOCK_IO_SAVE_H
#define RESTOCK_IO_SAVE_H

#include "base/status.h"
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>

/* A folder in the making, beside its final place. */
struct publication {
    char *final;     /* OUT */
    char *temporary; /* OUT.tmp-..., beside it */
};

/* Creates the temporary folder. */
enum status MUST_CHECK publication_begin(struct publication *publication, const char *out,
                                         struct fault *fault);
/* Puts it in the place of OUT in one rename (exchange when OUT exists); last night's folder is then
 * removed. */
enum status MUST_CHECK publication_commit(struct publication *publication, struct fault *fault);
/* Removes the temporary folder, OUT stays as it was.  Safe after commit. */
void publication_abandon(struct publication *publication);

/* A CSV file being written.  Errors stick and are reported by sheet_close. */
struct sheet {
    FILE *file;
    char *path;
    size_t column; /* of the current row */
    int failed;    /* errno of the first failure */
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
void sheet_day(struct sheet *sheet, int32_t day); /* NO_DAY is empty */
void sheet_end(struct sheet *sheet);              /* end of row */
enum status MUST_CHECK sheet_close(struct sheet *sheet,
                                   struct fault *fault); /* flushes to disk (fsync) */

#endif
