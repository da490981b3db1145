/* How long do nights take that follow each other, as restock simulate has them?
 *
 *     build/benchmarks/replay FOLDER [--nights 8] [--every 7] [--horizon 42] [--rehearsals 4]
 *                                    [--refit 28] [--bucket day] [--threads N] [--compare]
 *
 * Forecasts of all series of FOLDER on mornings `--every` days apart, the last of them as late as
 * the data bear; each night with what the one before it found.  Per night: seconds, CPU seconds,
 * and how the series were met.  With --compare each night is forecast cold as well; then follow how
 * far the two are apart (of the means of all periods and of the standard deviations of the
 * horizon's total: the absolute differences as a share of all), and of both the loss of the
 * horizon's total at its 50, 90 and 98 % quantile (a unit sold). */
#include "base/log.h"
#include "base/missing.h"
#include "forecast/accuracy.h"
#include "forecast/forecast.h"
#include "forecast/memory.h"
#include "io/load.h"
#include "num/dist.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LEVELS = 3 };
static const double LEVEL[LEVELS] = {0.5, 0.9, 0.98};

struct options {
    const char *folder;
    size_t nights, horizon, rehearsals, refit;
    int32_t every;
    enum bucket bucket;
    int threads;
    bool compare;
};

/* What nights are made of. */
struct replay {
    const struct options *options;
    struct inputs inputs;
    struct panel panel;
    struct forecast_settings settings;
    struct team team;
    struct memory memory;
};

struct night {
    double seconds, cpu;
    double loss[LEVELS]; /* of the horizon's total, all series */
};

static double total_mean(const struct forecasts *forecasts, size_t series)
{
    double sum = 0.0;
    for (size_t h = 0; h < forecasts->horizon; h++) {
        sum += forecasts->mean[series * forecasts->horizon + h];
    }
    return sum;
}

static double total_variance(const struct forecasts *forecasts, size_t series)
{
    return forecasts->sum_variance[(series + 1) * forecasts->horizon - 1];
}

/* Adds up the losses; returns the units sold. */
static double judge(struct night *night, const struct panel *view,
                    const struct forecasts *forecasts)
{
    double sold = 0.0;
    for (size_t s = 0; s < view->count; s++) {
        struct span span = panel_span(view, s);
        double actual = 0.0;
        for (size_t h = 0; h < forecasts->horizon; h++) {
            actual += span.length > 0 ? value_or(span.demand[span.length + h], 0.0) : 0.0;
        }
        struct dist law = dist_of_demand(total_mean(forecasts, s), total_variance(forecasts, s),
                                         forecasts->report[s].counts);
        for (size_t i = 0; i < LEVELS; i++) {
            double at = law.kind == DIST_POINT ? law.a : dist_quantile(&law, LEVEL[i]);
            night->loss[i] += accuracy_pinball(actual, at, LEVEL[i]);
        }
        sold += actual;
    }
    return sold;
}

static enum status make_night(struct replay *replay, const struct panel *view, bool cold,
                              struct forecasts *forecasts, struct night *night, struct arena *arena,
                              struct fault *fault)
{
    struct forecast_settings settings = replay->settings;
    settings.memory = cold ? NULL : &replay->memory;
    double seconds = clock_seconds();
    clock_t cpu = clock();
    TRY(forecast_run(forecasts, view, &replay->inputs, &settings, arena, &replay->team, fault));
    night->seconds = clock_seconds() - seconds;
    night->cpu = (double)(clock() - cpu) / (double)CLOCKS_PER_SEC;
    return STATUS_OK;
}

static void print_apart(const struct forecasts *warm, const struct forecasts *cold)
{
    double mean = 0.0;
    double means = 0.0;
    double sd = 0.0;
    double sds = 0.0;
    for (size_t i = 0; i < warm->count * warm->horizon; i++) {
        mean += fabs(warm->mean[i] - cold->mean[i]);
        means += cold->mean[i];
    }
    for (size_t s = 0; s < warm->count; s++) {
        double own = sqrt(total_variance(cold, s));
        sd += fabs(sqrt(total_variance(warm, s)) - own);
        sds += own;
    }
    printf("  apart: means %.3f %%, sd %.3f %%", 100.0 * mean / means, 100.0 * sd / sds);
}

static void print_losses(const char *name, const struct night *night, double sold)
{
    printf("  %s %.4f %.4f %.4f", name, night->loss[0] / sold, night->loss[1] / sold,
           night->loss[2] / sold);
}

static enum status compare(struct replay *replay, const struct panel *view, struct night *warm,
                           const struct forecasts *forecasts, struct arena *arena,
                           struct fault *fault)
{
    struct forecasts other;
    struct night cold = {0};
    TRY(make_night(replay, view, true, &other, &cold, arena, fault));
    double sold = judge(warm, view, forecasts);
    (void)judge(&cold, view, &other);
    printf("  cold %.2f s, CPU %.2f s", cold.seconds, cold.cpu);
    print_apart(forecasts, &other);
    print_losses("loss", warm, sold);
    print_losses("cold", &cold, sold);
    return STATUS_OK;
}

