/* How do items fare of which little is known: what was forecast for them, and what came?
 *
 *     build/benchmarks/young FOLDER [--bucket week] [--origins 26] [--every 1] [--periods 3]
 *                                   [--rehearsals 4] [--write FILE]
 *
 * From each of some origins, the last `--periods` before the end of the data and `--every` periods
 * apart, the demand of the next `--periods` is forecast as restock does it, and held against what
 * came.  Series are told apart by what was known of them: those that had not sold though listed
 * (`launch_date` in item_locations.csv) by the time since they were launched, those young by their
 * age, old ones by the number of periods in which they had sold.  In a row: how many; units
 * forecast and sold, and bias; the share of actuals in each fifth of their law (20 each if all is
 * well; of counts by the randomised transform of accuracy_pit at u = 1/2 in parts); and of the
 * least stock from which the law expects to lose 10, 5 or 2 % of its mean: what part of demand was
 * lost.
 */
#include "base/log.h"
#include "base/missing.h"
#include "forecast/accuracy.h"
#include "forecast/forecast.h"
#include "forecast/outlook.h"
#include "io/load.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS = 3, FIFTHS = 5, ROWS = 24 };
static const double LOSS[LEVELS] = {0.1, 0.05, 0.02};

struct options {
    const char *folder;
    const char *write;
    enum bucket bucket;
    size_t origins, every, periods, rehearsals;
};

/* What was known of a series. */
struct known {
    size_t age;       /* periods since its first sale, or since its launch */
    size_t occasions; /* periods in which it sold */
};

struct row {
    double series, expected, came, fifth[FIFTHS], lost[LEVELS], promised[LEVELS], stock[LEVELS];
};

struct study {
    const struct options *options;
    struct inputs inputs;
    struct panel panel;
    struct team team;
    FILE *file;
    struct row row[ROWS];
};

static const char *const ROW_NAME[ROWS] = {
    "unsold, to 4 periods",
    "unsold, to 13",
    "unsold, to 26",
    "unsold, to 52",
    "unsold, to 104",
    "unsold, beyond",
    "age 0 (1 period)",
    "age 1-2",
    "age 3-4",
    "age 5-8",
    "age 9-13",
    "age 14-26",
    "old, sold in 1",
    "old, sold in 2",
    "old, sold in 3-5",
    "old, sold in 6-15",
    "old, sold in more",
};

static size_t place_in(const size_t *up_to, size_t count, size_t value)
{
    size_t at = 0;
    while (at < count && value > up_to[at]) {
        at++;
    }
    return at;
}

/* Ages are in weeks, or months, begun. */
static size_t row_of(const struct known *known, enum bucket bucket)
{
    static const size_t WAITED[] = {4, 13, 26, 52, 104};
    static const size_t AGES[] = {1, 3, 5, 9, 14, 27};
    static const size_t SOLD[] = {1, 2, 5, 15};
    if (known->occasions == 0) {
        return place_in(WAITED, 5, known->age);
    }
    size_t step = bucket == BUCKET_DAY ? 7 : 1;
    size_t age = place_in(AGES, 6, (known->age + step - 1) / step);
    return age < 6 ? 6 + age : 12 + place_in(SOLD, 4, known->occasions);
}

static struct known known_of(const struct study *study, const struct panel *view, size_t series)
{
    struct span span = panel_span(view, series);
    struct known known = {.age = span.length};
    for (size_t t = 0; t < span.length; t++) {
        known.occasions += value_or(span.demand[t], 0.0) > 0.0;
    }
    const struct item_location *own =
        master_item_location(&study->inputs.master, view->sku[series], view->location[series]);
    if (span.length == 0 && own != NULL && own->terms.launch_day != NO_DAY) {
        int32_t launch = period_of(&view->calendar, own->terms.launch_day);
        known.age = launch < view->end_period ? (size_t)(view->end_period - launch) : 0;
    }
    return known;
}

