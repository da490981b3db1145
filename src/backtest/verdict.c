/* A method's forecasts from one origin, held against what sold.
 *
 * Invariant: series are added up in blocks of a fixed size, and blocks in their order, so that sums
 * over all series do not depend on the number of threads. */
#include "verdict.h"

#include "base/missing.h"
#include "law.h"

#include <math.h>

enum { BLOCK = 128 };
/* Bounds of the central half, four fifths and nineteen twentieths of a law. */
static const double HALF = 0.25;
static const double FOUR_FIFTHS = 0.1;
static const double NINETEEN = 0.025;
enum { QUANTILES_MOST = 64 };

struct blocks {
    const struct verdict *verdict;
    struct score *series; /* [count] */
    struct score *origin; /* [blocks] */
    struct score *ahead;  /* [blocks * horizon] */
};

/* The law of a period and its quantiles; those of a flat forecast are looked up once. */
struct outlined {
    struct law law;
    double mean;
    double variance;
    bool known;
    double value[QUANTILES_MOST];
};

static void outline(struct outlined *outlined, const struct verdict *verdict, size_t series,
                    size_t h)
{
    const struct said *said = verdict->said;
    double mean = said->mean[series * said->horizon + h];
    double variance = said->variance[series * said->horizon + h];
    if (outlined->known && mean == outlined->mean && variance == outlined->variance) {
        return;
    }
    bool counts = said->counts[series] != 0;
    outlined->law = said->naive ? law_of_naive(mean, variance, counts)
                                : law_of_forecast(mean, variance, counts, said->nonnegative);
    double before = (double)-HUGE_VAL;
    for (size_t q = 0; q < verdict->quantile_count; q++) {
        before = fmax(before, law_quantile(&outlined->law, verdict->quantile[q]));
        outlined->value[q] = before;
    }
    outlined->mean = mean;
    outlined->variance = variance;
    outlined->known = true;
}

static double pinball_of(const struct outlined *outlined, const struct verdict *verdict,
                         double actual)
{
    double loss = 0.0;
    for (size_t q = 0; q < verdict->quantile_count; q++) {
        loss += accuracy_pinball(actual, outlined->value[q], verdict->quantile[q]);
    }
    return loss / (double)verdict->quantile_count;
}

static struct coverage coverage_of(const struct law *law, double actual)
{
    struct stretch stretch = law_stretch(law, actual);
    return (struct coverage){.count = 1.0,
                             .inside50 = stretch_between(&stretch, HALF, 1.0 - HALF),
                             .inside80 = stretch_between(&stretch, FOUR_FIFTHS, 1.0 - FOUR_FIFTHS),
                             .inside95 = stretch_between(&stretch, NINETEEN, 1.0 - NINETEEN),
                             .below95 = stretch_between(&stretch, 0.0, 0.95)};
}

/* Fills what is counted by forecast; its sums are complete. */
static void scale(struct score *score, const struct yardstick *yardstick, double worth)
{
    score->forecasts = 1.0;
    score->mase = scaled_of(accuracy_mase(&score->errors, yardstick->season));
    score->rmsse = scaled_of(accuracy_rmsse(&score->errors, yardstick->step_square));
    bool known = score->errors.count > 0.0 && yardstick->step > 0.0;
    score->spl =
        scaled_of(known ? score->pinball / score->errors.count / yardstick->step : MISSING);
    score->money = score->errors.absolute * worth;
}

/* One period of one series. */
static struct score score_cell(const struct verdict *verdict, struct outlined *outlined,
                               size_t series, size_t h, double actual)
{
    struct score cell = {0};
    if (is_missing(actual)) {
        cell.censored = 1.0;
        return cell;
    }
    outline(outlined, verdict, series, h);
    cell.errors = errors_of(&actual, &outlined->mean, 1);
    cell.pinball = pinball_of(outlined, verdict, actual);
    cell.coverage = coverage_of(&outlined->law, actual);
    return cell;
}

static void score_series(const struct blocks *blocks, size_t series, size_t block)
{
    const struct verdict *verdict = blocks->verdict;
    const struct origin *origin = verdict->origin;
    if (panel_span(&origin->view, series).length == 0) {
        return; /* not begun */
    }
    struct ahead ahead = ahead_of(origin, series);
    struct outlined outlined = {0};
    struct score sum = {0};
    for (size_t h = 0; h < origin->horizon; h++) {
        struct score cell = score_cell(verdict, &outlined, series, h, ahead_actual(&ahead, h));
        score_add(&sum, &cell);
        scale(&cell, &origin->yardstick[series], verdict->worth[series]);
        cell.fallbacks = verdict->said->fell_back[series];
        score_add(&blocks->ahead[block * origin->horizon + h], &cell);
    }
    scale(&sum, &origin->yardstick[series], verdict->worth[series]);
    sum.fallbacks = verdict->said->fell_back[series];
    score_add(&blocks->series[series], &sum);
    score_add(&blocks->origin[block], &sum);
}

static void score_block(void *context, size_t block, struct arena *scratch)
{
    (void)scratch;
    const struct blocks *blocks = context;
    size_t count = blocks->verdict->origin->panel->count;
    size_t end = (block + 1) * BLOCK < count ? (block + 1) * BLOCK : count;
    for (size_t s = block * BLOCK; s < end; s++) {
        score_series(blocks, s, block);
    }
}

enum status verdict_run(const struct verdict *verdict, const struct scores *scores,
                        struct arena *arena, struct team *team, struct fault *fault)
{
    size_t horizon = verdict->origin->horizon;
    size_t count = (verdict->origin->panel->count + BLOCK - 1) / BLOCK;
    struct blocks blocks = {.verdict = verdict,
                            .series = scores->series,
                            .origin = ARENA_NEW(arena, struct score, count),
                            .ahead = ARENA_NEW(arena, struct score, count * horizon)};
    if (blocks.origin == NULL || blocks.ahead == NULL) {
        return fault_memory(fault, "the scores");
    }
    if (verdict->quantile_count > QUANTILES_MOST) {
        return fault_set(fault, STATUS_USAGE, "more than %d quantiles", QUANTILES_MOST);
    }
    parallel_each(team, count, score_block, &blocks);
    for (size_t b = 0; b < count; b++) {
        score_add(scores->origin, &blocks.origin[b]);
        for (size_t h = 0; h < horizon; h++) {
            score_add(&scores->ahead[h], &blocks.ahead[b * horizon + h]);
        }
    }
    return STATUS_OK;
}