static enum status run_night(struct replay *replay, int32_t day, double *seconds, double *cpu,
                             struct fault *fault)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct panel view = panel_at(&replay->panel, day);
    struct forecasts forecasts;
    struct night night = {0};
    TRY(make_night(replay, &view, false, &forecasts, &night, &arena, fault));
    struct memory_account account = memory_account(&replay->memory);
    char text[DAY_TEXT_SIZE];
    day_format(day, text);
    printf("%s  %6.2f s  CPU %6.2f s  same %zu, started %zu, anew %zu", text, night.seconds,
           night.cpu, account.same, account.started, account.anew);
    if (replay->options->compare) {
        TRY(compare(replay, &view, &night, &forecasts, &arena, fault));
    }
    printf("\n");
    fflush(stdout);
    arena_free(&arena);
    *seconds += night.seconds;
    *cpu += night.cpu;
    return memory_turn(&replay->memory, fault);
}

static enum status run_nights(struct replay *replay, struct fault *fault)
{
    const struct options *options = replay->options;
    const struct panel *panel = &replay->panel;
    int32_t last =
        period_first_day(&panel->calendar, panel->end_period - (int32_t)options->horizon);
    double seconds[2] = {0.0, 0.0};
    double cpu[2] = {0.0, 0.0};
    for (size_t k = options->nights; k > 0; k--) {
        size_t warm = k < options->nights ? 1 : 0;
        int32_t day = last - (int32_t)(k - 1) * options->every;
        TRY(run_night(replay, day, &seconds[warm], &cpu[warm], fault));
    }
    double nights = options->nights > 1 ? (double)(options->nights - 1) : 1.0;
    printf(
        "%zu series: the first night %.2f s (CPU %.2f s), each of %.0f more %.2f s (CPU %.2f s), "
        "%.0f nights an hour; peak %.0f MB\n",
        panel->count, seconds[0], cpu[0], nights, seconds[1] / nights, cpu[1] / nights,
        3600.0 * nights / seconds[1], memory_peak() / 1e6);
    return STATUS_OK;
}

static enum status run(const struct options *options, struct fault *fault)
{
    struct arena arena;
    struct load *load = NULL;
    struct load_report report;
    struct replay replay = {
        .options = options,
        .settings = {.nonnegative = true,
                     .horizon = options->horizon,
                     .effects = true,
                     .prices = true,
                     .rehearsals = options->rehearsals},
    };
    const struct load_settings reading = {.delimiter = ',',
                                          .decimal = '.',
                                          .date_format = "YYYY-MM-DD",
                                          .as_of = NO_DAY,
                                          .only_sales = true};
    const struct panel_settings bucketing = {.calendar = {.bucket = options->bucket}};
    arena_init(&arena, 0);
    TRY(team_init(&replay.team, options->threads, fault));
    TRY(load_inputs(&load, &replay.inputs, &report, options->folder, &reading, &arena, &replay.team,
                    fault));
    TRY(panel_build(&replay.panel, &replay.inputs, &bucketing, &arena, &replay.team, fault));
    load_forget_sales(load, &replay.inputs);
    memory_init_replay(&replay.memory, options->refit);
    TRY(run_nights(&replay, fault));
    memory_free(&replay.memory);
    load_close(load);
    team_free(&replay.team);
    arena_free(&arena);
    return STATUS_OK;
}

static struct options read_options(int argc, char **argv)
{
    static const struct option names[] = {
        {"nights", 1, NULL, 'n'},  {"every", 1, NULL, 'e'},   {"horizon", 1, NULL, 'h'},
        {"refit", 1, NULL, 'f'},   {"bucket", 1, NULL, 'b'},  {"rehearsals", 1, NULL, 'r'},
        {"compare", 0, NULL, 'c'}, {"threads", 1, NULL, 't'}, {0}};
    struct options options = {
        .nights = 8, .every = 7, .horizon = 42, .rehearsals = 4, .refit = 28, .bucket = BUCKET_DAY};
    for (int c; (c = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        size_t number = optarg != NULL ? strtoul(optarg, NULL, 10) : 0;
        switch (c) {
        case 'n':
            options.nights = number;
            break;
        case 'e':
            options.every = (int32_t)number;
            break;
        case 'h':
            options.horizon = number;
            break;
        case 'f':
            options.refit = number;
            break;
        case 'r':
            options.rehearsals = number;
            break;
        case 't':
            options.threads = (int)number;
            break;
        case 'b':
            options.bucket = bucket_called(optarg);
            break;
        case 'c':
            options.compare = true;
            break;
        default:
            exit(2);
        }
    }
    options.folder = optind < argc ? argv[optind] : "data/pasta";
    return options;
}

int main(int argc, char **argv)
{
    struct fault fault = {0};
    struct options options = read_options(argc, argv);
    if (run(&options, &fault) != STATUS_OK) {
        fprintf(stderr, "%s\n", fault.message);
        return 1;
    }
    return 0;
}
