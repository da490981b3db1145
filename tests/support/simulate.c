/* Simulation of one item's stock. */
#include "support/simulate.h"

#include "support/check.h"

#include <math.h>
#include <string.h>

enum { PIPELINE = 512, MOST_BATCHES = 256 };

/* Sums of one batch, or of all. */
struct tally {
    double demanded;
    double served;
    double receipts; /* of orders of more than nothing */
    double whole;    /* of those, before which nobody waited */
    double looks;    /* reviews whose end came, or time */
    double met;
    double orders;
    double on_hand;
    double owed;
};

void draw_make(struct draw *draw, const struct dist *dist)
{
    *draw = (struct draw){.dist = *dist};
    if (!dist_is_discrete(dist)) {
        assert_true(dist->kind == DIST_GAMMA);
        return;
    }
    double below = 0.0;
    while (draw->count < DRAW_VALUES && below < 1.0 - 1e-14) {
        below += dist_density(dist, (double)draw->count);
        draw->below[draw->count++] = below;
    }
    assert_true(below > 1.0 - 1e-9);
    draw->below[draw->count - 1] = 1.0;
    for (size_t g = 0, value = 0; g < DRAW_GUIDE; g++) {
        while (draw->below[value] < (double)g / DRAW_GUIDE) {
            value++;
        }
        draw->guide[g] = value;
    }
}

/* Marsaglia and Tsang 2000; a shape below 1 by that of shape + 1 and a power of a uniform. */
static double draw_gamma(double shape, struct random *random)
{
    if (shape < 1.0) {
        double share = 1.0 - random_uniform(random);
        return draw_gamma(shape + 1.0, random) * pow(share, 1.0 / shape);
    }
    double d = shape - 1.0 / 3.0;
    double c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double x = random_normal(random);
        double v = 1.0 + c * x;
        v = v * v * v;
        double u = 1.0 - random_uniform(random);
        if (v > 0.0 && log(u) < 0.5 * x * x + d - d * v + d * log(v)) {
            return d * v;
        }
    }
}

double draw_one(const struct draw *draw, struct random *random)
{
    if (draw->count == 0) {
        return draw->dist.b * draw_gamma(draw->dist.a, random);
    }
    double u = random_uniform(random);
    size_t value = draw->guide[(size_t)(u * DRAW_GUIDE)];
    while (draw->below[value] <= u) {
        value++;
    }
    return (double)value;
}

static struct estimate ratio(const double *above, const double *below, size_t count)
{
    double sum = 0.0;
    double all = 0.0;
    double square = 0.0;
    for (size_t b = 0; b < count; b++) {
        sum += above[b];
        all += below[b];
    }
    double mean = sum / all;
    for (size_t b = 0; b < count; b++) {
        double off = (above[b] - mean * below[b]) / (all / (double)count);
        square += off * off;
    }
    double batches = (double)count;
    return (struct estimate){mean, sqrt(square / (batches * (batches - 1.0)))};
}

/* The figures of all batches but the first. */
static struct simulated estimate_all(const struct tally *tally, size_t batches)
{
    double above[MOST_BATCHES];
    double below[MOST_BATCHES];
    struct simulated simulated;
    const struct {
        struct estimate *to;
        size_t above;
        size_t below;
    } figures[] = {
        {&simulated.fill, offsetof(struct tally, served), offsetof(struct tally, demanded)},
        {&simulated.cycle, offsetof(struct tally, whole), offsetof(struct tally, receipts)},
        {&simulated.met, offsetof(struct tally, met), offsetof(struct tally, looks)},
        {&simulated.orders, offsetof(struct tally, orders), offsetof(struct tally, looks)},
        {&simulated.on_hand, offsetof(struct tally, on_hand), offsetof(struct tally, looks)},
        {&simulated.owed, offsetof(struct tally, owed), offsetof(struct tally, looks)},
    };
    for (size_t f = 0; f < sizeof figures / sizeof *figures; f++) {
        for (size_t b = 1; b < batches; b++) {
            memcpy(&above[b - 1], (const char *)&tally[b] + figures[f].above, sizeof *above);
            memcpy(&below[b - 1], (const char *)&tally[b] + figures[f].below, sizeof *below);
        }
        *figures[f].to = ratio(above, below, batches - 1);
    }
    return simulated;
}

/* What comes on which day, and on which days a review's reach ends. */
struct calendar_slot {
    double units;
    int orders;
    int ends;
};

struct stock {
    double net; /* on hand less what is owed */
    double on_order;
    bool lost_since; /* somebody went away since the last receipt */
    struct calendar_slot slot[PIPELINE];
};

static void receive(struct stock *stock, const struct simulate_item *item, size_t day,
                    struct tally *tally)
{
    struct calendar_slot *slot = &stock->slot[day % PIPELINE];
    bool nobody = item->lost ? !stock->lost_since : stock->net > -1e-9;
    tally->looks += slot->ends;
    tally->met += nobody ? slot->ends : 0;
    tally->on_hand += slot->ends * fmax(stock->net, 0.0);
    tally->owed += slot->ends * fmax(-stock->net, 0.0);
    tally->receipts += slot->orders;
    tally->whole += nobody ? slot->orders : 0;
    stock->net += slot->units;
    stock->on_order -= slot->units;
    stock->lost_since = slot->orders > 0 || slot->ends > 0 ? false : stock->lost_since;
    *slot = (struct calendar_slot){0};
}

