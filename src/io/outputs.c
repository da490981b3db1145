/* Output files that list what is suggested and what wants a person. */
#include "io/outputs.h"

#include "base/missing.h"
#include "io/save.h"
#include "order/supplier_order.h"

#include <stdio.h>
#include <string.h>

/* Decimals of money, of money per unit, of units and of shares. */
enum { MONEY = 2, UNIT_MONEY = 4, UNITS = 6, SHARE = 4 };

static struct text place(const struct names *names, uint32_t id)
{
    return intern_text(&names->place, id);
}

static struct text word(const struct names *names, uint32_t id)
{
    return intern_text(&names->word, id);
}

/* What the rows of a file are made of. */
struct listing {
    const struct plan *plan;
    const struct names *names;
};

/* Why a line is there; of a what-if that it is one, lest somebody orders it. */
static void write_reason(struct sheet *sheet, const struct plan *plan, const char *reason)
{
    char text[REASON_SIZE + 16];
    (void)snprintf(text, sizeof text, "%s%s", plan->what_if ? "what-if: " : "", reason);
    sheet_string(sheet, text);
}

/* A file of `count` rows. */
static enum status write_list(const char *folder, const char *name, const char *header,
                              struct listing *listing, size_t count, sheet_row *row,
                              struct team *team, struct fault *fault)
{
    struct sheet sheet;
    TRY(sheet_open(&sheet, folder, name, header, fault));
    sheet_each(&sheet, team, count, row, listing);
    return sheet_close(&sheet, fault);
}

static void write_order(void *context, size_t index, struct sheet *sheet)
{
    const struct listing *listing = context;
    const struct names *names = listing->names;
    const struct order_line *line = &listing->plan->orders[index];
    const struct position *position = &listing->plan->positions[line->position];
    sheet_day(sheet, line->order_day);
    sheet_text(sheet, place(names, position->terms->supplier));
    sheet_text(sheet, place(names, position->from));
    sheet_text(sheet, intern_text(&names->sku, position->sku));
    sheet_text(sheet, place(names, position->location));
    sheet_number(sheet, line->quantity, UNITS);
    sheet_number(sheet, line->packs, UNITS);
    sheet_number(sheet, line->unit_cost, UNIT_MONEY);
    sheet_number(sheet, line->value, MONEY);
    sheet_day(sheet, line->arrival_day);
    sheet_number(sheet, (double)line->priority, 0);
    char reason[REASON_SIZE];
    order_reason(reason, listing->plan, line);
    write_reason(sheet, listing->plan, reason);
    sheet_number(sheet, (double)line->group, 0);
    sheet_number(sheet, line_return(listing->plan, line), SHARE);
    sheet_end(sheet);
}

enum status output_orders(const char *folder, const struct plan *plan, const struct names *names,
                          struct team *team, struct fault *fault)
{
    struct listing listing = {.plan = plan, .names = names};
    return write_list(folder, "orders.csv",
                      "order_date,supplier,source,sku,location,quantity,packs,unit_cost,value,"
                      "arrival_date,priority,reason,order_group,return_on_money",
                      &listing, plan->order_count, write_order, team, fault);
}

static void write_transfer(void *context, size_t index, struct sheet *sheet)
{
    const struct listing *listing = context;
    const struct names *names = listing->names;
    const struct transfer_line *line = &listing->plan->transfers[index];
    sheet_day(sheet, line->ship_day);
    sheet_text(sheet, intern_text(&names->sku, line->sku));
    sheet_text(sheet, place(names, line->from));
    sheet_text(sheet, place(names, line->to));
    sheet_text(sheet, word(names, line->carrier));
    sheet_number(sheet, line->quantity, UNITS);
    sheet_day(sheet, line->arrival_day);
    sheet_number(sheet, line->cost, MONEY);
    sheet_number(sheet, line->benefit, MONEY);
    char reason[REASON_SIZE];
    transfer_reason(reason, names, line);
    write_reason(sheet, listing->plan, reason);
    sheet_number(sheet, line->sales, MONEY);
    sheet_number(sheet, line->purchases, MONEY);
    sheet_number(sheet, line->writeoffs, MONEY);
    sheet_end(sheet);
}

enum status output_transfers(const char *folder, const struct plan *plan, const struct names *names,
                             struct team *team, struct fault *fault)
{
    struct listing listing = {.plan = plan, .names = names};
    return write_list(folder, "transfers.csv",
                      "ship_date,sku,from,to,carrier,quantity,arrival_date,cost,benefit,reason,"
                      "lost_sales_avoided,purchases_avoided,write_offs_avoided",
                      &listing, plan->transfer_count, write_transfer, team, fault);
}

