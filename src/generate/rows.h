/* The rows of one series and of one item in each file. */
#ifndef RESTOCK_GENERATE_ROWS_H
#define RESTOCK_GENERATE_ROWS_H

#include "history.h"
#include "strip.h"

/* The files that grow with the number of series or of items. */
enum row_file {
    ROWS_SALES,
    ROWS_STOCK,
    ROWS_OPEN_ORDERS,
    ROWS_ITEM_LOCATIONS,
    ROWS_TRUTH,
    ROWS_ITEMS,
    ROWS_PRICE_BREAKS,
    ROWS_PROMOTIONS,
    ROWS_OVERRIDES,
    ROW_FILES,
};

extern const char *const row_file_names[ROW_FILES];

/* The first line of a file, without its end, into `strip`; room for ROWS_HEADER and
 * ROWS_HEADER_PERIOD for each period of the horizon. */
enum { ROWS_HEADER = 400, ROWS_HEADER_PERIOD = 64 };
void rows_header(const struct world *world, enum row_file file, struct strip *strip);

/* The most bytes that one item and that one series put into a file. */
size_t rows_of_item(const struct world *world, enum row_file file);
size_t rows_of_series(const struct world *world, enum row_file file);

/* All that is known of a series when its rows are written. */
struct story {
    const struct world *world;
    const struct product *product;
    const struct product_course *course;
    const struct series *series;
    const struct history *history;
    const struct outlook *outlook;
};

/* `strip` is [ROW_FILES]. */
void rows_write_item(const struct world *world, const struct product *product, struct strip *strip);
void rows_write_sales(const struct story *story, struct strip *strip,
                      struct generate_account *account);
void rows_write_end(const struct story *story, struct strip *strip); /* stock, orders, exceptions */
void rows_write_truth(const struct story *story, struct strip *strip);

/* ",date" or ",". */
void rows_day(struct strip *strip, int32_t day);

#endif
