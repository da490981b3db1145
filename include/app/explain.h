/* The account of one suggestion, told from the files of a run. */
#ifndef RESTOCK_APP_EXPLAIN_H
#define RESTOCK_APP_EXPLAIN_H

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"

#include <stdio.h>

/* Columns of positions.csv, in its order. */
enum position_column {
    AT_SKU,
    AT_LOCATION,
    AT_SUPPLIER,
    AT_ON_HAND,
    AT_RESERVED,
    AT_BLOCKED,
    AT_OPEN_SUPPLY,
    AT_OPEN_LATE,
    AT_EXPECTED_RETURNS,
    AT_INTERVAL_DAYS,
    AT_LEAD_TIME_DAYS,
    AT_REVIEW_DAYS,
    AT_DEMAND_MEAN,
    AT_DEMAND_SD,
    AT_TARGET,
    AT_POSITION,
    AT_RAW_NEED,
    AT_TRANSFER,
    AT_MOQ,
    AT_PACK,
    AT_ORDER_MINIMUM,
    AT_LOAD,
    AT_BUDGET,
    AT_CAPACITY,
    AT_SHELF_LIFE,
    AT_OVERRIDE,
    AT_QUANTITY,
    AT_BINDING,
    AT_TRANSFER_OUT,
    AT_FILL_WITHOUT,
    AT_FILL_WITH,
    AT_RISK_WITHOUT,
    AT_RISK_WITH,
    AT_DAYS_OF_COVER,
    AT_STOCKOUT_DATE,
    AT_NEXT_UNIT_VALUE,
    AT_SEGMENT,
    AT_POLICY,
    AT_REORDER_POINT,
    AT_SERVICE_LEVEL,
    AT_SUGGESTED,
    AT_KIT_DEMAND,
    AT_LEAD_TIME_DELIVERIES,
    AT_PLEDGED,
    POSITION_COLUMNS
};

extern const char *const position_columns[POSITION_COLUMNS];

/* Finds the row of positions.csv in `folder`; its fields are kept in the arena.  STATUS_USAGE with
 * the keys that are nearest when there is none. */
enum status MUST_CHECK explain_find(const char *folder, struct text sku, struct text location,
                                    struct arena *arena, const struct text **row,
                                    struct fault *fault);

/* Tells demand, stock and the waterfall from the row alone. */
void explain_position(const struct text *row, FILE *file);

/* Tells what the other files of `folder` say of it: model, forecast, order, moves, exceptions. */
enum status MUST_CHECK explain_files(const char *folder, const struct text *row, FILE *file,
                                     struct fault *fault);

#endif
