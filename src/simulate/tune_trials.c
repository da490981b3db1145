/* Trials: sets of settings simulated side by side, and what one gains over another. */
#include "base/missing.h"
#include "num/random.h"
#include "num/stat.h"
#include "tune_parts.h"

#include <math.h>
#include <stdio.h>

static const double TAIL = 0.025;

/* The set of a trial's arm `at`, its service level added. */
static struct tune_set set_of(const struct trial *trial, size_t at)
{
    struct tune_set set = trial->set;
    if (trial->levels > 0) {
        struct tune_choice *choice = &set.choice[set.count++];
        choice->setting = "plan.service_level";
        (void)snprintf(choice->value, sizeof choice->value, "%.6f", trial->level[at]);
    }
    return set;
}

static enum status make_arms(struct sim_arm *arms, struct trials *trials, struct fault *fault)
{
    const struct tune_problem *problem = trials->problem;
    for (size_t t = 0; t < trials->count; t++) {
        const struct trial *trial = &trials->trial[t];
        for (size_t a = trials->first[t]; a < trials->first[t + 1]; a++) {
            struct tune_set set = set_of(trial, a - trials->first[t]);
            TRY(problem->arm(problem->context, &set, &arms[a], fault));
        }
    }
    return STATUS_OK;
}

static bool counts(const struct tune_problem *problem, const struct sim_site *site)
{
    return problem->aim == TUNE_COST || site->terms->service_type == problem->goal;
}

static void add_ledger(struct tally *tally, const struct ledger *ledger, bool in_units)
{
    tally->cost += ledger_cost(ledger);
    tally->wanted += ledger->wanted;
    tally->missed += ledger->lost + ledger->waited;
    tally->stock += in_units ? ledger->stock : ledger->stock_value;
}

static void add_tally(struct tally *sum, const struct tally *tally)
{
    sum->cost += tally->cost;
    sum->wanted += tally->wanted;
    sum->missed += tally->missed;
    sum->stock += tally->stock;
}

/* Sites of one SKU follow each other. */
static void sum_by_sku(struct trials *trials, const struct sim_result *result)
{
    double wanted = 0.0;
    double asked = 0.0;
    trials->in_units = !(result->whole[0].stock_value > 0.0);
    for (size_t i = 0; i < result->site_count; i++) {
        const struct sim_site *site = &result->sites[i];
        trials->skus += i == 0 || site->sku != site[-1].sku;
        if (!counts(trials->problem, site)) {
            continue;
        }
        struct tally *row = &trials->by_sku[(trials->skus - 1) * trials->arms];
        for (size_t a = 0; a < trials->arms; a++) {
            add_ledger(&row[a], &result->site[a * result->site_count + i], trials->in_units);
        }
        wanted += result->site[i].wanted;
        asked += result->site[i].wanted * site->terms->service_level;
    }
    trials->wanted_fill = wanted > 0.0 ? asked / wanted : MISSING;
}

/* As many SKUs as there are, each time any of them; locations of one SKU go together. */
static void draw_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    struct trials *trials = context;
    struct tally *drawn = &trials->drawn[index * trials->arms];
    struct random random = random_stream(trials->problem->later.seed, index);
    for (size_t s = 0; s < trials->skus; s++) {
        size_t sku = (size_t)random_below(&random, trials->skus);
        for (size_t a = 0; a < trials->arms; a++) {
            add_tally(&drawn[a], &trials->by_sku[sku * trials->arms + a]);
        }
    }
}

void trials_sum(struct trials *trials, struct team *team)
{
    for (size_t s = 0; s < trials->skus; s++) {
        for (size_t a = 0; a < trials->arms; a++) {
            add_tally(&trials->whole[a], &trials->by_sku[s * trials->arms + a]);
        }
    }
    if (trials->skus > 1) {
        parallel_each(team, TUNE_DRAWS, draw_one, trials);
    }
}

/* What an arm was asked for and missed in the week that begins with a step. */
static struct tally week_of(const struct sim_result *result, size_t arm, size_t first, size_t steps)
{
    struct tally sum = {.wanted = 0.0};
    for (size_t s = first; s < first + steps && s < result->steps; s++) {
        add_ledger(&sum, &result->step[arm * result->steps + s], false);
    }
    return sum;
}

