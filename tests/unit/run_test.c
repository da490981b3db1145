/* Whole commands, called as main calls them, on small folders made here. */
#include "support/check.h"

#include "app/options.h"
#include "io/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_SIZE = 160, WORDS = 24, MESSAGE = 1100 };

struct fixture {
    char root[48];
    char in[64];
    char out[64];
    char message[MESSAGE]; /* of the last command that failed */
};

static void write_text(const char *folder, const char *name, const char *text)
{
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Fifty-nine days of two items at two shops; B sells every other day only. */
static void write_sales(const char *folder)
{
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/sales.csv", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    (void)fputs("date,sku,location,quantity\n", file);
    for (int day = 0; day < 59; day++) {
        int month = day < 31 ? 1 : 2;
        int date = day < 31 ? day + 1 : day - 30;
        (void)fprintf(file, "2026-%02d-%02d,A,north,%d\n", month, date, 3 + day % 3);
        (void)fprintf(file, "2026-%02d-%02d,\"A\",south,%d\n", month, date, 1 + day % 2);
        if (day % 2 == 0) {
            (void)fprintf(file, "2026-%02d-%02d,\"B, big\",north,2\n", month, date);
        }
    }
    assert_int_equal(fclose(file), 0);
}

static int start(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    strcpy(fixture->root, "/tmp/restock-run-XXXXXX");
    assert_non_null(mkdtemp(fixture->root));
    (void)snprintf(fixture->in, sizeof fixture->in, "%s/in", fixture->root);
    (void)snprintf(fixture->out, sizeof fixture->out, "%s/out", fixture->root);
    assert_int_equal(mkdir(fixture->in, 0777), 0);
    write_sales(fixture->in);
    write_text(fixture->in, "stock.csv",
               "sku,location,on_hand,date\nA,north,5,2026-03-01\nA,south,60,2026-03-01\n"
               "\"B, big\",north,1,2026-03-01\n");
    write_text(fixture->in, "items.csv",
               "sku,supplier,unit_cost,price,pack_size\nA,mill,2,5,6\n\"B, big\",mill,4,9,1\n");
    *state = fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    char command[96];
    (void)snprintf(command, sizeof command, "rm -r %s", fixture->root);
    assert_int_equal(system(command), 0);
    free(fixture);
    return 0;
}

/* Runs a command line, "@" being IN and "%" OUT; the exit status. */
static int run(struct fixture *fixture, const char *text)
{
    char copy[512];
    char name[] = "restock";
    char *words[WORDS] = {name};
    int count = 1;
    char *rest = NULL;
    (void)snprintf(copy, sizeof copy, "%s", text);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        words[count++] = strcmp(word, "@") == 0   ? fixture->in
                         : strcmp(word, "%") == 0 ? fixture->out
                                                  : word;
    }
    struct options options;
    struct fault fault = {0};
    int exit_status = EXIT_DONE;
    enum status status = options_parse(&options, count, words, &fault);
    if (status == STATUS_OK) {
        status = options.command->run(&options, &exit_status, &fault);
    }
    (void)snprintf(fixture->message, sizeof fixture->message, "%s", fault.message);
    return status == STATUS_OK ? exit_status : (int)status;
}

static bool is_there(const struct fixture *fixture, const char *name)
{
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", fixture->out, name);
    return access(path, F_OK) == 0;
}

/* The whole of a small file of OUT, to be freed. */
static char *read_text(const struct fixture *fixture, const char *name)
{
    enum { MOST = 1 << 20 };
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", fixture->out, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = calloc(1, MOST);
    assert_non_null(text);
    assert_true(fread(text, 1, MOST - 1, file) < MOST - 1);
    assert_int_equal(fclose(file), 0);
    return text;
}

struct balance {
    size_t rows;
    size_t wrong;
};

static void check_row(void *context, const struct text *field)
{
    struct balance *balance = context;
    double sum = 0.0;
    for (int i = 0; i < 10; i++) {
        sum += record_number(field[i]);
    }
    balance->rows++;
    balance->wrong += sum != record_number(field[10]);
}

