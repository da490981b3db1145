/* How do our ETS fits compare with those of R's forecast and of statsforecast?
 *
 *     build/benchmarks/ets_peers FOLDER [SET ...]        (sets: m3y m3m nn5 m5d)
 *
 * FOLDER holds, compressed by zstd, data_SET.csv (id,split,t,value), ets_SET.csv (R's automatic
 * choice: id, n, m, model, parameters, l0, b0, s_init newest first, loglik, aicc), ets_sf_SET.csv
 * (statsforecast: id, model, loglik, aicc) and ets_allmodels.csv (every form of some series).
 * Printed per set: the share of series whose log-likelihood, with R's form given, is at least R's -
 * 0.1 %; the share whose aicc, the form chosen freely, is at most R's + 0.5, and statsforecast's +
 * 0.5; the largest difference of our log-likelihood at R's parameters from R's; and CPU
 * milliseconds per series (one thread). Needs the zstd program. */
#include "base/missing.h"
#include "forecast/ets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIELDS_MOST = 32, LINE_MOST = 1 << 16, SEASON_MOST = 64 };

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

/* R's parameters into our fit; season0 has room for SEASON_MOST. */
static void given_parameters(const struct reader *reader, struct ets_fit *fit, double *season0)
{
    fit->alpha = number(reader, "alpha");
    fit->beta = number(reader, "beta");
    fit->gamma = number(reader, "gamma");
    fit->phi = number(reader, "phi");
    fit->level0 = number(reader, "l0");
    fit->trend0 = number(reader, "b0");
    double newest[SEASON_MOST];
    size_t m = 0;
    const char *text = field(reader, "s_init");
    for (char *end; m < SEASON_MOST; m++, text = end) {
        double value = strtod(text, &end);
        if (end == text) {
            break;
        }
        newest[m] = value;
    }
    for (size_t i = 0; i < m; i++) {
        season0[i] = newest[m - 1 - i];
    }
}

struct tally {
    size_t series, given_good, given_failed, free_good, same;
    double worst_recomputed, worst_given, worst_free;
    double seconds;
};

static void check_given(const struct reader *reader, const struct history *history,
                        struct ets_form form, struct arena *arena, struct tally *tally,
                        const char *label)
{
    struct arena_mark mark = arena_mark(arena);
    double loglik = number(reader, "loglik");
    double season0[SEASON_MOST];
    struct ets_fit fit = {.form = form};
    given_parameters(reader, &fit, season0);
    double *keep = season0;
    fit.season0 = keep;
    if (ets_evaluate(history, arena, &fit) == FIT_OK) {
        double difference = fabs(fit.loglik - loglik) / fmax(1.0, fabs(loglik));
        tally->worst_recomputed = fmax(tally->worst_recomputed, difference);
    }
    if (ets_fit_form(history, form, arena, &fit) != FIT_OK) {
        tally->given_failed++;
    } else {
        double gain = fit.loglik - loglik;
        tally->given_good += gain >= -0.001 * fabs(loglik);
        if (getenv("VERBOSE") && gain < -0.05) {
            printf("  given %s %s %s: %.4f R %.4f alpha %.4f %.4f beta %.5f %.5f gamma %.5f %.5f "
                   "phi %.3f %.3f\n",
                   label, field(reader, "id"), field(reader, "model"), fit.loglik, loglik,
                   fit.alpha, number(reader, "alpha"), fit.beta, number(reader, "beta"), fit.gamma,
                   number(reader, "gamma"), fit.phi, number(reader, "phi"));
        }
        tally->worst_given = fmin(tally->worst_given, gain);
    }
    arena_rewind(arena, mark);
}