/* The fill rate of an arm over weeks drawn anew; the same weeks for every arm. */
static double drawn_fill(const struct sim_result *result, size_t arm, size_t steps, uint64_t seed,
                         size_t draw)
{
    size_t weeks = (result->steps + steps - 1) / steps;
    struct random random = random_stream(seed, draw);
    struct tally sum = {.wanted = 0.0};
    for (size_t w = 0; w < weeks; w++) {
        size_t first = (size_t)random_below(&random, weeks) * steps;
        struct tally week = week_of(result, arm, first, steps);
        add_tally(&sum, &week);
    }
    return tally_fill(&sum);
}

static void shift_fills(struct trials *trials, const struct sim_result *result)
{
    enum { DAYS_OF_WEEK = 7, LEAST_WEEKS = 4 };
    size_t steps = result->truth.calendar.bucket == BUCKET_DAY ? DAYS_OF_WEEK : 1;
    for (size_t a = 0; a < trials->arms; a++) {
        double whole = ledger_fill(&result->whole[a]);
        for (size_t d = 0; d < TUNE_DRAWS; d++) {
            double fill = drawn_fill(result, a, steps, trials->problem->later.seed, d);
            trials->shift[d * trials->arms + a] =
                result->steps < LEAST_WEEKS * steps ? MISSING : fill - whole;
        }
    }
}

static enum status take_room(struct trials *trials, size_t sites, struct arena *arena,
                             struct fault *fault)
{
    trials->by_sku = ARENA_NEW(arena, struct tally, sites * trials->arms);
    trials->whole = ARENA_NEW(arena, struct tally, trials->arms);
    trials->drawn = ARENA_NEW(arena, struct tally, TUNE_DRAWS * trials->arms);
    trials->shift = ARENA_NEW(arena, double, TUNE_DRAWS * trials->arms);
    return trials->by_sku != NULL && trials->whole != NULL && trials->drawn != NULL &&
                   trials->shift != NULL
               ? STATUS_OK
               : fault_memory(fault, "the trials");
}

enum status trials_run(struct trials *trials, const struct tune_problem *problem,
                       const struct sim_settings *period, const struct trial *trial, size_t count,
                       struct arena *arena, struct team *team, struct fault *fault)
{
    *trials = (struct trials){.problem = problem, .trial = trial, .count = count};
    trials->first = ARENA_NEW(arena, size_t, count + 1);
    if (trials->first == NULL) {
        return fault_memory(fault, "the trials");
    }
    for (size_t t = 0; t < count; t++) {
        trials->first[t + 1] = trials->first[t] + (trial[t].levels > 0 ? trial[t].levels : 1);
    }
    trials->arms = trials->first[count];
    trials->days = (double)(period->to - period->from);
    struct sim_arm *arms = ARENA_NEW(arena, struct sim_arm, trials->arms);
    if (arms == NULL) {
        return fault_memory(fault, "the trials");
    }
    TRY(make_arms(arms, trials, fault));
    struct sim_result result;
    TRY(simulate(&result, problem->inputs, problem->panel, problem->daily, period, arms,
                 trials->arms, arena, team, fault));
    TRY(take_room(trials, result.site_count, arena, fault));
    sum_by_sku(trials, &result);
    shift_fills(trials, &result);
    trials_sum(trials, team);
    return STATUS_OK;
}

/* The aim of a trial by what its arms came to: those of everything, or those that were drawn. */
static double aim_of(const struct trials *trials, const struct tally *arms, size_t trial,
                     double asked)
{
    const struct tally *first = &arms[trials->first[trial]];
    size_t count = trials->first[trial + 1] - trials->first[trial];
    if (trials->problem->aim == TUNE_COST) {
        return first->cost;
    }
    if (trials->trial[trial].levels != 1) {
        return curve_stock(first, count, asked) / trials->days;
    }
    size_t standing = trials->standing;
    const struct tally *curve = &arms[trials->first[standing]];
    count = trials->first[standing + 1] - trials->first[standing];
    double same = curve_stock(curve, count, tally_fill(first));
    return same > 0.0 ? first->stock / same * curve_stock(curve, count, asked) / trials->days
                      : MISSING;
}

double trial_aim(const struct trials *trials, size_t trial, double asked)
{
    return aim_of(trials, trials->whole, trial, asked);
}

static double share_of(double part, double whole)
{
    return whole > 0.0 ? part / whole : MISSING;
}

