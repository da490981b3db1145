/* accuracy.csv: what every method was worth, for everything that is told of together, and of each
 * series by itself. */
#include "io/outputs.h"

#include "base/missing.h"
#include "io/save.h"

static const char HEADER[] =
    "scope,level,sku,location,segment,horizon,origin,method,series,forecasts,periods,censored,"
    "actual,mean,mase,rmsse,wrmsse,wape,bias,pinball,spl,coverage_50,coverage_80,coverage_95,fva,"
    "fva_wape,tracking_signal,fallbacks,money_at_stake";

/* Digits of measures; decimals of units and of money. */
enum { MEASURE = 7, UNITS = 6, MONEY = 2 };

/* What a row is about; what is NULL or 0 stays empty. */
struct heading {
    const char *scope;
    const char *level;
    const char *segment;
    struct text sku, location;
    size_t horizon;
    int32_t origin; /* the first day that is forecast; NO_DAY: all */
    size_t series;
    bool totals; /* they have no laws and no money */
};

struct figures {
    const struct score *score;
    const struct score *reference; /* of the same periods */
    double wrmsse;                 /* MISSING: not told of it */
};

static void write_key(struct sheet *sheet, const struct heading *heading, const char *method)
{
    sheet_string(sheet, heading->scope);
    sheet_string(sheet, heading->level != NULL ? heading->level : "");
    sheet_text(sheet, heading->sku);
    sheet_text(sheet, heading->location);
    sheet_string(sheet, heading->segment != NULL ? heading->segment : "");
    sheet_number(sheet, heading->horizon > 0 ? (double)heading->horizon : MISSING, 0);
    sheet_day(sheet, heading->origin);
    sheet_string(sheet, method);
}

static void write_row(struct sheet *sheet, const struct heading *heading, const char *method,
                      const struct figures *figures)
{
    const struct score *score = figures->score;
    struct accuracy accuracy = score_measures(score);
    write_key(sheet, heading, method);
    sheet_number(sheet, (double)heading->series, 0);
    sheet_number(sheet, score->forecasts, 0);
    sheet_number(sheet, score->errors.count, 0);
    sheet_number(sheet, score->censored, 0);
    sheet_number(sheet, score->errors.actual, UNITS);
    sheet_number(sheet, score->errors.actual + score->errors.over, UNITS);
    sheet_significant(sheet, accuracy.mase, MEASURE);
    sheet_significant(sheet, accuracy.rmsse, MEASURE);
    sheet_significant(sheet, figures->wrmsse, MEASURE);
    sheet_significant(sheet, accuracy.wape, MEASURE);
    sheet_significant(sheet, accuracy.bias, MEASURE);
    sheet_significant(sheet, accuracy.pinball, MEASURE);
    sheet_significant(sheet, accuracy.spl, MEASURE);
    sheet_significant(sheet, accuracy.coverage50, MEASURE);
    sheet_significant(sheet, accuracy.coverage80, MEASURE);
    sheet_significant(sheet, accuracy.coverage95, MEASURE);
    sheet_significant(sheet, score_value_added(score, figures->reference), MEASURE);
    sheet_significant(sheet, score_value_added_wape(score, figures->reference), MEASURE);
    /* the errors of several series point their several ways */
    sheet_significant(sheet, heading->series == 1 ? accuracy.tracking_signal : MISSING, MEASURE);
    sheet_number(sheet, heading->totals ? MISSING : score->fallbacks, 0);
    sheet_number(sheet, heading->totals ? MISSING : score->money, MONEY);
    sheet_end(sheet);
}

struct lines {
    const struct backtest *backtest;
    const struct names *names;
};

/* A row a method, from scores that stand `stride` apart. */
static void write_methods(struct sheet *sheet, const struct lines *lines,
                          const struct heading *heading, const struct score *scores, size_t stride,
                          const double *wrmsse, size_t wrmsse_stride)
{
    const struct backtest *backtest = lines->backtest;
    for (size_t m = 0; m < backtest->methods; m++) {
        struct figures figures = {.score = &scores[m * stride],
                                  .reference = &scores[backtest->reference * stride],
                                  .wrmsse = wrmsse != NULL ? wrmsse[m * wrmsse_stride] : MISSING};
        write_row(sheet, heading, backtest->method[m].name, &figures);
    }
}

