/* restock tune: settings chosen on earlier days of history, proved on later ones. */
#include "app/command.h"
#include "base/log.h"
#include "base/missing.h"
#include "io/digits.h"
#include "io/outputs.h"
#include "io/tuning.h"
#include "replenish/terms.h"
#include "simulated.h"
#include "tune_choices.h"

#include <stdio.h>
#include <string.h>

const struct own_option tune_options[] = {
    {"from", "DATE", "first day that counts (default: as --days says, up to the last sale)"},
    {"days", "N",
     "that count, earlier and later together (default: 182, or a third of a shorter "
     "history)"},
    {"split", "DATE", "first of the later days (default: the middle)"},
    {"warm-up", "DAYS",
     "before each part, not counted (default: the longest lead time and review)"},
    {"every", "DAYS", "from one planning night to the next (default: the least review)"},
    {"aim", "auto|cost|stock",
     "least cost, or least stock at the fill rate asked for (default: as most goals are)"},
    {"settings", "LIST",
     "which to turn, of forecast, service, caution, spread, policy, review, moves (default: all)"},
    {NULL, NULL, NULL},
};

enum { MOST_EVERY = 3650 };

/* Less is not worth a line that somebody must remember. */
static const double LEAST_GAIN = 0.01;

struct tuning {
    struct run run;
    struct panel daily; /* the panel of the truth, where it is not that of the plans */
    struct tune_choices choices;
    struct tune_problem problem;
    struct tune_result result;
    struct tuning_table table;
};

/* The arm of a set: the run's own configuration and the set's choices over it. */
static enum status make_arm(void *context, const struct tune_set *set, struct sim_arm *arm,
                            struct fault *fault)
{
    const struct run *run = context;
    struct config config = run->config;
    struct panel_settings panel;
    for (size_t c = 0; c < set->count; c++) {
        char line[CONFIG_TEXT_SIZE];
        (void)snprintf(line, sizeof line, "%s=%s", set->choice[c].setting, set->choice[c].value);
        TRY(config_set(&config, line, fault));
    }
    *arm = (struct sim_arm){.name = "tuned", .kind = ARM_PLAN};
    TRY(settings_of(&config, &panel, &arm->forecast, &arm->plan, fault));
    arm->forecast.horizon = run->horizon;
    return STATUS_OK;
}

/* A line a step: many nights lie between them. */
static void log_step(void *context, const struct tune_row *rows, size_t count)
{
    static const char *const PHASE[] = {"service levels", "forecasts", "decisions", "later days"};
    const struct run *run = context;
    const struct tune_row *taken = NULL;
    for (size_t r = 0; r < count; r++) {
        taken = rows[r].taken ? &rows[r] : taken;
    }
    char text[TUNE_TEXT_SIZE] = "none is taken";
    if (taken != NULL) {
        tune_set_text(&taken->set, text);
    } else if (rows[0].phase == TUNE_SERVICE) {
        (void)snprintf(text, sizeof text, "%.2f %% served", 100.0 * rows[0].fill);
    }
    log_line(&run->log, "step %zu    %s: %zu sets of settings; %s", rows[0].step,
             PHASE[rows[0].phase], count, text);
}

/* What most sku-locations ask for. */
static enum status commonest_goal(enum service_type *goal, struct run *run, struct fault *fault)
{
    struct arena arena;
    struct position *positions = NULL;
    size_t count = 0;
    size_t of[SERVICE_FILL + 1] = {0};
    arena_init(&arena, 0);
    enum status status = positions_list(&positions, &count, &run->inputs, &run->panel,
                                        &run->plan_settings.defaults, &arena, fault);
    for (size_t p = 0; status == STATUS_OK && p < count; p++) {
        of[positions[p].terms->service_type]++;
    }
    *goal = SERVICE_COST;
    for (int type = SERVICE_CYCLE; type <= SERVICE_FILL; type++) {
        *goal = of[type] > of[*goal] ? (enum service_type)type : *goal;
    }
    arena_free(&arena);
    return status;
}

static enum status choose_split(struct tune_problem *problem, const struct options *options,
                                const struct sim_settings *whole, const struct calendar *calendar,
                                struct fault *fault)
{
    int32_t day = whole->from + (whole->to - whole->from) / 2;
    TRY(options_day(options, "split", &day, fault));
    int32_t split = period_first_day(calendar, period_of(calendar, day));
    if (split <= whole->from || split >= whole->to) {
        char text[3][DAY_TEXT_SIZE];
        day_format(day, text[0]);
        day_format(whole->from, text[1]);
        day_format(whole->to - 1, text[2]);
        return fault_set(fault, STATUS_USAGE,
                         "the later days would begin on %s, expected a day inside those that "
                         "count, %s to %s, with some before it",
                         text[0], text[1], text[2]);
    }
    problem->earlier = *whole;
    problem->earlier.to = split;
    problem->later = *whole;
    problem->later.from = split;
    return STATUS_OK;
}

static enum status read_days(struct tuning *tuning, const struct panel *daily, struct fault *fault)
{
    const struct options *options = tuning->run.options;
    const struct config *config = &tuning->run.config;
    int64_t every = 0;
    TRY(options_whole(options, "every", 1, MOST_EVERY, &every, fault));
    struct sim_settings whole = {.every = (int32_t)every,
                                 .seed = (uint64_t)config->seed,
                                 .refit_nights = (size_t)config->refit_nights};
    TRY(simulated_days(&whole, &tuning->run, daily, fault));
    return choose_split(&tuning->problem, options, &whole, &daily->calendar, fault);
}

