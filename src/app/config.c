/* The configuration file and --set, on top of the table of settings.
 *
 * inih is fed by a reader of our own: it counts lines, refuses those that inih would cut in two,
 * and takes away the indentation that inih would read as a continuation of the line before. */
#include "app/config.h"

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
        return config_column(config, key, value, where, fault);
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
    size_t columns = reading->config->column_count;
    reading->failed = config_assign(reading->config, text_of(section), text_of(key), text_of(value),
                                    where, reading->fault) != STATUS_OK;
    if (!reading->failed && setting == NULL && reading->config->column_count == columns) {
        reading->failed = true;
        (void)fault_set(reading->fault, STATUS_USAGE,
                        "%s: [columns] gives %s a second header, \"%s\"", where, key, value);
    }
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
    errno = 0;
    int first_bad = ini_parse_stream(next_line, &reading, take_setting, &reading);
    int why = errno;
    bool unreadable = ferror(file) != 0;
    (void)fclose(file);
    if (unreadable) {
        return fault_set(fault, why == EISDIR ? STATUS_USAGE : STATUS_SYSTEM,
                         "%s: the configuration file cannot be read: %s", path, strerror(why));
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
