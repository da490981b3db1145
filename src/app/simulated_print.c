/* What a person reads at the end of a simulation. */
#include "simulated.h"

#include "base/log.h"
#include "base/missing.h"
#include "io/digits.h"

#include <math.h>
#include <string.h>

enum { CELL_SIZE = 2 * DIGITS_SIZE, NAME_LEAST = 7, NAME_MOST = 24, MONEY_WIDTH = 13 };

/* Beyond this cents are noise to a reader. */
static const double MONEY_LARGE = 1000.0;
static const double SHARE_LARGE = 10.0;

struct print {
    const struct simulation_table *table;
    FILE *file;
    int name_width;
    int decimals; /* of money */
    double days;
    bool costly; /* anything costs anything */
};

/* Of the costs, those that any arm has. */
struct cost_column {
    const char *title;
    size_t offset; /* in struct ledger */
};
static const struct cost_column COSTS[] = {
    {"holding", offsetof(struct ledger, holding)},
    {"shortage", offsetof(struct ledger, shortage)},
    {"ordering", offsetof(struct ledger, ordering)},
    {"freight", offsetof(struct ledger, freight)},
    {"haste", offsetof(struct ledger, haste)},
    {"write-offs", offsetof(struct ledger, write_off)},
};
enum { COST_COLUMNS = sizeof COSTS / sizeof *COSTS };

static double cost_at(const struct ledger *ledger, const struct cost_column *column)
{
    double value;
    memcpy(&value, (const char *)ledger + column->offset, sizeof value);
    return value;
}

static bool any_has(const struct sim_result *result, const struct cost_column *column)
{
    for (size_t a = 0; a < result->arms; a++) {
        if (cost_at(&result->whole[a], column) > 0.0) {
            return true;
        }
    }
    return false;
}

static void name_cell(const struct print *print, const char *name)
{
    (void)fprintf(print->file, "%-*.*s", print->name_width, print->name_width, name);
}

static void money_cell(const struct print *print, double value)
{
    char text[CELL_SIZE];
    (void)fprintf(print->file, " %*s", MONEY_WIDTH, digits_grouped(text, value, print->decimals));
}

static void share_cell(const struct print *print, double share, int width)
{
    char text[32] = "-";
    if (!is_missing(share)) {
        (void)snprintf(text, sizeof text, "%.1f %%", share * 100.0);
    }
    (void)fprintf(print->file, " %*s", width, text);
}

/* With its sign, "+3.4 %"; "22 times" where a percentage would be hard to read. */
static void change_text(char *text, size_t size, double share)
{
    (void)snprintf(text, size, "-");
    if (share > SHARE_LARGE) {
        (void)snprintf(text, size, "%.1f times", 1.0 + share);
    } else if (!is_missing(share)) {
        (void)snprintf(text, size, "%+.1f %%", share * 100.0);
    }
}

/* "+12.3 % (+9.1 to +15.2)" of the first arm's cost. */
static void beside_cell(const struct print *print, size_t arm)
{
    char text[64] = "";
    const struct paired *paired = &print->table->against[arm];
    if (arm > 0 && !is_missing(paired->share)) {
        int length = snprintf(text, sizeof text, "%+.1f %%", paired->share * 100.0);
        if (!is_missing(paired->share_low)) { /* one sku alone has no interval */
            (void)snprintf(text + length, sizeof text - (size_t)length, " (%+.1f to %+.1f)",
                           paired->share_low * 100.0, paired->share_high * 100.0);
        }
    }
    (void)fprintf(print->file, "   %-26s", text);
}

static void print_costs(const struct print *print)
{
    const struct sim_result *result = print->table->result;
    char title[64];
    name_cell(print, "");
    (void)fprintf(print->file, " %*s", MONEY_WIDTH, "cost");
    for (size_t c = 0; c < COST_COLUMNS; c++) {
        if (any_has(result, &COSTS[c])) {
            (void)fprintf(print->file, " %*s", MONEY_WIDTH, COSTS[c].title);
        }
    }
    (void)snprintf(title, sizeof title, "beside %s (95 %%)", print->table->arms[0].name);
    (void)fprintf(print->file, "   %-26s %s\n", title, "beyond foresight");
    for (size_t a = 0; a < result->arms; a++) {
        char gap[32];
        name_cell(print, print->table->arms[a].name);
        money_cell(print, ledger_cost(&result->whole[a]));
        for (size_t c = 0; c < COST_COLUMNS; c++) {
            if (any_has(result, &COSTS[c])) {
                money_cell(print, cost_at(&result->whole[a], &COSTS[c]));
            }
        }
        beside_cell(print, a);
        change_text(gap, sizeof gap, simulation_gap(print->table, a));
        (void)fprintf(print->file, " %s\n", gap);
    }
}

