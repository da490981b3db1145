/* Notes of exponential smoothing: the form, how good it was, the parameters and first states. */
#include "ets_notes.h"

#include "base/missing.h"
#include "forecast/notes.h"

#include <string.h>

/* For each form, the best first: which (and whether the history was positive, by ETS_FORMS more),
 * known values, loglik; then what it has of alpha, beta,
 * gamma, phi, level, trend; then the season. */
enum { NOTE_HEAD = 3, PARAMETERS = 6, NOTE_MOST = NOTE_HEAD + PARAMETERS };

/* Forms whose aicc came so near to the best are fitted again beside it: a few more periods may turn
 * the order round. */
static const double NEAR = 2.0;
enum { FORMS_KEPT = 3 };

size_t ets_noted_scratch(size_t length, size_t season)
{
    enum { PADDING = 64 };
    return ets_scratch(length, season) + (FORMS_KEPT - 1) * (length * sizeof(double) + PADDING) +
           FORMS_KEPT * (season * sizeof(double) + PADDING);
}

static size_t index_of(struct ets_form form)
{
    size_t i = 0;
    while (i + 1 < ETS_FORMS && memcmp(&ets_forms[i], &form, sizeof form) != 0) {
        i++;
    }
    return i;
}

static size_t season_noted(struct ets_form form, size_t season)
{
    return form.season == ETS_SEASON_N ? 0 : season;
}

/* The parameters of a form in their order; NULL where it has none. */
static void list_parameters(struct ets_fit *fit, double *list[PARAMETERS])
{
    const bool trend = fit->form.trend != ETS_TREND_N;
    list[0] = &fit->alpha;
    list[1] = trend ? &fit->beta : NULL;
    list[2] = fit->form.season != ETS_SEASON_N ? &fit->gamma : NULL;
    list[3] = fit->form.trend == ETS_TREND_AD ? &fit->phi : NULL;
    list[4] = &fit->level0;
    list[5] = trend ? &fit->trend0 : NULL;
}

/* What is left of a note. */
struct reader {
    const double *at;
    size_t left, season, moved;
    bool positive;
};

/* The next form of a note; a season whose beginning has moved begins at a later one of its periods.
 */
static bool read_form(struct reader *note, struct arena *scratch, struct ets_fit *before)
{
    const double *at = note->at;
    if (note->left < NOTE_HEAD || !(at[0] >= 0.0 && at[0] < 2 * ETS_FORMS)) {
        return false;
    }
    note->positive = at[0] >= ETS_FORMS;
    *before = (struct ets_fit){.form = ets_forms[(size_t)at[0] % ETS_FORMS],
                               .observed = (size_t)at[1],
                               .loglik = at[2],
                               .beta = MISSING,
                               .gamma = MISSING,
                               .phi = MISSING,
                               .trend0 = MISSING};
    double *list[PARAMETERS];
    size_t count = NOTE_HEAD;
    list_parameters(before, list);
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (list[i] != NULL && count < note->left) {
            *list[i] = at[count++];
        }
    }
    const size_t m = season_noted(before->form, note->season);
    if (note->left < count + m) {
        return false;
    }
    if (m > 0) {
        before->season0 = ARENA_NEW(scratch, double, m);
        for (size_t k = 0; before->season0 != NULL && k < m; k++) {
            before->season0[k] = at[count + (k + note->moved) % m];
        }
    }
    note->at += count + m;
    note->left -= count + m;
    return m == 0 || before->season0 != NULL;
}

/* Multiplicative forms take part only where every known value is over 0. */
static bool is_positive(const struct history *history)
{
    for (size_t t = 0; t < history->length; t++) {
        if (history->demand[t] <= 0.0) { /* false for MISSING */
            return false;
        }
    }
    return true;
}

/* The forms that were kept; 0 without a note that fits the history, or when forms may take part now
 * that could not then. */
static size_t read_note(const struct history *history, size_t part, struct arena *scratch,
                        struct ets_fit before[FORMS_KEPT])
{
    size_t count;
    const double *at = notes_before(history->notes, part, &count);
    if (at == NULL) {
        return 0;
    }
    struct reader note = {
        .at = at, .left = count, .season = history->season, .moved = history->notes->moved};
    size_t forms = 0;
    while (note.left > 0) {
        if (forms == FORMS_KEPT || !read_form(&note, scratch, &before[forms])) {
            return 0;
        }
        forms++;
    }
    return is_positive(history) && !note.positive ? 0 : forms;
}

