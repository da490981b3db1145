/* How accurate is each model on a folder of sales, from several origins?
 *
 *     build/benchmarks/accuracy FOLDER [--origins 3] [--horizon 28] [--models auto,ets,swindow]
 *                                      [--bucket day|week|month] [--season N[,M]] [--threads N]
 *                                      [--lead N] [--write FILE] [--effects]
 *                                      [--prices] [--rehearsals N]
 *
 * Origins lie a horizon apart, the last one a horizon before the end of the data.  `auto` is the
 * automatic choice, with --effects on histories freed of pooled calendar effects (with --prices of
 * prices too), its spread learned from so many still earlier origins (--rehearsals; else none). Per
 * model: MASE and RMSSE (mean over series and origins; those of a constant history are left out),
 * WAPE and bias over all units, the pinball loss at 0.5, 0.75 and 0.95 of a unit sold, the share of
 * periods inside the central 80 % and 95 % and at most the 95 % quantile, the share of horizon
 * totals at most their 95 % quantile, and CPU milliseconds a series.
 *
 * A second table says how far the distributions hold: the share of actuals in the central 50, 80
 * and 95 % of their law and at most at its 95 % point (50, 80, 95 and 95 if all is well), for the
 * first period, for every period, and for the sums over a lead time (--lead periods; else 7 days,
 * 2 weeks or 1 month) and over the horizon.  Of counts by the randomised transform of
 * accuracy_pit, with random numbers fixed by series and origin, since intervals of counts between
 * quantiles, as in the first table, cover more than their level by construction.
 *
 * --write puts the forecasts of the last model from the end of the data to FILE
 * (sku,location,date,mean).
 */
#include "forecast/accuracy.h"
#include "base/log.h"
#include "base/missing.h"
#include "forecast/effects.h"
#include "forecast/forecast.h"
#include "io/load.h"
#include "num/dist.h"
#include "num/random.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MODELS_MOST = 24 };

struct options {
    const char *folder;
    const char *write;
    char *models;
    size_t origins;
    size_t horizon;
    struct season_list seasons;
    size_t lead;
    int threads;
    enum bucket bucket;
    bool effects;
    bool prices;
    size_t rehearsals;
};

/* What is asked of a forecast's laws. */
enum span_of { SPAN_FIRST, SPAN_EACH, SPAN_LEAD, SPAN_ALL, SPANS };

/* What one series adds to a model's account from one origin. */
struct score {
    struct errors errors;
    double mase, rmsse;
    double pinball[3]; /* at 0.5, 0.75, 0.95 */
    double inside80, inside95, below95;
    double total_below95;
    struct coverage coverage[SPANS];
};

struct sums {
    const char *name;
    struct score score;
    double mase_count, rmsse_count, series;
    double cpu_seconds;
};

struct job {
    const struct panel *panel;
    const struct panel *earlier;
    const struct forecasts *forecasts;
    size_t season;
    size_t lead;
    uint64_t origin;     /* numbers the random streams */
    struct score *score; /* [earlier->count] */
};

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static double quantile(const struct dist *dist, double p)
{
    return dist->kind == DIST_POINT ? dist->a : dist_quantile(dist, p);
}

static void score_quantiles(struct score *score, const double *actual, const double *mean,
                            const double *variance, size_t horizon, bool counts)
{
    for (size_t h = 0; h < horizon; h++) {
        struct dist dist = dist_of_demand(mean[h], variance[h], counts);
        double top = quantile(&dist, 0.95);
        score->pinball[0] += accuracy_pinball(actual[h], quantile(&dist, 0.5), 0.5);
        score->pinball[1] += accuracy_pinball(actual[h], quantile(&dist, 0.75), 0.75);
        score->pinball[2] += accuracy_pinball(actual[h], top, 0.95);
        score->inside80 += actual[h] >= quantile(&dist, 0.1) && actual[h] <= quantile(&dist, 0.9);
        score->inside95 +=
            actual[h] >= quantile(&dist, 0.025) && actual[h] <= quantile(&dist, 0.975);
        score->below95 += actual[h] <= top;
    }
}

