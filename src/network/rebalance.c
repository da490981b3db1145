/* Moves between locations: the nets of all skus, the exchange, and the lines that come of it. */
#include "network/rebalance.h"

#include "base/missing.h"
#include "family.h"
#include "transfer.h"

#include <math.h>
#include <stdlib.h>

/* Skus whose nets are made at a time: so much memory is held beside what is kept. */
enum { BATCH = 1024 };

/* One sku's positions, and bounds of its net. */
struct trade {
    size_t first;
    size_t end;
    struct net_sizes bounds; /* no roads: nothing to give or nobody to take */
};

struct work {
    struct net_source source;
    struct ways ways;
    struct trade *trades; /* [trade_count] of skus with somebody to give and to take */
    size_t trade_count;
    struct net *nets; /* [sku_count] of those with a road that could pay */
    struct exchange_sku *skus;
    size_t sku_count;
    size_t *line_start; /* [sku_count + 1] */
    struct transfer_line *lines;
    unsigned char *failed; /* [sku_count] */
};

static size_t count_families(const struct position *positions, size_t count)
{
    size_t families = 0;
    for (size_t first = 0; first < count; first = family_end(positions, count, first)) {
        families++;
    }
    return families;
}

static void bound_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct work *work = context;
    struct trade *trade = &work->trades[index];
    trade->bounds = net_bounds(&work->source, trade->first, trade->end);
}

/* The skus of several locations between which something could move. */
static enum status list_trades(struct work *work, size_t positions, struct arena *arena,
                               struct team *team, struct fault *fault)
{
    const struct position *rows = work->source.positions;
    size_t families = count_families(rows, positions);
    work->trades = ARENA_NEW(arena, struct trade, families);
    if (work->trades == NULL) {
        return fault_memory(fault, "the transfers");
    }
    size_t count = 0;
    for (size_t first = 0, end; first < positions; first = end) {
        end = family_end(rows, positions, first);
        if (end > first + 1) {
            work->trades[count++] = (struct trade){.first = first, .end = end};
        }
    }
    parallel_each(team, count, bound_one, work);
    for (size_t t = 0; t < count; t++) {
        if (work->trades[t].bounds.roads > 0) {
            work->trades[work->trade_count++] = work->trades[t];
        }
    }
    work->nets = ARENA_NEW(arena, struct net, work->trade_count);
    work->skus = ARENA_NEW(arena, struct exchange_sku, work->trade_count);
    return work->nets != NULL && work->skus != NULL ? STATUS_OK
                                                    : fault_memory(fault, "the transfers");
}

/* The nets of a batch of trades in the making. */
struct batch {
    const struct work *work;
    const struct trade *trades;
    struct net *drafts;
};

static void make_one(void *context, size_t index, struct arena *scratch)
{
    const struct batch *batch = context;
    const struct trade *trade = &batch->trades[index];
    net_make(&batch->drafts[index], &batch->work->source, trade->first, trade->end, scratch);
}

/* What tells one sku from another in a load. */
static void measure(struct exchange_sku *sku, const struct terms *terms, double pack)
{
    sku->size[EXCHANGE_UNITS] = pack;
    sku->size[EXCHANGE_WEIGHT] = value_or(terms->weight, 0.0) * pack;
    sku->size[EXCHANGE_VOLUME] = value_or(terms->volume, 0.0) * pack;
}

static enum status make_batch(struct work *work, size_t begin, size_t count, struct net *drafts,
                              struct arena *rooms, struct arena *arena, struct team *team,
                              struct fault *fault)
{
    struct batch batch = {.work = work, .trades = work->trades + begin, .drafts = drafts};
    size_t reserve = 0;
    for (size_t t = 0; t < count; t++) {
        struct net_sizes bounds = batch.trades[t].bounds;
        size_t bytes = net_scratch(bounds);
        reserve = bytes > reserve ? bytes : reserve;
        if (!net_take(&drafts[t], bounds, rooms)) {
            return fault_memory(fault, "the transfers of an item");
        }
    }
    reserve += assess_scratch(work->source.basis, 0);
    TRY(parallel_each_reserved(team, count, make_one, &batch, reserve, fault));
    for (size_t t = 0; t < count; t++) {
        const struct net *draft = &drafts[t];
        struct exchange_sku *sku = &work->skus[work->sku_count];
        if (draft->failed ||
            (draft->size.roads > 0 && !net_keep(&work->nets[work->sku_count], sku, draft, arena))) {
            return fault_memory(fault, "the transfers of an item");
        }
        if (draft->size.roads > 0) {
            measure(sku, work->source.positions[batch.trades[t].first].terms, draft->pack);
            work->sku_count++;
        }
    }
    return STATUS_OK;
}

static enum status make_nets(struct work *work, struct arena *arena, struct team *team,
                             struct fault *fault)
{
    struct arena rooms;
    arena_init(&rooms, 0);
    enum status status = STATUS_OK;
    for (size_t begin = 0; begin < work->trade_count && status == STATUS_OK; begin += BATCH) {
        size_t left = work->trade_count - begin;
        size_t count = left < BATCH ? left : BATCH;
        struct arena_mark mark = arena_mark(&rooms);
        struct net *drafts = ARENA_NEW(&rooms, struct net, count);
        status = drafts == NULL
                     ? fault_memory(fault, "the transfers")
                     : make_batch(work, begin, count, drafts, &rooms, arena, team, fault);
        arena_rewind(&rooms, mark);
    }
    arena_free(&rooms);
    return status;
}

