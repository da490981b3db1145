/* The table of commands. */
#include "app/command.h"

#include <stddef.h>

enum { TAKES_ALL = TAKES_OUT | TAKES_CONFIG | TAKES_TALK | TAKES_THREADS };

const struct command *const commands[] = {
    &(const struct command){
        .name = "plan",
        .operands = "IN",
        .operand_count = 1,
        .takes = TAKES_ALL | TAKES_STATE,
        .out_required = true,
        .summary = "the main job: what to buy and what to move",
        .about = "Reads the folder IN, forecasts every item at every location, plans orders and "
                 "transfers, and\nwrites orders.csv, transfers.csv, positions.csv (the account of "
                 "every quantity), forecast.csv,\nmodels.csv, exceptions.csv, segments.csv, "
                 "returns.csv, rejects.csv, summary.json and report.html\ninto the folder OUT.",
        .example = "restock plan data/gift-shop --out /tmp/tonight --set plan.service_level=0.98",
        .run = command_plan,
    },
    &(const struct command){
        .name = "forecast",
        .operands = "IN",
        .operand_count = 1,
        .takes = TAKES_ALL | TAKES_STATE,
        .out_required = true,
        .summary = "only the forecasts; needs only sales.csv",
        .about = "Reads the folder IN and writes forecast.csv (mean and quantiles of every series "
                 "and period),\nmodels.csv, rejects.csv and summary.json into the folder OUT.",
        .example = "restock forecast data/pasta --out /tmp/pasta --set forecast.models=ets",
        .run = command_forecast,
    },
    &(const struct command){
        .name = "check",
        .operands = "IN",
        .operand_count = 1,
        .takes = TAKES_ALL,
        .summary = "reads and validates everything, plans nothing",
        .about =
            "Says for each file how many rows were read, used and rejected, and why. With --out "
            "the rejected\nrows are written to rejects.csv.",
        .example = "restock check data/gift-shop --out /tmp/checked",
        .run = command_check,
    },
    &(const struct command){
        .name = "explain",
        .operands = "OUT SKU LOCATION",
        .operand_count = 3,
        .takes = 0,
        .summary = "the account of one suggestion, in words",
        .about = "Reads the outputs of restock plan and says how the quantity of one item at one "
                 "location came about.",
        .example = "restock explain /tmp/tonight 85123A UK-MID",
        .run = command_explain,
    },
    &(const struct command){
        .name = "report",
        .operands = "OUT",
        .operand_count = 1,
        .takes = 0,
        .summary = "makes report.html again from a run's outputs",
        .about = "The page is one file and needs no network. restock plan writes it too.",
        .example = "restock report /tmp/tonight",
        .run = command_report,
    },
    &(const struct command){
        .name = "generate",
        .operands = "OUT",
        .operand_count = 1,
        .takes = TAKES_TALK | TAKES_THREADS,
        .own = generate_options,
        .summary = "makes input files of any size, with the truth beside",
        .about =
            "Writes every input file of a made-up world into the folder OUT, and truth.csv: "
            "the law of each\nseries, and the true mean, variance and demand of the periods to "
            "come. The same seed gives the\nsame world; more periods continue it.",
        .example = "restock generate /tmp/world --series 1000000 --bucket week --periods 104",
        .run = command_generate,
    },
    &(const struct command){
        .name = "backtest",
        .operands = "IN",
        .operand_count = 1,
        .takes = TAKES_ALL,
        .own = backtest_options,
        .out_required = true,
        .summary = "how good forecasts of earlier days would have been",
        .about =
            "Goes back to earlier days of the history in IN, forecasts from each as restock "
            "forecast would have\nthen, and holds that against what sold, beside the last period "
            "(naive), the last season\n(seasonal_naive) and the last year (last_year) repeated. "
            "Periods out of stock do not count.\nPlanners' words (overrides.csv) are not laid over "
            "the past. FVA is the share of seasonal naive's\nRMSSE that is saved; at "
            "stake is the absolute error of one horizon, at price. Writes accuracy.csv\n(by all, "
            "level of totals, origin, horizon, segment, location and series), rejects.csv and\n"
            "summary.json into the folder OUT.",
        .example = "restock backtest data/pasta --out /tmp/pasta --origins 6 --compare ets.ini",
        .run = command_backtest,
    },
    &(const struct command){
        .name = "simulate",
        .operands = "IN",
        .operand_count = 1,
        .takes = TAKES_ALL,
        .own = simulate_options,
        .out_required = true,
        .summary = "replays history: what these settings would have cost",
        .about =
            "Plans the nights of a part of history from what was known by then, lets orders arrive "
            "and customers\nwant what they wanted, and counts holding, shortage, ordering, freight "
            "and write-offs, fill and service,\nbeside other settings and usual policies. Writes "
            "simulation.csv (by class, location, day and\nsku-location), rejects.csv and "
            "summary.json into the folder OUT.\n\n"
            "A sku-location's turn to order is an order day of its supplier, a review or more "
            "after "
            "the last turn;\na night is planned when somebody's turn has come.\n\n"
            "References: min_max, the levels in item_locations.csv; normal, a moving average of 13 "
            "weeks and\nsafety stock of the normal law (normal:1.64 names z); cover, weeks of "
            "cover "
            "(cover:3); foresight,\nwhich knows what will be wanted and when orders come: the "
            "floor.\n\n"
            "In the table: beside the first, the difference of cost as a share of its cost, and 95 "
            "% "
            "of what\nother draws of the same skus would show; beyond foresight, cost above the "
            "floor; "
            "fill rate, units\nthat were there when wanted, of ABC classes too; days served, those "
            "of "
            "sku-locations without a shortage.",
        .example = "restock simulate data/gift-shop --out /tmp/half-year --compare leaner.ini",
        .run = command_simulate,
    },
    &(const struct command){
        .name = "tune",
        .operands = "IN",
        .operand_count = 1,
        .takes = TAKES_ALL,
        .own = tune_options,
        .out_required = true,
        .summary = "chooses settings on earlier days, proves them on later",
        .about = "Replays a part of history as restock simulate does, tries settings of the "
                 "forecast and of decisions\non its earlier days, takes those that gain beyond "
                 "doubt, and tells what they gain on the later\ndays. Writes tuned.ini (lines for "
                 "restock.ini), tuning.csv (all that was tried), rejects.csv and\nsummary.json "
                 "into the folder OUT.",
        .example = "restock tune data/gift-shop --out /tmp/tuned --settings service,spread",
        .run = command_tune,
    },
    &(const struct command){
        .name = "diff",
        .operands = "OLD NEW",
        .operand_count = 2,
        .own = diff_options,
        .summary = "what changed between two plans, ranked by money",
        .about = "Reads the outputs of restock plan in the folders OLD and NEW, last night's and "
                 "tonight's or a plan and a\nwhat-if (--overlay), and says what changed in orders, "
                 "moves, cost, expected service and exceptions, and\nwhy: a change of quantity is "
                 "taken apart into demand, lead time, stock, open supply and the rules.",
        .example = "restock diff /tmp/last-night /tmp/tonight --top 50 --csv /tmp/changes.csv",
        .run = command_diff,
    },
    NULL,
};
