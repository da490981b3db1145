/* Reference policies: their names, and what each orders on a night. */
#include "simulate/reference.h"

#include "base/missing.h"
#include "num/dist.h"
#include "num/stat.h"
#include "order/lot.h"
#include "replenish/service.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A standard deviation wants two steps, be they months. */
static const double LEAST_STEPS = 2.0;
/* What "cover" adds to lead time and review where nobody says how many weeks. */
static const double SPARE_DAYS = 7.0;
static const double WEEK_DAYS = 7.0;

struct kind_name {
    const char *name;
    bool has_parameter;
};

static const struct kind_name names[] = {
    [REFERENCE_MIN_MAX] = {"min_max", false},
    [REFERENCE_NORMAL] = {"normal", true},
    [REFERENCE_COVER] = {"cover", true},
    [REFERENCE_FORESIGHT] = {"foresight", false},
};
enum { NAME_COUNT = sizeof names / sizeof *names };

/* The part of `text` before the first colon; `*rest` what is behind it, data NULL without one. */
static struct text split_name(struct text text, struct text *rest)
{
    *rest = (struct text){.data = NULL};
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == ':') {
            *rest = (struct text){.data = text.data + i + 1, .length = text.length - i - 1};
            return (struct text){.data = text.data, .length = i};
        }
    }
    return text;
}

bool reference_parse(struct text text, struct reference *reference)
{
    struct text number;
    struct text name = split_name(text_trim(text), &number);
    for (int kind = 0; kind < NAME_COUNT; kind++) {
        if (!text_equal(name, text_of(names[kind].name))) {
            continue;
        }
        double parameter = MISSING;
        if (number.data != NULL &&
            (!names[kind].has_parameter || !text_number(number, '.', &parameter))) {
            return false;
        }
        if (kind == REFERENCE_COVER && parameter < 0.0) {
            return false; /* weeks */
        }
        *reference = (struct reference){.kind = (enum reference_kind)kind, .parameter = parameter};
        return true;
    }
    return false;
}

void reference_name(const struct reference *reference, char text[REFERENCE_NAME_SIZE])
{
    const char *name = names[reference->kind].name;
    if (is_missing(reference->parameter)) {
        (void)snprintf(text, REFERENCE_NAME_SIZE, "%s", name);
        return;
    }
    /* The fewest digits that are read as the same number; 17 always are. */
    for (int digits = 6; digits <= 17; digits++) {
        int length = snprintf(text, REFERENCE_NAME_SIZE, "%s:", name);
        char *number = text + length;
        (void)snprintf(number, (size_t)(REFERENCE_NAME_SIZE - length), "%.*g", digits,
                       reference->parameter);
        double again = strtod(number, NULL);
        if (!(again < reference->parameter) && !(again > reference->parameter)) {
            return;
        }
    }
}

/* Demand per step, as the shop's own sheet has it. */
struct average {
    double mean;
    double sd;
};

static double usable(const struct reference_view *view, size_t step, bool censored_too)
{
    bool hidden = view->censored != NULL && view->censored[step] && !censored_too;
    return hidden ? MISSING : view->history[step];
}

/* Two passes over the steps from `first` on, as num/stat.h. */
static struct average average_of(const struct reference_view *view, size_t first, bool censored_too)
{
    double sum = 0.0;
    double count = 0.0;
    for (size_t t = first; t < view->length; t++) {
        double demand = usable(view, t, censored_too);
        sum += value_or(demand, 0.0);
        count += is_missing(demand) ? 0.0 : 1.0;
    }
    struct average average = {.mean = count > 0.0 ? sum / count : MISSING};
    double squares = 0.0;
    for (size_t t = first; t < view->length; t++) {
        double error = value_or(usable(view, t, censored_too) - average.mean, 0.0);
        squares += error * error;
    }
    average.sd = count > 1.0 ? sqrt(squares / (count - 1.0)) : 0.0;
    return average;
}

static struct average moving_average(const struct reference_view *view)
{
    double steps = fmax(round(MOVING_DAYS / view->step_days), LEAST_STEPS);
    size_t window = (size_t)fmin(steps, (double)view->length);
    struct average average = average_of(view, view->length - window, false);
    if (is_missing(average.mean)) {
        average = average_of(view, view->length - window, true);
    }
    average.mean = value_or(average.mean, 0.0);
    return average;
}

static double normal_target(const struct reference *reference, const struct reference_view *view)
{
    const struct dist standard = {.kind = DIST_NORMAL, .a = 0.0, .b = 1.0};
    struct average average = moving_average(view);
    double steps = fmax(view->lead_days + view->review_days, 0.0) / view->step_days;
    double level = fmin(fmax(view->level, 1.0 - SERVICE_MOST), SERVICE_MOST);
    double z =
        is_missing(reference->parameter) ? dist_quantile(&standard, level) : reference->parameter;
    double late = average.mean * view->site->lead_sd / view->step_days;
    return average.mean * steps + z * sqrt(steps * average.sd * average.sd + late * late);
}

static double cover_target(const struct reference *reference, const struct reference_view *view)
{
    double interval = view->lead_days + view->review_days + SPARE_DAYS;
    double days = is_missing(reference->parameter) ? interval : WEEK_DAYS * reference->parameter;
    return moving_average(view).mean * fmax(days, 0.0) / view->step_days;
}

/* As the plan rounds a line (order/line.c). */
static double rounded(double need, double position, const struct reference_view *view)
{
    const struct terms *terms = view->site->terms;
    struct lot lot = lot_of_terms(terms);
    double room = value_or(terms->max_stock, HUGE_VAL) - position;
    lot.maximum = fmin(lot.maximum, fmax(room, 0.0));
    lot.fractional = view->amounts;
    return lot_round(need, &lot).quantity;
}

double reference_order(const struct reference *reference, const struct reference_view *view)
{
    const struct terms *terms = view->site->terms;
    double position = view->on_hand + view->on_order - view->owed;
    double least = value_or(terms->min_stock, 0.0);
    double target = 0.0;
    switch (reference->kind) {
    case REFERENCE_MIN_MAX:
        target = position <= least + UNIT_SLACK ? value_or(terms->max_stock, least) : position;
        break;
    case REFERENCE_NORMAL:
        target = fmax(normal_target(reference, view), least);
        break;
    case REFERENCE_COVER:
        target = fmax(cover_target(reference, view), least);
        break;
    case REFERENCE_FORESIGHT:
        return 0.0;
    }
    return target > position ? rounded(target - position, position, view) : 0.0;
}
