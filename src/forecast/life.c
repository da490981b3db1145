/* What the age of an item does to its forecast. */
#include "life.h"

#include "base/missing.h"
#include "base/search.h"
#include "launch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How far an item's level may be from that of the item it resembles or follows: relative variances
 * of a factor of about 1.7 and 1.3 up or down. */
static const double LIKE_SPREAD2 = 0.3;
static const double SUCCESSOR_SPREAD2 = 0.1;
static const double FADE_DAYS = 7.0; /* in which a predecessor loses half of what it has left */
static const double DEFAULT_DISPERSION = 2.0;
static const double DEFAULT_BEND = 0.2;
/* No single item tells more of how often another sells than so many occasions would. */
static const double MOST_SHAPE = 2.0;

/* What master data say of one series. */
struct birth {
    uint32_t like;
    uint32_t successor_of;
    int32_t launch_day;
    int32_t end_day;
};

/* What is expected of a series before it has sold. */
struct prior {
    double level; /* units per period; MISSING: nothing is known */
    double spread2;
    double dispersion, bend;    /* variance over mean: dispersion + bend * level */
    struct occasions occasions; /* how often it sells; rate 0: nobody asked */
    bool counts;
    const char *kind;
    uint32_t sku; /* NO_ID: of no single item */
};

struct life {
    struct forecasts *forecasts;
    const struct panel *panel;
    const struct inputs *inputs;
    const struct effects *effects;
    struct launch launch;
    struct birth *birth;  /* [panel->count] */
    double *level;        /* [panel->count] mean of the forecast over factors, before any change */
    double *place_volume; /* [places] sum of the levels at a location */
    bool counts;          /* all series are counts */
};

static struct birth birth_of(const struct inputs *inputs, uint32_t sku, uint32_t location)
{
    struct birth birth = {NO_ID, NO_ID, NO_DAY, NO_DAY};
    if (inputs == NULL) {
        return birth;
    }
    const struct item *item = master_item(&inputs->master, sku);
    const struct item_location *own = master_item_location(&inputs->master, sku, location);
    for (int layer = 0; layer < 2; layer++) {
        const struct terms *terms =
            layer == 0 ? (item != NULL ? &item->terms : NULL) : (own != NULL ? &own->terms : NULL);
        if (terms == NULL) {
            continue;
        }
        birth.like = terms->like != NO_ID ? terms->like : birth.like;
        birth.successor_of =
            terms->successor_of != NO_ID ? terms->successor_of : birth.successor_of;
        birth.launch_day = terms->launch_day != NO_DAY ? terms->launch_day : birth.launch_day;
        birth.end_day = terms->end_day != NO_DAY ? terms->end_day : birth.end_day;
    }
    birth.like = birth.like != sku ? birth.like : NO_ID;
    birth.successor_of = birth.successor_of != sku ? birth.successor_of : NO_ID;
    return birth;
}

static const double *factors_ahead(const struct life *life, size_t series)
{
    return life->effects != NULL ? effects_of(life->effects, series, life->panel->end_period)
                                 : NULL;
}

static double factor_at(const double *factor, size_t h)
{
    return factor != NULL ? factor[h] : 1.0;
}

/* A series' own stretch of the forecasts. */
struct ahead {
    double *mean, *variance, *sum_variance; /* [horizon] */
};

static struct ahead ahead_of(const struct life *life, size_t series)
{
    size_t at = series * life->forecasts->horizon;
    return (struct ahead){.mean = life->forecasts->mean + at,
                          .variance = life->forecasts->variance + at,
                          .sum_variance = life->forecasts->sum_variance + at};
}

static double forecast_level(const struct life *life, size_t series)
{
    const double *factor = factors_ahead(life, series);
    const double *mean = ahead_of(life, series).mean;
    double units = 0.0;
    double factors = 0.0;
    for (size_t h = 0; h < life->forecasts->horizon; h++) {
        units += mean[h];
        factors += factor_at(factor, h);
    }
    return factors > 0.0 ? units / factors : 0.0;
}

