/* Planners' words under review: which hold and what the engine would have done, which have ended
 * and whether they were right, and which nobody can heed. */
#include "override_audit.h"

#include "base/missing.h"
#include "forecast/restate.h"
#include "panel/overrides.h"

#include <math.h>
#include <stdlib.h>

/* A word that ended is told for so many days. */
enum { TOLD_DAYS = 14 };
const struct override_row *audited_row(const struct audit *audit, size_t row)
{
    return &audit->desk->basis->inputs->master.overrides[row];
}

/* Mean demand of the periods whose first day lies in the row's dates, if it says when it began. */
static double sold_meanwhile(const struct panel *panel, size_t series,
                             const struct override_row *row)
{
    if (series == SIZE_MAX || row->start_day == NO_DAY) {
        return MISSING;
    }
    struct span span = panel_span(panel, series);
    double units = 0.0;
    double periods = 0.0;
    for (size_t t = span.length; t-- > 0;) {
        int32_t day = period_first_day(&panel->calendar, span.first_period + (int32_t)t);
        if (day < row->start_day) {
            break;
        }
        if (!override_is_over(row, day) && !is_missing(span.demand[t])) {
            units += span.demand[t];
            periods += 1.0;
        }
    }
    return periods > 0.0 ? units / periods : MISSING;
}

/* The quantity of a position by its line alone, for nobody's word. */
static double decide_silently(const struct audit *audit, struct position *position)
{
    position->quantity = 0.0;
    for (int a = 0; a < ADJUST_COUNT; a++) {
        position->adjust[a] = a == ADJUST_TRANSFER ? position->adjust[a] : 0.0;
    }
    line_decide(position, &audit->unsaid);
    return position->quantity;
}

/* What the position was before anything was found out of it. */
static struct position unassessed(const struct position *position)
{
    return (struct position){.sku = position->sku,
                             .location = position->location,
                             .series = position->series,
                             .terms = position->terms,
                             .policy = position->policy,
                             .law = position->law,
                             .from = position->from,
                             .unknown_cost = position->unknown_cost,
                             .kit = position->kit,
                             .lead_given = position->lead_given,
                             .segment = {position->segment[0], position->segment[1], '\0'},
                             .order_cost = position->order_cost,
                             .transfer_in = position->transfer_in,
                             .transfer_out = position->transfer_out};
}

/* What locations that it feeds and other locations that help it changed of its need. */
static void take_over(struct position *position, const struct position *planned)
{
    if (planned->dependent > 0.0 && position->binding != BINDING_ENDED) {
        double need = ceil(position->target + planned->dependent - position->position - UNIT_SLACK);
        position->raw_need = fmax(position->raw_need, need);
    }
    position->adjust[ADJUST_TRANSFER] = -fmin(planned->transfer_in, position->raw_need);
}

/* The forecast of one series as it was before the planner spoke, with what kits want of it. */
static bool forecast_without(const struct forecasts *forecasts, size_t series,
                             struct forecast_part *part, struct arena *scratch)
{
    size_t at = forecast_part_find(forecasts->replaced, series);
    size_t horizon = forecasts->horizon;
    struct fault fault;
    if (at == SIZE_MAX || forecast_part_room(part, 1, horizon, scratch, &fault) != STATUS_OK) {
        return false;
    }
    const struct forecast_part *before = forecasts->replaced;
    size_t wanted = forecast_part_find(forecasts->demand, series);
    for (size_t h = 0; h < horizon; h++) {
        part->mean[h] = before->mean[at * horizon + h];
        part->sum_variance[h] = before->sum_variance[at * horizon + h];
        if (wanted != SIZE_MAX) {
            size_t own = series * horizon + h;
            size_t all = wanted * horizon + h;
            part->mean[h] += forecasts->demand->mean[all] - forecasts->mean[own];
            part->sum_variance[h] +=
                forecasts->demand->sum_variance[all] - forecasts->sum_variance[own];
        }
    }
    part->series[0] = series;
    part->counts[0] = wanted != SIZE_MAX ? forecasts->demand->counts[wanted] : before->counts[at];
    part->flags[0] = wanted != SIZE_MAX ? forecasts->demand->flags[wanted] : before->flags[at];
    return true;
}

