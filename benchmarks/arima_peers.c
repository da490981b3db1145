/* How do our ARIMA fits compare with those of R's forecast?
 *
 *     build/benchmarks/arima_peers FOLDER [SET ...]        (sets: m3y m3m nn5)
 *
 * FOLDER holds, compressed by zstd, data_SET.csv (id,split,t,value) and arima_SET.csv (R's
 * auto.arima: id, n, m, p, d, q, P, D, Q, coef, loglik, aicc).  Printed per set: the share of
 * series whose log-likelihood, with R's order given, is at least R's - 0.1 %, and the worst; of the
 * automatic choice the share with R's differences and among these the share whose aicc is at most
 * R's + 0.5; and CPU milliseconds per series of the automatic choice over the whole set (one
 * thread).  VERBOSE=1 lists the series that fall short.  Needs the zstd program. */
#include "base/missing.h"
#include "forecast/arima.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIELDS_MOST = 32, LINE_MOST = 1 << 16 };

struct reader {
    FILE *pipe;
    char header[4096];
    char line[LINE_MOST];
    char *names[FIELDS_MOST];
    char *fields[FIELDS_MOST];
    size_t count;
};

/* Cuts a line into fields, in place; a quoted field may hold commas. */
static size_t split(char *text, char **parts)
{
    size_t count = 0;
    text[strcspn(text, "\r\n")] = '\0';
    while (count < FIELDS_MOST) {
        char *end = *text == '"' ? strchr(++text, '"') : NULL;
        parts[count++] = text;
        if (end != NULL) {
            *end++ = '\0';
        } else {
            end = text + strcspn(text, ",");
        }
        if (*end == '\0') {
            break;
        }
        *end = '\0';
        text = end + 1;
    }
    return count;
}

static int reader_open(struct reader *reader, const char *folder, const char *kind, const char *set)
{
    char command[2048];
    snprintf(command, sizeof command, "zstd -dcq '%s/%s%s%s.csv.zst'", folder, kind,
             *set ? "_" : "", set);
    reader->pipe = popen(command, "r");
    if (reader->pipe == NULL ||
        fgets(reader->header, sizeof reader->header, reader->pipe) == NULL) {
        return 0;
    }
    reader->count = split(reader->header, reader->names);
    return 1;
}

static int reader_next(struct reader *reader)
{
    if (fgets(reader->line, sizeof reader->line, reader->pipe) == NULL) {
        pclose(reader->pipe);
        return 0;
    }
    split(reader->line, reader->fields);
    return 1;
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
    char id[64];
    double *y;
    size_t length;
};

struct set {
    struct series *series;
    size_t count;
};

static void set_read(struct set *set, const char *folder, const char *name)
{
    static struct reader reader;
    *set = (struct set){0};
    if (!reader_open(&reader, folder, "data", name)) {
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
            *fresh = (struct series){0};
            snprintf(fresh->id, sizeof fresh->id, "%s", id);
        }
        struct series *last = &set->series[set->count - 1];
        if ((last->length & (last->length + 1)) == 0) {
            last->y = realloc(last->y, (2 * last->length + 2) * sizeof(double));
        }
        last->y[last->length++] = number(&reader, "value");
    }
}

