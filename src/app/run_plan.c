/* The planning phase of a run; apart from run.c so that the other commands do not link it. */
#include "app/run.h"

#include "base/log.h"
#include "io/digits.h"

enum status run_plan(struct run *run, struct fault *fault)
{
    double since = clock_seconds();
    run->progress.label = "plan";
    TRY(plan_make(&run->plan, &run->inputs, &run->panel, &run->forecasts, &run->plan_settings,
                  &run->arena, &run->team, fault));
    run->has_plan = true;
    char positions[2 * DIGITS_SIZE];
    char lines[2 * DIGITS_SIZE];
    run_phase(run, "plan", since, "%s positions, %s order lines, %zu transfers",
              digits_grouped(positions, (double)run->plan.position_count, 0),
              digits_grouped(lines, (double)run->plan.order_count, 0), run->plan.transfer_count);
    return STATUS_OK;
}
