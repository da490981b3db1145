/* The configuration file and --set, on top of the table of settings.
 *
 * inih is fed by a reader of our own: it counts lines, refuses those that inih would cut in two,
 * and takes away the indentation that inih would read as a continuation of the line before. */
#include "app/config.h"

#include "app/nearest.h"
#include "base/missing.h"

#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>

/* inih's buffer is 200 bytes with the line's end and the final 0. */
enum { LINE_MOST = 190, WHERE_SIZE = 512, SETTINGS_MOST = 128 };

enum status config_init(struct config *config, struct arena *arena, struct fault *fault)
{
    *config = (struct config){.arena = arena};
    for (size_t i = 0; i < setting_count; i++) {
        TRY(setting_parse(&settings[i], config, text_of(settings[i].preset), "default", fault));
    }
    return STATUS_OK;
}

char config_delimiter(const struct config *config)
{
    return "\0,;\t|"[config->delimiter];
}

char config_decimal(const struct config *config)
{
    return ".,"[config->decimal];
}

static enum status copy_text(struct config *config, struct text *text, struct fault *fault)
{
    char *copy = arena_take(config->arena, text->length + 1, 1);
    if (copy == NULL) {
        return fault_memory(fault, "the configuration");
    }
    memcpy(copy, text->data, text->length);
    text->data = copy;
    return STATUS_OK;
}

static const char *const INPUT_NAMES[INPUT_FILES] = {
    "sales",     "stock",        "open_orders", "items",  "locations",  "item_locations",
    "suppliers", "price_breaks", "lanes",       "events", "promotions", "overrides"};

static const char *nearest_input(struct text file)
{
    const char *best = INPUT_NAMES[0];
    for (size_t i = 1; i < INPUT_FILES; i++) {
        if (word_distance(file, text_of(INPUT_NAMES[i])) < word_distance(file, text_of(best))) {
            best = INPUT_NAMES[i];
        }
    }
    return best;
}

static bool is_input(struct text file)
{
    return text_equal_nocase(file, text_of(nearest_input(file)));
}

/* Room for one more; the old array stays in the arena. */
static struct column_map *columns_grow(struct config *config)
{
    struct column_map *grown =
        ARENA_NEW(config->arena, struct column_map, config->column_count + 1);
    if (grown != NULL && config->column_count > 0) {
        memcpy(grown, config->columns, config->column_count * sizeof *grown);
    }
    return grown;
}

/* `key` is file.column, `value` the header that the house uses. */
static enum status assign_column(struct config *config, struct text key, struct text value,
                                 const char *where, struct fault *fault)
{
    const char *dot = memchr(key.data, '.', key.length);
    if (dot == NULL || value.length == 0) {
        return fault_set(fault, STATUS_USAGE,
                         "%s: \"%.*s = %.*s\" in [columns], expected file.column = Header, such as "
                         "sales.sku = Product_Code",
                         where, TEXT_PRINT(key), TEXT_PRINT(value));
    }
    size_t length = (size_t)(dot - key.data);
    struct column_map map = {
        .file = {key.data, length}, .column = {dot + 1, key.length - length - 1}, .header = value};
    if (!is_input(map.file)) {
        return fault_set(fault, STATUS_USAGE,
                         "%s: [columns] names a file \"%.*s\" that is not an input; the nearest is "
                         "\"%s\"",
                         where, TEXT_PRINT(map.file), nearest_input(map.file));
    }
    if (config->column_count == CONFIG_COLUMNS) {
        return fault_set(fault, STATUS_USAGE, "%s: more than %d lines in [columns]", where,
                         CONFIG_COLUMNS);
    }
    struct column_map *grown = columns_grow(config);
    if (grown == NULL) {
        return fault_memory(fault, "the configuration");
    }
    TRY(copy_text(config, &map.file, fault));
    TRY(copy_text(config, &map.column, fault));
    TRY(copy_text(config, &map.header, fault));
    grown[config->column_count++] = map;
    config->columns = grown;
    return STATUS_OK;
}

/* A date that cannot be read without one of its parts is refused before a million rows are. */
static enum status check_date_format(const struct config *config, const char *where,
                                     struct fault *fault)
{
    const char *format = config->date_format;
    if (strstr(format, "YY") == NULL || strstr(format, "MM") == NULL ||
        strstr(format, "DD") == NULL) {
        return fault_set(fault, STATUS_USAGE,
                         "%s: input.date_format is \"%s\", expected YYYY (or YY), MM and DD in it",
                         where, format);
    }
    return STATUS_OK;
}

enum status config_assign(struct config *config, struct text section, struct text key,
                          struct text value, const char *where, struct fault *fault)
{
    if (text_equal_nocase(section, text_of("columns"))) {
        return assign_column(config, key, value, where, fault);
    }
    const struct setting *setting = setting_find(section, key);
    if (setting == NULL) {
        const struct setting *near = setting_nearest(section, key);
        return fault_set(fault, STATUS_USAGE,
                         "%s: there is no setting \"%.*s%s%.*s\"; the nearest is \"%s.%s\"", where,
                         TEXT_PRINT(section), section.length > 0 ? "." : "", TEXT_PRINT(key),
                         near->section, near->key);
    }
    TRY(setting_parse(setting, config, value, where, fault));
    return check_date_format(config, where, fault);
}