static const struct series *set_find(const struct set *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->series[i].id, id) == 0) {
            return &set->series[i];
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

struct tally {
    size_t series, given_good, given_failed, differences, free_good, same;
    double worst_given, worst_free, given_seconds;
};

static struct arima_order order_of(const struct reader *reader)
{
    const char *coef = field(reader, "coef");
    return (struct arima_order){.p = (size_t)number(reader, "p"),
                                .d = (size_t)number(reader, "d"),
                                .q = (size_t)number(reader, "q"),
                                .P = (size_t)number(reader, "P"),
                                .D = (size_t)number(reader, "D"),
                                .Q = (size_t)number(reader, "Q"),
                                .constant = strstr(coef, "intercept") != NULL ||
                                            strstr(coef, "drift") != NULL};
}

static bool same_order(const struct arima_order *a, const struct arima_order *b)
{
    return a->p == b->p && a->d == b->d && a->q == b->q && a->P == b->P && a->D == b->D &&
           a->Q == b->Q && a->constant == b->constant;
}

static void check_given(const struct reader *reader, const struct history *history,
                        struct arena *arena, struct tally *tally)
{
    struct arena_mark mark = arena_mark(arena);
    struct arima_order order = order_of(reader);
    struct arima_fit fit = {0};
    double theirs = number(reader, "loglik");
    double started = cpu_seconds();
    enum fit done = arima_fit_order(history, &order, NULL, arena, &fit);
    tally->given_seconds += cpu_seconds() - started;
    double gain = fit.loglik - theirs;
    if (done != FIT_OK || !(gain >= -0.001 * fabs(theirs))) {
        tally->given_failed += done != FIT_OK;
        if (getenv("VERBOSE") != NULL) {
            printf("  given %s (%zu,%zu,%zu)(%zu,%zu,%zu): %d %.4f R %.4f  %s\n",
                   field(reader, "id"), order.p, order.d, order.q, order.P, order.D, order.Q, done,
                   fit.loglik, theirs, field(reader, "coef"));
        }
    } else {
        tally->given_good++;
    }
    if (done == FIT_OK && gain < tally->worst_given) {
        tally->worst_given = gain;
    }
    arena_rewind(arena, mark);
}

struct free_fit {
    struct arima_order order;
    double aicc;
    char label[MODEL_LABEL_SIZE];
};

static void check_free(const struct reader *reader, const struct free_fit *mine,
                       struct tally *tally)
{
    struct arima_order order = order_of(reader);
    double theirs = number(reader, "aicc");
    tally->same += same_order(&order, &mine->order);
    if (order.d != mine->order.d || order.D != mine->order.D) {
        if (getenv("VERBOSE") != NULL) {
            printf("  differences %s: %s, R %zu %zu\n", field(reader, "id"), mine->label, order.d,
                   order.D);
        }
        return;
    }
    tally->differences++;
    if (!isfinite(theirs) || mine->aicc <= theirs + 0.5) {
        tally->free_good++;
    } else if (getenv("VERBOSE") != NULL) {
        printf("  free %s: %s %.3f, R (%zu,%zu,%zu)(%zu,%zu,%zu)%s %.3f\n", field(reader, "id"),
               mine->label, mine->aicc, order.p, order.d, order.q, order.P, order.D, order.Q,
               order.constant ? " c" : "", theirs);
    }
    tally->worst_free = fmax(tally->worst_free, mine->aicc - theirs);
}

static double fit_freely(const struct set *set, size_t season, struct arena *arena,
                         struct free_fit *fits)
{
    double started = cpu_seconds();
    for (size_t i = 0; i < set->count; i++) {
        struct arena_mark mark = arena_mark(arena);
        struct history history = {
            .demand = set->series[i].y, .length = set->series[i].length, .season = season};
        struct arima_fit fit = {0};
        enum fit done = arima_fit_auto(&history, NULL, arena, &fit);
        fits[i] =
            (struct free_fit){.order = fit.order, .aicc = done == FIT_OK ? fit.aicc : MISSING};
        if (done == FIT_OK) {
            arima_label(&fit, fits[i].label);
        }
        arena_rewind(arena, mark);
    }
    return cpu_seconds() - started;
}

static void run_set(const char *folder, const char *name, struct arena *arena)
{
    static struct reader reader;
    struct set set;
    struct tally tally = {0};
    size_t season = strcmp(name, "m3y") == 0 ? 1 : strcmp(name, "m3m") == 0 ? 12 : 7;
    set_read(&set, folder, name);
    struct free_fit *fits = calloc(set.count + 1, sizeof *fits);
    double seconds = fit_freely(&set, season, arena, fits);
    if (reader_open(&reader, folder, "arima", name)) {
        while (reader_next(&reader)) {
            const struct series *series = set_find(&set, field(&reader, "id"));
            if (series == NULL || !isfinite(number(&reader, "loglik"))) {
                continue;
            }
            struct history history = {
                .demand = series->y, .length = series->length, .season = season};
            tally.series++;
            check_given(&reader, &history, arena, &tally);
            check_free(&reader, &fits[series - set.series], &tally);
        }
    }
    double count = (double)tally.series;
    printf("%-4s %zu series, %zu with R's answer: order given, loglik >= R's - 0.1%%: %.1f%% "
           "(worst %.3f, %zu failed, %.2f ms); chosen freely, R's differences: %.1f%%, of these "
           "aicc <= R's + 0.5: %.1f%% (worst %.2f); same order %.1f%%; %.2f ms\n",
           name, set.count, tally.series, 100.0 * (double)tally.given_good / count,
           tally.worst_given, tally.given_failed, 1e3 * tally.given_seconds / count,
           100.0 * (double)tally.differences / count,
           100.0 * (double)tally.free_good / (double)tally.differences, tally.worst_free,
           100.0 * (double)tally.same / count, 1e3 * seconds / (double)set.count);
    fflush(stdout);
    for (size_t i = 0; i < set.count; i++) {
        free(set.series[i].y);
    }
    free(set.series);
    free(fits);
}

int main(int count, char **arguments)
{
    const char *all[] = {"m3y", "m3m", "nn5"};
    struct arena arena;
    if (count < 2) {
        fprintf(stderr, "usage: arima_peers FOLDER [SET ...]\n");
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
