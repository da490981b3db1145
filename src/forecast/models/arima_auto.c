/* The automatic choice of the orders: Hyndman and Khandakar's stepwise search.
 *
 * Where R fits by conditional sum of squares while it searches a long series, and by maximum
 * likelihood at the end, here every candidate gets its exact likelihood: the filter makes that as
 * cheap. */
#include "arima_parts.h"
#include "base/missing.h"

#include <math.h>
#include <string.h>

/* Roots nearer to the unit circle than this, seen from the origin, are refused, as in R. */
static const double ROOT_MARGIN = 0.01;
/* Models tried at the most, as in R. */
enum { TRIED_MOST = 94 };
/* Shorter histories start from smaller models, longer ones (for which R approximates) from more. */
enum { SHORT_LENGTH = 10, LONG_LENGTH = 150 };
/* Of -2 loglik: what decides among candidates needs no more digits. */
static const double SEARCH_TOLERANCE = 1e-3;
enum { SEARCH_STEPS = 30 };
static const double SETTLE_TOLERANCE = 1e-6;
enum { SETTLE_STEPS = 100 };
/* With more gaps and regressors than these the search goes on what they leave: their columns cost
 * more than the rest of the model. */
enum { COLUMNS_FEW = 4 };

struct candidate {
    struct arima_order order;
    double x[ARIMA_COUNT_MOST];
    double criterion; /* aicc; HUGE_VAL: refused */
};

struct choice {
    const struct arima_data *data;
    struct arima_design exact[2];  /* without and with a constant */
    struct arima_design design[2]; /* what the search looks at: the same, or reduced */
    struct arima_data rest;        /* of the reduced */
    bool reduced;
    struct arima_search *search;
    struct arima_order most; /* the largest p, q, P, Q */
    struct candidate tried[TRIED_MOST];
    size_t count;
    size_t best; /* of tried */
};

static double criterion_of(const struct choice *choice, const struct arima_design *design,
                           double value)
{
    struct arima_fit fit;
    arima_criteria(design, &choice->search->shape, value, &fit);
    return isfinite(value) ? value_or(fit.aicc, HUGE_VAL) : HUGE_VAL;
}

/* The parameters of a model near by: what both have is taken over, what is new starts at 0. */
static void warm_start(const struct candidate *from, const struct arima_order *order, double *x)
{
    const size_t old[] = {from->order.p, from->order.q, from->order.P, from->order.Q};
    const size_t new[] = {order->p, order->q, order->P, order->Q};
    const double *source = from->x;
    for (size_t k = 0; k < sizeof new / sizeof *new; k++) {
        for (size_t i = 0; i < new[k]; i++) {
            *x++ = i < old[k] ? source[i] : 0.0;
        }
        source += old[k];
    }
}

bool arima_refused(const struct arima_shape *shape, const double *x)
{
    struct arima_coefficients c;
    arima_coefficients_of(shape, x, &c);
    return arima_near_unit(shape, &c, ROOT_MARGIN);
}

static void refuse_near_unit(struct choice *choice, struct candidate *candidate)
{
    if (arima_refused(&choice->search->shape, candidate->x)) {
        candidate->criterion = HUGE_VAL;
    }
}

/* Whether the order has been tried or is beyond the limits. */
static bool is_new(const struct choice *choice, const struct arima_order *order)
{
    if (order->p > choice->most.p || order->q > choice->most.q || order->P > choice->most.P ||
        order->Q > choice->most.Q || choice->count >= TRIED_MOST) {
        return false;
    }
    for (size_t i = 0; i < choice->count; i++) {
        const struct arima_order *other = &choice->tried[i].order;
        if (other->p == order->p && other->q == order->q && other->P == order->P &&
            other->Q == order->Q && other->constant == order->constant) {
            return false;
        }
    }
    return true;
}

/* From the parameters in `candidate`, and, where both sides have some and the likelihood may have
 * several optima, from 0 too. */
static double search_order(struct choice *choice, const struct arima_design *design,
                           struct candidate *candidate)
{
    const struct arima_order *order = &candidate->order;
    double value = arima_search_run(choice->search, design, order, candidate->x, SEARCH_TOLERANCE,
                                    SEARCH_STEPS);
    if (order->p * order->q + order->P * order->Q > 0) {
        double x[ARIMA_COUNT_MOST] = {0};
        double other =
            arima_search_run(choice->search, design, order, x, SEARCH_TOLERANCE, SEARCH_STEPS);
        if (other < value) {
            memcpy(candidate->x, x, sizeof x);
            return other;
        }
    }
    return value;
}

