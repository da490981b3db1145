/* simulation.csv. */
#include "io/simulation.h"

#include "base/missing.h"
#include "io/save.h"

#include <stdlib.h>

enum { UNIT_DECIMALS = 3, MONEY_DECIMALS = 4, SHARE_DECIMALS = 6 };
enum { CLASSES = 3 };
static const char CLASS[CLASSES] = {'A', 'B', 'C'};
static const double YEAR_DAYS = 365.0;

struct measures measures_of(const struct ledger *ledger, double days)
{
    return (struct measures){
        .cost = ledger_cost(ledger),
        .fill = ledger_fill(ledger),
        .service = ledger->days > 0.0 ? 1.0 - ledger->days_out / ledger->days : MISSING,
        .stock = ledger->stock / days,
        .stock_value = ledger->stock_value / days,
        .turns = ledger->stock_value > 0.0 ? ledger->sold_value * YEAR_DAYS / ledger->stock_value
                                           : MISSING,
    };
}

static int32_t step_day(const struct sim_result *result, size_t step)
{
    return period_first_day(&result->truth.calendar, result->first_step + (int32_t)step);
}

double simulation_days(const struct sim_result *result, size_t first, size_t end)
{
    return (double)(step_day(result, end) - step_day(result, first));
}

struct ledger simulation_class(const struct sim_result *result, size_t arm, char abc)
{
    struct ledger sum = {0};
    for (size_t s = 0; s < result->site_count; s++) {
        if (result->sites[s].abc == abc) {
            ledger_add(&sum, &result->site[arm * result->site_count + s]);
        }
    }
    return sum;
}

double simulation_gap(const struct simulation_table *table, size_t arm)
{
    for (size_t a = 0; a < table->result->arms; a++) {
        double floor = ledger_cost(&table->result->whole[a]);
        if (table->arms[a].kind == ARM_REFERENCE &&
            table->arms[a].reference.kind == REFERENCE_FORESIGHT && floor > 0.0) {
            return ledger_cost(&table->result->whole[arm]) / floor - 1.0;
        }
    }
    return MISSING;
}

/* The keys of a scope, with a row for each arm. */
enum scope { SCOPE_ALL, SCOPE_CLASS, SCOPE_LOCATION, SCOPE_DAY, SCOPE_SITE, SCOPES };
static const char *const SCOPE_NAME[SCOPES] = {"all", "class", "location", "day", "sku_location"};

struct writing {
    const struct simulation_table *table;
    size_t count[SCOPES];        /* keys */
    struct ledger *class;        /* [arms * CLASSES] */
    uint32_t *location;          /* [count[SCOPE_LOCATION]] ascending */
    struct ledger *location_sum; /* [arms * count[SCOPE_LOCATION]] */
    double days;                 /* of the calendar, all steps */
};

/* What stands in front of the numbers of a row. */
struct key {
    enum scope scope;
    size_t arm;
    int32_t day;       /* NO_DAY: of all */
    uint32_t sku;      /* NO_ID: of all */
    uint32_t location; /* NO_ID: of all */
    char abc;          /* 0: of all */
};

static void write_key(const struct simulation_table *table, const struct key *key,
                      struct sheet *sheet)
{
    const struct names *names = table->names;
    char abc[] = {key->abc, '\0'};
    sheet_string(sheet, SCOPE_NAME[key->scope]);
    sheet_string(sheet, table->arms[key->arm].name);
    sheet_day(sheet, key->day);
    sheet_text(sheet, key->sku != NO_ID ? intern_text(&names->sku, key->sku) : text_of(""));
    sheet_text(sheet,
               key->location != NO_ID ? intern_text(&names->place, key->location) : text_of(""));
    sheet_string(sheet, abc);
}

static const char HEADER[] =
    "scope,arm,date,sku,location,segment,days,wanted,sold,lost,waited,returned,bought,moved,"
    "sent,used,written_off,order_lines,orders,hastened,purchases,sold_value,holding,shortage,"
    "ordering,freight,haste,write_off,cost,fill,service,stock,stock_value,turns";

static void write_ledger(const struct ledger *ledger, double days, struct sheet *sheet)
{
    struct measures measures = measures_of(ledger, days);
    const double units[] = {ledger->days,   ledger->wanted,   ledger->sold,        ledger->lost,
                            ledger->waited, ledger->returned, ledger->bought,      ledger->moved,
                            ledger->sent,   ledger->used,     ledger->written_off, ledger->lines,
                            ledger->orders, ledger->hastened};
    const double money[] = {ledger->purchases, ledger->sold_value, ledger->holding,
                            ledger->shortage,  ledger->ordering,   ledger->freight,
                            ledger->haste,     ledger->write_off,  measures.cost};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        sheet_number(sheet, units[i], UNIT_DECIMALS);
    }
    for (size_t i = 0; i < sizeof money / sizeof *money; i++) {
        sheet_number(sheet, money[i], MONEY_DECIMALS);
    }
    sheet_number(sheet, measures.fill, SHARE_DECIMALS);
    sheet_number(sheet, measures.service, SHARE_DECIMALS);
    sheet_number(sheet, measures.stock, UNIT_DECIMALS);
    sheet_number(sheet, measures.stock_value, MONEY_DECIMALS);
    sheet_number(sheet, measures.turns, UNIT_DECIMALS);
    sheet_end(sheet);
}

