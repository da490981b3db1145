/* Looking up a few sku-locations in a large file of a run.
 *
 * positions.csv and forecast.csv hold a row or more for every sku-location, the report shows some
 * dozens of them: the file is read through a window and only what is wanted is taken apart. */
#ifndef RESTOCK_IO_REPORT_LOOKUP_H
#define RESTOCK_IO_REPORT_LOOKUP_H

#include "base/status.h"
#include "io/records.h"

#include <stdbool.h>

enum {
    LOOKUP_COLUMNS = 256, /* of a file; more are ignored */
    LOOKUP_PATH = 4096,
};

struct lookup_key {
    struct text sku;
    struct text location;
};

struct lookup {
    char path[LOOKUP_PATH];
    int file;
    char *window; /* [room] */
    size_t room;
    size_t begin; /* of what is not yet taken */
    size_t end;   /* of what was read */
    bool over;    /* the file was read to its end */
    size_t columns;
    struct text header[LOOKUP_COLUMNS]; /* [columns] in `names` */
    char *names;
};

/* Opens folder/stem.csv and reads its header.  STATUS_DATA with a sentence when it is not there or
 * its first columns are not sku and location; nothing is left to close then. */
enum status MUST_CHECK lookup_open(struct lookup *lookup, const char *folder, const char *stem,
                                   struct fault *fault);

/* Visits, in the order of the file, the records of the `key_count` keys: the fields of the columns
 * asked for.  To be called once.  STATUS_DATA when a column is not there. */
enum status MUST_CHECK lookup_each(struct lookup *lookup, const struct lookup_key *keys,
                                   size_t key_count, const char *const *columns,
                                   size_t column_count, record_visit *visit, void *context,
                                   struct fault *fault);

void lookup_close(struct lookup *lookup);

#endif
