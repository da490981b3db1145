/* Segments: ABC by revenue, XYZ by variability, velocity. */
#include "base/missing.h"
#include "order/classes.h"
#include "order/review.h"

#include <stdlib.h>

static const double QUARTER = 90.0;

/* What is told of a position before it is ranked among its location's. */
struct standing {
    size_t position;
    double revenue;
    double units; /* of the last quarter */
};

/* The work of all threads: positions first, then locations. */
struct ranking {
    const struct panel *panel;
    struct plan *plan;
    int32_t year;    /* first period of the last year */
    int32_t quarter; /* and of the last quarter */
    struct standing *rows;
    size_t *start; /* [place + 1] rows by location */
};

static int by_revenue(const void *left, const void *right)
{
    const struct standing *a = left;
    const struct standing *b = right;
    if (a->revenue != b->revenue) {
        return a->revenue > b->revenue ? -1 : 1;
    }
    return (a->position > b->position) - (a->position < b->position);
}

static int by_units(const void *left, const void *right)
{
    const struct standing *a = left;
    const struct standing *b = right;
    if (a->units != b->units) {
        return a->units > b->units ? -1 : 1;
    }
    return (a->position > b->position) - (a->position < b->position);
}

static char xyz_of(const struct ranking *ranking, size_t series)
{
    return series == SIZE_MAX ? 'Z' : classes_xyz(ranking->panel, series, ranking->year);
}

static void rank_location(struct segment *segments, const struct standing *rows, size_t count)
{
    double all = 0.0;
    for (size_t r = 0; r < count; r++) {
        all += rows[r].revenue;
    }
    double before = 0.0;
    for (size_t r = 0; r < count; r++) {
        segments[rows[r].position].abc = classes_abc(rows[r].revenue, before, all);
        before += rows[r].revenue;
    }
}

static const char *hint_of(const struct position *position, const struct segment *segment)
{
    bool drop = position->terms->fulfilment == FULFILMENT_DROPSHIP;
    if (position->kit) {
        return "put together from its components: those are ordered";
    }
    if (drop && segment->abc == 'A' && segment->xyz != 'Z') {
        return "sells fast and steadily: consider stocking it";
    }
    if (!drop && segment->abc == 'C' && segment->xyz == 'Z' && position->demand_mean < 1.0) {
        return "sells seldom: consider dropship or one central stock";
    }
    return "";
}

static struct standing standing_of(const struct ranking *ranking, size_t index)
{
    const struct panel *panel = ranking->panel;
    const struct position *position = &ranking->plan->positions[index];
    struct standing row = {.position = index};
    if (position->series != SIZE_MAX) {
        double price = value_or(position->terms->price, position->terms->unit_cost);
        row.revenue = price * classes_units(classes_recent(panel, position->series, ranking->year));
        row.units = classes_units(classes_recent(panel, position->series, ranking->quarter));
    }
    return row;
}

/* What a position says by itself; `row` says where it stands in its location. */
static void tell_row(void *context, size_t row, struct arena *scratch)
{
    (void)scratch;
    const struct ranking *ranking = context;
    struct standing *standing = &ranking->rows[row];
    *standing = standing_of(ranking, standing->position);
    const struct position *position = &ranking->plan->positions[standing->position];
    ranking->plan->segments[standing->position] =
        (struct segment){.sku = position->sku,
                         .location = position->location,
                         .xyz = xyz_of(ranking, position->series)};
}

static void rank_place(void *context, size_t place, struct arena *scratch)
{
    (void)scratch;
    const struct ranking *ranking = context;
    struct plan *plan = ranking->plan;
    struct standing *rows = ranking->rows + ranking->start[place];
    size_t count = ranking->start[place + 1] - ranking->start[place];
    if (count == 0) {
        return;
    }
    qsort(rows, count, sizeof *rows, by_revenue);
    rank_location(plan->segments, rows, count);
    qsort(rows, count, sizeof *rows, by_units);
    for (size_t r = 0; r < count; r++) {
        struct position *position = &plan->positions[rows[r].position];
        struct segment *segment = &plan->segments[rows[r].position];
        segment->velocity_rank = (uint32_t)(r + 1);
        position->segment[0] = segment->abc;
        position->segment[1] = segment->xyz;
    }
}

static void hint_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    struct plan *plan = context;
    plan->segments[index].hint = hint_of(&plan->positions[index], &plan->segments[index]);
}

void plan_hints(struct desk *desk)
{
    parallel_each(desk->team, desk->plan->position_count, hint_one, desk->plan);
}

/* Rows by location, with nothing but their positions: a count, and then each into its place. */
static void sort_into_places(const struct ranking *ranking, size_t places)
{
    const struct plan *plan = ranking->plan;
    size_t *start = ranking->start;
    for (size_t p = 0; p < plan->position_count; p++) {
        start[plan->positions[p].location + 2]++;
    }
    for (size_t l = 2; l < places + 2; l++) {
        start[l] += start[l - 1];
    }
    for (size_t p = 0; p < plan->position_count; p++) {
        ranking->rows[start[plan->positions[p].location + 1]++].position = p;
    }
}

static size_t count_places(const struct plan *plan)
{
    size_t places = 0;
    for (size_t p = 0; p < plan->position_count; p++) {
        size_t location = plan->positions[p].location;
        places = location >= places ? location + 1 : places;
    }
    return places;
}

enum status plan_segments(struct desk *desk, struct fault *fault)
{
    struct plan *plan = desk->plan;
    const struct panel *panel = desk->basis->panel;
    size_t places = count_places(plan);
    plan->segments = ARENA_NEW(desk->arena, struct segment, plan->position_count);
    struct ranking ranking = {.panel = panel,
                              .plan = plan,
                              .year = classes_first_period(panel, CLASSES_YEAR),
                              .quarter = classes_first_period(panel, QUARTER),
                              .rows = malloc((plan->position_count + 1) * sizeof *ranking.rows),
                              .start = calloc(places + 2, sizeof *ranking.start)};
    bool fine = ranking.rows != NULL && ranking.start != NULL && plan->segments != NULL;
    if (fine) {
        sort_into_places(&ranking, places);
        parallel_each(desk->team, plan->position_count, tell_row, &ranking);
        parallel_each(desk->team, places, rank_place, &ranking);
    }
    free(ranking.rows);
    free(ranking.start);
    return fine ? STATUS_OK : fault_memory(fault, "the segments");
}
