/* Records cut and parsed: quotes, newlines, blanks, blocks of any size. */
#include "io/table.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEN_SIZE = 1 << 18 };

/* What was visited, as text: "line:field|field|;" or "line!problem;" a record. */
struct seen {
    char text[SEEN_SIZE];
    size_t length;
    const char *bytes; /* of the file */
    size_t size;
};

static void note(struct seen *seen, const char *bytes, size_t length)
{
    assert_true(seen->length + length < SEEN_SIZE);
    if (length > 0) {
        memcpy(seen->text + seen->length, bytes, length);
    }
    seen->length += length;
    seen->text[seen->length] = '\0';
}

static void see(void *context, size_t block, const struct table_row *row, const char *problem)
{
    (void)block;
    struct seen *seen = context;
    char line[32];
    snprintf(line, sizeof line, "%zu%c", row->line, problem != NULL ? '!' : ':');
    note(seen, line, strlen(line));
    assert_true(row->raw.data >= seen->bytes &&
                row->raw.data + row->raw.length <= seen->bytes + seen->size);
    if (problem != NULL) {
        assert_int_equal(row->count, 0);
        note(seen, row->raw.data, row->raw.length);
    }
    for (size_t i = 0; i < row->count; i++) {
        note(seen, row->field[i].data, row->field[i].length);
        note(seen, "|", 1);
    }
    note(seen, ";", 1);
}

/* Reads `size` bytes with blocks of `block_size`; the bytes are in a buffer of their own size, so
 * that a sanitizer sees one step too far. */
static struct seen *read_bytes(const char *bytes, size_t size, char delimiter, size_t block_size)
{
    struct seen *seen = malloc(sizeof *seen);
    char *copy = malloc(size > 0 ? size : 1);
    if (seen == NULL || copy == NULL) {
        abort();
    }
    memcpy(copy, bytes, size);
    seen->text[0] = '\0';
    seen->length = 0;
    seen->bytes = copy;
    seen->size = size;
    char path[] = "test.csv";
    struct source source = {.path = path, .bytes = copy, .size = size};
    struct arena arena;
    struct fault fault = {0};
    struct table table;
    arena_init(&arena, 0);
    assert_int_equal(
        table_open_blocks(&table, &source, delimiter, block_size, NULL, &arena, &fault), STATUS_OK);
    for (size_t b = 0; b < table.blocks; b++) {
        assert_int_equal(table_block(&table, b, see, seen, &fault), STATUS_OK);
    }
    arena_free(&arena);
    free(copy);
    return seen;
}

/* The same is seen whatever the size of the blocks. */
static void sees(const char *text, char delimiter, const char *expected)
{
    static const size_t SIZES[] = {1 << 20, 1, 2, 3, 7, 16, 64};
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        struct seen *seen = read_bytes(text, strlen(text), delimiter, SIZES[i]);
        assert_string_equal(seen->text, expected);
        free(seen);
    }
}

static void reads_every_kind_of_newline(void **state)
{
    (void)state;
    sees("a,b\n1,2\n3,4\n", ',', "2:1|2|;3:3|4|;");
    sees("a,b\r\n1,2\r\n3,4\r\n", ',', "2:1|2|;3:3|4|;");
    sees("a,b\r1,2\r3,4\r", ',', "2:1|2|;3:3|4|;");
    sees("a,b\n1,2\r\n3,4\r5,6", ',', "2:1|2|;3:3|4|;4:5|6|;");
    sees("a,b\n1,2", ',', "2:1|2|;");
    sees("a,b\n\"1\",2", ',', "2:1|2|;");
    sees("a,b", ',', "");
    sees("a,b\n", ',', "");
}

static void passes_over_a_byte_order_mark(void **state)
{
    (void)state;
    const char *text = "\xEF\xBB\xBF"
                       "sku,b\n1,2\n";
    sees(text, ',', "2:1|2|;");
    struct source source = {.path = NULL, .bytes = text, .size = strlen(text)};
    struct table table;
    struct arena arena;
    struct fault fault = {0};
    arena_init(&arena, 0);
    assert_int_equal(table_open(&table, &source, ',', &arena, &fault), STATUS_OK);
    assert_int_equal(table_column(&table, text_of("SKU")), 0);
    assert_int_equal(table_column(&table, text_of("B")), 1);
    assert_int_equal(table_column(&table, text_of("c")), SIZE_MAX);
    arena_free(&arena);
}

static void counts_lines_past_quoted_and_blank_ones(void **state)
{
    (void)state;
    sees("a,b\n\"1\n2\",x\n3,4\n", ',', "2:1\n2|x|;4:3|4|;");
    sees("a,b\n\"1\r\n2\r3\",x\r\n3,4\r\n", ',', "2:1\r\n2\r3|x|;5:3|4|;");
    sees("\n\na,b\n\n1,2\n  \n\t\n3,4\n\n\n5,\"6\"\n\n7,8\n\n", ',',
         "5:1|2|;8:3|4|;11:5|6|;13:7|8|;");
    sees("a,b\r\n\r\n\r\n1,2\r\n", ',', "4:1|2|;");
    sees("a\n\n\n\nx\n", ',', "5:x|;");
    sees("a\n \n\n x\n", ',', "4:x|;");
}

static void unquotes_and_trims(void **state)
{
    (void)state;
    sees("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", ',', "2:x,y|say \"hi\"|;");
    sees("a,b\n  x  , y\t\n", ',', "2:x|y|;");
    sees("a,b\n \"x\" ,\t\"y\" \n", ',', "2:x|y|;");
    sees("a,b\n\"\",\n", ',', "2:||;");
    sees("a,b,c\n,,\n ,, \n", ',', "2:|||;3:|||;");
    sees("a\tb\n\t2\n1\t\n x \t y \n", '\t', "2:|2|;3:1||;4:x|y|;");
}

