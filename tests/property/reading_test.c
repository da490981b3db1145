/* The short ways of reading against the long ones, on odd bytes. */
#include "../../src/io/usual.h"
#include "io/marks.h"
#include "io/table.h"
#include "panel/calendar.h"
#include "support/check.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A small stream of numbers for bytes at random (xorshift). */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void fill(char *bytes, size_t size, const char *letters, size_t count, uint64_t *random)
{
    for (size_t i = 0; i < size; i++) {
        bytes[i] = letters[next_random(random) % count];
    }
}

static void marks_are_those_found_byte_by_byte(void **state)
{
    (void)state;
    static const char LETTERS[] = {'a', ',', '\n', '\r', '-', '\0', '\x8c', '\xff', 'b', '\x0b'};
    uint64_t random = 88172645463325252ULL;
    static char bytes[MARKS_MOST];
    static uint16_t mark[MARKS_ROOM];
    static uint16_t plain[MARKS_ROOM];
    for (int round = 0; round < 2000; round++) {
        size_t size = next_random(&random) % (round % 100 == 0 ? MARKS_MOST + 1 : 200);
        size_t letters = 1 + next_random(&random) % sizeof LETTERS;
        fill(bytes, size, LETTERS, letters, &random);
        static const char DELIMITERS[] = {',', 'a', '\xff', '\x0b'};
        char delimiter = DELIMITERS[next_random(&random) % sizeof DELIMITERS];
        struct marks found = marks_find(bytes, size, delimiter, mark);
        struct marks known = marks_find_plainly(bytes, size, delimiter, plain);
        assert_int_equal(found.count, known.count);
        assert_int_equal(found.newlines, known.newlines);
        assert_int_equal(found.returns, known.returns);
        assert_memory_equal(mark, plain, known.count * sizeof *mark);
    }
}

/* Rows as text: "field|field|;" each, "!;" for too many fields. */
struct seen {
    char *text; /* [room] */
    size_t room;
    size_t length;
    uint64_t lines;  /* what the lines and raw rows say, as one number */
    size_t together; /* rows that came many at once */
    size_t count;    /* fields of the row in work, for libcsv */
    size_t row;      /* where its text begins */
};

enum { COLUMNS = 2 };

static void note(struct seen *seen, const void *bytes, size_t length)
{
    assert_true(seen->length + length <= seen->room);
    if (length > 0) {
        memcpy(seen->text + seen->length, bytes, length);
    }
    seen->length += length;
}

static void see(void *context, size_t block, const struct table_row *row, const char *problem)
{
    (void)block;
    struct seen *seen = context;
    if (row->raw.length > 0) {
        assert_memory_equal(row->raw.data, row->near, row->raw.length);
    }
    seen->lines = (seen->lines ^ text_hash(row->raw)) * 1099511628211ULL + row->line;
    if (problem != NULL) {
        note(seen, "!", 1);
    }
    for (size_t i = 0; i < row->count; i++) {
        note(seen, row->field[i].data, row->field[i].length);
        note(seen, "|", 1);
    }
    note(seen, ";", 1);
}

/* Now and then the lines are wanted one by one. */
static bool see_lines(void *context, size_t block, const struct table_lines *lines)
{
    (void)block;
    struct seen *seen = context;
    if (lines->line % 5 == 0) {
        return false;
    }
    for (size_t row = 0; row < lines->rows; row++) {
        const uint16_t *end = lines->end + row * lines->stride;
        uint16_t start = (uint16_t)(end[-1] + 1);
        struct text raw = {.data = lines->near + start,
                           .length = (size_t)(end[COLUMNS - 1] - start)};
        seen->lines = (seen->lines ^ text_hash(raw)) * 1099511628211ULL + lines->line + row;
        for (size_t i = 0; i < COLUMNS; i++) {
            start = (uint16_t)(end[(ptrdiff_t)i - 1] + 1);
            struct text field = {.data = lines->near + start, .length = (size_t)(end[i] - start)};
            field = text_trim(field);
            note(seen, field.data, field.length);
            note(seen, "|", 1);
        }
        note(seen, ";", 1);
    }
    seen->together += lines->rows;
    return true;
}

static void see_field(void *data, size_t length, void *context)
{
    struct seen *seen = context;
    note(seen, data, length);
    note(seen, "|", 1);
    seen->count++;
}

