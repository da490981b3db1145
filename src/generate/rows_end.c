/* What stands at the end of history: stock, open orders, exceptions of a location. */
#include "base/missing.h"
#include "rows.h"

#include <math.h>

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

/* Units a day, of the periods to come. */
static double daily_mean(const struct story *story)
{
    double sum = 0.0;
    size_t horizon = story->world->settings.horizon;
    for (size_t h = 0; h < horizon; h++) {
        sum += story->outlook->mean[h];
    }
    double base = story->series->base / story->world->period_days;
    return horizon > 0 ? sum / (double)horizon / story->world->period_days : base;
}

void rows_write_end(const struct story *story, struct strip *strip)
{
    const struct world *world = story->world;
    size_t number = story->series->number * 65536 + world->settings.periods;
    struct random random = world_random(world, FOR_STOCK, number);
    const struct vendor *vendor = &world->vendor[story->product->vendor];
    bool moved = world->place[story->series->place].feeder != SIZE_MAX;
    double lead = moved ? 3.0 : vendor->lead_days;
    double daily = daily_mean(story);
    double cover = (lead + vendor->review_days) * random_between(&random, 0.2, 1.9);
    uint64_t on_hand = story->series->out_now ? 0 : poisson_draw(daily * cover, &random);
    bool over = story->product->last != NO_DAY && story->product->last < world->end;
    if (over && random_uniform(&random) < 0.4) {
        on_hand = random_below(&random, 20);
    }
    write_stock(story, on_hand, &random, &strip[ROWS_STOCK]);
    double wanted = daily * vendor->review_days;
    double chance = story->series->out_now ? 0.8 : 0.25;
    if (wanted > 0.5 && random_uniform(&random) < chance) {
        double pack = moved ? 1.0 : story->product->pack;
        uint64_t quantity = (uint64_t)(ceil(wanted / pack) * pack);
        int32_t late = random_uniform(&random) < 0.05 ? -5 : 0;
        int32_t due = world->end + 1 + (int32_t)random_below(&random, (uint64_t)lead + 1) + late;
        order_row(story, quantity, due, &strip[ROWS_OPEN_ORDERS]);
    }
    struct random own = world_random(world, FOR_STOCK, story->series->number * 65536);
    write_exception(story, daily, &own, &strip[ROWS_ITEM_LOCATIONS]);
}
