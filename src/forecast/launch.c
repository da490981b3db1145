/* The launch curve and the levels of comparable series. */
#include "launch.h"

#include "base/missing.h"
#include "num/stat.h"

#include <math.h>
#include <stdlib.h>

static const double YOUNG_DAYS = 56.0;
static const double MONTH_DAYS = 28.0; /* at the least */
static const double WEEK_DAYS = 7.0;
/* So many series with a launch in the data count as much as the belief that there is no curve. */
static const double CURVE_DOUBT = 20.0;
static const double LEAST_CURVE = 0.25;
static const double MOST_CURVE = 4.0;
/* The largest levels are cut at this quantile: one runaway success is not what to expect. */
static const double LARGEST = 0.99;
static const double LEAST_SPREAD2 = 0.1;
/* Of a slow series, beside the mean of all. */
static const double LEAST_DISPERSION = 0.05;
enum { DISPERSION_ROUNDS = 5 };
enum { LEAST_ALIKE = 8 };
static const double FEW_OCCASIONS = 2.0;

/* Which series a group holds. */
struct key {
    uint32_t first;
    uint32_t second;
    uint32_t series;
};

static int compare_keys(const void *a, const void *b)
{
    const struct key *x = a;
    const struct key *y = b;
    if (x->first != y->first) {
        return x->first < y->first ? -1 : 1;
    }
    if (x->second != y->second) {
        return x->second < y->second ? -1 : 1;
    }
    return (x->series > y->series) - (x->series < y->series);
}

/* Sorts the keys and numbers their groups; returns how many there are. */
static size_t number_groups(struct key *key, size_t count, uint32_t *group)
{
    qsort(key, count, sizeof *key, compare_keys);
    size_t groups = 0;
    for (size_t k = 0; k < count; k++) {
        groups += k == 0 || key[k].first != key[k - 1].first || key[k].second != key[k - 1].second;
        group[key[k].series] = (uint32_t)(groups - 1);
    }
    return groups;
}

static uint32_t kind_of(const struct inputs *inputs, uint32_t sku)
{
    return inputs != NULL ? master_kind(&inputs->master, sku) : NO_ID;
}

double launch_curve(const struct launch *launch, size_t series, size_t age)
{
    size_t bin = age / launch->bin;
    return bin < LAUNCH_BINS && age < launch->young
               ? launch->curve[launch->kin[series] * LAUNCH_BINS + bin]
               : 1.0;
}

struct launch_record launch_record_of(const struct launch *launch, size_t series, size_t from,
                                      size_t to)
{
    struct span span = panel_span(launch->panel, series);
    const double *factor =
        launch->effects != NULL ? effects_of(launch->effects, series, span.first_period) : NULL;
    struct launch_record record = {.variance = MISSING};
    size_t known = 0;
    double squares = 0.0;
    for (size_t t = from > 0 ? from : 1; t < to && t < span.length; t++) {
        bool in_stock = !span_censored(&span, t);
        double expected = (factor != NULL ? factor[t] : 1.0) * launch_curve(launch, series, t);
        if (in_stock && !is_missing(span.demand[t]) && expected > 0.0) {
            record.sold += span.demand[t];
            record.sales += span.demand[t] > 0.0 ? 1.0 : 0.0;
            record.exposure += expected;
            squares += span.demand[t] * span.demand[t] / expected;
            known++;
        }
    }
    if (known > 1) {
        /* Weighted by 1 / expected, as the variance grows with the mean. */
        double rate = record.sold / record.exposure;
        record.variance = fmax(squares - rate * record.sold, 0.0) / (double)(known - 1);
    }
    return record;
}

/* Units of the first period, freed of the calendar; MISSING where it is not a first sale in full.
 */
static double first_sale(const struct launch *launch, size_t series)
{
    struct span span = panel_span(launch->panel, series);
    const double *factor =
        launch->effects != NULL ? effects_of(launch->effects, series, span.first_period) : NULL;
    double expected = factor != NULL ? factor[0] : 1.0;
    bool told = span.length > 0 && !span_censored(&span, 0) && expected > 0.0 &&
                value_or(span.demand[0], 0.0) > 0.0;
    return told ? span.demand[0] / expected : MISSING;
}

