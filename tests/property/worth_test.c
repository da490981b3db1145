/* Worth of units at random places: concave whatever the place is like; and against long simulated
 * runs of a place with and without the units, profit for profit.
 *
 * Seeds are fixed, so nothing flickers. */
#include "base/missing.h"
#include "num/random.h"
#include "support/check.h"
#include "support/valued.h"

#include <math.h>
#include <string.h>

enum { ITEM = 1, SHOP = 1, PLACES = 250 };

/* ------------------------------------------------------------------ random places */

static double pick(struct random *random, const double *choices, uint64_t count)
{
    return choices[random_below(random, count)];
}

static bool chance(struct random *random, double probability)
{
    return random_uniform(random) < probability;
}

static void add_stock(struct world *world, struct random *random, double daily)
{
    uint64_t rows = random_below(random, 4);
    for (uint64_t r = 0; r < rows; r++) {
        double units = floor(daily * 40.0 * random_uniform(random));
        struct stock_row *row = world_stock(world, ITEM, SHOP, units);
        if (chance(random, 0.4)) {
            row->expiry_day = WORLD_DAY - 1 + (int32_t)random_below(random, 40);
        }
        row->reserved = chance(random, 0.1) ? floor(3.0 * daily) : 0.0;
    }
    if (chance(random, 0.4)) {
        world_open_order(world, ITEM, SHOP, floor(daily * 10.0) + 1.0,
                         (int)random_below(random, 16) - 2);
    }
}

static void random_place(struct valued *place, struct random *random)
{
    static const double rates[] = {0.003, 0.05, 0.4, 2.0, 15.0, 400.0};
    static const double spreads[] = {0.7, 1.0, 3.0, 12.0};
    struct world *world = &place->world;
    world_open(world);
    double daily = pick(random, rates, 6);
    struct world_series *series =
        world_sell(world, ITEM, SHOP, daily, daily * pick(random, spreads, 4));
    series->amounts = chance(random, 0.2);
    struct terms *terms = &world_item(world, ITEM, 5.0, chance(random, 0.1) ? 5.0 : 12.0)->terms;
    terms->shelf_life_days = chance(random, 0.2) ? 20.0 : MISSING;
    struct terms *own = &world_at(world, ITEM, SHOP)->terms;
    own->max_stock = chance(random, 0.2) ? floor(30.0 * daily) + 1.0 : MISSING;
    own->min_stock = chance(random, 0.2) ? 3.0 : MISSING;
    if (chance(random, 0.2)) {
        own->end_day = WORLD_DAY + (int32_t)random_below(random, 60);
    }
    world->settings.unmet = chance(random, 0.2) ? UNMET_BACKORDER : UNMET_LOST;
    world->settings.defaults.lead_time_sd = chance(random, 0.3) ? 2.0 : 0.0;
    world->settings.defaults.service_type =
        (enum service_type[]){SERVICE_CYCLE, SERVICE_FILL, SERVICE_COST}[random_below(random, 3)];
    add_stock(world, random, daily);
    valued_plan(place, ITEM, SHOP);
}

static void check_chain(const struct block *blocks, size_t count)
{
    for (size_t b = 0; b < count; b++) {
        check_close(blocks[b].begin, b > 0 ? blocks[b - 1].end : 0.0, 0.0);
        assert_true(blocks[b].end >= blocks[b].begin + 1.0);
        check_close(blocks[b].end, floor(blocks[b].end), 0.0);
    }
}

