/* What stands in which column of which file: names, kinds, ranges and where it goes. */
#include "io/columns.h"

#include "base/missing.h"
#include "panel/overlay.h"

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Beyond ten years a lead time or a review is a typing error. */
#define MOST_DAYS 3650.0
#define ANY_MOST 1e15 /* what text_number lets through */

enum { NEEDED = COLUMN_REQUIRED, KEY = COLUMN_KEY, GAPS = COLUMN_GAPS };

static const char *const SERVICE_WORDS[] = {"cost", "cycle", "fill", NULL};
static const char *const FULFILMENT_WORDS[] = {"stock", "dropship", "3pl", NULL};
static const char *const LOCATION_WORDS[] = {"store", "warehouse", "dc", "3pl", NULL};
static const char *const ORDER_WORDS[] = {"purchase", "transfer", "suggested", NULL};

/* One row of the table each; macros, since a constant initialiser cannot call a function. */
#define ID(name, kind, flags, type, field)                                                         \
    {                                                                                              \
        name, kind, flags, offsetof(type, field), .absent = 0                                      \
    }
#define DAY(name, flags, type, field)                                                              \
    {                                                                                              \
        name, COLUMN_DAY, flags, offsetof(type, field), .absent = 0                                \
    }
#define NUMBER(name, flags, type, field, least, most)                                              \
    {                                                                                              \
        name, COLUMN_NUMBER, flags, offsetof(type, field), least, most, .absent = MISSING          \
    }
#define ABOVE(name, flags, type, field, least, most)                                               \
    {                                                                                              \
        name, COLUMN_NUMBER, flags, offsetof(type, field), least, most, true, .absent = MISSING    \
    }
#define CHOICE(name, type, field, words, first)                                                    \
    {                                                                                              \
        name, COLUMN_CHOICE, 0, offsetof(type, field), 0, 0, false, 0, words, first                \
    }

/* Parsed by load_sales.c; names and flags are what counts here. */
static const struct column SALES[SALES_COLUMNS] = {
    [SALES_DATE] = {"date", COLUMN_DAY, NEEDED, 0, .absent = 0},
    [SALES_SKU] = {"sku", COLUMN_SKU, NEEDED, 0, .absent = 0},
    [SALES_LOCATION] = {"location", COLUMN_PLACE, NEEDED, 0, .absent = 0},
    [SALES_QUANTITY] = {"quantity", COLUMN_NUMBER, NEEDED, 0, .absent = 0},
    [SALES_CHANNEL] = {"channel", COLUMN_WORD, 0, 0, .absent = 0},
    [SALES_PRICE] = {"price", COLUMN_NUMBER, 0, 0, .absent = 0},
    [SALES_KIND] = {"kind", COLUMN_WORD, 0, 0, .absent = 0},
    [SALES_REASON] = {"reason", COLUMN_WORD, 0, 0, .absent = 0},
    [SALES_IN_STOCK] = {"in_stock", COLUMN_YES_NO, 0, 0, .absent = 0},
};

static const struct column STOCK[] = {
    ID("sku", COLUMN_SKU, NEEDED | KEY, struct stock_row, sku),
    ID("location", COLUMN_PLACE, NEEDED | KEY, struct stock_row, location),
    DAY("expiry_date", KEY, struct stock_row, expiry_day),
    NUMBER("on_hand", NEEDED | KEY, struct stock_row, on_hand, 0, 0),
    {"reserved", COLUMN_NUMBER, 0, offsetof(struct stock_row, reserved), 0, ANY_MOST, .absent = 0},
    {"blocked", COLUMN_NUMBER, 0, offsetof(struct stock_row, blocked), 0, ANY_MOST, .absent = 0},
    DAY("date", 0, struct stock_row, count_day),
};

