/* Sales that have no room in memory give the same panel as those that have. */
#include "base/missing.h"
#include "io/load.h"
#include "panel/panel.h"
#include "support/check.h"
#include "support/till.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS = 4000, SKUS = 23, PLACES = 3, DAYS = 90, BLOCK = 1000 /* bytes */ };

static char folder[] = "/tmp/restock-ranges-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    snprintf(path, sizeof path, "%s/sales.csv", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return unlink(path) != 0 || rmdir(folder) != 0;
}

/* By date or by sku, with some rows that are rejected (one of them the only one of its sku), some
 * quoted, some returned for a reason, some lower bounds. */
static void write_sales(bool by_sku)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs("date,sku,location,quantity,kind,price,in_stock,channel,reason\n", file);
    for (unsigned i = 0; i < ROWS; i++) {
        unsigned place = i % PLACES;
        unsigned day = by_sku ? i / PLACES % DAYS : i * DAYS / ROWS;
        unsigned sku = by_sku ? i * SKUS / ROWS : i / PLACES % SKUS;
        unsigned lot = i * 2654435761U >> 16;
        bool back = lot % 29 == 0;
        fprintf(file, "2024-%02u-%02u,%sitem %u%s,shop %u,%u.%u,%s,%u.5,%d,web,%s\n", 1 + day / 28,
                1 + day % 28, lot % 5 == 0 ? "\"" : "", sku, lot % 5 == 0 ? "\"" : "", place,
                lot % 7, lot % 3, back ? "return" : "sale", 1 + lot % 4, lot % 17 != 0,
                back ? (lot % 2 == 0 ? "too small" : "broken") : "");
        if (lot % 400 == 1) {
            fprintf(file, "2024-02-31,lost %u,shop 1,1,sale,1,1,web,\n", i);
            fprintf(file, "2024-02-01,lost %u,,1,sale,1,1,web,\n", i);
        }
    }
    assert_int_equal(fclose(file), 0);
}

/* A load and the panel made of it. */
struct result {
    struct load *load;
    struct inputs inputs;
    struct load_report report;
    struct panel panel;
    struct arena arena;
    struct team team;
    struct fault fault;
};

static void open_sales(struct result *result, size_t room, int threads)
{
    *result = (struct result){0};
    const struct load_settings settings = {.delimiter = ',',
                                           .decimal = '.',
                                           .date_format = "YYYY-MM-DD",
                                           .as_of = NO_DAY,
                                           .sales_room = room,
                                           .block_size = BLOCK};
    arena_init(&result->arena, 0);
    assert_int_equal(team_init(&result->team, threads, &result->fault), STATUS_OK);
    assert_int_equal(load_inputs(&result->load, &result->inputs, &result->report, folder, &settings,
                                 &result->arena, &result->team, &result->fault),
                     STATUS_OK);
}

static enum status build(struct result *result)
{
    const struct panel_settings settings = {.calendar = {.bucket = BUCKET_DAY},
                                            .return_days = 1000.0};
    return panel_build(&result->panel, &result->inputs, &settings, &result->arena, &result->team,
                       &result->fault);
}

static void give_back(struct result *result)
{
    load_forget_sales(result->load, &result->inputs);
    load_close(result->load);
    team_free(&result->team);
    arena_free(&result->arena);
}

static void same_report(const struct load_report *a, const struct load_report *b)
{
    assert_int_equal(a->files[0].rows_read, b->files[0].rows_read);
    assert_int_equal(a->files[0].rows_used, b->files[0].rows_used);
    assert_int_equal(a->files[0].fingerprint, b->files[0].fingerprint);
    assert_int_equal(a->last_sale_day, b->last_sale_day);
    assert_int_equal(a->reject_count, b->reject_count);
    for (size_t i = 0; i < a->reject_count; i++) {
        assert_int_equal(a->rejects[i].line, b->rejects[i].line);
        assert_string_equal(a->rejects[i].reason, b->rejects[i].reason);
        assert_true(text_equal(a->rejects[i].row, b->rejects[i].row));
    }
}

static void any_room_gives_the_same(void **state)
{
    (void)state;
    const size_t rooms[] = {1, 5000, 30000, 0};
    for (int by_sku = 0; by_sku <= 1; by_sku++) {
        write_sales(by_sku != 0);
        struct result whole;
        open_sales(&whole, 0, 1);
        assert_null(whole.inputs.stream);
        assert_int_equal(whole.inputs.sales.count, ROWS);
        assert_int_equal(build(&whole), STATUS_OK);
        assert_int_equal(whole.panel.count, SKUS * PLACES);
        assert_true(whole.report.reject_count > 4 && whole.panel.reason_count > SKUS);
        for (size_t r = 0; r < sizeof rooms / sizeof *rooms; r++) {
            struct result result;
            open_sales(&result, rooms[r], 1 + (int)r % 3);
            assert_true((rooms[r] > 0) == (result.inputs.stream != NULL));
            assert_int_equal(build(&result), STATUS_OK);
            same_report(&whole.report, &result.report);
            check_same_panel(&whole.panel, &result.panel);
            give_back(&result);
        }
        give_back(&whole);
    }
}

/* Somebody writes to the file between two readings: another name, or rows that changed theirs. */
static void a_file_that_changes_is_a_sentence(void **state)
{
    (void)state;
    const char *const changes[] = {"item 1,", "item Z,", "item 2,"};
    for (size_t c = 1; c < 3; c++) {
        write_sales(false);
        struct result result;
        open_sales(&result, 5000, 2);
        FILE *file = fopen(path, "r+b");
        assert_non_null(file);
        char text[BLOCK];
        size_t size = fread(text, 1, sizeof text - 1, file);
        text[size] = '\0';
        char *found = strstr(text, changes[0]);
        assert_non_null(found);
        assert_int_equal(fseek(file, found - text, SEEK_SET), 0);
        assert_int_equal(fwrite(changes[c], 1, strlen(changes[c]), file), strlen(changes[c]));
        assert_int_equal(fclose(file), 0);
        assert_int_equal(build(&result), STATUS_SYSTEM);
        assert_non_null(strstr(result.fault.message, "changed while they were read"));
        give_back(&result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_room_gives_the_same),
        cmocka_unit_test(a_file_that_changes_is_a_sentence),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
