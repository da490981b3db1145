/* The state of a run: what --state DIR does to the forecasts, and what is said of it. */
#include "app/run.h"

#include "base/hash.h"
#include "base/log.h"
#include "io/digits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Settings that decide what models find, beside the history that they are shown. */
static const char *const DECIDING[][2] = {
    {"forecast", "models"},  {"forecast", "season"}, {"forecast", "nonnegative"},
    {"forecast", "effects"}, {"forecast", "prices"}, {"forecast", "bounds"},
    {"plan", "week_start"},
};

static uint64_t settings_hash(const struct run *run)
{
    uint64_t hash = (uint64_t)run->panel.calendar.bucket;
    for (size_t i = 0; i < sizeof DECIDING / sizeof *DECIDING; i++) {
        char value[CONFIG_LIST_SIZE * 24];
        const struct setting *setting =
            setting_find(text_of(DECIDING[i][0]), text_of(DECIDING[i][1]));
        setting_format(setting, &run->config, value, sizeof value);
        hash = hash_bytes(hash, value, strlen(value));
    }
    return hash;
}

/* Whether a path is that of OUT or below it, as far as the names tell: OUT is replaced as a whole.
 */
static bool inside_out(const char *folder, const char *out)
{
    char *inner = realpath(folder, NULL);
    char *outer = realpath(out, NULL);
    size_t length = outer != NULL ? strlen(outer) : 0;
    bool inside = inner != NULL && outer != NULL && strncmp(inner, outer, length) == 0 &&
                  (inner[length] == '\0' || inner[length] == '/');
    free(inner);
    free(outer);
    length = strlen(out);
    while (length > 1 && out[length - 1] == '/') {
        length--;
    }
    return inside ||
           (strncmp(folder, out, length) == 0 && (folder[length] == '\0' || folder[length] == '/'));
}

void run_state_open(struct run *run)
{
    const char *folder = run->options->state;
    if (folder == NULL) {
        return;
    }
    if (inside_out(folder, run->options->out)) {
        log_line(&run->log,
                 "notice    --state %s lies in the folder of --out, which is replaced as a whole; "
                 "nothing is kept",
                 folder);
        return;
    }
    struct fault fault = {0};
    memory_init(&run->memory, (size_t)run->config.refit_nights);
    switch (state_open(&run->state, folder, restock_version, settings_hash(run), &run->memory,
                       &fault)) {
    case STATE_NONE:
        log_detail(&run->log, "state     none in %s: all series are fitted anew", folder);
        break;
    case STATE_REFUSED:
        log_line(&run->log, "notice    %s; all series are fitted anew", fault.message);
        break;
    case STATE_TAKEN:
        log_detail(&run->log, "state     of %zu records in %s", run->memory.count, folder);
        break;
    }
    run->forecast_settings.memory = &run->memory;
}

void run_state_write(struct run *run)
{
    if (run->forecast_settings.memory == NULL) {
        return;
    }
    if (run->inputs.overlay_count > 0) {
        log_detail(&run->log, "state     is read and stays as it was: this is a what-if");
        run->forecast_settings.memory = NULL;
        memory_free(&run->memory);
        return;
    }
    double since = clock_seconds();
    struct memory_account account = memory_account(&run->memory);
    struct fault fault = {0};
    enum status status = state_write(&run->state, &run->memory, &fault);
    run->forecast_settings.memory = NULL;
    memory_free(&run->memory);
    if (status != STATUS_OK) {
        log_line(&run->log, "notice    %s; nothing is kept for the next run", fault.message);
        return;
    }
    char text[3][2 * DIGITS_SIZE];
    run_phase(run, "state", since, "fits: %s as they were, %s from where they stood, %s anew",
              digits_grouped(text[0], (double)account.same, 0),
              digits_grouped(text[1], (double)account.started, 0),
              digits_grouped(text[2], (double)account.anew, 0));
}

void run_state_commit(struct run *run)
{
    if (run->inputs.overlay_count > 0) {
        return;
    }
    struct fault fault = {0};
    if (state_commit(&run->state, &fault) != STATUS_OK) {
        log_line(&run->log, "notice    %s; nothing is kept for the next run", fault.message);
    }
}