static const struct column OPEN_ORDERS[] = {
    ID("sku", COLUMN_SKU, NEEDED | KEY, struct open_order, sku),
    ID("location", COLUMN_PLACE, NEEDED | KEY, struct open_order, location),
    DAY("due_date", NEEDED | KEY | GAPS, struct open_order, due_day),
    NUMBER("quantity", NEEDED | KEY, struct open_order, quantity, 0, ANY_MOST),
    ID("order_id", COLUMN_WORD, KEY, struct open_order, order_id),
    ID("source", COLUMN_PLACE, 0, struct open_order, source),
    CHOICE("kind", struct open_order, kind, ORDER_WORDS, ORDER_PURCHASE),
    DAY("order_date", 0, struct open_order, order_day),
    DAY("received_date", 0, struct open_order, received_day),
};

/* The columns of items.csv; item_locations.csv has them and those behind ITEM_TERMS. */
enum { ITEM_TERMS = 23 };
static const struct column TERMS[] = {
    ID("description", COLUMN_WORD, 0, struct terms, description),
    ID("category", COLUMN_WORD, 0, struct terms, category),
    ID("department", COLUMN_WORD, 0, struct terms, department),
    ID("supplier", COLUMN_PLACE, 0, struct terms, supplier),
    NUMBER("unit_cost", 0, struct terms, unit_cost, 0, ANY_MOST),
    NUMBER("price", 0, struct terms, price, 0, ANY_MOST),
    NUMBER("holding_cost", 0, struct terms, holding_cost, 0, ANY_MOST),
    NUMBER("holding_rate", 0, struct terms, holding_rate, 0, ANY_MOST),
    NUMBER("shortage_cost", 0, struct terms, shortage_cost, 0, ANY_MOST),
    ABOVE("pack_size", 0, struct terms, pack_size, 0, ANY_MOST),
    NUMBER("moq", 0, struct terms, moq, 0, ANY_MOST),
    NUMBER("max_order", 0, struct terms, max_order, 0, ANY_MOST),
    NUMBER("weight", 0, struct terms, weight, 0, ANY_MOST),
    NUMBER("volume", 0, struct terms, volume, 0, ANY_MOST),
    ABOVE("shelf_life_days", 0, struct terms, shelf_life_days, 0, ANY_MOST),
    NUMBER("service_level", 0, struct terms, service_level, 0.5, 0.9999),
    CHOICE("service_type", struct terms, service_type, SERVICE_WORDS, SERVICE_COST),
    ID("successor_of", COLUMN_SKU, 0, struct terms, successor_of),
    ID("like", COLUMN_SKU, 0, struct terms, like),
    DAY("launch_date", 0, struct terms, launch_day),
    DAY("end_date", 0, struct terms, end_day),
    NUMBER("sellable_return_share", 0, struct terms, sellable_return_share, 0, 1),
    CHOICE("fulfilment", struct terms, fulfilment, FULFILMENT_WORDS, FULFILMENT_STOCK),
    ID("policy", COLUMN_WORD, 0, struct terms, policy),
    ID("source", COLUMN_PLACE, 0, struct terms, source),
    NUMBER("lead_time_days", 0, struct terms, lead_time_days, 0, MOST_DAYS),
    NUMBER("lead_time_sd", 0, struct terms, lead_time_sd, 0, MOST_DAYS),
    ABOVE("review_days", 0, struct terms, review_days, 0, MOST_DAYS),
    NUMBER("min_stock", 0, struct terms, min_stock, 0, ANY_MOST),
    NUMBER("max_stock", 0, struct terms, max_stock, 0, ANY_MOST),
};

static const struct column ITEMS[] = {
    ID("sku", COLUMN_SKU, NEEDED | KEY, struct item, sku),
};

static const struct column ITEM_LOCATIONS[] = {
    ID("sku", COLUMN_SKU, NEEDED | KEY, struct item_location, sku),
    ID("location", COLUMN_PLACE, NEEDED | KEY, struct item_location, location),
};

