/* One setting's value: from text, to text, and what it may be. */
#include "app/config.h"
#include "base/missing.h"
#include "panel/calendar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct text AUTO = {"auto", 4};

/* An upper end from here on only keeps typing errors out and is not worth telling. */
static const double NO_LIMIT = 1e6;

static void *field(const struct setting *setting, struct config *config)
{
    return (char *)config + setting->offset;
}

static const void *field_const(const struct setting *setting, const struct config *config)
{
    return (const char *)config + setting->offset;
}

/* "semicolon=;" is the word "semicolon", which may also be written ";". */
static struct text word_name(const char *word)
{
    return (struct text){word, strcspn(word, "=")};
}

static bool word_matches(const char *word, struct text value)
{
    struct text name = word_name(word);
    const char *other = word + name.length;
    return text_equal_nocase(name, value) ||
           (*other == '=' && text_equal(text_of(other + 1), value));
}

/* Shortest of 15 to 17 digits that reads back as the same number. */
static void number_text(double value, char *text, size_t size)
{
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, size, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            return;
        }
    }
}

static void words_text(const struct setting *setting, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; setting->words[i] != NULL && used < size; i++) {
        struct text name = word_name(setting->words[i]);
        int wrote =
            snprintf(text + used, size - used, "%s%.*s", i > 0 ? ", " : "", TEXT_PRINT(name));
        used += wrote > 0 ? (size_t)wrote : 0;
    }
}

void setting_range(const struct setting *setting, char *text, size_t size)
{
    const char *automatic = setting->automatic ? "auto, " : "";
    char least[32];
    char most[32];
    number_text(setting->least, least, sizeof least);
    number_text(setting->most, most, sizeof most);
    switch (setting->kind) {
    case KIND_CHOICE:
        words_text(setting, text, size);
        break;
    case KIND_SWITCH:
        (void)snprintf(text, size, "yes, no");
        break;
    case KIND_DAY:
        (void)snprintf(text, size, "%sYYYY-MM-DD", automatic);
        break;
    case KIND_TEXT:
        (void)snprintf(text, size, "text");
        break;
    case KIND_LIST:
        (void)snprintf(text, size, "%slist of %s .. %s", automatic, least, most);
        break;
    case KIND_NUMBER:
    case KIND_WHOLE:
        (void)snprintf(text, size, "%s%s%s%s", automatic, least,
                       setting->most < NO_LIMIT ? " .. " : " or more",
                       setting->most < NO_LIMIT ? most : "");
        break;
    }
}

/* What a person may write, as the end of a sentence. */
static void expected_text(const struct setting *setting, char *text, size_t size)
{
    const char *automatic = setting->automatic ? "auto or " : "";
    char range[160];
    char least[32];
    char most[32];
    number_text(setting->least, least, sizeof least);
    number_text(setting->most, most, sizeof most);
    setting_range(setting, range, sizeof range);
    switch (setting->kind) {
    case KIND_CHOICE:
    case KIND_SWITCH:
        (void)snprintf(text, size, "one of %s", range);
        break;
    case KIND_DAY:
        (void)snprintf(text, size, "%sa date as YYYY-MM-DD", automatic);
        break;
    case KIND_TEXT:
        (void)snprintf(text, size, "up to %d bytes of text", CONFIG_TEXT_SIZE - 1);
        break;
    case KIND_LIST:
        (void)snprintf(text, size, "%snumbers from %s to %s, ascending, with commas between them",
                       automatic, least, most);
        break;
    case KIND_NUMBER:
    case KIND_WHOLE:
        (void)snprintf(text, size, "%sa %snumber from %s %s%s", automatic,
                       setting->kind == KIND_WHOLE ? "whole " : "", least,
                       setting->most < NO_LIMIT ? "to " : "up",
                       setting->most < NO_LIMIT ? most : "");
        break;
    }
}

static enum status refuse(const struct setting *setting, struct text value, const char *where,
                          struct fault *fault)
{
    char expected[192];
    expected_text(setting, expected, sizeof expected);
    return fault_set(fault, STATUS_USAGE, "%s: %s.%s is \"%.*s\", expected %s", where,
                     setting->section, setting->key, TEXT_PRINT(value), expected);
}

static bool parse_choice(const struct setting *setting, struct text value, int *choice)
{
    for (int i = 0; setting->words[i] != NULL; i++) {
        if (word_matches(setting->words[i], value)) {
            *choice = i;
            return true;
        }
    }
    return false;
}

static bool parse_switch(struct text value, bool *on)
{
    static const char *const yes[] = {"yes", "true", "on", "1"};
    static const char *const no[] = {"no", "false", "off", "0"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (text_equal_nocase(value, text_of(yes[i]))) {
            *on = true;
            return true;
        }
        if (text_equal_nocase(value, text_of(no[i]))) {
            *on = false;
            return true;
        }
    }
    return false;
}

