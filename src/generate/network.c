/* The files of the network and of the calendar: locations, suppliers, lanes, events, settings. */
#include "world.h"

#include "base/missing.h"
#include "io/save.h"

#include <math.h>

static enum status write_locations(const struct world *world, const char *folder,
                                   struct fault *fault)
{
    struct sheet sheet;
    TRY(sheet_open(&sheet, folder, "locations.csv",
                   "location,type,source,region,storage_cost,handling_cost,priority,"
                   "outbound_capacity",
                   fault));
    /* Units a day that centres and warehouses pick for moves: one for every other item. */
    double picked = fmax(100.0, round(0.5 * (double)world->items));
    for (size_t i = 0; i < world->settings.locations; i++) {
        const struct place *place = &world->place[i];
        char region[NAME_SIZE];
        (void)snprintf(region, sizeof region, "region-%zu", place->region);
        bool shop = place->type[0] == 's';
        sheet_string(&sheet, place->name);
        sheet_string(&sheet, place->type);
        sheet_string(&sheet, place->feeder != SIZE_MAX ? world->place[place->feeder].name : "");
        sheet_string(&sheet, region);
        sheet_number(&sheet, shop ? 0.001 : 0.0004, 4);
        sheet_number(&sheet, shop ? 0.1 : 0.05, 2);
        sheet_number(&sheet, shop ? 2 : 1, 0);
        sheet_number(&sheet, shop ? MISSING : picked, 0);
        sheet_end(&sheet);
    }
    return sheet_close(&sheet, fault);
}

static enum status write_suppliers(const struct world *world, const char *folder,
                                   struct fault *fault)
{
    static const char *const ORDER_DAYS[] = {"Mon,Thu", "Tue,Fri", "Mon", "", "Wed", ""};
    struct sheet sheet;
    TRY(sheet_open(&sheet, folder, "suppliers.csv",
                   "supplier,lead_time_days,lead_time_sd,review_days,order_days,min_order_value,"
                   "order_cost,accepts_returns,expedite_days,expedite_cost,expedite_unit_cost",
                   fault));
    for (size_t i = 0; i < world->vendors; i++) {
        const struct vendor *vendor = &world->vendor[i];
        const char *days = ORDER_DAYS[i % (sizeof ORDER_DAYS / sizeof *ORDER_DAYS)];
        bool monthly = vendor->review_days > 7.0;
        sheet_string(&sheet, vendor->name);
        sheet_number(&sheet, vendor->lead_days, 1);
        sheet_number(&sheet, vendor->lead_sd, 1);
        sheet_number(&sheet, !monthly && days[0] != '\0' ? MISSING : vendor->review_days, 0);
        sheet_string(&sheet, monthly ? "" : days);
        sheet_number(&sheet, i % 3 == 0 ? 200.0 : MISSING, 0);
        sheet_number(&sheet, monthly ? 40.0 : 8.0, 0);
        sheet_number(&sheet, i % 2 == 0 ? 1.0 : 0.0, 0);
        bool hurries = i % 3 == 1; /* asked to, it sends what is on order in a third of its time */
        sheet_number(&sheet, hurries ? fmax(1.0, ceil(vendor->lead_days / 3.0)) : MISSING, 0);
        sheet_number(&sheet, hurries ? 15.0 : MISSING, 0);
        sheet_number(&sheet, hurries ? 0.2 : MISSING, 2);
        sheet_end(&sheet);
    }
    return sheet_close(&sheet, fault);
}

struct carrier {
    const char *name;
    double days;
    double unit_cost;
    double weight_cost;
    double fixed_cost;
    double load_units; /* MISSING: one load holds any */
};

static const struct carrier ROAD = {"roadline", 2.0, 0.10, 0.02, 10.0, MISSING};
static const struct carrier COURIER = {"courier", 1.0, 0.05, 0.02, 5.0, MISSING};
static const struct carrier TRUCK = {"longhaul", 4.0, 0.20, 0.02, 20.0, 400.0};
static const struct carrier AIR = {"airfreight", 1.0, 0.90, 0.15, 8.0, MISSING};