/* The 95 % percentile interval; MISSING where a draw says nothing. */
static void interval_of_draws(double *low, double *high, const double *values, double *scratch)
{
    *low = MISSING;
    *high = MISSING;
    for (size_t d = 0; d < TUNE_DRAWS; d++) {
        if (is_missing(values[d])) {
            return;
        }
    }
    *low = stat_quantile(values, TUNE_DRAWS, TAIL, scratch);
    *high = stat_quantile(values, TUNE_DRAWS, 1.0 - TAIL, scratch);
}

/* The fill asked for, of other SKUs: theirs come to more or less anyhow, and what counts is stock
 * at the same service.  So the standing settings' arm in the middle has the same distance to it, on
 * the scale of the curve, as it has of all SKUs. */
static double asked_of_draw(const struct trials *trials, const struct tally *arms, size_t standing,
                            double asked)
{
    size_t middle = (trials->first[standing] + trials->first[standing + 1] - 1) / 2;
    return curve_move(asked, tally_fill(&trials->whole[middle]), tally_fill(&arms[middle]));
}

enum status trials_gain(struct tune_gain *gain, const struct trials *trials, size_t standing,
                        size_t other, double asked, struct arena *arena, struct fault *fault)
{
    struct arena_mark mark = arena_mark(arena);
    double *money = ARENA_NEW(arena, double, TUNE_DRAWS);
    double *share = ARENA_NEW(arena, double, TUNE_DRAWS);
    double *scratch = ARENA_NEW(arena, double, TUNE_DRAWS);
    if (money == NULL || share == NULL || scratch == NULL) {
        return fault_memory(fault, "a comparison of trials");
    }
    double before = trial_aim(trials, standing, asked);
    *gain = (struct tune_gain){.money = before - trial_aim(trials, other, asked)};
    gain->share = share_of(gain->money, before);
    for (size_t d = 0; d < TUNE_DRAWS; d++) {
        const struct tally *arms = &trials->drawn[d * trials->arms];
        double wanted = asked_of_draw(trials, arms, standing, asked);
        double stood = aim_of(trials, arms, standing, wanted);
        money[d] = trials->skus > 1 ? stood - aim_of(trials, arms, other, wanted) : MISSING;
        share[d] = trials->skus > 1 ? share_of(money[d], stood) : MISSING;
    }
    interval_of_draws(&gain->low, &gain->high, money, scratch);
    interval_of_draws(&gain->share_low, &gain->share_high, share, scratch);
    arena_rewind(arena, mark);
    return STATUS_OK;
}

enum status trials_fill(struct tune_fill *fill, const struct trials *trials, size_t trial,
                        struct arena *arena, struct fault *fault)
{
    struct arena_mark mark = arena_mark(arena);
    double *values = ARENA_NEW(arena, double, TUNE_DRAWS);
    double *scratch = ARENA_NEW(arena, double, TUNE_DRAWS);
    if (values == NULL || scratch == NULL) {
        return fault_memory(fault, "a comparison of trials");
    }
    size_t arm = trials->first[trial];
    fill->fill = tally_fill(&trials->whole[arm]);
    for (size_t d = 0; d < TUNE_DRAWS; d++) {
        values[d] = fill->fill + trials->shift[d * trials->arms + arm];
    }
    interval_of_draws(&fill->low, &fill->high, values, scratch);
    arena_rewind(arena, mark);
    return STATUS_OK;
}

enum status trials_nearer(struct tune_gain *nearer, const struct trials *trials, size_t standing,
                          size_t other, double asked, struct arena *arena, struct fault *fault)
{
    struct arena_mark mark = arena_mark(arena);
    double *values = ARENA_NEW(arena, double, TUNE_DRAWS);
    double *scratch = ARENA_NEW(arena, double, TUNE_DRAWS);
    if (values == NULL || scratch == NULL) {
        return fault_memory(fault, "a comparison of trials");
    }
    size_t before = trials->first[standing];
    size_t after = trials->first[other];
    double fill[2] = {tally_fill(&trials->whole[before]), tally_fill(&trials->whole[after])};
    nearer->money = fabs(fill[0] - asked) - fabs(fill[1] - asked);
    for (size_t d = 0; d < TUNE_DRAWS; d++) {
        const double *shift = &trials->shift[d * trials->arms];
        values[d] = fabs(fill[0] + shift[before] - asked) - fabs(fill[1] + shift[after] - asked);
    }
    interval_of_draws(&nearer->low, &nearer->high, values, scratch);
    nearer->share = nearer->share_low = nearer->share_high = MISSING;
    arena_rewind(arena, mark);
    return STATUS_OK;
}
