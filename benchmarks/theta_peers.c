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
#include "support/peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HORIZON = 28, MODELS = 5 };

/* Forecasts of one series. */
struct outcome {
    double mean[MODELS][HORIZON]; /* ours */
    double peer[HORIZON];
    size_t horizon;             /* of the peer */
    double sigma2, peer_sigma2; /* squared errors over periods less 2, as R's */
};

struct contest {
    struct peers_set set;
    struct outcome *outcome; /* [set.count] */
};

static struct outcome *outcome_of(struct contest *contest, const char *id)
{
    const struct peers_series *series = peers_set_find(&contest->set, id);
    return series != NULL ? &contest->outcome[series - contest->set.series] : NULL;
}

/* Forecasts of every series; returns milliseconds each. */
static double run_model(struct contest *contest, size_t which, const struct model *model,
                        struct arena *arena)
{
    const struct peers_set *set = &contest->set;
    double variance[HORIZON], sum_variance[HORIZON];
    double started = peers_cpu_seconds();
    for (size_t i = 0; i < set->count; i++) {
        double *mean = contest->outcome[i].mean[which];
        struct arena_mark mark = arena_mark(arena);
        struct history history = peers_history(set, &set->series[i]);
        struct prediction prediction = {
            .mean = mean, .variance = variance, .sum_variance = sum_variance};
        bool fitted = model->run(&history, HORIZON, arena, &prediction) == FIT_OK;
        mean[0] = fitted ? mean[0] : MISSING;
        arena_rewind(arena, mark);
    }
    return 1e3 * (peers_cpu_seconds() - started) / (double)set->count;
}

/* Reads one peer's forecasts; false if there are none. */
static bool peer_read(struct contest *contest, const char *folder, const char *name,
                      const char *kind, const char *method)
{
    static struct peers_file file;
    char which[PEERS_ID];
    snprintf(which, sizeof which, "%s_%s", name, kind);
    for (size_t i = 0; i < contest->set.count; i++) {
        contest->outcome[i].horizon = 0;
    }
    if (!peers_open(&file, folder, "forecasts", which)) {
        return false;
    }
    bool any = false;
    while (peers_next(&file)) {
        struct outcome *outcome = strcmp(peers_text(&file, "method"), method) == 0
                                      ? outcome_of(contest, peers_text(&file, "id"))
                                      : NULL;
        size_t h = (size_t)peers_number(&file, "h");
        if (outcome != NULL && h >= 1 && h <= HORIZON) {
            outcome->peer[h - 1] = peers_number(&file, "value");
            outcome->horizon = h > outcome->horizon ? h : outcome->horizon;
            any = true;
        }
    }
    return any;
}

/* The largest departure from the peer, in shares of its mean size. */
static double departure(const struct outcome *outcome, size_t which)
{
    double most = 0.0, size = 0.0;
    for (size_t h = 0; h < outcome->horizon; h++) {
        most = fmax(most, fabs(outcome->mean[which][h] - outcome->peer[h]));
        size += fabs(outcome->peer[h]) / (double)outcome->horizon;
    }
    return is_missing(outcome->mean[which][0]) ? (double)HUGE_VAL : most / fmax(size, 1e-300);
}

static void compare(struct contest *contest, const char *name, size_t which, const char *ours,
                    const char *method)
{
    static const double NEAR = 0.005, ROUGH = 0.05;
    size_t count = 0, near = 0, rough = 0, better = 0;
    for (size_t i = 0; i < contest->set.count; i++) {
        const struct outcome *outcome = &contest->outcome[i];
        if (outcome->horizon == 0) {
            continue;
        }
        double apart = departure(outcome, which);
        count++;
        near += apart <= NEAR;
        rough += apart <= ROUGH;
        better += apart > NEAR && outcome->sigma2 < outcome->peer_sigma2;
        if (getenv("VERBOSE") != NULL && apart > NEAR && which == 0) {
            printf("  %s: apart %.4f, sigma2 %.6g, R's %.6g\n", contest->set.series[i].id, apart,
                   outcome->sigma2, outcome->peer_sigma2);
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

static void read_variances(struct contest *contest, const char *folder, const char *name)
{
    static struct peers_file file;
    if (!peers_open(&file, folder, "thetaf", name)) {
        return;
    }
    while (peers_next(&file)) {
        struct outcome *outcome = outcome_of(contest, peers_text(&file, "id"));
        if (outcome != NULL) {
            outcome->peer_sigma2 = peers_number(&file, "sigma2");
        }
    }
}

/* The squared errors of `theta` before the season is put back, as thetaf counts them. */
static void set_variances(struct contest *contest, struct arena *arena)
{
    double room[3][HORIZON];
    for (size_t i = 0; i < contest->set.count; i++) {
        struct arena_mark mark = arena_mark(arena);
        struct theta_fit fit;
        struct history history = peers_history(&contest->set, &contest->set.series[i]);
        struct prediction prediction = {
            .mean = room[0], .variance = room[1], .sum_variance = room[2]};
        enum fit done = theta_run(&history, THETA_CLASSIC, 1, arena, &fit, &prediction);
        contest->outcome[i].sigma2 =
            done == FIT_OK ? fit.squares / ((double)fit.observed - 2.0) : MISSING;
        arena_rewind(arena, mark);
    }
}

static void run_set(const char *folder, const char *name, struct arena *arena)
{
    static const struct model *const ours[MODELS] = {&model_theta, &model_dotm, &model_otm,
                                                     &model_dstm, &model_ces};
    struct contest contest;
    peers_set_read(&contest.set, folder, name);
    contest.outcome = calloc(contest.set.count, sizeof *contest.outcome);
    if (contest.set.count == 0 || contest.outcome == NULL) {
        free(contest.outcome);
        return;
    }
    for (size_t i = 0; i < contest.set.count; i++) {
        contest.outcome[i].peer_sigma2 = MISSING;
    }
    printf("%s: milliseconds per series:", name);
    for (size_t i = 0; i < MODELS; i++) {
        printf(" %s %.4f", ours[i]->name, run_model(&contest, i, ours[i], arena));
    }
    printf("\n");
    set_variances(&contest, arena);
    read_variances(&contest, folder, name);
    if (peer_read(&contest, folder, name, "e", "thetaf")) {
        compare(&contest, name, 0, "theta", "thetaf");
    }
    if (peer_read(&contest, folder, name, "sf_main", "sf_DOT")) {
        compare(&contest, name, 1, "dotm", "sf_DOT");
    }
    if (peer_read(&contest, folder, name, "sf_AutoCES", "sf_AutoCES")) {
        compare(&contest, name, MODELS - 1, "ces", "sf_AutoCES");
    }
    peers_set_free(&contest.set);
    free(contest.outcome);
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
