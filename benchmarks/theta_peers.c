/* How do our Theta models and complex exponential smoothing compare with R's and statsforecast's?
 *
 *     build/benchmarks/theta_peers FOLDER [SET ...]        (sets: m3y m3m nn5 m5d)
 *
 * FOLDER holds, compressed by zstd, data_SET.csv (id,split,t,value) and what there is of
 * forecasts_SET_e.csv (method thetaf), forecasts_SET_sf_main.csv (sf_DOT), thetaf_SET.csv
 * (id,alpha, drift,sigma2 of R's thetaf) and forecasts_SET_sf_AutoCES.csv (method,id,h,value).  A
 * forecast is within x % of a peer's if no period departs from it by more than x % of the peer's
 * mean size. Printed per set: CPU milliseconds per series of each model (one thread); for each peer
 * the share of series within 0.5 % and within 5 %; and for thetaf how many of those that are not
 * within 0.5 % have a sum of squared errors below R's.  Needs the zstd program. */
#include "base/missing.h"
#include "forecast/models.h"
#include "forecast/theta.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIELDS_MOST = 16, LINE_MOST = 4096, ID_SIZE = 64, HORIZON = 28, MODELS = 5 };

struct reader {
    FILE *pipe;
    char header[LINE_MOST], line[LINE_MOST];
    char *names[FIELDS_MOST], *fields[FIELDS_MOST];
    size_t count;
};

static size_t split(char *text, char **parts)
{
    size_t count = 0;
    text[strcspn(text, "\r\n")] = '\0';
    for (char *next; text != NULL && count < FIELDS_MOST; text = next) {
        next = strchr(text, ',');
        if (next != NULL) {
            *next++ = '\0';
        }
        parts[count++] = text;
    }
    return count;
}

static bool reader_open(struct reader *reader, const char *folder, const char *file)
{
    char command[2048];
    snprintf(command, sizeof command, "zstd -dcq '%s/%s.csv.zst' 2>/dev/null", folder, file);
    reader->pipe = popen(command, "r");
    if (reader->pipe == NULL) {
        return false;
    }
    if (fgets(reader->header, sizeof reader->header, reader->pipe) == NULL) {
        pclose(reader->pipe);
        return false;
    }
    reader->count = split(reader->header, reader->names);
    return true;
}

static bool reader_next(struct reader *reader)
{
    if (fgets(reader->line, sizeof reader->line, reader->pipe) == NULL) {
        pclose(reader->pipe);
        return false;
    }
    split(reader->line, reader->fields);
    return true;
}

static const char *field(const struct reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->count; i++) {
        if (strcmp(reader->names[i], name) == 0) {
            return reader->fields[i];
        }
    }
    return "";
}

static double number(const struct reader *reader, const char *name)
{
    const char *text = field(reader, name);
    return *text == '\0' || strcmp(text, "NA") == 0 ? MISSING : strtod(text, NULL);
}

struct series {
    char id[ID_SIZE];
    double *y;
    size_t length;
    double mean[MODELS][HORIZON]; /* ours */
    double peer[HORIZON];
    size_t horizon;             /* of the peer */
    double sigma2, peer_sigma2; /* squared errors over periods less 2, as R's */
};

struct set {
    struct series *series;
    size_t count, season;
};

