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
#include "support/peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEASON_MOST = 64 };

/* R's parameters into our fit; season0 has room for SEASON_MOST. */
static void given_parameters(const struct peers_file *file, struct ets_fit *fit, double *season0)
{
    fit->alpha = peers_number(file, "alpha");
    fit->beta = peers_number(file, "beta");
    fit->gamma = peers_number(file, "gamma");
    fit->phi = peers_number(file, "phi");
    fit->level0 = peers_number(file, "l0");
    fit->trend0 = peers_number(file, "b0");
    double newest[SEASON_MOST];
    size_t m = 0;
    const char *text = peers_text(file, "s_init");
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
    size_t series, given_good, given_failed, free_good;
    double worst_recomputed, worst_given, worst_free;
};

static void check_given(const struct peers_file *file, const struct history *history,
                        struct ets_form form, struct arena *arena, struct tally *tally,
                        const char *label)
{
    struct arena_mark mark = arena_mark(arena);
    double loglik = peers_number(file, "loglik");
    double season0[SEASON_MOST];
    struct ets_fit fit = {.form = form};
    given_parameters(file, &fit, season0);
    fit.season0 = season0;
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
                   label, peers_text(file, "id"), peers_text(file, "model"), fit.loglik, loglik,
                   fit.alpha, peers_number(file, "alpha"), fit.beta, peers_number(file, "beta"),
                   fit.gamma, peers_number(file, "gamma"), fit.phi, peers_number(file, "phi"));
        }
        tally->worst_given = fmin(tally->worst_given, gain);
    }
    arena_rewind(arena, mark);
}

struct free_fit {
    double aicc; /* MISSING where no form fits */
    char label[MODEL_LABEL_SIZE];
};

/* Returns CPU seconds. */
static double fit_freely(const struct peers_set *set, struct arena *arena, struct free_fit *fits)
{
    double started = peers_cpu_seconds();
    for (size_t i = 0; i < set->count; i++) {
        struct arena_mark mark = arena_mark(arena);
        struct history history = peers_history(set, &set->series[i]);
        struct ets_fit fit = {0};
        enum fit done = ets_fit_best(&history, arena, &fit);
        fits[i].aicc = done == FIT_OK ? fit.aicc : MISSING;
        ets_label(fit.form, fits[i].label);
        arena_rewind(arena, mark);
    }
    return peers_cpu_seconds() - started;
}

static void check_free(const struct peers_file *file, const struct free_fit *mine,
                       struct tally *tally, const char *label)
{
    double theirs = peers_number(file, "aicc");
    tally->series++;
    tally->free_good += mine->aicc <= theirs + 0.5;
    if (getenv("VERBOSE") && !(mine->aicc <= theirs + 0.5)) {
        printf("  free %s %s: %s %.3f, %s %.3f\n", label, peers_text(file, "id"), mine->label,
               mine->aicc, peers_text(file, "model"), theirs);
    }
    tally->worst_free = fmax(tally->worst_free, mine->aicc - theirs);
}

/* Every answer of R (`kind` "ets") or statsforecast ("ets_sf"); R's with its form given, too. */
static struct tally compare(const char *folder, const char *kind, const char *name,
                            struct peers_set *set, const struct free_fit *fits, struct arena *arena)
{
    static struct peers_file file;
    struct tally tally = {0};
    if (!peers_open(&file, folder, kind, name)) {
        return tally;
    }
    while (peers_next(&file)) {
        const struct peers_series *series = peers_set_find(set, peers_text(&file, "id"));
        if (series == NULL || !isfinite(peers_number(&file, "aicc"))) {
            continue;
        }
        check_free(&file, &fits[series - set->series], &tally, name);
        struct ets_form form;
        if (strcmp(kind, "ets") == 0 && ets_form_parse(peers_text(&file, "model"), &form)) {
            struct history history = peers_history(set, series);
            check_given(&file, &history, form, arena, &tally, name);
        }
    }
    return tally;
}

static void run_set(const char *folder, const char *name, struct arena *arena)
{
    struct peers_set set;
    peers_set_read(&set, folder, name);
    struct free_fit *fits = calloc(set.count, sizeof *fits);
    if (set.count == 0 || fits == NULL) {
        free(fits);
        return;
    }
    double seconds = fit_freely(&set, arena, fits);
    struct tally r = compare(folder, "ets", name, &set, fits, arena);
    struct tally sf = compare(folder, "ets_sf", name, &set, fits, arena);
    printf("%s: %zu series, %.3f ms each; given form %.2f %% (worst %.3f, failed %zu), recomputed "
           "%.1e; aicc vs R %.2f %% "
           "(worst %.2f), vs statsforecast %.2f %% of %zu (worst %.2f)\n",
           name, set.count, 1e3 * seconds / (double)set.count,
           100.0 * (double)r.given_good / (double)r.series, r.worst_given, r.given_failed,
           r.worst_recomputed, 100.0 * (double)r.free_good / (double)r.series, r.worst_free,
           100.0 * (double)sf.free_good / (double)sf.series, sf.series, sf.worst_free);
    peers_set_free(&set);
    free(fits);
}

static void run_forms(const char *folder, struct arena *arena)
{
    static struct peers_file file;
    struct peers_set sets[2];
    struct tally tally = {0};
    peers_set_read(&sets[0], folder, "m3m");
    peers_set_read(&sets[1], folder, "m3y");
    if (!peers_open(&file, folder, "ets_allmodels", "")) {
        peers_set_free(&sets[0]);
        peers_set_free(&sets[1]);
        return;
    }
    while (peers_next(&file)) {
        bool monthly = strcmp(peers_text(&file, "dataset"), "m3m") == 0;
        struct peers_set *from = &sets[monthly ? 0 : 1];
        const struct peers_series *series = peers_set_find(from, peers_text(&file, "id"));
        struct ets_form form;
        if (series == NULL || !ets_form_parse(peers_text(&file, "model"), &form) ||
            !isfinite(peers_number(&file, "loglik"))) {
            continue;
        }
        tally.series++;
        struct history history = peers_history(from, series);
        check_given(&file, &history, form, arena, &tally, "all");
    }
    printf("all forms: %zu fits, given form %.2f %% (worst %.3f, failed %zu), recomputed %.1e\n",
           tally.series, 100.0 * (double)tally.given_good / (double)tally.series, tally.worst_given,
           tally.given_failed, tally.worst_recomputed);
    peers_set_free(&sets[0]);
    peers_set_free(&sets[1]);
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
