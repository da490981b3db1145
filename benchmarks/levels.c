/* How many exact (s, S) and (r, Q) a second?
 *
 *     build/benchmarks/levels [ITEMS [THREADS]]
 *
 * Items with 1 to 50 units a review (geometrically even), half Poisson, half negative binomial with
 * a variance of up to five means, lead times of 0 to 4 reviews, order cost over holding cost 5 to
 * 200, shortage over holding cost 3 to 60.  ITEMS 20000, THREADS as many as there are.  Each figure
 * holds the tables, the search, and (second line) the least s of a fill goal as well. */
#include "base/log.h"
#include "base/parallel.h"
#include "num/random.h"
#include "replenish/rq.h"
#include "replenish/ss.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct made {
    struct dist review;
    double lead_reviews;
    struct ss_costs costs;
    double result;
};

struct job {
    struct made *items;
    bool with_service;
};

static double between(struct random *random, double low, double high)
{
    return low * pow(high / low, random_uniform(random));
}

static void make_all(struct made *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct random random = random_stream(5, i);
        double mean = between(&random, 1.0, 50.0);
        double spread = i % 2 == 0 ? 1.0 : between(&random, 1.2, 5.0);
        items[i].review = dist_of_demand(mean, spread * mean, true);
        items[i].lead_reviews = (double)random_below(&random, 5);
        items[i].costs = (struct ss_costs){.order_cost = between(&random, 5.0, 200.0),
                                           .holding = 1.0,
                                           .shortage = between(&random, 3.0, 60.0)};
    }
}

static struct ss_demand demand_of(const struct made *item, struct dist *lead, struct dist *interval)
{
    *lead = item->lead_reviews > 0.0 ? dist_of_periods(&item->review, item->lead_reviews)
                                     : (struct dist){.kind = DIST_POINT};
    *interval = dist_of_periods(&item->review, item->lead_reviews + 1.0);
    return (struct ss_demand){
        .review = &item->review, .lead = mixture_of(lead), .interval = mixture_of(interval)};
}

static void find_ss(void *context, size_t index, struct arena *scratch)
{
    const struct job *job = context;
    struct made *item = &job->items[index];
    struct dist lead, interval;
    struct ss_demand demand = demand_of(item, &lead, &interval);
    struct ss ss;
    struct ss_levels best;
    if (!ss_optimum(&ss, &demand, &item->costs, SS_CELLS, &best, scratch)) {
        item->result = HUGE_VAL;
        return;
    }
    item->result = best.cost;
    if (job->with_service) {
        double gap = best.order_up_to - best.reorder_point;
        item->result += ss_least_point(&ss, SS_RENEWAL, gap, SERVICE_FILL, 0.97);
    }
}

static void find_rq(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct job *job = context;
    struct made *item = &job->items[index];
    struct dist interval = dist_of_periods(&item->review, item->lead_reviews + 1.0);
    struct rq_terms terms = {.demand = dist_mean(&item->review),
                             .order_cost = item->costs.order_cost,
                             .holding = item->costs.holding,
                             .backorder = item->costs.shortage,
                             .lead = mixture_of(&interval)};
    item->result = rq_optimum(&terms).cost;
}

static void run(struct team *team, struct job *job, size_t count, parallel_work *work,
                const char *label)
{
    double since = clock_seconds();
    clock_t worked = clock();
    parallel_each(team, count, work, job);
    double seconds = clock_seconds() - since;
    double cpu = (double)(clock() - worked) / CLOCKS_PER_SEC;
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum += job->items[i].result;
    }
    (void)printf("%-28s %zu items, %d threads: %.3f s, %.0f a second, %.1f us of CPU each (results "
                 "add up to %.6g)\n",
                 label, count, team->threads, seconds, (double)count / seconds,
                 1e6 * cpu / (double)count, sum);
}

int main(int count_arguments, char **arguments)
{
    size_t count = count_arguments > 1 ? strtoul(arguments[1], NULL, 10) : 20000;
    int threads = count_arguments > 2 ? (int)strtol(arguments[2], NULL, 10) : 0;
    struct fault fault = {0};
    struct team team;
    struct job job = {.items = calloc(count, sizeof *job.items)};
    if (job.items == NULL || team_init(&team, threads, &fault) != STATUS_OK) {
        (void)fprintf(stderr, "%s\n", job.items == NULL ? "no memory" : fault.message);
        free(job.items);
        return 1;
    }
    make_all(job.items, count);
    run(&team, &job, count, find_ss, "(s, S) exact");
    job.with_service = true;
    run(&team, &job, count, find_ss, "(s, S) and s of a fill goal");
    run(&team, &job, count, find_rq, "(r, Q) exact");
    team_free(&team);
    free(job.items);
    return 0;
}