static void set_read(struct set *set, const char *folder, const char *name)
{
    static struct reader reader;
    char file[ID_SIZE];
    snprintf(file, sizeof file, "data_%s", name);
    *set = (struct set){.season = strcmp(name, "m3y") == 0 ? 1 : strcmp(name, "m3m") == 0 ? 12 : 7};
    if (!reader_open(&reader, folder, file)) {
        return;
    }
    while (reader_next(&reader)) {
        if (strcmp(field(&reader, "split"), "train") != 0) {
            continue;
        }
        const char *id = field(&reader, "id");
        if (set->count == 0 || strcmp(set->series[set->count - 1].id, id) != 0) {
            set->series = realloc(set->series, (set->count + 1) * sizeof *set->series);
            struct series *fresh = &set->series[set->count++];
            memset(fresh, 0, sizeof *fresh);
            snprintf(fresh->id, sizeof fresh->id, "%s", id);
            fresh->peer_sigma2 = MISSING;
        }
        struct series *last = &set->series[set->count - 1];
        if ((last->length & (last->length + 1)) == 0) {
            last->y = realloc(last->y, (2 * last->length + 2) * sizeof(double));
        }
        last->y[last->length++] = number(&reader, "value");
    }
}

/* Peers list the series in the order of the data, so the search begins where it last ended. */
static struct series *set_find(const struct set *set, const char *id)
{
    static size_t at = 0;
    for (size_t i = 0; i < set->count; i++, at++) {
        at = at < set->count ? at : 0;
        if (strcmp(set->series[at].id, id) == 0) {
            return &set->series[at];
        }
    }
    return NULL;
}

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Forecasts of every series; returns milliseconds each. */
static double run_model(struct set *set, size_t which, const struct model *model,
                        struct arena *arena)
{
    double variance[HORIZON], sum_variance[HORIZON];
    double started = cpu_seconds();
    for (size_t i = 0; i < set->count; i++) {
        struct series *series = &set->series[i];
        struct arena_mark mark = arena_mark(arena);
        struct history history = {
            .demand = series->y, .length = series->length, .season = set->season};
        struct prediction prediction = {
            .mean = series->mean[which], .variance = variance, .sum_variance = sum_variance};
        bool fitted = model->run(&history, HORIZON, arena, &prediction) == FIT_OK;
        series->mean[which][0] = fitted ? series->mean[which][0] : MISSING;
        arena_rewind(arena, mark);
    }
    return 1e3 * (cpu_seconds() - started) / (double)set->count;
}

/* Reads one peer's forecasts; false if there are none. */
static bool peer_read(struct set *set, const char *folder, const char *name, const char *kind,
                      const char *method)
{
    static struct reader reader;
    char file[ID_SIZE];
    snprintf(file, sizeof file, "forecasts_%s_%s", name, kind);
    for (size_t i = 0; i < set->count; i++) {
        set->series[i].horizon = 0;
    }
    if (!reader_open(&reader, folder, file)) {
        return false;
    }
    bool any = false;
    while (reader_next(&reader)) {
        struct series *series = strcmp(field(&reader, "method"), method) == 0
                                    ? set_find(set, field(&reader, "id"))
                                    : NULL;
        size_t h = (size_t)number(&reader, "h");
        if (series != NULL && h >= 1 && h <= HORIZON) {
            series->peer[h - 1] = number(&reader, "value");
            series->horizon = h > series->horizon ? h : series->horizon;
            any = true;
        }
    }
    return any;
}

/* The largest departure from the peer, in shares of its mean size. */
static double departure(const struct series *series, size_t which)
{
    double most = 0.0, size = 0.0;
    for (size_t h = 0; h < series->horizon; h++) {
        most = fmax(most, fabs(series->mean[which][h] - series->peer[h]));
        size += fabs(series->peer[h]) / (double)series->horizon;
    }
    return is_missing(series->mean[which][0]) ? (double)HUGE_VAL : most / fmax(size, 1e-300);
}

