/* The file of --state: what was written is read, and nothing else is. */
#include "support/check.h"

#include "io/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PERIODS = 30, SETTINGS = 7, PATH_SIZE = 96 };
static const char VERSION[] = "1.2.3";

struct fixture {
    char folder[48];
    char path[PATH_SIZE];
    double demand[PERIODS];
    struct span span;
    struct history history;
    struct state state;
    struct memory memory;
    struct fault fault;
};

static struct memory_key key_of(const struct fixture *fixture, const char *sku)
{
    return (struct memory_key){.sku = text_of(sku),
                               .location = text_of("north"),
                               .span = &fixture->span,
                               .history = &fixture->history};
}

static void keep(struct fixture *fixture, const char *sku, double number)
{
    struct memory_key key = key_of(fixture, sku);
    struct notes notes;
    struct record record;
    memory_recall(&fixture->memory, &key, &notes, &record);
    notes_turn(&notes, "ets");
    notes_keep(&notes, 0, &number, 1);
    memory_keep(&fixture->memory, &record, &notes);
}

static enum state_found reopen(struct fixture *fixture, const char *version, uint64_t settings)
{
    memory_free(&fixture->memory);
    state_close(&fixture->state);
    memory_init(&fixture->memory, 7);
    return state_open(&fixture->state, fixture->folder, version, settings, &fixture->memory,
                      &fixture->fault);
}

/* A folder with the state of two series. */
static int start(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    strcpy(fixture->folder, "/tmp/restock-state-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    assert_int_equal(rmdir(fixture->folder), 0); /* a first run makes it */
    (void)snprintf(fixture->path, sizeof fixture->path, "%s/state.bin", fixture->folder);
    for (size_t t = 0; t < PERIODS; t++) {
        fixture->demand[t] = (double)(t % 5);
    }
    fixture->span = (struct span){.demand = fixture->demand, .length = PERIODS};
    fixture->history = (struct history){.demand = fixture->demand, .length = PERIODS, .season = 1};
    fixture->state.file = -1;
    assert_int_equal(reopen(fixture, VERSION, SETTINGS), STATE_NONE);
    memory_reserve(&fixture->memory, 2);
    keep(fixture, "B", 0.5);
    keep(fixture, "A", 0.25);
    memory_settle(&fixture->memory);
    assert_int_equal(state_write(&fixture->state, &fixture->memory, &fixture->fault), STATUS_OK);
    assert_int_equal(state_commit(&fixture->state, &fixture->fault), STATUS_OK);
    *state = fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    char command[PATH_SIZE];
    memory_free(&fixture->memory);
    state_close(&fixture->state);
    (void)snprintf(command, sizeof command, "rm -r %s", fixture->folder);
    assert_int_equal(system(command), 0);
    free(fixture);
    return 0;
}

static void number_must_be(struct fixture *fixture, const char *sku, double want)
{
    struct memory_key key = key_of(fixture, sku);
    struct notes notes;
    struct record record;
    size_t count = 0;
    memory_recall(&fixture->memory, &key, &notes, &record);
    notes_turn(&notes, "ets");
    const double *number = notes_before(&notes, 0, &count);
    assert_non_null(number);
    assert_int_equal(count, 1);
    assert_true(notes.same);
    check_close(*number, want, 0.0);
}

static void what_was_kept_is_read(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(reopen(fixture, VERSION, SETTINGS), STATE_TAKEN);
    assert_int_equal(fixture->memory.count, 2);
    assert_int_equal(fixture->memory.night, 1);
    number_must_be(fixture, "A", 0.25);
    number_must_be(fixture, "B", 0.5);
}

static void refused_with(struct fixture *fixture, enum state_found found, const char *word)
{
    assert_int_equal(found, STATE_REFUSED);
    assert_int_equal(fixture->memory.count, 0);
    if (strstr(fixture->fault.message, word) == NULL) {
        fail_msg("\"%s\" lacks \"%s\"", fixture->fault.message, word);
    }
}

static void another_version_and_other_settings_are_refused(void **state)
{
    struct fixture *fixture = *state;
    refused_with(fixture, reopen(fixture, "1.2.4", SETTINGS), "by restock 1.2.3, this is 1.2.4");
    refused_with(fixture, reopen(fixture, VERSION, SETTINGS + 1), "other settings");
}

static long size_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return (long)info.st_size;
}

/* One bit of the byte at `at` is turned, and turned back by the next call. */
static void turn_bit(const char *path, long at)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    int byte = fgetc(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fputc(byte ^ 16, file), byte ^ 16);
    assert_int_equal(fclose(file), 0);
}

