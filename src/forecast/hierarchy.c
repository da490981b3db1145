/* Cells and totals: keys, sums of histories, factors. */
#include "hierarchy.h"

#include "base/missing.h"

#include <math.h>
#include <string.h>

/* A cell needs a total that is more than the noise of its series: as a group of calendar effects
 * does, so many units a period on average over the last year. */
static const double LEAST_VOLUME = 20.0;
enum { LEAST_SERIES = 2, YEAR_DAYS = 364, LEVELS = 5 };
/* The equations of a reconciliation have so many unknowns: a second of work. */
enum { MOST_TOTALS = 1000 };

/* What the cells of a total have in common. */
enum part_of { OF_LOCATION = 1, OF_REGION = 2, OF_KIND = 4 };
static const unsigned LEVEL[LEVELS] = {OF_LOCATION, OF_REGION | OF_KIND, OF_KIND, OF_REGION, 0};

struct key {
    uint32_t location;
    uint32_t region;
    uint32_t kind;
};

struct cell {
    uint32_t group; /* of the effects */
    struct key key; /* NO_ID where its series differ or have none */
    size_t series;
    double sold; /* over the last year */
};

struct build {
    struct hierarchy *hierarchy;
    const struct panel *panel;
    const struct inputs *inputs;
    const struct effects *effects;
    size_t history; /* periods from the effects' first to the end */
    size_t year;
    struct cell *cells; /* [groups] of which the first hierarchy->cells are of use */
    uint32_t *cell;     /* [panel->count] */
    uint32_t *above;    /* [cells * LEVELS] */
    size_t *members;    /* [totals] number of cells */
    double *demand;     /* [(totals + cells) * history] */
    double *factor;     /* [(totals + cells) * effects->periods] */
};

static struct key key_of(const struct build *build, size_t series)
{
    const struct master *master = &build->inputs->master;
    const struct location *place = master_location(master, build->panel->location[series]);
    struct key key = {build->panel->location[series], NO_ID, NO_ID};
    key.region = place != NULL ? place->region : NO_ID;
    key.kind = master_kind(master, build->panel->sku[series]);
    return key;
}

static uint32_t common(uint32_t a, uint32_t b)
{
    return a == b ? a : NO_ID;
}

static double sold_last_year(const struct span *span, size_t year)
{
    double sum = 0.0;
    for (size_t t = span->length > year ? span->length - year : 0; t < span->length; t++) {
        sum += value_or(span->demand[t], 0.0);
    }
    return sum;
}

/* What the series of each group of effects have in common, and what they sell. */
static void look_at_groups(struct build *build)
{
    for (size_t s = 0; s < build->panel->count; s++) {
        struct span span = panel_span(build->panel, s);
        if (build->effects->group[s] == NO_ID || span.length == 0) {
            continue; /* in an earlier view: one that nobody knew of yet */
        }
        struct cell *cell = &build->cells[build->effects->group[s]];
        struct key key = key_of(build, s);
        if (cell->series == 0) {
            cell->key = key;
        }
        cell->key.location = common(cell->key.location, key.location);
        cell->key.region = common(cell->key.region, key.region);
        cell->key.kind = common(cell->key.kind, key.kind);
        cell->series++;
        cell->sold += sold_last_year(&span, build->year);
    }
}

/* Groups of enough series and volume become cells, in the order of the groups. */
static bool number_cells(struct build *build, struct arena *arena)
{
    size_t groups = build->effects->group_count;
    uint32_t *number = ARENA_NEW(arena, uint32_t, groups);
    if (number == NULL) {
        return false;
    }
    double periods = (double)(build->history < build->year ? build->history : build->year);
    size_t count = 0;
    for (size_t g = 0; g < groups; g++) {
        struct cell cell = build->cells[g];
        number[g] = NO_ID;
        if (cell.series >= LEAST_SERIES && cell.sold >= LEAST_VOLUME * periods) {
            cell.group = (uint32_t)g;
            number[g] = (uint32_t)count;
            build->cells[count++] = cell;
        }
    }
    for (size_t s = 0; s < build->panel->count; s++) {
        uint32_t group = build->effects->group[s];
        build->cell[s] = group != NO_ID ? number[group] : NO_ID;
    }
    size_t *series = ARENA_NEW(arena, size_t, count);
    for (size_t c = 0; series != NULL && c < count; c++) {
        series[c] = build->cells[c].series;
    }
    build->hierarchy->cells = count;
    build->hierarchy->cell = build->cell;
    build->hierarchy->series = series;
    return series != NULL;
}