static void check_taker(struct valued *place, struct random *random)
{
    const struct terms *terms = place->position->terms;
    struct lane lane = {.from = 2, .to = SHOP, .transit_days = (double)random_below(random, 9)};
    lane.transit_sd = chance(random, 0.5) ? 2.0 : MISSING;
    struct arrival_law law;
    arrival_law_make(&law, &place->basis, &lane);
    struct way way = valued_way(&law);
    way.scarcity = chance(random, 0.3) ? random_uniform(random) : 0.0;
    way.sell_by = chance(random, 0.3) ? (double)random_below(random, 25) : HUGE_VAL;
    struct taking taking;
    double value[WORTH_TAKEN];
    double sales[WORTH_TAKEN];
    valued_take(place, &way, floor(500.0 * random_uniform(random)), &taking, value);
    taking_values(&taking, &way, value, sales);
    check_chain(taking.blocks, taking.count);
    for (size_t b = 0; b < taking.count; b++) {
        assert_true(isfinite(value[b]) && (b == 0 || value[b] <= value[b - 1]));
        assert_true(sales[b] <= 1.0 + 1e-9 && sales[b] >= -1.0 - 1e-9);
        assert_true(value[b] <= terms->unit_cost + 2.0 * terms->shortage_cost + 1e-9);
    }
}

static void values_fall_with_what_a_place_has_and_rise_with_what_it_gives(void **state)
{
    (void)state;
    struct random random = random_stream(6, 1);
    size_t givers = 0;
    for (int i = 0; i < PLACES; i++) {
        struct valued place;
        random_place(&place, &random);
        check_taker(&place, &random);
        struct block blocks[WORTH_BLOCKS];
        size_t count = worth_spare(&place.basis, place.position, &place.site, blocks);
        check_chain(blocks, count);
        for (size_t b = 0; b < count; b++) {
            assert_true(isfinite(blocks[b].value) && blocks[b].value >= place.position->salvage);
            assert_true(b == 0 || blocks[b].value >= blocks[b - 1].value);
            assert_true(place.position->binding == BINDING_ENDED ||
                        blocks[b].value <= place.position->terms->unit_cost);
        }
        givers += count > 0 ? 1 : 0;
        struct expiring lots[EXPIRING_LOTS];
        size_t dates = worth_expiring(&place.basis, place.position, &place.site, lots);
        double units = 0.0;
        for (size_t l = 0; l < dates; l++) {
            assert_true(lots[l].days > 0.0 && lots[l].value >= place.position->salvage - 1e-9);
            units += lots[l].units;
        }
        assert_true(units <= place.position->expired + 0.5);
        world_close(&place.world);
    }
    assert_true(givers > PLACES / 5);
}

/* What has been given away is not wanted back at a higher value: no pair of moves could gain. */
static void what_was_spared_is_not_worth_more_on_its_way_back(void **state)
{
    (void)state;
    static const double rates[] = {0.1, 0.5, 2.0, 10.0};
    for (int r = 0; r < 4; r++) {
        double given = 0.0;
        double spare = 0.0;
        double stock = ceil(40.0 * rates[r]) + 4.0;
        for (int taken = 0; taken < 2; taken++) {
            struct valued place;
            world_open(&place.world);
            world_sell(&place.world, ITEM, SHOP, rates[r], rates[r]);
            world_item(&place.world, ITEM, 5.0, 10.0);
            world_stock(&place.world, ITEM, SHOP, stock - spare);
            valued_plan(&place, ITEM, SHOP);
            double value[WORTH_TAKEN];
            struct taking taking;
            struct block blocks[WORTH_BLOCKS];
            const struct block *block = taken ? taking.blocks : blocks;
            struct arrival_law law = valued_on_day(1.0);
            struct way way = valued_way(&law);
            size_t count;
            if (taken) {
                valued_take(&place, &way, spare, &taking, value);
                count = taking.count;
            } else {
                count = worth_spare(&place.basis, place.position, &place.site, blocks);
                spare = count > 0 ? blocks[count - 1].end : 0.0;
            }
            double sum = 0.0;
            for (size_t b = 0; b < count; b++) {
                sum += (block[b].end - block[b].begin) * (taken ? value[b] : blocks[b].value);
            }
            assert_true(spare >= 2.0);
            if (taken) {
                check_close(block[count - 1].end, spare, 0.0);
                assert_true(sum <= given * 1.005);
            }
            given = sum;
            world_close(&place.world);
        }
    }
}

/* ------------------------------------------------------------------ against simulated profit */