static void compare(struct set *set, const char *name, size_t which, const char *ours,
                    const char *method)
{
    static const double NEAR = 0.005, ROUGH = 0.05;
    size_t count = 0, near = 0, rough = 0, better = 0;
    for (size_t i = 0; i < set->count; i++) {
        const struct series *series = &set->series[i];
        if (series->horizon == 0) {
            continue;
        }
        double apart = departure(series, which);
        count++;
        near += apart <= NEAR;
        rough += apart <= ROUGH;
        better += apart > NEAR && series->sigma2 < series->peer_sigma2;
        if (getenv("VERBOSE") != NULL && apart > NEAR && which == 0) {
            printf("  %s: apart %.4f, sigma2 %.6g, R's %.6g\n", series->id, apart, series->sigma2,
                   series->peer_sigma2);
        }
    }
    printf("%s: %s against %s: %zu series, within 0.5 %% %.1f %%, within 5 %% %.1f %%", name, ours,
           method, count, 100.0 * (double)near / (double)count,
           100.0 * (double)rough / (double)count);
    if (which == 0) {
        printf("; of the %zu others %zu have the lower squared error", count - near, better);
    }
    printf("\n");
}

static void read_variances(struct set *set, const char *folder, const char *name)
{
    static struct reader reader;
    char file[ID_SIZE];
    snprintf(file, sizeof file, "thetaf_%s", name);
    if (!reader_open(&reader, folder, file)) {
        return;
    }
    while (reader_next(&reader)) {
        struct series *series = set_find(set, field(&reader, "id"));
        if (series != NULL) {
            series->peer_sigma2 = number(&reader, "sigma2");
        }
    }
}

/* The squared errors of `theta` before the season is put back, as thetaf counts them. */
static void set_variances(struct set *set, struct arena *arena)
{
    double room[3][HORIZON];
    for (size_t i = 0; i < set->count; i++) {
        struct series *series = &set->series[i];
        struct arena_mark mark = arena_mark(arena);
        struct theta_fit fit;
        struct history history = {
            .demand = series->y, .length = series->length, .season = set->season};
        struct prediction prediction = {
            .mean = room[0], .variance = room[1], .sum_variance = room[2]};
        enum fit done = theta_run(&history, THETA_CLASSIC, 1, arena, &fit, &prediction);
        series->sigma2 = done == FIT_OK ? fit.squares / ((double)fit.observed - 2.0) : MISSING;
        arena_rewind(arena, mark);
    }
}

static void run_set(const char *folder, const char *name, struct arena *arena)
{
    static const struct model *const ours[MODELS] = {&model_theta, &model_dotm, &model_otm,
                                                     &model_dstm, &model_ces};
    struct set set;
    set_read(&set, folder, name);
    if (set.count == 0) {
        fprintf(stderr, "theta_peers: no data_%s.csv.zst in %s\n", name, folder);
        return;
    }
    printf("%s: milliseconds per series:", name);
    for (size_t i = 0; i < MODELS; i++) {
        printf(" %s %.4f", ours[i]->name, run_model(&set, i, ours[i], arena));
    }
    printf("\n");
    set_variances(&set, arena);
    read_variances(&set, folder, name);
    if (peer_read(&set, folder, name, "e", "thetaf")) {
        compare(&set, name, 0, "theta", "thetaf");
    }
    if (peer_read(&set, folder, name, "sf_main", "sf_DOT")) {
        compare(&set, name, 1, "dotm", "sf_DOT");
    }
    if (peer_read(&set, folder, name, "sf_AutoCES", "sf_AutoCES")) {
        compare(&set, name, MODELS - 1, "ces", "sf_AutoCES");
    }
    for (size_t i = 0; i < set.count; i++) {
        free(set.series[i].y);
    }
    free(set.series);
}

int main(int count, char **arguments)
{
    static const char *const all[] = {"m3y", "m3m", "nn5", "m5d"};
    struct arena arena;
    if (count < 2) {
        fprintf(stderr, "usage: theta_peers FOLDER [SET ...]\n");
        return 2;
    }
    arena_init(&arena, 1 << 24);
    for (size_t i = 0; count == 2 && i < sizeof all / sizeof *all; i++) {
        run_set(arguments[1], all[i], &arena);
    }
    for (int i = 2; i < count; i++) {
        run_set(arguments[1], arguments[i], &arena);
    }
    arena_free(&arena);
    return 0;
}
