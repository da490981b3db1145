/* What stands at the end of history: stock, open orders, exceptions of a location. */
#include "base/missing.h"
#include "rows.h"

#include <math.h>

/* A stream's number is the series' with the period below it: no world has 2^17 periods. */
enum { SERIES_SHIFT = 17 };

static void put_key(const struct story *story, struct strip *strip)
{
    const struct place *place = &story->world->place[story->series->place];
    strip_put(strip, story->product->name, story->product->name_length);
    strip_char(strip, ',');
    strip_put(strip, place->name, place->name_length);
}

static void put_some(struct strip *strip, uint64_t value)
{
    strip_char(strip, ',');
    if (value > 0) {
        strip_whole(strip, value);
    }
}

static void stock_row(const struct story *story, uint64_t on_hand, uint64_t reserved,
                      uint64_t blocked, int32_t expiry, struct strip *strip)
{
    put_key(story, strip);
    strip_char(strip, ',');
    strip_whole(strip, on_hand);
    put_some(strip, reserved);
    put_some(strip, blocked);
    rows_day(strip, expiry);
    rows_day(strip, story->world->end - 1);
    strip_char(strip, '\n');
}

static void write_stock(const struct story *story, uint64_t on_hand, struct random *random,
                        struct strip *strip)
{
    double u = random_uniform(random);
    uint64_t reserved = u < 0.03 ? 1 + random_below(random, 1 + on_hand / 4) : 0;
    uint64_t blocked = u > 0.98 ? 1 + random_below(random, 1 + on_hand / 8) : 0;
    if (story->product->shelf_days == 0 || on_hand == 0) {
        stock_row(story, on_hand, reserved, blocked < on_hand ? blocked : 0, NO_DAY, strip);
        return;
    }
    /* Two batches: one that soon expires, one that is fresh. */
    int32_t fresh = story->world->end + (int32_t)story->product->shelf_days;
    int32_t soon = story->world->end + (int32_t)random_below(random, story->product->shelf_days);
    uint64_t old = random_below(random, 1 + on_hand / 2);
    if (old > 0) {
        stock_row(story, old, 0, 0, soon, strip);
    }
    stock_row(story, on_hand - old, reserved, 0, fresh, strip);
}

static const char *source_name(const struct story *story)
{
    const struct world *world = story->world;
    size_t feeder = world->place[story->series->place].feeder;
    return feeder != SIZE_MAX ? world->place[feeder].name
                              : world->vendor[story->product->vendor].name;
}

static void order_row(const struct story *story, uint64_t quantity, int32_t due,
                      struct strip *strip)
{
    bool moved = story->world->place[story->series->place].feeder != SIZE_MAX;
    strip_string(strip, moved ? "TO" : "PO");
    strip_whole(strip, story->series->number);
    strip_char(strip, ',');
    put_key(story, strip);
    strip_char(strip, ',');
    strip_whole(strip, quantity);
    rows_day(strip, due);
    strip_char(strip, ',');
    strip_string(strip, source_name(story));
    strip_string(strip, moved ? ",transfer\n" : ",purchase\n");
}

/* One in 40 differs from what its item and its location say. */
static void write_exception(const struct story *story, double daily, struct random *random,
                            struct strip *strip)
{
    if (random_uniform(random) >= 0.025) {
        return;
    }
    put_key(story, strip);
    switch (random_below(random, 4)) {
    case 0: {
        const struct vendor *vendor = &story->world->vendor[story->product->vendor];
        strip_char(strip, ',');
        strip_string(strip, vendor->name); /* past the distribution centre */
        put_some(strip, (uint64_t)vendor->lead_days + 2);
        strip_string(strip, ",,,\n");
        break;
    }
    case 1:
        strip_string(strip, ",,,");
        strip_whole(strip, 1 + random_below(random, 6));
        strip_string(strip, ",,\n");
        break;
    case 2:
        strip_string(strip, ",,,,");
        strip_whole(strip, 20 + (uint64_t)(60.0 * daily));
        strip_string(strip, ",\n");
        break;
    default:
        strip_string(strip, ",,,,,0.99\n");
        break;
    }
}

