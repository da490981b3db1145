/* The files with other programs' answers: CSV packed by zstd, and the series that they are about.
 * Needs the zstd program. */
#ifndef RESTOCK_BENCHMARKS_PEERS_H
#define RESTOCK_BENCHMARKS_PEERS_H

#include "forecast/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { PEERS_FIELDS = 32, PEERS_HEADER = 4096, PEERS_LINE = 1 << 16, PEERS_ID = 64 };

/* A file as it is read, line by line; large, so better static. */
struct peers_file {
    FILE *pipe;
    char header[PEERS_HEADER], line[PEERS_LINE];
    char *names[PEERS_FIELDS], *fields[PEERS_FIELDS]; /* [count] */
    size_t count;
};

/* Opens FOLDER/KIND_SET.csv.zst (FOLDER/KIND.csv.zst where `set` is empty); false if there is none.
 */
bool peers_open(struct peers_file *file, const char *folder, const char *kind, const char *set);
/* The next line; false, and the file closed, behind the last one. */
bool peers_next(struct peers_file *file);
/* A field of the line by its column's name; "" and MISSING where there is none, or NA. */
const char *peers_text(const struct peers_file *file, const char *column);
double peers_number(const struct peers_file *file, const char *column);

struct peers_series {
    char id[PEERS_ID];
    double *y; /* [length] */
    size_t length;
};

struct peers_set {
    struct peers_series *series; /* [count] */
    size_t count;
    size_t season; /* 1, 12 or 7 by the set's name */
    size_t found;  /* where the last search ended */
};

/* Reads the periods to learn from (split "train") of data_SET.csv.zst; says on stderr if there is
 * no such file, and the set is empty then. */
void peers_set_read(struct peers_set *set, const char *folder, const char *name);
void peers_set_free(struct peers_set *set);
/* NULL if there is none; fast if asked in the set's own order. */
struct peers_series *peers_set_find(struct peers_set *set, const char *id);

/* A view of a series. */
struct history peers_history(const struct peers_set *set, const struct peers_series *series);

double peers_cpu_seconds(void); /* of this process */

#endif