static void a_bit_turned_anywhere_is_found(void **state)
{
    struct fixture *fixture = *state;
    for (long at = 0; at < size_of(fixture->path); at++) {
        turn_bit(fixture->path, at);
        assert_int_equal(reopen(fixture, VERSION, SETTINGS), STATE_REFUSED);
        turn_bit(fixture->path, at);
    }
    assert_int_equal(reopen(fixture, VERSION, SETTINGS), STATE_TAKEN);
}

static void each_kind_of_damage_has_its_sentence(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        long at;
        const char *word;
    } DAMAGE[] = {
        {0, "no state of restock"},
        {offsetof(struct state_head, byte_order), "another byte order"},
        {offsetof(struct state_head, format), "of format"},
        {offsetof(struct state_head, night), "its header is damaged"},
        {sizeof(struct state_head), "checksum is wrong"},
        {sizeof(struct state_head) + 2 * sizeof(struct record_place) + 50, "checksum is wrong"},
    };
    for (size_t i = 0; i < sizeof DAMAGE / sizeof *DAMAGE; i++) {
        turn_bit(fixture->path, DAMAGE[i].at);
        refused_with(fixture, reopen(fixture, VERSION, SETTINGS), DAMAGE[i].word);
        turn_bit(fixture->path, DAMAGE[i].at);
    }
}

static void a_file_cut_short_or_grown_is_refused(void **state)
{
    struct fixture *fixture = *state;
    long size = size_of(fixture->path);
    for (long kept = size + 8; kept >= 0; kept -= 8) {
        state_close(&fixture->state); /* no part of it may be mapped */
        assert_int_equal(truncate(fixture->path, kept), 0);
        enum state_found found = reopen(fixture, VERSION, SETTINGS);
        if (kept != size) { /* the first step made it longer by zeros, the second cut those off */
            assert_int_equal(found, STATE_REFUSED);
        }
    }
    refused_with(fixture, reopen(fixture, VERSION, SETTINGS), "empty");
}

static void what_is_not_committed_leaves_no_trace(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(reopen(fixture, VERSION, SETTINGS), STATE_TAKEN);
    assert_int_equal(state_write(&fixture->state, &fixture->memory, &fixture->fault), STATUS_OK);
    assert_int_equal(reopen(fixture, VERSION, SETTINGS), STATE_TAKEN);
    assert_int_equal(fixture->memory.count, 2);
    assert_int_not_equal(access(fixture->state.fresh, F_OK), 0);
}

static void of_two_runs_at_once_one_keeps_its_state(void **state)
{
    struct fixture *fixture = *state;
    struct state other;
    struct memory memory;
    memory_init(&memory, 1);
    assert_int_equal(reopen(fixture, VERSION, SETTINGS), STATE_TAKEN);
    assert_int_equal(
        state_open(&other, fixture->folder, VERSION, SETTINGS, &memory, &fixture->fault),
        STATE_TAKEN);
    assert_int_equal(state_write(&fixture->state, &fixture->memory, &fixture->fault), STATUS_OK);
    assert_int_equal(state_write(&other, &memory, &fixture->fault), STATUS_SYSTEM);
    assert_non_null(strstr(fixture->fault.message, "another run"));
    assert_int_equal(state_commit(&fixture->state, &fixture->fault), STATUS_OK);
    assert_int_equal(state_write(&other, &memory, &fixture->fault), STATUS_OK);
    state_close(&other);
    assert_int_equal(reopen(fixture, VERSION, SETTINGS), STATE_TAKEN);
}

static void a_folder_that_cannot_be_written_is_no_end_of_the_run(void **state)
{
    struct fixture *fixture = *state;
    struct state other;
    struct memory memory;
    memory_init(&memory, 1);
    assert_int_equal(
        state_open(&other, "/proc/no/such", VERSION, SETTINGS, &memory, &fixture->fault),
        STATE_NONE);
    assert_int_equal(state_write(&other, &memory, &fixture->fault), STATUS_SYSTEM);
    assert_int_equal(state_commit(&other, &fixture->fault), STATUS_OK);
    state_close(&other);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(what_was_kept_is_read),
        EACH(another_version_and_other_settings_are_refused),
        EACH(a_bit_turned_anywhere_is_found),
        EACH(each_kind_of_damage_has_its_sentence),
        EACH(a_file_cut_short_or_grown_is_refused),
        EACH(what_is_not_committed_leaves_no_trace),
        EACH(of_two_runs_at_once_one_keeps_its_state),
        EACH(a_folder_that_cannot_be_written_is_no_end_of_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
