/* The price of service at which a group's stock mix meets its goal. */
#include "replenish/mix.h"

#include "assess_parts.h"
#include "base/missing.h"

#include <math.h>
#include <stdlib.h>

/* Risks of a curve fall from MOST_RISK to LEAST_RISK by equal ratios. */
enum { CURVE = 24 };
static const double MOST_RISK = 0.5;
static const double LEAST_RISK = 1e-4;

/* What a sampled position loses a day when it runs short with a given chance. */
struct sampled {
    size_t position;
    double cost;        /* money per unit */
    double goal;        /* units lost a day that its own goal allows */
    double lost[CURVE]; /* units a day at each risk */
    double told;        /* units a day at the risk of the price, without interpolation */
    bool failed;
};

struct sampling {
    const struct basis *basis;
    const struct position *positions;
    struct sampled *rows;
    double price; /* asked about by tell_one */
};

static double risk_at(size_t step)
{
    return MOST_RISK * pow(LEAST_RISK / MOST_RISK, (double)step / (double)(CURVE - 1));
}

static bool takes_part(const struct position *position)
{
    const struct terms *terms = position->terms;
    return terms->service_type == SERVICE_FILL && terms->unit_cost > 0.0 &&
           position->series != SIZE_MAX && terms->fulfilment != FULFILMENT_DROPSHIP &&
           !position->kit;
}

static size_t group_of(enum mix_over over, const struct position *position)
{
    size_t abc = (size_t)(position->segment[0] - 'A');
    size_t xyz = (size_t)(position->segment[1] - 'X');
    return over == MIX_ALL ? 0 : 3 * abc + xyz;
}

/* The projection of a sampled position; false where there is nothing to sell or no memory. */
static bool project_row(const struct sampling *sampling, struct sampled *row,
                        struct position *position, struct projection *projection,
                        struct arena *scratch)
{
    struct site *site = ARENA_NEW(scratch, struct site, 1);
    *position = sampling->positions[row->position];
    row->failed = site == NULL || !assess_open(sampling->basis, position, site, scratch) ||
                  (site->sells && !project(projection, &site->prospect, scratch));
    return !row->failed && site->sells && position->interval_days > position->lead_days &&
           projection->cycle_demand > 0.0;
}

static double lost_a_day(const struct position *position, const struct projection *projection,
                         double risk)
{
    double quantity = target_quantity(projection, SERVICE_CYCLE, 1.0 - risk);
    return project_service(projection, quantity).lost /
           (position->interval_days - position->lead_days);
}

static void sample_one(void *context, size_t index, struct arena *scratch)
{
    struct sampling *sampling = context;
    struct sampled *row = &sampling->rows[index];
    struct position position;
    struct projection projection;
    if (!project_row(sampling, row, &position, &projection, scratch)) {
        return;
    }
    row->cost = position.terms->unit_cost;
    row->goal = (1.0 - position.level) * projection.cycle_demand /
                (position.interval_days - position.lead_days);
    for (size_t k = 0; k < CURVE; k++) {
        row->lost[k] = lost_a_day(&position, &projection, risk_at(k));
    }
}

static double bounded(double risk)
{
    return fmin(fmax(risk, LEAST_RISK), MOST_RISK);
}

static void tell_one(void *context, size_t index, struct arena *scratch)
{
    struct sampling *sampling = context;
    struct sampled *row = &sampling->rows[index];
    struct position position;
    struct projection projection;
    if (row->cost > 0.0 && project_row(sampling, row, &position, &projection, scratch)) {
        row->told = lost_a_day(&position, &projection, bounded(sampling->price * row->cost));
    }
}

/* Units lost a day at any risk: between two points of the curve by the logarithm of the risk. */
static double lost_at(const struct sampled *row, double risk)
{
    double step = log(MOST_RISK / bounded(risk)) / log(MOST_RISK / LEAST_RISK);
    double at = step * (double)(CURVE - 1);
    size_t low = (size_t)fmin(floor(at), (double)(CURVE - 2));
    return row->lost[low] + (at - (double)low) * (row->lost[low + 1] - row->lost[low]);
}

