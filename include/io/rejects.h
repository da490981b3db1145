/* Collecting the rows that are not used, each with a sentence why. */
#ifndef RESTOCK_IO_REJECTS_H
#define RESTOCK_IO_REJECTS_H

#include "base/arena.h"
#include "base/intern.h"
#include "base/status.h"
#include "base/text.h"
#include "io/load.h"

#include <stdbool.h>

enum {
    REJECT_REASON_SIZE = 320, /* bytes; longer sentences are cut */
    SHOWN_SIZE = 48,          /* bytes of a field that a sentence quotes */
};

struct reject_chunk;

/* A list that grows; reasons are stored once each, since a broken export repeats them. */
struct reject_list {
    struct arena *arena; /* not owned */
    struct intern reasons;
    struct reject_chunk *newest;
    size_t count;
    bool out_of_memory; /* something was lost: the run must stop */
};

void rejects_begin(struct reject_list *list, struct arena *arena);
/* `row` must outlive the list. */
void rejects_add(struct reject_list *list, size_t line, struct text row, const char *reason);
/* Adds all of `from`, with its reasons copied. */
void rejects_join(struct reject_list *list, const struct reject_list *from);
/* The rejected row of the lowest line; NULL: none. */
const struct reject *rejects_first(const struct reject_list *list);
/* Writes the list by line into rejects[0 .. count), as of `file`. */
void rejects_list(const struct reject_list *list, const char *file, struct reject *rejects);

/* A field as a sentence may quote it: cut, and without what is not printable UTF-8. */
const char *text_shown(struct text text, char shown[SHOWN_SIZE]);

#endif
