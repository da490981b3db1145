/* What `restock diff` says to a person. */
#ifndef RESTOCK_APP_DIFF_TELL_H
#define RESTOCK_APP_DIFF_TELL_H

#include "diff_plans.h"
#include "io/summary_view.h"

/* The runs themselves, and what makes them of different kinds: dates, what-if, settings, inputs. */
void diff_tell_runs(FILE *file, const char *const folder[DIFF_SIDES],
                    struct summary_view *const view[DIFF_SIDES]);
/* Key figures, old, new and change. */
void diff_tell_figures(FILE *file, const struct diff_plans *plans,
                       struct summary_view *const view[DIFF_SIDES]);
/* Why the value of purchases changed, and the lines that changed most. */
void diff_tell_lines(FILE *file, const struct diff_plans *plans,
                     struct summary_view *const view[DIFF_SIDES]);
/* Moves and exceptions that are new or gone, `most` of each. */
enum status MUST_CHECK diff_tell_moves(FILE *file, const struct intern *names,
                                       const struct diff_lines lines[DIFF_SIDES], size_t most,
                                       struct arena *arena, struct fault *fault);
enum status MUST_CHECK diff_tell_exceptions(FILE *file, const struct intern *names,
                                            const struct diff_lines lines[DIFF_SIDES], size_t most,
                                            struct arena *arena, struct fault *fault);

#endif
