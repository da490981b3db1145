/* The state of --state DIR: what a run found of every series, in one file for the next run.
 *
 * DIR/state.bin, in the byte order of the machine: a header (struct state_head), the places of the
 * records by ascending key, the records (forecast/memory.h).  It may be deleted at any time; a file
 * that is damaged, foreign, of another version or kept under other settings is refused with a
 * sentence, and the run does without.  It is not flushed to disk on purpose: what a power failure
 * leaves of it is refused by its checksum. */
#ifndef RESTOCK_IO_STATE_H
#define RESTOCK_IO_STATE_H

#include "base/status.h"
#include "forecast/memory.h"

#include <stdint.h>

enum { STATE_MAGIC_SIZE = 16, STATE_VERSION_SIZE = 24, STATE_FORMAT = 2 };

struct state_head {
    char magic[STATE_MAGIC_SIZE]; /* "restock state" */
    uint32_t byte_order;          /* 0x01020304 as the writing machine has it */
    uint32_t format;              /* STATE_FORMAT */
    char version[STATE_VERSION_SIZE];
    uint64_t settings; /* of those that decide what models find */
    uint64_t night;    /* runs so far that kept a state, from 1 */
    uint64_t count;    /* of records */
    uint64_t size;     /* bytes of all records */
    uint64_t body;     /* hash of places and records */
    uint64_t head;     /* hash of all above */
};

struct state {
    char *path;          /* DIR/state.bin; NULL: not open */
    char *fresh;         /* DIR/state.new, which takes its place */
    const char *version; /* of the program; not owned */
    uint64_t settings;
    const void *bytes; /* [size] of the last run's file; NULL without */
    size_t size;
    int file; /* the fresh one, locked until commit or close; -1 */
};

enum state_found { STATE_NONE, STATE_TAKEN, STATE_REFUSED };

/* Reads what the last run left in `folder` into `memory`, which must not outlive `state`.
 * STATE_NONE: there is no file.  STATE_REFUSED: with a sentence in `fault`, memory untouched. */
enum state_found state_open(struct state *state, const char *folder, const char *version,
                            uint64_t settings, struct memory *memory, struct fault *fault);

/* Writes this run's records beside the last one's, which are of no use from then on; makes DIR
 * where it is missing.  STATUS_SYSTEM when the disk refuses or another run does the same at this
 * moment. */
enum status MUST_CHECK state_write(struct state *state, const struct memory *memory,
                                   struct fault *fault);
/* Puts them in their place; nothing without state_write. */
enum status MUST_CHECK state_commit(struct state *state, struct fault *fault);
/* Safe on a zeroed struct.  What was written and not committed is removed. */
void state_close(struct state *state);

#endif