static double excess(const struct sampled *rows, size_t count, double price, double less)
{
    double over = less;
    for (size_t r = 0; r < count; r++) {
        over += rows[r].cost > 0.0 ? lost_at(&rows[r], price * rows[r].cost) - rows[r].goal : 0.0;
    }
    return over;
}

/* The highest price at which the group, by its curves, loses `less` than its goal. */
static double price_of(const struct sampled *rows, size_t count, double less)
{
    double least = HUGE_VAL;
    double most = 0.0;
    for (size_t r = 0; r < count; r++) {
        if (rows[r].cost > 0.0) {
            least = fmin(least, rows[r].cost);
            most = fmax(most, rows[r].cost);
        }
    }
    if (!(most > 0.0)) {
        return MISSING;
    }
    double low = log(LEAST_RISK / most);
    double high = log(MOST_RISK / least);
    while (high - low > 1e-6) {
        double middle = low + (high - low) / 2.0;
        if (excess(rows, count, exp(middle), less) <= 0.0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return exp(low);
}

/* Evenly spaced positions of the group, in their own order, MIX_SAMPLE at most. */
static size_t draw(struct sampled *rows, enum mix_over over, size_t group,
                   const struct position *positions, size_t count)
{
    size_t members = 0;
    for (size_t p = 0; p < count; p++) {
        members += takes_part(&positions[p]) && group_of(over, &positions[p]) == group ? 1 : 0;
    }
    size_t every = members / MIX_SAMPLE + 1;
    size_t seen = 0;
    size_t drawn = 0;
    for (size_t p = 0; p < count; p++) {
        if (takes_part(&positions[p]) && group_of(over, &positions[p]) == group &&
            seen++ % every == 0) {
            rows[drawn++] = (struct sampled){.position = p};
        }
    }
    return drawn;
}

static enum status run_sample(struct sampling *sampling, size_t count, parallel_work *work,
                              struct team *team, struct fault *fault)
{
    size_t reserve = assess_scratch(sampling->basis, 0) + sizeof(struct site);
    TRY(parallel_each_reserved(team, count, work, sampling, reserve, fault));
    for (size_t r = 0; r < count; r++) {
        if (sampling->rows[r].failed) {
            return fault_memory(fault, "the stock mix");
        }
    }
    return STATUS_OK;
}

/* Whole units make steps that curves smooth over: what the group then loses beyond its goal is
 * taken off the goal, a few times. */
static enum status group_price(struct sampling *sampling, size_t count, double *price,
                               struct team *team, struct fault *fault)
{
    enum { ROUNDS = 4 };
    double less = 0.0;
    TRY(run_sample(sampling, count, sample_one, team, fault));
    for (int round = 0; round < ROUNDS; round++) {
        *price = price_of(sampling->rows, count, less);
        if (is_missing(*price)) {
            return STATUS_OK;
        }
        sampling->price = *price;
        TRY(run_sample(sampling, count, tell_one, team, fault));
        double over = 0.0;
        for (size_t r = 0; r < count; r++) {
            over += sampling->rows[r].told - sampling->rows[r].goal;
        }
        if (over <= 0.0) {
            return STATUS_OK;
        }
        less += over;
    }
    return STATUS_OK;
}

enum status mix_find(struct mix *mix, enum mix_over over, const struct basis *basis,
                     const struct position *positions, size_t count, struct team *team,
                     struct fault *fault)
{
    *mix = (struct mix){.over = over};
    struct sampled *rows = calloc(MIX_SAMPLE, sizeof *rows);
    if (rows == NULL) {
        return fault_memory(fault, "the stock mix");
    }
    struct sampling sampling = {.basis = basis, .positions = positions, .rows = rows};
    enum status status = STATUS_OK;
    size_t groups = over == MIX_ALL ? 1 : MIX_GROUPS;
    for (size_t g = 0; g < groups && status == STATUS_OK; g++) {
        size_t drawn = draw(rows, over, g, positions, count);
        status = group_price(&sampling, drawn, &mix->price[g], team, fault);
    }
    free(rows);
    return status;
}

double mix_risk(const struct mix *mix, const struct position *position)
{
    if (mix->over == MIX_NONE || !takes_part(position)) {
        return MISSING;
    }
    double price = mix->price[group_of(mix->over, position)];
    return is_missing(price) ? MISSING : bounded(price * position->terms->unit_cost);
}
