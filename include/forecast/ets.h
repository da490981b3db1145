/* Exponential smoothing in state-space form: the 15 forms ETS(error, trend, season), their
 * likelihood, its slope and curvature, the fit and the forecast moments.
 *
 * With level l, trend b, seasonal state s (of the season of period t), q = l + phi b (phi = 1 for a
 * plain trend, no b without one):
 *
 *     f = q, q + s or q s          the one-step forecast
 *     e = y - f                    and then, for seasons N and A        for season M
 *     l' = q + alpha ..            e                                    e / s
 *     b' = phi b + beta ..         e                                    e / s
 *     s' = s + gamma ..            e                                    e / q
 *
 * The recursion does not depend on the kind of error; that enters through the likelihood only
 * (Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential Smoothing, 2008, ch. 5):
 *
 *     A: -2 loglik = n log sum e^2        M: -2 loglik = n log sum (e/f)^2 + 2 sum log f
 *
 * without constants, as in R's forecast.  n counts known values only: where y is MISSING the states
 * pass on with e = 0 and nothing is added to the sums.
 *
 * beta and gamma are those of R's `ets`: beta multiplies e itself (not alpha e).  aic = -2 loglik +
 * 2 k, k = smoothing parameters + initial states (one season is tied to the others: they sum to 0,
 * or to the season's length for M) + 1 for sigma. */
#ifndef RESTOCK_FORECAST_ETS_H
#define RESTOCK_FORECAST_ETS_H

#include "base/arena.h"
#include "forecast/model.h"

#include <stdbool.h>
#include <stddef.h>

enum ets_error { ETS_ERROR_A, ETS_ERROR_M };
enum ets_trend { ETS_TREND_N, ETS_TREND_A, ETS_TREND_AD };
enum ets_season { ETS_SEASON_N, ETS_SEASON_A, ETS_SEASON_M };

struct ets_form {
    enum ets_error error;
    enum ets_trend trend;
    enum ets_season season;
};

enum { ETS_FORMS = 15 };
/* Every admissible form: A error without M season, M error with all. */
extern const struct ets_form ets_forms[ETS_FORMS];

/* Where each variable stands in a vector of them: alpha at 0, then what the form has of beta,
 * gamma, phi, then level, trend, and the seasons of periods 1 .. m - 1 (that of period m is tied).
 */
enum { ETS_ABSENT = -1 };
struct ets_shape {
    struct ets_form form;
    size_t season;                               /* m; 1 without season */
    int beta, gamma, phi, level, trend, seasons; /* index or ETS_ABSENT */
    size_t smoothing;                            /* count of smoothing parameters */
    size_t count;                                /* of all variables */
    size_t width;                                /* count rounded up to whole vectors of four */
};

struct ets_shape ets_shape_of(struct ets_form form, size_t season);

/* A history made ready: divided by `scale`, a power of two near its mean size, so that neither
 * thousandths nor billions trouble the arithmetic. */
struct ets_data {
    const double *y; /* [length] scaled; MISSING where unknown */
    size_t length;
    size_t observed; /* known values */
    size_t season;   /* m */
    double scale;
    double mean;   /* of y */
    bool positive; /* every known value is > 0 */
    bool constant; /* every known value is the same */
    enum parameter_bounds bounds;
};

/* Memory of the recursions, for up to `width` variables. */
struct ets_work {
    double *season;    /* [m * ETS_LANES] the seasonal states, by slot */
    double *slope;     /* [(m + 2) * width] derivatives of season, level and trend */
    double *rows;      /* [ETS_BLOCK * width] derivatives of a few forecasts */
    double *unit;      /* [ETS_UNITS * width] 1 in the lane of alpha, beta, gamma, phi */
    double *gradient;  /* [2 * width] */
    double *curvature; /* [width * width] */
};
enum { ETS_BLOCK = 4, ETS_UNITS = 4, ETS_LANES = 8 };

bool ets_work_take(struct ets_work *work, size_t season, size_t width, struct arena *scratch);
size_t ets_work_bytes(size_t season, size_t width);

/* The states after the last period. */
struct ets_state {
    double level, trend; /* trend 0 without one */
    size_t slot;         /* of work->season: the season of the next period */
    double sum_square;   /* of e, or of e/f for multiplicative error */
    double sum_error;    /* of e^2, whatever the error's kind */
    double sum_log;      /* of log f; 0 for additive error */
};

/* -2 loglik (of the scaled data) at natural parameters p [shape->count]; INFINITY where a
 * multiplicative form meets a state or forecast that is not positive.  `state` may be NULL. */
double ets_value(const struct ets_data *data, const struct ets_shape *shape, const double *p,
                 struct ets_work *work, struct ets_state *state);

/* The same of several points at once, p [count][ETS_LANES]: each value [ETS_LANES] has the bits of
 * ets_value. */
void ets_values(const struct ets_data *data, const struct ets_shape *shape,
                const double (*p)[ETS_LANES], struct ets_work *work, double *value);

/* The same with gradient [count] and Fisher information of -2 loglik, sigma profiled out, lower
 * triangle by rows [count * count], with respect to p. */
double ets_expand(const struct ets_data *data, const struct ets_shape *shape, const double *p,
                  struct ets_work *work, double *gradient, double *curvature);

