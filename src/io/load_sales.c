/* Sales: the one large file, straight into columns. */
#include "io/intake.h"

#include "base/missing.h"
#include "usual.h"

#include <stdio.h>
#include <string.h>

static bool refuse_day(struct worker *worker, const char *what)
{
    snprintf(worker->reason, sizeof worker->reason, "%s", what);
    return false;
}

static struct text field_of(const struct intake *intake, const struct table_row *row,
                            enum sales_column column)
{
    size_t at = intake->at[column];
    return at == SIZE_MAX ? (struct text){.data = "", .length = 0} : row->field[at];
}

static bool read_day(const struct intake *intake, struct text text, int32_t *day)
{
    return (intake->month_start != NULL && usual_day(text, intake->month_start, day)) ||
           day_parse(text, intake->settings->date_format, day);
}

static bool take_day(const struct intake *intake, struct worker *worker, struct text text,
                     int32_t *day)
{
    const struct column *column = &intake->column[SALES_DATE];
    const struct load_settings *settings = intake->settings;
    if (!read_day(intake, text, day)) {
        if (text.length == 0) {
            return worker_empty(worker, column);
        }
        char expected[64];
        snprintf(expected, sizeof expected, "a date as %s", settings->date_format);
        return worker_refuse(worker, column, text, expected);
    }
    if (settings->as_of != NO_DAY && *day >= settings->as_of) {
        char reason[REJECT_REASON_SIZE];
        char as_of[DAY_TEXT_SIZE];
        char given[DAY_TEXT_SIZE];
        day_format(settings->as_of, as_of);
        day_format(*day, given);
        snprintf(reason, sizeof reason, "date is %s, after the as-of date: expected before %s",
                 given, as_of);
        worker->after_as_of++;
        return refuse_day(worker, reason);
    }
    if (intake->limit_day != NO_DAY && *day >= intake->limit_day) {
        return refuse_day(worker, "date lies more than a year behind any other sale, which is "
                                  "taken for a typing error");
    }
    return true;
}

enum sale_kind sales_kind(struct text text, double *quantity)
{
    if (text.length > 0 && !text_equal_nocase(text, text_of("sale"))) {
        if (!text_equal_nocase(text, text_of("return"))) {
            return SALE_OTHER;
        }
        *quantity = fabs(*quantity);
        return SALE_RETURN;
    }
    if (*quantity < 0.0) {
        *quantity = -*quantity;
        return SALE_RETURN;
    }
    return SALE_SALE;
}

static bool take_number(struct text text, char decimal, double *value)
{
    return usual_number(text, decimal, value) || text_number(text, decimal, value);
}

static bool take_price(const struct intake *intake, struct worker *worker, struct text text,
                       float *price)
{
    double value = MISSING;
    if (text.length > 0 && !take_number(text, intake->settings->decimal, &value)) {
        return worker_refuse(worker, &intake->column[SALES_PRICE], text, "a number");
    }
    *price = value > 0.0 ? (float)value : (float)MISSING;
    return true;
}

static bool take_in_stock(const struct intake *intake, struct worker *worker, struct text text,
                          uint8_t *out_of_stock)
{
    int in_stock = text.length > 0 ? yes_no(text) : 1;
    *out_of_stock = in_stock == 0;
    return in_stock >= 0 || worker_refuse(worker, &intake->column[SALES_IN_STOCK], text, "0 or 1");
}

static bool take_name(const struct intake *intake, struct worker *worker,
                      const struct table_row *row, enum sales_column index, uint32_t *id)
{
    const struct column *column = &intake->column[index];
    struct text text = field_of(intake, row, index);
    if (text.length == 0) {
        *id = NO_ID;
        return !(column->flags & COLUMN_REQUIRED) || worker_empty(worker, column);
    }
    *id = worker_name(worker, column, index, text);
    return *id != NO_ID;
}

static bool take_extras(const struct intake *intake, struct worker *worker, size_t slot,
                        const struct table_row *row)
{
    struct sales *sales = intake->sales;
    if (sales->price != NULL &&
        !take_price(intake, worker, field_of(intake, row, SALES_PRICE), &sales->price[slot])) {
        return false;
    }
    if (sales->out_of_stock != NULL &&
        !take_in_stock(intake, worker, field_of(intake, row, SALES_IN_STOCK),
                       &sales->out_of_stock[slot])) {
        return false;
    }
    if (sales->channel != NULL &&
        !take_name(intake, worker, row, SALES_CHANNEL, &sales->channel[slot])) {
        return false;
    }
    return sales->reason == NULL ||
           take_name(intake, worker, row, SALES_REASON, &sales->reason[slot]);
}