/* Whether two cells belong to one total of a level; a key that is asked for must be known. */
static bool together(const struct key *a, const struct key *b, unsigned level)
{
    bool location = !(level & OF_LOCATION) || (a->location == b->location && a->location != NO_ID);
    bool region = !(level & OF_REGION) || (a->region == b->region && a->region != NO_ID);
    bool kind = !(level & OF_KIND) || (a->kind == b->kind && a->kind != NO_ID);
    return location && region && kind;
}

/* Whether the cells of a new total are exactly those of an older one. */
static bool known_already(const struct build *build, size_t level, uint32_t total, size_t first)
{
    for (size_t older = 0; older < level; older++) {
        uint32_t other = build->above[first * LEVELS + older];
        bool same = other != NO_ID && build->members[other] == build->members[total];
        for (size_t c = first; same && c < build->hierarchy->cells; c++) {
            const uint32_t *above = build->above + c * LEVELS;
            same = (above[level] == total) == (above[older] == other);
        }
        if (same) {
            return true;
        }
    }
    return false;
}

static void forget_total(struct build *build, size_t level, uint32_t total)
{
    for (size_t c = 0; c < build->hierarchy->cells; c++) {
        uint32_t *above = &build->above[c * LEVELS + level];
        *above = *above == total ? NO_ID : *above;
    }
}

/* Totals of a level, each begun by its first cell.  Time is cells times totals: some millions. */
static void make_level(struct build *build, size_t level)
{
    struct hierarchy *hierarchy = build->hierarchy;
    for (size_t first = 0; first < hierarchy->cells; first++) {
        const struct key *key = &build->cells[first].key;
        if (build->above[first * LEVELS + level] != NO_ID || !together(key, key, LEVEL[level]) ||
            hierarchy->totals == MOST_TOTALS) {
            continue;
        }
        uint32_t total = (uint32_t)hierarchy->totals;
        build->members[total] = 0;
        for (size_t c = first; c < hierarchy->cells; c++) {
            if (together(key, &build->cells[c].key, LEVEL[level])) {
                build->above[c * LEVELS + level] = total;
                build->members[total]++;
            }
        }
        if (build->members[total] < 2 || known_already(build, level, total, first)) {
            forget_total(build, level, total);
        } else {
            hierarchy->totals++;
        }
    }
}

static bool make_totals(struct build *build, struct arena *arena)
{
    struct hierarchy *hierarchy = build->hierarchy;
    build->above = ARENA_NEW(arena, uint32_t, hierarchy->cells * LEVELS);
    build->members = ARENA_NEW(arena, size_t, MOST_TOTALS);
    if (build->above == NULL || build->members == NULL) {
        return false;
    }
    memset(build->above, 0xFF, hierarchy->cells * LEVELS * sizeof *build->above);
    for (size_t level = 0; level < LEVELS; level++) {
        make_level(build, level);
    }
    hierarchy->levels = LEVELS;
    hierarchy->above = build->above;
    return true;
}

/* What a series sells a period at a factor of 1, where it was not out of stock. */
static double usual_level(const struct span *span, const double *factor, const double *lift)
{
    double sum = 0.0;
    double factors = 0.0;
    for (size_t t = 0; t < span->length; t++) {
        if (!span_censored(span, t)) {
            sum += value_or(span->demand[t], 0.0);
            factors += factor[t] * lift[t];
        }
    }
    return factors > 0.0 ? sum / factors : 0.0;
}

/* Without what the series' own promotions added, which the totals' forecasts know nothing of;
 * `lift` is room for all periods. */
static void add_series(const struct build *build, size_t series, double *lift,
                       struct arena *scratch)
{
    struct span span = panel_span(build->panel, series);
    const struct hierarchy *hierarchy = build->hierarchy;
    if (build->cell[series] == NO_ID || span.length == 0) {
        return;
    }
    size_t node = hierarchy->totals + build->cell[series];
    double *at = build->demand + node * build->history + (build->history - span.length);
    const double *factor = effects_of(build->effects, series, span.first_period);
    if (!lifts_of(&build->effects->lifts, series, span.first_period, span.length, scratch, lift)) {
        for (size_t t = 0; t < span.length; t++) {
            lift[t] = 1.0;
        }
    }
    double usual = span.censored_bits != NULL ? usual_level(&span, factor, lift) : 0.0;
    for (size_t t = 0; t < span.length; t++) {
        bool bound = span_censored(&span, t);
        double sold = value_or(span.demand[t], 0.0) / lift[t];
        at[t] += bound ? fmax(sold, usual * factor[t]) : sold;
    }
}

