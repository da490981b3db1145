/* The table of forecasting methods. */
#include "forecast/models.h"
#include "forecast/ets.h"

#include <string.h>

const struct model *const models[] = {
    &model_naive,  &model_snaive,  &model_mean,  &model_swindow, &model_ses,   &model_holt,
    &model_ets,    &model_croston, &model_sba,   &model_tsb,     &model_adida, &model_imapa,
    &model_negbin, &model_theta,   &model_otm,   &model_dstm,    &model_dotm,  &model_ces,
    &model_mstl,   &model_arima,   &model_thief, &model_fourier, NULL,
};

const struct model *model_find(const char *name)
{
    for (size_t i = 0; models[i] != NULL; i++) {
        if (strcmp(models[i]->name, name) == 0) {
            return models[i];
        }
    }
    for (size_t i = 0; i < ETS_FORMS; i++) {
        if (strcmp(model_ets_forms[i].name, name) == 0) {
            return &model_ets_forms[i];
        }
    }
    return NULL;
}

const char *fit_name(enum fit fit)
{
    switch (fit) {
    case FIT_OK:
        return "fitted";
    case FIT_SHORT:
        return "too little history";
    case FIT_UNSUITABLE:
        return "not suited to these data";
    case FIT_NOT_CONVERGED:
        return "no parameters found";
    case FIT_NOT_FINITE:
        return "forecast beyond reason";
    case FIT_NO_MEMORY:
        return "out of memory";
    }
    return "unknown";
}