enum { DAYS = 140, RUNS = 1500, LEAD = 5, REVIEW = 7 };

/* A number of Poisson demands, by the time between them. */
static double draw(struct random *random, double mean)
{
    double count = 0.0;
    for (double left = mean; left > 0.0; left -= 10.0) {
        double product = random_uniform(random);
        for (double end = exp(-fmin(left, 10.0)); product > end; count += 1.0) {
            product *= random_uniform(random);
        }
    }
    return count;
}

struct start {
    double stock;
    double order; /* comes on day LEAD */
    double move;  /* comes on day `arrival` */
    int arrival;
    double level;   /* up to which it orders from the next review on */
    double holding; /* money per unit and day */
};

/* Profit of a place at cost 5 and price 10, what is left counted at cost. */
static double profit_of(const struct start *start, const double *demand)
{
    double coming[DAYS + LEAD + 1] = {0.0};
    coming[LEAD] = start->order;
    double stock = start->stock;
    double on_way = start->order;
    double moving = start->move;
    double profit = -5.0 * start->order;
    for (int day = 0; day < DAYS; day++) {
        double lacks = start->level - stock - on_way - moving;
        if (day > 0 && day % REVIEW == 0 && lacks > 0.0) {
            coming[day + LEAD] += lacks;
            on_way += lacks;
            profit -= 5.0 * lacks;
        }
        stock += coming[day] + (day == start->arrival ? moving : 0.0);
        on_way -= coming[day];
        moving = day == start->arrival ? 0.0 : moving;
        double sold = fmin(stock, demand[day]);
        stock -= sold;
        profit += 10.0 * sold - start->holding * stock;
    }
    return profit + 5.0 * (stock + on_way);
}

static double gain_of(const struct start *without, const struct start *with, double daily)
{
    struct random random = random_stream(11, 1);
    double gain = 0.0;
    for (int run = 0; run < RUNS; run++) {
        double demand[DAYS];
        for (int day = 0; day < DAYS; day++) {
            demand[day] = draw(&random, daily);
        }
        gain += profit_of(with, demand) - profit_of(without, demand);
    }
    return gain / RUNS;
}

static void open_place(struct valued *place, double daily, double stock)
{
    world_open(&place->world);
    place->world.settings.defaults.service_type = SERVICE_COST;
    world_sell(&place->world, ITEM, SHOP, daily, daily);
    world_item(&place->world, ITEM, 5.0, 10.0);
    world_stock(&place->world, ITEM, SHOP, stock);
    valued_plan(place, ITEM, SHOP);
}

/* The least S with P(Poisson(12 days) > S) at most h R / (s + h R). */
static double base_stock(double daily, double holding)
{
    double level = 0.0;
    double spared = holding * REVIEW;
    while (poisson_at_least(12.0 * daily, level + 1.0) > spared / (5.0 + spared)) {
        level += 1.0;
    }
    return level;
}

struct arriving {
    double daily;
    double stock;
    double units;
    int arrival;
};

/* What the blocks say and what a simulated place earns, whose order of today is the plan's or, of a
 * scarce supply, does not come. */
static void check_arriving(const struct arriving *arriving, bool scarce, double tolerance)
{
    struct valued place;
    open_place(&place, arriving->daily, arriving->stock);
    const struct position *position = place.position;
    double day = (double)arriving->arrival;
    struct arrival_law law = valued_on_day(day);
    struct way way = valued_way(&law);
    way.scarcity = scarce ? 1.0 : 0.0;
    struct taking taking;
    double value[WORTH_TAKEN];
    valued_take(&place, &way, arriving->units, &taking, value);
    double told = 0.0;
    for (size_t b = 0; b < taking.count; b++) {
        told += value[b] * (taking.blocks[b].end - taking.blocks[b].begin);
    }
    struct start without = {.stock = arriving->stock,
                            .order = scarce ? 0.0 : position->raw_need,
                            .arrival = arriving->arrival,
                            .level = base_stock(arriving->daily, position->terms->holding_cost),
                            .holding = position->terms->holding_cost};
    struct start with = without;
    struct supply move = {.day = day, .units = arriving->units};
    with.move = arriving->units;
    with.order = assess_need(&place.basis, position, &move, 1, &place.world.arena);
    with.order = scarce ? 0.0 : with.order;
    check_relative(told, gain_of(&without, &with, arriving->daily), tolerance);
    world_close(&place.world);
}

