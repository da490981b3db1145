/* Reads a small CSV file whole, for tests that take their answers from one: header row, quoted
 * fields with doubled quotes, commas and newlines in them. */
#ifndef RESTOCK_TESTS_CSV_H
#define RESTOCK_TESTS_CSV_H

#include <stddef.h>

struct csv {
    char *bytes;         /* the file, cut into fields; owned */
    const char **fields; /* [rows * columns], row after row, without the header; owned */
    const char **header; /* [columns]; owned */
    size_t rows;
    size_t columns;
};

/* The test fails when the file cannot be read, or a row has another number of fields than the
 * header.  Lines before the header that begin with '#' are passed over. */
struct csv csv_read(const char *path);
/* Several files of one header, ended by NULL, as if they stood in one. */
struct csv csv_read_all(const char *const *paths);
void csv_free(struct csv *csv);

/* The field of a row (from 0) by the name of its column; the test fails when there is none. */
const char *csv_get(const struct csv *csv, size_t row, const char *column);
double csv_number(const struct csv *csv, size_t row, const char *column); /* NAN when empty or NA */

#endif
