/* The recursion of complex exponential smoothing, eight parameter vectors at once.
 *
 * Each form gets its own copy of the pass: the functions are inlined with the form as a constant.
 * Lanes do not touch each other, so wider vectors give the same bits. */
#include "base/wide.h"
#include "ces_parts.h"

#include <string.h>

enum { LANES = CES_LANES };

/* Of one pair of gains g0, g1. */
struct turn {
    double of_partner[LANES];    /* 1 - g1 */
    double partner_keeps[LANES]; /* 1 - g0 */
    double gain[LANES];          /* g0 - g1 */
    double partner_gain[LANES];  /* g0 + g1 */
};

struct turns {
    struct turn level, season;
    double partial[LANES];
};

INLINE void set_turn(struct turn *turn, const double *g0, const double *g1)
{
    for (size_t i = 0; i < LANES; i++) {
        turn->of_partner[i] = 1.0 - g1[i];
        turn->partner_keeps[i] = 1.0 - g0[i];
        turn->gain[i] = g0[i] - g1[i];
        turn->partner_gain[i] = g0[i] + g1[i];
    }
}

INLINE void move(const struct turn *turn, double *state, double *partner, const double *error)
{
    for (size_t i = 0; i < LANES; i++) {
        double l = state[i], c = partner[i];
        state[i] = l - turn->of_partner[i] * c + turn->gain[i] * error[i];
        partner[i] = l + turn->partner_keeps[i] * c + turn->partner_gain[i] * error[i];
    }
}

/* One period at `slot` of its season; writes the errors. */
INLINE void period(enum ces_form form, const struct turns *turns, const struct ces_states *states,
                   size_t slot, double y, double *error)
{
    const size_t at = slot * LANES;
    double *level = states->level, *shadow = states->shadow;
    double *season = states->season + at, *partner = states->partner + at;
    for (size_t i = 0; i < LANES; i++) {
        error[i] = y - level[i];
        if (form != CES_NONE) {
            error[i] -= season[i];
        }
    }
    if (is_missing(y)) {
        memset(error, 0, LANES * sizeof *error);
    }
    move(&turns->level, level, shadow, error);
    for (size_t i = 0; (form == CES_MEAN || form == CES_PARTIAL) && i < LANES; i++) {
        season[i] += turns->partial[i] * error[i];
    }
    if (form == CES_FULL) {
        move(&turns->season, season, partner, error);
    }
}

/* A step without error, from the end of one direction into the other. */
INLINE void turn_round(enum ces_form form, const struct turns *turns,
                       const struct ces_states *states, size_t m)
{
    const double none[LANES] = {0.0};
    move(&turns->level, states->level, states->shadow, none);
    for (size_t k = 0; form == CES_FULL && k < m; k++) {
        move(&turns->season, states->season + k * LANES, states->partner + k * LANES, none);
    }
}

/* The second state follows the first at this distance to begin with. */
static const double BEHIND = 1.0 / 1.1;

INLINE void begin(const struct ces_data *data, enum ces_form form, const struct ces_states *states)
{
    const size_t m = ces_positions(form, data->season);
    const bool seasonal = form == CES_PARTIAL || form == CES_FULL;
    for (size_t i = 0; i < LANES; i++) {
        states->level[i] = data->level;
        states->shadow[i] = data->level * BEHIND;
    }
    for (size_t j = 0; j < m * LANES; j++) {
        double figure = seasonal ? data->figure[j / LANES] : 0.0;
        states->season[j] = figure;
        states->partner[j] = figure * BEHIND;
    }
}

INLINE void run(const struct ces_data *data, enum ces_form form, double gain[CES_GAINS][CES_LANES],
                const struct ces_states *states, double *squares, double *errors)
{
    struct turns turns;
    const size_t m = ces_positions(form, data->season);
    double error[LANES], total[LANES] = {0.0};
    set_turn(&turns.level, gain[0], gain[1]);
    set_turn(&turns.season, gain[2], gain[3]);
    memcpy(turns.partial, gain[2], sizeof turns.partial);
    begin(data, form, states);
    size_t slot = 0;
    for (size_t t = 0; t < data->back; t++) {
        period(form, &turns, states, slot, data->y[t], error);
        slot = slot + 1 < m ? slot + 1 : 0;
    }
    turn_round(form, &turns, states, m);
    for (size_t t = data->back; t > 0; t--) {
        slot = slot > 0 ? slot - 1 : m - 1;
        period(form, &turns, states, slot, data->y[t - 1], error);
    }
    turn_round(form, &turns, states, m);
    for (size_t t = 0; t < data->length; t++) {
        period(form, &turns, states, slot, data->y[t], error);
        slot = slot + 1 < m ? slot + 1 : 0;
        for (size_t i = 0; i < LANES; i++) {
            total[i] += error[i] * error[i];
        }
        if (errors != NULL) {
            memcpy(errors + t * LANES, error, sizeof error);
        }
    }
    for (size_t i = 0; i < LANES; i++) {
        squares[i] = isfinite(total[i]) ? total[i] : (double)HUGE_VAL;
    }
}

#define RUN_FORM(name, form)                                                                       \
    WIDE static void run_##name(const struct ces_data *data, double gain[CES_GAINS][CES_LANES],    \
                                const struct ces_states *states, double *squares, double *errors)  \
    {                                                                                              \
        run(data, form, gain, states, squares, errors);                                            \
    }

RUN_FORM(none, CES_NONE)
RUN_FORM(mean, CES_MEAN)
RUN_FORM(partial, CES_PARTIAL)
RUN_FORM(full, CES_FULL)

void ces_pass(const struct ces_data *data, enum ces_form form, double gain[CES_GAINS][CES_LANES],
              const struct ces_states *states, double *squares, double *errors)
{
    switch (form) {
    case CES_MEAN:
        run_mean(data, gain, states, squares, errors);
        break;
    case CES_PARTIAL:
        run_partial(data, gain, states, squares, errors);
        break;
    case CES_FULL:
        run_full(data, gain, states, squares, errors);
        break;
    case CES_NONE:
    case CES_FORMS:
    default:
        run_none(data, gain, states, squares, errors);
        break;
    }
}