/* Too many fields are a problem, except that nothing may stand behind a last delimiter. */
static void see_end(int terminator, void *context)
{
    (void)terminator;
    struct seen *seen = context;
    if (seen->count > COLUMNS + 2) {
        seen->length = seen->row;
        note(seen, "!", 1);
    } else if (seen->count == COLUMNS + 1 && seen->text[seen->length - 2] == '|') {
        seen->length--;
    }
    note(seen, ";", 1);
    seen->count = 0;
    seen->row = seen->length;
}

static void read_source(struct seen *seen, const struct source *source, size_t block_size)
{
    struct arena arena;
    struct fault fault = {0};
    struct table table;
    arena_init(&arena, 0);
    assert_int_equal(table_open_blocks(&table, source, ',', block_size, NULL, &arena, &fault),
                     STATUS_OK);
    for (size_t b = 0; b < table.blocks; b++) {
        assert_int_equal(table_block_lines(&table, b, see, see_lines, seen, &fault), STATUS_OK);
    }
    arena_free(&arena);
}

static void lines_without_quotes_are_the_rows_that_libcsv_sees(void **state)
{
    (void)state;
    static const char LETTERS[] = {'a', ',', '\n', '\r', ' ', ',', '\t', '\0', ';', '\xe9'};
    static const char HEADER[] = "h,i\n";
    uint64_t random = 88172645463325252ULL;
    char path[] = "test.csv";
    static char ours[4096];
    static char theirs[4096];
    size_t together = 0;
    for (int round = 0; round < 5000; round++) {
        char bytes[400];
        size_t size = 4 + next_random(&random) % (sizeof bytes - 50);
        memcpy(bytes, HEADER, 4);
        fill(bytes + 4, size - 4, LETTERS, 3 + next_random(&random) % (sizeof LETTERS - 2),
             &random);
        if (round % 2 == 0) { /* rows as they should be, and odd bytes at the end */
            bool returns = round % 4 == 0;
            size = 4;
            while (size < 300) {
                size +=
                    (size_t)sprintf(bytes + size, "%.*s,%s%s", (int)(next_random(&random) % 4),
                                    "a b", round % 3 == 0 ? " " : "bc", returns ? "\r\n" : "\n");
            }
            size_t odd = next_random(&random) % 40;
            fill(bytes + size, odd, LETTERS, sizeof LETTERS, &random);
            size += odd;
        }
        bytes[size++] = '\n'; /* what a last line without one becomes is shown elsewhere */
        struct source source = {.path = path, .bytes = bytes, .size = size};
        struct seen seen = {.text = ours, .room = sizeof ours};
        read_source(&seen, &source, 1 + next_random(&random) % 500);
        struct seen known = {.text = theirs, .room = sizeof theirs};
        struct csv_parser parser;
        assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
        assert_int_equal(csv_parse(&parser, bytes + 4, size - 4, see_field, see_end, &known),
                         size - 4);
        csv_free(&parser);
        assert_int_equal(seen.length, known.length);
        assert_memory_equal(seen.text, known.text, known.length);
        together += seen.together;
    }
    assert_true(together > 5000);
}

/* A mapped file is read through a copy of 64 KiB at a time; lines cross its borders, and one is
 * longer. */
static void a_file_reads_the_same_as_its_bytes_in_memory(void **state)
{
    (void)state;
    static const char LETTERS[] = {'a', 'b',  ',',  '0', '1', '2',  'c', 'd', 'e', 'f', 'g',
                                   ' ', '\r', '\n', 'h', 'i', '\n', ',', 'j', 'k', '"'};
    enum { SIZE = 5 * SOURCE_NEAR + 77 };
    uint64_t random = 88172645463325252ULL;
    char *bytes = malloc(SIZE);
    char *text[2] = {malloc(4 * SIZE), malloc(4 * SIZE)};
    assert_true(bytes != NULL && text[0] != NULL && text[1] != NULL);
    for (int round = 0; round < 12; round++) {
        fill(bytes, SIZE, LETTERS, sizeof LETTERS - (round % 3 != 0), &random);
        memcpy(bytes, "h,i\n", 4);
        if (round % 4 == 1) {
            memset(bytes + SOURCE_NEAR / 2, 'x', 2 * SOURCE_NEAR);
        }
        for (size_t at = SOURCE_NEAR - 3; at < SOURCE_NEAR + 7; at++) { /* of every kind there */
            bytes[at] = "\r\n"[(at + (size_t)round) % 2];
        }
        char path[] = "/tmp/restock-reading-XXXXXX";
        int file = mkstemp(path);
        assert_true(file >= 0);
        assert_int_equal(write(file, bytes, SIZE), SIZE);
        assert_int_equal(close(file), 0);
        struct source memory = {.path = path, .bytes = bytes, .size = SIZE};
        struct source mapped;
        struct fault fault = {0};
        assert_int_equal(source_open(&mapped, path, 0, &fault), STATUS_OK);
        assert_int_equal(mapped.mapped, 1);
        struct seen one = {.text = text[0], .room = 4 * SIZE};
        struct seen other = {.text = text[1], .room = 4 * SIZE};
        read_source(&one, &memory, 1 << 22);
        read_source(&other, &mapped, round % 2 == 0 ? 1 << 22 : 100000);
        assert_int_equal(one.length, other.length);
        assert_memory_equal(one.text, other.text, one.length);
        assert_true(one.lines == other.lines);
        source_close(&mapped);
        unlink(path);
    }
    free(bytes);
    free(text[0]);
    free(text[1]);
}

