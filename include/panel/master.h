/* Master data: what is known of items, places, suppliers and lanes, apart from what sold.
 *
 * Ids index the dictionaries of `struct names` and are ranks in byte order, so that comparing ids
 * compares names and nothing depends on the order of input rows.  Arrays are sorted by their key.
 * A number that a file does not give is MISSING, an id NO_ID, a day NO_DAY, a word of an enum its
 * ..._UNSET. */
#ifndef RESTOCK_PANEL_MASTER_H
#define RESTOCK_PANEL_MASTER_H

#include "base/intern.h"
#include "panel/calendar.h"

#include <stddef.h>
#include <stdint.h>

/* Locations and suppliers share one dictionary, since a source may be either. */
struct names {
    struct intern sku;
    struct intern place;
    struct intern
        word; /* categories, channels, reasons, carriers, regions, order ids, authors ... */
};

enum service_type { SERVICE_UNSET, SERVICE_COST, SERVICE_CYCLE, SERVICE_FILL };
enum fulfilment { FULFILMENT_UNSET, FULFILMENT_STOCK, FULFILMENT_DROPSHIP, FULFILMENT_3PL };
enum location_type {
    LOCATION_UNSET,
    LOCATION_STORE,
    LOCATION_WAREHOUSE,
    LOCATION_DC,
    LOCATION_3PL
};

/* What may be said of an item everywhere or of an item at one location: every column of items.csv
 * and item_locations.csv.  terms.h resolves the layers into one. */
struct terms {
    double unit_cost;     /* money per unit */
    double price;         /* money per unit */
    double holding_cost;  /* money per unit and day; beats holding_rate */
    double holding_rate;  /* share of unit cost per year */
    double shortage_cost; /* money per unit short */
    double pack_size;     /* units, > 0 */
    double moq;           /* units, >= 0: least order of the line */
    double max_order;     /* units: most of one order line */
    double min_stock;     /* units: display minimum */
    double max_stock;     /* units: shelf or bin capacity */
    double weight;        /* per unit */
    double volume;        /* per unit */
    double shelf_life_days;
    double service_level;         /* share, 0.5 to 0.9999 */
    double sellable_return_share; /* share of returned units that can be sold again */
    double lead_time_days;        /* order day to receipt */
    double lead_time_sd;          /* days */
    double review_days;           /* days between order days */
    enum service_type service_type;
    enum fulfilment fulfilment;
    uint32_t supplier;     /* place id */
    uint32_t source;       /* place id: a supplier or a location that feeds it */
    uint32_t policy;       /* word id */
    uint32_t successor_of; /* sku id */
    uint32_t like;         /* sku id */
    uint32_t description;  /* word id */
    uint32_t category;     /* word id */
    uint32_t department;   /* word id */
    int32_t launch_day;
    int32_t end_day;
};

/* Everything unset. */
struct terms terms_unset(void);
/* Fills what `terms` leaves unset from `below`. */
void terms_fill(struct terms *terms, const struct terms *below);

struct item {
    uint32_t sku;
    struct terms terms;
};

struct item_location {
    uint32_t sku;
    uint32_t location;
    struct terms terms;
};

struct location {
    uint32_t location; /* place id */
    enum location_type type;
    uint32_t source;          /* place id */
    uint32_t region;          /* word id */
    double capacity;          /* units */
    double inbound_capacity;  /* units received a day */
    double outbound_capacity; /* units picked a day for moves to other locations */
    double storage_cost;      /* money per unit and day */
    double handling_cost;     /* money per unit received */
    unsigned char open_days;  /* bit per weekday, bit 0 Monday; 0 means not given: all */
    double priority;          /* higher is served first */
};

struct supplier {
    uint32_t supplier; /* place id */
    double lead_time_days;
    double lead_time_sd;
    double review_days;
    unsigned char order_days; /* bit per weekday; 0 means not given: any */
    double min_order_value;   /* money */
    double min_order_units;
    double load_weight;
    double load_volume;
    double budget;             /* money per order day */
    double order_cost;         /* money per order */
    double expedite_days;      /* an open order that is asked for in haste comes so many days from
                                  today */
    double expedite_cost;      /* money per order that is hastened */
    double expedite_unit_cost; /* money per unit of it */
    int accepts_returns;       /* 1, 0; -1 not given */
};

struct lane {
    uint32_t from;    /* place id */
    uint32_t to;      /* place id */
    uint32_t carrier; /* word id */
    double transit_days;
    double transit_sd;
    double cost_per_unit;   /* money */
    double cost_per_weight; /* money per unit of weight */
    double fixed_cost; /* money per load, of a shipment without bounds on its loads per shipment */
    double min_units;  /* of a shipment */
    double max_units;
    double load_units; /* what one truck or parcel holds */
    double load_weight;
    double load_volume;
    unsigned char ship_days; /* bit per weekday; 0 means any */
};

struct price_break {
    uint32_t supplier;
    uint32_t sku;
    double min_quantity;
    double unit_cost;
};

struct event {
    int32_t day;
    uint32_t event; /* word id */
    uint32_t scope; /* word id of a location's, region's or category's name; NO_ID: everywhere */
    int closed;     /* 1: no sales are possible that day */
};

struct promotion {
    uint32_t sku;
    uint32_t location; /* place id; NO_ID: everywhere */
    int32_t start_day;
    int32_t end_day; /* inclusive */
    double discount; /* share of price */
    uint32_t kind;   /* word id */
};

/* So many units of a component are in one kit.  A row of a sku on itself (quantity 1) says that it
 * is an item of its own and what else its rows name goes with it: its packaging. */
struct kit_row {
    uint32_t kit;       /* sku id */
    uint32_t component; /* sku id */
    double quantity;    /* units, > 0 */
};

struct override_row {
    uint32_t sku;
    uint32_t location;
    uint32_t field; /* word id */
    double value;
    int32_t start_day;
    int32_t end_day; /* inclusive; NO_DAY: open */
    uint32_t author; /* word id */
    uint32_t reason; /* word id */
};

struct master {
    struct item *items; /* [item_count], by sku */
    size_t item_count;
    struct item_location *item_locations; /* by sku, location */
    size_t item_location_count;
    struct location *locations; /* by location */
    size_t location_count;
    struct supplier *suppliers; /* by supplier */
    size_t supplier_count;
    struct lane *lanes; /* by from, to, carrier */
    size_t lane_count;
    struct price_break *price_breaks; /* by supplier, sku, min_quantity */
    size_t price_break_count;
    struct event *events; /* by day, event, scope */
    size_t event_count;
    struct promotion *promotions; /* by sku, location, start_day */
    size_t promotion_count;
    struct override_row *overrides; /* by sku, location, field, start_day */
    size_t override_count;
    struct kit_row *kits; /* by kit, component; nothing contains itself (but see kit_row) */
    size_t kit_count;
};

/* The word id of what kind of goods an item is: its department, else its category; NO_ID where
 * neither is known. */
uint32_t master_kind(const struct master *master, uint32_t sku);

/* Binary searches; NULL where there is none. */
const struct item *master_item(const struct master *master, uint32_t sku);
const struct item_location *master_item_location(const struct master *master, uint32_t sku,
                                                 uint32_t location);
const struct location *master_location(const struct master *master, uint32_t location);
const struct supplier *master_supplier(const struct master *master, uint32_t supplier);

#endif
