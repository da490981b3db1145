/* Writing CSV: fields, rows, and the flush to disk. */
#include "io/save.h"

#include "base/missing.h"
#include "io/digits.h"
#include "panel/calendar.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_BUFFER = 1 << 18, SMALL_FIELD = 256 };

static void note_failure(struct sheet *sheet)
{
    if (sheet->failed == 0) {
        sheet->failed = errno != 0 ? errno : EIO;
    }
}

static void put(struct sheet *sheet, const char *bytes, size_t length)
{
    if (sheet->failed == 0 && length > 0 &&
        fwrite_unlocked(bytes, 1, length, sheet->file) != length) {
        note_failure(sheet);
    }
}

static void begin_field(struct sheet *sheet)
{
    if (sheet->column++ > 0) {
        put(sheet, ",", 1);
    }
}

enum status sheet_open(struct sheet *sheet, const char *folder, const char *name,
                       const char *header, struct fault *fault)
{
    *sheet = (struct sheet){0};
    size_t size = strlen(folder) + strlen(name) + 2;
    sheet->path = malloc(size);
    if (sheet->path == NULL) {
        return fault_memory(fault, "a file name");
    }
    (void)snprintf(sheet->path, size, "%s/%s", folder, name);
    sheet->file = fopen(sheet->path, "wb");
    if (sheet->file == NULL) {
        enum status status = fault_set(fault, STATUS_SYSTEM, "%s: cannot be created: %s",
                                       sheet->path, strerror(errno));
        free(sheet->path);
        *sheet = (struct sheet){0};
        return status;
    }
    (void)setvbuf(sheet->file, NULL, _IOFBF, FILE_BUFFER);
    put(sheet, header, strlen(header));
    put(sheet, "\n", 1);
    return STATUS_OK;
}

/* Quoted when it holds a comma, a quote, a line's end, or blanks at its ends, which readers trim.
 */
static bool needs_quotes(struct text text)
{
    if (text.length == 0) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == ',' || c == '"' || c == '\n' || c == '\r') {
            return true;
        }
    }
    return text_trim(text).length != text.length;
}

size_t field_text(char *target, struct text text)
{
    if (!needs_quotes(text)) {
        if (text.length > 0) {
            memcpy(target, text.data, text.length);
        }
        return text.length;
    }
    size_t length = 0;
    target[length++] = '"';
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '"') {
            target[length++] = '"';
        }
        target[length++] = text.data[i];
    }
    target[length++] = '"';
    return length;
}

void sheet_text(struct sheet *sheet, struct text text)
{
    begin_field(sheet);
    if (!needs_quotes(text)) {
        put(sheet, text.data, text.length);
        return;
    }
    char small[SMALL_FIELD];
    bool fits = text.length * 2 + 2 <= sizeof small;
    char *field = fits ? small : malloc(text.length * 2 + 2);
    if (field == NULL) {
        errno = ENOMEM;
        note_failure(sheet);
        return;
    }
    put(sheet, field, field_text(field, text));
    if (!fits) {
        free(field);
    }
}

void sheet_string(struct sheet *sheet, const char *text)
{
    sheet_text(sheet, text_of(text));
}

void sheet_number(struct sheet *sheet, double value, int decimals)
{
    char text[DIGITS_SIZE];
    begin_field(sheet);
    put(sheet, text, digits_fixed(text, value, decimals));
}

void sheet_exact(struct sheet *sheet, double value)
{
    char text[DIGITS_SIZE];
    begin_field(sheet);
    put(sheet, text, digits_exact(text, value));
}

void sheet_day(struct sheet *sheet, int32_t day)
{
    begin_field(sheet);
    if (day != NO_DAY) {
        char text[DAY_TEXT_SIZE];
        day_format(day, text);
        put(sheet, text, strlen(text));
    }
}

void sheet_block(struct sheet *sheet, const char *bytes, size_t length)
{
    put(sheet, bytes, length);
}

void sheet_end(struct sheet *sheet)
{
    put(sheet, "\n", 1);
    sheet->column = 0;
}

enum status sheet_close(struct sheet *sheet, struct fault *fault)
{
    if (sheet->file == NULL) {
        return STATUS_OK;
    }
    if (sheet->failed == 0 && (fflush(sheet->file) != 0 || fsync(fileno(sheet->file)) != 0)) {
        note_failure(sheet);
    }
    if (fclose(sheet->file) != 0) {
        note_failure(sheet);
    }
    enum status status = STATUS_OK;
    if (sheet->failed != 0) {
        status = fault_set(fault, STATUS_SYSTEM, "%s: cannot be written: %s", sheet->path,
                           strerror(sheet->failed));
    }
    free(sheet->path);
    *sheet = (struct sheet){0};
    return status;
}
