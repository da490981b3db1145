/* Which column of a file is which of ours. */
#include "io/intake.h"

#include <stdio.h>
#include <stdlib.h>

enum { NOTICE_SIZE = 512, HEADER_SHOWN = 400 };

/* Columns in one list, those in the row's struct terms with their offset in the row. */
static enum status gather_columns(struct intake *intake, struct arena *arena, struct fault *fault)
{
    const struct input_file *file = intake->file;
    intake->column_count = file->column_count + file->terms_count;
    struct column *column = ARENA_NEW(arena, struct column, intake->column_count);
    intake->at = ARENA_NEW(arena, size_t, intake->column_count);
    if (column == NULL || intake->at == NULL) {
        return fault_memory(fault, file->name);
    }
    for (size_t i = 0; i < intake->column_count; i++) {
        bool own = i < file->column_count;
        column[i] = own ? file->columns[i] : file->terms[i - file->column_count];
        column[i].offset += own ? 0 : file->terms_at;
    }
    intake->column = column;
    return STATUS_OK;
}

/* The house's own header for a column, or the column's name. */
static struct text header_of(const struct intake *intake, const char *column)
{
    const struct load_settings *settings = intake->settings;
    for (size_t i = 0; i < settings->column_count; i++) {
        const struct column_map *map = &settings->columns[i];
        if (text_equal_nocase(map->file, text_of(intake->file->name)) &&
            text_equal_nocase(map->column, text_of(column))) {
            return text_trim(map->header);
        }
    }
    return text_of(column);
}

/* A sentence being put together; what does not fit is cut. */
struct sentence {
    char *text;
    size_t size;
    size_t length;
};

static void say(struct sentence *sentence, const char *before, struct text text)
{
    char shown[SHOWN_SIZE];
    size_t room = sentence->size - sentence->length;
    int more =
        snprintf(sentence->text + sentence->length, room, "%s%s", before, text_shown(text, shown));
    size_t length = more < 0 ? 0 : (size_t)more;
    sentence->length += length < room ? length : room - 1;
}

static enum status missing_column(const struct intake *intake, struct text header,
                                  const char *column, struct fault *fault)
{
    char list[HEADER_SHOWN] = "";
    struct sentence sentence = {.text = list, .size = sizeof list};
    for (size_t i = 0; i < intake->table.columns; i++) {
        say(&sentence, i > 0 ? ", " : "", intake->table.header[i]);
    }
    return fault_set(fault, STATUS_DATA,
                     "%s: has no column \"%.*s\" (%s), which is required; its header is: %s",
                     intake->source.path, TEXT_PRINT(header), column, list);
}

static enum status find_columns(struct intake *intake, bool *known, struct fault *fault)
{
    for (size_t i = 0; i < intake->column_count; i++) {
        const struct column *column = &intake->column[i];
        struct text header = header_of(intake, column->name);
        size_t at = table_column(&intake->table, header);
        intake->at[i] = at;
        if (at == SIZE_MAX) {
            if (column->flags & COLUMN_REQUIRED) {
                return missing_column(intake, header, column->name, fault);
            }
            continue;
        }
        known[at] = true;
        for (size_t j = at + 1; j < intake->table.columns; j++) {
            if (text_equal_nocase(intake->table.header[j], header)) {
                return fault_set(fault, STATUS_DATA, "%s: has two columns \"%.*s\", expected one",
                                 intake->source.path, TEXT_PRINT(header));
            }
        }
    }
    return STATUS_OK;
}

/* One sentence of the columns that are not ours and of mapped headers that are not there. */
static enum status write_notice(struct intake *intake, const bool *known, struct arena *arena,
                                struct fault *fault)
{
    char *notice = ARENA_NEW(arena, char, NOTICE_SIZE);
    if (notice == NULL) {
        return fault_memory(fault, intake->file->name);
    }
    struct sentence sentence = {.text = notice, .size = NOTICE_SIZE};
    const char *before = "columns ignored: ";
    for (size_t i = 0; i < intake->table.columns; i++) {
        if (!known[i]) {
            say(&sentence, before, intake->table.header[i]);
            before = ", ";
        }
    }
    before = sentence.length > 0 ? "; mapped columns not there: " : "mapped columns not there: ";
    for (size_t i = 0; i < intake->column_count; i++) {
        struct text header = header_of(intake, intake->column[i].name);
        if (intake->at[i] == SIZE_MAX && header.data != intake->column[i].name) {
            say(&sentence, before, header);
            before = ", ";
        }
    }
    intake->notice = notice;
    return STATUS_OK;
}

enum status intake_match_header(struct intake *intake, struct arena *arena, struct fault *fault)
{
    TRY(gather_columns(intake, arena, fault));
    bool *known = calloc(intake->table.columns + 1, sizeof *known);
    if (known == NULL) {
        return fault_memory(fault, intake->file->name);
    }
    enum status status = find_columns(intake, known, fault);
    if (status == STATUS_OK) {
        status = write_notice(intake, known, arena, fault);
    }
    free(known);
    return status;
}
