/* Answers that others computed, with the series that they are about (tests/oracle/README.md). */
#ifndef RESTOCK_TESTS_ORACLE_H
#define RESTOCK_TESTS_ORACLE_H

#include "base/arena.h"
#include "support/csv.h"

#include <stddef.h>

enum { ORACLE_FILES = 4 };

struct oracle {
    struct csv series[ORACLE_FILES]; /* [files] columns id and value, oldest first; owned */
    size_t files;
    struct csv answers; /* owned */
    struct arena scratch;
};

/* `series` and `answers` are paths, ended by NULL; answers of one header follow one another as if
 * they stood in one file.  The test fails when a file cannot be read.  The caller closes. */
void oracle_open(struct oracle *oracle, const char *const *series, const char *const *answers);
void oracle_close(struct oracle *oracle);

/* The same for a group of tests: the state is a struct oracle. */
int oracle_setup(void **state, const char *const *series, const char *const *answers);
int oracle_teardown(void **state);

/* The values of the series `id` into y, which has room for `most`; returns how many there are.  The
 * test fails when there are none or more. */
size_t oracle_series(const struct oracle *oracle, const char *id, double *y, size_t most);

/* A field of an answer's row, as text or as a number (NAN when empty or NA). */
const char *oracle_text(const struct oracle *oracle, size_t row, const char *column);
double oracle_number(const struct oracle *oracle, size_t row, const char *column);

#endif