static bool assess_without(const struct audit *audit, struct word_state *word,
                           struct arena *scratch)
{
    const struct desk *desk = audit->desk;
    const struct position *planned = &desk->plan->positions[word->position];
    struct forecasts forecasts = *desk->basis->forecasts;
    struct forecast_part part;
    if (!forecast_without(&forecasts, planned->series, &part, scratch)) {
        return false;
    }
    forecasts.demand = &part;
    struct basis basis = *desk->basis;
    basis.forecasts = &forecasts;
    struct position position = unassessed(planned);
    if (!assess_position(&basis, &position, scratch)) {
        return false;
    }
    bool dead = (part.flags[0] & FLAG_DEAD) != 0;
    take_over(&position, planned);
    word->without = dead ? 0.0 : decide_silently(audit, &position);
    return true;
}

/* Why a word on this position is not heeded today; NULL: it is. */
static const char *lost_reason(const struct desk *desk, const struct position *position)
{
    switch (line_barred(position, desk->basis)) {
    case BINDING_KIT:
        return "it is a kit: its components are ordered";
    case BINDING_DROPSHIP:
        return "its supplier ships to the customer: it is never ordered";
    case BINDING_ENDED:
        return "it has ended, or ends before an order of today is there";
    case BINDING_NOT_ORDER_DAY:
        return "its supplier takes no order today";
    default:
        return NULL;
    }
}

/* Counts the periods ahead that the row speaks of, and what ours says of them. */
static void look_ahead(const struct desk *desk, size_t series, const struct override_row *row,
                       struct word_state *word)
{
    const struct basis *basis = desk->basis;
    const struct forecasts *forecasts = basis->forecasts;
    size_t at = forecast_part_find(forecasts->replaced, series);
    double units = 0.0;
    for (size_t h = 0; h < forecasts->horizon && at != SIZE_MAX; h++) {
        int32_t period = basis->panel->end_period + (int32_t)h;
        if (restate_row(basis->panel, basis->inputs, row->sku, row->location, period) == row) {
            units += forecasts->replaced->mean[at * forecasts->horizon + h];
            word->periods++;
        }
    }
    word->ours = word->periods > 0 ? units / (double)word->periods : MISSING;
}

static bool look_at_forecast(const struct audit *audit, const struct override_row *row,
                             struct word_state *word, struct arena *scratch)
{
    const struct desk *desk = audit->desk;
    const struct panel *panel = desk->basis->panel;
    size_t series = panel_find(panel, row->sku, row->location);
    if (series == SIZE_MAX || word->position == SIZE_MAX) {
        word->state = WORD_LOST;
        word->lost = "nothing sells at that location, or it is not known";
        return true;
    }
    word->sold = sold_meanwhile(panel, series, row);
    look_ahead(desk, series, row, word);
    if (word->periods == 0) {
        bool later = row->start_day != NO_DAY && row->start_day > desk->basis->inputs->as_of;
        bool replaced =
            override_on(&desk->basis->inputs->master, &desk->basis->inputs->names, row->sku,
                        row->location, OVERRIDE_FORECAST, desk->basis->inputs->as_of) != row;
        word->state = later || replaced ? WORD_SILENT : WORD_LOST;
        word->lost = "no period ahead begins in its dates";
        return true;
    }
    word->state = WORD_ACTIVE;
    return assess_without(audit, word, scratch);
}

