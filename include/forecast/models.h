/* Every forecasting method, by name.  The table of those that can be asked for is `models`
 * (forecast/model.h). */
#ifndef RESTOCK_FORECAST_MODELS_H
#define RESTOCK_FORECAST_MODELS_H

#include "forecast/model.h"

extern const struct model model_naive;
extern const struct model model_snaive;
extern const struct model model_mean;
extern const struct model model_swindow;
extern const struct model model_croston;
extern const struct model model_sba;
extern const struct model model_tsb;
extern const struct model model_adida;
extern const struct model model_imapa;
extern const struct model model_negbin;
extern const struct model model_ses;
extern const struct model model_holt;
extern const struct model model_ets;
extern const struct model model_theta;
extern const struct model model_otm;
extern const struct model model_dstm;
extern const struct model model_dotm;
extern const struct model model_ces;
extern const struct model model_arima;
extern const struct model model_mstl;
extern const struct model model_fourier;
extern const struct model model_thief;

#endif
