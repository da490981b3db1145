/* The spread of the forecasts set right by what came of earlier ones. */
#include "calibrate.h"

#include "base/missing.h"
#include "crowding.h"
#include "spread.h"

/* A forecast is steady, or varied, when its mean variance is at most so many squared means. */
static const double STEADY = 0.1;
static const double VARIED = 0.6;
/* A count is rare when fewer units than this are expected in a period: then most of its law stands
 * on zero, and says little of its spread. */
static const double RARE = 0.5;
enum {
    CLASSES = SPREAD_CLASSES,
    KINDS = SPREAD_KINDS,
    EVERY_KIND = KINDS,
    LUMPY_KIND = SPREAD_LUMPY,
    NO_KIND,
};
enum { SHORT_SHARE = 4, HALF_SHARE = 2 };

/* How far origins usually differ in their coverage, by measure: the longer the sum, the more it
 * holds of what an origin's series have in common. */
static const double APART[MEASURES] = {0.05, 0.06, 0.09, 0.10, 0.12};
/* Standard deviation of the logarithm of a factor: of all series, of a kind beside all. */
static const double DOUBT = 0.3;
static const double KIND_DOUBT = 0.2;
/* ... of what lumpy demands crowd by, of which less is known. */
static const double LUMPY_DOUBT = 0.7;
/* Outcomes that one factor is learned from; more add nothing, origins being as few as they are, and
 * those of lumpy series cost more. */
enum { MOST_OUTCOMES = 1500, MOST_LUMPY = 600 };

struct lesson {
    const struct rehearsal *rehearsal;
    const uint8_t *kind; /* [trials * series] */
    struct spread_factors *factors;
    bool every_kind; /* the turn of all kinds together, before each by itself */
};

size_t calibrate_kind(const struct forecasts *forecasts, size_t series)
{
    const struct series_report *report = &forecasts->report[series];
    const unsigned out = FLAG_ALL_ZERO | FLAG_CONSTANT | FLAG_DEAD;
    const double *mean = forecasts->mean + series * forecasts->horizon;
    const double *variance = forecasts->variance + series * forecasts->horizon;
    double means = 0.0;
    double variances = 0.0;
    for (size_t h = 0; h < forecasts->horizon; h++) {
        means += mean[h];
        variances += variance[h];
    }
    if ((report->flags & out) != 0 || !(means > 0.0) || !(variances > 0.0)) {
        return NO_KIND;
    }
    double variation = variances / means * ((double)forecasts->horizon / means);
    size_t class = variation <= STEADY ? 0 : variation <= VARIED ? 1 : 2;
    if (!report->counts) {
        return class;
    }
    return CLASSES + (means < RARE * (double)forecasts->horizon ? CLASSES - 1 : class);
}

/* The first and the last period of a measure; of a sum, only the last counts. */
static size_t last_of(enum spread_measure measure, size_t horizon)
{
    switch (measure) {
    case FIRST:
        return 0;
    case SUM_SHORT:
        return (horizon + SHORT_SHARE - 1) / SHORT_SHARE - 1;
    case SUM_HALF:
        return (horizon + HALF_SHARE - 1) / HALF_SHARE - 1;
    case LATE:
    case SUM_ALL:
    case MEASURES:
        break;
    }
    return horizon - 1;
}

static size_t first_of(enum spread_measure measure, size_t horizon)
{
    return measure == LATE ? horizon - (horizon + 2) / 3 : last_of(measure, horizon);
}

static bool is_sum(enum spread_measure measure)
{
    return measure >= SUM_SHORT;
}

/* Where a measure stands on the line of factors, in periods. */
static double place_of(enum spread_measure measure, size_t horizon)
{
    return 0.5 * (double)(first_of(measure, horizon) + last_of(measure, horizon)) + 1.0;
}

/* What a walk over outcomes does with them: counts them, then keeps every `stride`-th. */
struct collection {
    struct outcome *outcome; /* NULL: only count */
    struct crowd *crowd;     /* of each outcome, where lumpy series are met; else NULL */
    size_t stride;
    size_t met;
    size_t kept;
};

static void meet(struct collection *collection, const struct outcome *outcome)
{
    if (is_missing(outcome->actual) || !(outcome->mean > 0.0) || !(outcome->variance > 0.0)) {
        return;
    }
    if (collection->outcome != NULL && collection->met % collection->stride == 0) {
        collection->outcome[collection->kept++] = *outcome;
    }
    collection->met++;
}

static void collect_series(struct collection *collection, const struct trial *trial, size_t origin,
                           size_t series, enum spread_measure measure)
{
    const struct forecasts *forecasts = &trial->forecasts;
    size_t horizon = forecasts->horizon;
    const double *mean = forecasts->mean + series * horizon;
    const double *variance = forecasts->variance + series * horizon;
    const double *actual = trial_actual(trial, series);
    struct outcome outcome = {.counts = forecasts->report[series].counts,
                              .origin = (unsigned)origin};
    size_t last = last_of(measure, horizon);
    if (is_sum(measure)) {
        for (size_t h = 0; h <= last; h++) {
            outcome.mean += mean[h];
            outcome.actual += actual[h];
        }
        outcome.variance = forecasts->sum_variance[series * horizon + last];
        meet(collection, &outcome);
        return;
    }
    for (size_t h = first_of(measure, horizon); h <= last; h++) {
        outcome.mean = mean[h];
        outcome.variance = variance[h];
        outcome.actual = actual[h];
        meet(collection, &outcome);
    }
}

