/* Publication: OUT is last night's folder or tonight's, whole; and numbers as text. */
#include "support/check.h"

#include "base/missing.h"
#include "io/digits.h"
#include "io/save.h"
#include "panel/calendar.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_SIZE = 256 };

struct fixture {
    char root[32];
    char out[64];
    struct publication publication;
    struct fault fault;
};

static int start(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    strcpy(fixture->root, "/tmp/restock-save-XXXXXX");
    assert_non_null(mkdtemp(fixture->root));
    (void)snprintf(fixture->out, sizeof fixture->out, "%s/out", fixture->root);
    fixture->publication.lock = -1;
    *state = fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    char command[64];
    publication_abandon(&fixture->publication);
    (void)snprintf(command, sizeof command, "rm -r %s", fixture->root);
    assert_int_equal(system(command), 0);
    free(fixture);
    return 0;
}

static void write_file(const char *folder, const char *name, const char *line)
{
    struct fault fault = {0};
    struct sheet sheet;
    assert_int_equal(sheet_open(&sheet, folder, name, line, &fault), STATUS_OK);
    assert_int_equal(sheet_close(&sheet, &fault), STATUS_OK);
}

static void check_file(const char *folder, const char *name, const char *want)
{
    char path[PATH_SIZE];
    char text[512] = "";
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(text, want);
}

static size_t entries(const char *folder)
{
    DIR *opened = opendir(folder);
    assert_non_null(opened);
    size_t count = 0;
    while (readdir(opened) != NULL) {
        count++;
    }
    closedir(opened);
    return count - 2;
}

static void publish(struct fixture *fixture, const char *name, const char *line)
{
    assert_int_equal(publication_begin(&fixture->publication, fixture->out, &fixture->fault),
                     STATUS_OK);
    write_file(fixture->publication.temporary, name, line);
    assert_int_equal(publication_commit(&fixture->publication, &fixture->fault), STATUS_OK);
}

static void begin_is_refused(struct fixture *fixture, const char *out, enum status status,
                             const char *part)
{
    assert_int_equal(publication_begin(&fixture->publication, out, &fixture->fault), status);
    if (strstr(fixture->fault.message, part) == NULL) {
        print_error("\"%s\" does not say \"%s\"\n", fixture->fault.message, part);
        fail();
    }
}

static void the_folder_appears_whole_and_nothing_stays_beside_it(void **state)
{
    struct fixture *fixture = *state;
    publish(fixture, "orders.csv", "first");
    check_file(fixture->out, "orders.csv", "first\n");
    assert_int_equal(entries(fixture->root), 1);
}

static void tonight_replaces_last_night(void **state)
{
    struct fixture *fixture = *state;
    publish(fixture, "orders.csv", "first");
    assert_int_equal(chmod(fixture->out, 0750), 0);
    publish(fixture, "transfers.csv", "second");
    check_file(fixture->out, "transfers.csv", "second\n");
    assert_int_equal(entries(fixture->out), 1);
    assert_int_equal(entries(fixture->root), 1);
    struct stat now;
    assert_int_equal(stat(fixture->out, &now), 0);
    assert_int_equal(now.st_mode & 0777, 0750);
}

static void a_failed_run_leaves_last_night_alone(void **state)
{
    struct fixture *fixture = *state;
    publish(fixture, "orders.csv", "first");
    assert_int_equal(publication_begin(&fixture->publication, fixture->out, &fixture->fault),
                     STATUS_OK);
    write_file(fixture->publication.temporary, "orders.csv", "half");
    publication_abandon(&fixture->publication);
    check_file(fixture->out, "orders.csv", "first\n");
    assert_int_equal(entries(fixture->root), 1);
}

static void a_folder_of_strangers_is_not_replaced(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(mkdir(fixture->out, 0777), 0);
    write_file(fixture->out, "thesis.txt", "years of work");
    begin_is_refused(fixture, fixture->out, STATUS_USAGE, "holds \"thesis.txt\"");
    check_file(fixture->out, "thesis.txt", "years of work\n");
    assert_int_equal(entries(fixture->root), 1);
}

static void a_stranger_who_came_during_the_run_is_kept(void **state)
{
    struct fixture *fixture = *state;
    publish(fixture, "orders.csv", "first");
    assert_int_equal(publication_begin(&fixture->publication, fixture->out, &fixture->fault),
                     STATUS_OK);
    write_file(fixture->out, "notes.txt", "call the supplier");
    assert_int_equal(publication_commit(&fixture->publication, &fixture->fault), STATUS_USAGE);
    check_file(fixture->out, "notes.txt", "call the supplier\n");
    assert_int_equal(entries(fixture->root), 1);
}

