/* Order lines that can be worked by hand. */
#include "support/lines.h"

#include "support/check.h"

#include <string.h>

struct item *certain(struct world *world, uint32_t sku, uint32_t location, double shortage)
{
    struct item *item = world_item(world, sku, 5.0, 10.0);
    item->terms.supplier = ACME;
    item->terms.shortage_cost = shortage;
    item->terms.holding_cost = 0.01;
    item->terms.weight = 1.0;
    world_sell(world, sku, location, 2.0, 0.0)->amounts = true;
    return item;
}

struct supplier *two_lines(struct world *world, double shortage_b)
{
    world_open(world);
    /* A certain need of 14 is a need of 14 by a fill rate, whatever the grid makes of its edge. */
    world->settings.defaults.service_type = SERVICE_FILL;
    world->settings.defaults.service_level = 0.998;
    certain(world, A, SHOP, 5.0);
    certain(world, B, SHOP, shortage_b);
    return world_supplier(world, ACME, 5.0);
}

double units_of(const struct world *world, uint32_t sku)
{
    return world_position(world, sku, SHOP)->quantity;
}

double adjusted(const struct world *world, uint32_t sku, enum adjustment step)
{
    return world_position(world, sku, SHOP)->adjust[step];
}

const struct exception *exception_of(const struct world *world, const char *kind)
{
    for (size_t e = 0; e < world->plan.exception_count; e++) {
        if (strcmp(world->plan.exceptions[e].kind, kind) == 0) {
            return &world->plan.exceptions[e];
        }
    }
    return NULL;
}

struct supplier *two_lines_and_a_suggestion(struct world *world)
{
    struct supplier *acme = two_lines(world, 1.0);
    certain(world, C, SHOP, 5.0);
    world_open_order(world, C, SHOP, 14.0, 5)->kind = ORDER_SUGGESTED;
    return acme;
}
