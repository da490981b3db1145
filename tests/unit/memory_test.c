/* What is remembered of a series: when its parameters are used again, and when not. */
#include "support/check.h"

#include "forecast/memory.h"
#include "io/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LENGTH = 40, LATER = 12, NIGHTS = 1000000 };

struct fixture {
    double demand[LENGTH + LATER];
    struct span span;
    struct history history;
    struct memory_key key;
    struct memory before, memory;
    struct memory_sorted sorted;
    unsigned char *bytes; /* the records as the file has them */
    struct notes notes;
    struct record record;
};

/* As of period `length`, counted from the first in the array; the history begins at `first`. */
static void look_from(struct fixture *fixture, size_t first, size_t length)
{
    fixture->span = (struct span){.demand = fixture->demand + first,
                                  .length = length - first,
                                  .first_period = 100 + (int)first};
    fixture->history = (struct history){.demand = fixture->demand + first,
                                        .length = length - first,
                                        .season = 7,
                                        .nonnegative = true};
    fixture->key = (struct memory_key){.sku = text_of("A"),
                                       .location = text_of("north"),
                                       .span = &fixture->span,
                                       .history = &fixture->history};
}

static void recall(struct fixture *fixture)
{
    memory_recall(&fixture->memory, &fixture->key, &fixture->notes, &fixture->record);
}

/* The records of `memory` become those of the last run. */
static void next_night(struct fixture *fixture)
{
    struct fault fault = {0};
    memory_free(&fixture->before);
    free(fixture->bytes);
    free(fixture->sorted.place);
    free(fixture->sorted.record);
    fixture->before = fixture->memory;
    assert_int_equal(memory_sorted(&fixture->before, &fixture->sorted, &fault), STATUS_OK);
    fixture->bytes = calloc(1, fixture->sorted.size + 1);
    assert_non_null(fixture->bytes);
    for (size_t i = 0; i < fixture->sorted.count; i++) {
        memcpy(fixture->bytes + fixture->sorted.place[i].offset, fixture->sorted.record[i],
               record_size(fixture->sorted.record[i]));
    }
    memory_init(&fixture->memory, NIGHTS);
    assert_true(memory_recall_all(&fixture->memory, fixture->sorted.place, fixture->sorted.count,
                                  fixture->bytes, fixture->sorted.size));
    fixture->memory.night = fixture->before.night + 1;
    memory_reserve(&fixture->memory, 3);
}

/* A first night with two numbers kept by "ets". */
static int start(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    for (size_t t = 0; t < LENGTH + LATER; t++) {
        fixture->demand[t] = (double)(5 + t * t % 11);
    }
    memory_init(&fixture->memory, NIGHTS);
    memory_reserve(&fixture->memory, 3);
    look_from(fixture, 0, LENGTH);
    recall(fixture);
    assert_null(notes_before(&fixture->notes, 0, &(size_t){0}));
    notes_turn(&fixture->notes, "ets");
    notes_keep(&fixture->notes, 0, (const double[]){0.25, 8.0}, 2);
    memory_keep(&fixture->memory, &fixture->record, &fixture->notes);
    next_night(fixture);
    *state = fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    memory_free(&fixture->memory);
    memory_free(&fixture->before);
    free(fixture->sorted.place);
    free(fixture->sorted.record);
    free(fixture->bytes);
    free(fixture);
    return 0;
}

static const double *found_by(struct fixture *fixture, const char *model, size_t *count)
{
    notes_turn(&fixture->notes, model);
    return notes_before(&fixture->notes, 0, count);
}

static bool found(struct fixture *fixture)
{
    size_t count;
    return found_by(fixture, "ets", &count) != NULL;
}

static void the_same_history_gives_back_what_was_found_in_it(void **state)
{
    struct fixture *fixture = *state;
    size_t count = 0;
    recall(fixture);
    const double *number = found_by(fixture, "ets", &count);
    assert_non_null(number);
    assert_int_equal(count, 2);
    assert_true(fixture->notes.same);
    check_close(number[0], 0.25, 0.0);
    check_close(number[1], 8.0, 0.0);
}

static void a_models_notes_are_no_other_models(void **state)
{
    struct fixture *fixture = *state;
    size_t count = 0;
    recall(fixture);
    assert_null(found_by(fixture, "ses", &count));
    notes_turn(&fixture->notes, "ets");
    assert_null(notes_before(&fixture->notes, 1, &count));
}

static void a_longer_history_starts_from_the_former_parameters(void **state)
{
    struct fixture *fixture = *state;
    look_from(fixture, 0, LENGTH + 1);
    recall(fixture);
    assert_true(found(fixture));
    assert_false(fixture->notes.same);
    assert_int_equal(fixture->record.age, 1);
}

static void a_window_that_moves_on_is_the_same_series(void **state)
{
    struct fixture *fixture = *state;
    look_from(fixture, 2, LENGTH + 2);
    recall(fixture);
    assert_true(found(fixture));
    assert_int_equal(fixture->notes.moved, 2);
    assert_int_equal(fixture->notes.grown, 2);
}