static enum status look_at_all(struct life *life, struct arena *arena, struct fault *fault)
{
    const struct panel *panel = life->panel;
    uint32_t places = 0;
    for (size_t s = 0; s < panel->count; s++) {
        places = panel->location[s] >= places ? panel->location[s] + 1 : places;
    }
    life->birth = ARENA_NEW(arena, struct birth, panel->count);
    life->level = ARENA_NEW(arena, double, panel->count);
    life->place_volume = ARENA_NEW(arena, double, places);
    if (life->birth == NULL || life->level == NULL || life->place_volume == NULL) {
        return fault_memory(fault, "the lives of items");
    }
    life->counts = true;
    for (size_t s = 0; s < panel->count; s++) {
        life->birth[s] = birth_of(life->inputs, panel->sku[s], panel->location[s]);
        life->level[s] = forecast_level(life, s);
        life->place_volume[panel->location[s]] += life->level[s];
        life->counts = life->counts && life->forecasts->report[s].counts;
    }
    return STATUS_OK;
}

/* A history may begin with a launch and hold no sale yet. */
static bool has_sold(const struct life *life, size_t series)
{
    if (series == SIZE_MAX) {
        return false;
    }
    struct span span = panel_span(life->panel, series);
    for (size_t t = 0; t < span.length; t++) {
        if (value_or(span.demand[t], 0.0) > 0.0) {
            return true;
        }
    }
    return false;
}

/* The first series of a sku. */
static size_t first_of(const struct panel *panel, uint32_t sku)
{
    return search_pair(panel->sku, panel->location, sizeof *panel->sku, panel->count, sku, 0);
}

/* The first day on which a successor can have sold; NO_DAY if it is not known. */
static int32_t launch_of(const struct life *life, size_t series)
{
    if (life->birth[series].launch_day != NO_DAY || !has_sold(life, series)) {
        return life->birth[series].launch_day;
    }
    return period_first_day(&life->panel->calendar, panel_span(life->panel, series).first_period);
}

/* What a series sold before a day, not what it sells while it is being replaced. */
static double level_before(const struct life *life, size_t series, int32_t day)
{
    struct span span = panel_span(life->panel, series);
    int32_t until = day == NO_DAY ? life->panel->end_period
                                  : period_of(&life->panel->calendar, day) - span.first_period;
    if (day == NO_DAY || until >= (int32_t)span.length || until <= 1) {
        return life->level[series];
    }
    size_t to = (size_t)until;
    size_t from = to > life->launch.young ? to - life->launch.young : 0;
    struct launch_record record = launch_record_of(&life->launch, series, from, to);
    return record.exposure > 0.0 ? record.sold / record.exposure : life->level[series];
}

/* Adds what a series says of how often its item sells. */
static void add_occasions(const struct life *life, size_t series, struct occasions_record *sum)
{
    if (life->launch.occasions != NULL) {
        sum->occasions += life->launch.occasions[series].occasions;
        sum->exposure += life->launch.occasions[series].exposure;
    }
}

/* Takes the level from another item here, or elsewhere in proportion to what the locations sell;
 * leaves it MISSING where that has not sold.  Its own occasions tell how soon this one should have
 * sold. */
static void take_from(const struct life *life, uint32_t sku, size_t series, int32_t before,
                      struct prior *prior)
{
    const struct panel *panel = life->panel;
    struct occasions_record seen = {0};
    size_t here = panel_find(panel, sku, panel->location[series]);
    if (has_sold(life, here)) {
        prior->counts = life->forecasts->report[here].counts;
        prior->level = level_before(life, here, before);
        add_occasions(life, here, &seen);
    } else {
        double units = 0.0;
        double volume = 0.0;
        for (size_t s = first_of(panel, sku); s < panel->count && panel->sku[s] == sku; s++) {
            if (has_sold(life, s)) {
                units += level_before(life, s, before);
                volume += life->place_volume[panel->location[s]];
                prior->counts = life->forecasts->report[s].counts;
                add_occasions(life, s, &seen);
            }
        }
        prior->level =
            volume > 0.0 ? units / volume * life->place_volume[panel->location[series]] : MISSING;
    }
    prior->sku = sku;
    prior->occasions = occasions_fit(&seen, 1);
    double shape = fmin(1.0 / prior->spread2, MOST_SHAPE);
    prior->occasions.rate *= shape / prior->occasions.shape;
    prior->occasions.shape = shape;
}

