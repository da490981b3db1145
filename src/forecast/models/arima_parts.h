/* What the parts of ARIMA share: the shape of a model, the filter, the design, one fit. */
#ifndef RESTOCK_FORECAST_MODELS_ARIMA_PARTS_H
#define RESTOCK_FORECAST_MODELS_ARIMA_PARTS_H

#include "forecast/arima.h"

/* Four parameter vectors go through the filter side by side, one in each lane of a vector: those
 * that differ in one parameter give the slopes. */
enum { ARIMA_LANES = 4 };
typedef double arima_lanes __attribute__((vector_size(32)));

enum {
    /* Lags with a coefficient when the seasonal polynomial is multiplied out, lag 0 apart. */
    ARIMA_TERMS_MOST = (ARIMA_ORDER_MOST + 1) * (ARIMA_SEASON_MOST + 1) - 1,
    /* Gaps that are integrated out; older ones are filled. */
    ARIMA_GAPS_MOST = 48,
};

/* Where the lags of phi(B) Phi(B^m) are, in ascending order. */
struct arima_lags {
    size_t count;
    size_t lag[ARIMA_TERMS_MOST];
    size_t degree; /* the largest; 0 without */
};

/* The parameters that are searched: partial autocorrelations of each of the four polynomials (of
 * minus theta for the moving averages), all within (-1, 1), which is what makes the process
 * stationary and invertible (Barndorff-Nielsen and Schou 1973).  In order: p of phi, q of theta, P
 * of Phi, Q of Theta. */
struct arima_shape {
    struct arima_order order;
    size_t season;
    size_t count; /* p + q + P + Q */
    struct arima_lags ar, ma;
    size_t states; /* max of the degrees */
};

struct arima_coefficients {
    double ar[ARIMA_ORDER_MOST], ma[ARIMA_ORDER_MOST];
    double sar[ARIMA_SEASON_MOST], sma[ARIMA_SEASON_MOST];
};

void arima_shape_set(struct arima_shape *shape, const struct arima_order *order, size_t season);
/* From partial autocorrelations x [count]. */
void arima_coefficients_of(const struct arima_shape *shape, const double *x,
                           struct arima_coefficients *c);
/* The products multiplied out, into lane `lane` of phi and theta [states + 1], by lag, with
 * phi(B) = 1 - phi[1] B - ..  and theta(B) = 1 + theta[1] B + ..; entry 0 is not used. */
void arima_expand(const struct arima_shape *shape, const struct arima_coefficients *c, size_t lane,
                  arima_lanes *phi, arima_lanes *theta);
/* Whether a root of one of the polynomials lies within 1 + `margin` of the origin. */
bool arima_near_unit(const struct arima_shape *shape, const struct arima_coefficients *c,
                     double margin);

/* Gaussian filter of an ARMA process with unit error variance, by Chandrasekhar's equations (Morf,
 * Sidhu and Kailath 1974; Pearlman 1980): the prediction variance and gain advance by a rank-one
 * change, so that a period costs a few passes over the states, not over their covariance. */
struct arima_filter {
    const struct arima_shape *shape;
    size_t columns_most;
    arima_lanes *phi, *theta;   /* [states + 1] */
    arima_lanes *gain, *change; /* [states] K and L of the equations; gain not divided by F */
    arima_lanes *state;         /* [columns * states] the forecast of each column */
    arima_lanes *room;          /* [6 * (states + 1)] for the start */
    arima_lanes *out;           /* [rows * columns] standardised innovations */
    arima_lanes variance;       /* F of the next period */
    arima_lanes log_det;        /* sum of log F */
    bool steady;                /* F = 1 and gain = phi + theta to the last digits */
};

bool arima_filter_take(struct arima_filter *filter, size_t rows, size_t columns, size_t states,
                       struct arena *scratch);
size_t arima_filter_bytes(size_t rows, size_t columns, size_t states);
/* Runs over `columns` columns of `rows` numbers, one column after the other, from the stationary
 * distribution.  phi and theta must be set. */
void arima_filter_run(struct arima_filter *filter, const struct arima_shape *shape,
                      const double *column, size_t rows, size_t columns);

/* The history, made ready once: trimmed to what is known, scaled. */
struct arima_data {
    size_t length; /* from the first to the last known period */
    size_t first;  /* period of the history where it begins */
    size_t lead;   /* periods of the history behind its end */
    size_t season;
    double scale;
    double *y;           /* [length] scaled; gaps filled */
    size_t *gap;         /* [gaps] periods that are free values */
    size_t gaps, filled; /* filled: gaps beyond ARIMA_GAPS_MOST, thought known */
    size_t known;        /* periods with a value */
    const double *x;     /* [.. * columns] the regressors, from period `first` */
    size_t columns;      /* given */
    double *column_mean; /* [columns] MISSING for a column that is dropped */
    bool constant;       /* every known value is the same */
};

/* The differenced data as a regression: y on gaps, constant and regressors, whose differences are
 * made orthonormal (column = Q R). */
struct arima_design {
    const struct arima_data *data;
    size_t d, D;
    bool constant;   /* a column for it */
    size_t rows;     /* length - d - D m */
    size_t observed; /* rows - gaps - filled */
    size_t columns;  /* of Q; gaps first */
    size_t gaps;
    size_t dropped;   /* regressors */
    size_t held;      /* coefficients that count as estimated though they have no column */
    size_t *source;   /* [columns] gap, data->gaps for the constant, from there on regressors */
    double *matrix;   /* [(1 + columns) * rows]: the residual of y on Q, then Q */
    double *triangle; /* [stride * stride] R, by rows */
    size_t stride;
    double *projection; /* [columns] Q'y */
    double gap_log_det; /* 2 log det of the gaps' part of R */
};

