/* The least sum of squares of complex exponential smoothing: Gauss and Newton's steps in a box, the
 * damping of Levenberg and Marquardt tried at eight strengths at once.
 *
 * The lanes of one pass hold the point and its neighbours, which gives the derivatives of every
 * error; those of the next pass the eight steps. */
#include "ces_parts.h"

#include <string.h>

enum { LANES = CES_LANES, STEPS_MOST = 12 };

/* The box of each form's gains.  Growth by a1 - 1 is kept to what a business can do: with a1 up to
 * 1.9, as in other programs, the yearly series of M3 have 20 % larger errors. */
struct box {
    double least[CES_GAINS], most[CES_GAINS];
};
static const struct box BOXES[CES_FORMS] = {
    [CES_NONE] = {{1.0, 1.0}, {1.95, 1.08}},
    [CES_MEAN] = {{1.0, 0.01, 0.01}, {1.95, 1.0, 1.5}},
    [CES_PARTIAL] = {{1.0, 0.01, 0.01}, {1.95, 1.08, 1.5}},
    [CES_FULL] = {{1.0, 0.01, 0.01, 0.01}, {1.95, 1.08, 1.5, 1.5}},
};
static const double BESIDE = 1e-6;
/* A step that gains less than this share ends the search. */
static const double ENOUGH = 1e-7;
static const double DAMPING[LANES] = {0.0, 1e-3, 1e-2, 0.1, 0.5, 2.0, 10.0, 100.0};
static const double PIVOT_LEAST = 1e-12;

/* Where searches begin: the best of them goes on. */
static const double STARTS[CES_GAINS][LANES] = {
    {1.3, 1.05, 1.1, 1.3, 1.6, 1.3, 1.7, 1.15},
    {1.0, 1.0, 1.0, 0.9, 1.0, 1.05, 0.95, 0.95},
    {0.1, 0.05, 0.2, 0.1, 0.05, 0.3, 0.1, 0.1},
    {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0},
};
/* b0 of the full season is a second a0. */
static const double STARTS_FULL[LANES] = {1.3, 1.05, 1.1, 1.1, 1.05, 1.3, 1.1, 1.2};

size_t ces_gain_count(enum ces_form form)
{
    return form == CES_FULL ? 4 : form == CES_NONE ? 2 : 3;
}

size_t ces_positions(enum ces_form form, size_t season)
{
    return form == CES_PARTIAL || form == CES_FULL ? season : 1;
}

static struct ces_point best_of(double gain[CES_GAINS][LANES], const double *squares)
{
    size_t best = 0;
    for (size_t i = 1; i < LANES; i++) {
        best = squares[i] < squares[best] ? i : best;
    }
    struct ces_point point = {.squares = squares[best]};
    for (size_t g = 0; g < CES_GAINS; g++) {
        point.gain[g] = gain[g][best];
    }
    return point;
}

static void set_lanes(double gain[CES_GAINS][LANES], const double *point)
{
    for (size_t g = 0; g < CES_GAINS; g++) {
        for (size_t i = 0; i < LANES; i++) {
            gain[g][i] = point[g];
        }
    }
}

void ces_expand(const struct ces_data *data, enum ces_form form, const struct ces_states *states,
                const double *point, double *errors, struct ces_normal *normal)
{
    const size_t count = ces_gain_count(form);
    const struct box *box = &BOXES[form];
    double gain[CES_GAINS][LANES], squares[LANES];
    *normal = (struct ces_normal){.products = {.count = count}};
    set_lanes(gain, point);
    for (size_t g = 0; g < count; g++) {
        /* towards the middle of the box */
        normal->by[g] = point[g] > 0.5 * (box->least[g] + box->most[g]) ? -BESIDE : BESIDE;
        gain[g][g + 1] += normal->by[g];
    }
    ces_pass(data, form, gain, states, squares, errors);
    for (size_t t = 0; t < data->length; t++) {
        const double *error = errors + t * LANES;
        double slope[CES_GAINS];
        for (size_t g = 0; g < count; g++) {
            slope[g] = (error[g + 1] - error[0]) / normal->by[g];
            normal->slope[g] += slope[g] * error[0];
        }
        estimates_add(&normal->products, slope);
    }
}

