/* Parts of summary.json that a file of their own writes. */
#ifndef RESTOCK_IO_SUMMARY_PARTS_H
#define RESTOCK_IO_SUMMARY_PARTS_H

#include "backtest/backtest.h"
#include "io/simulation.h"
#include "json.h"

/* The object "simulation". */
void summary_add_simulation(struct json *json, cJSON *root, const struct simulation_table *table);

/* The object "backtest". */
void summary_add_accuracy(struct json *json, cJSON *root, const struct backtest *backtest);

#endif