/* Names come last, so that a row that is rejected for another reason leaves none behind. */
static bool take_sale(const struct intake *intake, struct worker *worker, size_t slot,
                      const struct table_row *row)
{
    struct sales *sales = intake->sales;
    int32_t day = 0;
    if (!take_day(intake, worker, field_of(intake, row, SALES_DATE), &day)) {
        return false;
    }
    struct text text = field_of(intake, row, SALES_QUANTITY);
    double quantity = 0.0;
    if (!take_number(text, intake->settings->decimal, &quantity)) {
        const struct column *column = &intake->column[SALES_QUANTITY];
        return text.length == 0 ? worker_empty(worker, column)
                                : worker_refuse(worker, column, text, "a number");
    }
    sales->kind[slot] = (uint8_t)sales_kind(field_of(intake, row, SALES_KIND), &quantity);
    sales->quantity[slot] = quantity;
    sales->day[slot] = day;
    bool taken = take_extras(intake, worker, slot, row) &&
                 take_name(intake, worker, row, SALES_SKU, &sales->sku[slot]) &&
                 take_name(intake, worker, row, SALES_LOCATION, &sales->location[slot]);
    worker->day_rows[day - SALES_FIRST_DAY] += taken;
    return taken;
}

enum status sales_columns(const struct intake *intake, struct sales *sales, size_t rows,
                          struct arena *arena, struct fault *fault)
{
    const size_t *at = intake->at;
    sales->sku = ARENA_NEW(arena, uint32_t, rows);
    sales->location = ARENA_NEW(arena, uint32_t, rows);
    sales->day = ARENA_NEW(arena, int32_t, rows);
    sales->quantity = ARENA_NEW(arena, double, rows);
    sales->kind = ARENA_NEW(arena, uint8_t, rows);
    bool made = sales->sku != NULL && sales->location != NULL && sales->day != NULL &&
                sales->quantity != NULL && sales->kind != NULL;
    if (at[SALES_IN_STOCK] != SIZE_MAX) {
        sales->out_of_stock = ARENA_NEW(arena, uint8_t, rows);
        made = made && sales->out_of_stock != NULL;
    }
    if (at[SALES_PRICE] != SIZE_MAX) {
        sales->price = ARENA_NEW(arena, float, rows);
        made = made && sales->price != NULL;
    }
    if (at[SALES_CHANNEL] != SIZE_MAX) {
        sales->channel = ARENA_NEW(arena, uint32_t, rows);
        made = made && sales->channel != NULL;
    }
    if (at[SALES_REASON] != SIZE_MAX) {
        sales->reason = ARENA_NEW(arena, uint32_t, rows);
        made = made && sales->reason != NULL;
    }
    return made ? STATUS_OK : fault_memory(fault, "sales");
}

/* What the days of all rows say together. */
struct days {
    int32_t last;  /* of all; NO_DAY if there is no row */
    int32_t limit; /* from here on dates are typing errors; NO_DAY: none */
};

static struct days survey_days(const struct intake *intake)
{
    struct days days = {.last = NO_DAY, .limit = NO_DAY};
    size_t total = 0;
    for (size_t t = 0; t < intake->threads; t++) {
        total += intake->worker[t].rows_read - intake->worker[t].rejects.count;
    }
    size_t before = 0; /* rows of earlier days */
    for (int32_t day = SALES_FIRST_DAY; day < SALES_FIRST_DAY + SALES_DAYS; day++) {
        size_t rows = 0;
        for (size_t t = 0; t < intake->threads; t++) {
            rows += intake->worker[t].day_rows[day - SALES_FIRST_DAY];
        }
        if (rows == 0) {
            continue;
        }
        bool gap = days.last != NO_DAY && day - days.last > LOAD_GAP_DAYS;
        if (gap && (double)(total - before) < LOAD_GAP_SHARE * (double)total) {
            days.limit = day;
            return days;
        }
        days.last = day;
        before += rows;
    }
    return days;
}

/* Nothing is written after it, so the sentence itself must say what is wrong with the rows. */
static enum status refuse_all(const struct intake *intake, struct fault *fault)
{
    const struct reject *first = NULL;
    for (size_t t = 0; t < intake->threads; t++) { /* not joined yet */
        const struct reject *own = rejects_first(&intake->worker[t].rejects);
        first = own != NULL && (first == NULL || own->line < first->line) ? own : first;
    }
    if (first == NULL) {
        return fault_set(fault, STATUS_DATA, "%s: has no rows, expected at least one sale",
                         intake->source.path);
    }
    return fault_set(fault, STATUS_DATA,
                     "%s: none of its %zu rows can be used, expected at least one sale; the first, "
                     "in line %zu: %s",
                     intake->source.path, intake->rows_read, first->line, first->reason);
}