static double order_of(const struct simulate_levels *levels, double position)
{
    if (position > levels->reorder_point + 1e-9) {
        return 0.0;
    }
    if (levels->lot > 0.0) {
        return (floor((levels->reorder_point - position) / levels->lot + 1e-9) + 1.0) * levels->lot;
    }
    return fmax(levels->order_up_to - position, 0.0);
}

static int lead_of(const struct simulate_item *item, struct random *random)
{
    if (item->lead_count == 1) {
        return item->lead_days[0];
    }
    double u = random_uniform(random);
    size_t i = 0;
    for (; i + 1 < item->lead_count && u >= item->lead_weight[i]; i++) {
        u -= item->lead_weight[i];
    }
    return item->lead_days[i];
}

/* Looks at the position, with the lead times of this review and the next one. */
static void review(struct stock *stock, const struct simulate_item *item,
                   const struct simulate_levels *levels, size_t day, int lead, int next_lead,
                   struct tally *tally)
{
    double units = order_of(levels, stock->net + stock->on_order);
    stock->slot[(day + (size_t)(item->review_days + next_lead)) % PIPELINE].ends++;
    if (units > 1e-9) {
        struct calendar_slot *slot = &stock->slot[(day + (size_t)lead) % PIPELINE];
        slot->units += units;
        slot->orders++;
        stock->on_order += units;
        tally->orders += 1.0;
    }
}

static void sell(struct stock *stock, const struct simulate_item *item, double demand,
                 struct tally *tally)
{
    double served = fmin(demand, fmax(stock->net, 0.0));
    tally->demanded += demand;
    tally->served += served;
    stock->net -= item->lost ? served : demand;
    stock->lost_since = stock->lost_since || served < demand;
}

struct simulated simulate_periodic(const struct simulate_item *item,
                                   const struct simulate_levels *levels, size_t batches,
                                   size_t reviews, struct random random)
{
    static struct draw draw;
    struct tally tally[MOST_BATCHES] = {0};
    struct stock stock = {.net = fmax(levels->order_up_to, levels->reorder_point)};
    assert_true(batches >= 8 && batches <= MOST_BATCHES);
    draw_make(&draw, &item->demand);
    size_t day = 0;
    int lead = lead_of(item, &random);
    for (size_t b = 0; b < batches; b++) {
        for (size_t r = 0; r < reviews; r++) {
            int next_lead = lead_of(item, &random);
            for (int d = 0; d < item->review_days; d++, day++) {
                receive(&stock, item, day, &tally[b]);
                if (d == 0) {
                    review(&stock, item, levels, day, lead, next_lead, &tally[b]);
                    if (lead == 0) {
                        receive(&stock, item, day, &tally[b]);
                    }
                }
                sell(&stock, item, draw_one(&draw, &random), &tally[b]);
            }
            lead = next_lead;
        }
    }
    return estimate_all(tally, batches);
}

/* Time goes on by `span` without an event. */
static void pass_time(struct tally *tally, double net, double span)
{
    tally->looks += span;
    tally->met += net > 0.0 ? span : 0.0;
    tally->on_hand += fmax(net, 0.0) * span;
    tally->owed += fmax(-net, 0.0) * span;
}

struct simulated simulate_continuous(double rate, double lead_time, double reorder_point,
                                     double lot, size_t batches, size_t customers,
                                     struct random random)
{
    struct tally tally[MOST_BATCHES] = {0};
    double due[PIPELINE];
    size_t first = 0;
    size_t last = 0;
    double now = 0.0;
    double net = reorder_point + lot;
    double position = net;
    assert_true(batches >= 8 && batches <= MOST_BATCHES);
    for (size_t b = 0; b < batches; b++) {
        for (size_t c = 0; c < customers; c++) {
            double next = now - log(1.0 - random_uniform(&random)) / rate;
            for (; first < last && due[first % PIPELINE] <= next; first++) {
                pass_time(&tally[b], net, due[first % PIPELINE] - now);
                now = due[first % PIPELINE];
                tally[b].receipts += 1.0;
                tally[b].whole += net >= 0.0 ? 1.0 : 0.0;
                net += lot;
            }
            pass_time(&tally[b], net, next - now);
            now = next;
            tally[b].demanded += 1.0;
            tally[b].served += net > 0.0 ? 1.0 : 0.0;
            net -= 1.0;
            position -= 1.0;
            if (position <= reorder_point) {
                assert_true(last - first < PIPELINE);
                due[last++ % PIPELINE] = now + lead_time;
                position += lot;
                tally[b].orders += 1.0;
            }
        }
    }
    return estimate_all(tally, batches);
}

void check_within_at(struct estimate got, double want, double errors, double most, const char *what,
                     const char *file, int line)
{
    double band = errors * got.error;
    if (!(band <= most)) {
        print_error("%s: the band of %g around %g is wider than %g\n", what, band, got.mean, most);
        _fail(file, line);
    }
    /* A figure that never varies has no error: then it must be the same. */
    if (!(fabs(got.mean - want) <= fmax(band, 1e-9))) {
        print_error("%s: %.6g by the formula, %.6g +- %.2g simulated\n", what, want, got.mean,
                    got.error);
        _fail(file, line);
    }
}
