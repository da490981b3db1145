/* restock generate: a made-up world of any size whose truth is known. */
#include "app/command.h"
#include "base/log.h"
#include "generate/generate.h"
#include "io/digits.h"
#include "io/save.h"

#include <stdio.h>
#include <string.h>

const struct own_option generate_options[] = {
    {"series", "N", "items at locations (default: 10000)"},
    {"skus", "N", "items (default: enough for --series)"},
    {"locations", "N", "(default: grows with --series; 10 of 10,000)"},
    {"periods", "N", "of history (default: 730 days or 104 weeks)"},
    {"horizon", "N", "periods to come in truth.csv (default: 28 or 13)"},
    {"bucket", "day|week", "a row of sales is a day's or a week's (default: day)"},
    {"start", "DATE", "first day of history (default: 2024-01-01, a Monday)"},
    {"seed", "N", "another seed, another world (default: 1)"},
    {"columns", "usual|all", "of sales.csv: all has channel and kind (default: usual)"},
    {"order", "series|date", "of the rows of sales.csv (default: series)"},
    {NULL, NULL, NULL},
};

/* More than any machine has the disk for; beyond, it is a typing error. */
static const int64_t MOST_SERIES = 1000000000;
static const int64_t MOST_SEED = INT64_MAX;

struct wish_list {
    int64_t series, items, locations, periods, horizon, seed; /* -1: not given */
};

static enum status read_calendar(const struct options *options, struct generate_settings *settings,
                                 struct fault *fault)
{
    int weeks = 0;
    TRY(options_word(options, "bucket", (const char *const[]){"day", "week", NULL}, &weeks, fault));
    settings->bucket = weeks != 0 ? BUCKET_WEEK : BUCKET_DAY;
    settings->start = day_of(2024, 1, 1);
    TRY(options_day(options, "start", &settings->start, fault));
    if (settings->bucket == BUCKET_WEEK && day_weekday(settings->start) != MONDAY) {
        return fault_set(fault, STATUS_USAGE,
                         "--start is %s, expected a Monday, since a row of sales is a week's",
                         options_own(options, "start"));
    }
    return STATUS_OK;
}

/* As many as their own number of series asks for; growing slowly, it is soon found. */
static int64_t locations_for(int64_t items)
{
    enum { ROUNDS = 20 };
    size_t locations = 1;
    for (int i = 0; i < ROUNDS; i++) {
        locations = generate_locations((size_t)items * locations);
    }
    return (int64_t)locations;
}

/* Two of series, items and locations say the third. */
static enum status read_size(const struct wish_list *wish, struct generate_settings *settings,
                             struct fault *fault)
{
    enum { DEFAULT_SERIES = 10000 };
    bool grid = wish->items > 0 && wish->locations > 0;
    if (grid && wish->series > 0) {
        return fault_set(fault, STATUS_USAGE,
                         "--series, --skus and --locations are all given, expected two of them");
    }
    int64_t series = wish->series > 0 ? wish->series : DEFAULT_SERIES;
    int64_t locations = wish->locations;
    if (locations < 1 && wish->items > 0) {
        locations = wish->series > 0 ? (series + wish->items - 1) / wish->items
                                     : locations_for(wish->items);
    } else if (locations < 1) {
        locations = (int64_t)generate_locations((size_t)series);
    }
    if (wish->items > 0 && wish->series < 1) {
        series = wish->items * locations;
    }
    if (series > MOST_SERIES || locations > GENERATE_LOCATIONS || locations > series) {
        return fault_set(
            fault, STATUS_USAGE,
            "%lld series at %lld locations are asked for, expected at most %lld series "
            "and %d locations, and no more locations than series",
            (long long)series, (long long)locations, (long long)MOST_SERIES, GENERATE_LOCATIONS);
    }
    settings->series = (size_t)series;
    settings->locations = (size_t)locations;
    return STATUS_OK;
}