/* Costs that nobody gave are no reason to call all arms alike. */
static void print_notice(const struct print *print)
{
    if (print->costly) {
        return;
    }
    (void)fprintf(print->file,
                  "no unit cost and no price is known (items.csv, sales.csv, plan.unit_cost, "
                  "plan.price), so nothing costs\nanything: compare fill rates and stock\n");
}

static void print_service(const struct print *print)
{
    const struct sim_result *result = print->table->result;
    name_cell(print, "");
    (void)fprintf(print->file, " %*s %10s %10s %10s %16s %*s %7s %12s\n", MONEY_WIDTH, "fill rate",
                  "of A", "of B", "of C", "days served", MONEY_WIDTH,
                  print->costly ? "stock value" : "stock units", "turns", "order lines");
    for (size_t a = 0; a < result->arms; a++) {
        struct measures measures = measures_of(&result->whole[a], print->days);
        char text[CELL_SIZE];
        name_cell(print, print->table->arms[a].name);
        share_cell(print, measures.fill, MONEY_WIDTH);
        for (const char *abc = "ABC"; *abc != '\0'; abc++) {
            struct ledger sum = simulation_class(result, a, *abc);
            share_cell(print, ledger_fill(&sum), 10);
        }
        share_cell(print, measures.service, 16);
        money_cell(print, print->costly ? measures.stock_value : measures.stock);
        (void)fprintf(print->file, " %7s", digits_grouped(text, measures.turns, 1));
        (void)fprintf(print->file, " %12s\n", digits_grouped(text, result->whole[a].lines, 0));
    }
}

static void print_account(const struct print *print, const struct run *run)
{
    const struct sim_result *result = print->table->result;
    const struct sim_settings *chosen = print->table->settings;
    char from[DAY_TEXT_SIZE];
    char to[DAY_TEXT_SIZE];
    char text[2][CELL_SIZE];
    double wanted = result->whole[0].wanted;
    day_format(chosen->from, from);
    day_format(chosen->to - 1, to);
    (void)fprintf(print->file,
                  "%ssimulated %s to %s by %s: %s days after %d of warm-up, %zu nights with "
                  "somebody's turn to order, %s sku-locations",
                  run->what_if != NULL ? "what-if: " : "", from, to,
                  bucket_name(result->truth.calendar.bucket),
                  digits_grouped(text[0], print->days, 0), chosen->warm_up, result->nights,
                  digits_grouped(text[1], (double)result->site_count, 0));
    if (result->truth.imputed > 0.0 && wanted > 0.0) {
        (void)fprintf(print->file, ", %s units of demand assumed where shelves were empty",
                      digits_grouped(text[0], result->truth.imputed, 0));
    }
    (void)fprintf(print->file, "%s; %.1f s (forecasts %.1f, plans %.1f)\n",
                  run->guard_count > 0 ? ", to be reviewed" : "", clock_seconds() - run->started,
                  result->forecast_seconds, result->plan_seconds);
}

void simulated_print(const struct simulation_table *table, const struct run *run, FILE *file)
{
    const struct sim_result *result = table->result;
    struct print print = {.table = table, .file = file, .name_width = NAME_LEAST};
    double most = 0.0;
    print.days = simulation_days(result, 0, result->steps);
    for (size_t a = 0; a < result->arms; a++) {
        int width = (int)strlen(table->arms[a].name);
        print.name_width = width > print.name_width ? width : print.name_width;
        most = fmax(most, ledger_cost(&result->whole[a]));
    }
    print.name_width = print.name_width < NAME_MOST ? print.name_width : NAME_MOST;
    print.costly = most > 0.0;
    print.decimals = most < MONEY_LARGE ? 2 : 0;
    print_costs(&print);
    print_notice(&print);
    (void)fprintf(file, "\n");
    print_service(&print);
    (void)fprintf(file, "\n");
    print_account(&print, run);
}