static void the_last_periods_may_be_corrected(void **state)
{
    struct fixture *fixture = *state;
    fixture->demand[LENGTH - 1] += 3.0;
    recall(fixture);
    assert_true(found(fixture));
    assert_false(fixture->notes.same);
}

static void another_past_is_another_series(void **state)
{
    struct fixture *fixture = *state;
    look_from(fixture, 0, LENGTH + 1);
    fixture->demand[LENGTH / 2] += 1.0;
    recall(fixture);
    assert_false(found(fixture));
    assert_int_equal(fixture->record.age, 0);
}

static void many_new_periods_are_another_fit(void **state)
{
    struct fixture *fixture = *state;
    look_from(fixture, 0, LENGTH + LATER);
    recall(fixture);
    assert_false(found(fixture));
}

static void a_history_that_has_shrunk_is_another_fit(void **state)
{
    struct fixture *fixture = *state;
    look_from(fixture, 0, LENGTH - 1);
    recall(fixture);
    assert_false(found(fixture));
}

static void effects_learned_anew_change_the_history_but_not_the_series(void **state)
{
    struct fixture *fixture = *state;
    double cleaned[LENGTH];
    for (size_t t = 0; t < LENGTH; t++) {
        cleaned[t] = fixture->demand[t] / 1.001;
    }
    fixture->history.demand = cleaned;
    recall(fixture);
    assert_true(found(fixture));
    assert_false(fixture->notes.same);
}

static void another_season_is_another_history(void **state)
{
    struct fixture *fixture = *state;
    fixture->history.season = 1;
    recall(fixture);
    assert_false(fixture->notes.same);
}

static void other_names_and_origins_are_other_series(void **state)
{
    struct fixture *fixture = *state;
    fixture->key.location = text_of("south");
    recall(fixture);
    assert_false(found(fixture));
    fixture->key.location = text_of("north");
    fixture->key.back = 13;
    recall(fixture);
    assert_false(found(fixture));
    /* the border between the names counts */
    fixture->key.back = 0;
    fixture->key.sku = text_of("An");
    fixture->key.location = text_of("orth");
    recall(fixture);
    assert_false(found(fixture));
}

/* Of 3 nights a series has its turn in one; what was searched anew then needs none until it
 * changes. */
static void every_series_has_its_turn_to_be_searched_anew(void **state)
{
    struct fixture *fixture = *state;
    size_t anew = 0;
    fixture->memory.nights = 3;
    for (size_t night = 1; night <= 3; night++) {
        fixture->memory.night = night;
        look_from(fixture, 0, LENGTH);
        recall(fixture);
        assert_true(found(fixture));
        look_from(fixture, 0, LENGTH + 1);
        recall(fixture);
        anew += !found(fixture);
    }
    assert_int_equal(anew, 1);
}

static void what_came_from_a_start_is_searched_anew_on_its_turn_though_nothing_changed(void **state)
{
    struct fixture *fixture = *state;
    size_t anew = 0;
    look_from(fixture, 0, LENGTH + 1);
    recall(fixture);
    assert_true(found(fixture));
    notes_keep(&fixture->notes, 0, (const double[]){0.3, 8.0}, 2);
    memory_keep(&fixture->memory, &fixture->record, &fixture->notes);
    next_night(fixture);
    fixture->memory.nights = 3;
    for (size_t night = 1; night <= 3; night++) {
        fixture->memory.night = night;
        recall(fixture);
        anew += !found(fixture);
    }
    assert_int_equal(anew, 1);
}

static void records_are_listed_by_key_whatever_the_order_they_came_in(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[2][3] = {{"A", "B", "C"}, {"C", "A", "B"}};
    uint64_t key[2][3];
    for (size_t run = 0; run < 2; run++) {
        struct memory_sorted sorted;
        struct fault fault = {0};
        memory_free(&fixture->memory);
        memory_init(&fixture->memory, NIGHTS);
        memory_reserve(&fixture->memory, 3);
        for (size_t i = 0; i < 3; i++) {
            fixture->key.sku = text_of(names[run][i]);
            recall(fixture);
            notes_keep(&fixture->notes, 0, (const double[]){1.0}, 1);
            memory_keep(&fixture->memory, &fixture->record, &fixture->notes);
        }
        assert_int_equal(memory_sorted(&fixture->memory, &sorted, &fault), STATUS_OK);
        assert_int_equal(sorted.count, 3);
        for (size_t i = 0; i < 3; i++) {
            key[run][i] = sorted.place[i].key;
            assert_true(i == 0 || key[run][i] > key[run][i - 1]);
        }
        free(sorted.place);
        free(sorted.record);
    }
    assert_memory_equal(key[0], key[1], sizeof key[0]);
}

/* Three series on three nights, of which one changes each night; `series` 0 has two numbers more.
 */
