/* Reading back restock's own outputs, record by record, columns by name. */
#ifndef RESTOCK_IO_RECORDS_H
#define RESTOCK_IO_RECORDS_H

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"

#include <stddef.h>

/* `field` is [column_count] in the order of the columns asked for; valid during the call only. */
typedef void record_visit(void *context, const struct text *field);

/* Visits every record of folder/stem.csv in the order of the file.  STATUS_DATA with a sentence
 * when the file or one of the columns is not there. */
enum status MUST_CHECK records_each(const char *folder, const char *stem,
                                    const char *const *columns, size_t column_count,
                                    record_visit *visit, void *context, struct fault *fault);

/* Calls `visit` with field[0] the name of each column of folder/stem.csv. */
enum status MUST_CHECK records_header(const char *folder, const char *stem, record_visit *visit,
                                      void *context, struct fault *fault);

/* Copies `count` texts into the arena; NULL if memory ran out. */
struct text *records_keep(struct arena *arena, const struct text *field, size_t count);

/* The number in a field; MISSING when it is empty or none. */
double record_number(struct text field);

#endif