/* Sums of a lumpy series, whose law is the plan's own. */
static void collect_lumpy(struct collection *collection, const struct trial *trial, size_t origin,
                          size_t series, enum spread_measure measure)
{
    size_t at = collection->kept;
    collect_series(collection, trial, origin, series, measure);
    if (collection->kept == at) {
        return;
    }
    struct outcome *outcome = &collection->outcome[at];
    struct crowd *crowd = &collection->crowd[at];
    *crowd = crowd_of(&trial->panel, &trial->forecasts, series);
    outcome->lumpy = &crowd->outlook;
    outcome->apart = outlook_apart(&crowd->outlook, outcome->mean);
    outcome->variance = crowd_beyond(crowd, outcome->mean, outcome->variance);
}

/* Whether a factor of that kind is learned from such a series.  The sums of a lumpy one teach its
 * own kind alone: nobody uses a law of two moments for them, and the others would learn from it. */
static bool teaches(size_t own, bool lumpy, enum spread_measure measure, size_t kind)
{
    if (own == NO_KIND) {
        return false;
    }
    if (kind == LUMPY_KIND) {
        return lumpy;
    }
    return !(lumpy && is_sum(measure)) && (kind == EVERY_KIND || kind == own);
}

static void collect(struct collection *collection, const struct lesson *lesson,
                    enum spread_measure measure, size_t kind)
{
    const struct rehearsal *rehearsal = lesson->rehearsal;
    for (size_t k = 0; k < rehearsal->count; k++) {
        const struct trial *trial = &rehearsal->trial[k];
        size_t count = trial->forecasts.count;
        for (size_t s = 0; s < count; s++) {
            bool lumpy = (trial->forecasts.report[s].flags & FLAG_LUMPY) != 0;
            if (!teaches(lesson->kind[k * count + s], lumpy, measure, kind)) {
                continue;
            }
            if (kind == LUMPY_KIND) {
                collect_lumpy(collection, trial, k, s, measure);
            } else {
                collect_series(collection, trial, k, s, measure);
            }
        }
    }
}

static const size_t OUTCOME_BYTES = (MOST_OUTCOMES + 1) * sizeof(struct outcome);
/* ... and what the arena may leave free between the two. */
static const size_t LUMPY_BYTES =
    (MOST_LUMPY + 1) * (sizeof(struct outcome) + sizeof(struct crowd)) + 128;

/* Learns one factor from `most` outcomes at most. */
static double learn_kind(const struct lesson *lesson, enum spread_measure measure, size_t kind,
                         size_t most, const struct belief *belief, struct arena *scratch)
{
    struct collection collection = {.stride = 1};
    collect(&collection, lesson, measure, kind);
    collection = (struct collection){.stride = collection.met / most + 1,
                                     .outcome = ARENA_NEW(scratch, struct outcome, most + 1)};
    if (kind == LUMPY_KIND) {
        collection.crowd = ARENA_NEW(scratch, struct crowd, most + 1);
    }
    collect(&collection, lesson, measure, kind);
    return spread_learn(collection.outcome, collection.kept, belief);
}

/* One factor: `index` numbers the measures, and within them the kinds. */
static void learn(void *context, size_t index, struct arena *scratch)
{
    const struct lesson *lesson = context;
    size_t kinds = lesson->every_kind ? 1 : KINDS;
    enum spread_measure measure = (enum spread_measure)(index / kinds);
    size_t kind = lesson->every_kind ? EVERY_KIND : index % kinds;
    double *log = lesson->factors->log[measure];
    struct belief belief = {.value = lesson->every_kind ? 0.0 : log[EVERY_KIND],
                            .doubt = lesson->every_kind ? DOUBT : KIND_DOUBT,
                            .apart = APART[measure]};
    log[kind] = learn_kind(lesson, measure, kind, MOST_OUTCOMES, &belief, scratch);
}

/* The factor of lumpy series for one measure. */
static void learn_lumpy(void *context, size_t measure, struct arena *scratch)
{
    const struct lesson *lesson = context;
    struct belief belief = {.doubt = LUMPY_DOUBT, .apart = APART[measure]};
    if (measure != LATE) {
        lesson->factors->log[measure][LUMPY_KIND] = learn_kind(
            lesson, (enum spread_measure)measure, LUMPY_KIND, MOST_LUMPY, &belief, scratch);
    }
}

/* A point of the line of factors. */
struct knot {
    double place; /* periods */
    double log;
};

static double line_at(const struct knot *knot, size_t count, double place)
{
    for (size_t i = 1; i < count; i++) {
        if (place < knot[i].place) {
            double share = log(place / knot[i - 1].place) / log(knot[i].place / knot[i - 1].place);
            return knot[i - 1].log + share * (knot[i].log - knot[i - 1].log);
        }
    }
    return knot[count - 1].log;
}

