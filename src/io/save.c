/* Writing CSV: fields, rows, and the flush to disk. */
#include "io/save.h"

#include "base/missing.h"
#include "io/digits.h"
#include "panel/calendar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FILE_BUFFER = 1 << 18,
    LARGE_BLOCK = 1 << 14, /* bytes that go to the file as they are, without a copy */
};

/* The disk is asked to take so many bytes at a time while the next are made: the fsync at the end
 * then has little left to wait for. */
static const off_t PUSH_BYTES = (off_t)8 << 20;

static void note_failure(struct sheet *sheet)
{
    if (sheet->failed == 0) {
        sheet->failed = errno != 0 ? errno : EIO;
    }
}

static void push(struct sheet *sheet)
{
    if (sheet->written - sheet->pushed >= PUSH_BYTES) {
        /* Only advice: a file system that does not know it is none the worse. */
        (void)sync_file_range(sheet->file, sheet->pushed, sheet->written - sheet->pushed,
                              SYNC_FILE_RANGE_WRITE);
        sheet->pushed = sheet->written;
    }
}

static void write_bytes(struct sheet *sheet, const char *bytes, size_t length)
{
    while (length > 0 && sheet->failed == 0) {
        errno = 0;
        ssize_t wrote = write(sheet->file, bytes, length);
        if (wrote > 0) {
            bytes += wrote;
            length -= (size_t)wrote;
            sheet->written += wrote;
        } else if (errno != EINTR) {
            note_failure(sheet);
        }
    }
    push(sheet);
}

/* A piece has no file to empty itself into: it fails, and its row is made again elsewhere. */
static void empty(struct sheet *sheet)
{
    if (sheet->file < 0) {
        errno = ENOBUFS;
        note_failure(sheet);
        return;
    }
    write_bytes(sheet, sheet->text, sheet->used);
    sheet->used = 0;
}

static void put(struct sheet *sheet, const char *bytes, size_t length)
{
    bool large = sheet->file >= 0 && length >= LARGE_BLOCK;
    if (large || length > sheet->room - sheet->used) {
        empty(sheet);
    }
    if (large) {
        write_bytes(sheet, bytes, length);
        return;
    }
    if (sheet->failed == 0 && length > 0) {
        memcpy(sheet->text + sheet->used, bytes, length);
        sheet->used += length;
    }
}

/* Where `length` bytes can be written to at once; NULL after a failure. */
static char *claim(struct sheet *sheet, size_t length)
{
    if (length > sheet->room - sheet->used) {
        empty(sheet);
    }
    return sheet->failed == 0 ? sheet->text + sheet->used : NULL;
}

static void begin_field(struct sheet *sheet)
{
    if (sheet->column++ > 0) {
        put(sheet, ",", 1);
    }
}

static enum status open_file(struct sheet *sheet, struct fault *fault)
{
    sheet->text = malloc(FILE_BUFFER);
    if (sheet->text == NULL) {
        return fault_memory(fault, "the text of a file");
    }
    sheet->room = FILE_BUFFER;
    sheet->file = open(sheet->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (sheet->file < 0) {
        return fault_set(fault, STATUS_SYSTEM, "%s: cannot be created: %s", sheet->path,
                         strerror(errno));
    }
    return STATUS_OK;
}

enum status sheet_open(struct sheet *sheet, const char *folder, const char *name,
                       const char *header, struct fault *fault)
{
    *sheet = (struct sheet){.file = -1};
    size_t size = strlen(folder) + strlen(name) + 2;
    sheet->path = malloc(size);
    if (sheet->path == NULL) {
        return fault_memory(fault, "a file name");
    }
    (void)snprintf(sheet->path, size, "%s/%s", folder, name);
    enum status status = open_file(sheet, fault);
    if (status != STATUS_OK) {
        free(sheet->text);
        free(sheet->path);
        *sheet = (struct sheet){.file = -1};
        return status;
    }
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
    bool special = false;
    for (size_t i = 0; i < text.length; i++) { /* to the end, so that it can go by vectors */
        char c = text.data[i];
        special |= (c == ',') | (c == '"') | (c == '\n') | (c == '\r');
    }
    return special || text_trim(text).length != text.length;
}

/* In stretches that end with a quote, which is then written twice. */
static void put_quoted(struct sheet *sheet, struct text text)
{
    put(sheet, "\"", 1);
    for (size_t start = 0; start < text.length;) {
        const char *quote = memchr(text.data + start, '"', text.length - start);
        size_t end = quote != NULL ? (size_t)(quote - text.data) + 1 : text.length;
        put(sheet, text.data + start, end - start);
        put(sheet, "\"", quote != NULL ? 1 : 0);
        start = end;
    }
    put(sheet, "\"", 1);
}

void sheet_text(struct sheet *sheet, struct text text)
{
    begin_field(sheet);
    if (needs_quotes(text)) {
        put_quoted(sheet, text);
    } else {
        put(sheet, text.data, text.length);
    }
}

void sheet_string(struct sheet *sheet, const char *text)
{
    sheet_text(sheet, text_of(text));
}

void sheet_number(struct sheet *sheet, double value, int decimals)
{
    begin_field(sheet);
    char *text = claim(sheet, DIGITS_SIZE);
    sheet->used += text != NULL ? digits_fixed(text, value, decimals) : 0;
}

void sheet_exact(struct sheet *sheet, double value)
{
    begin_field(sheet);
    char *text = claim(sheet, DIGITS_SIZE);
    sheet->used += text != NULL ? digits_exact(text, value) : 0;
}

void sheet_significant(struct sheet *sheet, double value, int digits)
{
    begin_field(sheet);
    char *text = claim(sheet, DIGITS_SIZE);
    sheet->used += text != NULL ? digits_significant(text, value, digits) : 0;
}

void sheet_day(struct sheet *sheet, int32_t day)
{
    begin_field(sheet);
    char *text = claim(sheet, DAY_TEXT_SIZE);
    if (day != NO_DAY && text != NULL) {
        day_format(day, text);
        sheet->used += DAY_TEXT_SIZE - 1;
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
    if (sheet->text == NULL) {
        return STATUS_OK;
    }
    empty(sheet);
    if (sheet->failed == 0 && fsync(sheet->file) != 0) {
        note_failure(sheet);
    }
    if (close(sheet->file) != 0) {
        note_failure(sheet);
    }
    enum status status = STATUS_OK;
    if (sheet->failed != 0) {
        status = fault_set(fault, STATUS_SYSTEM, "%s: cannot be written: %s", sheet->path,
                           strerror(sheet->failed));
    }
    free(sheet->text);
    free(sheet->path);
    *sheet = (struct sheet){.file = -1};
    return status;
}
