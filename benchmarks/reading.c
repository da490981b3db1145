/* How fast is the reading of sales, against libcsv alone on the same bytes?
 *
 *     build/benchmarks/reading FOLDER [RUNS [THREADS]]
 *
 * FOLDER holds a plain sales.csv without quoted newlines.  libcsv gets empty callbacks, pages that
 * are already in memory, and on several threads a part of the file each: it does nothing with what
 * it reads, while load_inputs checks, converts, interns and accounts for every row.  Figures are
 * medians of RUNS (5), which alternate between the contestants. */
#include "base/log.h"
#include "base/missing.h"
#include "base/parallel.h"
#include "io/load.h"
#include "io/table.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { MOST_RUNS = 99, CONTESTANTS = 4 };

/* What one run took. */
struct cost {
    double seconds; /* by the clock */
    double cpu;     /* of all threads, the system's work for them included */
};

struct parts {
    const struct source *source;
    size_t count;
};

static void ignore_field(void *data, size_t length, void *context)
{
    (void)data;
    (void)length;
    (void)context;
}

static void ignore_row(int terminator, void *context)
{
    (void)terminator;
    (void)context;
}

/* The first byte of part `index`: behind a newline. */
static size_t part_start(const struct parts *parts, size_t index)
{
    size_t size = parts->source->size;
    size_t at = size / parts->count * index;
    if (index == 0 || index >= parts->count) {
        return index == 0 ? 0 : size;
    }
    const char *newline = memchr(parts->source->bytes + at, '\n', size - at);
    return newline != NULL ? (size_t)(newline - parts->source->bytes) + 1 : size;
}

static void parse_part(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct parts *parts = context;
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        abort();
    }
    size_t start = part_start(parts, index);
    size_t end = part_start(parts, index + 1);
    size_t piece = 1 << 16;
    while (start < end) {
        size_t length = end - start < piece ? end - start : piece;
        if (csv_parse(&parser, parts->source->bytes + start, length, ignore_field, ignore_row,
                      NULL) != length) {
            abort();
        }
        start += length;
    }
    csv_fini(&parser, ignore_field, ignore_row, NULL);
    csv_free(&parser);
}

static double cpu_seconds(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) {
        abort();
    }
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static struct cost cost_now(void)
{
    return (struct cost){.seconds = clock_seconds(), .cpu = cpu_seconds()};
}

static struct cost cost_since(struct cost start)
{
    return (struct cost){.seconds = clock_seconds() - start.seconds,
                         .cpu = cpu_seconds() - start.cpu};
}

static struct cost time_libcsv(const struct source *source, struct team *team)
{
    struct parts parts = {.source = source, .count = (size_t)team->threads};
    struct cost start = cost_now();
    parallel_each(team, parts.count, parse_part, &parts);
    return cost_since(start);
}

static struct cost time_load(const char *folder, struct team *team, size_t *rows)
{
    struct load_settings settings = {.delimiter = ',',
                                     .decimal = '.',
                                     .date_format = "YYYY-MM-DD",
                                     .as_of = NO_DAY,
                                     .only_sales = true};
    struct load *load = NULL;
    struct inputs inputs;
    struct load_report report;
    struct arena arena;
    struct fault fault = {0};
    arena_init(&arena, 0);
    struct cost start = cost_now();
    if (load_inputs(&load, &inputs, &report, folder, &settings, &arena, team, &fault) !=
        STATUS_OK) {
        fprintf(stderr, "%s\n", fault.message);
        exit(1);
    }
    struct cost cost = cost_since(start);
    *rows = report.files[0].rows_read;
    load_close(load);
    arena_free(&arena);
    return cost;
}

static int ascending(const void *a, const void *b)
{
    const struct cost *x = a;
    const struct cost *y = b;
    return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

static void print_line(const char *name, int threads, struct cost *cost, size_t runs, double bytes,
                       double rows)
{
    qsort(cost, runs, sizeof *cost, ascending);
    struct cost median = cost[runs / 2];
    printf("%-12s %d thread(s)  %7.3f s  %7.3f s of CPU  %7.0f MB/s  %6.2f million rows/s\n", name,
           threads, median.seconds, median.cpu, bytes / median.seconds / 1e6,
           rows / median.seconds / 1e6);
}

static void open_team(struct team *team, int threads)
{
    struct fault fault = {0};
    if (team_init(team, threads, &fault) != STATUS_OK) {
        fprintf(stderr, "%s\n", fault.message);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: reading FOLDER [RUNS [THREADS]]\n");
        return 2;
    }
    long asked = argc > 2 ? strtol(argv[2], NULL, 10) : 5;
    size_t runs = asked < 1 ? 1 : asked > MOST_RUNS ? MOST_RUNS : (size_t)asked;
    struct team one;
    struct team all;
    open_team(&one, 1);
    open_team(&all, argc > 3 ? (int)strtol(argv[3], NULL, 10) : 0);
    struct source source;
    struct fault fault = {0};
    if (source_find(&source, argv[1], "sales", 0, &fault) != STATUS_OK || source.path == NULL) {
        fprintf(stderr, "%s: no sales.csv %s\n", argv[1], fault.message);
        return 1;
    }
    struct cost cost[CONTESTANTS][MOST_RUNS];
    size_t rows = 0;
    (void)time_libcsv(&source, &one); /* brings the file into memory */
    for (size_t run = 0; run < runs; run++) {
        cost[0][run] = time_libcsv(&source, &one);
        cost[1][run] = time_libcsv(&source, &all);
        cost[2][run] = time_load(argv[1], &one, &rows);
        cost[3][run] = time_load(argv[1], &all, &rows);
    }
    double bytes = (double)source.size;
    printf("%s: %.0f bytes, %zu rows, median of %zu runs, peak memory %.0f MB\n", source.path,
           bytes, rows, runs, memory_peak() / 1e6);
    print_line("libcsv", one.threads, cost[0], runs, bytes, (double)rows);
    print_line("libcsv", all.threads, cost[1], runs, bytes, (double)rows);
    print_line("load_inputs", one.threads, cost[2], runs, bytes, (double)rows);
    print_line("load_inputs", all.threads, cost[3], runs, bytes, (double)rows);
    source_close(&source);
    team_free(&one);
    team_free(&all);
    return 0;
}