/* The ledger of a key, and what it is called. */
static const struct ledger *find_ledger(const struct writing *writing, struct key *key, size_t at)
{
    const struct sim_result *result = writing->table->result;
    size_t arm = key->arm;
    switch (key->scope) {
    case SCOPE_CLASS:
        key->abc = CLASS[at];
        return &writing->class[arm * CLASSES + at];
    case SCOPE_LOCATION:
        key->location = writing->location[at];
        return &writing->location_sum[arm * writing->count[SCOPE_LOCATION] + at];
    case SCOPE_DAY:
        key->day = step_day(result, at);
        return &result->step[arm * result->steps + at];
    case SCOPE_SITE:
        key->sku = result->sites[at].sku;
        key->location = result->sites[at].location;
        key->abc = result->sites[at].abc;
        return &result->site[arm * result->site_count + at];
    case SCOPE_ALL:
    case SCOPES:
        break;
    }
    return &result->whole[arm];
}

/* All arms of a key. */
static void write_row(void *context, size_t index, struct sheet *sheet)
{
    const struct writing *writing = context;
    const struct sim_result *result = writing->table->result;
    struct key key = {.day = NO_DAY, .sku = NO_ID, .location = NO_ID};
    size_t at = index;
    while (at >= writing->count[key.scope]) {
        at -= writing->count[key.scope++];
    }
    double days = key.scope == SCOPE_DAY ? simulation_days(result, at, at + 1) : writing->days;
    for (key.arm = 0; key.arm < result->arms; key.arm++) {
        const struct ledger *ledger = find_ledger(writing, &key, at);
        write_key(writing->table, &key, sheet);
        write_ledger(ledger, days, sheet);
    }
}

static int by_id(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The different locations of all sites. */
static void list_locations(struct writing *writing)
{
    const struct sim_result *result = writing->table->result;
    for (size_t s = 0; s < result->site_count; s++) {
        writing->location[s] = result->sites[s].location;
    }
    qsort(writing->location, result->site_count, sizeof *writing->location, by_id);
    size_t count = 0;
    for (size_t s = 0; s < result->site_count; s++) {
        if (count == 0 || writing->location[count - 1] != writing->location[s]) {
            writing->location[count++] = writing->location[s];
        }
    }
    writing->count[SCOPE_LOCATION] = count;
}

static void sum_sites(struct writing *writing)
{
    const struct sim_result *result = writing->table->result;
    size_t locations = writing->count[SCOPE_LOCATION];
    for (size_t a = 0; a < result->arms; a++) {
        for (size_t c = 0; c < CLASSES; c++) {
            writing->class[a * CLASSES + c] = simulation_class(result, a, CLASS[c]);
        }
        for (size_t s = 0; s < result->site_count; s++) {
            const uint32_t *place = bsearch(&result->sites[s].location, writing->location,
                                            locations, sizeof *writing->location, by_id);
            ledger_add(&writing->location_sum[a * locations + (size_t)(place - writing->location)],
                       &result->site[a * result->site_count + s]);
        }
    }
}

static enum status write_file(const char *folder, struct writing *writing, struct team *team,
                              struct fault *fault)
{
    struct sheet sheet;
    size_t rows = 0;
    for (size_t scope = 0; scope < SCOPES; scope++) {
        rows += writing->count[scope];
    }
    TRY(sheet_open(&sheet, folder, "simulation.csv", HEADER, fault));
    sheet_each(&sheet, team, rows, write_row, writing);
    return sheet_close(&sheet, fault);
}

enum status output_simulation(const char *folder, const struct simulation_table *table,
                              struct team *team, struct fault *fault)
{
    const struct sim_result *result = table->result;
    struct writing writing = {.table = table,
                              .count = {[SCOPE_ALL] = 1,
                                        [SCOPE_CLASS] = CLASSES,
                                        [SCOPE_DAY] = result->steps,
                                        [SCOPE_SITE] = result->site_count},
                              .days = simulation_days(result, 0, result->steps)};
    enum status status = STATUS_OK;
    writing.location = calloc(result->site_count + 1, sizeof *writing.location);
    writing.class = calloc(result->arms * CLASSES, sizeof *writing.class);
    if (writing.location != NULL) {
        list_locations(&writing);
    }
    writing.location_sum =
        calloc(result->arms * writing.count[SCOPE_LOCATION] + 1, sizeof *writing.location_sum);
    if (writing.location == NULL || writing.class == NULL || writing.location_sum == NULL) {
        status = fault_memory(fault, "simulation.csv");
    } else {
        sum_sites(&writing);
        status = write_file(folder, &writing, team, fault);
    }
    free(writing.location_sum);
    free(writing.class);
    free(writing.location);
    return status;
}