/* A cell's history and factors, added to those of the totals above it. */
static void raise_cell(const struct build *build, size_t cell)
{
    const struct hierarchy *hierarchy = build->hierarchy;
    size_t periods = build->effects->periods;
    size_t node = hierarchy->totals + cell;
    const double *demand = build->demand + node * build->history;
    double *factor = build->factor + node * periods;
    memcpy(factor, build->effects->factor + build->cells[cell].group * periods,
           periods * sizeof *factor);
    for (size_t level = 0; level < LEVELS; level++) {
        uint32_t total = build->above[cell * LEVELS + level];
        if (total == NO_ID) {
            continue;
        }
        for (size_t t = 0; t < build->history; t++) {
            build->demand[total * build->history + t] += demand[t];
        }
        for (size_t t = 0; t < periods; t++) {
            build->factor[total * periods + t] += build->cells[cell].sold * factor[t];
        }
    }
}

static void divide_factors(const struct build *build)
{
    const struct hierarchy *hierarchy = build->hierarchy;
    size_t periods = build->effects->periods;
    for (uint32_t total = 0; total < hierarchy->totals; total++) {
        double sold = 0.0;
        for (size_t at = 0; at < hierarchy->cells * LEVELS; at++) {
            sold += build->above[at] == total ? build->cells[at / LEVELS].sold : 0.0;
        }
        for (size_t t = 0; t < periods; t++) {
            build->factor[total * periods + t] /= sold;
        }
    }
}

/* A history begins with its first sale. */
static void close_ranks(const struct build *build, size_t nodes, size_t *start)
{
    for (size_t i = 0; i < nodes; i++) {
        const double *from = build->demand + i * build->history;
        size_t first = 0;
        while (first < build->history && !(from[first] > 0.0)) {
            first++;
        }
        size_t length = build->history - first;
        memmove(build->demand + start[i], from + first, length * sizeof *from);
        start[i + 1] = start[i] + length;
    }
}

/* The nodes as a panel: at first every history runs from the effects' first period to the end. */
static bool make_panel(struct build *build, struct arena *arena)
{
    struct hierarchy *hierarchy = build->hierarchy;
    size_t nodes = hierarchy->totals + hierarchy->cells;
    size_t *start = ARENA_NEW(arena, size_t, nodes + 1);
    uint32_t *nobody = ARENA_NEW(arena, uint32_t, nodes);
    uint32_t *group = ARENA_NEW(arena, uint32_t, nodes);
    build->demand = ARENA_NEW(arena, double, nodes * build->history);
    build->factor = ARENA_NEW(arena, double, nodes * build->effects->periods);
    double *lift = ARENA_NEW(arena, double, build->effects->periods);
    if (start == NULL || nobody == NULL || group == NULL || build->demand == NULL ||
        build->factor == NULL || lift == NULL) {
        return false;
    }
    for (size_t i = 0; i < nodes; i++) {
        nobody[i] = NO_ID;
        group[i] = (uint32_t)i;
    }
    for (size_t s = 0; s < build->panel->count; s++) {
        add_series(build, s, lift, arena);
    }
    for (size_t c = 0; c < hierarchy->cells; c++) {
        raise_cell(build, c);
    }
    divide_factors(build);
    close_ranks(build, nodes, start);
    hierarchy->panel = (struct panel){.calendar = build->panel->calendar,
                                      .as_of = build->panel->as_of,
                                      .end_period = build->panel->end_period,
                                      .one_date_a_period = build->panel->one_date_a_period,
                                      .count = nodes,
                                      .sku = nobody,
                                      .location = nobody,
                                      .start = start,
                                      .demand = build->demand};
    hierarchy->effects = (struct effects){.first_period = build->effects->first_period,
                                          .periods = build->effects->periods,
                                          .group_count = nodes,
                                          .group = group,
                                          .factor = build->factor};
    return true;
}

enum status hierarchy_build(struct hierarchy *hierarchy, const struct panel *panel,
                            const struct inputs *inputs, const struct effects *effects,
                            struct arena *arena, struct fault *fault)
{
    *hierarchy = (struct hierarchy){.lifts = &effects->lifts};
    int season = calendar_season(&panel->calendar);
    struct build build = {.hierarchy = hierarchy,
                          .panel = panel,
                          .inputs = inputs,
                          .effects = effects,
                          .history = (size_t)(panel->end_period - effects->first_period),
                          .year =
                              panel->calendar.bucket == BUCKET_DAY ? YEAR_DAYS : (size_t)season};
    build.cells = ARENA_NEW(arena, struct cell, effects->group_count);
    build.cell = ARENA_NEW(arena, uint32_t, panel->count);
    if (build.cells == NULL || build.cell == NULL) {
        return fault_memory(fault, "the hierarchy");
    }
    look_at_groups(&build);
    if (!number_cells(&build, arena) || !make_totals(&build, arena) || !make_panel(&build, arena)) {
        return fault_memory(fault, "the hierarchy");
    }
    return STATUS_OK;
}