void launch_add_first(const struct launch *launch, size_t series, const struct launch_pool *pool,
                      struct launch_record *record)
{
    double sale = first_sale(launch, series);
    double usual = launch->first[launch->kin[series]] * pool->size;
    if (!is_missing(sale) && usual > 0.0) {
        /* A period at the most, be it that a sale is as much as many of them. */
        double exposure = fmin(usual, 1.0);
        record->sold += sale / usual * exposure;
        record->exposure += exposure;
    }
}

/* The first period of the whole panel. */
static int32_t panel_begin(const struct panel *panel)
{
    int32_t begin = panel->end_period;
    for (size_t s = 0; s < panel->count; s++) {
        struct span span = panel_span(panel, s);
        begin = span.length > 0 && span.first_period < begin ? span.first_period : begin;
    }
    return begin;
}

/* A launch that the data show: not at their very start. */
static bool was_launched(const struct launch *launch, const struct span *span, int32_t begin)
{
    return span->first_period >= begin + (int32_t)launch->young;
}

static bool has_sold(const struct span *span)
{
    for (size_t t = 0; t < span->length; t++) {
        if (value_or(span->demand[t], 0.0) > 0.0) {
            return true;
        }
    }
    return false;
}

/* What is added up for a curve: rates by step of it, that of the time after it, first sales. */
enum { LATER = LAUNCH_BINS, FIRST_SALE, USUAL_SALE, SUMS };

/* Adds a series' rates by step of the curve, over its mean rate of the first two `young`;
 * sum[LATER] is that of the second. */
static void add_to_curve(const struct launch *launch, size_t series, double *sum, double *weight)
{
    struct launch_record whole = launch_record_of(launch, series, 1, 2 * launch->young);
    if (!(whole.sold > 0.0)) {
        return;
    }
    double rate = whole.sold / whole.exposure;
    double first = first_sale(launch, series);
    if (!is_missing(first)) {
        sum[FIRST_SALE] += first;
        sum[USUAL_SALE] += whole.sold / whole.sales;
        weight[FIRST_SALE] += 1.0;
    }
    for (size_t bin = 0; bin <= LATER; bin++) {
        size_t from = bin < LAUNCH_BINS ? bin * launch->bin : launch->young;
        size_t to = bin < LAUNCH_BINS ? from + launch->bin : 2 * launch->young;
        struct launch_record part = launch_record_of(launch, series, from, to);
        if (part.exposure > 0.0) {
            sum[bin] += part.sold / part.exposure / rate;
            weight[bin] += 1.0;
        }
    }
}

/* Shrunk like the curve. */
static double finish_first(const double *sum, const double *weight, double believed)
{
    double count = weight[FIRST_SALE];
    if (!(sum[USUAL_SALE] > 0.0)) {
        return believed;
    }
    double raw = fmin(fmax(sum[FIRST_SALE] / sum[USUAL_SALE], LEAST_CURVE), MOST_CURVE);
    return believed * pow(raw / believed, count / (count + CURVE_DOUBT));
}

/* The logarithm of the curve is shrunk towards that of all series. */
static void finish_curve(const double *sum, const double *weight, const double *all, double *curve)
{
    double later = sum[LAUNCH_BINS] / weight[LAUNCH_BINS];
    for (size_t bin = 0; bin < LAUNCH_BINS; bin++) {
        double kept = weight[bin] / (weight[bin] + CURVE_DOUBT);
        double raw = weight[bin] > 0.0 && later > 0.0 ? sum[bin] / weight[bin] / later : MISSING;
        double believed = all != NULL ? all[bin] : 1.0;
        curve[bin] = raw > 0.0
                         ? believed * pow(fmin(fmax(raw, LEAST_CURVE), MOST_CURVE) / believed, kept)
                         : believed;
    }
}