static enum status read_settings(const struct options *options, struct generate_settings *settings,
                                 struct fault *fault)
{
    struct wish_list wish = {-1, -1, -1, -1, -1, -1};
    int all = 0;
    int by_date = 0;
    TRY(read_calendar(options, settings, fault));
    TRY(options_word(options, "columns", (const char *const[]){"usual", "all", NULL}, &all, fault));
    TRY(options_word(options, "order", (const char *const[]){"series", "date", NULL}, &by_date,
                     fault));
    settings->all_columns = all != 0;
    settings->by_date = by_date != 0;
    TRY(options_whole(options, "series", 1, MOST_SERIES, &wish.series, fault));
    TRY(options_whole(options, "skus", 1, MOST_SERIES, &wish.items, fault));
    TRY(options_whole(options, "locations", 1, GENERATE_LOCATIONS, &wish.locations, fault));
    TRY(options_whole(options, "periods", 1, GENERATE_PERIODS, &wish.periods, fault));
    TRY(options_whole(options, "horizon", 0, GENERATE_HORIZON, &wish.horizon, fault));
    TRY(options_whole(options, "seed", 0, MOST_SEED, &wish.seed, fault));
    bool weeks = settings->bucket == BUCKET_WEEK;
    settings->periods = (size_t)(wish.periods >= 0 ? wish.periods : weeks ? 104 : 730);
    settings->horizon = (size_t)(wish.horizon >= 0 ? wish.horizon : weeks ? 13 : 28);
    settings->seed = (uint64_t)(wish.seed >= 0 ? wish.seed : 1);
    int32_t end =
        settings->start + (int32_t)((settings->periods + settings->horizon) * (weeks ? 7 : 1));
    if (end > day_of(2200, 1, 1)) {
        return fault_set(fault, STATUS_USAGE,
                         "the periods asked for end after the year 2200, beyond which no date is "
                         "read");
    }
    return read_size(&wish, settings, fault);
}

static enum status start_team(const struct options *options, struct team *team, struct fault *fault)
{
    enum { MOST_THREADS = 1024 };
    int64_t threads = 0;
    if (options->threads != NULL && (!text_whole(text_of(options->threads), &threads) ||
                                     threads < 1 || threads > MOST_THREADS)) {
        return fault_set(fault, STATUS_USAGE,
                         "--threads is \"%s\", expected a whole number from 1 to %d",
                         options->threads, MOST_THREADS);
    }
    return team_init(team, (int)threads, fault);
}

static enum status write_world(const struct generate_settings *settings, const char *out,
                               struct team *team, struct generate_account *account,
                               struct fault *fault)
{
    struct publication publication = {.lock = -1};
    const struct publication_kind kind = {.names = generate_names, .mark = generate_mark};
    enum status status = publication_begin_kind(&publication, out, &kind, fault);
    if (status == STATUS_OK) {
        status = generate_write(settings, publication.temporary, team, account, fault);
    }
    if (status == STATUS_OK) {
        status = publication_commit(&publication, fault);
    }
    publication_abandon(&publication);
    return status;
}

static void print_result(const struct generate_settings *settings,
                         const struct generate_account *account, double seconds)
{
    char text[4][2 * DIGITS_SIZE];
    bool weeks = settings->bucket == BUCKET_WEEK;
    (void)printf("generated %s series (%s items, %zu locations) of %zu %s: %s rows of sales, "
                 "%s MB; %.1f s\n",
                 digits_grouped(text[0], (double)settings->series, 0),
                 digits_grouped(text[1], (double)account->items, 0), settings->locations,
                 settings->periods, weeks ? "weeks" : "days",
                 digits_grouped(text[2], (double)account->rows, 0),
                 digits_grouped(text[3], account->bytes / 1e6, 1), seconds);
}

/* What the mixture came to, for those who compare it with their own data. */
static void log_result(const struct options *options, const struct generate_settings *settings,
                       const struct generate_account *account, double seconds)
{
    const struct log log = {options->level};
    double life = account->life > 0 ? (double)account->life : 1.0;
    log_line(&log,
             "generate  %.2f s: %.1f M rows/s; between first and last sale %.1f units a %s, "
             "%.1f %% of them without a sale",
             seconds, (double)account->rows / seconds / 1e6, account->units / life,
             settings->bucket == BUCKET_WEEK ? "week" : "day",
             100.0 * (double)account->zero / life);
}

enum status command_generate(const struct options *options, int *exit, struct fault *fault)
{
    double started = clock_seconds();
    struct generate_settings settings = {0};
    struct generate_account account = {0};
    struct team team = {0};
    TRY(read_settings(options, &settings, fault));
    enum status status = start_team(options, &team, fault);
    if (status == STATUS_OK) {
        status = write_world(&settings, options->operands[0], &team, &account, fault);
    }
    team_free(&team);
    if (status == STATUS_OK) {
        double seconds = clock_seconds() - started;
        log_result(options, &settings, &account, seconds);
        print_result(&settings, &account, seconds);
        *exit = EXIT_DONE;
    }
    return status;
}