/* The law of periods 1 .. `periods` together. */
static struct dist sum_law(const struct job *job, size_t series, size_t periods)
{
    const double *mean = job->forecasts->mean + series * job->forecasts->horizon;
    double sum = 0.0;
    for (size_t h = 0; h < periods; h++) {
        sum += mean[h];
    }
    size_t last = series * job->forecasts->horizon + periods - 1;
    return dist_of_demand(sum, job->forecasts->sum_variance[last],
                          job->forecasts->report[series].counts);
}

static void score_coverage(const struct job *job, size_t series, const double *actual)
{
    struct coverage *coverage = job->score[series].coverage;
    struct random random = random_stream(job->origin, series);
    size_t horizon = job->forecasts->horizon;
    const double *mean = job->forecasts->mean + series * horizon;
    const double *variance = job->forecasts->variance + series * horizon;
    double sum = 0.0; /* MISSING from the first period on that is */
    for (size_t h = 0; h < horizon; h++) {
        struct dist law =
            dist_of_demand(mean[h], variance[h], job->forecasts->report[series].counts);
        double place = accuracy_pit(&law, actual[h], random_uniform(&random));
        coverage_count(&coverage[SPAN_EACH], place);
        if (h == 0) {
            coverage_count(&coverage[SPAN_FIRST], place);
        }
        sum += actual[h];
        if (h + 1 != job->lead && h + 1 != horizon) {
            continue;
        }
        law = sum_law(job, series, h + 1);
        place = accuracy_pit(&law, sum, random_uniform(&random));
        if (h + 1 == job->lead) {
            coverage_count(&coverage[SPAN_LEAD], place);
        }
        if (h + 1 == horizon) {
            coverage_count(&coverage[SPAN_ALL], place);
        }
    }
}

static void score_one(void *context, size_t series, struct arena *scratch)
{
    (void)scratch;
    const struct job *job = context;
    size_t horizon = job->forecasts->horizon;
    struct span history = panel_span(job->earlier, series);
    struct span whole = panel_span(job->panel, series);
    if (history.length == 0) {
        return; /* not yet sold */
    }
    const double *actual = whole.demand + history.length;
    const double *mean = job->forecasts->mean + series * horizon;
    const double *variance = job->forecasts->variance + series * horizon;
    bool counts = job->forecasts->report[series].counts;
    struct score *score = &job->score[series];
    *score = (struct score){.errors = errors_of(actual, mean, horizon)};
    score->mase =
        accuracy_mase(&score->errors, accuracy_scale(history.demand, history.length, job->season));
    score->rmsse = accuracy_rmsse(&score->errors, accuracy_scale2(history.demand, history.length));
    score_quantiles(score, actual, mean, variance, horizon, counts);
    struct dist total =
        dist_of_demand(score->errors.actual + score->errors.over,
                       job->forecasts->sum_variance[series * horizon + horizon - 1], counts);
    score->total_below95 = score->errors.actual <= quantile(&total, 0.95);
    score_coverage(job, series, actual);
}

static void add(struct sums *sums, const struct score *score)
{
    errors_add(&sums->score.errors, &score->errors);
    sums->series += 1.0;
    sums->score.mase += value_or(score->mase, 0.0);
    sums->score.rmsse += value_or(score->rmsse, 0.0);
    sums->mase_count += !is_missing(score->mase);
    sums->rmsse_count += !is_missing(score->rmsse);
    for (size_t i = 0; i < 3; i++) {
        sums->score.pinball[i] += score->pinball[i];
    }
    sums->score.inside80 += score->inside80;
    sums->score.inside95 += score->inside95;
    sums->score.below95 += score->below95;
    sums->score.total_below95 += score->total_below95;
    for (size_t i = 0; i < SPANS; i++) {
        coverage_add(&sums->score.coverage[i], &score->coverage[i]);
    }
}