static struct prior prior_of(const struct life *life, size_t series)
{
    const struct birth *birth = &life->birth[series];
    const struct launch_pool *pool = launch_pool_of(&life->launch, series);
    struct prior prior = {.level = MISSING,
                          .dispersion = pool != NULL ? pool->dispersion : DEFAULT_DISPERSION,
                          .bend = pool != NULL ? pool->bend : DEFAULT_BEND,
                          .counts = life->counts};
    if (birth->successor_of != NO_ID) {
        prior.spread2 = SUCCESSOR_SPREAD2;
        prior.kind = "its predecessor";
        take_from(life, birth->successor_of, series, launch_of(life, series), &prior);
    }
    if (is_missing(prior.level) && birth->like != NO_ID) {
        prior.spread2 = LIKE_SPREAD2;
        prior.kind = "the item it is like";
        take_from(life, birth->like, series, NO_DAY, &prior);
    }
    if (is_missing(prior.level) && pool != NULL) {
        prior.level = pool->level;
        prior.spread2 = pool->spread2;
        prior.occasions = pool->occasions;
        prior.kind = "comparable items";
        prior.sku = NO_ID;
    }
    return prior;
}

/* The rate of a series, and the variance of what is known of it. */
struct rate {
    double level;
    double variance;
    double own; /* share of its own record */
};

static double dispersion_at(const struct prior *prior, double level)
{
    return prior->dispersion + prior->bend * level;
}

/* The posterior law of a rate: its mean by linear credibility, where the noise is the mean variance
 * of a period over the prior law; its variance that of the noise at the level found. */
static struct rate rate_of(const struct launch_record *record, const struct prior *prior)
{
    double spread = prior->spread2 * prior->level * prior->level;
    if (!(record->exposure > 0.0)) {
        return (struct rate){.level = prior->level, .variance = spread};
    }
    double usual = dispersion_at(prior, prior->level * (1.0 + prior->spread2));
    double noise = usual * prior->level / record->exposure;
    double own = spread + noise > 0.0 ? spread / (spread + noise) : 1.0;
    double seen = record->sold / record->exposure;
    double level = prior->level + own * (seen - prior->level);
    return (struct rate){
        .level = level, .variance = own * usual * level / record->exposure, .own = own};
}

/* Of one that has not sold: as often as one sells that has not by now, each time as much as
 * comparable items do, or at the level of its like in proportion.  The law is that of one whose
 * level and sizes nobody knows. */
static struct rate rate_unsold(const struct life *life, size_t series, struct prior *prior)
{
    const struct occasions *law = &prior->occasions;
    struct rate rate = {.level = prior->level};
    double spread = prior->spread2;
    prior->dispersion = dispersion_at(prior, prior->level * (1.0 + prior->spread2));
    prior->bend = 0.0;
    double waited = life->launch.occasions != NULL ? life->launch.occasions[series].exposure : 0.0;
    if (law->rate > 0.0 && waited > 0.0) {
        rate.own = waited / (law->rate + waited);
        if (prior->sku == NO_ID) {
            rate.level = law->shape / law->rate * law->size;
            prior->dispersion = law->dispersion;
        }
        rate.level *= 1.0 - rate.own;
        spread = fmax(spread, 1.0 / law->shape);
    }
    rate.variance = spread * rate.level * rate.level;
    return rate;
}

/* `share` is that of the series' own model in the mean. */
static void write_blend(const struct life *life, size_t series, const struct prior *prior,
                        const struct rate *rate, double share)
{
    size_t age = panel_span(life->panel, series).length;
    size_t horizon = life->forecasts->horizon;
    const double *factor = factors_ahead(life, series);
    struct ahead ahead = ahead_of(life, series);
    double exposure = 0.0;
    double noise = 0.0;
    for (size_t h = 0; h < horizon; h++) {
        double expected = factor_at(factor, h) * launch_curve(&life->launch, series, age + h);
        double blended = share * ahead.mean[h] + (1.0 - share) * rate->level * expected;
        exposure += expected;
        double before =
            share > 0.0 && ahead.mean[h] > 0.0 ? ahead.variance[h] / ahead.mean[h] : 0.0;
        double period = fmax(dispersion_at(prior, rate->level), before) * blended;
        ahead.mean[h] = blended;
        noise += period;
        ahead.variance[h] = period + rate->variance * expected * expected;
        ahead.sum_variance[h] = noise + rate->variance * exposure * exposure;
    }
}

