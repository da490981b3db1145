/* Rows that make sense by themselves and not beside others: orders of tomorrow, lanes to nowhere,
 * words on what nobody knows, kits in circles. */
#include "io/intake.h"

#include "base/missing.h"
#include "panel/kits.h"
#include "panel/overlay.h"
#include "panel/overrides.h"

#include <stdio.h>
#include <stdlib.h>

struct keeper {
    const struct intake *intake; /* [INPUT_FILES] */
    const struct inputs *inputs;
    bool *known; /* [places] goods can be there */
    bool
        places_marked; /* `known` is filled: at the first lane, behind the files that name places */
    unsigned char *marks[DICTIONARIES]; /* what the other files say of names; with a what-if only */
    bool names_marked;                  /* `marks` are filled: at its first row, behind all files */
    struct kit_circles circles;
    char reason[REJECT_REASON_SIZE];
};

static void mark_places(struct keeper *keeper)
{
    const struct inputs *inputs = keeper->inputs;
    const struct intake *sales = &keeper->intake[INPUT_SALES];
    for (size_t t = 0; t < sales->threads; t++) {
        const struct worker *worker = &sales->worker[t];
        for (size_t id = 0; id < worker->dictionary[DICTIONARY_PLACE].count; id++) {
            keeper->known[worker->joined[DICTIONARY_PLACE][id]] = true;
        }
    }
    for (size_t i = 0; i < inputs->stock_count; i++) {
        keeper->known[inputs->stock[i].location] = true;
    }
    for (size_t i = 0; i < inputs->open_order_count; i++) {
        keeper->known[inputs->open_orders[i].location] = true;
    }
    for (size_t i = 0; i < inputs->master.location_count; i++) {
        keeper->known[inputs->master.locations[i].location] = true;
    }
    for (size_t i = 0; i < inputs->master.item_location_count; i++) {
        keeper->known[inputs->master.item_locations[i].location] = true;
    }
}

static const char *refuse_place(struct keeper *keeper, const char *column, uint32_t place)
{
    char shown[SHOWN_SIZE];
    (void)snprintf(
        keeper->reason, sizeof keeper->reason,
        "%s is \"%s\", expected a location: a place where goods are, come or sell by another file",
        column, text_shown(intern_text(&keeper->inputs->names.place, place), shown));
    return keeper->reason;
}

/* A lane may lead only between places where goods can be: a lane to a misspelt one would be a lane
 * that is silently never used. */
static const char *keep_lane(void *context, const void *row)
{
    struct keeper *keeper = context;
    const struct lane *lane = row;
    if (!keeper->places_marked) {
        mark_places(keeper);
        keeper->places_marked = true;
    }
    if (!keeper->known[lane->from]) {
        return refuse_place(keeper, "from", lane->from);
    }
    if (!keeper->known[lane->to]) {
        return refuse_place(keeper, "to", lane->to);
    }
    return NULL;
}

/* Nothing is ordered or received after the morning of the plan. */
static const char *keep_order(void *context, const void *row)
{
    struct keeper *keeper = context;
    const struct open_order *order = row;
    int32_t as_of = keeper->inputs->as_of;
    bool ordered = order->order_day != NO_DAY && order->order_day > as_of;
    if (!ordered && (order->received_day == NO_DAY || order->received_day <= as_of)) {
        return NULL;
    }
    char found[DAY_TEXT_SIZE];
    char latest[DAY_TEXT_SIZE];
    day_format(ordered ? order->order_day : order->received_day, found);
    day_format(as_of, latest);
    (void)snprintf(keeper->reason, sizeof keeper->reason,
                   "%s is %s, expected no later than the as-of date %s",
                   ordered ? "order_date" : "received_date", found, latest);
    return keeper->reason;
}

static const char *keep_override(void *context, const void *row)
{
    struct keeper *keeper = context;
    const struct names *names = &keeper->inputs->names;
    const struct override_row *word = row;
    if (override_field_of(names, word) < OVERRIDE_FIELDS) {
        return NULL;
    }
    char shown[SHOWN_SIZE];
    (void)snprintf(keeper->reason, sizeof keeper->reason,
                   "field is \"%s\", expected forecast, target or order",
                   text_shown(intern_text(&names->word, word->field), shown));
    return keeper->reason;
}

/* What the words and names of the other files are to a what-if. */
enum { NAMED = 1, IS_CATEGORY = 2, IS_REGION = 4 };

static void mark_word(unsigned char *marks, uint32_t word, unsigned char mark)
{
    if (word != NO_ID) {
        marks[word] |= mark;
    }
}

static void mark_names(struct keeper *keeper)
{
    const struct master *master = &keeper->inputs->master;
    for (size_t f = 0; f < INPUT_OVERLAY; f++) {
        const struct intake *intake = &keeper->intake[f];
        for (size_t t = 0; t < intake->threads; t++) {
            const struct worker *worker = &intake->worker[t];
            for (int d = 0; d < DICTIONARIES; d++) {
                for (size_t i = 0; i < worker->dictionary[d].count; i++) {
                    keeper->marks[d][worker->joined[d][i]] |= NAMED;
                }
            }
        }
    }
    unsigned char *words = keeper->marks[DICTIONARY_WORD];
    for (size_t i = 0; i < master->item_count; i++) {
        mark_word(words, master->items[i].terms.category, IS_CATEGORY);
        mark_word(words, master->items[i].terms.department, IS_CATEGORY);
    }
    for (size_t l = 0; l < master->location_count; l++) {
        mark_word(words, master->locations[l].region, IS_REGION);
    }
}