static const struct column LOCATIONS[] = {
    ID("location", COLUMN_PLACE, NEEDED | KEY, struct location, location),
    CHOICE("type", struct location, type, LOCATION_WORDS, LOCATION_STORE),
    ID("source", COLUMN_PLACE, 0, struct location, source),
    ID("region", COLUMN_WORD, 0, struct location, region),
    NUMBER("capacity", 0, struct location, capacity, 0, ANY_MOST),
    NUMBER("storage_cost", 0, struct location, storage_cost, 0, ANY_MOST),
    NUMBER("handling_cost", 0, struct location, handling_cost, 0, ANY_MOST),
    {"open_days", COLUMN_WEEKDAYS, 0, offsetof(struct location, open_days), .absent = 0},
    NUMBER("priority", 0, struct location, priority, 0, 0),
    NUMBER("inbound_capacity", 0, struct location, inbound_capacity, 0, ANY_MOST),
    NUMBER("outbound_capacity", 0, struct location, outbound_capacity, 0, ANY_MOST),
};

static const struct column SUPPLIERS[] = {
    ID("supplier", COLUMN_PLACE, NEEDED | KEY, struct supplier, supplier),
    NUMBER("lead_time_days", 0, struct supplier, lead_time_days, 0, MOST_DAYS),
    NUMBER("lead_time_sd", 0, struct supplier, lead_time_sd, 0, MOST_DAYS),
    ABOVE("review_days", 0, struct supplier, review_days, 0, MOST_DAYS),
    {"order_days", COLUMN_WEEKDAYS, 0, offsetof(struct supplier, order_days), .absent = 0},
    NUMBER("min_order_value", 0, struct supplier, min_order_value, 0, ANY_MOST),
    NUMBER("min_order_units", 0, struct supplier, min_order_units, 0, ANY_MOST),
    NUMBER("load_weight", 0, struct supplier, load_weight, 0, ANY_MOST),
    NUMBER("load_volume", 0, struct supplier, load_volume, 0, ANY_MOST),
    NUMBER("budget", 0, struct supplier, budget, 0, ANY_MOST),
    NUMBER("order_cost", 0, struct supplier, order_cost, 0, ANY_MOST),
    NUMBER("expedite_days", 0, struct supplier, expedite_days, 0, MOST_DAYS),
    NUMBER("expedite_cost", 0, struct supplier, expedite_cost, 0, ANY_MOST),
    NUMBER("expedite_unit_cost", 0, struct supplier, expedite_unit_cost, 0, ANY_MOST),
    {"accepts_returns", COLUMN_YES_NO, 0, offsetof(struct supplier, accepts_returns), .absent = -1},
};

static const struct column PRICE_BREAKS[] = {
    ID("supplier", COLUMN_PLACE, NEEDED | KEY, struct price_break, supplier),
    ID("sku", COLUMN_SKU, NEEDED | KEY, struct price_break, sku),
    NUMBER("min_quantity", NEEDED | KEY, struct price_break, min_quantity, 0, ANY_MOST),
    NUMBER("unit_cost", NEEDED, struct price_break, unit_cost, 0, ANY_MOST),
};

static const struct column LANES[] = {
    ID("from", COLUMN_PLACE, NEEDED | KEY, struct lane, from),
    ID("to", COLUMN_PLACE, NEEDED | KEY, struct lane, to),
    ID("carrier", COLUMN_WORD, KEY, struct lane, carrier),
    NUMBER("transit_days", 0, struct lane, transit_days, 0, MOST_DAYS),
    NUMBER("transit_sd", 0, struct lane, transit_sd, 0, MOST_DAYS),
    NUMBER("cost_per_unit", 0, struct lane, cost_per_unit, 0, ANY_MOST),
    NUMBER("cost_per_weight", 0, struct lane, cost_per_weight, 0, ANY_MOST),
    NUMBER("fixed_cost", 0, struct lane, fixed_cost, 0, ANY_MOST),
    NUMBER("min_units", 0, struct lane, min_units, 0, ANY_MOST),
    NUMBER("max_units", 0, struct lane, max_units, 0, ANY_MOST),
    ABOVE("load_units", 0, struct lane, load_units, 0, ANY_MOST),
    ABOVE("load_weight", 0, struct lane, load_weight, 0, ANY_MOST),
    ABOVE("load_volume", 0, struct lane, load_volume, 0, ANY_MOST),
    {"ship_days", COLUMN_WEEKDAYS, 0, offsetof(struct lane, ship_days), .absent = 0},
};