struct origin {
    const struct panel *panel;
    const struct inputs *inputs;
    const struct forecast_settings *settings;
    size_t lead;
    size_t back; /* periods before the end of the data */
};

static enum status run_origin(struct sums *sums, const struct origin *origin, struct team *team,
                              struct fault *fault)
{
    const struct panel *panel = origin->panel;
    const struct forecast_settings *settings = origin->settings;
    struct arena arena;
    arena_init(&arena, 0);
    struct panel earlier = panel_earlier(panel, origin->back);
    struct forecasts forecasts;
    double before = cpu_seconds();
    TRY(forecast_run(&forecasts, &earlier, origin->inputs, settings, &arena, team, fault));
    sums->cpu_seconds += cpu_seconds() - before;
    struct job job = {.panel = panel,
                      .earlier = &earlier,
                      .forecasts = &forecasts,
                      .season = settings->season > 0 ? settings->season
                                                     : (size_t)calendar_season(&panel->calendar),
                      .lead = origin->lead,
                      .origin = origin->back,
                      .score = ARENA_NEW(&arena, struct score, earlier.count)};
    parallel_each(team, earlier.count, score_one, &job);
    for (size_t i = 0; i < earlier.count; i++) {
        if (panel_span(&earlier, i).length > 0) {
            add(sums, &job.score[i]);
        }
    }
    arena_free(&arena);
    return STATUS_OK;
}

static void print_sums(const char *name, const struct sums *sums)
{
    const struct score *score = &sums->score;
    const struct errors *errors = &score->errors;
    printf(
        "%-12s %8.0f %7.4f %7.4f %7.4f %+7.4f  %6.4f %6.4f %6.4f  %5.1f %5.1f %5.1f %5.1f %9.3f\n",
        name, sums->series, score->mase / sums->mase_count, score->rmsse / sums->rmsse_count,
        accuracy_wape(errors), accuracy_bias(errors), score->pinball[0] / errors->actual,
        score->pinball[1] / errors->actual, score->pinball[2] / errors->actual,
        100.0 * score->inside80 / errors->count, 100.0 * score->inside95 / errors->count,
        100.0 * score->below95 / errors->count, 100.0 * score->total_below95 / sums->series,
        1000.0 * sums->cpu_seconds / sums->series);
    fflush(stdout);
}

static void print_coverage(const struct sums *sums, size_t count, size_t lead)
{
    static const char *const TITLE[SPANS] = {"the first period", "every period", "lead time",
                                             "whole horizon"};
    printf("\ncoverage     ");
    for (size_t i = 0; i < SPANS; i++) {
        printf("  %-23s", TITLE[i]);
    }
    printf("\nlead %-8zu", lead);
    for (size_t i = 0; i < SPANS; i++) {
        printf("  %5s %5s %5s %5s", "in50", "in80", "in95", "le95");
    }
    printf("\n");
    for (size_t m = 0; m < count; m++) {
        printf("%-13s", sums[m].name);
        for (size_t i = 0; i < SPANS; i++) {
            const struct coverage *coverage = &sums[m].score.coverage[i];
            double share = 100.0 / coverage->count;
            printf("  %5.1f %5.1f %5.1f %5.1f", share * coverage->inside50,
                   share * coverage->inside80, share * coverage->inside95,
                   share * coverage->below95);
        }
        printf("\n");
    }
}

/* 7 days, 2 weeks or 1 month, but no more than the horizon. */
static size_t lead_periods(const struct options *options, enum bucket bucket)
{
    size_t usual = bucket == BUCKET_DAY ? 7 : bucket == BUCKET_WEEK ? 2 : 1;
    size_t lead = options->lead > 0 ? options->lead : usual;
    return lead < options->horizon ? lead : options->horizon;
}

