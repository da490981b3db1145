/* Positions of two plans, side by side. */
#include "diff_plans.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Below this much of a unit or of money nothing changed. */
static const double SAME = 1e-5;

/* What the lines of one source changed, until it is known whether it is a supplier. */
struct source_sum {
    double part[DIFF_PARTS];
    double value[DIFF_SIDES];
};

struct comparing {
    struct diff_plans *plans;
    struct diff_reader reader[DIFF_SIDES];
    struct sheet *sheet;
    uint32_t *slot;             /* [names.count + 1] of a source, from 1; 0: none yet */
    bool *is_location;          /* [names.count + 1] */
    struct source_sum *sources; /* [source_count] */
    size_t source_count, source_room;
};

/* A position of either plan. */
struct pair_of {
    const struct diff_position *position[DIFF_SIDES]; /* NULL: the plan has none */
    struct diff_line line[DIFF_SIDES];
    bool ordered[DIFF_SIDES];
    uint32_t source[DIFF_SIDES];
};

static void copy_text(char *to, size_t size, struct text text)
{
    (void)snprintf(to, size, "%.*s", TEXT_PRINT(text));
}

static double value_of(const struct pair_of *pair, int side)
{
    return pair->ordered[side] ? pair->line[side].quantity * pair->line[side].unit_cost : 0.0;
}

/* Is `shown` dearer than the row? */
static bool is_dearer(const struct diff_shown *shown, const struct diff_shown *row)
{
    return fabs(shown->change.value) > fabs(row->change.value);
}

static void keep_top(struct diff_top *top, const struct diff_shown *shown)
{
    if (top->count == top->most &&
        (top->most == 0 || !is_dearer(shown, &top->rows[top->most - 1]))) {
        return;
    }
    size_t at = top->count < top->most ? top->count++ : top->most - 1;
    for (; at > 0 && is_dearer(shown, &top->rows[at - 1]); at--) {
        top->rows[at] = top->rows[at - 1];
    }
    top->rows[at] = *shown;
}

static struct diff_shown shown_of(const struct pair_of *pair, const struct diff_change *change)
{
    struct diff_shown shown = {.change = *change};
    for (int side = DIFF_OLD; side <= DIFF_NEW; side++) {
        const struct diff_position *position = pair->position[side];
        if (position != NULL) {
            copy_text(shown.sku, DIFF_NAME, position->text[DIFF_SKU]);
            copy_text(shown.location, DIFF_NAME, position->text[DIFF_LOCATION]);
            copy_text(shown.binding[side], DIFF_WORD, position->text[DIFF_BINDING]);
            shown.quantity[side] = position->number[DIFF_QUANTITY];
        }
        shown.value[side] = value_of(pair, side);
    }
    return shown;
}

/* The sums of a source, made when it is first met; NULL if memory ran out. */
static struct source_sum *sum_of(struct comparing *comparing, uint32_t source)
{
    uint32_t *slot = &comparing->slot[source];
    if (*slot == 0) {
        if (comparing->source_count == comparing->source_room) {
            size_t room = comparing->source_room > 0 ? 2 * comparing->source_room : 64;
            struct source_sum *sources = realloc(comparing->sources, room * sizeof *sources);
            if (sources == NULL) {
                return NULL;
            }
            comparing->sources = sources;
            comparing->source_room = room;
        }
        comparing->sources[comparing->source_count] = (struct source_sum){.value = {0.0, 0.0}};
        *slot = (uint32_t)++comparing->source_count;
    }
    return &comparing->sources[*slot - 1];
}

static void count_side(struct comparing *comparing, const struct pair_of *pair, int side)
{
    struct diff_side *sum = &comparing->plans->side[side];
    const struct diff_position *position = pair->position[side];
    const double *number = position->number;
    double missed = number[DIFF_DEMAND_MEAN] * (1.0 - number[DIFF_FILL_WITH]);
    sum->positions++;
    sum->lines += pair->ordered[side] ? 1 : 0;
    sum->units += number[DIFF_QUANTITY];
    sum->value += value_of(pair, side);
    sum->demand += number[DIFF_DEMAND_MEAN];
    sum->served += number[DIFF_DEMAND_MEAN] - missed;
    sum->lost_a_day += number[DIFF_INTERVAL] > 0.0 ? missed / number[DIFF_INTERVAL] : 0.0;
    uint32_t location = intern_find(&comparing->plans->names, position->text[DIFF_LOCATION]);
    if (location != NO_ID) {
        comparing->is_location[location] = true;
    }
}

/* Books a change with the source of the new line, else of the old. */
static bool book(struct comparing *comparing, const struct pair_of *pair,
                 const struct diff_change *change)
{
    for (int side = DIFF_OLD; side <= DIFF_NEW; side++) {
        struct source_sum *sum = pair->ordered[side] ? sum_of(comparing, pair->source[side]) : NULL;
        if (pair->ordered[side] && sum == NULL) {
            return false;
        }
        if (sum != NULL) {
            sum->value[side] += value_of(pair, side);
        }
    }
    int side = pair->ordered[DIFF_NEW] ? DIFF_NEW : DIFF_OLD;
    struct source_sum *sum = pair->ordered[side] ? sum_of(comparing, pair->source[side]) : NULL;
    for (int part = 0; sum != NULL && part < DIFF_PARTS; part++) {
        sum->part[part] += diff_money(change, (enum diff_part)part);
    }
    return true;
}

