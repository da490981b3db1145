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

/* Rows of sales.csv, one series and period after the other. */
struct sale_maker {
    const struct world *world;
    struct strip *strip;
    char key[2 * NAME_SIZE + 3]; /* ",sku,location," */
    size_t key_length;
    char price[32]; /* ",4.99", of `cents` */
    size_t price_length;
    uint32_t cents;
    size_t product; /* number of the item */
    bool shop;
    size_t rows; /* made so far */
};

/* What of a period sales.csv tells. */
struct sale {
    uint32_t sold;
    uint32_t back; /* units that came back */
    uint32_t cents;
    bool out; /* the stock ran out */
};

struct sale_maker sale_maker(const struct world *world, struct strip *strip);
/* The rows that follow are of this series. */
void sale_maker_begin(struct sale_maker *maker, size_t series);
void sale_maker_period(struct sale_maker *maker, size_t period, const struct sale *sale);

/* `strip` is [ROW_FILES]. */
void rows_write_item(const struct world *world, const struct product *product, struct strip *strip);
void rows_write_sales(const struct story *story, struct strip *strip,
                      struct generate_account *account);
/* Units and empty periods of the series, into the account. */
void rows_count(const struct story *story, struct generate_account *account);
void rows_write_end(const struct story *story, struct strip *strip); /* stock, orders, exceptions */
void rows_write_truth(const struct story *story, struct strip *strip);

/* ",date" or ",". */
void rows_day(struct strip *strip, int32_t day);

#endif