/* Units a day of the periods to come, or on average where none are told. */
static double daily_mean(const struct story *story)
{
    double sum = 0.0;
    size_t horizon = story->world->settings.horizon;
    for (size_t h = 0; h < horizon; h++) {
        sum += story->outlook->mean[h];
    }
    double mean = horizon > 0 ? sum / (double)horizon : story->series->base;
    return mean / story->world->period_days;
}

/* The same for what the locations fed from here want, as their average location would. */
static double daily_fed(const struct story *story)
{
    const struct world *world = story->world;
    double factor = 0.0;
    for (size_t t = world->settings.periods; t < world->span; t++) {
        factor += story->course->factor[t] / (double)world->settings.horizon;
    }
    factor = world->settings.horizon > 0 ? factor : 1.0;
    return factor * story->product->daily * world->place[story->series->place].fed;
}

/* What stands and comes to a location at the end. */
struct supply {
    bool moved;   /* it is fed by another location */
    double lead;  /* days from order to arrival */
    double daily; /* units that leave it a day, sold or moved */
};

static struct supply supply_of(const struct story *story)
{
    const struct place *place = &story->world->place[story->series->place];
    enum { MOVE_DAYS = 3 };
    struct supply supply = {.moved = place->feeder != SIZE_MAX};
    supply.lead = supply.moved ? MOVE_DAYS : story->world->vendor[story->product->vendor].lead_days;
    supply.daily = daily_mean(story) + daily_fed(story);
    return supply;
}

/* Between nearly none and more than enough; a location that others live from is seldom so low. */
static uint64_t draw_stock(const struct story *story, const struct supply *supply,
                           struct random *random)
{
    const struct world *world = story->world;
    const struct product *product = story->product;
    double review = world->vendor[product->vendor].review_days;
    double more = world->place[story->series->place].fed > 0.0 ? 1.0 : 0.0;
    double cover = (supply->lead + review) * random_between(random, 0.2 + more, 2.0 + more);
    uint64_t on_hand = story->series->out_now ? 0 : poisson_draw(supply->daily * cover, random);
    bool over = product->last != NO_DAY && product->last < world->end;
    return over && random_uniform(random) < 0.4 ? random_below(random, 20) : on_hand;
}

static void write_open_order(const struct story *story, const struct supply *supply,
                             struct random *random, struct strip *strip)
{
    double wanted = supply->daily * story->world->vendor[story->product->vendor].review_days;
    double chance = story->series->out_now ? 0.8 : 0.25;
    if (wanted <= 0.5 || random_uniform(random) >= chance) {
        return;
    }
    double pack = supply->moved ? 1.0 : story->product->pack;
    uint64_t quantity = (uint64_t)(ceil(wanted / pack) * pack);
    int32_t late = random_uniform(random) < 0.05 ? -5 : 0; /* was due days ago */
    int32_t days = 1 + (int32_t)random_below(random, (uint64_t)supply->lead + 1);
    order_row(story, quantity, story->world->end + days + late, strip);
}

void rows_write_end(const struct story *story, struct strip *strip)
{
    const struct world *world = story->world;
    /* The day's own numbers, and those that stay from day to day. */
    uint64_t number = (uint64_t)story->series->number << SERIES_SHIFT;
    struct random today = world_random(world, FOR_STOCK, number + world->settings.periods);
    struct random always = world_random(world, FOR_STOCK, number);
    struct supply supply = supply_of(story);
    write_stock(story, draw_stock(story, &supply, &today), &today, &strip[ROWS_STOCK]);
    write_open_order(story, &supply, &today, &strip[ROWS_OPEN_ORDERS]);
    write_exception(story, supply.daily, &always, &strip[ROWS_ITEM_LOCATIONS]);
}
