/* What a model found in a history, kept from one run to the next: enough to give its answer again
 * without a search, or to begin a search nearby.
 *
 * A model that searches looks here first (notes_before).  Where `same` is set the history is bit
 * for bit the one in which that was found: the answer is then evaluated there, and is the same to
 * the last bit.  Otherwise it is a start.  Whatever was found this time is left for the next
 * (notes_keep).  Models that cost no more to fit than to look up keep nothing. */
#ifndef RESTOCK_FORECAST_NOTES_H
#define RESTOCK_FORECAST_NOTES_H

#include <stdbool.h>
#include <stddef.h>

enum { NOTES_MOST = 120 /* numbers of one series; what is beyond is not kept */ };

struct notes {
    const double *before; /* [before_count] of the last run; none: everything is searched anew */
    size_t before_count;
    bool same;
    bool hold;                /* tonight the former parameters will do, where they still fit */
    size_t moved;             /* periods by which the history begins later than it did then */
    size_t grown;             /* and by which it ends later */
    double after[NOTES_MOST]; /* [count] */
    size_t count;
    double owner; /* the model under way */
};

/* The model that runs next; by name, so that a new row of the table makes no other model's notes
 * another's. */
void notes_turn(struct notes *notes, const char *model);

/* What the model under way kept as its part `part` (of several fits, as the levels of a hierarchy;
 * 0
 * .. 63): [*count], or NULL.  `notes` may be NULL. */
const double *notes_before(const struct notes *notes, size_t part, size_t *count);

/* Keeps `value` [count] for the next run; nothing when there is no more room.  `notes` may be
 * NULL. */
void notes_keep(struct notes *notes, size_t part, const double *value, size_t count);

/* Whether a fit from a start is about as good as the former one was: not worse, nor so much better
 * that it is another series without them, than the periods that came and went explain, each by an
 * error of three standard deviations.  Costs are -2 loglik per known period, without what grows
 * with their number; `observed` periods are known now. */
bool notes_believable(const struct notes *notes, double before, double now, size_t observed);

#endif