/* There and back. */
static void lane_rows(const struct world *world, size_t from, size_t to,
                      const struct carrier *carrier, struct sheet *sheet)
{
    for (int way = 0; way < 2; way++) {
        sheet_string(sheet, world->place[way == 0 ? from : to].name);
        sheet_string(sheet, world->place[way == 0 ? to : from].name);
        sheet_string(sheet, carrier->name);
        sheet_number(sheet, carrier->days, 0);
        sheet_number(sheet, 0.5, 1);
        sheet_number(sheet, carrier->unit_cost, 2);
        sheet_number(sheet, carrier->weight_cost, 2);
        sheet_number(sheet, carrier->fixed_cost, 0);
        sheet_number(sheet, carrier->load_units, 0);
        sheet_end(sheet);
    }
}

/* From a distribution centre to each location of its region and back, between neighbours, and
 * between the centres: by full trucks or, faster and dearer, by air. */
static enum status write_lanes(const struct world *world, const char *folder, struct fault *fault)
{
    struct sheet sheet;
    TRY(sheet_open(&sheet, folder, "lanes.csv",
                   "from,to,carrier,transit_days,transit_sd,cost_per_unit,cost_per_weight,"
                   "fixed_cost,load_units",
                   fault));
    for (size_t i = 0; i < world->settings.locations; i++) {
        size_t centre = i / REGION_PLACES * REGION_PLACES;
        if (i != centre) {
            lane_rows(world, centre, i, &ROAD, &sheet);
        } else if (i > 0) {
            lane_rows(world, i, i - REGION_PLACES, &TRUCK, &sheet);
            lane_rows(world, i, i - REGION_PLACES, &AIR, &sheet);
        }
        if (i > centre + 1) {
            lane_rows(world, i, i - 1, &COURIER, &sheet);
        }
    }
    return sheet_close(&sheet, fault);
}

static enum status write_events(const struct world *world, const char *folder, struct fault *fault)
{
    struct sheet sheet;
    TRY(sheet_open(&sheet, folder, "events.csv", "date,event,scope,closed", fault));
    int32_t behind = world->settings.start + (int32_t)world->span * world->period_days;
    for (int32_t day = world->settings.start; day < behind; day++) {
        struct world_event event;
        if (world_event_on(day, &event)) {
            sheet_day(&sheet, day);
            sheet_string(&sheet, event.name);
            sheet_string(&sheet, event.region == SIZE_MAX ? "" : "region-0");
            sheet_number(&sheet, event.closed ? 1.0 : 0.0, 0);
            sheet_end(&sheet);
        }
    }
    return sheet_close(&sheet, fault);
}

static enum status write_settings(const struct world *world, const char *folder,
                                  struct fault *fault)
{
    char text[512];
    char end[DAY_TEXT_SIZE];
    day_format(world->end, end);
    (void)snprintf(text, sizeof text,
                   "; A generated world (seed %llu); what is true of it stands in truth.csv.\n\n"
                   "[plan]\nbucket = %s\nweek_start = mon\nas_of = %s\nunmet = lost\n"
                   "service_type = fill\nservice_level = 0.95\n",
                   (unsigned long long)world->settings.seed, bucket_name(world->settings.bucket),
                   end);
    struct sheet sheet;
    TRY(sheet_open(&sheet, folder, "restock.ini", text, fault));
    return sheet_close(&sheet, fault);
}

enum status world_write(const struct world *world, const char *folder, struct fault *fault)
{
    TRY(write_locations(world, folder, fault));
    TRY(write_suppliers(world, folder, fault));
    TRY(write_lanes(world, folder, fault));
    TRY(write_events(world, folder, fault));
    return write_settings(world, folder, fault);
}
