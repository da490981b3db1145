/* Sales many lines at a time, column by column: each loop does one thing to many rows, which a
 * processor can do side by side.  Only what needs no sentence is done here. */
#include "base/missing.h"
#include "io/intake.h"
#include "usual.h"

/* Lines on their way into the columns of struct sales. */
struct stretch {
    const struct intake *intake;
    struct worker *worker;
    const struct table_lines *lines;
    size_t slot; /* of the first row */
};

/* The field of a row, as it stands. */
static inline struct text field_at(const struct stretch *stretch, size_t row, size_t column)
{
    const uint16_t *end = stretch->lines->end + row * stretch->lines->stride + column;
    uint16_t start = (uint16_t)(end[-1] + 1);
    return (struct text){.data = stretch->lines->near + start, .length = (size_t)(*end - start)};
}

/* Would trimming leave it as it is? */
static inline bool is_trim(struct text text)
{
    return text.length == 0 ||
           (text.data[0] != ' ' && text.data[0] != '\t' && text.data[text.length - 1] != ' ' &&
            text.data[text.length - 1] != '\t');
}

static bool take_days(const struct stretch *stretch)
{
    const struct intake *intake = stretch->intake;
    const struct load_settings *settings = intake->settings;
    size_t column = intake->at[SALES_DATE];
    int32_t *day = intake->sales->day + stretch->slot;
    for (size_t row = 0; row < stretch->lines->rows; row++) {
        struct text text = field_at(stretch, row, column);
        bool read =
            (intake->month_start != NULL && usual_day(text, intake->month_start, &day[row])) ||
            (is_trim(text) && day_parse(text, settings->date_format, &day[row]));
        if (!read || (settings->as_of != NO_DAY && day[row] >= settings->as_of) ||
            (intake->limit_day != NO_DAY && day[row] >= intake->limit_day)) {
            return false;
        }
    }
    return true;
}

static inline bool take_number(struct text text, char decimal, double *value)
{
    return usual_number(text, decimal, value) || text_number(text, decimal, value);
}

static bool take_quantities(const struct stretch *stretch)
{
    size_t column = stretch->intake->at[SALES_QUANTITY];
    char decimal = stretch->intake->settings->decimal;
    double *quantity = stretch->intake->sales->quantity + stretch->slot;
    for (size_t row = 0; row < stretch->lines->rows; row++) {
        if (!take_number(field_at(stretch, row, column), decimal, &quantity[row])) {
            return false;
        }
    }
    return true;
}

static bool take_kinds(const struct stretch *stretch)
{
    size_t column = stretch->intake->at[SALES_KIND];
    double *quantity = stretch->intake->sales->quantity + stretch->slot;
    uint8_t *kind = stretch->intake->sales->kind + stretch->slot;
    for (size_t row = 0; row < stretch->lines->rows; row++) {
        struct text text = column == SIZE_MAX ? (struct text){.data = "", .length = 0}
                                              : field_at(stretch, row, column);
        if (!is_trim(text)) {
            return false;
        }
        kind[row] = (uint8_t)sales_kind(text, &quantity[row]);
    }
    return true;
}

static bool take_prices(const struct stretch *stretch)
{
    size_t column = stretch->intake->at[SALES_PRICE];
    char decimal = stretch->intake->settings->decimal;
    float *price = stretch->intake->sales->price + stretch->slot;
    for (size_t row = 0; row < stretch->lines->rows; row++) {
        struct text text = field_at(stretch, row, column);
        double value = MISSING;
        if (text.length > 0 && !take_number(text, decimal, &value)) {
            return false;
        }
        price[row] = value > 0.0 ? (float)value : (float)MISSING;
    }
    return true;
}

static bool take_in_stock(const struct stretch *stretch)
{
    size_t column = stretch->intake->at[SALES_IN_STOCK];
    uint8_t *out_of_stock = stretch->intake->sales->out_of_stock + stretch->slot;
    for (size_t row = 0; row < stretch->lines->rows; row++) {
        struct text text = field_at(stretch, row, column);
        int in_stock = text.length == 0                          ? 1
                       : text.length == 1 && text.data[0] == '1' ? 1
                                                                 : yes_no(text);
        if (in_stock < 0) {
            return false;
        }
        out_of_stock[row] = in_stock == 0;
    }
    return true;
}

static bool take_names(const struct stretch *stretch, enum sales_column index, uint32_t *id)
{
    const struct column *column = &stretch->intake->column[index];
    bool required = (column->flags & COLUMN_REQUIRED) != 0;
    const struct last_name *last = &stretch->worker->last[index];
    size_t at = stretch->intake->at[index];
    id += stretch->slot;
    for (size_t row = 0; row < stretch->lines->rows; row++) {
        struct text text = field_at(stretch, row, at);
        if (text.length == 0 && !required) {
            id[row] = NO_ID;
            continue;
        }
        if (text_equal(text, last->text)) {
            id[row] = last->id;
            continue;
        }
        if (text.length == 0 || !is_trim(text)) {
            return false;
        }
        id[row] = worker_name(stretch->worker, column, index, text);
        if (id[row] == NO_ID) {
            return false;
        }
    }
    return true;
}

static void count_days(const struct stretch *stretch)
{
    const int32_t *day = stretch->intake->sales->day + stretch->slot;
    uint32_t *day_rows = stretch->worker->day_rows;
    for (size_t row = 0; row < stretch->lines->rows; row++) {
        day_rows[day[row] - SALES_FIRST_DAY]++;
    }
}

/* Names come last, so that they are those of rows that are used. */
bool take_sales(const struct intake *intake, struct worker *worker, size_t slot,
                const struct table_lines *lines)
{
    const struct sales *sales = intake->sales;
    const struct stretch stretch = {
        .intake = intake, .worker = worker, .lines = lines, .slot = slot};
    bool taken = take_days(&stretch) && take_quantities(&stretch) && take_kinds(&stretch) &&
                 (sales->price == NULL || take_prices(&stretch)) &&
                 (sales->out_of_stock == NULL || take_in_stock(&stretch)) &&
                 (sales->channel == NULL || take_names(&stretch, SALES_CHANNEL, sales->channel)) &&
                 (sales->reason == NULL || take_names(&stretch, SALES_REASON, sales->reason)) &&
                 take_names(&stretch, SALES_SKU, sales->sku) &&
                 take_names(&stretch, SALES_LOCATION, sales->location);
    if (taken) {
        count_days(&stretch);
    }
    return taken;
}
