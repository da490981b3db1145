/* What a simulation found, as files: simulation.csv, and its part of summary.json. */
#ifndef RESTOCK_IO_SIMULATION_H
#define RESTOCK_IO_SIMULATION_H

#include "base/parallel.h"
#include "panel/master.h"
#include "simulate/simulate.h"

struct simulation_table {
    const struct sim_result *result;
    const struct sim_arm *arms;          /* [result->arms] */
    const struct paired *against;        /* [result->arms] beside the first arm; [0] is not used */
    const struct sim_settings *settings; /* with its dates, nothing left open */
    const struct names *names;
};

/* A ledger as people read it. */
struct measures {
    double cost;        /* money */
    double fill;        /* share of the units wanted that were there at once; MISSING: none was */
    double service;     /* share of the days of sku-locations without a shortage */
    double stock;       /* units, mean of the days */
    double stock_value; /* money, mean of the days */
    double turns;       /* a year, what sold at cost by the mean stock value; MISSING: no stock */
};

/* `days` of the calendar that the ledger is of. */
struct measures measures_of(const struct ledger *ledger, double days);
/* Days of the calendar from step `first` of those that count up to `end`. */
double simulation_days(const struct sim_result *result, size_t first, size_t end);
/* What the sku-locations of a class had together. */
struct ledger simulation_class(const struct sim_result *result, size_t arm, char abc);
/* What an arm costs beyond perfect foresight, as a share of that; MISSING without such an arm. */
double simulation_gap(const struct simulation_table *table, size_t arm);

/* simulation.csv: rows by scope (all, class, location, day, sku_location), key, arm. */
enum status MUST_CHECK output_simulation(const char *folder, const struct simulation_table *table,
                                         struct team *team, struct fault *fault);

#endif
