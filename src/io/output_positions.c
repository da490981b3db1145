/* positions.csv: the account of every quantity. */
#include "io/outputs.h"

#include "base/missing.h"
#include "io/save.h"
#include "replenish/lead_times.h"
#include "replenish/policy.h"

#include <string.h>

/* Decimals of units, of days, of shares and of money. */
enum { UNITS = 6, DAYS = 2, SHARE = 6, MONEY = 4 };

static const char HEADER[] =
    "sku,location,supplier,on_hand,reserved,blocked,open_supply,open_late,expected_returns,"
    "interval_days,lead_time_days,review_days,demand_mean,demand_sd,target,position,raw_need,"
    "transfer,moq,pack,order_minimum,load,budget,capacity,shelf_life,override,quantity,binding,"
    "transfer_out,fill_without,fill_with,stockout_risk_without,stockout_risk_with,days_of_cover,"
    "stockout_date,next_unit_value,segment,policy,reorder_point,service_level,suggested,"
    "kit_demand,lead_time_deliveries,pledged";

static void write_stock(struct sheet *sheet, const struct position *position)
{
    sheet_number(sheet, position->on_hand, UNITS);
    sheet_number(sheet, position->reserved, UNITS);
    sheet_number(sheet, position->blocked, UNITS);
    sheet_number(sheet, position->open_supply, UNITS);
    sheet_number(sheet, position->open_late, UNITS);
    sheet_number(sheet, position->expected_returns, UNITS);
}

static void write_need(struct sheet *sheet, const struct position *position)
{
    sheet_number(sheet, position->interval_days, DAYS);
    sheet_number(sheet, position->lead_days, DAYS);
    sheet_number(sheet, position->review_days, DAYS);
    sheet_number(sheet, position->demand_mean, UNITS);
    sheet_number(sheet, position->demand_sd, UNITS);
    sheet_number(sheet, position->target, UNITS);
    sheet_number(sheet, position->position, UNITS);
}

static void write_account(struct sheet *sheet, const struct position *position)
{
    sheet_number(sheet, position->raw_need, UNITS);
    for (int i = 0; i < ADJUST_COUNT; i++) {
        sheet_number(sheet, position->adjust[i], UNITS);
    }
    sheet_number(sheet, position->quantity, UNITS);
    sheet_string(sheet, binding_name(position->binding));
    sheet_number(sheet, position->transfer_out, UNITS);
}

static void write_outcome(struct sheet *sheet, const struct position *position)
{
    sheet_number(sheet, position->fill_without, SHARE);
    sheet_number(sheet, position->fill_with, SHARE);
    sheet_number(sheet, position->stockout_without, SHARE);
    sheet_number(sheet, position->stockout_with, SHARE);
    sheet_number(sheet, position->days_of_cover, DAYS);
    sheet_day(sheet, position->stockout_day);
    sheet_number(sheet, position->next_unit_value, MONEY);
    sheet_text(sheet, (struct text){position->segment,
                                    strnlen(position->segment, sizeof position->segment)});
}

static void write_rule(struct sheet *sheet, const struct position *position)
{
    sheet_string(sheet, position->policy != NULL ? position->policy->name : "");
    sheet_number(sheet, position->reorder_point, UNITS);
    sheet_number(sheet, position->service, SHARE);
    sheet_number(sheet, position->suggested, UNITS);
    sheet_number(sheet, position->kit_demand, UNITS);
    sheet_number(sheet, position->law != NULL ? (double)position->law->deliveries : 0.0, 0);
    sheet_number(sheet, position->pledged, UNITS);
}

struct accounts {
    const struct plan *plan;
    const struct names *names;
};

static void write_position(void *context, size_t index, struct sheet *sheet)
{
    const struct accounts *accounts = context;
    const struct names *names = accounts->names;
    const struct position *position = &accounts->plan->positions[index];
    sheet_text(sheet, intern_text(&names->sku, position->sku));
    sheet_text(sheet, intern_text(&names->place, position->location));
    sheet_text(sheet, intern_text(&names->place, position->from));
    write_stock(sheet, position);
    write_need(sheet, position);
    write_account(sheet, position);
    write_outcome(sheet, position);
    write_rule(sheet, position);
    sheet_end(sheet);
}

enum status output_positions(const char *folder, const struct plan *plan, const struct names *names,
                             struct team *team, struct fault *fault)
{
    struct accounts accounts = {.plan = plan, .names = names};
    struct sheet sheet;
    TRY(sheet_open(&sheet, folder, "positions.csv", HEADER, fault));
    sheet_each(&sheet, team, plan->position_count, write_position, &accounts);
    return sheet_close(&sheet, fault);
}