static enum status make_curves(struct launch *launch, double *curve, double *first, size_t kins,
                               struct arena *arena, struct fault *fault)
{
    const struct panel *panel = launch->panel;
    double *sum = ARENA_NEW(arena, double, (kins + 1) * SUMS);
    double *weight = ARENA_NEW(arena, double, (kins + 1) * SUMS);
    if (sum == NULL || weight == NULL) {
        return fault_memory(fault, "the launch curves");
    }
    for (size_t c = 0; c < kins * LAUNCH_BINS; c++) {
        curve[c] = 1.0;
    }
    int32_t begin = panel_begin(panel);
    for (size_t s = 0; s < panel->count; s++) {
        struct span span = panel_span(panel, s);
        if (was_launched(launch, &span, begin) && span.length >= 2 * launch->young) {
            size_t at = launch->kin[s] * (size_t)SUMS;
            add_to_curve(launch, s, sum + at, weight + at);
        }
    }
    double *all_sum = sum + kins * SUMS;
    double *all_weight = weight + kins * SUMS;
    for (size_t c = 0; c < kins * SUMS; c++) {
        all_sum[c % SUMS] += sum[c];
        all_weight[c % SUMS] += weight[c];
    }
    double all[LAUNCH_BINS];
    finish_curve(all_sum, all_weight, NULL, all);
    double all_first = finish_first(all_sum, all_weight, 1.0);
    for (size_t k = 0; k < kins; k++) {
        first[k] = finish_first(sum + k * SUMS, weight + k * SUMS, all_first);
        finish_curve(sum + k * SUMS, weight + k * SUMS, all, curve + k * LAUNCH_BINS);
    }
    return STATUS_OK;
}

/* The day on which a series could sell first, NO_DAY where nobody says. */
static int32_t launch_day_of(const struct inputs *inputs, uint32_t sku, uint32_t location)
{
    if (inputs == NULL) {
        return NO_DAY;
    }
    const struct item *item = master_item(&inputs->master, sku);
    const struct item_location *own = master_item_location(&inputs->master, sku, location);
    int32_t of_item = item != NULL ? item->terms.launch_day : NO_DAY;
    return own != NULL && own->terms.launch_day != NO_DAY ? own->terms.launch_day : of_item;
}

/* A record of so few occasions that comparable series say more; of one that begins with its first
 * sale nobody knows how long that took. */
static bool is_seldom(const struct launch *launch, const struct occasions_record *record,
                      const struct span *span)
{
    if (!record->sold) {
        return record->exposure > 0.0;
    }
    return span->length >= launch->young && record->occasions <= FEW_OCCASIONS &&
           !(value_or(span->demand[0], 0.0) > 0.0);
}

bool launch_seldom(const struct launch *launch, size_t series)
{
    struct span span = panel_span(launch->panel, series);
    return launch->occasions != NULL && is_seldom(launch, &launch->occasions[series], &span);
}

/* May one of the series ask?  Only one that begins with its launch, or has one and no history. */
static bool may_any_ask(const struct panel *panel, const struct inputs *inputs)
{
    for (size_t s = 0; s < panel->count; s++) {
        struct span span = panel_span(panel, s);
        if (span.length == 0 ? launch_day_of(inputs, panel->sku[s], panel->location[s]) != NO_DAY
                             : !(value_or(span.demand[0], 0.0) > 0.0)) {
            return true;
        }
    }
    return false;
}

/* Looks at how often series sell; `asks` [count] are those that want to know of others. */
static enum status count_occasions(struct launch *launch, const struct inputs *inputs, bool *asks,
                                   struct arena *arena, struct fault *fault)
{
    const struct panel *panel = launch->panel;
    if (!may_any_ask(panel, inputs)) {
        return STATUS_OK;
    }
    struct occasions_record *record = ARENA_NEW(arena, struct occasions_record, panel->count);
    if (record == NULL) {
        return fault_memory(fault, "how often items sell");
    }
    int32_t begin = panel_begin(panel);
    bool any = false;
    for (size_t s = 0; s < panel->count; s++) {
        struct span span = panel_span(panel, s);
        int32_t day = launch_day_of(inputs, panel->sku[s], panel->location[s]);
        record[s] = occasions_record_of(panel, s, day, begin);
        asks[s] = is_seldom(launch, &record[s], &span);
        any = any || asks[s];
    }
    launch->occasions = any ? record : NULL;
    return STATUS_OK;
}

/* What one series adds to the pools. */
struct level {
    double level;      /* MISSING: it has no say */
    double noise;      /* variance of the level */
    double dispersion; /* MISSING likewise */
    double size;       /* units of a period with a sale; MISSING likewise */
};

