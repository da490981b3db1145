/* Replenishment from a location: where its stock is not enough for all it feeds, it is shared.
 *
 * The location's own customers have a claim like the others: to what must stand there so that they
 * are served until the order of today comes.  Stock that its target holds for later is there for
 * whoever asks now, since that order brings it back. */
#include "order/supplier_order.h"

#include "base/missing.h"
#include "network/share.h"
#include "order/next_unit.h"

#include <math.h>

/* Units a day: what sells less does not sell. */
static const double LEAST_RATE = 1e-12;

static struct position *position_at(const struct desk *desk, uint32_t sku, uint32_t location)
{
    size_t at = plan_position(desk->plan, sku, location);
    if (at == desk->plan->position_count) {
        return NULL;
    }
    struct position *position = &desk->plan->positions[at];
    return position->sku == sku && position->location == location ? position : NULL;
}

/* The positions of one sku that are fed from one location. */
struct brood {
    const size_t *fed; /* [count] indices of positions */
    size_t count;
    bool failed; /* memory ran out */
};

struct feeding {
    const struct desk *desk;
    struct brood *broods;
};

static void cut(struct position *position, double quantity)
{
    position->adjust[ADJUST_CAPACITY] += quantity - position->quantity;
    position->quantity = quantity;
    position->binding = BINDING_SCARCE;
}

static double priority_of_place(const struct desk *desk, uint32_t location)
{
    const struct location *row = master_location(&desk->basis->inputs->master, location);
    return row != NULL ? value_or(row->priority, 0.0) : 0.0;
}

/* What a fed position asks for.  What it feeds itself is demand of its own. */
static struct share_claim claim_of(const struct desk *desk, const struct position *position)
{
    const struct terms *terms = position->terms;
    struct dist law = feeder_law(position, position->interval_days);
    double stock = position_after_moves(position) + position->lost_before;
    double need =
        position->raw_need + position->adjust[ADJUST_TRANSFER] + position->adjust[ADJUST_OVERRIDE];
    return (struct share_claim){
        .demand = law,
        .stock = stock,
        .weight = terms->shortage_cost,
        .rate = (position->demand_mean + position->dependent) / fmax(position->interval_days, 1.0),
        .priority = priority_of_place(desk, position->location),
        .target = stock + (need > 0.0 ? fmin(need, position->quantity) : position->quantity),
        .most = position->quantity,
        .least = fmin(terms->moq, position->quantity),
        .pack = terms->pack_size};
}

/* The least of a law's stock that gives the location's customers the service asked for. */
static double kept_for(const struct position *source, const struct grid *grid, double demand,
                       const double *below, const double *beyond)
{
    bool fill = source->terms->service_type == SERVICE_FILL;
    double accepted = (1.0 - source->level) * demand;
    size_t k = 0;
    while (k + 1 < grid->cells && (fill ? beyond[k] > accepted : below[k] < source->level)) {
        k++;
    }
    return (double)k * grid->step;
}

/* What the feeding location's own customers claim until its own order of today comes: the law of
 * the stock that they need this morning, and as much of it as gives them their service.  Of what
 * comes before then they count on their part, by what sells here and what `fed_rate` units a day
 * the children take.  false if memory ran out. */
static bool own_claim(const struct desk *desk, const struct position *source, double fed_rate,
                      struct share_claim *claim, struct arena *scratch)
{
    *claim = (struct share_claim){.demand = {.kind = DIST_POINT},
                                  .weight = source->terms->shortage_cost,
                                  .priority = priority_of_place(desk, source->location),
                                  .target = source->terms->min_stock,
                                  .pack = 1.0};
    struct site site;
    if (!site_make(&site, desk->basis, source, NULL, 0, 0.0, scratch)) {
        return false;
    }
    bool sells = site.sells && !position_barred(source) && source->lead_days > 0.0;
    if (sells) {
        double *work = ARENA_NEW(scratch, double, 6 * GRID_CELLS);
        if (work == NULL) {
            return false;
        }
        struct grid grid = grid_for(&site.outlook, source->lead_days);
        double demand = outlook_mean(&site.outlook, 0.0, source->lead_days);
        claim->rate = demand / source->lead_days;
        for (size_t i = 0; i < site.prospect.supply_count; i++) {
            site.supply[i].units *= claim->rate / fmax(claim->rate + fed_rate, LEAST_RATE);
        }
        double *below = work + GRID_CELLS;
        double *beyond = work + 2 * GRID_CELLS;
        need_between(&site.prospect, grid, 0.0, source->lead_days, work, work + 3 * GRID_CELLS);
        mass_tables(grid, work, below, beyond);
        claim->demand = (struct dist){
            .kind = DIST_DISCRETE, .mass = work, .count = grid.cells, .step = grid.step};
        claim->target = fmax(claim->target, kept_for(source, &grid, demand, below, beyond));
    }
    claim->most = ceil(claim->target - UNIT_SLACK);
    return true;
}