static void a_plan_writes_every_file_and_its_account_adds_up(void **state)
{
    struct fixture *fixture = *state;
    static const char *const files[] = {"orders.csv",   "transfers.csv", "positions.csv",
                                        "forecast.csv", "models.csv",    "exceptions.csv",
                                        "segments.csv", "returns.csv",   "rejects.csv",
                                        "summary.json", "report.html"};
    static const char *const account[] = {"raw_need",      "transfer", "moq",     "pack",
                                          "order_minimum", "load",     "budget",  "capacity",
                                          "shelf_life",    "override", "quantity"};
    assert_int_equal(run(fixture, "plan @ --out % --quiet"), EXIT_DONE);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        assert_true(is_there(fixture, files[i]));
    }
    struct balance balance = {0};
    struct fault fault = {0};
    assert_int_equal(
        records_each(fixture->out, "positions", account, 11, check_row, &balance, &fault),
        STATUS_OK);
    assert_int_equal(balance.rows, 3);
    assert_int_equal(balance.wrong, 0);
    assert_int_equal(run(fixture, "explain % A north"), EXIT_DONE);
    assert_int_equal(run(fixture, "report %"), EXIT_DONE);
}

static void a_key_that_is_not_there_is_answered_with_its_neighbours(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(run(fixture, "plan @ --out % -q"), EXIT_DONE);
    assert_int_equal(run(fixture, "explain % a nort"), STATUS_USAGE);
    assert_non_null(strstr(fixture->message, "the nearest: A at north, A at south"));
}

/* Names come from other people's systems: one with mark-up in it must not become part of the page.
 */
static void the_page_shows_names_as_text_and_the_first_of_many(void **state)
{
    struct fixture *fixture = *state;
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/stock.csv", fixture->in);
    FILE *stock = fopen(path, "wb");
    (void)snprintf(path, sizeof path, "%s/sales.csv", fixture->in);
    FILE *sales = fopen(path, "wb");
    assert_non_null(stock);
    assert_non_null(sales);
    (void)fputs("sku,location,on_hand\n", stock);
    (void)fputs("date,sku,location,quantity\n", sales);
    for (int item = 0; item < 60; item++) {
        (void)fprintf(stock, "<b>&'%d,north,0\n", item);
        for (int day = 1; day <= 28; day++) {
            (void)fprintf(sales, "2026-02-%02d,<b>&'%d,north,5\n", day, item);
        }
    }
    assert_int_equal(fclose(stock), 0);
    assert_int_equal(fclose(sales), 0);
    assert_int_equal(run(fixture, "plan @ --out % -q"), EXIT_DONE);
    char *page = read_text(fixture, "report.html");
    assert_non_null(strstr(page, "&lt;b&gt;&amp;&#39;1"));
    assert_null(strstr(page, "<b>&"));
    assert_non_null(strstr(page, "and 20 more in orders.csv"));
    assert_null(strstr(page, "http"));
    free(page);
}

static void a_forecast_needs_only_sales(void **state)
{
    struct fixture *fixture = *state;
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/stock.csv", fixture->in);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(run(fixture, "forecast @ --out % -q"), EXIT_DONE);
    assert_true(is_there(fixture, "forecast.csv"));
    assert_int_equal(run(fixture, "plan @ --out % -q"), STATUS_DATA);
    assert_true(is_there(fixture, "forecast.csv"));
}

static void check_without_a_folder_writes_nothing(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(run(fixture, "check @ -q"), EXIT_DONE);
    assert_int_not_equal(access(fixture->out, F_OK), 0);
}

struct quantiles {
    size_t rows;
    size_t crossed;
};

static void check_quantiles(void *context, const struct text *field)
{
    struct quantiles *quantiles = context;
    quantiles->rows++;
    for (int i = 0; i < 5; i++) {
        double above = i > 0 ? record_number(field[i - 1]) : 0.0;
        quantiles->crossed += !(record_number(field[i]) >= above);
    }
}

static void quantiles_have_the_names_given_and_never_cross(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {"q0.01", "q0.1", "q0.5", "q0.975", "q0.999"};
    assert_int_equal(run(fixture,
                         "forecast @ --out % -q --set plan.bucket=day --set plan.horizon=7 "
                         "--set forecast.quantiles=0.01,0.10,0.5,.975,0.999"),
                     EXIT_DONE);
    struct quantiles quantiles = {0};
    struct fault fault = {0};
    assert_int_equal(
        records_each(fixture->out, "forecast", names, 5, check_quantiles, &quantiles, &fault),
        STATUS_OK);
    assert_int_equal(quantiles.rows, 3 * 7);
    assert_int_equal(quantiles.crossed, 0);
}