/* The least whole stock from which a share of the mean is expected to be lost. */
static double stock_for(const struct dist *law, double share)
{
    double low = 0.0;
    double high = 1.0;
    double allowed = share * dist_mean(law);
    while (dist_loss(law, high) > allowed && high < 1e9) {
        high *= 2.0;
    }
    while (high - low > 1.0) {
        double middle = floor((low + high) / 2.0);
        *(dist_loss(law, middle) > allowed ? &low : &high) = middle;
    }
    return dist_loss(law, low) <= allowed ? low : high;
}

static void score(struct study *study, const struct panel *view, const struct forecasts *forecasts,
                  const double *period_end, size_t series, size_t back)
{
    struct span whole = panel_span(&study->panel, series);
    struct known known = known_of(study, view, series);
    bool begun = panel_span(view, series).length > 0;
    const struct item_location *own =
        master_item_location(&study->inputs.master, view->sku[series], view->location[series]);
    bool listed = own != NULL && own->terms.launch_day != NO_DAY &&
                  period_of(&view->calendar, own->terms.launch_day) <= view->end_period;
    if (!begun && !listed) {
        return;
    }
    double came = 0.0;
    for (size_t h = 0; h < study->options->periods && whole.length > 0; h++) {
        came += value_or(whole.demand[whole.length - back + h], 0.0);
    }
    struct outlook outlook;
    outlook_of(&outlook, view, forecasts, series, period_end);
    double days = period_end[study->options->periods - 1];
    struct dist law = outlook_dist(&outlook, 0.0, days);
    double mean = dist_mean(&law);
    double low = accuracy_pit(&law, came, 0.0);
    double high = accuracy_pit(&law, came, 1.0);
    struct row *row = &study->row[row_of(&known, view->calendar.bucket)];
    row->series += 1.0;
    row->expected += mean;
    row->came += came;
    for (size_t f = 0; f < FIFTHS; f++) {
        double from = (double)f / FIFTHS;
        double to = (double)(f + 1) / FIFTHS;
        double inside = fmin(high, to) - fmax(low, from);
        row->fifth[f] +=
            high > low ? fmax(inside, 0.0) / (high - low) : (low > from || f == 0) && low <= to;
    }
    for (size_t l = 0; l < LEVELS; l++) {
        double stock = stock_for(&law, LOSS[l]);
        row->stock[l] += stock;
        row->lost[l] += fmax(came - stock, 0.0);
        row->promised[l] += dist_loss(&law, stock);
    }
    if (study->file != NULL) {
        struct text sku = intern_text(&study->inputs.names.sku, view->sku[series]);
        struct text place = intern_text(&study->inputs.names.place, view->location[series]);
        fprintf(study->file, "%zu,%.*s,%.*s,%zu,%zu,%u,%.6g,%.6g,%.6g,%.5f,%.5f,%d,%s\n", back,
                TEXT_PRINT(sku), TEXT_PRINT(place), known.age, known.occasions,
                forecasts->report[series].flags, mean, sqrt(outlook_variance(&outlook, 0.0, days)),
                came, low, high, (int)law.kind, forecasts->report[series].label);
    }
}

static enum status run_origin(struct study *study, size_t back, struct fault *fault)
{
    const struct options *options = study->options;
    struct forecast_settings settings = {.nonnegative = true,
                                         .horizon = options->periods + 2,
                                         .effects = true,
                                         .prices = true,
                                         .rehearsals = options->rehearsals};
    struct arena arena;
    arena_init(&arena, 0);
    struct panel view = panel_earlier(&study->panel, back);
    struct forecasts forecasts;
    TRY(forecast_run(&forecasts, &view, &study->inputs, &settings, &arena, &study->team, fault));
    double *period_end = ARENA_NEW(&arena, double, settings.horizon);
    outlook_periods(&view, settings.horizon, period_end);
    for (size_t s = 0; s < view.count; s++) {
        score(study, &view, &forecasts, period_end, s, back);
    }
    arena_free(&arena);
    return STATUS_OK;
}