enum status config_set(struct config *config, const char *assignment, struct fault *fault)
{
    const char *equals = strchr(assignment, '=');
    const char *dot = strchr(assignment, '.');
    if (equals == NULL || dot == NULL || dot > equals) {
        return fault_set(fault, STATUS_USAGE,
                         "--set: found \"%s\", expected section.key=value, such as "
                         "plan.service_level=0.98",
                         assignment);
    }
    struct text section = {assignment, (size_t)(dot - assignment)};
    struct text key = {dot + 1, (size_t)(equals - dot - 1)};
    return config_assign(config, text_trim(section), text_trim(key), text_trim(text_of(equals + 1)),
                         "--set", fault);
}

struct reading {
    FILE *file;
    const char *path;
    struct config *config;
    size_t line;
    size_t set_on[SETTINGS_MOST]; /* by setting: the line that set it, 0 for none */
    struct fault *fault;          /* the first */
    bool failed;
};

static enum status fail_at(struct reading *reading, enum status status, const char *problem)
{
    reading->failed = true;
    return fault_set(reading->fault, status, "%s:%zu: %s", reading->path, reading->line, problem);
}

/* A line without its end; false at the end of the file.  Whatever is beyond `size` is dropped and
 * `length` tells it. */
static bool read_line(FILE *file, char *line, size_t size, size_t *length, bool *has_zero)
{
    int c = fgetc(file);
    if (c == EOF) {
        return false;
    }
    *length = 0;
    *has_zero = false;
    for (; c != EOF && c != '\n'; c = fgetc(file)) {
        *has_zero = *has_zero || c == 0;
        if (*length < size) {
            line[*length] = (char)c;
        }
        (*length)++;
    }
    return true;
}

/* inih's reader; a line that is refused ends the reading. */
static char *next_line(char *buffer, int size, void *stream)
{
    struct reading *reading = stream;
    char line[LINE_MOST + 4];
    size_t length = 0;
    bool has_zero = false;
    assert(size >= LINE_MOST + 4);
    if (reading->failed || !read_line(reading->file, line, sizeof line, &length, &has_zero)) {
        return NULL;
    }
    reading->line++;
    if (length > LINE_MOST) {
        (void)fail_at(reading, STATUS_USAGE,
                      "the line is longer than 190 bytes, the most that a line may have");
        return NULL;
    }
    if (has_zero) {
        (void)fail_at(reading, STATUS_USAGE, "a zero byte, expected text in UTF-8");
        return NULL;
    }
    size_t start =
        reading->line == 1 && length >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (start < length && (line[start] == ' ' || line[start] == '\t')) {
        start++;
    }
    memcpy(buffer, line + start, length - start);
    buffer[length - start] = '\n';
    buffer[length - start + 1] = '\0';
    return buffer;
}

static int take_setting(void *user, const char *section, const char *key, const char *value)
{
    struct reading *reading = user;
    char where[WHERE_SIZE];
    (void)snprintf(where, sizeof where, "%s:%zu", reading->path, reading->line);
    if (reading->failed) {
        return 0;
    }
    const struct setting *setting = setting_find(text_of(section), text_of(key));
    size_t at = setting != NULL ? (size_t)(setting - settings) : SETTINGS_MOST;
    if (at < SETTINGS_MOST && reading->set_on[at] > 0) {
        reading->failed = true;
        (void)fault_set(reading->fault, STATUS_USAGE,
                        "%s: %s.%s is set a second time; line %zu has set it already", where,
                        setting->section, setting->key, reading->set_on[at]);
        return 0;
    }
    if (at < SETTINGS_MOST) {
        reading->set_on[at] = reading->line;
    }
    reading->failed = config_assign(reading->config, text_of(section), text_of(key), text_of(value),
                                    where, reading->fault) != STATUS_OK;
    return !reading->failed;
}

enum status config_file(struct config *config, const char *path, struct fault *fault)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return fault_set(fault, errno == ENOENT ? STATUS_USAGE : STATUS_SYSTEM,
                         "%s: the configuration file cannot be opened: %s", path, strerror(errno));
    }
    struct reading reading = {.file = file, .path = path, .config = config, .fault = fault};
    int first_bad = ini_parse_stream(next_line, &reading, take_setting, &reading);
    bool unreadable = ferror(file) != 0;
    (void)fclose(file);
    if (unreadable) {
        return fault_set(fault, STATUS_SYSTEM, "%s: the configuration file cannot be read", path);
    }
    if (reading.failed) {
        return fault->status;
    }
    if (first_bad != 0) {
        return fault_set(fault, STATUS_USAGE,
                         "%s:%d: this line is no setting, expected [section], key = value or a "
                         "comment that begins with ;",
                         path, first_bad);
    }
    return STATUS_OK;
}
