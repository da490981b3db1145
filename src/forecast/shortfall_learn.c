/* What falls short of stocks set by earlier forecasts. */
#include "shortfall_learn.h"

#include "base/missing.h"
#include "calibrate.h"
#include "num/dist.h"
#include "shortfall_parts.h"

#include <math.h>

/* A stretch is the first period of a trial, a quarter of them, half of them, or all. */
static const size_t PART_OF[SHORTFALL_STRETCHES] = {SIZE_MAX, 4, 2, 1};
/* Standard deviation of the logarithm of a ratio: of all series, of a kind beside all.  It is
 * small, for half a year's origins say little of the next: by three times as much M5 by week fell
 * to 85 where 90 was asked for, and by none rose to 92. */
static const double DOUBT = 0.15;
static const double KIND_DOUBT = 0.1;
/* How far the logarithms of origins usually differ, by depth, and as how many origins that counts.
 */
static const double APART[SHORTFALL_DEPTHS] = {0.35, 0.45, 0.55, 0.7};
static const double BELIEVED_ORIGINS = 2.0;
/* A ratio below this says no more than that little fell short. */
static const double LEAST_RATIO = 0.2;
static const double MOST_RATIO = 8.0;
/* A series falls short of no more than so many times what was expected of it: whoever jumps
 * further, a product that comes back, is no case of a law's tail, and alone would outweigh all
 * others. */
static const double MOST_SHORT = 2.0;
/* Series of an origin that are looked at; more add little, origins being as few as they are. */
enum { MOST_SERIES = 800 };

/* Of the series of one kind at one origin. */
struct sums {
    double wanted;   /* units */
    double expected; /* units wanted, by the forecasts */
    double short_of[SHORTFALL_DEPTHS];
    double short_by_law[SHORTFALL_DEPTHS];
    double squares[SHORTFALL_DEPTHS]; /* of what a series fell short more than its law says */
};

struct lesson {
    const struct rehearsal *rehearsal;
    struct sums (*sums)[SHORTFALL_KINDS]; /* [stretches * trials] */
    double least_turn;                    /* series whose turn is below are left out */
};

/* The stock, be it in parts of a unit, that leaves `units` unserved, nearly.  From `stock` on, by
 * Newton's method on the logarithm of the loss. */
static double stock_for(const struct dist *law, double units, double stock)
{
    static const double enough = 0.02;
    double low = 0.0;
    double high = HUGE_VAL;
    for (int turn = 0; turn < 16; turn++) {
        double loss = dist_loss(law, stock);
        double away = loss > 0.0 ? log(loss / units) : -HUGE_VAL;
        if (fabs(away) < enough) {
            break;
        }
        low = away > 0.0 ? stock : low;
        high = away < 0.0 ? stock : high;
        double tail = dist_tail(law, stock);
        double next = loss > 0.0 && tail > 0.0 ? stock + away * loss / tail : low;
        bool inside = next > low && next < high;
        stock = inside ? next : high < HUGE_VAL ? 0.5 * (low + high) : 2.0 * low + 1.0;
    }
    return stock;
}

/* What one series was expected to want in the first `periods`, and did. */
struct stretch {
    size_t kind;
    double mean;
    double variance;
    double wanted;
    bool counts;
};

/* false where that is not known, or nothing is to be learned from it. */
static bool stretch_of(struct stretch *stretch, const struct trial *trial, size_t series,
                       size_t periods)
{
    const struct forecasts *forecasts = &trial->forecasts;
    const double *actual = trial_actual(trial, series);
    *stretch = (struct stretch){.kind = shortfall_kind(forecasts, series),
                                .counts = forecasts->report[series].counts};
    if (actual == NULL || stretch->kind >= SHORTFALL_KINDS) {
        return false;
    }
    for (size_t h = 0; h < periods; h++) {
        stretch->mean += forecasts->mean[series * forecasts->horizon + h];
        stretch->wanted += actual[h]; /* MISSING if any is */
    }
    stretch->variance = forecasts->sum_variance[series * forecasts->horizon + periods - 1];
    return !is_missing(stretch->wanted) && stretch->mean > 0.0 && stretch->variance > 0.0;
}

/* Adds what fell short of the stocks of all depths. */
static void add_stretch(struct sums *sums, const struct stretch *stretch)
{
    struct dist law = dist_of_demand(stretch->mean, stretch->variance, stretch->counts);
    double stock = stretch->mean + sqrt(stretch->variance);
    sums->wanted += stretch->wanted;
    sums->expected += stretch->mean;
    for (size_t d = 0; d < SHORTFALL_DEPTHS; d++) {
        double by_law = stretch->mean * shortfall_depths[d];
        stock = stock_for(&law, by_law, stock);
        double short_of = fmin(fmax(stretch->wanted - stock, 0.0), MOST_SHORT * stretch->mean);
        sums->short_of[d] += short_of;
        sums->short_by_law[d] += by_law;
        sums->squares[d] += (short_of - by_law) * (short_of - by_law);
    }
}

static size_t periods_of(const struct rehearsal *rehearsal, size_t stretch)
{
    size_t horizon = rehearsal->trial[0].forecasts.horizon;
    return (horizon - 1) / PART_OF[stretch] + 1;
}

/* A number in [0, 1) that has nothing to do with the order of rows around it. */
static double turn_of(size_t series)
{
    return (double)((uint32_t)series * UINT32_C(2654435761)) / 4294967296.0;
}