static bool is_marked(const struct keeper *keeper, enum dictionary which, uint32_t id,
                      unsigned char mark)
{
    return id == NO_ID || (keeper->marks[which][id] & mark) != 0;
}

static const char *refuse_name(struct keeper *keeper, const char *column, struct text name,
                               const char *expected)
{
    char shown[SHOWN_SIZE];
    (void)snprintf(keeper->reason, sizeof keeper->reason, "%s is \"%s\", expected %s", column,
                   text_shown(name, shown), expected);
    return keeper->reason;
}

/* A what-if of a misspelt name would be a what-if in which nothing happens.  Suppliers are not
 * judged where their file is not read. */
static const char *keep_overlay(void *context, const void *checked)
{
    struct keeper *keeper = context;
    const struct overlay_row *row = checked;
    const struct names *names = &keeper->inputs->names;
    bool suppliers = !keeper->intake[INPUT_OVERLAY].settings->only_sales;
    if (!keeper->names_marked) {
        mark_names(keeper);
        keeper->names_marked = true;
    }
    if (!is_marked(keeper, DICTIONARY_SKU, row->sku, NAMED)) {
        return refuse_name(keeper, "sku", intern_text(&names->sku, row->sku),
                           "a sku that another file names");
    }
    if (!is_marked(keeper, DICTIONARY_PLACE, row->location, NAMED)) {
        return refuse_name(keeper, "location", intern_text(&names->place, row->location),
                           "a location that another file names");
    }
    if (suppliers && !is_marked(keeper, DICTIONARY_PLACE, row->supplier, NAMED)) {
        return refuse_name(keeper, "supplier", intern_text(&names->place, row->supplier),
                           "a supplier that another file names");
    }
    if (!is_marked(keeper, DICTIONARY_WORD, row->category, IS_CATEGORY)) {
        return refuse_name(keeper, "category", intern_text(&names->word, row->category),
                           "a category or department of items.csv");
    }
    if (!is_marked(keeper, DICTIONARY_WORD, row->region, IS_REGION)) {
        return refuse_name(keeper, "region", intern_text(&names->word, row->region),
                           "a region of locations.csv");
    }
    return NULL;
}

static const char *keep_kit(void *context, const void *row)
{
    struct keeper *keeper = context;
    return kit_circles_hold(&keeper->circles, row, &keeper->inputs->names, keeper->reason,
                            sizeof keeper->reason)
               ? keeper->reason
               : NULL;
}

rows_keep *keeper_of(enum input_index file)
{
    switch (file) {
    case INPUT_OPEN_ORDERS:
        return keep_order;
    case INPUT_LANES:
        return keep_lane;
    case INPUT_OVERRIDES:
        return keep_override;
    case INPUT_KITS:
        return keep_kit;
    case INPUT_OVERLAY:
        return keep_overlay;
    default:
        return NULL;
    }
}

static enum status find_circles(struct keeper *keeper, struct fault *fault)
{
    const struct intake *kits = &keeper->intake[INPUT_KITS];
    if (kits->source.path == NULL) {
        return STATUS_OK;
    }
    size_t slots = kits->first[kits->table.blocks];
    struct kit_row *rows = malloc((slots + 1) * sizeof *rows);
    if (rows == NULL) {
        return fault_memory(fault, "the kits");
    }
    size_t count = rows_copy(kits, rows);
    enum status status =
        kit_circles_find(&keeper->circles, rows, count, keeper->inputs->names.sku.count, fault);
    free(rows);
    return status;
}

static enum status make_marks(struct keeper *keeper, struct fault *fault)
{
    const struct names *names = &keeper->inputs->names;
    const struct intern *dictionary[DICTIONARIES] = {&names->sku, &names->place, &names->word};
    bool wanted = keeper->intake[INPUT_OVERLAY].source.path != NULL;
    for (int d = 0; d < DICTIONARIES && wanted; d++) {
        keeper->marks[d] = calloc(dictionary[d]->count + 1, 1);
        if (keeper->marks[d] == NULL) {
            return fault_memory(fault, "the names of the what-if");
        }
    }
    return STATUS_OK;
}

enum status keeper_open(struct keeper **keeper, const struct intake *intake,
                        const struct inputs *inputs, struct fault *fault)
{
    struct keeper *made = calloc(1, sizeof *made);
    *keeper = made;
    if (made == NULL) {
        return fault_memory(fault, "places");
    }
    made->intake = intake;
    made->inputs = inputs;
    made->known = calloc(inputs->names.place.count + 1, sizeof *made->known);
    if (made->known == NULL) {
        return fault_memory(fault, "places");
    }
    TRY(make_marks(made, fault));
    return find_circles(made, fault);
}

void keeper_close(struct keeper *keeper)
{
    if (keeper != NULL) {
        free(keeper->known);
        for (int d = 0; d < DICTIONARIES; d++) {
            free(keeper->marks[d]);
        }
        free(keeper->circles.next);
        free(keeper);
    }
}
