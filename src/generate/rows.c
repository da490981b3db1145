/* The files that grow: names, headers, and how much room their rows take. */
#include "rows.h"

#include "base/missing.h"

const char *const row_file_names[ROW_FILES] = {
    "sales.csv", "stock.csv",        "open_orders.csv", "item_locations.csv", "truth.csv",
    "items.csv", "price_breaks.csv", "promotions.csv",  "overrides.csv"};

static const char ITEM_HEADER[] =
    "sku,description,category,department,supplier,unit_cost,price,holding_rate,pack_size,moq,"
    "weight,volume,shelf_life_days,service_level,successor_of,like,launch_date,end_date,"
    "sellable_return_share";

static const char ALL_SALES_HEADER[] =
    "date,sku,location,quantity,channel,price,kind,reason,in_stock";

static const char *const HEADER[ROW_FILES] = {
    [ROWS_SALES] = "date,sku,location,quantity,price,reason,in_stock", /* or ALL_SALES_HEADER */
    [ROWS_STOCK] = "sku,location,on_hand,reserved,blocked,expiry_date,date",
    [ROWS_OPEN_ORDERS] = "order_id,sku,location,quantity,due_date,source,kind",
    [ROWS_ITEM_LOCATIONS] = "sku,location,source,lead_time_days,min_stock,max_stock,service_level",
    [ROWS_TRUTH] = "sku,location,class,law,size,order,base,level,drift,out_of_stock,returns",
    [ROWS_ITEMS] = ITEM_HEADER,
    [ROWS_PRICE_BREAKS] = "supplier,sku,min_quantity,unit_cost",
    [ROWS_PROMOTIONS] = "sku,start_date,end_date,location,discount,kind",
    [ROWS_OVERRIDES] = "sku,location,field,value,start_date,end_date,author,reason",
};

void rows_header(const struct world *world, enum row_file file, struct strip *strip)
{
    static const char *const PARTS[] = {",mean_", ",variance_", ",demand_"};
    bool all = file == ROWS_SALES && world->settings.all_columns;
    strip_string(strip, all ? ALL_SALES_HEADER : HEADER[file]);
    for (size_t part = 0; file == ROWS_TRUTH && part < 3; part++) {
        for (size_t h = 1; h <= world->settings.horizon; h++) {
            strip_string(strip, PARTS[part]);
            strip_whole(strip, h);
        }
    }
}

/* Names, dates and numbers have at most 24 bytes each, and no row has more than 20 fields. */
enum { NAMES = 2 * NAME_SIZE, SALES_ROW = NAMES + 80, SHORT_ROW = NAMES + 160, LONG_ROW = 500 };

size_t rows_of_item(const struct world *world, enum row_file file)
{
    enum { LEAST_WEEKS = 6, WEEK = 7 };
    size_t campaigns = world->span * (size_t)world->period_days / (LEAST_WEEKS * WEEK) + 3;
    switch (file) {
    case ROWS_ITEMS:
        return LONG_ROW;
    case ROWS_PRICE_BREAKS:
    case ROWS_OVERRIDES:
        return 2 * SHORT_ROW;
    case ROWS_PROMOTIONS:
        return campaigns * SHORT_ROW;
    default:
        return 0;
    }
}

size_t rows_of_series(const struct world *world, enum row_file file)
{
    enum { PERIOD_TRUTH = 3 * 22 };
    switch (file) {
    case ROWS_SALES: /* a sale by each of two channels and a return */
        return world->settings.periods * (world->settings.all_columns ? 3 : 2) * SALES_ROW;
    case ROWS_STOCK:
    case ROWS_OPEN_ORDERS:
    case ROWS_ITEM_LOCATIONS:
        return 2 * SHORT_ROW;
    case ROWS_TRUTH:
        return LONG_ROW + world->settings.horizon * PERIOD_TRUTH;
    default:
        return 0;
    }
}

void rows_day(struct strip *strip, int32_t day)
{
    strip_char(strip, ',');
    if (day != NO_DAY) {
        char text[DAY_TEXT_SIZE];
        day_format(day, text);
        strip_put(strip, text, DAY_TEXT_SIZE - 1);
    }
}

void rows_count(const struct story *story, struct generate_account *account)
{
    const uint32_t *sold = story->history->sold;
    size_t first = 0;
    size_t last = story->world->settings.periods;
    while (first < last && sold[first] == 0) {
        first++;
    }
    while (last > first && sold[last - 1] == 0) {
        last--;
    }
    account->life += last - first;
    for (size_t t = first; t < last; t++) {
        account->zero += sold[t] == 0;
        account->units += sold[t];
    }
}
