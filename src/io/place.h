/* Where OUT is, and whether it may be replaced; the part of publication that only looks. */
#ifndef RESTOCK_IO_PLACE_H
#define RESTOCK_IO_PLACE_H

#include "base/status.h"
#include "io/save.h"

#include <stdbool.h>

/* Is it one of `names` (NULL-ended); is it what file managers leave in a folder. */
bool place_is_named(const char *name, const char *const *names);
bool place_is_litter(const char *name);

/* Paths from malloc; NULL if memory ran out. */
char *place_path(const char *format, ...) PRINTF_LIKE(1, 2);
/* The folder that holds `path`, which has a slash. */
char *place_parent(const char *path);

/* OUT as an absolute path without symbolic links, from malloc; only its last part may be absent. */
enum status MUST_CHECK place_resolve(const char *out, char **final, struct fault *fault);
/* Its parent is a folder on the same file system, so that a rename can work. */
enum status MUST_CHECK place_check_parent(const char *final, struct fault *fault);
/* OUT is absent, or a folder that holds only what restock wrote. */
enum status MUST_CHECK place_check_content(const char *final, const struct publication_kind *kind,
                                           struct fault *fault);

#endif
