/* sales.csv: a row for each period with sales, one for each with returns, and one for each in which
 * the stock ran out. */
#include "rows.h"

static const char *const REASONS[] = {"damaged", "wrong size", "not as described", "changed mind",
                                      "late"};

struct row_maker {
    struct strip *strip;
    char key[2 * NAME_SIZE + 3]; /* ",sku,location," */
    size_t key_length;
    char price[32]; /* ",4.99", of `cents` */
    size_t price_length;
    uint32_t cents;
    size_t rows;
    bool all; /* columns */
};

static void make_key(struct row_maker *maker, const struct story *story)
{
    const struct place *place = &story->world->place[story->series->place];
    struct strip key = {.data = maker->key, .room = sizeof maker->key};
    strip_char(&key, ',');
    strip_put(&key, story->product->name, story->product->name_length);
    strip_char(&key, ',');
    strip_put(&key, place->name, place->name_length);
    strip_char(&key, ',');
    maker->key_length = key.used;
}

static void begin_row(struct row_maker *maker, const char *date)
{
    strip_put(maker->strip, date, DATE_SIZE - 1);
    strip_put(maker->strip, maker->key, maker->key_length);
}

/* Prices stay for many periods. */
static void put_price(struct row_maker *maker, uint32_t cents)
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

static void put_channel(struct row_maker *maker, const struct story *story, size_t channel)
{
    static const char *const SHOP[] = {",shop", ",web"};
    static const char *const DEPOT[] = {",web", ",market"};
    bool shop = story->world->place[story->series->place].type[0] == 's';
    if (maker->all) {
        strip_string(maker->strip, (shop ? SHOP : DEPOT)[channel]);
    }
}

static void sale_row(struct row_maker *maker, const struct story *story, size_t t,
                     uint32_t quantity, size_t channel)
{
    bool out = story->history->out[t] != 0;
    begin_row(maker, story->world->date[t]);
    strip_whole(maker->strip, quantity);
    put_channel(maker, story, channel);
    put_price(maker, story->course->cents[t]);
    if (maker->all) {
        strip_put(maker->strip, ",sale", 5);
    }
    strip_put(maker->strip, out ? ",,0\n" : ",,\n", out ? 4 : 3);
    maker->rows++;
}

/* A row, or one for each channel: of every item a share of its own sells through the second. */
static void sale_rows(struct row_maker *maker, const struct story *story, size_t t)
{
    uint32_t sold = story->history->sold[t];
    uint32_t second = maker->all ? sold * (uint32_t)(story->product->number % 4) / 10 : 0;
    sale_row(maker, story, t, sold - second, 0);
    if (second > 0) {
        sale_row(maker, story, t, second, 1);
    }
}

/* What a customer says depends on the goods and on chance, here on the period's number. */
static void return_row(struct row_maker *maker, const struct story *story, size_t t)
{
    size_t reason = (story->product->number + t * t) % (sizeof REASONS / sizeof *REASONS);
    begin_row(maker, story->world->date[t]);
    if (!maker->all) {
        strip_char(maker->strip, '-');
    }
    strip_whole(maker->strip, story->history->back[t]);
    put_channel(maker, story, 0);
    put_price(maker, story->course->cents[t]);
    strip_string(maker->strip, maker->all ? ",return," : ",");
    strip_string(maker->strip, REASONS[reason]);
    strip_put(maker->strip, ",\n", 2);
    maker->rows++;
}

static void count(const struct story *story, size_t rows, struct generate_account *account)
{
    const uint32_t *sold = story->history->sold;
    size_t first = 0;
    size_t last = story->world->settings.periods;
    account->rows += rows;
    while (first < last && sold[first] == 0) {
        first++;
    }
    while (last > first && sold[last - 1] == 0) {
        last--;
    }
    account->life += last - first;
    for (size_t t = first; t < last; t++) {
        account->zero += sold[t] == 0;
        account->units += sold[t];
    }
}

void rows_write_sales(const struct story *story, struct strip *strip,
                      struct generate_account *account)
{
    const struct history *history = story->history;
    struct row_maker maker = {.strip = &strip[ROWS_SALES],
                              .all = story->world->settings.all_columns};
    make_key(&maker, story);
    for (size_t t = 0; t < story->world->settings.periods; t++) {
        if (history->sold[t] > 0 || history->out[t]) {
            sale_rows(&maker, story, t);
        }
        if (history->back[t] > 0) {
            return_row(&maker, story, t);
        }
    }
    count(story, maker.rows, account);
}