static void say_new(const struct life *life, size_t series, const struct prior *prior,
                    const struct rate *rate)
{
    struct series_report *report = &life->forecasts->report[series];
    struct text name = {.data = "", .length = 0};
    if (prior->sku != NO_ID) {
        name = intern_text(&life->inputs->names.sku, prior->sku);
    }
    if (!has_sold(life, series)) {
        memset(report, 0, sizeof *report);
        (void)snprintf(report->label, sizeof report->label, "NEW");
        report->loglik = MISSING;
        report->aicc = MISSING;
        report->sigma2 = MISSING;
        report->counts = prior->counts;
    }
    report->flags |= FLAG_NEW | (has_sold(life, series) ? 0U : FLAG_ALL_ZERO);
    char own[MODEL_WHY_SIZE / 3] = "";
    memcpy(own, report->why, sizeof own - 1);
    (void)snprintf(report->why, sizeof report->why, "new, %d %% by %s%s%.*s%s%s",
                   (int)lround(100.0 * (1.0 - rate->own)), prior->kind, name.length > 0 ? " " : "",
                   (int)(name.length < 24 ? name.length : 24), name.data,
                   own[0] != '\0' ? ": " : "", own);
}

static void begin_life(const struct life *life, size_t series)
{
    struct prior prior = prior_of(life, series);
    if (is_missing(prior.level)) {
        return;
    }
    struct rate rate;
    double share = 0.0;
    if (has_sold(life, series)) {
        size_t age = panel_span(life->panel, series).length;
        struct launch_record record = launch_record_of(&life->launch, series, 1, age);
        const struct launch_pool *pool = launch_pool_of(&life->launch, series);
        if (pool != NULL) {
            launch_add_first(&life->launch, series, pool, &record);
        }
        rate = rate_of(&record, &prior);
        /* Its own model, which sees where the level is going, takes over little by little. */
        share = fmin((double)age / (double)life->launch.young, 1.0);
    } else {
        rate = rate_unsold(life, series, &prior);
    }
    write_blend(life, series, &prior, &rate, share);
    say_new(life, series, &prior, &rate);
}

/* One that sold once or twice since its launch: as often as comparable items with such a record,
 * each time as much as it did. */
static void live_seldom(const struct life *life, size_t series)
{
    const struct launch_pool *pool = launch_pool_of(&life->launch, series);
    if (pool == NULL || !(pool->occasions.rate > 0.0)) {
        return;
    }
    struct span span = panel_span(life->panel, series);
    double sold = 0.0;
    double squares = 0.0;
    for (size_t t = 0; t < span.length; t++) {
        sold += value_or(span.demand[t], 0.0);
        squares += value_or(span.demand[t], 0.0) * value_or(span.demand[t], 0.0);
    }
    const struct occasions_record *record = &life->launch.occasions[series];
    double often = occasions_expected(&pool->occasions, record);
    double level = often * sold / record->occasions;
    struct rate rate = {.level = level,
                        .variance = level * level / (pool->occasions.shape + record->occasions),
                        .own = record->exposure / (pool->occasions.rate + record->exposure)};
    struct prior prior = {.dispersion = squares / sold};
    write_blend(life, series, &prior, &rate, 0.0);
    struct series_report *report = &life->forecasts->report[series];
    (void)snprintf(report->label, sizeof report->label, "SELDOM");
    (void)snprintf(report->why, sizeof report->why,
                   "sold %.0f of %.0f periods, %d %% by comparable items", record->occasions,
                   record->exposure, (int)lround(100.0 * (1.0 - rate.own)));
}

/* Leaves a share of each period, one period after the other; the variance of their sum grows as it
 * did, by as much. */
struct shrink {
    struct ahead ahead;
    double before, after; /* variance of the sum so far */
};

