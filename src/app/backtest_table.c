/* What a person sees of a backtest. */
#include "app/backtest_table.h"

#include "base/missing.h"
#include "io/digits.h"

#include <math.h>

enum { WORST = 10, NAME_WIDTH = 16 };

/* A number in a column of 8; a dash where there is none. */
static void print_figure(FILE *file, double value, int decimals)
{
    if (is_missing(value)) {
        (void)fprintf(file, " %8s", "-");
    } else {
        (void)fprintf(file, " %8.*f", decimals, value);
    }
}

static void print_percent(FILE *file, double value)
{
    if (is_missing(value)) {
        (void)fprintf(file, " %8s", "-");
    } else {
        (void)fprintf(file, " %7.1f%%", 100.0 * value);
    }
}

static void print_money(FILE *file, double value, int width)
{
    char text[2 * DIGITS_SIZE];
    (void)fprintf(file, " %*s", width, digits_grouped(text, value, 0));
}

static void print_method(const struct backtest *backtest, size_t m, FILE *file)
{
    const struct score *score = &backtest->whole.score[m];
    struct accuracy accuracy = score_measures(score);
    (void)fprintf(file, "%-*s", NAME_WIDTH, backtest->method[m].name);
    if (score->forecasts > 0.0 && score->fallbacks >= score->forecasts &&
        backtest->method[m].kind != BACKTEST_OWN) {
        (void)fprintf(file, "   no series is old enough\n");
        return;
    }
    print_percent(file, accuracy.wape);
    print_percent(file, accuracy.bias);
    print_figure(file, accuracy.mase, 3);
    print_figure(file, accuracy.rmsse, 3);
    print_figure(file, backtest->wrmsse[m], 3);
    print_figure(file, accuracy.spl, 3);
    print_percent(file, accuracy.coverage80);
    print_percent(file, accuracy.coverage95);
    print_percent(file, score_value_added(score, &backtest->whole.score[backtest->reference]));
    print_money(file, score->money, 12);
    (void)fputc('\n', file);
}

/* Cut in the middle of no letter. */
static int fitting(struct text text, size_t width)
{
    size_t length = text.length < width ? text.length : width;
    while (length < text.length && length > 0 &&
           ((unsigned char)text.data[length] & 0xC0U) == 0x80U) {
        length--;
    }
    return (int)length;
}

static void print_worst(const struct backtest *backtest, const struct names *names, FILE *file)
{
    size_t worst[WORST];
    size_t count = backtest_worst(backtest, 0, worst, WORST);
    const struct panel *panel = backtest->panel;
    if (count == 0) {
        return;
    }
    (void)fprintf(file, "\n%-*s %-*s %12s %10s %10s  %s\n", NAME_WIDTH, "worst sku", NAME_WIDTH,
                  "location", backtest->priced ? "at stake" : "units off", "sold", "forecast",
                  "what is wrong");
    for (size_t i = 0; i < count; i++) {
        const struct score *score = &backtest->series[worst[i]];
        struct text sku = intern_text(&names->sku, panel->sku[worst[i]]);
        struct text place = intern_text(&names->place, panel->location[worst[i]]);
        double origins = (double)backtest->settings.origins;
        (void)fprintf(file, "%-*.*s %-*.*s", NAME_WIDTH, fitting(sku, NAME_WIDTH), sku.data,
                      NAME_WIDTH, fitting(place, NAME_WIDTH), place.data);
        print_money(file, score->money, 12);
        print_money(file, score->errors.actual / origins, 10);
        print_money(file, (score->errors.actual + score->errors.over) / origins, 10);
        (void)fprintf(file, "  %s\n", backtest_fault(score));
    }
}

void backtest_table(const struct backtest *backtest, const struct names *names, FILE *file)
{
    (void)fprintf(file, "%-*s %8s %8s %8s %8s %8s %8s %8s %8s %8s %12s\n", NAME_WIDTH, "method",
                  "WAPE", "bias", "MASE", "RMSSE", "WRMSSE", "SPL", "in 80%", "in 95%", "FVA",
                  backtest->priced ? "at stake" : "units off");
    for (size_t m = 0; m < backtest->methods; m++) {
        print_method(backtest, m, file);
    }
    print_worst(backtest, names, file);
}

/* How much less, or more, than seasonal naive. */
static void print_saved(const char *what, double share, FILE *file)
{
    if (!is_missing(share)) {
        (void)fprintf(file, "%s %.1f %% %s", what, 100.0 * fabs(share),
                      share < 0.0 ? "above" : "below");
    }
}

void backtest_last_line(const struct backtest *backtest, bool review, double seconds, FILE *file)
{
    char series[2 * DIGITS_SIZE];
    const struct backtest_group *whole = &backtest->whole;
    const struct score *reference = &whole->score[backtest->reference];
    (void)fprintf(file, "backtest %s series from %zu origin%s, %zu periods ahead by %s",
                  digits_grouped(series, (double)whole->series, 0), backtest->settings.origins,
                  backtest->settings.origins == 1 ? "" : "s", backtest->settings.horizon,
                  bucket_name(backtest->panel->calendar.bucket));
    double wape = score_value_added_wape(&whole->score[0], reference);
    double rmsse = score_value_added(&whole->score[0], reference);
    bool none = is_missing(wape) && is_missing(rmsse);
    print_saved(": RMSSE", rmsse, file);
    print_saved(is_missing(rmsse) ? ": absolute error" : ", absolute error", wape, file);
    bool season = reference->fallbacks < reference->forecasts;
    (void)fprintf(file, "%s%snaive%s", none ? ": " : " ", season ? "seasonal " : "",
                  none ? " makes no error" : "'s");
    (void)fprintf(file, "%s; %.1f s\n", review ? ", to be reviewed" : "", seconds);
}
