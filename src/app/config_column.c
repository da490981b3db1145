/* [columns]: the house's own headers for restock's columns. */
#include "app/config.h"

#include "app/nearest.h"
#include "io/columns.h"

#include <string.h>

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

static const struct input_file *nearest_file(struct text name)
{
    struct nearest nearest = {.given = name};
    const struct input_file *best = &INPUT_FILE[0];
    for (size_t i = 0; i < INPUT_FILES; i++) {
        best = nearest_offer(&nearest, INPUT_FILE[i].name) ? &INPUT_FILE[i] : best;
    }
    return best;
}

static const char *nearest_column(const struct input_file *file, struct text name)
{
    struct nearest nearest = {.given = name};
    for (size_t i = 0; i < file->column_count; i++) {
        (void)nearest_offer(&nearest, file->columns[i].name);
    }
    for (size_t i = 0; i < file->terms_count; i++) {
        (void)nearest_offer(&nearest, file->terms[i].name);
    }
    return nearest.word;
}

static enum status check_names(const struct column_map *map, const char *where, struct fault *fault)
{
    const struct input_file *file = nearest_file(map->file);
    if (!text_equal_nocase(map->file, text_of(file->name))) {
        return fault_set(fault, STATUS_USAGE,
                         "%s: [columns] names a file \"%.*s\" that is not an input; the nearest is "
                         "\"%s\"",
                         where, TEXT_PRINT(map->file), file->name);
    }
    const char *column = nearest_column(file, map->column);
    if (!text_equal_nocase(map->column, text_of(column))) {
        return fault_set(fault, STATUS_USAGE,
                         "%s: [columns] names a column \"%.*s\" that %s.csv does not have; the "
                         "nearest is \"%s\"",
                         where, TEXT_PRINT(map->column), file->name, column);
    }
    return STATUS_OK;
}

/* The lines with room for one more, and where this one goes: in the place of an earlier one for the
 * same column, else at the end. */
static struct column_map *make_room(const struct config *config, const struct column_map *map,
                                    size_t *at)
{
    struct column_map *lines =
        ARENA_NEW(config->arena, struct column_map, config->column_count + 1);
    if (lines == NULL) {
        return NULL;
    }
    *at = config->column_count;
    for (size_t i = 0; i < config->column_count; i++) {
        lines[i] = config->columns[i];
        if (text_equal_nocase(map->file, lines[i].file) &&
            text_equal_nocase(map->column, lines[i].column)) {
            *at = i;
        }
    }
    return lines;
}

enum status config_column(struct config *config, struct text key, struct text header,
                          const char *where, struct fault *fault)
{
    const char *dot = memchr(key.data, '.', key.length);
    if (dot == NULL || header.length == 0) {
        return fault_set(fault, STATUS_USAGE,
                         "%s: \"%.*s = %.*s\" in [columns], expected file.column = Header, such as "
                         "sales.sku = Product_Code",
                         where, TEXT_PRINT(key), TEXT_PRINT(header));
    }
    size_t length = (size_t)(dot - key.data);
    struct column_map map = {
        .file = {key.data, length}, .column = {dot + 1, key.length - length - 1}, .header = header};
    TRY(check_names(&map, where, fault));
    size_t at = 0;
    struct column_map *lines = make_room(config, &map, &at);
    if (lines == NULL) {
        return fault_memory(fault, "the configuration");
    }
    TRY(copy_text(config, &map.file, fault));
    TRY(copy_text(config, &map.column, fault));
    TRY(copy_text(config, &map.header, fault));
    lines[at] = map;
    config->column_count += at == config->column_count;
    config->columns = lines;
    return STATUS_OK;
}