/* As many of the fits as there is room for. */
static void write_note(const struct history *history, size_t part, struct ets_fit *fits,
                       size_t forms)
{
    struct notes *notes = history->notes;
    const size_t season = history->season;
    const size_t sign = is_positive(history) ? ETS_FORMS : 0;
    double note[NOTES_MOST];
    size_t count = 0;
    for (size_t f = 0; notes != NULL && f < forms; f++) {
        const size_t m = season_noted(fits[f].form, season);
        if (count + NOTE_MOST + m > NOTES_MOST || is_missing(fits[f].aicc)) {
            break; /* no more room, or nothing was searched that is worth keeping */
        }
        double *list[PARAMETERS];
        list_parameters(&fits[f], list);
        note[count++] = (double)(index_of(fits[f].form) + sign);
        note[count++] = (double)fits[f].observed;
        note[count++] = fits[f].loglik;
        for (size_t i = 0; i < PARAMETERS; i++) {
            if (list[i] != NULL) {
                note[count++] = *list[i];
            }
        }
        if (m > 0) {
            memcpy(note + count, fits[f].season0, m * sizeof *note);
            count += m;
        }
    }
    if (count > 0) {
        notes_keep(notes, part, note, count);
    }
}

/* -2 loglik per period, comparable between lengths: the log of the mean square, and more for
 * multiplicative error. */
static double cost(const struct ets_fit *fit)
{
    const double n = (double)fit->observed;
    return -2.0 * fit->loglik / n - log(n);
}

/* The very history that was fitted: what was found is evaluated, and kept as it is. */
static bool look_up(const struct history *history, size_t part, struct ets_fit *before,
                    struct arena *scratch, struct ets_fit *fit)
{
    *fit = *before;
    if (ets_evaluate(history, scratch, fit) != FIT_OK ||
        !(fit->loglik >= before->loglik && fit->loglik <= before->loglik)) {
        return false;
    }
    size_t count;
    const double *note = notes_before(history->notes, part, &count);
    notes_keep(history->notes, part, note, count);
    return true;
}

/* A little more of the same history: the best form goes on with the parameters that it had, as long
 * as they fit about as well; those that came near are kept beside it for when it is searched. */
static bool hold(const struct history *history, size_t part, struct ets_fit *before, size_t forms,
                 struct arena *scratch, struct ets_fit *fit)
{
    struct arena_mark mark = arena_mark(scratch);
    *fit = before[0];
    if (ets_evaluate(history, scratch, fit) != FIT_OK || is_missing(fit->aicc) ||
        !notes_believable(history->notes, cost(&before[0]), cost(fit), fit->observed)) {
        arena_rewind(scratch, mark);
        return false;
    }
    before[0] = *fit;
    write_note(history, part, before, forms);
    return true;
}

/* Puts a fit where it belongs by aicc; the earlier one first where two are equal. */
static void insert(struct ets_fit *fits, size_t count, const struct ets_fit *fit)
{
    size_t at = count;
    for (; at > 0 && fits[at - 1].aicc > fit->aicc; at--) {
        fits[at] = fits[at - 1];
    }
    fits[at] = *fit;
}

/* From where the forms stood; the best of them must be as good as the best was. */
static bool go_on(const struct history *history, size_t part, const struct ets_fit *before,
                  size_t forms, struct arena *scratch, struct ets_fit *fit)
{
    struct ets_fit fits[FORMS_KEPT];
    size_t count = 0;
    for (size_t f = 0; f < forms; f++) {
        struct ets_fit now;
        if (ets_fit_warm(history, &before[f], scratch, &now) == FIT_OK && !is_missing(now.aicc)) {
            insert(fits, count++, &now);
        }
    }
    if (count == 0 ||
        !notes_believable(history->notes, cost(&before[0]), cost(&fits[0]), fits[0].observed)) {
        return false;
    }
    while (fits[count - 1].aicc > fits[0].aicc + NEAR) {
        count--;
    }
    *fit = fits[0];
    write_note(history, part, fits, count);
    return true;
}

/* The answer from a note, as cheaply as the notes allow. */
static bool recall(const struct history *history, size_t part, struct ets_fit *before, size_t forms,
                   struct arena *scratch, struct ets_fit *fit)
{
    if (history->notes->same) {
        return look_up(history, part, before, scratch, fit);
    }
    return (history->notes->hold && hold(history, part, before, forms, scratch, fit)) ||
           go_on(history, part, before, forms, scratch, fit);
}

enum fit ets_fit_noted(const struct history *history, const struct ets_form *form, size_t part,
                       struct arena *scratch, struct ets_fit *fit)
{
    struct ets_fit fits[FORMS_KEPT];
    struct arena_mark mark = arena_mark(scratch);
    size_t forms = read_note(history, part, scratch, fits);
    if (forms > 0 && (form == NULL || memcmp(form, &fits[0].form, sizeof *form) == 0) &&
        recall(history, part, fits, forms, scratch, fit)) {
        return FIT_OK;
    }
    arena_rewind(scratch, mark);
    forms = 1;
    enum fit done = form == NULL
                        ? ets_fit_ranked(history, NEAR, history->notes != NULL ? FORMS_KEPT : 1,
                                         scratch, fits, &forms)
                        : ets_fit_form(history, *form, scratch, fits);
    if (done == FIT_OK) {
        *fit = fits[0];
        write_note(history, part, fits, forms);
    }
    return done;
}