static void keep_night(struct fixture *fixture, struct memory *memory, size_t night)
{
    static const char *const names[] = {"C", "A", "B"};
    static const double kept[] = {0.25, 8.0, 3.0};
    memory_reserve(memory, 3);
    for (size_t i = 0; i < 3; i++) {
        look_from(fixture, 0, LENGTH + (i == 2 ? night : 0));
        fixture->key.sku = text_of(names[i]);
        memory_recall(memory, &fixture->key, &fixture->notes, &fixture->record);
        size_t count = 0;
        const double *before = found_by(fixture, "ets", &count);
        double number = before != NULL ? before[0] + 1.0 : kept[i];
        notes_keep(&fixture->notes, 0, &number, 1);
        notes_keep(&fixture->notes, 1, kept, i == 0 ? 2 : 0);
        memory_keep(memory, &fixture->record, &fixture->notes);
    }
    memory_settle(memory);
}

static void must_have_the_same_last_night(const struct memory *a, const struct memory *b)
{
    assert_int_equal(a->night, b->night);
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->records_size, b->records_size);
    assert_memory_equal(a->place, b->place, a->count * sizeof *a->place);
    assert_memory_equal(a->records, b->records, a->records_size);
}

static void nights_in_memory_and_nights_by_file_leave_the_same(void **state)
{
    struct fixture *fixture = *state;
    struct fault fault = {0};
    char folder[] = "/tmp/restock-turn-XXXXXX";
    char path[sizeof folder + sizeof "/state.bin"];
    assert_non_null(mkdtemp(folder));
    struct memory turned;
    memory_init(&turned, 2);
    for (size_t night = 0; night < 4; night++) {
        struct memory filed;
        struct state file;
        memory_init(&filed, 2);
        assert_int_equal(state_open(&file, folder, "1", 1, &filed, &fault),
                         night == 0 ? STATE_NONE : STATE_TAKEN);
        must_have_the_same_last_night(&turned, &filed);
        keep_night(fixture, &turned, night);
        keep_night(fixture, &filed, night);
        assert_int_equal(turned.same, filed.same);
        assert_int_equal(turned.started, filed.started);
        assert_int_equal(turned.anew, filed.anew);
        assert_int_equal(memory_turn(&turned, &fault), STATUS_OK);
        assert_int_equal(state_write(&file, &filed, &fault), STATUS_OK);
        assert_int_equal(state_commit(&file, &fault), STATUS_OK);
        memory_free(&filed);
        state_close(&file);
    }
    assert_int_equal(turned.count, 3);
    memory_free(&turned);
    (void)snprintf(path, sizeof path, "%s/state.bin", folder);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void a_night_that_was_lost_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct fault fault = {0};
    fixture->memory.lost = true;
    assert_int_equal(memory_turn(&fixture->memory, &fault), STATUS_SYSTEM);
    assert_int_equal(fixture->memory.count, 0);
    assert_false(fixture->memory.lost);
    look_from(fixture, 0, LENGTH);
    recall(fixture);
    assert_false(found(fixture));
}

static void records_that_make_no_sense_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct memory fresh;
    memory_init(&fresh, 1);
    struct record *record = (struct record *)(void *)fixture->bytes;
    record->count = UINT32_MAX;
    assert_false(
        memory_recall_all(&fresh, fixture->sorted.place, 1, fixture->bytes, fixture->sorted.size));
    record->count = 0;
    assert_false(
        memory_recall_all(&fresh, fixture->sorted.place, 1, fixture->bytes, fixture->sorted.size));
    assert_false(memory_recall_all(&fresh, fixture->sorted.place, 1, fixture->bytes, 8));
    assert_int_equal(fresh.count, 0);
}

static void notes_beyond_their_room_are_not_kept(void **state)
{
    (void)state;
    struct notes notes = {0};
    double many[NOTES_MOST] = {0};
    notes_turn(&notes, "ets");
    notes_keep(&notes, 0, many, NOTES_MOST);
    assert_int_equal(notes.count, 0);
    notes_keep(&notes, 0, many, NOTES_MOST - 1);
    assert_int_equal(notes.count, NOTES_MOST);
    notes_keep(&notes, 1, many, 0);
    assert_int_equal(notes.count, NOTES_MOST);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(the_same_history_gives_back_what_was_found_in_it),
        EACH(a_models_notes_are_no_other_models),
        EACH(a_longer_history_starts_from_the_former_parameters),
        EACH(a_window_that_moves_on_is_the_same_series),
        EACH(the_last_periods_may_be_corrected),
        EACH(another_past_is_another_series),
        EACH(many_new_periods_are_another_fit),
        EACH(a_history_that_has_shrunk_is_another_fit),
        EACH(effects_learned_anew_change_the_history_but_not_the_series),
        EACH(another_season_is_another_history),
        EACH(other_names_and_origins_are_other_series),
        EACH(every_series_has_its_turn_to_be_searched_anew),
        EACH(what_came_from_a_start_is_searched_anew_on_its_turn_though_nothing_changed),
        EACH(records_are_listed_by_key_whatever_the_order_they_came_in),
        EACH(nights_in_memory_and_nights_by_file_leave_the_same),
        EACH(a_night_that_was_lost_leaves_nothing),
        EACH(records_that_make_no_sense_are_refused),
        cmocka_unit_test(notes_beyond_their_room_are_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