/* Whether the forecasts forget the initial states: all roots of the characteristic polynomial
 * inside the unit circle (2008, ch. 10).  beta or gamma 0 and phi 1 where the form has none. */
bool ets_admissible(const struct ets_shape *shape, double alpha, double beta, double gamma,
                    double phi, double *polynomial /* [m + 2] workspace */);

/* The box in which a form is fitted.  Its variables x are p with two changes, so that the usual
 * region 1e-4 <= beta <= alpha, 1e-4 <= gamma <= 1 - alpha becomes a box: beta = 1e-4 + (alpha -
 * 1e-4) x and gamma = 1e-4 + (1 - alpha - 1e-4) x.  For BOUNDS_ADMISSIBLE x is p. */
struct ets_box {
    struct ets_shape shape;
    enum parameter_bounds bounds;
    double *lower, *upper; /* [count] */
};

void ets_box_set(struct ets_box *box); /* fills lower and upper from shape and bounds */
void ets_box_natural(const struct ets_box *box, const double *x, double *p);
void ets_box_inverse(const struct ets_box *box, const double *p, double *x);
/* Turns gradient and curvature with respect to p into those with respect to x, in place. */
void ets_box_chain(const struct ets_box *box, const double *x, double *gradient, double *curvature);
/* Whether the smoothing parameters of p are allowed; inside the box only the roots remain to be
 * seen. */
bool ets_box_holds(const struct ets_box *box, const double *p, double *polynomial);

struct ets_fit {
    struct ets_form form;
    double alpha, beta, gamma, phi; /* MISSING where the form has none */
    double level0, trend0;          /* before the first period; trend0 MISSING without trend */
    double level, trend;            /* after the last */
    double *season0;                /* [m] oldest first: of periods 1 .. m; NULL without season */
    double *season;                 /* [m] of the next period first */
    double loglik, aic, aicc, bic;  /* MISSING for a constant history */
    double sigma2;     /* sum of squares / (n - estimated parameters); relative for M error */
    double mse;        /* mean e^2 of the one-step forecasts, in units */
    size_t observed;   /* n */
    size_t parameters; /* k, with sigma */
};

/* Bytes that each function below takes from the arena at the most. */
size_t ets_scratch(size_t length, size_t season);

/* Fits one form.  fit->season0 and fit->season live in `scratch`. */
enum fit ets_fit_form(const struct history *history, struct ets_form form, struct arena *scratch,
                      struct ets_fit *fit);

/* Fits every form that the history allows and keeps the least aicc; a multiplicative error with a
 * relative variance over 1 is passed over.  A form is searched only as far as it may still win, and
 * seasonal forms not at all where their best sum of squares (ets_season.c) leaves no hope: the
 * aicc is within 0.5 of that of a search of all forms on over 99 % of series. */
enum fit ets_fit_best(const struct history *history, struct arena *scratch, struct ets_fit *fit);

/* The same, fits[0], and the forms that came next with an aicc within `margin` of it, the best
 * first; *count of them, no more than `most`. */
enum fit ets_fit_ranked(const struct history *history, double margin, size_t most,
                        struct arena *scratch, struct ets_fit *fits, size_t *count);

/* Fits the form of an earlier answer anew, from its parameters and initial states (form, alpha ..
 * phi, level0, trend0, season0, as any of these functions left them): for a history that has grown
 * at its end since.  A few steps instead of a search, and no other form is looked at.  Anything but
 * FIT_OK asks for a fit from scratch: FIT_SHORT also for a history that is constant or too short to
 * estimate anything, FIT_UNSUITABLE also for parameters that are missing or a relative variance
 * over 1.  The season's length must be that of the earlier fit. */
enum fit ets_fit_warm(const struct history *history, const struct ets_fit *before,
                      struct arena *scratch, struct ets_fit *fit);

/* Likelihood and criteria at parameters and initial states given in `fit` (form, alpha .. phi,
 * level0, trend0, season0), as for a check against another program; fills the rest. */
enum fit ets_evaluate(const struct history *history, struct arena *scratch, struct ets_fit *fit);

/* Mean, variance and variance of the running sum, periods 1 .. horizon.  Takes 4 * horizon doubles
 * from scratch.
 *
 * Additive error: exact (2008, 6.2), the sum too: sigma^2 sum_j (c_0 + .. + c_{h-j})^2.
 * Multiplicative error with season N or A: exact; the forecast is linear in the errors f eps, which
 * are uncorrelated.  With season M: exact for the mean up to R's convention (q s, without the
 * covariance of the two) and for the variance up to h = m; beyond, the seasonal state's own
 * randomness enters to first order. */
enum fit ets_moments(const struct ets_fit *fit, size_t season, size_t horizon,
                     struct arena *scratch, double *mean, double *variance, double *sum_variance);

/* The 15 forms as models, "ets:ANN" .. "ets:MAdM", in the order of ets_forms; ets, ses and holt
 * stand in forecast/models.h. */
extern const struct model model_ets_forms[ETS_FORMS];

/* "ETS(A,Ad,N)" */
void ets_label(struct ets_form form, char label[MODEL_LABEL_SIZE]);
/* From "ANN", "MAdM", "A,Ad,N" or "ETS(A,Ad,N)"; false if it is no admissible form. */
bool ets_form_parse(const char *text, struct ets_form *form);

#endif