static const struct column EVENTS[] = {
    DAY("date", NEEDED | KEY, struct event, day),
    ID("event", COLUMN_WORD, NEEDED | KEY, struct event, event),
    ID("scope", COLUMN_WORD, KEY, struct event, scope),
    {"closed", COLUMN_YES_NO, 0, offsetof(struct event, closed), .absent = 0},
};

/* Two kinds of promotion may begin on the same day, so the kind belongs to the key. */
static const struct column PROMOTIONS[] = {
    ID("sku", COLUMN_SKU, NEEDED | KEY, struct promotion, sku),
    ID("location", COLUMN_PLACE, KEY, struct promotion, location),
    DAY("start_date", NEEDED | KEY, struct promotion, start_day),
    ID("kind", COLUMN_WORD, KEY, struct promotion, kind),
    DAY("end_date", NEEDED, struct promotion, end_day),
    NUMBER("discount", 0, struct promotion, discount, 0, 1),
};

static const struct column OVERRIDES[] = {
    ID("sku", COLUMN_SKU, NEEDED | KEY, struct override_row, sku),
    ID("location", COLUMN_PLACE, NEEDED | KEY, struct override_row, location),
    ID("field", COLUMN_WORD, NEEDED | KEY, struct override_row, field),
    DAY("start_date", KEY, struct override_row, start_day),
    NUMBER("value", NEEDED, struct override_row, value, 0, 0),
    DAY("end_date", 0, struct override_row, end_day),
    ID("author", COLUMN_WORD, 0, struct override_row, author),
    ID("reason", COLUMN_WORD, 0, struct override_row, reason),
};

static const struct column KITS[] = {
    ID("kit", COLUMN_SKU, NEEDED | KEY, struct kit_row, kit),
    ID("component", COLUMN_SKU, NEEDED | KEY, struct kit_row, component),
    ABOVE("quantity", NEEDED, struct kit_row, quantity, 0, ANY_MOST),
};

static const struct column OVERLAY[] = {
    ID("sku", COLUMN_SKU, KEY, struct overlay_row, sku),
    {"change", COLUMN_CHOICE, NEEDED | KEY, offsetof(struct overlay_row, change), 0, 0, false, 0,
     overlay_words, 0},
    ID("location", COLUMN_PLACE, KEY, struct overlay_row, location),
    ID("supplier", COLUMN_PLACE, KEY, struct overlay_row, supplier),
    ID("category", COLUMN_WORD, KEY, struct overlay_row, category),
    ID("region", COLUMN_WORD, KEY, struct overlay_row, region),
    DAY("start_date", KEY, struct overlay_row, start_day),
    DAY("end_date", KEY, struct overlay_row, end_day),
    NUMBER("factor", KEY, struct overlay_row, factor, 0, ANY_MOST),
    NUMBER("value", KEY, struct overlay_row, value, 0, ANY_MOST),
};

static const char *check_order(const void *row)
{
    const struct open_order *order = row;
    if (order->received_day == NO_DAY) {
        return order->due_day == NO_DAY
                   ? "due_date is empty, expected a value in a row without received_date"
                   : NULL;
    }
    if (order->order_day != NO_DAY && order->received_day < order->order_day) {
        return "received_date lies before order_date, expected the same day or a later one";
    }
    return order->quantity > 0.0
               ? NULL
               : "quantity is 0, expected more than 0 in a row with a received_date";
}

static const char *check_lane(const void *row)
{
    const struct lane *lane = row;
    if (lane->from == lane->to) {
        return "the lane leads from a place to itself, expected two places";
    }
    return lane->min_units > lane->max_units /* false where one is MISSING */
               ? "min_units is more than max_units, expected no more: nothing could ever go"
               : NULL;
}

