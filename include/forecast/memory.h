/* What the last run found of every series, and what this one finds for the next.
 *
 * A record belongs to one series at one origin (today, or so many periods back for rehearsals).  It
 * tells whether the series is still the one that it was:
 *
 *     fingerprint   of all that the models saw: equal, and their answers need no search
 *     past          of what sold in the record's periods but for the first and last few, so that a
 *                   window that moves on and late corrections do not count; equal, and the former
 *                   parameters are starts; different, and everything is searched anew
 *
 * Each night 1 / nights of all series, by their key, whose parameters come from a start are
 * searched anew, so that none lives on starts for longer.
 *
 * Workers call recall and keep side by side.  Which record lies where in memory depends on the
 * threads; the order in which memory_sorted lists them does not. */
#ifndef RESTOCK_FORECAST_MEMORY_H
#define RESTOCK_FORECAST_MEMORY_H

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"
#include "forecast/model.h"
#include "forecast/notes.h"
#include "panel/panel.h"

#include <stdatomic.h>
#include <stdint.h>

struct record {
    uint64_t key;
    uint64_t fingerprint;
    uint64_t past;
    int32_t first_period;
    uint32_t length; /* periods of history */
    uint32_t age;    /* runs since all of it was searched anew, that changed it */
    uint32_t count;  /* of doubles behind */
};

/* Where a record lies among those of the last run. */
struct record_place {
    uint64_t key;    /* ascending */
    uint64_t offset; /* bytes, a multiple of 8 */
};

/* How series were met; for the log and for tests. */
struct memory_account {
    size_t same;    /* nothing was searched */
    size_t started; /* searched from the former parameters */
    size_t anew;
};

struct memory_block;
struct kept;

struct memory {
    /* of the last run, all 0 without one; not owned, but for what memory_turn put there */
    const struct record_place *place; /* [count] */
    const unsigned char *records;     /* [records_size] */
    size_t count;
    size_t records_size;
    struct memory_turned *turned; /* what memory_turn put there; NULL: nothing; owned */
    uint64_t night;               /* of this run: one more than the last run's */
    uint64_t nights;              /* over which searches anew are spread; at least 1 */
    size_t later;      /* periods of tonight's panel that are still to come (struct panel) */
    bool replay;       /* see memory_init_replay */
    struct kept *kept; /* of the rehearsals of a replay (src/forecast/kept.h); owned */

    /* of this run */
    struct memory_block *block; /* the newest; owned */
    bool lost;                  /* memory ran out: what is here is not all */
    atomic_size_t same, started, anew;
};

/* Nothing from the last run. */
void memory_init(struct memory *memory, size_t nights);
/* Nothing from the last night, for nights that are replayed one after the other on views of one
 * panel, by one set of settings and a horizon that stays, with memory_turn between them.  Beside
 * what a run with a state spares, the trials of rehearsals are kept, what they taught holds until
 * there is something new to learn, and a long series is searched but every fourth night: on the
 * others its parameters are held. */
void memory_init_replay(struct memory *memory, size_t nights);
void memory_free(struct memory *memory);

/* Takes over the records of the last run.  False, and nothing taken over, if their places make no
 * sense. */
bool memory_recall_all(struct memory *memory, const struct record_place *place, size_t count,
                       const unsigned char *records, size_t size);

/* Makes room for the records of `count` series more; outside of parallel loops.  `memory` may be
 * NULL in these two.  Where memory runs out, `lost` is set. */
void memory_reserve(struct memory *memory, size_t count);
/* Gives back what of it was not used. */
void memory_settle(struct memory *memory);

/* The series under its name: what memory_recall and memory_keep need of it. */
struct memory_key {
    struct text sku, location;
    size_t back;                   /* periods before the end of tonight's panel */
    const struct span *span;       /* what sold */
    const struct history *history; /* what models see of it */
};

/* Fills `notes` with what is known of the series from the last run, and `record` with all of the
 * record of this run but its numbers. */
void memory_recall(struct memory *memory, const struct memory_key *key, struct notes *notes,
                   struct record *record);
/* Keeps the record with the numbers of `notes`; nothing where there are none. */
void memory_keep(struct memory *memory, struct record *record, const struct notes *notes);

/* All records of this run by ascending key, with places that begin at 0 and follow each other;
 * malloc'ed arrays for the caller to free. */
struct memory_sorted {
    struct record_place *place;   /* [count] */
    const struct record **record; /* [count] numbers right behind each */
    size_t count;
    size_t size; /* bytes of all records */
};
enum status MUST_CHECK memory_sorted(const struct memory *memory, struct memory_sorted *sorted,
                                     struct fault *fault);
size_t record_size(const struct record *record); /* with its numbers */

/* From one night to the next within a run: what this night kept becomes what the last one left, as
 * if it had gone through a file (io/state.h), and the next night begins with nothing kept.  On any
 * failure, of this night's memory too, the memory is left without a last night: the next one
 * searches everything anew. */
enum status MUST_CHECK memory_turn(struct memory *memory, struct fault *fault);

struct memory_account memory_account(const struct memory *memory);

#endif
