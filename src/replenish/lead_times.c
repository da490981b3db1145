/* Deliveries of each source, location and sku, and the laws of their lead times. */
#include "replenish/lead_times.h"

#include "base/missing.h"
#include "lead_law.h"

#include <math.h>
#include <stdlib.h>

/* Lines that came together; or are still open together. */
struct delivery {
    uint32_t source;
    uint32_t of; /* location or sku, by which they are grouped */
    uint32_t order_id;
    int32_t order_day; /* NO_DAY: tells only whether it was in time */
    int32_t end_day;   /* received; STILL_OPEN */
    int32_t due_day;   /* the earliest of its lines; NO_DUE */
};

enum { STILL_OPEN = INT32_MAX, NO_DUE = INT32_MAX };

static int compare_ids(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_days(int32_t a, int32_t b)
{
    return (a > b) - (a < b);
}

/* Are two lines of one delivery? */
static int compare_deliveries(const struct delivery *a, const struct delivery *b)
{
    int order = compare_ids(a->source, b->source);
    order = order != 0 ? order : compare_ids(a->of, b->of);
    order = order != 0 ? order : compare_ids(a->order_id, b->order_id);
    order = order != 0 ? order : compare_days(a->order_day, b->order_day);
    return order != 0 ? order : compare_days(a->end_day, b->end_day);
}

static int by_delivery(const void *left, const void *right)
{
    const struct delivery *a = left;
    const struct delivery *b = right;
    int order = compare_deliveries(a, b);
    return order != 0 ? order : compare_days(a->due_day, b->due_day);
}

enum grouping { BY_LOCATION, BY_SKU };

struct learning {
    const struct inputs *inputs;
    const struct terms *defaults;
    struct lead_times *times;
    struct arena *arena;
    struct delivery *rows; /* [count] */
    size_t count;
    struct lead_tally *tally;
    struct lead_law pooled; /* of all suppliers; deliveries 0: too few */
};

static void put(struct learning *learning, const struct open_order *order, enum grouping grouping)
{
    int32_t as_of = learning->inputs->as_of;
    bool open = order->received_day == NO_DAY;
    bool known = open ? order->order_day != NO_DAY && order->kind != ORDER_SUGGESTED
                      : order->received_day >= as_of - LEARN_DAYS;
    uint32_t source = order->source != NO_ID ? order->source
                                             : terms_source(learning->inputs, learning->defaults,
                                                            order->sku, order->location);
    int32_t end = open ? as_of : order->received_day;
    bool sane = order->order_day == NO_DAY || end - order->order_day <= MOST_LEAD;
    if (known && sane && source != NO_ID) {
        learning->rows[learning->count++] =
            (struct delivery){.source = source,
                              .of = grouping == BY_SKU ? order->sku : order->location,
                              .order_id = order->order_id,
                              .order_day = order->order_day,
                              .end_day = open ? STILL_OPEN : order->received_day,
                              .due_day = order->due_day != NO_DAY ? order->due_day : NO_DUE};
    }
}

/* Fills the rows: deliveries, each once, sorted. */
static void gather(struct learning *learning, enum grouping grouping)
{
    const struct inputs *inputs = learning->inputs;
    learning->count = 0;
    for (size_t r = 0; r < inputs->receipt_count; r++) {
        put(learning, &inputs->receipts[r], grouping);
    }
    for (size_t o = 0; o < inputs->open_order_count; o++) {
        put(learning, &inputs->open_orders[o], grouping);
    }
    struct delivery *rows = learning->rows;
    qsort(rows, learning->count, sizeof *rows, by_delivery);
    size_t kept = 0;
    for (size_t r = 0; r < learning->count; r++) {
        if (kept == 0 || compare_deliveries(&rows[kept - 1], &rows[r]) != 0) {
            rows[kept++] = rows[r];
        }
    }
    learning->count = kept;
}

static void tally_row(const struct learning *learning, const struct delivery *row)
{
    if (row->order_day == NO_DAY) {
        return;
    }
    if (row->end_day == STILL_OPEN) {
        tally_pass(learning->tally, learning->inputs->as_of - row->order_day);
    } else {
        tally_see(learning->tally, row->end_day - row->order_day);
    }
}

static void tally_rows(const struct learning *learning, size_t first, size_t end)
{
    tally_clear(learning->tally);
    for (size_t r = first; r < end; r++) {
        tally_row(learning, &learning->rows[r]);
    }
}

/* The end of the rows from `first` on that have its source, and with `whole` its `of`. */
static size_t group_end(const struct learning *learning, size_t first, bool whole)
{
    const struct delivery *rows = learning->rows;
    size_t end = first + 1;
    while (end < learning->count && rows[end].source == rows[first].source &&
           (!whole || rows[end].of == rows[first].of)) {
        end++;
    }
    return end;
}

static void tally_stated(struct lead_tally *tally, double mean, double sd)
{
    double days[LEAD_POINTS];
    double weight[LEAD_POINTS];
    size_t points = lead_points(fmin(mean, MOST_LEAD), value_or(sd, 0.0), days, weight);
    tally_prior(tally, points, days, weight, PRIOR_DELIVERIES);
}

/* What is expected of a source before anything is seen of it. */
static void source_prior(const struct learning *learning, const struct feed *feed)
{
    const struct supplier *supplier = feed->supplier;
    const struct lead_law *pooled = &learning->pooled;
    if (supplier != NULL && !is_missing(supplier->lead_time_days)) {
        tally_stated(learning->tally, supplier->lead_time_days, supplier->lead_time_sd);
    } else if (feed->location == NULL && pooled->deliveries > 0) {
        tally_prior(learning->tally, pooled->points, pooled->days, pooled->weight,
                    PRIOR_DELIVERIES);
    } else if (!is_missing(learning->defaults->lead_time_days)) {
        tally_stated(learning->tally, learning->defaults->lead_time_days,
                     learning->defaults->lead_time_sd);
    }
}

static void pool(struct learning *learning)
{
    tally_clear(learning->tally);
    for (size_t r = 0; r < learning->count; r++) {
        if (feed_of(learning->inputs, learning->rows[r].source).location == NULL) {
            tally_row(learning, &learning->rows[r]);
        }
    }
    learning->pooled = (struct lead_law){.source = NO_ID};
    if (learning->tally->deliveries >= OWN_DELIVERIES) {
        law_of_tally(&learning->pooled, learning->tally);
    }
}

static struct lead_record record_of(const struct learning *learning, size_t first, size_t end)
{
    struct lead_record record = {.source = learning->rows[first].source,
                                 .mean = MISSING,
                                 .sd = MISSING,
                                 .deliveries = learning->tally->deliveries};
    for (size_t r = first; r < end; r++) {
        const struct delivery *row = &learning->rows[r];
        if (row->end_day == STILL_OPEN || row->due_day == NO_DUE) {
            continue;
        }
        record.dated++;
        record.on_time += row->end_day <= row->due_day ? 1 : 0;
        record.late_days += fmax((double)(row->end_day - row->due_day), 0.0);
    }
    if (record.dated > record.on_time) {
        record.late_days /= (double)(record.dated - record.on_time);
    }
    if (record.deliveries > 0) {
        tally_moments(learning->tally, &record.mean, &record.sd);
    }
    return record;
}

static enum status learn_sources(struct learning *learning, struct fault *fault)
{
    struct lead_times *times = learning->times;
    size_t groups = 0;
    for (size_t first = 0; first < learning->count; first = group_end(learning, first, false)) {
        groups++;
    }
    times->sources = ARENA_NEW(learning->arena, struct lead_law, groups);
    times->records = ARENA_NEW(learning->arena, struct lead_record, groups);
    if (times->sources == NULL || times->records == NULL) {
        return fault_memory(fault, "the lead times");
    }
    pool(learning);
    for (size_t first = 0, end; first < learning->count; first = end) {
        end = group_end(learning, first, false);
        struct feed feed = feed_of(learning->inputs, learning->rows[first].source);
        tally_rows(learning, first, end);
        struct lead_record record = record_of(learning, first, end);
        record.promised = feed.supplier != NULL ? feed.supplier->lead_time_days : MISSING;
        if (record.deliveries > 0 || record.dated > 0) {
            times->records[times->record_count++] = record;
        }
        if (record.deliveries > 0) {
            struct lead_law *law = &times->sources[times->source_count++];
            *law = (struct lead_law){.source = feed.from, .of = NO_ID};
            source_prior(learning, &feed);
            law_of_tally(law, learning->tally);
        }
    }
    return STATUS_OK;
}

/* A lane's own promise beats what its source does elsewhere. */
static void own_prior(const struct learning *learning, const struct delivery *row,
                      enum grouping grouping)
{
    const struct lead_times *times = learning->times;
    struct feed feed = feed_of(learning->inputs, row->source);
    if (grouping == BY_LOCATION && feed.location != NULL) {
        struct terms stated = feed_terms(learning->inputs, feed, row->of);
        if (!is_missing(stated.lead_time_days)) {
            tally_stated(learning->tally, stated.lead_time_days, stated.lead_time_sd);
            return;
        }
    }
    const struct lead_law *source =
        law_find(times->sources, times->source_count, row->source, NO_ID);
    if (source != NULL) {
        tally_prior(learning->tally, source->points, source->days, source->weight, OWN_PRIOR);
    }
}

/* Laws of the locations or skus that had enough deliveries. */
static enum status learn_own(struct learning *learning, enum grouping grouping,
                             struct lead_law **laws, size_t *count, struct fault *fault)
{
    *laws = ARENA_NEW(learning->arena, struct lead_law, learning->count / OWN_DELIVERIES);
    if (*laws == NULL) {
        return fault_memory(fault, "the lead times");
    }
    for (size_t first = 0, end; first < learning->count; first = end) {
        end = group_end(learning, first, true);
        if (end - first < OWN_DELIVERIES) {
            continue;
        }
        tally_rows(learning, first, end);
        if (learning->tally->deliveries < OWN_DELIVERIES) {
            continue;
        }
        const struct delivery *row = &learning->rows[first];
        own_prior(learning, row, grouping);
        struct lead_law *law = &(*laws)[(*count)++];
        *law = (struct lead_law){.source = row->source, .of = row->of};
        law_of_tally(law, learning->tally);
    }
    return STATUS_OK;
}

static enum status learn(struct learning *learning, struct fault *fault)
{
    struct lead_times *times = learning->times;
    gather(learning, BY_LOCATION);
    TRY(learn_sources(learning, fault));
    TRY(learn_own(learning, BY_LOCATION, &times->locations, &times->location_count, fault));
    gather(learning, BY_SKU);
    return learn_own(learning, BY_SKU, &times->skus, &times->sku_count, fault);
}

enum status lead_times_learn(struct lead_times *times, const struct inputs *inputs,
                             const struct terms *defaults, struct arena *arena, struct fault *fault)
{
    *times = (struct lead_times){0};
    if (inputs->receipt_count == 0) {
        return STATUS_OK;
    }
    size_t most = inputs->receipt_count + inputs->open_order_count;
    struct learning learning = {.inputs = inputs,
                                .defaults = defaults,
                                .times = times,
                                .arena = arena,
                                .rows = malloc(most * sizeof *learning.rows),
                                .tally = calloc(1, sizeof *learning.tally)};
    enum status status = learning.rows != NULL && learning.tally != NULL
                             ? learn(&learning, fault)
                             : fault_memory(fault, "the lead times");
    free(learning.rows);
    free(learning.tally);
    return status;
}
