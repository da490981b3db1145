/* The answer for one series: a choice of models, what is made of them, and what remains when none
 * of them works. */
#include "attempt.h"
#include "base/missing.h"
#include "combine.h"
#include "forecast/intermittent.h"
#include "forecast/models.h"
#include "task.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A forecast beyond so many times the largest period ever is a trend run wild, not a forecast; only
 * the automatic choice may think so. */
static const double BEYOND_REASON = 10.0;
/* How fast a series that is thought dead is let go: the chance of demand falls by a tenth each
 * period without any. */
static const double FADE = 0.1;

static void say_why(struct task *task, const char *format, ...) PRINTF_LIKE(2, 3);

static void say_why(struct task *task, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(task->report->why, sizeof task->report->why, format, arguments);
    va_end(arguments);
}

static bool within_reason(const struct task *task, const struct prediction *prediction)
{
    for (size_t h = 0; h < task->horizon; h++) {
        if (fabs(prediction->mean[h]) > BEYOND_REASON * task->profile.largest) {
            return false;
        }
    }
    return true;
}

/* Remembers the first failure, for the account. */
static bool try_model(struct task *task, const struct model *model, struct prediction *prediction)
{
    enum fit fit = attempt(model, &task->history, task->horizon, task->scratch, prediction);
    if (fit == FIT_OK && task->job->named.count == 0 && !within_reason(task, prediction)) {
        fit = FIT_NOT_FINITE;
    }
    if (fit != FIT_OK && task->failed == NULL) {
        task->failed = model;
        task->failure = fit;
        task->report->flags |= FLAG_FALLBACK;
    }
    return fit == FIT_OK;
}

/* Takes over the values, and all that describes them; the arrays stay each one's own. */
static void take_over(struct task *task, const struct prediction *from)
{
    struct prediction *to = task->answer;
    struct prediction arrays = *to;
    size_t bytes = task->horizon * sizeof(double);
    memcpy(to->mean, from->mean, bytes);
    memcpy(to->variance, from->variance, bytes);
    memcpy(to->sum_variance, from->sum_variance, bytes);
    *to = *from;
    to->mean = arrays.mean;
    to->variance = arrays.variance;
    to->sum_variance = arrays.sum_variance;
}

static bool answer_first(struct task *task, const struct choice *choice)
{
    for (size_t i = 0; i < choice->count; i++) {
        if (try_model(task, choice->model[i], task->answer)) {
            if (i == 0) {
                say_why(task, "%s", choice->reason);
            } else {
                say_why(task, "%s: %s; %s instead", task->failed->name, fit_name(task->failure),
                        choice->model[i]->name);
            }
            return true;
        }
    }
    return false;
}

/* The models that work, moved to the front of `single` and of `working`. */
static size_t fit_all(struct task *task, const struct choice *choice, struct prediction *single,
                      struct choice *working)
{
    *working = *choice;
    working->count = 0;
    for (size_t i = 0; i < choice->count; i++) {
        struct prediction *room = &single[working->count];
        if (room->mean == NULL && !attempt_room(room, task->horizon, task->scratch)) {
            break;
        }
        if (try_model(task, choice->model[i], room)) {
            working->model[working->count++] = choice->model[i];
        }
    }
    return working->count;
}

static size_t least(const double *score, size_t count)
{
    size_t best = 0;
    for (size_t i = 1; i < count; i++) {
        best = score[i] < score[best] ? i : best;
    }
    return best;
}

static bool answer_best(struct task *task, const struct choice *choice)
{
    struct prediction single[MODEL_POOL_SIZE] = {0};
    struct choice working;
    size_t count = fit_all(task, choice, single, &working);
    if (count == 0) {
        return false;
    }
    double score[MODEL_POOL_SIZE];
    bool criteria = true;
    for (size_t i = 0; i < count; i++) {
        score[i] = single[i].aicc;
        criteria = criteria && !is_missing(score[i]);
    }
    const char *by = "AICc";
    if (!criteria) {
        by = "error on held-out periods";
        if (!select_holdout(&working, &task->history, task->horizon, task->scratch, score)) {
            by = NULL;
            memset(score, 0, sizeof score); /* the first of the list */
        }
    }
    size_t best = least(score, count);
    take_over(task, &single[best]);
    if (by != NULL) {
        say_why(task, "least %s of %zu models", by, count);
    } else {
        say_why(task, "first of the list; too little history to compare");
    }
    return true;
}