static const char ENDS_EARLY[] = "end_date lies before start_date";

static const char *check_promotion(const void *row)
{
    const struct promotion *promotion = row;
    return promotion->end_day < promotion->start_day ? ENDS_EARLY : NULL;
}

static const char *check_override(const void *row)
{
    const struct override_row *word = row;
    return word->end_day != NO_DAY && word->end_day < word->start_day ? ENDS_EARLY : NULL;
}

static const char *check_kit(const void *row)
{
    const struct kit_row *part = row;
    return part->kit == part->component && fabs(part->quantity - 1.0) > 0.0
               ? "an item is a component of itself once (for what goes with it, its packaging): "
                 "expected quantity 1"
               : NULL;
}

/* The row's struct, and where its table lies in struct inputs. */
#define ROWS(type, rows, count)                                                                    \
    .row_size = sizeof(type), .rows_at = offsetof(struct inputs, rows),                            \
    .count_at = offsetof(struct inputs, count)

const struct input_file INPUT_FILE[INPUT_FILES] = {
    [INPUT_SALES] = {"sales", SALES, COUNT(SALES), .with_sales = true},
    [INPUT_STOCK] = {"stock", STOCK, COUNT(STOCK), ROWS(struct stock_row, stock, stock_count),
                     .repeats = true},
    [INPUT_OPEN_ORDERS] = {"open_orders", OPEN_ORDERS, COUNT(OPEN_ORDERS),
                           ROWS(struct open_order, open_orders, open_order_count), .repeats = true,
                           .check = check_order},
    [INPUT_ITEMS] = {"items", ITEMS, COUNT(ITEMS), TERMS, ITEM_TERMS, offsetof(struct item, terms),
                     ROWS(struct item, master.items, master.item_count), .with_sales = true},
    [INPUT_LOCATIONS] = {"locations", LOCATIONS, COUNT(LOCATIONS),
                         ROWS(struct location, master.locations, master.location_count),
                         .with_sales = true},
    [INPUT_ITEM_LOCATIONS] = {"item_locations", ITEM_LOCATIONS, COUNT(ITEM_LOCATIONS), TERMS,
                              COUNT(TERMS), offsetof(struct item_location, terms),
                              ROWS(struct item_location, master.item_locations,
                                   master.item_location_count),
                              .with_sales = true},
    [INPUT_SUPPLIERS] = {"suppliers", SUPPLIERS, COUNT(SUPPLIERS),
                         ROWS(struct supplier, master.suppliers, master.supplier_count)},
    [INPUT_PRICE_BREAKS] = {"price_breaks", PRICE_BREAKS, COUNT(PRICE_BREAKS),
                            ROWS(struct price_break, master.price_breaks,
                                 master.price_break_count)},
    [INPUT_LANES] = {"lanes", LANES, COUNT(LANES),
                     ROWS(struct lane, master.lanes, master.lane_count), .check = check_lane},
    [INPUT_EVENTS] = {"events", EVENTS, COUNT(EVENTS),
                      ROWS(struct event, master.events, master.event_count), .with_sales = true},
    [INPUT_PROMOTIONS] = {"promotions", PROMOTIONS, COUNT(PROMOTIONS),
                          ROWS(struct promotion, master.promotions, master.promotion_count),
                          .check = check_promotion, .with_sales = true},
    [INPUT_OVERRIDES] = {"overrides", OVERRIDES, COUNT(OVERRIDES),
                         ROWS(struct override_row, master.overrides, master.override_count),
                         .check = check_override, .with_sales = true},
    [INPUT_KITS] = {"kits", KITS, COUNT(KITS), ROWS(struct kit_row, master.kits, master.kit_count),
                    .check = check_kit, .with_sales = true},
    [INPUT_OVERLAY] = {"overlay", OVERLAY, COUNT(OVERLAY),
                       ROWS(struct overlay_row, overlay, overlay_count), .check = overlay_check,
                       .with_sales = true, .repeats = true},
};
