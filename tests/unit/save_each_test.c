/* Files written by all threads: the same bytes as by one, whatever the length of the rows. */
#include "support/check.h"

#include "io/save.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS = 20000, LONG_ROW = 300000, PATH_SIZE = 64 };

/* Most rows are short; every thousandth is longer than any buffer, and some write nothing at all or
 * two lines. */
static void write_row(void *context, size_t index, struct sheet *sheet)
{
    const char *filler = context;
    if (index % 97 == 0) {
        return;
    }
    sheet_number(sheet, (double)index, 0);
    sheet_string(sheet, index % 3 == 0 ? "a,\"b\"" : "plain");
    if (index % 1000 == 999) {
        sheet_text(sheet, (struct text){filler, LONG_ROW + index});
    }
    sheet_day(sheet, (int32_t)index);
    sheet_exact(sheet, (double)index / 7.0);
    sheet_end(sheet);
    if (index % 11 == 0) {
        sheet_significant(sheet, (double)index / 3.0, 5);
        sheet_end(sheet);
    }
}

static char *read_all(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *length = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(*length + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, *length, file), *length);
    fclose(file);
    return text;
}

/* The text that `threads` make; 0: row by row. */
static char *made_by(int threads, const char *folder, char *filler, size_t *length)
{
    struct fault fault = {0};
    struct sheet sheet;
    assert_int_equal(sheet_open(&sheet, folder, "rows.csv", "n,word", &fault), STATUS_OK);
    if (threads == 0) {
        for (size_t i = 0; i < ROWS; i++) {
            write_row(filler, i, &sheet);
        }
    } else {
        struct team team;
        assert_int_equal(team_init(&team, threads, &fault), STATUS_OK);
        sheet_each(&sheet, &team, ROWS, write_row, filler);
        team_free(&team);
    }
    assert_int_equal(sheet_close(&sheet, &fault), STATUS_OK);
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/rows.csv", folder);
    char *text = read_all(path, length);
    assert_int_equal(unlink(path), 0);
    return text;
}

static char *make_filler(void)
{
    size_t size = LONG_ROW + ROWS;
    char *filler = malloc(size);
    assert_non_null(filler);
    for (size_t i = 0; i < size; i++) {
        filler[i] = i % 5000 == 0 ? '"' : (char)('a' + i % 26);
    }
    return filler;
}

static void any_number_of_threads_writes_the_same_bytes(void **state)
{
    (void)state;
    char folder[] = "/tmp/restock-each-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *filler = make_filler();
    size_t wanted;
    char *want = made_by(0, folder, filler, &wanted);
    for (int threads = 1; threads <= 3; threads++) {
        size_t length;
        char *text = made_by(threads, folder, filler, &length);
        assert_int_equal(length, wanted);
        assert_true(memcmp(text, want, length) == 0);
        free(text);
    }
    free(want);
    free(filler);
    assert_int_equal(rmdir(folder), 0);
}

static void a_file_without_rows_is_its_header(void **state)
{
    (void)state;
    char folder[] = "/tmp/restock-each-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct fault fault = {0};
    struct team team;
    struct sheet sheet;
    assert_int_equal(team_init(&team, 2, &fault), STATUS_OK);
    assert_int_equal(sheet_open(&sheet, folder, "rows.csv", "n,word", &fault), STATUS_OK);
    sheet_each(&sheet, &team, 0, write_row, NULL);
    assert_int_equal(sheet_close(&sheet, &fault), STATUS_OK);
    team_free(&team);
    char path[PATH_SIZE];
    size_t length;
    (void)snprintf(path, sizeof path, "%s/rows.csv", folder);
    char *text = read_all(path, &length);
    assert_int_equal(length, strlen("n,word\n"));
    free(text);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void a_disk_that_fills_up_on_the_way_is_told(void **state)
{
    (void)state;
    if (access("/dev/full", W_OK) != 0) {
        skip();
    }
    char *filler = make_filler();
    struct fault fault = {0};
    struct team team;
    struct sheet sheet;
    assert_int_equal(team_init(&team, 2, &fault), STATUS_OK);
    assert_int_equal(sheet_open(&sheet, "/dev", "full", "n,word", &fault), STATUS_OK);
    sheet_each(&sheet, &team, ROWS, write_row, filler);
    assert_int_equal(sheet_close(&sheet, &fault), STATUS_SYSTEM);
    assert_non_null(strstr(fault.message, "/dev/full: cannot be written: No space left"));
    team_free(&team);
    free(filler);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads_writes_the_same_bytes),
        cmocka_unit_test(a_file_without_rows_is_its_header),
        cmocka_unit_test(a_disk_that_fills_up_on_the_way_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