static void write_exception(void *context, size_t index, struct sheet *sheet)
{
    const struct listing *listing = context;
    const struct exception *exception = &listing->plan->exceptions[index];
    sheet_string(sheet, severity_name(exception->severity));
    sheet_string(sheet, exception->kind);
    sheet_text(sheet, intern_text(&listing->names->sku, exception->sku));
    sheet_text(sheet, place(listing->names, exception->location));
    sheet_number(sheet, exception->money_at_risk, MONEY);
    sheet_string(sheet, exception->message);
    sheet_string(sheet, exception->action);
    sheet_end(sheet);
}

enum status output_exceptions(const char *folder, const struct plan *plan,
                              const struct names *names, struct team *team, struct fault *fault)
{
    struct listing listing = {.plan = plan, .names = names};
    return write_list(folder, "exceptions.csv",
                      "severity,kind,sku,location,money_at_risk,message,suggested_action", &listing,
                      plan->exception_count, write_exception, team, fault);
}

static void write_segment(void *context, size_t index, struct sheet *sheet)
{
    const struct listing *listing = context;
    const struct segment *segment = &listing->plan->segments[index];
    sheet_text(sheet, intern_text(&listing->names->sku, segment->sku));
    sheet_text(sheet, place(listing->names, segment->location));
    sheet_text(sheet, (struct text){&segment->abc, segment->abc != '\0'});
    sheet_text(sheet, (struct text){&segment->xyz, segment->xyz != '\0'});
    sheet_number(sheet, (double)segment->velocity_rank, 0);
    sheet_string(sheet, segment->hint != NULL ? segment->hint : "");
    sheet_end(sheet);
}

enum status output_segments(const char *folder, const struct plan *plan, const struct names *names,
                            struct team *team, struct fault *fault)
{
    struct listing listing = {.plan = plan, .names = names};
    return write_list(folder, "segments.csv", "sku,location,abc,xyz,velocity_rank,fulfilment_hint",
                      &listing, plan->position_count, write_segment, team, fault);
}

static void write_return(void *context, size_t index, struct sheet *sheet)
{
    const struct listing *listing = context;
    const struct return_row *row = &listing->plan->returns[index];
    sheet_text(sheet, intern_text(&listing->names->sku, row->sku));
    sheet_number(sheet, row->sold, UNITS);
    sheet_number(sheet, row->returned, UNITS);
    sheet_number(sheet, row->rate, SHARE);
    sheet_text(sheet, word(listing->names, row->top_reason));
    sheet_number(sheet, row->controllable_share, SHARE);
    sheet_number(sheet, row->expected_returns, SHARE);
    sheet_string(sheet, row->hint != NULL ? row->hint : "");
    sheet_end(sheet);
}

enum status output_returns(const char *folder, const struct plan *plan, const struct names *names,
                           struct team *team, struct fault *fault)
{
    struct listing listing = {.plan = plan, .names = names};
    return write_list(folder, "returns.csv",
                      "sku,sold,returned,rate,top_reason,controllable_share,expected_returns,"
                      "delist_hint",
                      &listing, plan->return_count, write_return, team, fault);
}

/* A row as a field; what is not UTF-8 would make the whole file unreadable to others. */
static void write_raw(struct sheet *sheet, struct text row)
{
    enum { PIECE = 4096 };
    if (text_is_utf8(row)) {
        sheet_text(sheet, row);
        return;
    }
    char clean[PIECE];
    size_t length = row.length < PIECE ? row.length : PIECE;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)row.data[i];
        clean[i] = c == 0 || c >= 0x80 ? '?' : (char)c;
    }
    sheet_text(sheet, (struct text){clean, length});
}

enum status output_rejects(const char *folder, const struct load_report *report,
                           struct fault *fault)
{
    struct sheet sheet;
    TRY(sheet_open(&sheet, folder, "rejects.csv", "file,line,reason,row", fault));
    for (size_t i = 0; i < report->reject_count; i++) {
        const struct reject *reject = &report->rejects[i];
        sheet_string(&sheet, reject->file);
        sheet_number(&sheet, (double)reject->line, 0);
        sheet_string(&sheet, reject->reason);
        write_raw(&sheet, reject->row);
        sheet_end(&sheet);
    }
    return sheet_close(&sheet, fault);
}
