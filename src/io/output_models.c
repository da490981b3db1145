/* models.csv: which model a series has, with what parameters, and why. */
#include "io/outputs.h"

#include "base/missing.h"
#include "io/digits.h"
#include "io/save.h"

#include <string.h>

enum { PARAMETER_DIGITS = 9, PARAMETERS_SIZE = MODEL_PARAMETERS * 48 };

static const struct {
    unsigned flag;
    const char *name;
} FLAGS[] = {
    {FLAG_SHORT, "short"},       {FLAG_CONSTANT, "constant"},
    {FLAG_ALL_ZERO, "all_zero"}, {FLAG_INTERMITTENT, "intermittent"},
    {FLAG_FALLBACK, "fallback"}, {FLAG_CENSORED, "censored"},
    {FLAG_OUTLIER, "outlier"},   {FLAG_DEAD, "dead"},
    {FLAG_NEW, "new"},           {FLAG_ENDED, "ended"},
    {FLAG_OVERRIDE, "override"}, {FLAG_COMPONENT, "component"},
    {FLAG_LUMPY, "lumpy"},
};

/* "alpha=0.31 beta=0.02"; blanks between, so that the field needs no quotes. */
static size_t parameters_text(const struct parameter *parameters, char *text)
{
    size_t length = 0;
    for (size_t i = 0; i < MODEL_PARAMETERS && parameters[i].name[0] != '\0'; i++) {
        size_t name = strnlen(parameters[i].name, MODEL_PARAMETER_NAME_SIZE);
        if (i > 0) {
            text[length++] = ' ';
        }
        memcpy(text + length, parameters[i].name, name);
        length += name;
        text[length++] = '=';
        length += digits_significant(text + length, parameters[i].value, PARAMETER_DIGITS);
    }
    return length;
}

static size_t flags_text(unsigned flags, char *text)
{
    size_t length = 0;
    for (size_t i = 0; i < sizeof FLAGS / sizeof FLAGS[0]; i++) {
        if ((flags & FLAGS[i].flag) != 0) {
            size_t name = strlen(FLAGS[i].name);
            if (length > 0) {
                text[length++] = ' ';
            }
            memcpy(text + length, FLAGS[i].name, name);
            length += name;
        }
    }
    return length;
}

static void write_model(struct sheet *sheet, const struct series_report *report)
{
    char text[PARAMETERS_SIZE];
    sheet_string(sheet, report->label);
    sheet_text(sheet, (struct text){text, parameters_text(report->parameters, text)});
    sheet_exact(sheet, report->loglik);
    sheet_exact(sheet, report->aicc);
    sheet_exact(sheet, report->sigma2);
    sheet_number(sheet, (double)report->history, 0);
    sheet_string(sheet, report->counts ? "counts" : "amounts");
    sheet_string(sheet, report->why);
    sheet_text(sheet, (struct text){text, flags_text(report->flags, text)});
    sheet_end(sheet);
}

struct fits {
    const struct panel *panel;
    const struct forecasts *forecasts;
    const struct names *names;
};

static void write_fit(void *context, size_t series, struct sheet *sheet)
{
    const struct fits *fits = context;
    sheet_text(sheet, intern_text(&fits->names->sku, fits->panel->sku[series]));
    sheet_text(sheet, intern_text(&fits->names->place, fits->panel->location[series]));
    write_model(sheet, &fits->forecasts->report[series]);
}

enum status output_models(const char *folder, const struct panel *panel,
                          const struct forecasts *forecasts, const struct names *names,
                          struct team *team, struct fault *fault)
{
    struct fits fits = {.panel = panel, .forecasts = forecasts, .names = names};
    struct sheet sheet;
    TRY(sheet_open(&sheet, folder, "models.csv",
                   "sku,location,model,parameters,loglik,aicc,sigma2,history,demand,why,flags",
                   fault));
    sheet_each(&sheet, team, panel->count, write_fit, &fits);
    return sheet_close(&sheet, fault);
}
