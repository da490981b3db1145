/* The commands, one file each.  They print what a person asked for to standard output; see struct
 * command for the contract. */
#ifndef RESTOCK_APP_COMMAND_H
#define RESTOCK_APP_COMMAND_H

#include "app/options.h"

enum status command_plan(const struct options *options, int *exit, struct fault *fault);
enum status command_forecast(const struct options *options, int *exit, struct fault *fault);
enum status command_backtest(const struct options *options, int *exit, struct fault *fault);
enum status command_check(const struct options *options, int *exit, struct fault *fault);
enum status command_explain(const struct options *options, int *exit, struct fault *fault);
enum status command_report(const struct options *options, int *exit, struct fault *fault);
enum status command_simulate(const struct options *options, int *exit, struct fault *fault);
enum status command_tune(const struct options *options, int *exit, struct fault *fault);
enum status command_generate(const struct options *options, int *exit, struct fault *fault);

extern const struct own_option backtest_options[];
extern const struct own_option generate_options[];
extern const struct own_option simulate_options[];
enum status command_diff(const struct options *options, int *exit, struct fault *fault);
extern const struct own_option diff_options[];
extern const struct own_option tune_options[];

#endif