/* Shares what `source` has among `brood` and its own customers. */
static bool share_stock(const struct desk *desk, const struct brood *brood, double available,
                        struct share_claim *claims, struct arena *scratch)
{
    double *given = ARENA_NEW(scratch, double, brood->count + 1);
    if (given == NULL || !share_out(desk->settings->share, desk->settings->share_floor, available,
                                    claims, brood->count + 1, given, scratch)) {
        return false;
    }
    for (size_t f = 0; f < brood->count; f++) {
        struct position *position = &desk->plan->positions[brood->fed[f]];
        if (given[f] + UNIT_SLACK < position->quantity) {
            cut(position, given[f]);
        }
    }
    return true;
}

static bool feed(const struct desk *desk, const struct brood *brood, struct arena *scratch)
{
    const struct position *head = &desk->plan->positions[brood->fed[0]];
    const struct position *source = position_at(desk, head->sku, head->from);
    double available = 0.0;
    if (source != NULL) {
        available = fmax(usable_stock(source) - source->transfer_out, 0.0);
    }
    struct share_claim *claims = ARENA_NEW(scratch, struct share_claim, brood->count + 1);
    if (claims == NULL) {
        return false;
    }
    double wanted = 0.0;
    double rate = 0.0;
    for (size_t f = 0; f < brood->count; f++) {
        const struct position *position = &desk->plan->positions[brood->fed[f]];
        claims[f] = claim_of(desk, position);
        wanted += position->quantity;
        rate += claims[f].rate;
    }
    struct share_claim *own = &claims[brood->count];
    *own = (struct share_claim){.pack = 1.0};
    if (!(wanted > 0.0)) {
        return true;
    }
    if (available > 0.0 && !own_claim(desk, source, rate, own, scratch)) {
        return false;
    }
    return wanted + own->most <= available + UNIT_SLACK ||
           share_stock(desk, brood, available, claims, scratch);
}

static void feed_one(void *context, size_t index, struct arena *scratch)
{
    struct feeding *feeding = context;
    struct brood *brood = &feeding->broods[index];
    brood->failed = !feed(feeding->desk, brood, scratch);
}

/* The broods of `fed`, which has those of one sku and source side by side. */
static size_t list_broods(const struct desk *desk, const size_t *fed, size_t count,
                          struct brood *broods, size_t *largest)
{
    size_t made = 0;
    *largest = 0;
    for (size_t first = 0, end; first < count; first = end) {
        const struct position *head = &desk->plan->positions[fed[first]];
        end = first + 1;
        while (end < count && desk->plan->positions[fed[end]].sku == head->sku &&
               desk->plan->positions[fed[end]].from == head->from) {
            end++;
        }
        broods[made++] = (struct brood){.fed = fed + first, .count = end - first};
        *largest = end - first > *largest ? end - first : *largest;
    }
    return made;
}

enum status feed_from_locations(struct desk *desk, const size_t *fed, size_t count,
                                struct arena *work, struct fault *fault)
{
    struct brood *broods = ARENA_NEW(work, struct brood, count);
    if (broods == NULL) {
        return fault_memory(fault, "the stock to share");
    }
    size_t largest;
    size_t brood_count = list_broods(desk, fed, count, broods, &largest);
    struct feeding feeding = {.desk = desk, .broods = broods};
    /* Claims, and the columns of a dealing. */
    size_t reserve = assess_scratch(desk->basis, 0) + 6 * GRID_CELLS * sizeof(double) +
                     (largest + 1) * (sizeof(struct share_claim) + 8 * sizeof(double)) + 4096;
    TRY(parallel_each_reserved(desk->team, brood_count, feed_one, &feeding, reserve, fault));
    for (size_t b = 0; b < brood_count; b++) {
        if (broods[b].failed) {
            return fault_memory(fault, "the stock to share");
        }
    }
    return STATUS_OK;
}
