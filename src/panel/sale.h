/* A sales row beside its like. */
#ifndef RESTOCK_PANEL_SALE_H
#define RESTOCK_PANEL_SALE_H

#include "panel/inputs.h"

struct sale {
    double quantity;
    int32_t day;
    uint32_t location;
    union {
        float price;     /* of a sale; 0: not known */
        uint32_t reason; /* of a return; NO_ID: not known */
    };
    uint8_t kind;
    uint8_t out_of_stock;
};

_Static_assert(sizeof(struct sale) == SALE_SIZE, "a sales row on its way");

#endif
