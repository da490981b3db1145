/* Sharing out what is scarce, pack by pack. */
#include "network/share.h"

#include "network/allocate.h"

#include <math.h>

/* Of a pack: rounding noise. */
static const double SLACK = 1e-9;
/* Scores closer than this, or this part of the larger, are equal: they are differences of sums
 * whose last digits depend on the order of the claims. */
static const double TIE = 1e-11;
/* Stock is dealt out pack by pack, or in so many portions where there are more packs than that. */
static const double PORTIONS = 2000.0;

struct dealing {
    const struct share_claim *claims; /* [count] */
    size_t count;
    double available;
    double left;
    double *given; /* [count] */
    double *score; /* [count] of the next portion; -HUGE_VAL: none fits */
};

/* What a claim would be given next: its least line first, packs from then on; 0 where that is not
 * there or not asked for. */
static double next_portion(const struct dealing *dealing, size_t c)
{
    const struct share_claim *claim = &dealing->claims[c];
    double packs = fmax(floor(dealing->available / claim->pack / PORTIONS), 1.0);
    double portion = claim->pack;
    if (dealing->given[c] <= 0.0) {
        portion = fmax(ceil(claim->least / claim->pack - SLACK), 1.0) * claim->pack;
    }
    double room = fmin(claim->most - dealing->given[c], dealing->left) + SLACK * claim->pack;
    if (portion > room) {
        return 0.0;
    }
    return fmax(portion, fmin(packs, floor(room / claim->pack)) * claim->pack);
}

static void give(struct dealing *dealing, size_t c, double units)
{
    dealing->given[c] += units;
    dealing->left -= units;
}

/* Money that each unit of the portion earns. */
static double portion_gain(const struct share_claim *claim, double given, double portion)
{
    double stock = claim->stock + given;
    double sold = dist_loss(&claim->demand, stock) - dist_loss(&claim->demand, stock + portion);
    return claim->weight * fmax(sold, 0.0) / portion;
}

/* Share of its target that a claim has. */
static double filled(const struct share_claim *claim, double given)
{
    return claim->target > 0.0 ? (claim->stock + given) / claim->target : 1.0;
}

/* The larger score first, then who has least of the target, then the larger place: only what says
 * the same in everything is left to its number. */
static bool goes_before(const struct dealing *dealing, size_t a, size_t b)
{
    double larger = fmax(fmax(fabs(dealing->score[a]), fabs(dealing->score[b])), 1.0);
    double ahead = dealing->score[a] - dealing->score[b];
    if (fabs(ahead) > TIE * larger) {
        return ahead > 0.0;
    }
    double full_a = filled(&dealing->claims[a], dealing->given[a]);
    double full_b = filled(&dealing->claims[b], dealing->given[b]);
    if (fabs(full_a - full_b) > TIE) {
        return full_a < full_b;
    }
    const struct share_claim *one = &dealing->claims[a];
    const struct share_claim *other = &dealing->claims[b];
    const double more[] = {one->target - other->target, one->rate - other->rate,
                           one->weight - other->weight, one->most - other->most,
                           one->pack - other->pack};
    for (size_t m = 0; m < sizeof more / sizeof *more; m++) {
        if (fabs(more[m]) > SLACK) {
            return more[m] > 0.0;
        }
    }
    return false;
}

static size_t next_served(const struct dealing *dealing)
{
    size_t best = dealing->count;
    for (size_t c = 0; c < dealing->count; c++) {
        if (!isinf(dealing->score[c]) &&
            (best == dealing->count || goes_before(dealing, c, best))) {
            best = c;
        }
    }
    return best;
}

/* How far a claim is from what is due to it; and of the portion by value. */
typedef double rank_claim(const struct dealing *dealing, size_t c, const double *due);

/* Deals out portions by rank until nothing more fits.  `due` is what the rank measures against. */
static void deal(struct dealing *dealing, rank_claim *rank, const double *due)
{
    for (size_t c = 0; c < dealing->count; c++) {
        dealing->score[c] = rank(dealing, c, due);
    }
    for (size_t c = next_served(dealing); c < dealing->count; c = next_served(dealing)) {
        double portion = next_portion(dealing, c);
        if (portion > 0.0) {
            give(dealing, c, portion);
        }
        dealing->score[c] = portion > 0.0 ? rank(dealing, c, due) : -HUGE_VAL;
    }
}

/* By value, what has none last. */
static double by_gain(const struct dealing *dealing, size_t c, const double *due)
{
    (void)due;
    double portion = next_portion(dealing, c);
    return portion > 0.0 ? portion_gain(&dealing->claims[c], dealing->given[c], portion)
                         : -HUGE_VAL;
}