static void leave(struct shrink *shrink, size_t h, double share)
{
    double *so_far = &shrink->ahead.sum_variance[h];
    shrink->ahead.mean[h] *= share;
    shrink->ahead.variance[h] *= share;
    shrink->after += share * fmax(*so_far - shrink->before, 0.0);
    shrink->before = *so_far;
    *so_far = shrink->after;
}

/* Leaves of each period what lies from `first` to `last`, both days included. */
static void cut(const struct life *life, size_t series, int32_t first, int32_t last)
{
    const struct panel *panel = life->panel;
    struct shrink shrink = {.ahead = ahead_of(life, series)};
    for (size_t h = 0; h < life->forecasts->horizon; h++) {
        int32_t period = panel->end_period + (int32_t)h;
        double begin = period_first_day(&panel->calendar, period);
        double days = period_days(&panel->calendar, period);
        double from = first == NO_DAY ? begin : fmax(begin, (double)first);
        double to = last == NO_DAY ? begin + days : fmin(begin + days, (double)last + 1.0);
        leave(&shrink, h, fmax(to - from, 0.0) / days);
    }
}

static void fade(const struct life *life, size_t series, int32_t launch_day)
{
    const struct panel *panel = life->panel;
    double begin = period_first_day(&panel->calendar, panel->end_period);
    double from = fmax(begin, (double)launch_day);
    struct shrink shrink = {.ahead = ahead_of(life, series)};
    for (size_t h = 0; h < life->forecasts->horizon; h++) {
        int32_t period = panel->end_period + (int32_t)h;
        double middle = (double)period_first_day(&panel->calendar, period) +
                        0.5 * (double)period_days(&panel->calendar, period);
        leave(&shrink, h, exp2(-fmax(middle - from, 0.0) / FADE_DAYS));
    }
}

/* A component or a planner's item that nobody bought so far and nobody promises: no model has
 * failed. */
static void say_unsold(const struct life *life, size_t series)
{
    struct series_report *report = &life->forecasts->report[series];
    report->flags &= ~(unsigned)FLAG_FALLBACK;
    (void)snprintf(report->why, sizeof report->why, "has not sold");
}

static void live(const struct life *life, size_t series, bool untouched)
{
    const struct birth *birth = &life->birth[series];
    bool sold = has_sold(life, series);
    size_t age = panel_span(life->panel, series).length;
    bool promised =
        birth->like != NO_ID || birth->successor_of != NO_ID || birth->launch_day != NO_DAY;
    if (sold ? age < life->launch.young && !untouched : promised && (age == 0 || !untouched)) {
        begin_life(life, series);
    } else if (sold && !untouched && launch_seldom(&life->launch, series)) {
        live_seldom(life, series);
    } else if (age == 0 && life->panel->later == 0) {
        say_unsold(life, series);
    }
    int32_t begin = period_first_day(&life->panel->calendar, life->panel->end_period);
    if (!sold && birth->launch_day > begin) {
        cut(life, series, birth->launch_day, NO_DAY);
    }
    if (untouched) {
        return;
    }
    if (birth->end_day != NO_DAY) {
        cut(life, series, NO_DAY, birth->end_day);
        life->forecasts->report[series].flags |= birth->end_day < begin ? FLAG_ENDED : 0U;
    }
    size_t predecessor = birth->successor_of != NO_ID ? panel_find(life->panel, birth->successor_of,
                                                                   life->panel->location[series])
                                                      : SIZE_MAX;
    int32_t launch_day = launch_of(life, series);
    if (has_sold(life, predecessor) && launch_day != NO_DAY) {
        fade(life, predecessor, launch_day);
    }
}

enum status life_apply(struct forecasts *forecasts, const struct panel *panel,
                       const struct inputs *inputs, const struct effects *effects, bool untouched,
                       struct fault *fault)
{
    struct life life = {
        .forecasts = forecasts, .panel = panel, .inputs = inputs, .effects = effects};
    struct arena arena;
    arena_init(&arena, 0);
    enum status status = launch_build(&life.launch, panel, inputs, effects, &arena, fault);
    status = status == STATUS_OK ? look_at_all(&life, &arena, fault) : status;
    for (size_t s = 0; status == STATUS_OK && s < panel->count; s++) {
        live(&life, s, untouched);
    }
    arena_free(&arena);
    return status;
}