static bool in_range(const struct setting *setting, double value)
{
    return value >= setting->least && value <= setting->most;
}

/* Numbers with commas between them, each above the one before. */
static bool parse_list(const struct setting *setting, struct text value, struct number_list *list)
{
    struct number_list read = {0};
    while (value.length > 0) {
        const char *comma = memchr(value.data, ',', value.length);
        size_t length = comma != NULL ? (size_t)(comma - value.data) : value.length;
        double number = 0.0;
        struct text item = text_trim((struct text){value.data, length});
        if (read.count == CONFIG_LIST_SIZE || !text_number(item, '.', &number) ||
            !in_range(setting, number) ||
            (read.count > 0 && number <= read.value[read.count - 1])) {
            return false;
        }
        read.value[read.count++] = number;
        size_t step = comma != NULL ? length + 1 : length;
        if (comma != NULL && step == value.length) {
            return false;
        }
        value.data += step;
        value.length -= step;
    }
    *list = read;
    return read.count > 0;
}

static bool parse_text(struct text value, char *text)
{
    if (value.length == 0 || value.length >= CONFIG_TEXT_SIZE || !text_is_utf8(value)) {
        return false;
    }
    memcpy(text, value.data, value.length);
    text[value.length] = '\0';
    return true;
}

static void set_automatic(const struct setting *setting, struct config *config)
{
    switch (setting->kind) {
    case KIND_NUMBER:
        *(double *)field(setting, config) = MISSING;
        break;
    case KIND_WHOLE:
        *(int64_t *)field(setting, config) = 0;
        break;
    case KIND_DAY:
        *(int32_t *)field(setting, config) = NO_DAY;
        break;
    case KIND_LIST:
        *(struct number_list *)field(setting, config) = (struct number_list){0};
        break;
    case KIND_SWITCH:
    case KIND_CHOICE:
    case KIND_TEXT:
        break;
    }
}

static bool parse_number(const struct setting *setting, struct text value, void *target)
{
    double number = 0.0;
    if (!text_number(value, '.', &number) || !in_range(setting, number)) {
        return false;
    }
    if (setting->kind == KIND_WHOLE) {
        *(int64_t *)target = (int64_t)number;
        return number == floor(number);
    }
    *(double *)target = number;
    return true;
}

enum status setting_parse(const struct setting *setting, struct config *config, struct text value,
                          const char *where, struct fault *fault)
{
    value = text_trim(value);
    if (setting->automatic && text_equal_nocase(value, AUTO)) {
        set_automatic(setting, config);
        return STATUS_OK;
    }
    void *target = field(setting, config);
    bool good = false;
    switch (setting->kind) {
    case KIND_CHOICE:
        good = parse_choice(setting, value, target);
        break;
    case KIND_SWITCH:
        good = parse_switch(value, target);
        break;
    case KIND_DAY:
        good = day_parse(value, "YYYY-MM-DD", target);
        break;
    case KIND_TEXT:
        good = parse_text(value, target);
        break;
    case KIND_LIST:
        good = parse_list(setting, value, target);
        break;
    case KIND_NUMBER:
    case KIND_WHOLE:
        good = parse_number(setting, value, target);
        break;
    }
    return good ? STATUS_OK : refuse(setting, value, where, fault);
}

static void list_text(const struct number_list *list, char *text, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < list->count && used < size; i++) {
        char number[32];
        number_text(list->value[i], number, sizeof number);
        int wrote = snprintf(text + used, size - used, "%s%s", i > 0 ? "," : "", number);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
}

void setting_format(const struct setting *setting, const struct config *config, char *text,
                    size_t size)
{
    const void *value = field_const(setting, config);
    (void)snprintf(text, size, "auto");
    switch (setting->kind) {
    case KIND_CHOICE: {
        struct text name = word_name(setting->words[*(const int *)value]);
        (void)snprintf(text, size, "%.*s", TEXT_PRINT(name));
        break;
    }
    case KIND_SWITCH:
        (void)snprintf(text, size, "%s", *(const bool *)value ? "yes" : "no");
        break;
    case KIND_DAY:
        if (*(const int32_t *)value != NO_DAY) {
            char day[DAY_TEXT_SIZE];
            day_format(*(const int32_t *)value, day);
            (void)snprintf(text, size, "%s", day);
        }
        break;
    case KIND_TEXT:
        (void)snprintf(text, size, "%s", (const char *)value);
        break;
    case KIND_LIST:
        list_text(value, text, size);
        break;
    case KIND_WHOLE:
        if (!setting->automatic || *(const int64_t *)value != 0) {
            (void)snprintf(text, size, "%lld", (long long)*(const int64_t *)value);
        }
        break;
    case KIND_NUMBER:
        if (!is_missing(*(const double *)value)) {
            number_text(*(const double *)value, text, size);
        }
        break;
    }
}
