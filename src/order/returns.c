/* Returns by sku: rate, reasons, what is still to come back. */
#include "base/missing.h"
#include "order/review.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Fewer units sold than this tell nothing about a rate. */
static const double LEAST_SOLD = 20.0;
/* Half of everything coming back eats the margin of most goods; a quarter is worth a look at the
 * listing. */
static const double DELIST_RATE = 0.5;
static const double LISTING_RATE = 0.25;

/* Words in a reason that the retailer can do something about. */
static const char *const controllable[] = {"damage", "defect", "broken",  "wrong", "description",
                                           "size",   "fit",    "quality", "late",  "missing"};

static bool is_controllable(struct text reason)
{
    for (size_t w = 0; w < sizeof controllable / sizeof *controllable; w++) {
        size_t length = strlen(controllable[w]);
        for (size_t at = 0; at + length <= reason.length; at++) {
            if (strncasecmp(reason.data + at, controllable[w], length) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void tell_reasons(struct return_row *row, const struct return_reason *reasons, size_t count,
                         const struct inputs *inputs)
{
    double best = 0.0;
    double all = 0.0;
    double ours = 0.0;
    for (size_t i = 0; i < count; i++) {
        double units = reasons[i].units;
        if (units > best) {
            best = units;
            row->top_reason = reasons[i].reason;
        }
        all += units;
        struct text text = intern_text(&inputs->names.word, reasons[i].reason);
        ours += is_controllable(text) ? units : 0.0;
    }
    row->controllable_share = all > 0.0 ? ours / all : MISSING;
}

static const char *hint_of(const struct return_row *row)
{
    if (row->sold < LEAST_SOLD || row->rate < LISTING_RATE) {
        return "";
    }
    if (row->rate >= DELIST_RATE) {
        return "consider delisting: most of it comes back";
    }
    return "fix the listing or the goods: much of it comes back";
}

/* Units of a position in the return window. */
struct traffic {
    double sold;
    double returned;
};

struct counting {
    const struct desk *desk;
    struct traffic *traffic; /* [position_count] */
};

static void count_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct counting *counting = context;
    const struct basis *basis = counting->desk->basis;
    struct traffic *traffic = &counting->traffic[index];
    (void)return_rate(basis->panel, counting->desk->plan->positions[index].series,
                      basis->return_window_days, &traffic->sold, &traffic->returned);
}

static struct return_row sku_row(const struct counting *counting, size_t first, size_t end)
{
    const struct position *positions = counting->desk->plan->positions;
    struct return_row row = {.sku = positions[first].sku,
                             .top_reason = NO_ID,
                             .controllable_share = MISSING,
                             .hint = ""};
    for (size_t p = first; p < end; p++) {
        row.sold += counting->traffic[p].sold;
        row.returned += counting->traffic[p].returned;
        row.expected_returns += positions[p].expected_returns;
    }
    row.rate = row.sold > 0.0 ? row.returned / row.sold : 0.0;
    return row;
}

/* One row a sku, of those that sold or came back. */
static void list_returns(const struct counting *counting)
{
    struct plan *plan = counting->desk->plan;
    const struct return_reason *reasons = counting->desk->basis->panel->reasons;
    size_t reason_count = counting->desk->basis->panel->reason_count;
    size_t at = 0;
    for (size_t first = 0, end; first < plan->position_count; first = end) {
        for (end = first; end < plan->position_count &&
                          plan->positions[end].sku == plan->positions[first].sku;) {
            end++;
        }
        struct return_row row = sku_row(counting, first, end);
        while (at < reason_count && reasons[at].sku < row.sku) {
            at++;
        }
        size_t from = at;
        while (at < reason_count && reasons[at].sku == row.sku) {
            at++;
        }
        if (row.sold <= 0.0 && row.returned <= 0.0) {
            continue;
        }
        tell_reasons(&row, reasons + from, at - from, counting->desk->basis->inputs);
        row.hint = hint_of(&row);
        plan->returns[plan->return_count++] = row;
    }
}

enum status plan_returns(struct desk *desk, struct fault *fault)
{
    struct plan *plan = desk->plan;
    size_t skus = 0;
    for (size_t p = 0; p < plan->position_count; p++) {
        skus += p == 0 || plan->positions[p].sku != plan->positions[p - 1].sku ? 1 : 0;
    }
    plan->returns = ARENA_NEW(desk->arena, struct return_row, skus);
    struct counting counting = {
        .desk = desk, .traffic = malloc((plan->position_count + 1) * sizeof(struct traffic))};
    bool fine = counting.traffic != NULL && plan->returns != NULL;
    if (fine) {
        parallel_each(desk->team, plan->position_count, count_one, &counting);
        list_returns(&counting);
    }
    free(counting.traffic);
    return fine ? STATUS_OK : fault_memory(fault, "the returns");
}