static void run_set(const char *folder, const char *name, struct arena *arena)
{
    static struct reader reader;
    struct set set;
    struct tally r = {0}, sf = {0};
    size_t season = strcmp(name, "m3y") == 0 ? 1 : strcmp(name, "m3m") == 0 ? 12 : 7;
    set_read(&set, folder, name);
    double *aicc = malloc((set.count + 1) * sizeof *aicc);
    char(*labels)[MODEL_LABEL_SIZE] = malloc((set.count + 1) * sizeof *labels);
    double started = cpu_seconds();
    for (size_t i = 0; i < set.count; i++) {
        struct arena_mark mark = arena_mark(arena);
        struct history history = {
            .demand = set.series[i].y, .length = set.series[i].length, .season = season};
        struct ets_fit fit = {0};
        enum fit done = ets_fit_best(&history, arena, &fit);
        aicc[i] = done == FIT_OK ? fit.aicc : MISSING;
        ets_label(fit.form, labels[i]);
        arena_rewind(arena, mark);
    }
    r.seconds = cpu_seconds() - started;
    for (int peer = 0; peer < 2; peer++) {
        struct tally *tally = peer == 0 ? &r : &sf;
        if (!reader_open(&reader, folder, peer == 0 ? "ets" : "ets_sf", name)) {
            continue;
        }
        while (reader_next(&reader)) {
            const struct series *series = set_find(&set, field(&reader, "id"));
            double theirs = number(&reader, "aicc");
            if (series == NULL || !isfinite(theirs)) {
                continue;
            }
            size_t i = (size_t)(series - set.series);
            tally->series++;
            tally->free_good += aicc[i] <= theirs + 0.5;
            if (getenv("VERBOSE") && !(aicc[i] <= theirs + 0.5)) {
                printf("  free %s %s: %s %.3f, %s %.3f\n", name, series->id, labels[i], aicc[i],
                       field(&reader, "model"), theirs);
            }
            tally->worst_free = fmax(tally->worst_free, aicc[i] - theirs);
            struct ets_form form;
            char model[32];
            snprintf(model, sizeof model, "%s", field(&reader, "model"));
            if (peer == 0 && ets_form_parse(model, &form)) {
                struct history history = {
                    .demand = series->y, .length = series->length, .season = season};
                check_given(&reader, &history, form, arena, tally, name);
            }
        }
    }
    printf("%s: %zu series, %.3f ms each; given form %.2f %% (worst %.3f, failed %zu), recomputed "
           "%.1e; aicc vs R %.2f %% "
           "(worst %.2f), vs statsforecast %.2f %% of %zu (worst %.2f)\n",
           name, set.count, 1e3 * r.seconds / (double)set.count,
           100.0 * (double)r.given_good / (double)r.series, r.worst_given, r.given_failed,
           r.worst_recomputed, 100.0 * (double)r.free_good / (double)r.series, r.worst_free,
           100.0 * (double)sf.free_good / (double)sf.series, sf.series, sf.worst_free);
    for (size_t i = 0; i < set.count; i++) {
        free(set.series[i].y);
    }
    free(set.series);
    free(aicc);
    free(labels);
}

static void run_forms(const char *folder, struct arena *arena)
{
    static struct reader reader;
    struct set sets[2];
    struct tally tally = {0};
    set_read(&sets[0], folder, "m3m");
    set_read(&sets[1], folder, "m3y");
    if (!reader_open(&reader, folder, "ets_allmodels", "")) {
        return;
    }
    while (reader_next(&reader)) {
        bool monthly = strcmp(field(&reader, "dataset"), "m3m") == 0;
        const struct series *series = set_find(&sets[monthly ? 0 : 1], field(&reader, "id"));
        struct ets_form form;
        if (series == NULL || !ets_form_parse(field(&reader, "model"), &form) ||
            !isfinite(number(&reader, "loglik"))) {
            continue;
        }
        tally.series++;
        struct history history = {
            .demand = series->y, .length = series->length, .season = monthly ? 12 : 1};
        check_given(&reader, &history, form, arena, &tally, "all");
    }
    printf("all forms: %zu fits, given form %.2f %% (worst %.3f, failed %zu), recomputed %.1e\n",
           tally.series, 100.0 * (double)tally.given_good / (double)tally.series, tally.worst_given,
           tally.given_failed, tally.worst_recomputed);
}

int main(int count, char **arguments)
{
    const char *all[] = {"m3y", "m3m", "nn5", "m5d"};
    struct arena arena;
    if (count < 2) {
        fprintf(stderr, "usage: ets_peers FOLDER [SET ...]\n");
        return 2;
    }
    arena_init(&arena, 1 << 24);
    if (count == 2) {
        run_forms(arguments[1], &arena);
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            run_set(arguments[1], all[i], &arena);
        }
    }
    for (int i = 2; i < count; i++) {
        if (strcmp(arguments[i], "forms") == 0) {
            run_forms(arguments[1], &arena);
        } else {
            run_set(arguments[1], arguments[i], &arena);
        }
    }
    arena_free(&arena);
    return 0;
}