static void a_place_that_cannot_be_is_told(void **state)
{
    struct fixture *fixture = *state;
    begin_is_refused(fixture, "/nowhere/at/all", STATUS_USAGE, "cannot be found");
    begin_is_refused(fixture, "/", STATUS_USAGE, "root folder");
    begin_is_refused(fixture, "/proc", STATUS_USAGE, "mount point");
    write_file(fixture->root, "file", "");
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/file", fixture->root);
    begin_is_refused(fixture, path, STATUS_USAGE, "is not a folder");
}

static void a_link_to_a_folder_stays_a_link(void **state)
{
    struct fixture *fixture = *state;
    char link[PATH_SIZE];
    publish(fixture, "orders.csv", "first");
    (void)snprintf(link, sizeof link, "%s/link", fixture->root);
    assert_int_equal(symlink("out", link), 0);
    assert_int_equal(publication_begin(&fixture->publication, link, &fixture->fault), STATUS_OK);
    write_file(fixture->publication.temporary, "orders.csv", "second");
    assert_int_equal(publication_commit(&fixture->publication, &fixture->fault), STATUS_OK);
    check_file(fixture->out, "orders.csv", "second\n");
    struct stat now;
    assert_int_equal(lstat(link, &now), 0);
    assert_true(S_ISLNK(now.st_mode));
}

static void the_rests_of_a_dead_run_are_removed(void **state)
{
    struct fixture *fixture = *state;
    char dead[PATH_SIZE];
    char other[PATH_SIZE];
    (void)snprintf(dead, sizeof dead, "%s.tmp-1", fixture->out);
    (void)snprintf(other, sizeof other, "%s.tmp-mine", fixture->out);
    assert_int_equal(mkdir(dead, 0777), 0);
    assert_int_equal(mkdir(other, 0777), 0);
    write_file(dead, "orders.csv", "half");
    publish(fixture, "orders.csv", "whole");
    assert_int_not_equal(access(dead, F_OK), 0);
    assert_int_equal(access(other, F_OK), 0);
}

static void two_runs_into_one_folder_do_not_mix(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(publication_begin(&fixture->publication, fixture->out, &fixture->fault),
                     STATUS_OK);
    struct publication second;
    assert_int_equal(publication_begin(&second, fixture->out, &fixture->fault), STATUS_SYSTEM);
    assert_non_null(strstr(fixture->fault.message, "another run"));
    publication_abandon(&fixture->publication);
    assert_int_equal(publication_begin(&fixture->publication, fixture->out, &fixture->fault),
                     STATUS_OK);
}

static void a_signal_removes_the_temporary_folder(void **state)
{
    struct fixture *fixture = *state;
    publish(fixture, "orders.csv", "first");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (publication_begin(&fixture->publication, fixture->out, &fixture->fault) == STATUS_OK) {
            write_file(fixture->publication.temporary, "orders.csv", "half");
            (void)raise(SIGTERM);
        }
        _exit(9);
    }
    int result = 0;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFSIGNALED(result));
    assert_int_equal(WTERMSIG(result), SIGTERM);
    assert_int_equal(entries(fixture->root), 1);
    check_file(fixture->out, "orders.csv", "first\n");
}

static void a_full_disk_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct sheet sheet;
    if (access("/dev/full", W_OK) != 0) {
        skip();
    }
    assert_int_equal(sheet_open(&sheet, "/dev", "full", "a,b", &fixture->fault), STATUS_OK);
    assert_int_equal(sheet_close(&sheet, &fixture->fault), STATUS_SYSTEM);
    assert_non_null(strstr(fixture->fault.message, "/dev/full: cannot be written"));
}