/* Slow and fast movers, empty or not, part of the need and far beyond it, before and behind the
 * receipt: within 2 % (the order of today is whole units, and the days up to the receipt are held
 * for nothing). */
static void what_comes_in_earns_what_its_blocks_say(void **state)
{
    (void)state;
    static const struct arriving cases[] = {
        {0.1, 0.0, 1.0, 1},  {0.1, 0.0, 2.0, 3},    {0.1, 1.0, 3.0, 1},   {0.5, 0.0, 3.0, 1},
        {0.5, 2.0, 14.0, 1}, {0.5, 4.0, 6.0, 3},    {2.0, 0.0, 10.0, 1},  {2.0, 8.0, 4.0, 1},
        {2.0, 8.0, 28.0, 3}, {2.0, 0.0, 20.0, 8},   {10.0, 0.0, 42.0, 1}, {10.0, 40.0, 84.0, 3},
        {0.5, 0.0, 7.0, 8},  {10.0, 80.0, 58.0, 8}, {10.0, 0.0, 234.0, 8}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        check_arriving(&cases[c], false, 0.02);
    }
}

/* Where no purchase comes, both layers of time are the transfer's. */
static void what_comes_in_where_nothing_can_be_bought_earns_what_its_blocks_say(void **state)
{
    (void)state;
    static const struct arriving cases[] = {
        {0.1, 0.0, 1.0, 1},  {0.1, 1.0, 2.0, 3},   {0.5, 2.0, 7.0, 1},   {2.0, 0.0, 22.0, 1},
        {2.0, 8.0, 10.0, 5}, {2.0, 16.0, 12.0, 8}, {10.0, 0.0, 84.0, 5}, {10.0, 40.0, 60.0, 1}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        check_arriving(&cases[c], true, 0.02);
    }
}

/* And what a donor says it loses is what it earns the less, within 0.2 %.  (Values begin with the
 * receipt of an order of today: the days up to it are taken off.) */
static void what_goes_out_cost_what_its_blocks_say(void **state)
{
    (void)state;
    static const double cases[][2] = {{0.1, 8.0},  {0.1, 14.0},  {0.5, 24.0},   {0.5, 54.0},
                                      {2.0, 50.0}, {2.0, 199.0}, {10.0, 190.0}, {10.0, 350.0}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct valued place;
        open_place(&place, cases[c][0], cases[c][1]);
        struct block blocks[WORTH_BLOCKS];
        size_t count = worth_spare(&place.basis, place.position, &place.site, blocks);
        assert_true(count > 1);
        double told = 0.0;
        for (size_t b = 0; b < count; b++) {
            double until_receipt = place.position->terms->holding_cost * LEAD;
            told += (blocks[b].value - until_receipt) * (blocks[b].end - blocks[b].begin);
        }
        struct start with = {.stock = cases[c][1],
                             .arrival = DAYS,
                             .level = base_stock(cases[c][0], place.position->terms->holding_cost),
                             .holding = place.position->terms->holding_cost};
        struct start without = with;
        without.stock -= blocks[count - 1].end;
        check_relative(told, gain_of(&without, &with, cases[c][0]), 0.002);
        world_close(&place.world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_fall_with_what_a_place_has_and_rise_with_what_it_gives),
        cmocka_unit_test(what_was_spared_is_not_worth_more_on_its_way_back),
        cmocka_unit_test(what_comes_in_earns_what_its_blocks_say),
        cmocka_unit_test(what_comes_in_where_nothing_can_be_bought_earns_what_its_blocks_say),
        cmocka_unit_test(what_goes_out_cost_what_its_blocks_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