/* Adds a point; one no farther than the last is left out. */
static size_t add_knot(struct knot *knot, size_t count, const struct spread_factors *factors,
                       enum spread_measure measure, size_t kind)
{
    double place = place_of(measure, factors->horizon);
    if (count > 0 && !(place > knot[count - 1].place)) {
        return count;
    }
    knot[count] = (struct knot){place, factors->log[measure][kind]};
    return count + 1;
}

struct correction {
    struct forecasts *forecasts;
    const struct panel *panel;
    const struct spread_factors *factors;
};

static void correct_periods(const struct correction *correction, size_t series, size_t kind)
{
    struct forecasts *forecasts = correction->forecasts;
    struct knot single[2];
    size_t count = add_knot(single, 0, correction->factors, FIRST, kind);
    count = add_knot(single, count, correction->factors, LATE, kind);
    for (size_t h = 0; h < forecasts->horizon; h++) {
        forecasts->variance[series * forecasts->horizon + h] *=
            exp(line_at(single, count, (double)h + 1.0));
    }
}

/* `crowd` NULL: not lumpy. */
static void correct_sums(const struct correction *correction, size_t series, size_t kind,
                         const struct crowd *crowd)
{
    struct forecasts *forecasts = correction->forecasts;
    struct knot knot[4];
    bool learned = correction->factors->horizon > 0;
    size_t count = learned ? add_knot(knot, 0, correction->factors, FIRST, kind) : 0;
    for (size_t m = SUM_SHORT; learned && m < MEASURES; m++) {
        count = add_knot(knot, count, correction->factors, (enum spread_measure)m, kind);
    }
    double mean = 0.0;
    double before = 0.0;
    for (size_t h = 0; h < forecasts->horizon; h++) {
        size_t at = series * forecasts->horizon + h;
        double factor = exp(count > 0 ? line_at(knot, count, (double)h + 1.0) : 0.0);
        double variance = forecasts->sum_variance[at];
        mean += forecasts->mean[at];
        double whole = crowd == NULL ? variance * factor
                                     : outlook_apart(&crowd->outlook, mean) +
                                           factor * crowd_beyond(crowd, mean, variance);
        forecasts->sum_variance[at] = before = fmax(whole, before);
    }
}

static void correct(void *context, size_t series, struct arena *scratch)
{
    (void)scratch;
    const struct correction *correction = context;
    size_t kind = calibrate_kind(correction->forecasts, series);
    struct crowd crowd = crowd_of(correction->panel, correction->forecasts, series);
    bool learned = correction->factors->horizon > 0 && kind != NO_KIND;
    if (learned) {
        correct_periods(correction, series, kind);
    }
    if (crowd.outlook.size_count > 0) {
        correct_sums(correction, series, LUMPY_KIND, &crowd);
    } else if (learned) {
        correct_sums(correction, series, kind, NULL);
    }
}

static enum status learn_all(struct spread_factors *factors, const struct rehearsal *rehearsal,
                             struct arena *arena, struct team *team, struct fault *fault)
{
    size_t count = rehearsal->trial[0].forecasts.count;
    uint8_t *kind = ARENA_NEW(arena, uint8_t, rehearsal->count * count);
    if (kind == NULL) {
        return fault_memory(fault, "the calibration");
    }
    for (size_t k = 0; k < rehearsal->count; k++) {
        const struct trial *trial = &rehearsal->trial[k];
        for (size_t s = 0; s < count; s++) {
            bool begun = panel_span(&trial->panel, s).length >= trial->back;
            kind[k * count + s] = (uint8_t)(begun ? calibrate_kind(&trial->forecasts, s) : NO_KIND);
        }
    }
    *factors = (struct spread_factors){.horizon = rehearsal->trial[0].forecasts.horizon};
    struct lesson lesson = {
        .rehearsal = rehearsal, .kind = kind, .factors = factors, .every_kind = true};
    TRY(parallel_each_reserved(team, MEASURES, learn, &lesson, OUTCOME_BYTES, fault));
    lesson.every_kind = false;
    TRY(parallel_each_reserved(team, (size_t)MEASURES * KINDS, learn, &lesson, OUTCOME_BYTES,
                               fault));
    return parallel_each_reserved(team, MEASURES, learn_lumpy, &lesson, LUMPY_BYTES, fault);
}

enum status calibrate_learn(struct spread_factors *factors, const struct rehearsal *rehearsal,
                            struct arena *arena, struct team *team, struct fault *fault)
{
    *factors = (struct spread_factors){0};
    if (rehearsal->count == 0) {
        return STATUS_OK;
    }
    struct arena_mark mark = arena_mark(arena);
    enum status status = learn_all(factors, rehearsal, arena, team, fault);
    arena_rewind(arena, mark);
    return status;
}

void calibrate_apply(const struct spread_factors *factors, struct forecasts *forecasts,
                     const struct panel *panel, struct team *team)
{
    struct correction correction = {.forecasts = forecasts, .panel = panel, .factors = factors};
    parallel_each(team, forecasts->count, correct, &correction);
}
