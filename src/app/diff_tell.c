/* The table of a comparison, for people. */
#include "diff_tell.h"

#include "base/missing.h"
#include "io/digits.h"

#include <math.h>
#include <string.h>

static void tell_run(FILE *file, const char *word, const char *folder,
                     const struct summary_view *view)
{
    bool what_if = summary_view_count(view, NULL, "what_if") > 0;
    (void)fprintf(
        file, "%s  %s of %s in %s%s\n", word,
        what_if ? "what-if" : summary_view_text(view, NULL, "command"),
        summary_view_text(view, NULL, "as_of"), folder,
        strcmp(summary_view_text(view, NULL, "status"), "review") == 0 ? ", to be reviewed" : "");
    size_t changes = summary_view_count(view, "what_if", "told");
    for (size_t c = 0; c < changes; c++) {
        const char *name;
        (void)fprintf(file, "       what-if: %s\n",
                      summary_view_item(view, "what_if", "told", c, &name));
    }
}

static void tell_settings(FILE *file, struct summary_view *const view[DIFF_SIDES])
{
    const struct summary_view *new = view[DIFF_NEW];
    size_t count = summary_view_count(new, NULL, "configuration");
    for (size_t i = 0; i < count; i++) {
        const char *name;
        const char *value = summary_view_item(new, NULL, "configuration", i, &name);
        const char *before = summary_view_text(view[DIFF_OLD], "configuration", name);
        if (before[0] != '\0' && strcmp(before, value) != 0) {
            (void)fprintf(file, "setting  %s: %s -> %s\n", name, before, value);
        }
    }
}

static void tell_input(FILE *file, const char *name, struct summary_view *const view[DIFF_SIDES])
{
    char rows[DIFF_SIDES][2 * DIGITS_SIZE];
    const char *print[DIFF_SIDES];
    for (int side = DIFF_OLD; side <= DIFF_NEW; side++) {
        print[side] = summary_view_inner_text(view[side], "inputs", name, "fingerprint");
        (void)digits_grouped(rows[side],
                             summary_view_inner_number(view[side], "inputs", name, "rows_used"), 0);
    }
    if (strcmp(print[DIFF_OLD], print[DIFF_NEW]) != 0) {
        (void)fprintf(file, "input    %s: %s -> %s rows\n", name, rows[DIFF_OLD], rows[DIFF_NEW]);
    }
}

/* Files of the new run, then those that only the old one had. */
static void tell_inputs(FILE *file, struct summary_view *const view[DIFF_SIDES])
{
    for (int side = DIFF_NEW; side >= DIFF_OLD; side--) {
        size_t count = summary_view_count(view[side], NULL, "inputs");
        for (size_t i = 0; i < count; i++) {
            const char *name;
            (void)summary_view_item(view[side], NULL, "inputs", i, &name);
            bool told = side == DIFF_OLD && summary_view_inner_text(view[DIFF_NEW], "inputs", name,
                                                                    "fingerprint")[0] != '\0';
            if (!told) {
                tell_input(file, name, view);
            }
        }
    }
}

void diff_tell_runs(FILE *file, const char *const folder[DIFF_SIDES],
                    struct summary_view *const view[DIFF_SIDES])
{
    tell_run(file, "old", folder[DIFF_OLD], view[DIFF_OLD]);
    tell_run(file, "new", folder[DIFF_NEW], view[DIFF_NEW]);
    if (strcmp(summary_view_text(view[DIFF_OLD], NULL, "as_of"),
               summary_view_text(view[DIFF_NEW], NULL, "as_of")) > 0) {
        (void)fprintf(file, "notice   the old plan is of a later day than the new one\n");
    }
    const char *version[DIFF_SIDES] = {summary_view_text(view[DIFF_OLD], NULL, "version"),
                                       summary_view_text(view[DIFF_NEW], NULL, "version")};
    if (strcmp(version[DIFF_OLD], version[DIFF_NEW]) != 0) {
        (void)fprintf(file, "version  %s -> %s\n", version[DIFF_OLD], version[DIFF_NEW]);
    }
    tell_settings(file, view);
    tell_inputs(file, view);
}

/* With its sign; "-" alone for MISSING.  `text` of 2 DIGITS_SIZE bytes. */
static char *signed_number(char *text, double value, int decimals)
{
    if (is_missing(value)) {
        return digits_grouped(text, value, decimals);
    }
    text[0] = value < 0.0 ? '-' : '+';
    (void)digits_grouped(text + 1, fabs(value), decimals);
    return text;
}

/* A row of the table: number, number, change and change in percent. */
static void tell_figure(FILE *file, const char *what, double before, double after, int decimals,
                        bool percent)
{
    char text[3][2 * DIGITS_SIZE];
    if (is_missing(before) && is_missing(after)) {
        return;
    }
    double change = after - before;
    (void)fprintf(file, "%-34s %16s %16s", what, digits_grouped(text[0], before, decimals),
                  digits_grouped(text[1], after, decimals));
    bool none = is_missing(change) || fabs(change) < 0.5 * pow(10.0, -decimals);
    (void)fprintf(file, " %15s", signed_number(text[2], none ? MISSING : change, decimals));
    if (!none && percent && fabs(before) > 0.0) {
        (void)fprintf(file, " %+8.1f %%", 100.0 * change / fabs(before));
    }
    (void)fputc('\n', file);
}

