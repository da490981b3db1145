/* A tuning's part of summary.json. */
#ifndef RESTOCK_IO_SUMMARY_TUNING_H
#define RESTOCK_IO_SUMMARY_TUNING_H

#include "io/tuning.h"
#include "json.h"

/* The object "tuning". */
void summary_add_tuning(struct json *json, cJSON *root, const struct tuning_table *table);

#endif
