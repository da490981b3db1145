/* summary.json of a run, read back by name: for whoever compares runs. */
#ifndef RESTOCK_IO_SUMMARY_VIEW_H
#define RESTOCK_IO_SUMMARY_VIEW_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct summary_view;

/* STATUS_DATA when `folder` has no summary.json or it is none of restock's. */
enum status MUST_CHECK summary_view_open(struct summary_view **view, const char *folder,
                                         struct fault *fault);
void summary_view_close(struct summary_view *view);

/* A member of the object `object` (NULL: of the whole); MISSING or "" where there is none. */
double summary_view_number(const struct summary_view *view, const char *object, const char *name);
const char *summary_view_text(const struct summary_view *view, const char *object,
                              const char *name);

/* Members of an object or items of a list, from 0; 0 where there is none. */
size_t summary_view_count(const struct summary_view *view, const char *object, const char *list);
/* The name (NULL in a list) and the text of one; "" where it is no text.  `list` NULL: of the
 * object itself. */
const char *summary_view_item(const struct summary_view *view, const char *object, const char *list,
                              size_t index, const char **name);
/* A member of an object's member: inputs.stock.rows_used. */
double summary_view_inner_number(const struct summary_view *view, const char *object,
                                 const char *inner, const char *name);
const char *summary_view_inner_text(const struct summary_view *view, const char *object,
                                    const char *inner, const char *name);

#endif