/* Of its first weeks if it was launched in the data, else of the last. */
static struct level level_of(const struct launch *launch, size_t series, int32_t begin)
{
    struct level none = {MISSING, MISSING, MISSING, MISSING};
    struct span span = panel_span(launch->panel, series);
    if (span.length < launch->young || !has_sold(&span)) {
        return none;
    }
    bool launched = was_launched(launch, &span, begin);
    size_t from = launched ? 0 : span.length - launch->young;
    struct launch_record record = launch_record_of(launch, series, from, from + launch->young);
    if (!(record.exposure > 0.0)) {
        return none;
    }
    double level = record.sold / record.exposure;
    double variance = value_or(record.variance, level);
    return (struct level){.level = level,
                          .noise = variance / record.exposure,
                          .dispersion = level > 0.0 ? variance / level : MISSING,
                          .size = level > 0.0 ? record.sold / record.sales : MISSING};
}

/* The mean, without the largest; `value` and `scratch` are [count], and the largest are cut. */
static double mean_cut(double *value, size_t count, double *scratch)
{
    double most = stat_quantile(value, count, LARGEST, scratch);
    for (size_t k = 0; k < count; k++) {
        value[k] = value[k] > most ? most : value[k];
    }
    return stat_mean(value, count);
}

/* Fits dispersion = a + b level by iterated least squares with weights 1 / dispersion^2, since the
 * error of a variance grows with it; neither falls below nothing. */
static void fit_dispersion(struct launch_pool *pool, const struct level *level,
                           const struct key *key, size_t count)
{
    pool->dispersion = 1.0;
    pool->bend = 0.0;
    for (int round = 0; round < DISPERSION_ROUNDS; round++) {
        double w = 0.0;
        double x = 0.0;
        double y = 0.0;
        double xx = 0.0;
        double xy = 0.0;
        for (size_t k = 0; k < count; k++) {
            const struct level *of = &level[key[k].series];
            if (!is_missing(of->dispersion)) {
                double expected = round > 0 ? pool->dispersion + pool->bend * of->level : 1.0;
                double weight = 1.0 / (expected * expected);
                w += weight;
                x += weight * of->level;
                y += weight * of->dispersion;
                xx += weight * of->level * of->level;
                xy += weight * of->level * of->dispersion;
            }
        }
        if (!(w > 0.0)) {
            return;
        }
        double least = LEAST_DISPERSION * y / w;
        double spread = xx - x * x / w;
        double bend = spread > 0.0 ? fmax((xy - x * y / w) / spread, 0.0) : 0.0;
        double start = (y - bend * x) / w;
        if (start < least) {
            start = least;
            bend = fmax((xy - start * x) / xx, 0.0);
        }
        pool->dispersion = fmax(start, 1e-9);
        pool->bend = bend;
    }
}

/* `value` and `scratch` are [count]. */
static struct launch_pool pool_of(const struct level *level, const struct key *key, size_t count,
                                  double *value, double *scratch)
{
    struct launch_pool pool = {0};
    double noise = 0.0;
    for (size_t k = 0; k < count; k++) {
        const struct level *of = &level[key[k].series];
        value[k] = of->level;
        pool.count += !is_missing(value[k]);
        noise += value_or(of->noise, 0.0);
    }
    if (pool.count < LEAST_ALIKE) {
        return pool;
    }
    pool.level = mean_cut(value, count, scratch);
    double between = stat_variance(value, count) - noise / (double)pool.count;
    double square = pool.level * pool.level;
    pool.spread2 = square > 0.0 ? fmax(between / square, LEAST_SPREAD2) : LEAST_SPREAD2;
    fit_dispersion(&pool, level, key, count);
    for (size_t k = 0; k < count; k++) {
        value[k] = level[key[k].series].size;
    }
    pool.size = pool.level > 0.0 ? mean_cut(value, count, scratch) / pool.level : 0.0;
    return pool;
}

/* Where one of its series asks, the law of a pool's occasions; whom the pool answers asks no
 * more. */
static void fit_occasions(struct launch_pool *pool, const struct launch *launch,
                          const struct key *key, size_t count, bool *asks,
                          struct occasions_record *record)
{
    bool asked = false;
    for (size_t k = 0; k < count; k++) {
        asked = asked || asks[key[k].series];
    }
    if (!asked || pool->count < LEAST_ALIKE) {
        return;
    }
    for (size_t k = 0; k < count; k++) {
        asks[key[k].series] = false;
        record[k] = launch->occasions[key[k].series];
    }
    pool->occasions = occasions_fit(record, count);
}

