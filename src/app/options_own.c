/* What a command asks of its own options. */
#include "app/options.h"
#include "base/text.h"
#include "panel/calendar.h"

#include <stdio.h>
#include <string.h>

const char *options_own(const struct options *options, const char *name)
{
    for (size_t i = 0; i < options->own_count; i++) {
        if (strcmp(options->own[i].name, name) == 0) {
            return options->own[i].text;
        }
    }
    return NULL;
}

enum status options_whole(const struct options *options, const char *name, int64_t least,
                          int64_t most, int64_t *value, struct fault *fault)
{
    const char *text = options_own(options, name);
    if (text == NULL) {
        return STATUS_OK;
    }
    if (!text_whole(text_of(text), value) || *value < least || *value > most) {
        return fault_set(fault, STATUS_USAGE,
                         "--%s is \"%s\", expected a whole number from %lld to %lld", name, text,
                         (long long)least, (long long)most);
    }
    return STATUS_OK;
}

enum status options_word(const struct options *options, const char *name, const char *const *words,
                         int *value, struct fault *fault)
{
    const char *text = options_own(options, name);
    char list[256] = "";
    for (int i = 0; text != NULL && words[i] != NULL; i++) {
        if (strcmp(text, words[i]) == 0) {
            *value = i;
            return STATUS_OK;
        }
        size_t used = strlen(list);
        const char *between = i == 0 ? "" : words[i + 1] == NULL ? " or " : ", ";
        (void)snprintf(list + used, sizeof list - used, "%s%s", between, words[i]);
    }
    return text == NULL
               ? STATUS_OK
               : fault_set(fault, STATUS_USAGE, "--%s is \"%s\", expected %s", name, text, list);
}

enum status options_day(const struct options *options, const char *name, int32_t *day,
                        struct fault *fault)
{
    const char *text = options_own(options, name);
    if (text != NULL && !day_parse(text_of(text), "YYYY-MM-DD", day)) {
        return fault_set(fault, STATUS_USAGE, "--%s is \"%s\", expected a date as YYYY-MM-DD", name,
                         text);
    }
    return STATUS_OK;
}