static void write_one(void *context, size_t index, struct arena *scratch)
{
    const struct work *work = context;
    struct transfer_line *lines = work->lines + work->line_start[index];
    work->failed[index] = transfer_lines(lines, &work->source, &work->nets[index],
                                         work->skus[index].moved, scratch) == SIZE_MAX;
}

static enum status write_lines(struct transfers *transfers, struct work *work, struct arena *own,
                               struct arena *arena, struct team *team, struct fault *fault)
{
    work->line_start = ARENA_NEW(own, size_t, work->sku_count + 1);
    work->failed = ARENA_NEW(own, unsigned char, work->sku_count);
    if (work->line_start == NULL || work->failed == NULL) {
        return fault_memory(fault, "the transfers");
    }
    for (size_t s = 0; s < work->sku_count; s++) {
        work->line_start[s + 1] =
            work->line_start[s] + transfer_count(&work->nets[s], work->skus[s].moved);
    }
    transfers->count = work->line_start[work->sku_count];
    transfers->lines = ARENA_NEW(arena, struct transfer_line, transfers->count);
    if (transfers->lines == NULL) {
        return fault_memory(fault, "the transfers");
    }
    work->lines = transfers->lines;
    parallel_each(team, work->sku_count, write_one, work);
    for (size_t s = 0; s < work->sku_count; s++) {
        if (work->failed[s]) {
            return fault_memory(fault, "the transfers");
        }
    }
    return STATUS_OK;
}

/* What a line gains beyond its own cost and the margin. */
static double gain_of(const struct transfer_line *line, double hurdle)
{
    return fmax(line->benefit - line->cost - hurdle, 0.0);
}

/* What a lane's loads cost is borne by its lines as they gain beyond the margin, which is left to
 * each of them. */
static enum status spread_fixed_costs(struct transfers *transfers, const struct work *work,
                                      const double *loads, struct arena *own, struct fault *fault)
{
    double hurdle = work->source.hurdle;
    double *gains = ARENA_NEW(own, double, work->ways.lane_count);
    double *units = ARENA_NEW(own, double, work->ways.lane_count);
    if (gains == NULL || units == NULL) {
        return fault_memory(fault, "the lanes");
    }
    for (size_t t = 0; t < transfers->count; t++) {
        const struct transfer_line *line = &transfers->lines[t];
        gains[line->lane] += gain_of(line, hurdle);
        units[line->lane] += line->quantity;
    }
    for (size_t t = 0; t < transfers->count; t++) {
        struct transfer_line *line = &transfers->lines[t];
        double fixed = work->ways.lanes[line->lane].fixed * loads[line->lane];
        double all = gains[line->lane];
        line->cost +=
            fixed * (all > 0.0 ? gain_of(line, hurdle) / all : line->quantity / units[line->lane]);
    }
    return STATUS_OK;
}

static int by_key(const void *left, const void *right)
{
    const struct transfer_line *a = left;
    const struct transfer_line *b = right;
    const uint32_t keys[3][2] = {{a->sku, b->sku}, {a->from, b->from}, {a->lane, b->lane}};
    for (size_t k = 0; k < 3; k++) {
        if (keys[k][0] != keys[k][1]) {
            return keys[k][0] < keys[k][1] ? -1 : 1;
        }
    }
    return 0;
}

static enum status exchange_all(struct transfers *transfers, struct work *work,
                                struct position *positions, size_t count, struct arena *own,
                                struct arena *arena, struct team *team, struct fault *fault)
{
    const struct basis *basis = work->source.basis;
    if (!ways_make(&work->ways, basis, positions, count, own)) {
        return fault_memory(fault, "the lanes");
    }
    TRY(list_trades(work, count, own, team, fault));
    TRY(make_nets(work, own, team, fault));
    struct exchange_problem problem = {.lanes = work->ways.lanes,
                                       .lane_count = work->ways.lane_count,
                                       .limits = work->ways.limits,
                                       .limit_count = work->ways.limit_count,
                                       .skus = work->skus,
                                       .sku_count = work->sku_count,
                                       .hurdle = work->source.hurdle};
    double *loads = ARENA_NEW(own, double, problem.lane_count);
    if (loads == NULL) {
        return fault_memory(fault, "the lanes");
    }
    struct exchange_result result;
    TRY(exchange_solve(&problem, loads, &result, team, fault));
    TRY(write_lines(transfers, work, own, arena, team, fault));
    TRY(spread_fixed_costs(transfers, work, loads, own, fault));
    qsort(transfers->lines, transfers->count, sizeof *transfers->lines, by_key);
    for (size_t t = 0; t < transfers->count; t++) {
        const struct transfer_line *line = &transfers->lines[t];
        transfers->gain += line->benefit - line->cost - work->source.hurdle;
    }
    transfers->bound = transfers->gain + (result.bound - result.gain);
    transfers_book(positions, count, transfers, 1.0);
    return STATUS_OK;
}

enum status rebalance(struct transfers *transfers, const struct basis *basis,
                      struct position *positions, size_t count,
                      const struct rebalance_settings *settings, struct arena *arena,
                      struct team *team, struct fault *fault)
{
    *transfers = (struct transfers){0};
    if (basis->inputs->master.lane_count == 0) {
        return STATUS_OK;
    }
    struct work work = {.source = {.basis = basis,
                                   .positions = positions,
                                   .hurdle = settings->margin,
                                   .packs = settings->packs}};
    work.source.ways = &work.ways;
    struct arena own;
    arena_init(&own, 0);
    enum status status = exchange_all(transfers, &work, positions, count, &own, arena, team, fault);
    arena_free(&own);
    return status;
}