/* Solves (C + damping diag C) step = -slope for the gains that are free; false if it cannot. */
static bool solve(const struct ces_normal *normal, size_t count, const bool *held, double damping,
                  double *step)
{
    double factor[CES_GAINS][CES_GAINS], right[CES_GAINS];
    for (size_t i = 0; i < count; i++) {
        double diagonal = normal->products.matrix[i][i] * (1.0 + damping);
        right[i] = held[i] ? 0.0 : -normal->slope[i];
        for (size_t j = 0; j <= i; j++) {
            double sum = i == j ? diagonal : normal->products.matrix[i][j];
            sum = i != j && (held[i] || held[j]) ? 0.0 : sum;
            for (size_t k = 0; k < j; k++) {
                sum -= factor[i][k] * factor[j][k];
            }
            if (i == j && !(sum > PIVOT_LEAST * diagonal)) {
                return false;
            }
            factor[i][j] = i == j ? sqrt(sum) : sum / factor[j][j];
        }
        for (size_t k = 0; k < i; k++) {
            right[i] -= factor[i][k] * right[k];
        }
        right[i] /= factor[i][i];
    }
    for (size_t i = count; i > 0; i--) {
        step[i - 1] = right[i - 1];
        for (size_t k = i; k < count; k++) {
            step[i - 1] -= factor[k][i - 1] * step[k];
        }
        step[i - 1] /= factor[i - 1][i - 1];
    }
    return true;
}

/* The best of eight steps from a point. */
static struct ces_point advance(const struct ces_data *data, enum ces_form form,
                                const struct ces_states *states, const struct ces_point *point,
                                const struct ces_normal *normal)
{
    const size_t count = ces_gain_count(form);
    const struct box *box = &BOXES[form];
    double gain[CES_GAINS][LANES], squares[LANES];
    bool held[CES_GAINS] = {false};
    set_lanes(gain, point->gain);
    for (size_t g = 0; g < count; g++) {
        held[g] = (point->gain[g] <= box->least[g] && normal->slope[g] >= 0.0) ||
                  (point->gain[g] >= box->most[g] && normal->slope[g] <= 0.0);
    }
    for (size_t i = 0; i < LANES; i++) {
        double step[CES_GAINS] = {0.0};
        if (!solve(normal, count, held, DAMPING[i], step)) {
            continue;
        }
        for (size_t g = 0; g < count; g++) {
            gain[g][i] = fmin(box->most[g], fmax(box->least[g], gain[g][i] + step[g]));
        }
    }
    ces_pass(data, form, gain, states, squares, NULL);
    struct ces_point best = best_of(gain, squares);
    return best.squares < point->squares ? best : *point;
}

struct ces_point ces_search(const struct ces_data *data, enum ces_form form,
                            const struct ces_states *states, double *errors)
{
    double gain[CES_GAINS][LANES], squares[LANES];
    memcpy(gain, STARTS, sizeof gain);
    if (form == CES_FULL) {
        memcpy(gain[2], STARTS_FULL, sizeof STARTS_FULL);
    }
    for (size_t g = 0; g < ces_gain_count(form); g++) {
        for (size_t i = 0; i < LANES; i++) {
            gain[g][i] = fmin(BOXES[form].most[g], fmax(BOXES[form].least[g], gain[g][i]));
        }
    }
    ces_pass(data, form, gain, states, squares, NULL);
    struct ces_point point = best_of(gain, squares);
    for (size_t i = 0; i < STEPS_MOST && point.squares > 0.0 && isfinite(point.squares); i++) {
        struct ces_normal normal;
        double before = point.squares;
        ces_expand(data, form, states, point.gain, errors, &normal);
        point = advance(data, form, states, &point, &normal);
        if (!(point.squares < before * (1.0 - ENOUGH))) {
            break;
        }
    }
    return point;
}
