/* What a unit of a series is worth, and in which class that puts it. */
#include "worth.h"

#include "base/missing.h"
#include "order/classes.h"

#include <stdlib.h>

static double worth_of(const struct panel *panel, const struct inputs *inputs,
                       const struct terms *defaults, size_t s)
{
    const struct item_location *own =
        master_item_location(&inputs->master, panel->sku[s], panel->location[s]);
    const struct item *item = master_item(&inputs->master, panel->sku[s]);
    struct terms terms = own != NULL ? own->terms : terms_unset();
    if (item != NULL) {
        terms_fill(&terms, &item->terms);
    }
    terms_fill(&terms, defaults);
    double price = panel->price != NULL ? panel->price[s] : MISSING;
    return value_or(terms.price, value_or(price, terms.unit_cost));
}

bool worth_fill(double *worth, const struct panel *panel, const struct inputs *inputs,
                const struct terms *defaults)
{
    bool any = false;
    for (size_t s = 0; s < panel->count; s++) {
        double known = worth_of(panel, inputs, defaults, s);
        any = any || !is_missing(known);
        worth[s] = value_or(known, 1.0);
    }
    return any;
}

struct earner {
    uint32_t location;
    double revenue;
    size_t series;
};

/* By location, most first. */
static int by_revenue(const void *left, const void *right)
{
    const struct earner *a = left;
    const struct earner *b = right;
    if (a->location != b->location) {
        return a->location < b->location ? -1 : 1;
    }
    if (a->revenue != b->revenue) {
        return a->revenue > b->revenue ? -1 : 1;
    }
    return (a->series > b->series) - (a->series < b->series);
}

static void rank(struct backtest_class *classes, const struct earner *earners, size_t count)
{
    double all = 0.0;
    for (size_t i = 0; i < count; i++) {
        all += earners[i].revenue;
    }
    double before = 0.0;
    for (size_t i = 0; i < count; i++) {
        classes[earners[i].series].abc = classes_abc(earners[i].revenue, before, all);
        before += earners[i].revenue;
    }
}

enum status classify(struct backtest_class *classes, const struct panel *view, const double *worth,
                     struct fault *fault)
{
    struct earner *earners = malloc((view->count + 1) * sizeof *earners);
    if (earners == NULL) {
        return fault_memory(fault, "the segments");
    }
    int32_t year = classes_first_period(view, CLASSES_YEAR);
    size_t begun = 0;
    for (size_t s = 0; s < view->count; s++) {
        if (panel_span(view, s).length > 0) {
            double units = classes_units(classes_recent(view, s, year));
            earners[begun++] = (struct earner){view->location[s], units * worth[s], s};
            classes[s].xyz = classes_xyz(view, s, year);
        }
    }
    qsort(earners, begun, sizeof *earners, by_revenue);
    for (size_t from = 0; from < begun;) {
        size_t to = from;
        while (to < begun && earners[to].location == earners[from].location) {
            to++;
        }
        rank(classes, earners + from, to - from);
        from = to;
    }
    free(earners);
    return STATUS_OK;
}