static void usual_numbers_are_those_of_text_number(void **state)
{
    (void)state;
    static const char LETTERS[] = "0123456789.0129,-+e( \x80/:";
    uint64_t random = 88172645463325252ULL;
    size_t read = 0;
    for (int round = 0; round < 200000; round++) {
        char bytes[10];
        size_t length = next_random(&random) % sizeof bytes;
        fill(bytes, length, LETTERS, round % 4 != 0 ? 11 : sizeof LETTERS - 1, &random);
        struct text text = {.data = bytes, .length = length};
        char decimal = round % 2 == 0 ? '.' : ',';
        double quick = 0.0;
        double value = 0.0;
        if (usual_number(text, decimal, &quick)) {
            read++;
            assert_true(text_number(text, decimal, &value));
            assert_memory_equal(&quick, &value, sizeof value);
        }
    }
    assert_true(read > 50000);
}

static void usual_days_are_those_of_day_parse(void **state)
{
    (void)state;
    static int32_t start[USUAL_MONTHS + 1];
    for (int month = 0; month <= USUAL_MONTHS; month++) {
        start[month] = day_of(USUAL_FIRST_YEAR + month / 12, month % 12 + 1, 1);
    }
    uint64_t random = 88172645463325252ULL;
    size_t read = 0;
    for (int32_t day = day_of(1890, 1, 1); day < day_of(2210, 1, 1); day++) {
        char bytes[DAY_TEXT_SIZE];
        day_format(day, bytes);
        if (day % 4 == 0) { /* one byte becomes another */
            bytes[next_random(&random) % 10] = "0123456789-/: \x80\xff"[next_random(&random) % 16];
        }
        struct text text = {.data = bytes, .length = 10};
        int32_t quick = 0;
        int32_t known = 0;
        bool is_day = day_parse(text, "YYYY-MM-DD", &known);
        assert_int_equal(usual_day(text, start, &quick), is_day);
        if (is_day) {
            read++;
            assert_int_equal(quick, known);
        }
    }
    assert_true(read > 80000);
}

static void texts_are_equal_byte_by_byte(void **state)
{
    (void)state;
    uint64_t random = 88172645463325252ULL;
    for (int round = 0; round < 100000; round++) {
        char a[40];
        char b[40];
        size_t length = next_random(&random) % 40;
        fill(a, length, "ab", 2, &random);
        memcpy(b, a, length);
        if (round % 2 == 0 && length > 0) {
            b[next_random(&random) % length] = 'c';
        }
        struct text x = {.data = a, .length = length};
        struct text y = {.data = b, .length = length - (round % 5 == 0 && length > 0)};
        assert_int_equal(text_equal(x, y), text_compare(x, y) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_those_found_byte_by_byte),
        cmocka_unit_test(lines_without_quotes_are_the_rows_that_libcsv_sees),
        cmocka_unit_test(a_file_reads_the_same_as_its_bytes_in_memory),
        cmocka_unit_test(usual_numbers_are_those_of_text_number),
        cmocka_unit_test(usual_days_are_those_of_day_parse),
        cmocka_unit_test(texts_are_equal_byte_by_byte),
    };
    return cmocka_run_group_tests_name("reading", tests, NULL, NULL);
}
