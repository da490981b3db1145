/* An item: what it is, how it sells, and the course of its sales and prices, common to all
 * locations. */
#ifndef RESTOCK_GENERATE_PRODUCT_H
#define RESTOCK_GENERATE_PRODUCT_H

#include "generate/counts.h"
#include "world.h"

/* What an item is a case of. */
enum product_class {
    CLASS_FAST,
    CLASS_MEDIUM,
    CLASS_SLOW,
    CLASS_LUMPY,
    CLASS_SEASONAL,
    CLASS_TRENDING,
    CLASS_PROMOTED,
    CLASS_NEW,
    CLASS_ENDED,
    PRODUCT_CLASSES,
};

extern const char *const product_class_names[PRODUCT_CLASSES];

struct product {
    size_t number;
    enum product_class class;
    char name[NAME_SIZE];
    size_t name_length;
    size_t category;
    size_t vendor;
    uint32_t cost_cents;
    uint32_t price_cents; /* before the yearly rises */
    uint32_t pack;
    uint32_t moq; /* 0: none */
    double weight;
    double volume;
    uint32_t shelf_days;   /* 0: does not spoil */
    uint32_t service_mill; /* service level in thousandths; 0: the default */
    double daily;          /* units a day at an average location, before every factor */
    double size;           /* of the negative binomial, for a day or week of about one unit */
    double order;          /* units of an order; 0: not lumpy */
    double amplitude;      /* of the category's season */
    double slope;          /* of the trend, per year, to the start's level */
    double drift;          /* sd of a step of the level's logarithm */
    double return_rate;    /* share of units sold that come back */
    int promotion_every;   /* weeks; 0: never promoted */
    int promotion_weeks;
    double elasticity;
    int32_t launch; /* first day of sales; NO_DAY: before the world began */
    int32_t last;   /* last day of sales; NO_DAY: none is set */
    bool end_known; /* end_date says it */
};

/* A promotion: `kind` 0 starts in the `week`th week of the world. */
struct campaign {
    int32_t start;
    int32_t end; /* inclusive */
    double discount;
};

/* "S" and digits, as many in every name of a world, with a final 0; their number. */
size_t product_name(const struct world *world, size_t number, char name[NAME_SIZE]);

struct product product_make(const struct world *world, size_t number);

/* What of a product changes over time. */
struct product_course {
    double *factor;  /* [span] of the mean: season, trend, promotions, life; mean about 1 */
    uint32_t *cents; /* [span] price */
};

void product_course(const struct world *world, const struct product *product,
                    struct product_course *course);

/* The promotion number `index` (0, 1, ...), in order of time; false if the item has none.  `random`
 * is a stream FOR_PROMOTION of the item and must be asked for each in turn. */
bool product_campaign(const struct world *world, const struct product *product, size_t index,
                      struct random *random, struct campaign *campaign);

/* An item that has sold from the beginning, to learn from; SIZE_MAX: none near. */
size_t product_model(const struct world *world, const struct product *product);

#endif