static enum status write_forecasts(const struct options *options, const struct inputs *inputs,
                                   const struct panel *panel,
                                   const struct forecast_settings *settings, struct team *team,
                                   struct fault *fault)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct forecasts forecasts;
    double cpu = cpu_seconds();
    double wall = clock_seconds();
    TRY(forecast_run(&forecasts, panel, inputs, settings, &arena, team, fault));
    printf("forecast of all: %.1f s, CPU %.1f s, peak %.0f MB\n", clock_seconds() - wall,
           cpu_seconds() - cpu, memory_peak() / 1e6);
    FILE *file = fopen(options->write, "w");
    if (file == NULL) {
        return fault_set(fault, STATUS_SYSTEM, "cannot write %s", options->write);
    }
    fprintf(file, "sku,location,date,mean,label\n");
    for (size_t i = 0; i < panel->count; i++) {
        struct text sku = intern_text(&inputs->names.sku, panel->sku[i]);
        struct text place = intern_text(&inputs->names.place, panel->location[i]);
        for (size_t h = 0; h < forecasts.horizon; h++) {
            char day[DAY_TEXT_SIZE];
            day_format(period_first_day(&panel->calendar, panel->end_period + (int32_t)h), day);
            fprintf(file, "%.*s,%.*s,%s,%.6g,\"%s\"\n", TEXT_PRINT(sku), TEXT_PRINT(place), day,
                    forecasts.mean[i * forecasts.horizon + h], forecasts.report[i].label);
        }
    }
    arena_free(&arena);
    return fclose(file) == 0 ? STATUS_OK : fault_set(fault, STATUS_SYSTEM, "cannot write");
}

/* "+" joins the names of a pool: ses+tsb. */
static bool read_pool(struct forecast_settings *settings, const char *name)
{
    memset(settings->pool, 0, sizeof settings->pool);
    if (strcmp(name, "auto") == 0) {
        return true;
    }
    size_t count = 0;
    while (*name != '\0' && count < MODEL_POOL_SIZE) {
        char one[32];
        size_t length = strcspn(name, "+");
        snprintf(one, sizeof one, "%.*s", (int)length, name);
        settings->pool[count] = model_find(one);
        if (settings->pool[count++] == NULL) {
            return false;
        }
        name += length + (name[length] == '+');
    }
    return true;
}

static enum status run(const struct options *options, struct fault *fault)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct team team;
    TRY(team_init(&team, options->threads, fault));
    struct load *load = NULL;
    struct inputs inputs;
    struct load_report report;
    struct load_settings reading = {.delimiter = ',',
                                    .decimal = '.',
                                    .date_format = "YYYY-MM-DD",
                                    .as_of = NO_DAY,
                                    .only_sales = true};
    TRY(load_inputs(&load, &inputs, &report, options->folder, &reading, &arena, &team, fault));
    struct panel panel;
    struct panel_settings bucketing = {.calendar = {.bucket = options->bucket}};
    double start = clock_seconds();
    TRY(panel_build(&panel, &inputs, &bucketing, &arena, &team, fault));
    printf("%s: %zu rows, %zu series, %zu cells by %s in %.2f s; %zu origins, horizon %zu\n",
           options->folder, inputs.sales.count, panel.count, panel.start[panel.count],
           bucket_name(panel.calendar.bucket), clock_seconds() - start, options->origins,
           options->horizon);
    printf("%-12s %8s %7s %7s %7s %7s  %6s %6s %6s  %5s %5s %5s %5s %9s\n", "model", "series",
           "MASE", "RMSSE", "WAPE", "bias", "pb.50", "pb.75", "pb.95", "in80", "in95", "le95",
           "sum95", "cpu_ms");
    struct forecast_settings settings = {.season = (size_t)options->seasons.length[0],
                                         .seasons = options->seasons,
                                         .nonnegative = true,
                                         .horizon = options->horizon,
                                         .effects = options->effects,
                                         .prices = options->prices,
                                         .rehearsals = options->rehearsals};
    struct sums sums[MODELS_MOST] = {0};
    size_t count = 0;
    size_t lead = lead_periods(options, panel.calendar.bucket);
    for (char *name = strtok(options->models, ","); name != NULL; name = strtok(NULL, ",")) {
        if (count == MODELS_MOST) {
            return fault_set(fault, STATUS_USAGE, "more than %d models", (int)MODELS_MOST);
        }
        if (!read_pool(&settings, name)) {
            return fault_set(fault, STATUS_USAGE, "no model is called %s", name);
        }
        for (size_t k = options->origins; k > 0; k--) {
            struct origin origin = {.panel = &panel,
                                    .inputs = &inputs,
                                    .settings = &settings,
                                    .lead = lead,
                                    .back = k * options->horizon};
            TRY(run_origin(&sums[count], &origin, &team, fault));
        }
        sums[count].name = name;
        if (options->origins > 0) {
            print_sums(name, &sums[count]);
        }
        count++;
    }
    if (options->origins > 0) {
        print_coverage(sums, count, lead);
    }
    if (options->write != NULL) {
        TRY(write_forecasts(options, &inputs, &panel, &settings, &team, fault));
    }
    load_close(load);
    team_free(&team);
    arena_free(&arena);
    return STATUS_OK;
}