static void takes_a_delimiter_at_the_end(void **state)
{
    (void)state;
    sees("a,b\n1,2,\n3,4,5\n6\n7,8,9,10,11\n", ',', "2:1|2|;3:3|4|5|;4:6|;5!7,8,9,10,11;");
    sees("a,b,\n1,2,\n3,4\n", ',', "2:1|2|;3:3|4|;");
}

/* A quote that makes no sense costs its own line. */
static void loses_only_the_line_of_a_bad_quote(void **state)
{
    (void)state;
    sees("a,b\n1,x\"y\n3,4\n", ',', "2!1,x\"y;3:3|4|;");
    sees("a,b\n\"1\"x,2\n3,4\n", ',', "2!\"1\"x,2;3:3|4|;");
    sees("a,b\n1,\"2\n3,4\n5,6\n", ',', "2!1,\"2;3:3|4|;4:5|6|;");
    sees("a,b\n1,\"2\n3,\"4\"\n5,6\n", ',', "2!1,\"2;3:3|4|;4:5|6|;");
    sees("a,b\n1,\"2", ',', "2!1,\"2;");
    sees("a,b\r\n1,\"2\r\n3,4\r\n", ',', "2!1,\"2;3:3|4|;");
    sees("a,b\n\"1\" \"2\",x\n3,4", ',', "2!\"1\" \"2\",x;3:3|4|;");
}

/* 64 KiB is the most that a quoted field may hold. */
static void gives_up_on_a_quote_that_goes_on_for_ever(void **state)
{
    (void)state;
    enum { LINES = 20000 /* more than 64 KiB */ };
    char *text = malloc(64 + LINES * 4);
    assert_non_null(text);
    char *at = text + sprintf(text, "a,b\n0,\"open\n");
    for (size_t i = 0; i < LINES; i++) {
        at += sprintf(at, "1,2\n");
    }
    sprintf(at, "3,end\"\n");
    for (size_t block = 1000; block <= 1000000; block *= 1000) {
        struct seen *seen = read_bytes(text, strlen(text), ',', block);
        assert_memory_equal(seen->text, "2!0,\"open;3:1|2|;4:1|2|;", 23);
        const char last[] = "20002:1|2|;20003!3,end\";";
        assert_string_equal(seen->text + seen->length - strlen(last), last);
        free(seen);
    }
    free(text);
}

static void finds_out_the_delimiter(void **state)
{
    (void)state;
    sees("a;b\n1;2,5\n", '\0', "2:1|2,5|;");
    sees("a\tb\n1\t2,5\n", '\0', "2:1|2,5|;");
    sees("a|b\n1|2,5\n", '\0', "2:1|2,5|;");
    sees("\"a,a,a\";b\n1;2\n", '\0', "2:1|2|;");
    sees("a\n1\n", '\0', "2:1|;");
}

static void refused(const char *bytes, size_t size, const char *word)
{
    char path[] = "test.csv";
    struct source source = {.path = path, .bytes = bytes, .size = size};
    struct table table;
    struct arena arena;
    struct fault fault = {0};
    arena_init(&arena, 0);
    assert_int_equal(table_open(&table, &source, ',', &arena, &fault), STATUS_DATA);
    assert_non_null(strstr(fault.message, word));
    arena_free(&arena);
}

static void needs_a_header_in_utf8(void **state)
{
    (void)state;
    refused("", 0, "is empty");
    refused("\n \r\n", 4, "is empty");
    refused("a,\"b\n", 5, "not closed");
    refused("\xFF\xFE"
            "a\0,\0",
            6, "UTF-16");
}

/* A small stream of numbers for bytes at random (xorshift). */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Whatever the bytes: nothing breaks, and blocks of any size see the same records. */
static void random_bytes_read_the_same_in_blocks_of_any_size(void **state)
{
    (void)state;
    static const char LETTERS[] = {'a', ',', '"', '\n', '\r', ' ', '\t', '\0', ';', '"', ',', '\n'};
    uint64_t random = 88172645463325252ULL;
    for (int round = 0; round < 5000; round++) {
        char bytes[80] = "h,i\n";
        size_t size = 4 + next_random(&random) % (sizeof bytes - 4);
        for (size_t i = 4; i < size; i++) {
            bytes[i] = LETTERS[next_random(&random) % sizeof LETTERS];
        }
        char delimiter = round % 3 == 0 ? '\t' : ',';
        struct seen *whole = read_bytes(bytes, size, delimiter, 1000);
        struct seen *pieces = read_bytes(bytes, size, delimiter, 1 + next_random(&random) % 12);
        assert_int_equal(whole->length, pieces->length);
        assert_memory_equal(whole->text, pieces->text, whole->length);
        free(whole);
        free(pieces);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_kind_of_newline),
        cmocka_unit_test(passes_over_a_byte_order_mark),
        cmocka_unit_test(counts_lines_past_quoted_and_blank_ones),
        cmocka_unit_test(unquotes_and_trims),
        cmocka_unit_test(takes_a_delimiter_at_the_end),
        cmocka_unit_test(loses_only_the_line_of_a_bad_quote),
        cmocka_unit_test(gives_up_on_a_quote_that_goes_on_for_ever),
        cmocka_unit_test(finds_out_the_delimiter),
        cmocka_unit_test(needs_a_header_in_utf8),
        cmocka_unit_test(random_bytes_read_the_same_in_blocks_of_any_size),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