static void fields_are_quoted_only_where_they_must_be(void **state)
{
    struct fixture *fixture = *state;
    struct sheet sheet;
    assert_int_equal(sheet_open(&sheet, fixture->root, "a.csv", "a,b,c,d,e", &fixture->fault),
                     STATUS_OK);
    sheet_string(&sheet, "plain");
    sheet_string(&sheet, "a,b");
    sheet_string(&sheet, "say \"so\"");
    sheet_string(&sheet, " blank");
    sheet_string(&sheet, "two\nlines");
    sheet_end(&sheet);
    sheet_string(&sheet, "");
    sheet_number(&sheet, MISSING, 2);
    sheet_day(&sheet, NO_DAY);
    sheet_day(&sheet, day_of(2024, 2, 29));
    sheet_exact(&sheet, 0.1);
    sheet_end(&sheet);
    assert_int_equal(sheet_close(&sheet, &fixture->fault), STATUS_OK);
    check_file(fixture->root, "a.csv",
               "a,b,c,d,e\nplain,\"a,b\",\"say \"\"so\"\"\",\" blank\",\"two\nlines\"\n"
               ",,,2024-02-29,0.1\n");
}

static void check_digits(size_t length, const char *text, const char *want)
{
    assert_int_equal(length, strlen(want));
    assert_memory_equal(text, want, length);
}

static void numbers_lose_their_trailing_zeros_and_never_are_minus_nothing(void **state)
{
    (void)state;
    char text[DIGITS_SIZE];
    check_digits(digits_fixed(text, 12.5, 4), text, "12.5");
    check_digits(digits_fixed(text, 100.0, 2), text, "100");
    check_digits(digits_fixed(text, 0.05, 2), text, "0.05");
    check_digits(digits_fixed(text, -0.001, 2), text, "0");
    check_digits(digits_fixed(text, -1.25, 2), text, "-1.25");
    check_digits(digits_fixed(text, 0.0, 6), text, "0");
    check_digits(digits_fixed(text, 1e15, 6), text, "1000000000000000");
    check_digits(digits_fixed(text, 123456789012345.5, 1), text, "123456789012345.5");
    check_digits(digits_fixed(text, MISSING, 2), text, "");
    check_digits(digits_significant(text, 1234.56789, 6), text, "1234.57");
    check_digits(digits_significant(text, 0.000123456789, 6), text, "0.000123457");
    check_digits(digits_significant(text, 99999999.4, 6), text, "99999999");
    check_digits(digits_exact(text, 1.0 / 3.0), text, "0.3333333333333333");
    check_digits(digits_exact(text, -17.0), text, "-17");
}

static void numbers_read_back_as_they_were(void **state)
{
    (void)state;
    static const double values[] = {0.1, 1e-9, 123456.789, 2.0 / 3.0, 1e300, 5e-324, -0.7};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char text[DIGITS_SIZE + 1];
        text[digits_exact(text, values[i])] = '\0';
        assert_true(strtod(text, NULL) == values[i]);
    }
}

static void numbers_for_people_have_thousands(void **state)
{
    (void)state;
    char text[2 * DIGITS_SIZE];
    assert_string_equal(digits_grouped(text, 1234567.891, 2), "1,234,567.89");
    assert_string_equal(digits_grouped(text, 999.0, 0), "999");
    assert_string_equal(digits_grouped(text, -1000.0, 0), "-1,000");
    assert_string_equal(digits_grouped(text, -0.001, 2), "0.00");
    assert_string_equal(digits_grouped(text, MISSING, 2), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_folder_appears_whole_and_nothing_stays_beside_it, start,
                                        stop),
        cmocka_unit_test_setup_teardown(tonight_replaces_last_night, start, stop),
        cmocka_unit_test_setup_teardown(a_failed_run_leaves_last_night_alone, start, stop),
        cmocka_unit_test_setup_teardown(a_folder_of_strangers_is_not_replaced, start, stop),
        cmocka_unit_test_setup_teardown(a_stranger_who_came_during_the_run_is_kept, start, stop),
        cmocka_unit_test_setup_teardown(a_place_that_cannot_be_is_told, start, stop),
        cmocka_unit_test_setup_teardown(a_link_to_a_folder_stays_a_link, start, stop),
        cmocka_unit_test_setup_teardown(the_rests_of_a_dead_run_are_removed, start, stop),
        cmocka_unit_test_setup_teardown(two_runs_into_one_folder_do_not_mix, start, stop),
        cmocka_unit_test_setup_teardown(a_signal_removes_the_temporary_folder, start, stop),
        cmocka_unit_test_setup_teardown(a_full_disk_is_told, start, stop),
        cmocka_unit_test_setup_teardown(fields_are_quoted_only_where_they_must_be, start, stop),
        cmocka_unit_test(numbers_lose_their_trailing_zeros_and_never_are_minus_nothing),
        cmocka_unit_test(numbers_read_back_as_they_were),
        cmocka_unit_test(numbers_for_people_have_thousands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
