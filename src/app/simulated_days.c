/* The days of a simulation: what was asked for, within what the data hold. */
#include "simulated.h"

#include "base/missing.h"
#include "replenish/terms.h"

#include <math.h>

/* Half a year holds enough orders to compare ways to plan; a third of a short history leaves two
 * thirds to learn from. */
enum { USUAL_DAYS = 26 * 7, HISTORY_PARTS = 3, LEAST_WARM_UP = 28, MOST_DAYS = 36600 };

/* What the data hold: [first, end). */
struct extent {
    const struct calendar *calendar; /* of the steps */
    int32_t first;
    int32_t end;
};

static int32_t whole_weeks(int32_t days)
{
    return days >= 7 ? days / 7 * 7 : days;
}

/* The first day of the step that holds `day`. */
static int32_t step_start(const struct extent *extent, int32_t day)
{
    return period_first_day(extent->calendar, period_of(extent->calendar, day));
}

static enum status outside(const char *what, int32_t day, const struct extent *extent,
                           struct fault *fault)
{
    char found[DAY_TEXT_SIZE];
    char first[DAY_TEXT_SIZE];
    char last[DAY_TEXT_SIZE];
    day_format(day, found);
    day_format(extent->first, first);
    day_format(extent->end - 1, last);
    return fault_set(fault, STATUS_USAGE,
                     "the simulation would %s on %s, and the data go from %s to %s", what, found,
                     first, last);
}

/* The longest time from an order to the receipt after the next, of all sku-locations. */
static enum status longest_wait(double *days, const struct run *run, struct fault *fault)
{
    struct arena arena;
    struct position *positions = NULL;
    size_t count = 0;
    arena_init(&arena, 0);
    enum status status = positions_list(&positions, &count, &run->inputs, &run->panel,
                                        &run->plan_settings.defaults, &arena, fault);
    *days = LEAST_WARM_UP;
    for (size_t p = 0; status == STATUS_OK && p < count; p++) {
        const struct terms *terms = positions[p].terms;
        if (terms->fulfilment != FULFILMENT_DROPSHIP) {
            *days = fmax(*days, terms->lead_time_days + terms->review_days);
        }
    }
    arena_free(&arena);
    return status;
}

/* The longest wait in whole weeks, but no more than half of what lies before. */
static enum status usual_warm_up(int32_t *warm_up, const struct run *run,
                                 const struct extent *extent, int32_t from, struct fault *fault)
{
    double wait = 0.0;
    TRY(longest_wait(&wait, run, fault));
    *warm_up = (int32_t)ceil(wait / 7.0) * 7;
    if (*warm_up > (from - extent->first) / 2) {
        *warm_up = whole_weeks((from - extent->first) / 2);
    }
    return STATUS_OK;
}

static enum status read_options(const struct options *options, int32_t *from, int64_t *days,
                                int64_t *warm_up, struct fault *fault)
{
    *from = NO_DAY;
    *days = 0;
    *warm_up = -1;
    TRY(options_day(options, "from", from, fault));
    TRY(options_whole(options, "days", 1, MOST_DAYS, days, fault));
    return options_whole(options, "warm-up", 0, MOST_DAYS, warm_up, fault);
}

/* The first day that counts and the first that does not any more. */
static enum status choose_days(struct sim_settings *chosen, const struct extent *extent,
                               int32_t from, int64_t days, struct fault *fault)
{
    if (from == NO_DAY) {
        int32_t third = whole_weeks((extent->end - extent->first) / HISTORY_PARTS);
        int32_t length = days > 0 ? (int32_t)days : third < USUAL_DAYS ? third : USUAL_DAYS;
        chosen->from = step_start(extent, extent->end - (length > 0 ? length : 1));
        chosen->to = extent->end;
        return chosen->from < extent->first ? outside("begin", chosen->from, extent, fault)
                                            : STATUS_OK;
    }
    if (from < extent->first || from >= extent->end) {
        return outside("begin", from, extent, fault);
    }
    chosen->from = step_start(extent, from);
    chosen->to = days > 0 ? step_start(extent, chosen->from + (int32_t)days) : extent->end;
    if (chosen->to <= chosen->from) {
        chosen->to =
            period_first_day(extent->calendar, period_of(extent->calendar, chosen->from) + 1);
    }
    return chosen->to > extent->end ? outside("end", chosen->to - 1, extent, fault) : STATUS_OK;
}

enum status simulated_days(struct sim_settings *chosen, const struct run *run,
                           const struct panel *daily, struct fault *fault)
{
    int32_t from = NO_DAY;
    int64_t days = 0;
    int64_t warm_up = -1;
    int32_t first_period = daily->end_period - (int32_t)panel_longest(daily);
    struct extent extent = {.calendar = &daily->calendar,
                            .first = period_first_day(&daily->calendar, first_period),
                            .end = period_first_day(&daily->calendar, daily->end_period)};
    TRY(read_options(run->options, &from, &days, &warm_up, fault));
    TRY(choose_days(chosen, &extent, from, days, fault));
    chosen->warm_up = (int32_t)warm_up;
    if (warm_up < 0) {
        TRY(usual_warm_up(&chosen->warm_up, run, &extent, chosen->from, fault));
    }
    int32_t begin = step_start(&extent, chosen->from - chosen->warm_up);
    chosen->warm_up = chosen->from - begin;
    if (begin <= extent.first) {
        char day[3][DAY_TEXT_SIZE];
        day_format(chosen->from, day[0]);
        day_format(extent.first, day[1]);
        day_format(extent.end - 1, day[2]);
        return fault_set(fault, STATUS_USAGE,
                         "the simulation would begin on %s after %d days of warm-up, and the data "
                         "go from %s to %s: there is no history before to plan from",
                         day[0], chosen->warm_up, day[1], day[2]);
    }
    return STATUS_OK;
}
