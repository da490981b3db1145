/* A changed line in words and as a row of the CSV. */
#include "diff_plans.h"

#include "base/missing.h"

#include <math.h>
#include <string.h>

const char diff_header[] =
    "kind,sku,location,source,old_quantity,new_quantity,old_value,new_value,value_change,"
    "old_binding,new_binding,old_fill,new_fill,by_demand,by_interval,by_safety,by_stock,"
    "by_open_supply,by_returns,by_rule,by_transfer,by_moq,by_pack,by_order_minimum,by_load,"
    "by_budget,by_capacity,by_shelf_life,by_override,by_item,by_price,why";

/* To three digits or so. */
static void append_units(char *text, size_t size, double units)
{
    text_append(text, size, " %+.*f",
                fabs(units) >= 100.0  ? 0
                : fabs(units) >= 10.0 ? 1
                                      : 2,
                units);
}

static void tell_part(const struct diff_shown *shown, int part, char *text, size_t size)
{
    const struct diff_change *change = &shown->change;
    const char *comma = text[0] != '\0' ? ", " : "";
    if (part == PART_ITEM) {
        text_append(text, size, "%s%s", comma, change->quantity > 0.0 ? "new" : "gone");
    } else if (part == PART_PRICE) {
        text_append(text, size, "%sunit cost %+.2f of money", comma, change->part[part]);
    } else if (part == PART_RULE && strcmp(shown->binding[0], shown->binding[1]) != 0) {
        text_append(text, size, "%s%s before, %s now", comma, shown->binding[0], shown->binding[1]);
        append_units(text, size, change->part[part]);
    } else {
        text_append(text, size, "%s%s", comma, diff_part_words((enum diff_part)part));
        append_units(text, size, change->part[part]);
    }
}

/* Parts that are told of a line, and what is too little of the change to be told. */
enum { PARTS_TOLD = 3 };
static const double WORTH_TELLING = 0.05;
static const double LEAST_TOLD = 1e-5;

void diff_why(const struct diff_shown *shown, char *text, size_t size)
{
    bool told[DIFF_PARTS] = {false};
    double most = 0.0;
    text[0] = '\0';
    for (int n = 0; n < PARTS_TOLD; n++) {
        int best = -1;
        for (int part = 0; part < DIFF_PARTS; part++) {
            double money = fabs(diff_money(&shown->change, (enum diff_part)part));
            double units = part == PART_PRICE ? money : fabs(shown->change.part[part]);
            bool larger = best < 0 || units > fabs(shown->change.part[best]);
            if (!told[part] && units > LEAST_TOLD && units > WORTH_TELLING * most && larger) {
                best = part;
            }
        }
        if (best < 0) {
            return;
        }
        most = fmax(most, fabs(shown->change.part[best]));
        told[best] = true;
        tell_part(shown, best, text, size);
    }
}

enum { UNITS = 6, MONEY = 2, SHARE = 4 };

void diff_write(struct sheet *sheet, const struct diff_position *const position[DIFF_SIDES],
                const struct diff_shown *shown)
{
    const struct diff_position *any =
        position[DIFF_NEW] != NULL ? position[DIFF_NEW] : position[DIFF_OLD];
    sheet_string(sheet, "order");
    sheet_text(sheet, any->text[DIFF_SKU]);
    sheet_text(sheet, any->text[DIFF_LOCATION]);
    sheet_text(sheet, any->text[DIFF_SUPPLIER]);
    sheet_number(sheet, shown->quantity[DIFF_OLD], UNITS);
    sheet_number(sheet, shown->quantity[DIFF_NEW], UNITS);
    sheet_number(sheet, shown->value[DIFF_OLD], MONEY);
    sheet_number(sheet, shown->value[DIFF_NEW], MONEY);
    sheet_number(sheet, shown->change.value, MONEY);
    sheet_string(sheet, shown->binding[DIFF_OLD]);
    sheet_string(sheet, shown->binding[DIFF_NEW]);
    for (int side = DIFF_OLD; side <= DIFF_NEW; side++) {
        sheet_number(sheet,
                     position[side] != NULL ? position[side]->number[DIFF_FILL_WITH] : MISSING,
                     SHARE);
    }
    for (int part = 0; part < DIFF_PARTS; part++) {
        sheet_number(sheet, shown->change.part[part], part == PART_PRICE ? MONEY : UNITS);
    }
    char why[256];
    diff_why(shown, why, sizeof why);
    sheet_string(sheet, why);
    sheet_end(sheet);
}
