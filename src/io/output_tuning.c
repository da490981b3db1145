/* tuning.csv and tuned.ini. */
#include "base/missing.h"
#include "io/digits.h"
#include "io/save.h"
#include "io/tuning.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MONEY = 2, SHARE = 4, LINE = 180, CELL = 2 * DIGITS_SIZE };

static const double PERCENT = 100.0;

static const char *const PHASES[] = {"service", "forecast", "decision", "later"};

static void write_row(struct sheet *sheet, const struct tune_row *row)
{
    char text[TUNE_TEXT_SIZE];
    tune_set_text(&row->set, text);
    sheet_string(sheet, PHASES[row->phase]);
    sheet_number(sheet, (double)row->step, 0);
    sheet_string(sheet, text);
    sheet_number(sheet, row->cost, MONEY);
    sheet_number(sheet, row->fill, SHARE);
    sheet_number(sheet, row->stock_value, MONEY);
    sheet_number(sheet, row->aim, MONEY);
    sheet_number(sheet, row->gain.money, MONEY);
    sheet_number(sheet, row->gain.low, MONEY);
    sheet_number(sheet, row->gain.high, MONEY);
    sheet_number(sheet, row->gain.share, SHARE);
    sheet_number(sheet, row->gain.share_low, SHARE);
    sheet_number(sheet, row->gain.share_high, SHARE);
    sheet_string(sheet, row->taken ? "yes" : "no");
    sheet_end(sheet);
}

enum status output_tuning(const char *folder, const struct tuning_table *table, struct fault *fault)
{
    struct sheet sheet;
    TRY(sheet_open(&sheet, folder, "tuning.csv",
                   "phase,step,settings,cost,fill,stock_value,aim,gain,low,high,share,share_low,"
                   "share_high,taken",
                   fault));
    for (size_t r = 0; r < table->result->row_count; r++) {
        write_row(&sheet, &table->result->rows[r]);
    }
    return sheet_close(&sheet, fault);
}

const char *tuning_aim(const struct tune_problem *problem)
{
    if (problem->aim == TUNE_COST) {
        return "least cost";
    }
    return problem->goal == SERVICE_FILL ? "least stock at the fill rate asked for"
                                         : "least stock at the same fill rate";
}

static const char *what_falls(const struct tuning_table *table)
{
    return table->problem->aim == TUNE_COST ? "cost" : "stock at the same fill";
}

/* "3.4 % lower (95 % interval 1.2 to 5.6 %)". */
static void gain_text(char *text, size_t size, const struct tune_gain *gain)
{
    bool lower = !(gain->share < 0.0);
    double sign = lower ? PERCENT : -PERCENT;
    const char *word = lower ? "lower" : "higher";
    double ends[] = {lower ? gain->share_low : gain->share_high,
                     lower ? gain->share_high : gain->share_low};
    if (is_missing(gain->share_low)) {
        (void)snprintf(text, size, "%.1f %% %s (how sure that is cannot be told)",
                       gain->share * sign, word);
        return;
    }
    (void)snprintf(text, size, "%.1f %% %s (95 %% interval %.1f to %.1f %%)", gain->share * sign,
                   word, ends[0] * sign, ends[1] * sign);
}

void tuning_verdict(const struct tuning_table *table, char *text, size_t size)
{
    const struct tune_result *result = table->result;
    char settings[TUNE_TEXT_SIZE];
    char gain[128];
    tune_set_text(&result->chosen, settings);
    gain_text(gain, sizeof gain, &result->later);
    if (result->chosen.count == 0) {
        (void)snprintf(text, size,
                       "nothing to tune: no setting gains %g %% beyond doubt on the earlier days; "
                       "what stands is kept",
                       table->problem->least_gain * PERCENT);
    } else if (is_missing(result->later.share)) {
        (void)snprintf(text, size,
                       "%s: on the later days the fill rate is %.1f %% instead of %.1f %%, asked "
                       "%.1f %%%s",
                       settings, result->fill_after.fill * PERCENT,
                       result->fill_before.fill * PERCENT, result->asked * PERCENT,
                       result->proved ? "" : "; that is not nearer beyond doubt, keep what stands");
    } else {
        (void)snprintf(text, size, "%s: on the later days %s is %s%s", settings, what_falls(table),
                       gain, result->proved ? "" : "; not beyond doubt, keep what stands");
    }
}

