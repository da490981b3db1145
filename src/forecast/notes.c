/* Notes: a row of pieces, each led by a number that says whose it is and how long. */
#include "forecast/notes.h"

#include "base/hash.h"

#include <math.h>
#include <string.h>

/* The leading number is whole and below 2^53: name (24 bits), part, count. */
enum { PARTS = 64, COUNTS = 1 << 16, NAME_BITS = 24 };

/* A new period may cost as much as an error of so many standard deviations, squared. */
static const double SURPRISE = 9.0;
/* Per period: what shared effects that were learned anew may change. */
static const double SLACK = 0.01;

static double lead_of(double owner, size_t part, size_t count)
{
    return (owner * PARTS + (double)part) * COUNTS + (double)count;
}

void notes_turn(struct notes *notes, const char *model)
{
    uint64_t hash = hash_bytes(0, model, strlen(model));
    notes->owner = (double)(hash >> (64 - NAME_BITS));
}

const double *notes_before(const struct notes *notes, size_t part, size_t *count)
{
    if (notes == NULL) {
        return NULL;
    }
    const double first = lead_of(notes->owner, part, 0);
    for (size_t at = 0; at < notes->before_count;) {
        const double lead = notes->before[at];
        if (!(lead >= 0.0 && lead < 0x1p53)) {
            return NULL; /* no state of ours */
        }
        const size_t length = (size_t)((uint64_t)lead % COUNTS);
        if (length >= notes->before_count - at) {
            return NULL;
        }
        if (lead >= first && lead < first + COUNTS) {
            *count = length;
            return &notes->before[at + 1];
        }
        at += 1 + length;
    }
    return NULL;
}

void notes_keep(struct notes *notes, size_t part, const double *value, size_t count)
{
    if (notes == NULL || part >= PARTS || count >= NOTES_MOST - notes->count) {
        return;
    }
    notes->after[notes->count] = lead_of(notes->owner, part, count);
    memcpy(&notes->after[notes->count + 1], value, count * sizeof *value);
    notes->count += 1 + count;
}

bool notes_believable(const struct notes *notes, double before, double now, size_t observed)
{
    const double changed = (double)(notes->grown + notes->moved);
    return fabs(now - before) <= log1p(SURPRISE * changed / (double)observed) + SLACK;
}