/* One origin and one stretch. */
static void add_origin(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct lesson *lesson = context;
    const struct rehearsal *rehearsal = lesson->rehearsal;
    const struct trial *trial = &rehearsal->trial[index % rehearsal->count];
    size_t periods = periods_of(rehearsal, index / rehearsal->count);
    struct stretch stretch;
    for (size_t s = 0; s < trial->forecasts.count; s++) {
        if (turn_of(s) >= lesson->least_turn && stretch_of(&stretch, trial, s, periods)) {
            add_stretch(&lesson->sums[index][stretch.kind], &stretch);
        }
    }
}

static void add_sums(struct sums *to, const struct sums *from)
{
    to->wanted += from->wanted;
    to->expected += from->expected;
    for (size_t d = 0; d < SHORTFALL_DEPTHS; d++) {
        to->short_of[d] += from->short_of[d];
        to->short_by_law[d] += from->short_by_law[d];
        to->squares[d] += from->squares[d];
    }
}

/* What fell short, as a share of what was wanted, over the same by the laws. */
static double ratio_of(const struct sums *sums, size_t depth)
{
    if (!(sums->wanted > 0.0) || !(sums->short_by_law[depth] > 0.0)) {
        return 1.0;
    }
    return sums->short_of[depth] / sums->wanted * (sums->expected / sums->short_by_law[depth]);
}

/* The logarithm of the ratio of some origins [count], with `believed` before. */
static double learned(const struct sums *origin, size_t count, size_t depth, double believed,
                      double doubt)
{
    struct sums all = {0};
    for (size_t k = 0; k < count; k++) {
        add_sums(&all, &origin[k]);
    }
    double by_law = all.short_by_law[depth];
    if (!(by_law > 0.0) || !(all.wanted > 0.0)) {
        return believed;
    }
    double ratio = fmin(fmax(ratio_of(&all, depth), LEAST_RATIO), MOST_RATIO);
    double weights = 0.0;
    double scatter = 0.0;
    for (size_t k = 0; k < count; k++) {
        double weight = origin[k].short_by_law[depth] / by_law;
        double away = weight * (ratio_of(&origin[k], depth) / ratio - 1.0);
        weights += weight * weight;
        scatter += away * away;
    }
    double effective = 1.0 / weights;
    double apart = BELIEVED_ORIGINS * APART[depth] * APART[depth];
    double noise = (apart + scatter * effective * effective) / (BELIEVED_ORIGINS + effective - 1.0);
    /* and of series by themselves */
    noise = noise / effective + all.squares[depth] / (by_law * by_law * ratio * ratio);
    return believed + (log(ratio) - believed) * doubt * doubt / (doubt * doubt + noise);
}

/* Those of one family of kinds, from `first` on, the last of which, counts that are rare, is too
 * odd to speak for the others. */
static void learn_family(double log[SHORTFALL_KINDS], struct sums (*sums)[SHORTFALL_KINDS],
                         size_t count, size_t depth, size_t first)
{
    struct sums origin[REHEARSALS_MOST];
    for (size_t k = 0; k < count; k++) {
        origin[k] = (struct sums){0};
        for (size_t kind = first; kind + 1 < first + SPREAD_KINDS; kind++) {
            add_sums(&origin[k], &sums[k][kind]);
        }
    }
    double every = learned(origin, count, depth, 0.0, DOUBT);
    for (size_t kind = first; kind < first + SPREAD_KINDS; kind++) {
        for (size_t k = 0; k < count; k++) {
            origin[k] = sums[k][kind];
        }
        log[kind] = learned(origin, count, depth, every, KIND_DOUBT);
    }
}

enum status shortfall_learn(struct shortfalls *shortfalls, const struct rehearsal *rehearsal,
                            struct arena *arena, struct team *team, struct fault *fault)
{
    *shortfalls = (struct shortfalls){0};
    if (rehearsal->count == 0) {
        return STATUS_OK;
    }
    struct arena_mark mark = arena_mark(arena);
    size_t tasks = SHORTFALL_STRETCHES * rehearsal->count;
    struct sums(*sums)[SHORTFALL_KINDS] = arena_take(arena, tasks, sizeof *sums);
    if (sums == NULL) {
        return fault_memory(fault, "what fell short");
    }
    double series = (double)rehearsal->trial[0].forecasts.count;
    struct lesson lesson = {
        .rehearsal = rehearsal, .sums = sums, .least_turn = 1.0 - MOST_SERIES / series};
    for (size_t i = 0; i < tasks * SHORTFALL_KINDS; i++) {
        sums[i / SHORTFALL_KINDS][i % SHORTFALL_KINDS] = (struct sums){0};
    }
    parallel_each(team, tasks, add_origin, &lesson);
    shortfalls->stretches = SHORTFALL_STRETCHES;
    for (size_t m = 0; m < SHORTFALL_STRETCHES; m++) {
        shortfalls->periods[m] = (double)periods_of(rehearsal, m);
        for (size_t d = 0; d < SHORTFALL_DEPTHS; d++) {
            for (size_t first = 0; first < SHORTFALL_KINDS; first += SPREAD_KINDS) {
                learn_family(shortfalls->log[m][d], sums + m * rehearsal->count, rehearsal->count,
                             d, first);
            }
        }
    }
    arena_rewind(arena, mark);
    return STATUS_OK;
}