static void print_rows(const struct study *study)
{
    printf("%-20s %8s %10s %10s %7s  %-29s  %-17s %s\n", "", "series", "forecast", "came", "bias %",
           "in fifths of the law, %", "lost of 10 5 2 %", "stock");
    for (size_t r = 0; r < ROWS; r++) {
        const struct row *row = &study->row[r];
        if (!(row->series > 0.0)) {
            continue;
        }
        printf("%-20s %8.0f %10.0f %10.0f %+7.1f ", ROW_NAME[r], row->series, row->expected,
               row->came, 100.0 * (row->expected / row->came - 1.0));
        for (size_t f = 0; f < FIFTHS; f++) {
            printf(" %5.1f", 100.0 * row->fifth[f] / row->series);
        }
        for (size_t l = 0; l < LEVELS; l++) {
            printf(" %6.1f", 100.0 * row->lost[l] / row->came);
        }
        for (size_t l = 0; l < LEVELS; l++) {
            printf(" %8.0f", row->stock[l]);
        }
        printf("\n");
    }
}

static enum status run(const struct options *options, struct fault *fault)
{
    struct arena arena;
    struct load *load = NULL;
    struct load_report report;
    static struct study study;
    study.options = options;
    const struct load_settings reading = {.delimiter = ',',
                                          .decimal = '.',
                                          .date_format = "YYYY-MM-DD",
                                          .as_of = NO_DAY,
                                          .only_sales = false};
    const struct panel_settings bucketing = {.calendar = {.bucket = options->bucket}};
    arena_init(&arena, 0);
    TRY(team_init(&study.team, 0, fault));
    TRY(load_inputs(&load, &study.inputs, &report, options->folder, &reading, &arena, &study.team,
                    fault));
    TRY(panel_build(&study.panel, &study.inputs, &bucketing, &arena, &study.team, fault));
    if (options->write != NULL) {
        study.file = fopen(options->write, "w");
        if (study.file == NULL) {
            return fault_set(fault, STATUS_SYSTEM, "cannot write %s", options->write);
        }
        fprintf(study.file,
                "back,sku,location,age,occasions,flags,mean,sd,came,low,high,kind,label\n");
    }
    for (size_t k = options->origins; k > 0; k--) {
        TRY(run_origin(&study, options->periods + (k - 1) * options->every, fault));
    }
    print_rows(&study);
    if (study.file != NULL) {
        fclose(study.file);
    }
    load_close(load);
    team_free(&study.team);
    arena_free(&arena);
    return STATUS_OK;
}

int main(int argc, char **argv)
{
    static const struct option NAMES[] = {{"bucket", 1, NULL, 'b'},
                                          {"origins", 1, NULL, 'o'},
                                          {"every", 1, NULL, 'e'},
                                          {"periods", 1, NULL, 'p'},
                                          {"write", 1, NULL, 'w'},
                                          {"rehearsals", 1, NULL, 'r'},
                                          {0}};
    struct options options = {
        .bucket = BUCKET_WEEK, .origins = 26, .every = 1, .periods = 3, .rehearsals = 4};
    for (int c; (c = getopt_long(argc, argv, "", NAMES, NULL)) != -1;) {
        size_t number = optarg != NULL ? strtoul(optarg, NULL, 10) : 0;
        switch (c) {
        case 'b':
            options.bucket = bucket_called(optarg);
            break;
        case 'o':
            options.origins = number;
            break;
        case 'e':
            options.every = number;
            break;
        case 'p':
            options.periods = number;
            break;
        case 'r':
            options.rehearsals = number;
            break;
        case 'w':
            options.write = optarg;
            break;
        default:
            return STATUS_USAGE;
        }
    }
    options.folder = optind < argc ? argv[optind] : "data/gift-shop";
    struct fault fault = {0};
    if (run(&options, &fault) != STATUS_OK) {
        fprintf(stderr, "young: %s\n", fault.message);
        return (int)fault.status;
    }
    return 0;
}
