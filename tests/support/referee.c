/* What the search of ETS forms is held against. */
#include "support/referee.h"

#include <math.h>

double referee_value(void *context, const double *x)
{
    struct referee *referee = context;
    ets_box_natural(&referee->box, x, referee->p);
    return ets_value(&referee->data, &referee->box.shape, referee->p, &referee->work, NULL);
}

double referee_slope(void *context, const double *x, double *gradient)
{
    struct referee *referee = context;
    ets_box_natural(&referee->box, x, referee->p);
    double value = ets_expand(&referee->data, &referee->box.shape, referee->p, &referee->work,
                              gradient, referee->curvature);
    if (isfinite(value)) {
        ets_box_chain(&referee->box, x, gradient, referee->curvature);
    }
    return value;
}