static void PRINTF_LIKE(2, 3) say(struct sheet *sheet, const char *format, ...)
{
    char line[LINE + TUNE_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int wrote = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    size_t length = wrote > 0 ? (size_t)wrote : 0;
    sheet_block(sheet, line, length < LINE ? length : LINE);
    sheet_block(sheet, "\n", 1);
}

/* "; 2016-01-01 .. 2016-06-30 label". */
static void say_days(struct sheet *sheet, const char *what, const struct sim_settings *period)
{
    char from[DAY_TEXT_SIZE];
    char to[DAY_TEXT_SIZE];
    day_format(period->from, from);
    day_format(period->to - 1, to);
    say(sheet, "; %s %s to %s", what, from, to);
}

/* The candidates, a line a setting: they stand side by side. */
static void say_tried(struct sheet *sheet, const struct tune_problem *problem)
{
    char line[LINE];
    size_t used = 0;
    for (size_t c = 0; c < problem->candidate_count; c++) {
        const struct tune_choice *choice = &problem->candidates[c].choice;
        bool more =
            c > 0 && strcmp(choice[0].setting, problem->candidates[c - 1].choice.setting) == 0;
        if (!more && used > 0) {
            say(sheet, "%s", line);
            used = 0;
        }
        int wrote = used == 0
                        ? snprintf(line, sizeof line, ";   %s: %s", choice->setting, choice->value)
                        : snprintf(line + used, sizeof line - used, ", %s", choice->value);
        used += wrote > 0 ? (size_t)wrote : 0;
        used = used < sizeof line ? used : sizeof line - 1;
    }
    if (used > 0) {
        say(sheet, "%s", line);
    }
    if (problem->aim == TUNE_STOCK) {
        say(sheet, ";   plan.service_level: as the fill rate wants it");
    }
}

static void say_gain(struct sheet *sheet, const struct tuning_table *table, const char *when,
                     const struct tune_gain *gain)
{
    char text[128];
    if (!is_missing(gain->share)) {
        gain_text(text, sizeof text, gain);
        say(sheet, "; %s: %s %s", when, what_falls(table), text);
    }
}

static void say_fill(struct sheet *sheet, const struct tuning_table *table)
{
    const struct tune_result *result = table->result;
    if (is_missing(result->asked)) {
        return;
    }
    say(sheet, "; fill rate %s: %.2f %%; on the earlier days what stands delivered %.2f %%",
        table->problem->goal == SERVICE_FILL ? "asked for" : "to keep", result->asked * PERCENT,
        result->fill_earlier * PERCENT);
    if (!is_missing(result->fill_after.fill)) {
        say(sheet,
            "; on the later days: %.2f %% as it stood, %.2f %% as tuned (95 %% interval %.2f to "
            "%.2f)",
            result->fill_before.fill * PERCENT, result->fill_after.fill * PERCENT,
            result->fill_after.low * PERCENT, result->fill_after.high * PERCENT);
    }
}

/* The lines themselves, by section in the order in which they were chosen. */
static void say_settings(struct sheet *sheet, const struct tune_result *result)
{
    const char *mark = result->proved ? "" : "; ";
    bool done[TUNE_CHOICES] = {false};
    for (size_t c = 0; c < result->chosen.count; c++) {
        const char *setting = result->chosen.choice[c].setting;
        int section = (int)strcspn(setting, ".");
        if (done[c]) {
            continue;
        }
        say(sheet, "%s[%.*s]", mark, section, setting);
        for (size_t k = c; k < result->chosen.count; k++) {
            const struct tune_choice *choice = &result->chosen.choice[k];
            if (strncmp(choice->setting, setting, (size_t)section + 1) == 0) {
                done[k] = true;
                say(sheet, "%s%s = %s", mark, choice->setting + section + 1, choice->value);
            }
        }
    }
}

enum status output_tuned(const char *folder, const struct tuning_table *table, struct fault *fault)
{
    const struct tune_problem *problem = table->problem;
    const struct tune_result *result = table->result;
    struct sheet sheet;
    TRY(sheet_open(&sheet, folder, "tuned.ini", "; Made by restock tune: lines for restock.ini.",
                   fault));
    say(&sheet, "; aim: %s", tuning_aim(problem));
    say_days(&sheet, "chosen on", &problem->earlier);
    say_days(&sheet, "proved on", &problem->later);
    say(&sheet, "; tried beside what stands:");
    say_tried(&sheet, problem);
    if (result->chosen.count == 0) {
        say(&sheet, "; No candidate gains %g %% beyond doubt: what stands is kept.",
            problem->least_gain * PERCENT);
    }
    say_gain(&sheet, table, "on the days it was chosen on", &result->earlier);
    say_gain(&sheet, table, "on the later days", &result->later);
    say_fill(&sheet, table);
    if (result->chosen.count > 0) {
        say(&sheet,
            result->proved
                ? "; The later days bear it out."
                : "; The later days do not bear it out beyond doubt: the lines are comments.");
    }
    say_settings(&sheet, result);
    return sheet_close(&sheet, fault);
}