static enum status make_pools(struct launch *launch, struct key *key, const uint32_t *kind,
                              bool *asks, struct arena *arena, struct fault *fault)
{
    const struct panel *panel = launch->panel;
    size_t count = panel->count;
    struct level *level = ARENA_NEW(arena, struct level, count);
    double *value = ARENA_NEW(arena, double, count);
    double *scratch = ARENA_NEW(arena, double, count);
    struct occasions_record *record =
        launch->occasions != NULL ? ARENA_NEW(arena, struct occasions_record, count) : NULL;
    if (level == NULL || value == NULL || scratch == NULL ||
        (launch->occasions != NULL && record == NULL)) {
        return fault_memory(fault, "the levels of new items");
    }
    int32_t begin = panel_begin(panel);
    for (size_t s = 0; s < count; s++) {
        level[s] = level_of(launch, s, begin);
    }
    for (size_t w = 0; w < LAUNCH_WIDTHS; w++) {
        uint32_t *group = ARENA_NEW(arena, uint32_t, count);
        struct launch_pool *pool = ARENA_NEW(arena, struct launch_pool, count);
        if (group == NULL || pool == NULL) {
            return fault_memory(fault, "the pools of new items");
        }
        for (size_t s = 0; s < count; s++) {
            key[s] = (struct key){.first = w < 2 ? panel->location[s] : 0,
                                  .second = w < 1 ? kind[s] : 0,
                                  .series = (uint32_t)s};
        }
        size_t groups = number_groups(key, count, group);
        for (size_t g = 0, k = 0; g < groups; g++) {
            size_t first = k;
            while (k < count && group[key[k].series] == g) {
                k++;
            }
            pool[g] = pool_of(level, key + first, k - first, value, scratch);
            if (record != NULL) {
                fit_occasions(&pool[g], launch, key + first, k - first, asks, record);
            }
        }
        launch->group[w] = group;
        launch->pool[w] = pool;
    }
    return STATUS_OK;
}

enum status launch_build(struct launch *launch, const struct panel *panel,
                         const struct inputs *inputs, const struct effects *effects,
                         struct arena *arena, struct fault *fault)
{
    enum bucket bucket = panel->calendar.bucket;
    double days = bucket == BUCKET_DAY ? 1.0 : bucket == BUCKET_WEEK ? WEEK_DAYS : MONTH_DAYS;
    size_t young = (size_t)(YOUNG_DAYS / days);
    *launch = (struct launch){.panel = panel,
                              .effects = effects,
                              .young = young,
                              .bin = young > LAUNCH_BINS ? young / LAUNCH_BINS : 1};
    struct key *key = ARENA_NEW(arena, struct key, panel->count);
    uint32_t *kind = ARENA_NEW(arena, uint32_t, panel->count);
    uint32_t *kin = ARENA_NEW(arena, uint32_t, panel->count);
    bool *asks = ARENA_NEW(arena, bool, panel->count);
    if (key == NULL || kind == NULL || kin == NULL || asks == NULL) {
        return fault_memory(fault, "the kinds of items");
    }
    for (size_t s = 0; s < panel->count; s++) {
        kind[s] = kind_of(inputs, panel->sku[s]);
        key[s] = (struct key){.first = kind[s], .series = (uint32_t)s};
    }
    size_t kins = number_groups(key, panel->count, kin);
    double *curve = ARENA_NEW(arena, double, kins *LAUNCH_BINS);
    double *first = ARENA_NEW(arena, double, kins);
    if (curve == NULL || first == NULL) {
        return fault_memory(fault, "the launch curves");
    }
    launch->kin = kin;
    launch->curve = curve;
    launch->first = first;
    TRY(make_curves(launch, curve, first, kins, arena, fault));
    TRY(count_occasions(launch, inputs, asks, arena, fault));
    return make_pools(launch, key, kind, asks, arena, fault);
}

const struct launch_pool *launch_pool_of(const struct launch *launch, size_t series)
{
    for (size_t w = 0; w < LAUNCH_WIDTHS; w++) {
        const struct launch_pool *pool = &launch->pool[w][launch->group[w][series]];
        if (pool->count >= LEAST_ALIKE) {
            return pool;
        }
    }
    return NULL;
}
