/* The world: its calendar, its seasons, its places. */
#include "world.h"

#include <math.h>
#include <stdio.h>

const char *const category_names[CATEGORIES] = {"grocery", "drinks",  "household", "garden",
                                                "toys",    "gifts",   "apparel",   "shoes",
                                                "sports",  "kitchen", "office",    "electronics"};

/* The shape of a category's year: a wave with its peak on a day of the year, a half-year wave, and
 * what Christmas adds. */
static const struct shape {
    double peak;
    double second;
    double christmas;
} SHAPE[CATEGORIES] = {{350, 0.2, 0.6}, {200, 0.2, 0.8}, {100, 0.1, 0.1}, {150, 0.4, 0.0},
                       {340, 0.3, 2.2}, {330, 0.3, 2.5}, {300, 0.5, 0.7}, {280, 0.5, 0.3},
                       {170, 0.3, 0.5}, {330, 0.2, 1.0}, {250, 0.4, 0.0}, {335, 0.2, 1.4}};

/* Sales of a weekday, Monday first, to the average of the week. */
static const double SHOP_WEEK[7] = {0.82, 0.80, 0.85, 0.93, 1.18, 1.42, 1.00};
static const double WEB_WEEK[7] = {1.20, 1.10, 1.02, 0.98, 0.86, 0.82, 1.02};

static const double PI = 3.14159265358979323846;
static const double YEAR_DAYS = 365.25;

struct random world_random(const struct world *world, enum purpose purpose, uint64_t number)
{
    return random_stream(world->settings.seed, ((uint64_t)purpose << 56) + number);
}