/* Fits one order; whether it is the best so far. */
static bool try_order(struct choice *choice, const struct arima_order *order)
{
    if (!is_new(choice, order)) {
        return false;
    }
    const struct arima_design *design = &choice->design[order->constant];
    struct candidate *candidate = &choice->tried[choice->count++];
    *candidate = (struct candidate){.order = *order, .criterion = HUGE_VAL};
    size_t parameters = order->p + order->q + order->P + order->Q + design->columns - design->gaps +
                        design->held + 1;
    if (design->observed <= parameters + 1) {
        return false;
    }
    if (choice->count > 1) {
        warm_start(&choice->tried[choice->best], order, candidate->x);
    }
    double value = search_order(choice, design, candidate);
    candidate->criterion = criterion_of(choice, design, value);
    refuse_near_unit(choice, candidate);
    if (candidate->criterion < choice->tried[choice->best].criterion) {
        choice->best = choice->count - 1;
        return true;
    }
    return false;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* A long or seasonal history tells more models apart than the steps from one find; these are where
 * longer searches often end.  On short ones without a season they only tempt. */
static void try_further_starts(struct choice *choice)
{
    static const size_t starts[][4] = {{1, 1, 0, 1}, {1, 1, 1, 0}, {3, 0, 1, 0},
                                       {1, 1, 0, 0}, {2, 0, 1, 0}, {0, 2, 0, 1}};
    const struct arima_order *most = &choice->most;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        struct arima_order order = choice->tried[choice->best].order;
        order.p = least(starts[i][0], most->p);
        order.q = least(starts[i][1], most->q);
        order.P = least(starts[i][2], most->P);
        order.Q = least(starts[i][3], most->Q);
        (void)try_order(choice, &order);
    }
}

/* The models that the search starts from. */
static void try_starts(struct choice *choice, const struct arima_order *differences,
                       bool may_constant)
{
    const struct arima_order *most = &choice->most;
    const bool brief = choice->data->length < SHORT_LENGTH;
    struct arima_order order = *differences;
    order.constant = may_constant;
    order.p = least(brief ? 1 : 2, most->p);
    order.q = least(brief ? 1 : 2, most->q);
    order.P = least(brief ? 0 : 1, most->P);
    order.Q = least(brief ? 0 : 1, most->Q);
    (void)try_order(choice, &order);
    order = *differences;
    order.constant = may_constant;
    (void)try_order(choice, &order);
    order.p = least(1, most->p);
    order.P = least(1, most->P);
    (void)try_order(choice, &order);
    order.p = order.P = 0;
    order.q = least(1, most->q);
    order.Q = least(1, most->Q);
    (void)try_order(choice, &order);
    order = *differences;
    order.constant = false;
    (void)try_order(choice, &order);
    if (most->P > 0 || choice->data->length > LONG_LENGTH) {
        try_further_starts(choice);
    }
}

/* One move from the best model that makes a better one: seasonal orders first, then the others, one
 * side alone, then both; at last the constant. */
static bool improve(struct choice *choice, bool may_constant)
{
    static const int moves[][2] = {{-1, 0},  {0, -1}, {1, 0},  {0, 1},
                                   {-1, -1}, {-1, 1}, {1, -1}, {1, 1}};
    enum { MOVES = sizeof moves / sizeof *moves };
    for (size_t i = 0; i < (size_t)2 * MOVES; i++) {
        struct arima_order order = choice->tried[choice->best].order;
        const int *move = moves[i % MOVES];
        size_t *near = i < MOVES ? &order.P : &order.p;
        size_t *far = i < MOVES ? &order.Q : &order.q;
        /* one below 0 is a size beyond every limit */
        *near += (size_t)move[0];
        *far += (size_t)move[1];
        if (try_order(choice, &order)) {
            return true;
        }
    }
    struct arima_order order = choice->tried[choice->best].order;
    order.constant = !order.constant;
    return may_constant && try_order(choice, &order);
}

static void set_limits(struct choice *choice)
{
    const struct arima_data *data = choice->data;
    const size_t third = data->known / 3, m = data->season;
    choice->most = (struct arima_order){.p = least(ARIMA_ORDER_MOST, third),
                                        .q = least(ARIMA_ORDER_MOST, third)};
    if (m > 1) {
        choice->most.P = choice->most.Q = least(ARIMA_SEASON_MOST, third / m);
        if (choice->most.P > 0) {
            choice->most.p = least(choice->most.p, m - 1);
            choice->most.q = least(choice->most.q, m - 1);
        }
    }
}