bool arima_data_set(struct arima_data *data, const struct history *history,
                    const struct arima_regressors *regressors, struct arena *scratch);
size_t arima_data_bytes(size_t length, size_t columns);
/* The column of the constant at period t of the data. */
double arima_constant_at(const struct arima_design *design, size_t t);
/* false when memory ran out.  rows 0 if the history is too short. */
bool arima_design_set(struct arima_design *design, const struct arima_data *data, size_t d,
                      size_t D, bool constant, struct arena *scratch);
size_t arima_design_bytes(size_t length, size_t columns);
/* Differences `values` [count] in place; the count left. */
size_t arima_difference(double *values, size_t count, size_t d, size_t D, size_t season);

/* Memory and last answer of the search for one order. */
struct arima_search {
    struct arena *scratch;
    const struct arima_design *design;
    struct arima_shape shape;
    struct arima_filter filter;
    arima_lanes *normal;        /* [columns * (columns + 1)] */
    double *residual;           /* [rows] standardised */
    double *jacobian;           /* [COUNT_MOST * rows] */
    double x[ARIMA_COUNT_MOST]; /* of the last evaluation */
    double value;               /* -2 loglik of scaled data less its constants */
    double squares;             /* S, after arima_search_at */
    double gradient[ARIMA_COUNT_MOST];
    double curvature[ARIMA_COUNT_MOST * ARIMA_COUNT_MOST];
};

bool arima_search_take(struct arima_search *search, size_t rows, size_t columns, size_t states,
                       struct arena *scratch);
size_t arima_search_bytes(size_t rows, size_t columns, size_t states);
/* Value, gradient and curvature at x [count], for the order set before; HUGE_VAL where there is
 * none.  Time about (1 + count / ARIMA_LANES) passes of the filter. */
double arima_search_expand(struct arima_search *search, const double *x);
/* Improves x [count of the shape]; the value, HUGE_VAL if there is none. */
double arima_search_run(struct arima_search *search, const struct arima_design *design,
                        const struct arima_order *order, double *x, double tolerance,
                        size_t max_steps);
/* The value at x, all lanes alike; filter and normal equations are left as they stand behind the
 * last period. */
double arima_search_at(struct arima_search *search, const double *x);
/* Likelihood and criteria of a fit whose value is given. */
void arima_criteria(const struct arima_design *design, const struct arima_shape *shape,
                    double value, struct arima_fit *fit);
/* d and D by the tests, on what the regressors leave of y: the season's strength, then KPSS; fewer
 * where a regressor would be left with nothing to explain.  false when memory ran out. */
bool arima_differences(const struct arima_data *data, struct arima_order *order,
                       struct arena *scratch);
size_t arima_differences_bytes(size_t length, size_t season);
/* Whether the parameters x come too near to a unit root for the automatic choice. */
bool arima_refused(const struct arima_shape *shape, const double *x);
/* Bytes of the automatic choice beside its designs and its search. */
size_t arima_auto_bytes(size_t length, size_t season);

/* Takes its memory for any order that the limits allow. */
bool arima_search_start(struct arima_search *search, const struct arima_data *data,
                        struct arena *scratch);
/* The best of several starts; x [count] is one of them and becomes the best. */
double arima_search_best(struct arima_search *search, const struct arima_design *design,
                         const struct arima_order *order, double *x);

/* The data less what gaps and regressors explain of them when `order` is fitted to `exact`, and the
 * designs on these, without and with a constant: a search among orders can then do without their
 * columns.  `reduced` must outlive the designs.  false when memory ran out or nothing finite was
 * found. */
bool arima_reduce(struct arima_search *search, const struct arima_design *exact,
                  const struct arima_order *order, struct arena *scratch,
                  struct arima_data *reduced, struct arima_design designs[2]);
size_t arima_reduce_bytes(size_t length, size_t columns);

/* Where a history ends.  A track is what is forecast: z itself, and for each gap what z would be if
 * the value there were larger by 1 and all else were 0. */
struct arima_state {
    struct arima_lags ar, ma;
    size_t states, differences; /* of the ARMA process; d + D m */
    size_t tracks;              /* 1 + gaps */
    size_t lead;                /* periods to pass over before the first that is asked for */
    size_t end;                 /* the period behind the data, counted as their columns are */
    double scale;
    double sigma2;         /* scaled */
    double *phi, *theta;   /* [states + 1] by lag */
    double *gain, *change; /* [states] of the filter */
    double variance;       /* F of the filter */
    double *state;         /* [tracks * states] */
    double *level;         /* [tracks * differences] the last ones of z, newest first */
    double *delta;         /* [differences] z(t) = w(t) + sum delta[i] z(t - 1 - i) */
    double *spread;        /* [gaps * gaps] by rows, lower triangle: forecasts that answer
                              the gaps by g have the variance sigma2 |spread g|^2 */
    double constant;       /* scaled; 0 without */
    bool drift;            /* the constant is one */
    double *coefficient;   /* [columns] scaled */
    double *column_mean;   /* [columns] */
    size_t columns;
};

/* After arima_search_at: the coefficients of the design's columns as they were before they were
 * made orthonormal [columns], by R beta = what they are on Q. */
void arima_beta(const struct arima_search *search, double *beta);
/* What they explain of y at period t, with the constant or without. */
double arima_explained(const struct arima_design *design, const double *beta, bool constant,
                       size_t t);

/* Everything else of a fit whose best parameters are x; what it points to lives in `keep`. */
enum fit arima_report(struct arima_search *search, const double *x, struct arena *keep,
                      struct arima_fit *fit);
size_t arima_report_bytes(size_t season, size_t columns);
/* A history that its differences (and regressors) explain without any error. */
bool arima_noiseless(const struct arima_design *design);

#endif