static void write_levels(struct sheet *sheet, const struct lines *lines)
{
    const struct backtest *backtest = lines->backtest;
    for (size_t l = 0; l < backtest->levels; l++) {
        struct heading heading = {.scope = "level",
                                  .level = backtest->level[l].name,
                                  .origin = NO_DAY,
                                  .series = backtest->level[l].count,
                                  .totals = true};
        for (size_t m = 0; m < backtest->methods; m++) {
            const struct backtest_total *total = &backtest->total[m * backtest->levels + l];
            const struct backtest_total *reference =
                &backtest->total[backtest->reference * backtest->levels + l];
            struct figures figures = {&total->score, &reference->score, total->wrmsse};
            write_row(sheet, &heading, backtest->method[m].name, &figures);
        }
    }
}

static void write_steps(struct sheet *sheet, const struct lines *lines)
{
    const struct backtest *backtest = lines->backtest;
    size_t origins = backtest->settings.origins;
    size_t horizon = backtest->settings.horizon;
    for (size_t k = 0; k < origins; k++) {
        int32_t period = backtest->origin_period[k];
        struct heading heading = {.scope = "origin",
                                  .origin = period_first_day(&backtest->panel->calendar, period),
                                  .series = backtest->begun[k]};
        write_methods(sheet, lines, &heading, backtest->origin + k, origins,
                      backtest->origin_wrmsse + k, origins);
    }
    for (size_t h = 0; h < horizon; h++) {
        struct heading heading = {.scope = "horizon",
                                  .horizon = h + 1,
                                  .origin = NO_DAY,
                                  .series = backtest->whole.series};
        write_methods(sheet, lines, &heading, backtest->ahead + h, horizon, NULL, 0);
    }
}

static void write_groups(struct sheet *sheet, const struct lines *lines)
{
    const struct backtest *backtest = lines->backtest;
    for (size_t g = 0; g < BACKTEST_SEGMENTS; g++) {
        const struct backtest_group *group = &backtest->segment[g];
        const char name[3] = {group->class.abc, group->class.xyz, '\0'};
        struct heading heading = {.scope = "segment",
                                  .segment = name[0] != '\0' ? name : "new",
                                  .origin = NO_DAY,
                                  .series = group->series};
        if (group->series > 0) {
            write_methods(sheet, lines, &heading, group->score, 1, NULL, 0);
        }
    }
    for (size_t l = 0; l < backtest->locations; l++) {
        const struct backtest_group *group = &backtest->location[l];
        struct heading heading = {.scope = "location",
                                  .location = intern_text(&lines->names->place, group->location),
                                  .origin = NO_DAY,
                                  .series = group->series};
        write_methods(sheet, lines, &heading, group->score, 1, NULL, 0);
    }
}

static void write_series(void *context, size_t series, struct sheet *sheet)
{
    const struct lines *lines = context;
    const struct backtest *backtest = lines->backtest;
    const struct panel *panel = backtest->panel;
    if (!(backtest->series[series].forecasts > 0.0)) {
        return;
    }
    const struct backtest_class class = backtest->classed[series];
    const char segment[3] = {class.abc, class.xyz, '\0'};
    struct heading heading = {.scope = "series",
                              .sku = intern_text(&lines->names->sku, panel->sku[series]),
                              .location =
                                  intern_text(&lines->names->place, panel->location[series]),
                              .segment = segment[0] != '\0' ? segment : "new",
                              .origin = NO_DAY,
                              .series = 1};
    write_methods(sheet, lines, &heading, backtest->series + series, panel->count, NULL, 0);
}

enum status output_accuracy(const char *folder, const struct backtest *backtest,
                            const struct names *names, struct team *team, struct fault *fault)
{
    struct sheet sheet;
    struct lines lines = {backtest, names};
    TRY(sheet_open(&sheet, folder, "accuracy.csv", HEADER, fault));
    struct heading all = {.scope = "all", .origin = NO_DAY, .series = backtest->whole.series};
    write_methods(&sheet, &lines, &all, backtest->whole.score, 1, backtest->wrmsse, 1);
    write_levels(&sheet, &lines);
    write_steps(&sheet, &lines);
    write_groups(&sheet, &lines);
    sheet_each(&sheet, team, backtest->panel->count, write_series, &lines);
    return sheet_close(&sheet, fault);
}