static enum status read_aim(struct tuning *tuning, struct fault *fault)
{
    struct run *run = &tuning->run;
    struct tune_problem *problem = &tuning->problem;
    const char *list = options_own(run->options, "settings");
    int aim = 0;
    TRY(options_word(run->options, "aim", (const char *const[]){"auto", "cost", "stock", NULL},
                     &aim, fault));
    TRY(commonest_goal(&problem->goal, run, fault));
    bool cost = aim == 1 || (aim == 0 && problem->goal == SERVICE_COST);
    problem->aim = cost ? TUNE_COST : TUNE_STOCK;
    if (!cost && problem->goal == SERVICE_COST) {
        return fault_set(fault, STATUS_USAGE,
                         "--aim is \"stock\", expected cost: most goals are of type cost, which "
                         "ask for no service");
    }
    return tune_choices_make(&tuning->choices, run, problem->aim, problem->goal,
                             list != NULL ? list : "all", fault);
}

static enum status search(struct tuning *tuning, const struct panel *daily, struct fault *fault)
{
    struct run *run = &tuning->run;
    struct tune_problem *problem = &tuning->problem;
    double since = clock_seconds();
    run->progress.label = "tune";
    problem->inputs = &run->inputs;
    problem->panel = &run->panel;
    problem->daily = daily;
    problem->level = run->config.service_level;
    problem->candidates = tuning->choices.candidate;
    problem->candidate_count = tuning->choices.count;
    problem->least_gain = LEAST_GAIN;
    problem->arm = make_arm;
    problem->stepped = log_step;
    problem->context = run;
    TRY(tune(&tuning->result, problem, &run->arena, &run->team, fault));
    run_phase(run, "tune", since, "%zu sets of settings tried", tuning->result.row_count);
    return STATUS_OK;
}

static enum status write_outputs(struct tuning *tuning, struct fault *fault)
{
    struct run *run = &tuning->run;
    const char *folder = run->publication.temporary;
    tuning->table = (struct tuning_table){.problem = &tuning->problem, .result = &tuning->result};
    run->tuning = &tuning->table;
    TRY(output_tuned(folder, &tuning->table, fault));
    TRY(output_tuning(folder, &tuning->table, fault));
    TRY(output_rejects(folder, &run->report, fault));
    TRY(run_write_summary(run, fault));
    return publication_commit(&run->publication, fault);
}

static enum status run_all(struct tuning *tuning, struct fault *fault)
{
    struct run *run = &tuning->run;
    TRY(run_begin(run, run->options, fault));
    TRY(publication_begin(&run->publication, run->options->out, fault));
    TRY(run_load(run, false, fault));
    TRY(run_panel_daily(run, &tuning->daily, fault));
    TRY(run_overlay_demand(run, &run->panel, fault));
    const struct panel *daily = &run->panel;
    if (tuning->daily.count > 0) {
        TRY(run_overlay_demand(run, &tuning->daily, fault));
        daily = &tuning->daily;
    }
    TRY(read_aim(tuning, fault));
    TRY(read_days(tuning, daily, fault));
    TRY(search(tuning, daily, fault));
    run_guards(run, run->options->out);
    return write_outputs(tuning, fault);
}

static void print_part(const char *name, const struct sim_settings *part)
{
    char from[DAY_TEXT_SIZE];
    char to[DAY_TEXT_SIZE];
    day_format(part->from, from);
    day_format(part->to - 1, to);
    (void)printf("%-10s %s to %s\n", name, from, to);
}

static void print_row(const char *name, const struct tune_row *row)
{
    char cost[2 * DIGITS_SIZE];
    char fill[2 * DIGITS_SIZE];
    char stock[2 * DIGITS_SIZE];
    (void)printf("%-14s %14s %9s %% %14s\n", name, digits_grouped(cost, row->cost, 2),
                 digits_grouped(fill, 100.0 * row->fill, 2),
                 digits_grouped(stock, row->stock_value, 2));
}

static void print_result(const struct tuning *tuning)
{
    const struct tune_result *result = &tuning->result;
    const struct tune_problem *problem = &tuning->problem;
    char verdict[2 * TUNE_TEXT_SIZE];
    tuning_verdict(&tuning->table, verdict, sizeof verdict);
    (void)printf("%-10s %s, %zu sets of settings tried\n", "aim", tuning_aim(problem),
                 result->row_count);
    print_part("chosen on", &problem->earlier);
    print_part("proved on", &problem->later);
    if (result->chosen.count > 0) {
        const struct tune_row *last = &result->rows[result->row_count - 1];
        (void)printf("\n%-14s %14s %11s %14s\n", "later days", "cost", "fill rate",
                     result->in_units ? "stock, units" : "stock value");
        print_row("as it stands", &last[-1]);
        print_row("tuned", last);
    }
    (void)printf("\n%s%s%s; %.1f s\n", tuning->run.what_if != NULL ? "what-if: " : "", verdict,
                 tuning->run.guard_count > 0 ? ", to be reviewed" : "",
                 clock_seconds() - tuning->run.started);
}

enum status command_tune(const struct options *options, int *exit, struct fault *fault)
{
    struct tuning tuning = {.run = {.options = options}};
    enum status status = run_all(&tuning, fault);
    if (status == STATUS_OK) {
        *exit = tuning.run.guard_count > 0 ? EXIT_REVIEW : EXIT_DONE;
        print_result(&tuning);
    }
    run_end(&tuning.run);
    return status;
}