static bool answer_combined(struct task *task, const struct choice *choice)
{
    struct prediction single[MODEL_POOL_SIZE] = {0};
    struct choice working;
    size_t count = fit_all(task, choice, single, &working);
    if (count == 0) {
        return false;
    }
    if (count == 1) {
        take_over(task, &single[0]);
    } else {
        combine(task->answer, single, count, task->horizon, choice->way == WAY_TRIMMED);
    }
    int length = snprintf(task->report->why, sizeof task->report->why, "%s:", choice->reason);
    for (size_t i = 0; i < count && length > 0 && (size_t)length < sizeof task->report->why; i++) {
        length += snprintf(task->report->why + length, sizeof task->report->why - (size_t)length,
                           " %s", working.model[i]->name);
    }
    return true;
}

/* A flat forecast of independent periods. */
static void answer_flat(struct task *task, const char *label, double rate, double variance)
{
    struct prediction *answer = task->answer;
    snprintf(answer->label, sizeof answer->label, "%s", label);
    answer->parameters[0].name[0] = '\0';
    answer->loglik = MISSING;
    answer->aicc = MISSING;
    answer->sigma2 = variance;
    for (size_t h = 0; h < task->horizon; h++) {
        answer->mean[h] = rate;
        answer->variance[h] = variance;
        answer->sum_variance[h] = variance * (double)(h + 1);
    }
}

/* What is thought dead: demand of the usual size by a chance that has faded; a size z that comes by
 * chance p has a variance of p z^2 at the most. */
static void answer_dead(struct task *task)
{
    double rate = tsb_rate(task->history.demand, task->history.length, FADE, FADE, START_FIRST);
    answer_flat(task, "FADED", rate, rate * task->profile.mean_size);
    say_why(task, "nothing sold for %zu periods, longest pause before %zu", task->profile.pause,
            task->profile.longest_pause);
}

/* What never changed so far may change yet: after n alike periods of whole units the rate of change
 * is put at 1 / (n + 1) (Laplace's rule), each by the mean. */
static void doubt_constancy(struct task *task)
{
    struct prediction *answer = task->answer;
    if (!task->profile.constant || !task->report->counts) {
        return;
    }
    for (size_t h = 0; h < task->horizon; h++) {
        double least = answer->mean[h] / (double)(task->profile.known + 1);
        answer->variance[h] = fmax(answer->variance[h], least);
        answer->sum_variance[h] = fmax(answer->sum_variance[h], (double)(h + 1) * least);
    }
}

static bool answer_choice(struct task *task, const struct choice *choice)
{
    switch (choice->way) {
    case WAY_FIRST:
        return answer_first(task, choice);
    case WAY_BEST:
        return answer_best(task, choice);
    case WAY_MEAN:
    case WAY_TRIMMED:
        return answer_combined(task, choice);
    }
    return false;
}

void task_answer(struct task *task)
{
    const struct choice *named = &task->job->named;
    if (named->count == 0 && task->profile.dead) {
        answer_dead(task);
        return;
    }
    struct choice choice = named->count > 0 ? *named : select_auto(&task->profile);
    if (answer_choice(task, &choice)) {
        if (named->count == 0) {
            doubt_constancy(task);
        }
        return;
    }
    assert(task->failed != NULL); /* no choice is empty */
    const char *failed = task->failed->name;
    const char *failure = fit_name(task->failure);
    if (try_model(task, &model_mean, task->answer)) {
        say_why(task, "%s: %s; mean instead", failed, failure);
        return;
    }
    answer_flat(task, "NONE", 0.0, 0.0);
    say_why(task, "%s: %s; nothing else works either: zero", failed, failure);
}