static bool compare_pair(struct comparing *comparing, struct pair_of *pair)
{
    struct diff_plans *plans = comparing->plans;
    for (int side = DIFF_OLD; side <= DIFF_NEW; side++) {
        const struct diff_position *position = pair->position[side];
        if (position != NULL) {
            pair->ordered[side] = diff_lines_find(
                &plans->side[side].orders, &plans->names, position->text[DIFF_SKU],
                position->text[DIFF_LOCATION], &pair->line[side], &pair->source[side]);
            count_side(comparing, pair, side);
        }
    }
    plans->fresh += pair->position[DIFF_OLD] == NULL ? 1 : 0;
    plans->gone += pair->position[DIFF_NEW] == NULL ? 1 : 0;
    struct diff_change change;
    diff_explain(&change, pair->position[DIFF_OLD], pair->position[DIFF_NEW],
                 pair->ordered[DIFF_OLD] ? &pair->line[DIFF_OLD] : NULL,
                 pair->ordered[DIFF_NEW] ? &pair->line[DIFF_NEW] : NULL);
    bool same = fabs(change.quantity) < SAME && fabs(change.value) < SAME;
    if (!book(comparing, pair, &change)) {
        return false;
    }
    if (same) {
        return true;
    }
    struct diff_shown shown = shown_of(pair, &change);
    plans->changed++;
    keep_top(&plans->top, &shown);
    if (comparing->sheet != NULL) {
        diff_write(comparing->sheet, pair->position, &shown);
    }
    return true;
}

static int compare_keys(const struct diff_position *a, const struct diff_position *b)
{
    int order = text_compare(a->text[DIFF_SKU], b->text[DIFF_SKU]);
    return order != 0 ? order : text_compare(a->text[DIFF_LOCATION], b->text[DIFF_LOCATION]);
}

static enum status walk(struct comparing *comparing, struct fault *fault)
{
    struct diff_reader *reader = comparing->reader;
    for (;;) {
        const struct diff_position *row[DIFF_SIDES];
        TRY(diff_row(&reader[DIFF_OLD], &row[DIFF_OLD], fault));
        TRY(diff_row(&reader[DIFF_NEW], &row[DIFF_NEW], fault));
        if (row[DIFF_OLD] == NULL && row[DIFF_NEW] == NULL) {
            return STATUS_OK;
        }
        int order = row[DIFF_OLD] == NULL   ? 1
                    : row[DIFF_NEW] == NULL ? -1
                                            : compare_keys(row[DIFF_OLD], row[DIFF_NEW]);
        struct pair_of pair = {
            .position = {order <= 0 ? row[DIFF_OLD] : NULL, order >= 0 ? row[DIFF_NEW] : NULL}};
        if (!compare_pair(comparing, &pair)) {
            return fault_memory(fault, "the differences");
        }
        for (int side = DIFF_OLD; side <= DIFF_NEW; side++) {
            if (pair.position[side] != NULL) {
                diff_next(&reader[side]);
            }
        }
    }
}

/* What comes from a location of one's own is not bought. */
static void sum_up(struct comparing *comparing)
{
    struct diff_plans *plans = comparing->plans;
    for (size_t n = 0; n < plans->names.count; n++) {
        if (comparing->slot[n] == 0 || comparing->is_location[n]) {
            continue;
        }
        const struct source_sum *sum = &comparing->sources[comparing->slot[n] - 1];
        for (int part = 0; part < DIFF_PARTS; part++) {
            plans->part[part] += sum->part[part];
        }
        plans->side[DIFF_OLD].bought += sum->value[DIFF_OLD];
        plans->side[DIFF_NEW].bought += sum->value[DIFF_NEW];
    }
}

static enum status compare_folders(struct comparing *comparing,
                                   const char *const folder[DIFF_SIDES], struct fault *fault)
{
    struct diff_plans *plans = comparing->plans;
    for (int side = DIFF_OLD; side <= DIFF_NEW; side++) {
        TRY(diff_open(&comparing->reader[side], folder[side], fault));
        TRY(diff_lines_read(&plans->side[side].orders, DIFF_ORDERS, folder[side], &plans->names,
                            fault));
    }
    comparing->slot = calloc(plans->names.count + 1, sizeof *comparing->slot);
    comparing->is_location = calloc(plans->names.count + 1, sizeof *comparing->is_location);
    if (comparing->slot == NULL || comparing->is_location == NULL) {
        return fault_memory(fault, "the differences");
    }
    TRY(walk(comparing, fault));
    sum_up(comparing);
    return STATUS_OK;
}

enum status diff_plans(struct diff_plans *plans, const char *const folder[DIFF_SIDES], size_t most,
                       struct sheet *sheet, struct arena *arena, struct fault *fault)
{
    *plans = (struct diff_plans){.top = {.most = most}};
    intern_init(&plans->names, arena);
    plans->top.rows = ARENA_NEW(arena, struct diff_shown, most);
    if (plans->top.rows == NULL) {
        return fault_memory(fault, "the differences");
    }
    struct comparing comparing = {.plans = plans, .sheet = sheet};
    enum status status = compare_folders(&comparing, folder, fault);
    diff_close(&comparing.reader[DIFF_OLD]);
    diff_close(&comparing.reader[DIFF_NEW]);
    free(comparing.slot);
    free(comparing.is_location);
    free(comparing.sources);
    return status;
}

void diff_plans_free(struct diff_plans *plans)
{
    diff_lines_free(&plans->side[DIFF_OLD].orders);
    diff_lines_free(&plans->side[DIFF_NEW].orders);
}