/* Who has least of the target, as long as it is less than is due. */
static double by_floor(const struct dealing *dealing, size_t c, const double *due)
{
    const struct share_claim *claim = &dealing->claims[c];
    bool below = claim->stock + dealing->given[c] < due[c] - SLACK * claim->pack;
    return below && next_portion(dealing, c) > 0.0 ? -filled(claim, dealing->given[c]) : -HUGE_VAL;
}

/* Who is furthest from a share, in portions: the largest remainder. */
static double by_remainder(const struct dealing *dealing, size_t c, const double *due)
{
    double portion = next_portion(dealing, c);
    return portion > 0.0 ? (due[c] - dealing->given[c]) / portion : -HUGE_VAL;
}

/* Equal days of cover, nobody more than asked for: who would be is given that, and the others share
 * the rest anew. */
static bool equal_shares(const struct dealing *dealing, double *due, struct arena *scratch)
{
    double *stock = ARENA_NEW(scratch, double, dealing->count);
    double *rate = ARENA_NEW(scratch, double, dealing->count);
    double *share = ARENA_NEW(scratch, double, dealing->count);
    if (stock == NULL || rate == NULL || share == NULL) {
        return false;
    }
    double left = dealing->available;
    for (size_t c = 0; c < dealing->count; c++) {
        stock[c] = dealing->claims[c].stock;
        rate[c] = dealing->claims[c].rate;
        due[c] = 0.0;
    }
    for (bool settled = false; !settled;) {
        (void)allocate_cover(left, stock, rate, dealing->count, share);
        settled = true;
        for (size_t c = 0; c < dealing->count; c++) {
            if (rate[c] > 0.0) {
                due[c] = share[c];
            }
            if (rate[c] > 0.0 && share[c] > dealing->claims[c].most) {
                due[c] = dealing->claims[c].most;
                left -= due[c];
                rate[c] = 0.0;
                settled = false;
            }
        }
    }
    return true;
}

/* In proportion to what is asked for, priority by priority where that counts: the largest that has
 * not been served yet takes what it can. */
static void proportional_shares(const struct dealing *dealing, bool by_priority, double *due)
{
    double left = dealing->available;
    double level = HUGE_VAL;
    for (;;) {
        double next = -HUGE_VAL;
        for (size_t c = 0; c < dealing->count; c++) {
            double priority = by_priority ? dealing->claims[c].priority : 0.0;
            next = priority < level ? fmax(next, priority) : next;
        }
        if (isinf(next)) {
            return;
        }
        level = next;
        double wanted = 0.0;
        for (size_t c = 0; c < dealing->count; c++) {
            bool here = !by_priority || !(fabs(dealing->claims[c].priority - level) > 0.0);
            wanted += here ? dealing->claims[c].most : 0.0;
        }
        double part = wanted > 0.0 ? fmin(left / wanted, 1.0) : 0.0;
        for (size_t c = 0; c < dealing->count; c++) {
            bool here = !by_priority || !(fabs(dealing->claims[c].priority - level) > 0.0);
            due[c] = here ? part * dealing->claims[c].most : due[c];
        }
        left -= part * wanted;
    }
}

/* What a rule would give if goods came in any quantity. */
static bool make_shares(const struct dealing *dealing, enum share_rule rule, double *due,
                        struct arena *scratch)
{
    if (rule == SHARE_EQUAL) {
        return equal_shares(dealing, due, scratch);
    }
    proportional_shares(dealing, rule == SHARE_PRIORITY, due);
    return true;
}

static bool deal_all(struct dealing *dealing, enum share_rule rule, double floor_share,
                     struct arena *scratch)
{
    double *due = ARENA_NEW(scratch, double, dealing->count);
    dealing->score = ARENA_NEW(scratch, double, dealing->count);
    if (due == NULL || dealing->score == NULL) {
        return false;
    }
    for (size_t c = 0; c < dealing->count; c++) {
        due[c] = floor_share * dealing->claims[c].target;
    }
    deal(dealing, by_floor, due);
    if (rule == SHARE_MARGINAL) {
        deal(dealing, by_gain, due);
        return true;
    }
    if (!make_shares(dealing, rule, due, scratch)) {
        return false;
    }
    deal(dealing, by_remainder, due);
    return true;
}

bool share_out(enum share_rule rule, double floor_share, double available,
               const struct share_claim *claims, size_t count, double *given, struct arena *scratch)
{
    for (size_t c = 0; c < count; c++) {
        given[c] = 0.0;
    }
    struct arena_mark mark = arena_mark(scratch);
    struct dealing dealing = {.claims = claims,
                              .count = count,
                              .available = available,
                              .left = available,
                              .given = given};
    bool fine = deal_all(&dealing, rule, floor_share, scratch);
    arena_rewind(scratch, mark);
    return fine;
}