double random_between(struct random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

double random_log_between(struct random *random, double low, double high)
{
    return low * exp(log(high / low) * random_uniform(random));
}

size_t generate_locations(size_t series)
{
    double wanted = round(0.4 * pow((double)series, 0.35)); /* 10 of 10,000; 50 of 1,000,000 */
    return wanted < 1.0 ? 1 : (size_t)wanted;
}

bool world_event_on(int32_t day, struct world_event *event)
{
    int year = 0;
    int month = 0;
    int date = 0;
    day_split(day, &year, &month, &date);
    enum weekday weekday = day_weekday(day);
    *event = (struct world_event){.lift = 1.0, .region = SIZE_MAX};
    if ((month == 12 && date == 25) || (month == 1 && date == 1)) {
        event->name = month == 1 ? "New Year" : "Christmas";
        event->lift = 0.0;
        event->closed = true;
    } else if (month == 11 && weekday == FRIDAY && date >= 23 && date <= 29) {
        event->name = "Black Friday";
        event->lift = 2.0;
    } else if (month == 7 && weekday == SATURDAY && date >= 8 && date <= 14) {
        event->name = "Summer fair";
        event->lift = 1.6;
        event->region = 0;
    }
    return event->name != NULL;
}

static double season_on(const struct shape *shape, int32_t day)
{
    int year = 0;
    int month = 0;
    int date = 0;
    day_split(day, &year, &month, &date);
    int32_t yesterday = day_of(year, 1, 1);
    double angle = 2.0 * PI * ((double)(day - yesterday) - shape->peak) / YEAR_DAYS;
    double before = (double)(day_of(year, 12, 20) - day) / 14.0; /* fortnights */
    double bump = exp(-before * before);
    return 0.8 * cos(angle) + shape->second * cos(2.0 * angle) +
           shape->christmas * (bump - 14.0 * sqrt(PI) / YEAR_DAYS);
}

static double place_on(const struct place *place, enum weekday weekday,
                       const struct world_event *event)
{
    double usual = (place->type[0] == 's' ? SHOP_WEEK : WEB_WEEK)[weekday];
    bool here = event->region == SIZE_MAX || event->region == place->region;
    return here ? usual * event->lift : usual;
}

static void fill_calendar(struct world *world)
{
    for (size_t t = 0; t < world->span; t++) {
        int32_t first = world->settings.start + (int32_t)t * world->period_days;
        day_format(first, world->date[t]);
        for (int32_t day = first; day < first + world->period_days; day++) {
            struct world_event event;
            (void)world_event_on(day, &event); /* without one the lift is 1 everywhere */
            for (size_t c = 0; c < CATEGORIES; c++) {
                world->season[c * world->span + t] +=
                    season_on(&SHAPE[c], day) / world->period_days;
            }
            for (size_t i = 0; i < world->settings.locations; i++) {
                world->place_factor[i * world->span + t] +=
                    place_on(&world->place[i], day_weekday(day), &event) / world->period_days;
            }
        }
    }
}

/* A region has a distribution centre that feeds most of its stores, a warehouse and a
 * third-party depot that are supplied directly. */
static void make_place(struct world *world, size_t number)
{
    enum { WAREHOUSE = 5, DEPOT = 10, LAST_FED = 12 };
    struct place *place = &world->place[number];
    struct random random = world_random(world, FOR_PLACE, number);
    size_t role = number % REGION_PLACES;
    bool alone = world->settings.locations < 3;
    place->type = alone               ? "store"
                  : role == 0         ? "dc"
                  : role == WAREHOUSE ? "warehouse"
                  : role == DEPOT     ? "3pl"
                                      : "store";
    place->region = number / REGION_PLACES;
    bool fed = !alone && place->type[0] == 's' && role <= LAST_FED;
    place->feeder = fed ? place->region * REGION_PLACES : SIZE_MAX;
    double normal = random_normal(&random);
    place->sales = (role == 0 && !alone ? 2.0 : 1.0) * exp(0.35 * normal - 0.06);
    const char *prefix = place->type[0] == 's'   ? "ST"
                         : place->type[0] == 'd' ? "DC"
                         : place->type[0] == 'w' ? "WH"
                                                 : "3P";
    int length = snprintf(place->name, sizeof place->name, "%s-%02zu", prefix, number);
    place->name_length = (size_t)length;
}

/* Near, far and overseas. */
static void make_vendor(struct world *world, size_t number)
{
    struct vendor *vendor = &world->vendor[number];
    struct random random = world_random(world, FOR_VENDOR, number);
    double kind = random_uniform(&random);
    double lead = kind < 0.6    ? random_between(&random, 2.0, 8.0)
                  : kind < 0.88 ? random_between(&random, 8.0, 21.0)
                                : random_between(&random, 28.0, 56.0);
    vendor->lead_days = round(lead);
    vendor->lead_sd = round(10.0 * lead * random_between(&random, 0.1, 0.3)) / 10.0;
    vendor->review_days = kind < 0.88 ? 7.0 : 28.0;
    (void)snprintf(vendor->name, sizeof vendor->name, "SUP-%03zu", number);
}

static int digits_of(size_t count)
{
    int digits = 6;
    for (size_t most = 1000000; count > most; most *= 10) {
        digits++;
    }
    return digits;
}

enum status world_build(struct world *world, const struct generate_settings *settings,
                        struct arena *arena, struct fault *fault)
{
    enum { VENDOR_ITEMS = 150, LEAST_VENDORS = 3, MOST_VENDORS = 300 };
    size_t places = settings->locations;
    *world = (struct world){.settings = *settings};
    world->items = (settings->series + places - 1) / places;
    world->vendors = world->items / VENDOR_ITEMS + LEAST_VENDORS;
    world->vendors = world->vendors < MOST_VENDORS ? world->vendors : MOST_VENDORS;
    world->span = settings->periods + settings->horizon;
    world->period_days = settings->bucket == BUCKET_WEEK ? 7 : 1;
    world->end = settings->start + (int32_t)settings->periods * world->period_days;
    world->sku_digits = digits_of(world->items);
    world->place = ARENA_NEW(arena, struct place, places);
    world->vendor = ARENA_NEW(arena, struct vendor, world->vendors);
    world->place_factor = ARENA_NEW(arena, double, places * world->span);
    world->season = ARENA_NEW(arena, double, CATEGORIES * world->span);
    world->date = arena_take(arena, world->span, sizeof *world->date);
    if (world->place == NULL || world->vendor == NULL || world->place_factor == NULL ||
        world->season == NULL || world->date == NULL) {
        return fault_memory(fault, "the calendar of the world");
    }
    for (size_t i = 0; i < places; i++) {
        make_place(world, i);
    }
    for (size_t i = 0; i < places; i++) {
        if (world->place[i].feeder != SIZE_MAX) {
            world->place[world->place[i].feeder].fed += world->place[i].sales;
        }
    }
    for (size_t i = 0; i < world->vendors; i++) {
        make_vendor(world, i);
    }
    fill_calendar(world);
    return STATUS_OK;
}