/* The least criterion among those not yet refused; TRIED_MOST if there is none. */
static size_t next_best(const struct choice *choice)
{
    size_t best = TRIED_MOST;
    for (size_t i = 0; i < choice->count; i++) {
        if (isfinite(choice->tried[i].criterion) &&
            (best == TRIED_MOST || choice->tried[i].criterion < choice->tried[best].criterion)) {
            best = i;
        }
    }
    return best;
}

/* The best candidate searched to the last digits, from several starts unless that takes too long;
 * whether it stands. */
static bool settle(struct choice *choice)
{
    struct candidate *candidate = &choice->tried[choice->best];
    const struct arima_design *design = &choice->exact[candidate->order.constant];
    double value = choice->reduced
                       ? arima_search_run(choice->search, design, &candidate->order, candidate->x,
                                          SETTLE_TOLERANCE, SETTLE_STEPS)
                       : arima_search_best(choice->search, design, &candidate->order, candidate->x);
    candidate->criterion = criterion_of(choice, design, value);
    refuse_near_unit(choice, candidate);
    return isfinite(candidate->criterion);
}

/* From the starts as far as single moves improve.  What is best then is searched to the end; when
 * that carries it too near to a unit root, the search goes on from the next best. */
static const struct candidate *search(struct choice *choice, const struct arima_order *differences,
                                      bool may_constant, const struct candidate *last)
{
    choice->tried[0].criterion = HUGE_VAL;
    try_starts(choice, differences, may_constant);
    while (true) {
        while (improve(choice, may_constant)) {
        }
        if (settle(choice)) {
            return &choice->tried[choice->best];
        }
        size_t next = next_best(choice);
        if (next == TRIED_MOST) {
            return last;
        }
        choice->best = next;
    }
}

/* What the search looks at. */
static void set_designs(struct choice *choice, const struct arima_order *differences,
                        bool may_constant, struct arena *scratch)
{
    const struct arima_design *exact = &choice->exact[may_constant];
    struct arima_order order = *differences;
    order.p = least(1, choice->most.p);
    order.q = least(1, choice->most.q);
    order.P = least(1, choice->most.P);
    order.constant = may_constant;
    choice->reduced =
        exact->columns > COLUMNS_FEW && exact->observed > exact->columns - exact->gaps + 4 &&
        arima_reduce(choice->search, exact, &order, scratch, &choice->rest, choice->design);
    if (!choice->reduced) {
        memcpy(choice->design, choice->exact, sizeof choice->design);
    }
}

static enum fit choose(struct choice *choice, const struct arima_order *differences,
                       struct arena *scratch, struct arima_fit *fit)
{
    const bool may_constant = differences->d + differences->D <= 1;
    const struct arima_design *with = &choice->exact[1];
    struct candidate last = {.order = *differences};
    last.order.constant = may_constant && with->observed > with->columns - with->gaps;
    const struct candidate *chosen = &last;
    if (!arima_noiseless(&choice->exact[may_constant])) {
        last.order.constant = last.order.constant && differences->d + differences->D == 0;
        set_limits(choice);
        set_designs(choice, differences, may_constant, scratch);
        chosen = search(choice, differences, may_constant, &last);
    }
    choice->search->design = &choice->exact[chosen->order.constant];
    arima_shape_set(&choice->search->shape, &chosen->order, choice->data->season);
    return arima_report(choice->search, chosen->x, scratch, fit);
}

size_t arima_auto_bytes(size_t length, size_t season)
{
    return sizeof(struct choice) + 64 + arima_differences_bytes(length, season);
}

enum fit arima_fit_auto(const struct history *history, const struct arima_regressors *regressors,
                        struct arena *scratch, struct arima_fit *fit)
{
    struct arima_data data;
    struct arima_order differences;
    struct arima_search search_room;
    struct choice *choice = ARENA_NEW(scratch, struct choice, 1);
    if (choice == NULL || !arima_data_set(&data, history, regressors, scratch)) {
        return FIT_NO_MEMORY;
    }
    if (data.known == 0) {
        return FIT_SHORT;
    }
    if (!arima_differences(&data, &differences, scratch) ||
        !arima_design_set(&choice->exact[0], &data, differences.d, differences.D, false, scratch) ||
        !arima_design_set(&choice->exact[1], &data, differences.d, differences.D, true, scratch) ||
        !arima_search_start(&search_room, &data, scratch)) {
        return FIT_NO_MEMORY;
    }
    choice->data = &data;
    choice->search = &search_room;
    return choose(choice, &differences, scratch, fit);
}