/* A key figure of the summaries. */
static void tell_kpi(FILE *file, const char *what, const char *name, int decimals,
                     struct summary_view *const view[DIFF_SIDES])
{
    tell_figure(file, what, summary_view_number(view[DIFF_OLD], "kpis", name),
                summary_view_number(view[DIFF_NEW], "kpis", name), decimals, true);
}

static double fill_of(const struct diff_side *side)
{
    return side->demand > 0.0 ? 100.0 * side->served / side->demand : MISSING;
}

void diff_tell_figures(FILE *file, const struct diff_plans *plans,
                       struct summary_view *const view[DIFF_SIDES])
{
    const struct diff_side *old = &plans->side[DIFF_OLD];
    const struct diff_side *new = &plans->side[DIFF_NEW];
    (void)fprintf(file, "\n%-34s %16s %16s %15s\n", "", "old", "new", "change");
    tell_kpi(file, "order value", "order_value", 2, view);
    tell_figure(file, "order lines", (double)old->lines, (double)new->lines, 0, true);
    tell_figure(file, "units ordered", old->units, new->units, 0, true);
    tell_kpi(file, "suppliers", "suppliers", 0, view);
    tell_kpi(file, "moves between locations", "transfers", 0, view);
    tell_kpi(file, "gained by moves", "transfer_gain", 2, view);
    tell_figure(file, "expected fill with the plan, %", fill_of(old), fill_of(new), 2, false);
    tell_figure(file, "units expected to be lost a day", old->lost_a_day, new->lost_a_day, 2, true);
    tell_kpi(file, "expected loss with the plan", "lost_with", 2, view);
    tell_kpi(file, "expected loss without", "lost_without", 2, view);
    tell_kpi(file, "stock value today", "stock_value", 2, view);
    tell_kpi(file, "exceptions", "exceptions", 0, view);
    tell_figure(file, "sku-locations", (double)old->positions, (double)new->positions, 0, true);
}

/* The largest part that is not told yet and comes to a cent; -1: none. */
static int next_part(const double part[DIFF_PARTS], const bool told[DIFF_PARTS])
{
    int best = -1;
    for (int p = 0; p < DIFF_PARTS; p++) {
        bool larger = best < 0 || fabs(part[p]) > fabs(part[best]);
        best = !told[p] && fabs(part[p]) >= 0.005 && larger ? p : best;
    }
    return best;
}

/* Lines are written in cents: what their rounding leaves of the change that the summaries tell goes
 * to the largest part, so that the account adds up for people too. */
static double settle(double part[DIFF_PARTS], const struct diff_plans *plans,
                     struct summary_view *const view[DIFF_SIDES])
{
    const struct diff_side *side = plans->side;
    static const bool none[DIFF_PARTS] = {false};
    double all = side[DIFF_NEW].bought - side[DIFF_OLD].bought;
    double told = summary_view_number(view[DIFF_NEW], "kpis", "order_value") -
                  summary_view_number(view[DIFF_OLD], "kpis", "order_value");
    int largest = next_part(part, none);
    bool rounding = fabs(told - all) < 0.01 * (double)(side[DIFF_OLD].lines + side[DIFF_NEW].lines);
    if (!rounding || largest < 0) {
        return all;
    }
    part[largest] += told - all;
    return told;
}

/* Parts of the change in money, the largest first. */
static void tell_parts(FILE *file, const struct diff_plans *plans,
                       struct summary_view *const view[DIFF_SIDES])
{
    char text[2 * DIGITS_SIZE];
    double part[DIFF_PARTS];
    bool told[DIFF_PARTS] = {false};
    memcpy(part, plans->part, sizeof part);
    double all = settle(part, plans, view);
    double rest = all;
    (void)fprintf(file, "\nwhy the value of purchases changed\n");
    for (int best = next_part(part, told); best >= 0; best = next_part(part, told)) {
        told[best] = true;
        (void)fprintf(file, "  %-34s %16s\n", diff_part_words((enum diff_part)best),
                      signed_number(text, part[best], 2));
    }
    for (int p = 0; p < DIFF_PARTS; p++) {
        rest -= part[p];
    }
    if (fabs(rest) >= 0.005) {
        (void)fprintf(file, "  %-34s %16s\n", "from another source", signed_number(text, rest, 2));
    }
    (void)fprintf(file, "  %-34s %16s\n", "together", signed_number(text, all, 2));
}

void diff_tell_lines(FILE *file, const struct diff_plans *plans,
                     struct summary_view *const view[DIFF_SIDES])
{
    char text[2 * DIGITS_SIZE];
    if (plans->changed == 0) {
        (void)fprintf(file, "\nno order line changed\n");
        return;
    }
    tell_parts(file, plans, view);
    (void)fprintf(file, "\norder lines that changed most (%zu of %s)\n", plans->top.count,
                  digits_grouped(text, (double)plans->changed, 0));
    (void)fprintf(file, "%14s  %-28s %9s    %-9s %s\n", "money", "sku at location", "old", "new",
                  "why");
    for (size_t t = 0; t < plans->top.count; t++) {
        const struct diff_shown *row = &plans->top.rows[t];
        char key[2 * DIFF_NAME + 8];
        char why[256];
        (void)snprintf(key, sizeof key, "%s at %s", row->sku, row->location);
        diff_why(row, why, sizeof why);
        (void)fprintf(file, "%14s  %-28s %9.9g -> %-9.9g %s\n",
                      signed_number(text, row->change.value, 2), key, row->quantity[DIFF_OLD],
                      row->quantity[DIFF_NEW], why);
    }
}