static void a_guard_marks_the_run_and_writes_it_all_the_same(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(run(fixture, "plan @ --out % -q --as-of 2026-03-20"), EXIT_REVIEW);
    assert_true(is_there(fixture, "orders.csv"));
    assert_int_equal(run(fixture, "plan @ --out % -q --as-of 2026-03-20 "
                                  "--set guard.max_feed_age_days=30"),
                     EXIT_DONE);
}

static void rejected_rows_beyond_the_share_fire_the_guard(void **state)
{
    struct fixture *fixture = *state;
    write_text(fixture->in, "stock.csv", "sku,location,on_hand\nA,north,5\nA,south,many\n");
    assert_int_equal(run(fixture, "check @ --out % -q"), EXIT_REVIEW);
    assert_true(is_there(fixture, "rejects.csv"));
    assert_int_equal(run(fixture, "check @ -q --set guard.max_rejects=0.5"), EXIT_DONE);
}

static void an_order_value_that_jumps_fires_the_guard(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(run(fixture, "plan @ --out % -q"), EXIT_DONE);
    write_text(fixture->in, "stock.csv",
               "sku,location,on_hand\nA,north,0\nA,south,0\n\"B, big\",north,0\n");
    assert_int_equal(run(fixture, "plan @ --out % -q --set guard.max_value_change=0.01"),
                     EXIT_REVIEW);
}

static void wrong_words_are_usage_and_a_missing_folder_is_data(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(run(fixture, "plan @ --out % --set forecast.models=etc"), STATUS_USAGE);
    assert_non_null(strstr(fixture->message, "\"ets\""));
    assert_int_equal(run(fixture, "plan /nowhere --out %"), STATUS_DATA);
    assert_int_equal(run(fixture, "explain @ A north"), STATUS_DATA);
    assert_int_not_equal(access(fixture->out, F_OK), 0);
}

/* With a ceiling that rises, every allocation of a run is the one that fails once; whatever it is,
 * the run says so with status 4 and last night's folder stays. */
static void memory_that_runs_out_leaves_the_folder_alone(void **state)
{
    struct fixture *fixture = *state;
#ifdef UNDER_SANITIZER
    skip(); /* the sanitizer's own memory is beyond any ceiling */
#endif
    assert_int_equal(run(fixture, "forecast @ --out % -q --threads 1"), EXIT_DONE);
    size_t failures = 0;
    int last = -1;
    for (rlim_t megabytes = 8; megabytes <= 96 && last != EXIT_DONE; megabytes += 2) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct rlimit limit = {megabytes << 20, megabytes << 20};
            (void)setrlimit(RLIMIT_AS, &limit);
            _exit(run(fixture, "plan @ --out % -q --threads 1"));
        }
        int result = 0;
        assert_int_equal(waitpid(child, &result, 0), child);
        assert_true(WIFEXITED(result));
        last = WEXITSTATUS(result);
        assert_true(last == EXIT_DONE || last == STATUS_SYSTEM);
        failures += last == STATUS_SYSTEM;
        assert_true(is_there(fixture, "orders.csv") == (last == EXIT_DONE));
    }
    assert_int_equal(last, EXIT_DONE);
    assert_true(failures > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_plan_writes_every_file_and_its_account_adds_up, start,
                                        stop),
        cmocka_unit_test_setup_teardown(a_key_that_is_not_there_is_answered_with_its_neighbours,
                                        start, stop),
        cmocka_unit_test_setup_teardown(the_page_shows_names_as_text_and_the_first_of_many, start,
                                        stop),
        cmocka_unit_test_setup_teardown(a_forecast_needs_only_sales, start, stop),
        cmocka_unit_test_setup_teardown(check_without_a_folder_writes_nothing, start, stop),
        cmocka_unit_test_setup_teardown(quantiles_have_the_names_given_and_never_cross, start,
                                        stop),
        cmocka_unit_test_setup_teardown(a_guard_marks_the_run_and_writes_it_all_the_same, start,
                                        stop),
        cmocka_unit_test_setup_teardown(rejected_rows_beyond_the_share_fire_the_guard, start, stop),
        cmocka_unit_test_setup_teardown(an_order_value_that_jumps_fires_the_guard, start, stop),
        cmocka_unit_test_setup_teardown(wrong_words_are_usage_and_a_missing_folder_is_data, start,
                                        stop),
        cmocka_unit_test_setup_teardown(memory_that_runs_out_leaves_the_folder_alone, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
