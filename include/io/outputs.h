/* The output files, one function each; `folder` is the temporary folder of a publication.  Every
 * function writes rows in the order in which its source has them, which is by key; the rows of long
 * files are formatted by all threads.  STATUS_SYSTEM when the disk refuses. */
#ifndef RESTOCK_IO_OUTPUTS_H
#define RESTOCK_IO_OUTPUTS_H

#include "backtest/backtest.h"
#include "base/parallel.h"
#include "forecast/forecast.h"
#include "io/load.h"
#include "order/plan.h"
#include "panel/inputs.h"
#include "panel/panel.h"

enum status MUST_CHECK output_orders(const char *folder, const struct plan *plan,
                                     const struct names *names, struct team *team,
                                     struct fault *fault);
enum status MUST_CHECK output_transfers(const char *folder, const struct plan *plan,
                                        const struct names *names, struct team *team,
                                        struct fault *fault);
enum status MUST_CHECK output_positions(const char *folder, const struct plan *plan,
                                        const struct names *names, struct team *team,
                                        struct fault *fault);
enum status MUST_CHECK output_exceptions(const char *folder, const struct plan *plan,
                                         const struct names *names, struct team *team,
                                         struct fault *fault);
enum status MUST_CHECK output_segments(const char *folder, const struct plan *plan,
                                       const struct names *names, struct team *team,
                                       struct fault *fault);
enum status MUST_CHECK output_returns(const char *folder, const struct plan *plan,
                                      const struct names *names, struct team *team,
                                      struct fault *fault);
enum status MUST_CHECK output_models(const char *folder, const struct panel *panel,
                                     const struct forecasts *forecasts, const struct names *names,
                                     struct team *team, struct fault *fault);
/* Bytes of a row that are not UTF-8 become '?'. */
enum status MUST_CHECK output_rejects(const char *folder, const struct load_report *report,
                                      struct fault *fault);

/* accuracy.csv of a backtest: a row a method for all together (scope `all`), for the totals of each
 * level, from each origin, for each period ahead, for each segment and location, and for each
 * series. */
enum status MUST_CHECK output_accuracy(const char *folder, const struct backtest *backtest,
                                       const struct names *names, struct team *team,
                                       struct fault *fault);

struct forecast_table {
    const struct panel *panel;
    const struct forecasts *forecasts;
    const struct names *names;
    const double *quantile; /* [quantile_count] ascending, in (0, 1) */
    size_t quantile_count;
    size_t horizon;   /* periods to write, at most those of the forecasts */
    bool nonnegative; /* else quantiles of amounts are those of a normal law */
};

/* forecast.csv: mean and quantiles of each series and period, formatted by all threads.  A quantile
 * is never below the one before it. */
enum status MUST_CHECK output_forecast(const char *folder, const struct forecast_table *table,
                                       struct team *team, struct fault *fault);

#endif
