/* The files that grow with the items: items, price breaks, promotions, overrides. */
#include "base/missing.h"
#include "rows.h"

static void put_name(const struct product *product, struct strip *strip)
{
    strip_put(strip, product->name, product->name_length);
}

static void put_number(struct strip *strip, double value)
{
    strip_char(strip, ',');
    if (value > 0.0) {
        strip_number(strip, value);
    }
}

static void put_money(struct strip *strip, uint32_t cents)
{
    strip_char(strip, ',');
    strip_money(strip, cents);
}

static void put_sku(const struct world *world, size_t number, struct strip *strip)
{
    strip_char(strip, ',');
    if (number != SIZE_MAX) {
        char name[NAME_SIZE];
        size_t length = product_name(world, number, name);
        strip_put(strip, name, length);
    }
}

/* A new item sells like a known one; one in four takes its place. */
static void put_relations(const struct world *world, const struct product *product,
                          struct strip *strip)
{
    bool fresh = product->launch != NO_DAY;
    size_t model = fresh ? product_model(world, product) : SIZE_MAX;
    bool successor = product->number % 4 == 0;
    put_sku(world, successor ? model : SIZE_MAX, strip);
    put_sku(world, successor ? SIZE_MAX : model, strip);
}

static void write_item(const struct world *world, const struct product *product,
                       struct strip *strip)
{
    const char *category = category_names[product->category];
    put_name(product, strip);
    strip_char(strip, ',');
    strip_string(strip, product_class_names[product->class]);
    strip_char(strip, ' ');
    strip_string(strip, category);
    strip_string(strip, " item,");
    strip_string(strip, category);
    strip_string(strip, product->category < CATEGORIES / 2 ? ",home" : ",life");
    strip_char(strip, ',');
    strip_string(strip, world->vendor[product->vendor].name);
    put_money(strip, product->cost_cents);
    put_money(strip, product->price_cents);
    strip_string(strip, ",0.2");
    put_number(strip, product->pack);
    put_number(strip, product->moq);
    put_number(strip, product->weight);
    put_number(strip, product->volume);
    put_number(strip, product->shelf_days);
    put_number(strip, product->service_mill / 1000.0);
    put_relations(world, product, strip);
    rows_day(strip, product->launch);
    rows_day(strip, product->end_known ? product->last : NO_DAY);
    put_number(strip, product->return_rate > 0.0 ? 0.8 : 0.0);
    strip_char(strip, '\n');
}

static void break_row(const struct world *world, const struct product *product, uint32_t packs,
                      double share, struct strip *strip)
{
    strip_string(strip, world->vendor[product->vendor].name);
    strip_char(strip, ',');
    put_name(product, strip);
    strip_char(strip, ',');
    strip_whole(strip, (uint64_t)packs * product->pack);
    put_money(strip, (uint32_t)(product->cost_cents * share));
    strip_char(strip, '\n');
}

static void write_campaigns(const struct world *world, const struct product *product,
                            struct strip *strip)
{
    struct random random = world_random(world, FOR_PROMOTION, product->number);
    struct campaign campaign;
    int32_t behind = world->settings.start + (int32_t)world->span * world->period_days;
    for (size_t k = 0; product_campaign(world, product, k, &random, &campaign); k++) {
        if (campaign.start >= behind) {
            return;
        }
        put_name(product, strip);
        rows_day(strip, campaign.start);
        rows_day(strip, campaign.end);
        strip_char(strip, ',');
        put_number(strip, campaign.discount);
        strip_string(strip, ",price\n");
    }
}

static void write_override(const struct world *world, const struct product *product,
                           struct strip *strip)
{
    put_name(product, strip);
    strip_char(strip, ',');
    strip_string(strip, world->place[product->number % world->settings.locations].name);
    strip_string(strip, ",target,");
    strip_whole(strip, 10 + product->number % 50);
    rows_day(strip, world->end - 7);
    rows_day(strip, world->end + 28);
    strip_string(strip, ",planner,window display\n");
}

void rows_write_item(const struct world *world, const struct product *product, struct strip *strip)
{
    enum { BREAKS_EVERY = 20, OVERRIDE_EVERY = 500, OVERRIDE_AT = 7 };
    write_item(world, product, &strip[ROWS_ITEMS]);
    if (product->number % BREAKS_EVERY == 0) {
        break_row(world, product, 10, 0.97, &strip[ROWS_PRICE_BREAKS]);
        break_row(world, product, 50, 0.93, &strip[ROWS_PRICE_BREAKS]);
    }
    write_campaigns(world, product, &strip[ROWS_PROMOTIONS]);
    bool full = (product->number + 1) * world->settings.locations <= world->settings.series;
    if (full && product->number % OVERRIDE_EVERY == OVERRIDE_AT) {
        write_override(world, product, &strip[ROWS_OVERRIDES]);
    }
}