static enum status start_months(struct intake *intake, struct arena *arena, struct fault *fault)
{
    if (strcmp(intake->settings->date_format, "YYYY-MM-DD") != 0) {
        return STATUS_OK;
    }
    intake->month_start = ARENA_NEW(arena, int32_t, USUAL_MONTHS + 1);
    if (intake->month_start == NULL) {
        return fault_memory(fault, "sales days");
    }
    for (int month = 0; month <= USUAL_MONTHS; month++) {
        intake->month_start[month] = day_of(USUAL_FIRST_YEAR + month / 12, month % 12 + 1, 1);
    }
    return STATUS_OK;
}

enum status sales_read(struct intake *intake, struct inputs *inputs, struct arena *arena,
                       struct team *team, struct fault *fault)
{
    intake->sales = &inputs->sales;
    TRY(start_months(intake, arena, fault));
    if (ranges_wanted(intake)) {
        TRY(ranges_open(intake, arena, fault));
    } else {
        size_t slots = intake->first[intake->table.blocks];
        TRY(sales_columns(intake, &inputs->sales, slots, arena, fault));
    }
    TRY(intake_read(intake, take_sale, take_sales, team, fault));
    struct days days = survey_days(intake);
    if (days.limit != NO_DAY && intake->settings->as_of == NO_DAY) {
        intake->limit_day = days.limit; /* rare: read again without them */
        TRY(intake_read(intake, take_sale, take_sales, team, fault));
        days = survey_days(intake);
    }
    if (days.last == NO_DAY) {
        return refuse_all(intake, fault);
    }
    intake->last_day = days.last;
    inputs->as_of = intake->settings->as_of != NO_DAY ? intake->settings->as_of : days.last + 1;
    return STATUS_OK;
}

enum status sales_read_again(struct intake *intake, struct team *team, struct fault *fault)
{
    return intake_read(intake, take_sale, take_sales, team, fault);
}

static void rank_column(const struct intake *intake, size_t block, enum dictionary which,
                        uint32_t *id)
{
    const uint32_t *joined = intake->worker[intake->worker_of[block]].joined[which];
    if (id == NULL) {
        return;
    }
    size_t end = intake->first[block] + intake->used[block];
    for (size_t i = intake->first[block]; i < end; i++) {
        id[i] = id[i] == NO_ID ? NO_ID : joined[id[i]];
    }
}

static void rank_block(void *context, size_t block, struct arena *scratch)
{
    (void)scratch;
    const struct intake *intake = context;
    const struct sales *sales = intake->sales;
    rank_column(intake, block, DICTIONARY_SKU, sales->sku);
    rank_column(intake, block, DICTIONARY_PLACE, sales->location);
    rank_column(intake, block, DICTIONARY_WORD, sales->channel);
    rank_column(intake, block, DICTIONARY_WORD, sales->reason);
}

/* Closes the gaps that rejected rows and blank lines left; the number of rows. */
static size_t close_gaps(const struct intake *intake, void *column, size_t size)
{
    char *bytes = column;
    size_t count = 0;
    for (size_t b = 0; b < intake->table.blocks; b++) {
        if (bytes != NULL && intake->first[b] != count) {
            memmove(bytes + count * size, bytes + intake->first[b] * size, intake->used[b] * size);
        }
        count += intake->used[b];
    }
    return count;
}

enum status sales_rank(struct intake *intake, struct inputs *inputs, struct arena *arena,
                       struct team *team, struct fault *fault)
{
    if (intake->ranges != NULL) {
        return ranges_finish(intake, inputs, arena, fault);
    }
    struct sales *sales = intake->sales;
    parallel_each(team, intake->table.blocks, rank_block, intake);
    sales->count = close_gaps(intake, sales->sku, sizeof *sales->sku);
    close_gaps(intake, sales->location, sizeof *sales->location);
    close_gaps(intake, sales->day, sizeof *sales->day);
    close_gaps(intake, sales->quantity, sizeof *sales->quantity);
    close_gaps(intake, sales->kind, sizeof *sales->kind);
    close_gaps(intake, sales->out_of_stock, sizeof *sales->out_of_stock);
    close_gaps(intake, sales->price, sizeof *sales->price);
    close_gaps(intake, sales->channel, sizeof *sales->channel);
    close_gaps(intake, sales->reason, sizeof *sales->reason);
    return STATUS_OK;
}