/* "7,365.25"; 1 alone is no season. */
static struct season_list seasons_in(char *text)
{
    struct season_list seasons = {0};
    for (char *at = strtok(text, ","); at != NULL && seasons.count < SEASONS_MOST;
         at = strtok(NULL, ",")) {
        seasons.length[seasons.count++] = strtod(at, NULL);
    }
    return seasons;
}

int main(int argc, char **argv)
{
    static const struct option LONG[] = {
        {"origins", required_argument, NULL, 'o'},    {"horizon", required_argument, NULL, 'h'},
        {"models", required_argument, NULL, 'm'},     {"bucket", required_argument, NULL, 'b'},
        {"season", required_argument, NULL, 's'},     {"lead", required_argument, NULL, 'l'},
        {"threads", required_argument, NULL, 't'},    {"write", required_argument, NULL, 'w'},
        {"effects", no_argument, NULL, 'e'},          {"prices", no_argument, NULL, 'p'},
        {"rehearsals", required_argument, NULL, 'r'}, {NULL, 0, NULL, 0}};
    char every[] = "auto,naive,snaive,mean,swindow,ses,ets,croston,sba,tsb";
    struct options options = {.models = every, .origins = 3, .horizon = 28};
    for (int c = 0; (c = getopt_long(argc, argv, "", LONG, NULL)) != -1;) {
        switch (c) {
        case 'o':
            options.origins = strtoul(optarg, NULL, 10);
            break;
        case 'h':
            options.horizon = strtoul(optarg, NULL, 10);
            break;
        case 'm':
            options.models = optarg;
            break;
        case 'b':
            options.bucket = bucket_called(optarg);
            break;
        case 's':
            options.seasons = seasons_in(optarg);
            break;
        case 'l':
            options.lead = strtoul(optarg, NULL, 10);
            break;
        case 't':
            options.threads = atoi(optarg);
            break;
        case 'w':
            options.write = optarg;
            break;
        case 'e':
            options.effects = true;
            break;
        case 'p':
            options.prices = true;
            break;
        case 'r':
            options.rehearsals = strtoul(optarg, NULL, 10);
            break;
        default:
            return STATUS_USAGE;
        }
    }
    if (optind + 1 != argc || options.horizon == 0) {
        fprintf(stderr, "usage: accuracy FOLDER [--origins K] [--horizon H] [--models a,b,c]\n");
        return STATUS_USAGE;
    }
    options.folder = argv[optind];
    struct fault fault = {0};
    if (run(&options, &fault) != STATUS_OK) {
        fprintf(stderr, "accuracy: %s\n", fault.message);
        return (int)fault.status;
    }
    return 0;
}
