/* Guards: a run that ends well but whose numbers a person should look at before they are used. */
#include "app/run.h"

#include "base/missing.h"
#include "io/digits.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

static void fire(struct run *run, const char *format, ...) PRINTF_LIKE(2, 3);

static void fire(struct run *run, const char *format, ...)
{
    if (run->guard_count == RUN_GUARDS) {
        return;
    }
    char *text = run->guard_text[run->guard_count];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, RUN_GUARD_SIZE, format, arguments);
    va_end(arguments);
    run->guards[run->guard_count++] = text;
}

/* File by file: two thousand rejected stock rows would drown in a million of sales.  Rows that are
 * only too new are no fault of the feed; they stand in sales. */
static void guard_rejects(struct run *run)
{
    for (int i = 0; i < INPUT_FILES; i++) {
        const struct file_report *file = &run->report.files[i];
        size_t excused = i == 0 ? run->report.rejects_after_as_of : 0;
        size_t bad = file->rows_rejected > excused ? file->rows_rejected - excused : 0;
        if (bad > 0 && i == INPUT_FILES - 1) { /* a what-if that is not what was asked for */
            fire(run, "%s: %zu of %zu rows of the what-if were rejected", file->file, bad,
                 file->rows_read);
        } else if (bad > 0 && (double)bad > run->config.max_rejects * (double)file->rows_read) {
            fire(run, "%s: %zu of %zu rows were rejected, more than guard.max_rejects allows (%g)",
                 file->file, bad, file->rows_read, run->config.max_rejects);
        }
    }
}

static void guard_age(struct run *run, const char *what, int32_t day)
{
    if (day == NO_DAY || run->inputs.as_of == NO_DAY) {
        return;
    }
    double age = (double)run->inputs.as_of - (double)day;
    if (age > run->config.max_feed_age_days) {
        char text[DAY_TEXT_SIZE];
        day_format(day, text);
        fire(run,
             "the last %s is of %s, %.0f days before the as-of date, more than "
             "guard.max_feed_age_days allows (%g)",
             what, text, age, run->config.max_feed_age_days);
    }
}

/* A month that is dated on its first day is news of the whole month. */
static int32_t last_known_day(const struct run *run)
{
    int32_t day = run->report.last_sale_day;
    if (day == NO_DAY || !run->has_panel || !run->panel.one_date_a_period) {
        return day;
    }
    const struct calendar *calendar = &run->panel.calendar;
    return period_first_day(calendar, period_of(calendar, day) + 1) - 1;
}

/* An export that failed looks like empty shelves, and everything would be bought anew. */
static void guard_stock(struct run *run)
{
    if (run->has_plan && run->inputs.stock_count == 0) {
        fire(run, "stock.csv holds no row that can be used: the plan takes every shelf for empty");
    }
}

static int32_t last_count_day(const struct inputs *inputs)
{
    int32_t last = NO_DAY;
    for (size_t i = 0; i < inputs->stock_count; i++) {
        int32_t day = inputs->stock[i].count_day;
        last = day > last ? day : last; /* NO_DAY is the least of all */
    }
    return last;
}

/* |tonight - last night| as a share of last night. */
static void guard_value(struct run *run, const char *before)
{
    double last = summary_order_value(before);
    if (run->inputs.overlay_count > 0 || !run->has_plan || is_missing(last) || !(last > 0.0)) {
        return;
    }
    double change = fabs(run->plan.order_value - last) / last;
    if (change > run->config.max_value_change) {
        char now_text[2 * DIGITS_SIZE];
        char last_text[2 * DIGITS_SIZE];
        fire(run,
             "the orders are worth %s, last time %s: a change beyond guard.max_value_change (%g)",
             digits_grouped(now_text, run->plan.order_value, 2), digits_grouped(last_text, last, 2),
             run->config.max_value_change);
    }
}

void run_guards(struct run *run, const char *before)
{
    guard_rejects(run);
    guard_stock(run);
    guard_age(run, "sale", last_known_day(run));
    guard_age(run, "stock count", last_count_day(&run->inputs));
    guard_value(run, before);
    for (size_t i = 0; i < run->guard_count; i++) {
        log_line(&run->log, "review    %s", run->guards[i]);
    }
}
