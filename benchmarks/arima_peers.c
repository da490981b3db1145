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
#include "support/peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tally {
    size_t series, given_good, given_failed, differences, free_good, same;
    double worst_given, worst_free, given_seconds;
};

static struct arima_order order_of(const struct peers_file *file)
{
    const char *coef = peers_text(file, "coef");
    return (struct arima_order){.p = (size_t)peers_number(file, "p"),
                                .d = (size_t)peers_number(file, "d"),
                                .q = (size_t)peers_number(file, "q"),
                                .P = (size_t)peers_number(file, "P"),
                                .D = (size_t)peers_number(file, "D"),
                                .Q = (size_t)peers_number(file, "Q"),
                                .constant = strstr(coef, "intercept") != NULL ||
                                            strstr(coef, "drift") != NULL};
}

static bool same_order(const struct arima_order *a, const struct arima_order *b)
{
    return a->p == b->p && a->d == b->d && a->q == b->q && a->P == b->P && a->D == b->D &&
           a->Q == b->Q && a->constant == b->constant;
}

static void check_given(const struct peers_file *file, const struct history *history,
                        struct arena *arena, struct tally *tally)
{
    struct arena_mark mark = arena_mark(arena);
    struct arima_order order = order_of(file);
    struct arima_fit fit = {0};
    double theirs = peers_number(file, "loglik");
    double started = peers_cpu_seconds();
    enum fit done = arima_fit_order(history, &order, NULL, arena, &fit);
    tally->given_seconds += peers_cpu_seconds() - started;
    double gain = fit.loglik - theirs;
    if (done != FIT_OK || !(gain >= -0.001 * fabs(theirs))) {
        tally->given_failed += done != FIT_OK;
        if (getenv("VERBOSE") != NULL) {
            printf("  given %s (%zu,%zu,%zu)(%zu,%zu,%zu): %d %.4f R %.4f  %s\n",
                   peers_text(file, "id"), order.p, order.d, order.q, order.P, order.D, order.Q,
                   done, fit.loglik, theirs, peers_text(file, "coef"));
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

static void check_free(const struct peers_file *file, const struct free_fit *mine,
                       struct tally *tally)
{
    struct arima_order order = order_of(file);
    double theirs = peers_number(file, "aicc");
    tally->same += same_order(&order, &mine->order);
    if (order.d != mine->order.d || order.D != mine->order.D) {
        if (getenv("VERBOSE") != NULL) {
            printf("  differences %s: %s, R %zu %zu\n", peers_text(file, "id"), mine->label,
                   order.d, order.D);
        }
        return;
    }
    tally->differences++;
    if (!isfinite(theirs) || mine->aicc <= theirs + 0.5) {
        tally->free_good++;
    } else if (getenv("VERBOSE") != NULL) {
        printf("  free %s: %s %.3f, R (%zu,%zu,%zu)(%zu,%zu,%zu)%s %.3f\n", peers_text(file, "id"),
               mine->label, mine->aicc, order.p, order.d, order.q, order.P, order.D, order.Q,
               order.constant ? " c" : "", theirs);
    }
    tally->worst_free = fmax(tally->worst_free, mine->aicc - theirs);
}

static double fit_freely(const struct peers_set *set, struct arena *arena, struct free_fit *fits)
{
    double started = peers_cpu_seconds();
    for (size_t i = 0; i < set->count; i++) {
        struct arena_mark mark = arena_mark(arena);
        struct history history = peers_history(set, &set->series[i]);
        struct arima_fit fit = {0};
        enum fit done = arima_fit_auto(&history, NULL, arena, &fit);
        fits[i] =
            (struct free_fit){.order = fit.order, .aicc = done == FIT_OK ? fit.aicc : MISSING};
        if (done == FIT_OK) {
            arima_label(&fit, fits[i].label);
        }
        arena_rewind(arena, mark);
    }
    return peers_cpu_seconds() - started;
}

static void run_set(const char *folder, const char *name, struct arena *arena)
{
    static struct peers_file file;
    struct peers_set set;
    struct tally tally = {0};
    peers_set_read(&set, folder, name);
    struct free_fit *fits = calloc(set.count, sizeof *fits);
    if (set.count == 0 || fits == NULL) {
        free(fits);
        return;
    }
    double seconds = fit_freely(&set, arena, fits);
    if (peers_open(&file, folder, "arima", name)) {
        while (peers_next(&file)) {
            const struct peers_series *series = peers_set_find(&set, peers_text(&file, "id"));
            if (series == NULL || !isfinite(peers_number(&file, "loglik"))) {
                continue;
            }
            struct history history = peers_history(&set, series);
            tally.series++;
            check_given(&file, &history, arena, &tally);
            check_free(&file, &fits[series - set.series], &tally);
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
    peers_set_free(&set);
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
