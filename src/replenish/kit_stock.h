/* Ready-made kits, and how many more must be put together. */
#ifndef RESTOCK_REPLENISH_KIT_STOCK_H
#define RESTOCK_REPLENISH_KIT_STOCK_H

#include "panel/inputs.h"

/* A kit at a location. */
struct kit_stock {
    const struct inputs *inputs;
    uint32_t sku;
    uint32_t location;
    double late_chance_days;
    bool counts;
};

/* Units that are free today: counted and not expired, less what is reserved or blocked; negative:
 * owed to customers. */
double kit_stock_free(const struct kit_stock *kit);
/* Units on order that come within so many days; overdue ones by their chance. */
double kit_stock_coming(const struct kit_stock *kit, double days);

/* Units so far. */
struct kit_sum {
    double mean;
    double variance;
};

/* Mean and variance of (D - ready)+ of demand D by dist_of_demand. */
struct kit_sum kit_shortfall(const struct kit_sum *demand, bool counts, double ready);

#endif
