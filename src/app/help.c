/* The help: the first screen, a command's own page, the table of settings. */
#include "app/config.h"
#include "app/options.h"
#include "forecast/models.h"
#include "replenish/policies.h"

#include <string.h>

const char restock_version[] = "0.1.0";

static void first_screen(FILE *file)
{
    (void)fprintf(
        file, "restock reads what sold, forecasts every item at every location, and writes what to "
              "buy,\nwhat to move between locations, and why.\n\n"
              "usage: restock COMMAND ... [options]\n\n");
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (commands[i]->run != NULL) {
            char call[40];
            (void)snprintf(call, sizeof call, "%s %s%s", commands[i]->name, commands[i]->operands,
                           commands[i]->out_required ? " --out OUT" : "");
            (void)fprintf(file, "  %-28s %s\n", call, commands[i]->summary);
        }
    }
    (void)fprintf(
        file, "\nIN is a folder with sales.csv (date, sku, location, quantity) and, for a plan, "
              "stock.csv;\nOUT is the folder that is written, all at once, at the end.\n\n"
              "example:\n"
              "  restock plan data/gift-shop --out /tmp/tonight\n"
              "  restock explain /tmp/tonight 85123A UK-MID\n\n"
              "restock COMMAND --help shows a command's options, restock plan --help-settings "
              "every setting.\n"
              "exit status: 0 done; 1 done, but to be reviewed; 2 usage or configuration; 3 input "
              "cannot\nbe used; 4 the system failed. With 2, 3 and 4 OUT stays as it was.\n");
}

static void option_line(FILE *file, const char *option, const char *help)
{
    (void)fprintf(file, "  %-26s %s\n", option, help);
}

static void command_page(const struct command *command, FILE *file)
{
    (void)fprintf(file, "usage: restock %s %s%s [options]\n\n%s\n\n%s\n\noptions:\n", command->name,
                  command->operands, command->out_required ? " --out OUT" : "", command->summary,
                  command->about);
    if ((command->takes & TAKES_OUT) != 0) {
        option_line(file, "-o, --out FOLDER",
                    command->out_required
                        ? "the folder to write; replaced as a whole (no default)"
                        : "a folder for rejects.csv and summary.json (default: none is written)");
    }
    if ((command->takes & TAKES_CONFIG) != 0) {
        option_line(file, "-c, --config FILE",
                    "settings (default: IN/restock.ini where there is one)");
        option_line(file, "--set SECTION.KEY=VALUE",
                    "one setting, beats the file; may be repeated");
        option_line(file, "--as-of DATE",
                    "first day that is not history (default: the day after the last sale)");
        option_line(file, "--overlay FILE",
                    "a what-if: changes of the inputs, such as demand +20 % (default: none)");
        option_line(file, "--help-settings", "all settings with default, range, unit and meaning");
    }
    for (const struct own_option *own = command->own; own != NULL && own->name != NULL; own++) {
        char option[48];
        (void)snprintf(option, sizeof option, "--%s %s", own->name, own->value);
        option_line(file, option, own->help);
    }
    if ((command->takes & TAKES_THREADS) != 0) {
        option_line(file, "--threads N", "(default: as many as the machine has)");
    }
    if ((command->takes & TAKES_STATE) != 0) {
        option_line(file, "--state FOLDER",
                    "where what was found is kept for the next run, which then takes less time;");
        option_line(file, "", "may be deleted at any time (default: nothing is kept)");
    }
    if ((command->takes & TAKES_TALK) != 0) {
        option_line(file, "-q, --quiet",
                    "no log, only the last line (default: a line for each phase)");
        option_line(file, "-v, --verbose", "more log");
    }
    option_line(file, "-h, --help", "this page");
    option_line(file, "--version", "name and version");
    (void)fprintf(file, "\nexample:\n  %s\n", command->example);
}

static void models_list(FILE *file)
{
    (void)fprintf(file, "\nModels of forecast.models\n");
    for (size_t i = 0; models[i] != NULL; i++) {
        (void)fprintf(file, "  %-22s %s\n", models[i]->name, models[i]->summary);
    }
}

static void policies_list(FILE *file)
{
    (void)fprintf(file, "\nPolicies of plan.policy, [policy] and item_locations.csv\n");
    for (size_t i = 0; policies[i] != NULL; i++) {
        (void)fprintf(file, "  %-22s %s\n", policies[i]->name, policies[i]->summary);
    }
}

static void settings_page(FILE *file)
{
    (void)fprintf(file, "Settings of restock.ini ([section], then key = value) and of --set "
                        "section.key=value.\n");
    const char *section = "";
    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *setting = &settings[i];
        if (strcmp(section, setting->section) != 0) {
            section = setting->section;
            (void)fprintf(file, "\n[%s]\n", section);
        }
        char range[160];
        setting_range(setting, range, sizeof range);
        (void)fprintf(file, "  %-22s default %s; %s%s%s\n  %-22s %s\n", setting->key,
                      setting->preset, range, setting->unit[0] != '\0' ? "; " : "", setting->unit,
                      "", setting->help);
    }
    (void)fprintf(file,
                  "\n[columns]\n  %-22s your header for one of restock's columns, such as\n"
                  "  %-22s sales.sku = Product_Code\n",
                  "FILE.COLUMN", "");
    models_list(file);
    policies_list(file);
}

void help_print(const struct options *options, FILE *file)
{
    switch (options->wish) {
    case WISH_VERSION:
        (void)fprintf(file, "restock %s\n", restock_version);
        break;
    case WISH_HELP_SETTINGS:
        settings_page(file);
        break;
    case WISH_HELP:
    case WISH_RUN:
        if (options->command != NULL) {
            command_page(options->command, file);
        } else {
            first_screen(file);
        }
        break;
    }
}
