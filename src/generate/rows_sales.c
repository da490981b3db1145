/* sales.csv: a row for each period with sales, one for each with returns, and one for each in which
 * the stock ran out. */
#include "rows.h"

static const char *const REASONS[] = {"damaged", "wrong size", "not as described", "changed mind",
                                      "late"};

struct sale_maker sale_maker(const struct world *world, struct strip *strip)
{
    return (struct sale_maker){.world = world, .strip = strip};
}

void sale_maker_begin(struct sale_maker *maker, size_t series)
{
    const struct world *world = maker->world;
    size_t places = world->settings.locations;
    const struct place *place = &world->place[series % places];
    struct strip key = {.data = maker->key, .room = sizeof maker->key};
    char name[NAME_SIZE];
    maker->product = series / places;
    maker->shop = place->type[0] == 's';
    strip_char(&key, ',');
    size_t length = product_name(world, maker->product, name);
    strip_put(&key, name, length);
    strip_char(&key, ',');
    strip_put(&key, place->name, place->name_length);
    strip_char(&key, ',');
    maker->key_length = key.used;
}

static void begin_row(struct sale_maker *maker, size_t period)
{
    strip_put(maker->strip, maker->world->date[period], DATE_SIZE - 1);
    strip_put(maker->strip, maker->key, maker->key_length);
    maker->rows++;
}

/* Prices stay for many periods, and are the same at all locations. */
static void put_price(struct sale_maker *maker, uint32_t cents)
{
    if (cents != maker->cents) {
        struct strip price = {.data = maker->price, .room = sizeof maker->price};
        strip_char(&price, ',');
        strip_money(&price, cents);
        maker->price_length = price.used;
        maker->cents = cents;
    }
    strip_put(maker->strip, maker->price, maker->price_length);
}

static void put_channel(struct sale_maker *maker, size_t channel)
{
    static const char *const SHOP[] = {",shop", ",web"};
    static const char *const DEPOT[] = {",web", ",market"};
    if (maker->world->settings.all_columns) {
        strip_string(maker->strip, (maker->shop ? SHOP : DEPOT)[channel]);
    }
}

static void sale_row(struct sale_maker *maker, size_t period, const struct sale *sale,
                     uint32_t quantity, size_t channel)
{
    begin_row(maker, period);
    strip_whole(maker->strip, quantity);
    put_channel(maker, channel);
    put_price(maker, sale->cents);
    if (maker->world->settings.all_columns) {
        strip_put(maker->strip, ",sale", 5);
    }
    strip_put(maker->strip, sale->out ? ",,0\n" : ",,\n", sale->out ? 4 : 3);
}

/* A row, or one for each channel: of every item a share of its own sells through the second. */
static void sale_rows(struct sale_maker *maker, size_t period, const struct sale *sale)
{
    bool split = maker->world->settings.all_columns;
    uint32_t second = split ? sale->sold * (uint32_t)(maker->product % 4) / 10 : 0;
    sale_row(maker, period, sale, sale->sold - second, 0);
    if (second > 0) {
        sale_row(maker, period, sale, second, 1);
    }
}

/* What a customer says depends on the goods and on chance, here on the period's number. */
static void return_row(struct sale_maker *maker, size_t period, const struct sale *sale)
{
    bool all = maker->world->settings.all_columns;
    size_t reason = (maker->product + period * period) % (sizeof REASONS / sizeof *REASONS);
    begin_row(maker, period);
    if (!all) {
        strip_char(maker->strip, '-');
    }
    strip_whole(maker->strip, sale->back);
    put_channel(maker, 0);
    put_price(maker, sale->cents);
    strip_string(maker->strip, all ? ",return," : ",");
    strip_string(maker->strip, REASONS[reason]);
    strip_put(maker->strip, ",\n", 2);
}

void sale_maker_period(struct sale_maker *maker, size_t period, const struct sale *sale)
{
    if (sale->sold > 0 || sale->out) {
        sale_rows(maker, period, sale);
    }
    if (sale->back > 0) {
        return_row(maker, period, sale);
    }
}

void rows_write_sales(const struct story *story, struct strip *strip,
                      struct generate_account *account)
{
    const struct history *history = story->history;
    struct sale_maker maker = sale_maker(story->world, &strip[ROWS_SALES]);
    sale_maker_begin(&maker, story->series->number);
    for (size_t t = 0; t < story->world->settings.periods; t++) {
        sale_maker_period(&maker, t,
                          &(struct sale){.sold = history->sold[t],
                                         .back = history->back[t],
                                         .cents = story->course->cents[t],
                                         .out = history->out[t] != 0});
    }
    account->rows += maker.rows;
}