static void look_at_line(const struct audit *audit, const struct override_row *row,
                         struct word_state *word)
{
    const struct desk *desk = audit->desk;
    const struct inputs *inputs = desk->basis->inputs;
    if (word->position == SIZE_MAX) {
        word->state = WORD_LOST;
        word->lost = "no sale, stock, open order or item_locations row names it there";
        return;
    }
    if (override_on(&inputs->master, &inputs->names, row->sku, row->location, word->field,
                    inputs->as_of) != row) {
        return; /* later, or another word came after it */
    }
    struct position position = desk->plan->positions[word->position];
    word->lost = lost_reason(desk, &position);
    word->state = word->lost != NULL ? WORD_LOST : WORD_ACTIVE;
    word->ours = position.target;
    word->without = word->lost != NULL ? 0.0 : decide_silently(audit, &position);
}

static void look_at_expired(const struct audit *audit, const struct override_row *row,
                            struct word_state *word)
{
    const struct basis *basis = audit->desk->basis;
    if (basis->inputs->as_of - row->end_day > TOLD_DAYS || word->position == SIZE_MAX) {
        return;
    }
    const struct position *position = &audit->desk->plan->positions[word->position];
    word->state = WORD_EXPIRED;
    word->ours = position->target;
    word->without = position->quantity;
    if (word->field == OVERRIDE_FORECAST && position->series != SIZE_MAX) {
        word->sold = sold_meanwhile(basis->panel, position->series, row);
        word->ours = basis->forecasts->horizon > 0
                         ? basis->forecasts->mean[position->series * basis->forecasts->horizon]
                         : MISSING;
    }
}

static void look_at_word(void *context, size_t index, struct arena *scratch)
{
    struct audit *audit = context;
    const struct inputs *inputs = audit->desk->basis->inputs;
    const struct plan *plan = audit->desk->plan;
    const struct override_row *row = audited_row(audit, index);
    struct word_state *word = &audit->words[index];
    size_t at = plan_position(plan, row->sku, row->location);
    bool there = at < plan->position_count && plan->positions[at].sku == row->sku &&
                 plan->positions[at].location == row->location;
    *word = (struct word_state){.state = WORD_SILENT,
                                .field = override_field_of(&inputs->names, row),
                                .position = there ? at : SIZE_MAX,
                                .ours = MISSING,
                                .sold = MISSING};
    if (word->field == OVERRIDE_FIELDS || is_missing(row->value)) {
        return;
    }
    if (override_is_over(row, inputs->as_of)) {
        look_at_expired(audit, row, word);
    } else if (word->field == OVERRIDE_FORECAST) {
        audit->failed[index] = !look_at_forecast(audit, row, word, scratch);
    } else {
        look_at_line(audit, row, word);
    }
}

/* Room of a series' forecast. */
static size_t part_bytes(const struct forecasts *forecasts)
{
    enum { PADDING = 512 };
    return 2 * forecasts->horizon * sizeof(double) + PADDING;
}

enum status audit_overrides(struct findings *findings, struct desk *desk, struct fault *fault)
{
    const struct basis *basis = desk->basis;
    size_t count = basis->inputs->master.override_count;
    if (count == 0) {
        return STATUS_OK;
    }
    struct audit audit = {.desk = desk,
                          .silent = *basis->inputs,
                          .words = calloc(count, sizeof *audit.words),
                          .failed = calloc(count, 1)};
    audit.silent.master.override_count = 0;
    audit.unsaid = *basis;
    audit.unsaid.inputs = &audit.silent;
    enum status status = STATUS_OK;
    if (audit.words == NULL || audit.failed == NULL) {
        status = fault_memory(fault, "the overrides");
    }
    if (status == STATUS_OK) {
        size_t reserve = assess_scratch(basis, 0) + part_bytes(basis->forecasts);
        status = parallel_each_reserved(desk->team, count, look_at_word, &audit, reserve, fault);
    }
    if (status == STATUS_OK) {
        words_tell(findings, &audit, count);
    }
    free(audit.words);
    free(audit.failed);
    return status;
}
