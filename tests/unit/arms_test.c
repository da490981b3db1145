/* The arms of a simulation: what the command line says, and what is refused. */
#include "../../src/app/arms.h"

#include "base/missing.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fixture {
    struct run run;
    struct arms arms;
    struct fault fault;
    char folder[40];
    char lean[64]; /* an ini file */
};

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int start(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    struct run *run = &fixture->run;
    arena_init(&run->arena, 0);
    assert_int_equal(config_init(&run->config, &run->arena, &fixture->fault), STATUS_OK);
    assert_int_equal(run_settings(run, &fixture->fault), STATUS_OK);
    strcpy(fixture->folder, "/tmp/restock-arms-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    (void)snprintf(fixture->lean, sizeof fixture->lean, "%s/lean.ini", fixture->folder);
    write_text(fixture->lean, "[plan]\nservice_level = 0.8\n");
    *state = fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    (void)unlink(fixture->lean);
    (void)rmdir(fixture->folder);
    arena_free(&fixture->run.arena);
    free(fixture);
    return 0;
}

static enum status choose(struct fixture *fixture, const char *compare, const char *references)
{
    return arms_choose(&fixture->arms, &fixture->run, compare, references, &fixture->fault);
}

static void refused(struct fixture *fixture, const char *references, const char *part)
{
    assert_int_equal(choose(fixture, NULL, references), STATUS_USAGE);
    if (strstr(fixture->fault.message, part) == NULL) {
        print_error("\"%s\" does not say \"%s\"\n", fixture->fault.message, part);
        fail();
    }
}

static void names(const struct fixture *fixture, size_t count, const char *const *expected)
{
    assert_int_equal(fixture->arms.count, count);
    for (size_t a = 0; a < count; a++) {
        assert_string_equal(fixture->arms.arm[a].name, expected[a]);
    }
}

static void the_runs_own_settings_come_first_then_files_then_references(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(choose(fixture, fixture->lean, "normal:1.64, cover"), STATUS_OK);
    names(fixture, 4, (const char *const[]){"restock", "lean", "normal:1.64", "cover"});
    const struct sim_arm *arm = fixture->arms.arm;
    assert_int_equal(arm[1].kind, ARM_PLAN);
    check_close(arm[0].plan.defaults.service_level, 0.95, 0.0);
    check_close(arm[1].plan.defaults.service_level, 0.8, 0.0);
    assert_int_equal(arm[2].kind, ARM_REFERENCE);
    check_close(arm[2].reference.parameter, 1.64, 0.0);
    assert_true(is_missing(arm[3].reference.parameter));
}

/* Two files of one name in two folders, or one file twice. */
static void a_name_that_is_taken_gets_a_number(void **state)
{
    struct fixture *fixture = *state;
    char twice[256];
    (void)snprintf(twice, sizeof twice, "%s,%s,%s", fixture->lean, fixture->lean, fixture->lean);
    assert_int_equal(choose(fixture, twice, "none"), STATUS_OK);
    names(fixture, 4, (const char *const[]){"restock", "lean", "lean-2", "lean-3"});
}

/* Where nobody typed a maximum min_max never orders; one row among many says little of the rest. */
static void auto_takes_min_max_where_half_of_the_series_have_a_maximum(void **state)
{
    struct fixture *fixture = *state;
    struct item_location rows[2] = {{.terms = terms_unset()}, {.terms = terms_unset()}};
    struct run *run = &fixture->run;
    run->panel.count = 4;
    run->inputs.master.item_locations = rows;
    run->inputs.master.item_location_count = 2;
    for (size_t typed = 0; typed <= 2; typed++) {
        const char *const with[] = {"restock", "min_max", "normal", "cover", "foresight"};
        const char *const without[] = {"restock", "normal", "cover", "foresight"};
        if (typed > 0) {
            rows[typed - 1].terms.max_stock = 12.0;
        }
        assert_int_equal(choose(fixture, NULL, "auto"), STATUS_OK);
        assert_int_equal(arms_complete(&fixture->arms, run, &fixture->fault), STATUS_OK);
        names(fixture, typed == 2 ? 5 : 4, typed == 2 ? with : without);
    }
}

/* Whoever asks for it by name gets it where there is one. */
static void min_max_by_name_needs_one_maximum(void **state)
{
    struct fixture *fixture = *state;
    struct item_location row = {.terms = terms_unset()};
    struct run *run = &fixture->run;
    run->panel.count = 4;
    run->inputs.master.item_locations = &row;
    run->inputs.master.item_location_count = 1;
    assert_int_equal(choose(fixture, NULL, "min_max"), STATUS_OK);
    assert_int_equal(arms_complete(&fixture->arms, run, &fixture->fault), STATUS_USAGE);
    assert_non_null(strstr(fixture->fault.message, "no row of item_locations.csv has a max_stock"));
    row.terms.max_stock = 12.0;
    assert_int_equal(arms_complete(&fixture->arms, run, &fixture->fault), STATUS_OK);
}

static void what_is_no_reference_is_refused_with_the_nearest(void **state)
{
    struct fixture *fixture = *state;
    refused(fixture, "minmax", "nearest is \"min_max\"");
    refused(fixture, "normal,coverr:2", "nearest is \"cover\"");
    refused(fixture, "cover:soon", "expected a number behind the colon");
    refused(fixture, "", "--reference names \"\"");
}

static void files_that_change_the_data_are_refused(void **state)
{
    struct fixture *fixture = *state;
    write_text(fixture->lean, "[plan]\nweek_start = sun\n");
    assert_int_equal(choose(fixture, fixture->lean, "none"), STATUS_USAGE);
    assert_non_null(strstr(fixture->fault.message, "plan.week_start is sun, expected mon"));
    write_text(fixture->lean, "[columns]\nsales.sku = Article\n");
    assert_int_equal(choose(fixture, fixture->lean, "none"), STATUS_USAGE);
    assert_non_null(strstr(fixture->fault.message, "[columns] differs"));
}

/* A copy of restock.ini with another service level says again what the columns are called. */
static void a_file_may_repeat_the_columns_of_the_first(void **state)
{
    struct fixture *fixture = *state;
    struct config *config = &fixture->run.config;
    const char *text = "[plan]\nservice_level = 0.9\n[columns]\nsales.sku = Article\n";
    write_text(fixture->lean, text);
    assert_int_equal(config_file(config, fixture->lean, &fixture->fault), STATUS_OK);
    write_text(fixture->lean, "[plan]\nservice_level = 0.8\n[columns]\nsales.sku = Article\n");
    assert_int_equal(choose(fixture, fixture->lean, "none"), STATUS_OK);
    check_close(fixture->arms.arm[1].plan.defaults.service_level, 0.8, 0.0);
    write_text(fixture->lean, "[columns]\nsales.sku = Item\n");
    assert_int_equal(choose(fixture, fixture->lean, "none"), STATUS_USAGE);
    write_text(fixture->lean, "[plan]\nservice_level = 0.7\n");
    assert_int_equal(choose(fixture, fixture->lean, "none"), STATUS_OK);
}

static void more_arms_than_there_is_room_for_are_refused(void **state)
{
    struct fixture *fixture = *state;
    char list[16 * ARMS_MOST] = "cover";
    for (size_t a = 1; a < ARMS_MOST - 1; a++) {
        strcat(list, ",cover");
    }
    assert_int_equal(choose(fixture, NULL, list), STATUS_OK);
    assert_int_equal(fixture->arms.count, ARMS_MOST);
    strcat(list, ",cover");
    refused(fixture, list, "compares at most 24");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(the_runs_own_settings_come_first_then_files_then_references),
        TEST(a_name_that_is_taken_gets_a_number),
        TEST(auto_takes_min_max_where_half_of_the_series_have_a_maximum),
        TEST(min_max_by_name_needs_one_maximum),
        TEST(what_is_no_reference_is_refused_with_the_nearest),
        TEST(files_that_change_the_data_are_refused),
        TEST(a_file_may_repeat_the_columns_of_the_first),
        TEST(more_arms_than_there_is_room_for_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
#undef TEST
}
