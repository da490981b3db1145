/* Notes of exponential smoothing: the form, how good it was, the parameters and first states. */
#include "ets_notes.h"

#include "base/missing.h"
#include "forecast/notes.h"

#include <string.h>

/* Form, known values, loglik; then what the form has of alpha, beta, gamma, phi, level, trend; then
 * the season. */
enum { NOTE_HEAD = 3, PARAMETERS = 6, NOTE_MOST = NOTE_HEAD + PARAMETERS };

size_t ets_noted_scratch(size_t length, size_t season)
{
    return ets_scratch(length, season) + season * sizeof(double) + 64;
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

/* A season whose beginning has moved begins at a later one of its periods. */
static bool read_note(const struct notes *notes, size_t part, size_t season, struct arena *scratch,
                      struct ets_fit *before)
{
    size_t count, at = NOTE_HEAD;
    const double *note = notes_before(notes, part, &count);
    if (note == NULL || count < NOTE_HEAD || !(note[0] >= 0.0 && note[0] < ETS_FORMS)) {
        return false;
    }
    *before = (struct ets_fit){.form = ets_forms[(size_t)note[0]],
                               .observed = (size_t)note[1],
                               .loglik = note[2],
                               .beta = MISSING,
                               .gamma = MISSING,
                               .phi = MISSING,
                               .trend0 = MISSING};
    double *list[PARAMETERS];
    list_parameters(before, list);
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (list[i] != NULL && at < count) {
            *list[i] = note[at++];
        }
    }
    const size_t m = season_noted(before->form, season);
    if (count != at + m) {
        return false;
    }
    if (m > 0) {
        before->season0 = ARENA_NEW(scratch, double, m);
        for (size_t k = 0; before->season0 != NULL && k < m; k++) {
            before->season0[k] = note[at + (k + notes->moved) % m];
        }
    }
    return m == 0 || before->season0 != NULL;
}

static void write_note(struct notes *notes, size_t part, size_t season, struct ets_fit *fit)
{
    const size_t m = season_noted(fit->form, season);
    if (notes == NULL || NOTE_MOST + m > NOTES_MOST || is_missing(fit->aicc)) {
        return; /* nothing was searched that is worth keeping */
    }
    double note[NOTES_MOST] = {(double)index_of(fit->form), (double)fit->observed, fit->loglik};
    double *list[PARAMETERS];
    size_t count = NOTE_HEAD;
    list_parameters(fit, list);
    for (size_t i = 0; i < PARAMETERS; i++) {
        if (list[i] != NULL) {
            note[count++] = *list[i];
        }
    }
    if (m > 0) {
        memcpy(note + count, fit->season0, m * sizeof *note);
    }
    notes_keep(notes, part, note, count + m);
}

/* -2 loglik per period, comparable between lengths: the log of the mean square, and more for
 * multiplicative error. */
static double cost(const struct ets_fit *fit)
{
    const double n = (double)fit->observed;
    return -2.0 * fit->loglik / n - log(n);
}

static bool believable(const struct ets_fit *fit, const struct ets_fit *before)
{
    return !is_missing(fit->aicc) &&
           notes_believable(cost(before), before->observed, cost(fit), fit->observed);
}

static enum fit look_up(const struct history *history, const struct ets_fit *before,
                        struct arena *scratch, struct ets_fit *fit)
{
    if (!history->notes->same) {
        enum fit done = ets_fit_warm(history, before, scratch, fit);
        return done != FIT_OK || believable(fit, before) ? done : FIT_UNSUITABLE;
    }
    *fit = *before;
    enum fit done = ets_evaluate(history, scratch, fit);
    const bool equal = fit->loglik >= before->loglik && fit->loglik <= before->loglik;
    return done == FIT_OK && !equal ? FIT_UNSUITABLE : done;
}

enum fit ets_fit_noted(const struct history *history, const struct ets_form *form, size_t part,
                       struct arena *scratch, struct ets_fit *fit)
{
    struct ets_fit before;
    struct arena_mark mark = arena_mark(scratch);
    if (read_note(history->notes, part, history->season, scratch, &before) &&
        (form == NULL || memcmp(form, &before.form, sizeof *form) == 0) &&
        look_up(history, &before, scratch, fit) == FIT_OK) {
        write_note(history->notes, part, history->season, fit);
        return FIT_OK;
    }
    arena_rewind(scratch, mark);
    enum fit done = form == NULL ? ets_fit_best(history, scratch, fit)
                                 : ets_fit_form(history, *form, scratch, fit);
    if (done == FIT_OK) {
        write_note(history->notes, part, history->season, fit);
    }
    return done;
}
