/* Sales read many lines at a time are the sales read row by row. */
#include "base/missing.h"
#include "io/load.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Fields of each column; the first half of each list is what most files hold. */
static const char *const DATES[] = {"2024-01-01", "2024-02-29",  "2023-12-31",
                                    "2024-01-15", "2023-02-29",  "2024-01-01 10:30",
                                    "",           " 2024-03-01", "01.02.2024"};
static const char *const SKUS[] = {"A",   "A",  "ITEM-000000000001",  "ITEM-000000000002",
                                   "B",   " A", "ITEM-000000000001 ", "",
                                   "\xff"};
static const char *const PLACES[] = {"X", "X", "Y", "Store 1", "Z", "\t", "", "X\xc3", "X "};
static const char *const QUANTITIES[] = {"1", "2", "10", "3.5", "-1", "1e2", "(4)", "", "many"};
static const char *const PRICES[] = {"9.99", "", "1", "0", "12.345678", " 2", "-3", "free", "1e1"};
static const char *const KINDS[] = {"", "sale", "return", "transfer", "SALE", " sale", "x", "", ""};
static const char *const STOCKS[] = {"", "1", "0", "1", "yes", "no", " 1", "maybe", ""};
static const char *const CHANNELS[] = {"", "web", "shop", "web", "web ", "shop", "", "\xff", "tv"};
enum { WORDS = 9, USUAL = 4 };

static const char *word(const char *const list[WORDS], bool odd, uint64_t *random)
{
    return list[next_random(random) % (odd && next_random(random) % 3 == 0 ? WORDS : USUAL)];
}

/* The same rows twice: a delimiter at the end of each lets them be read, but one by one only. */
static void write_rows(const char *folder, bool all_columns, const char *end, int round)
{
    char path[128];
    snprintf(path, sizeof path, "%s/sales.csv", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fprintf(file, "date,sku,location,quantity%s\n",
            all_columns ? ",price,kind,in_stock,channel" : "");
    uint64_t random = 88172645463325252U + (uint64_t)round;
    for (int row = 0; row < 1000; row++) {
        uint64_t rare = round % 2 == 0 ? 100 : 4;
        bool odd = next_random(&random) % rare == 0;
        fprintf(file, "%s,%s,%s,%s", word(DATES, odd, &random), word(SKUS, odd, &random),
                word(PLACES, odd, &random), word(QUANTITIES, odd, &random));
        if (all_columns) {
            fprintf(file, ",%s,%s,%s,%s", word(PRICES, odd, &random), word(KINDS, odd, &random),
                    word(STOCKS, odd, &random), word(CHANNELS, odd, &random));
        }
        fputs(end, file);
    }
    assert_int_equal(fclose(file), 0);
}

struct result {
    struct load *load;
    struct inputs inputs;
    struct load_report report;
    struct arena arena;
};

static void load_rows(struct result *result, const char *folder, int32_t as_of, int threads,
                      size_t block_size)
{
    struct load_settings settings = {.delimiter = ',',
                                     .decimal = '.',
                                     .date_format = "YYYY-MM-DD",
                                     .as_of = as_of,
                                     .block_size = block_size,
                                     .only_sales = true};
    struct team team;
    struct fault fault = {0};
    arena_init(&result->arena, 0);
    assert_int_equal(team_init(&team, threads, &fault), STATUS_OK);
    assert_int_equal(load_inputs(&result->load, &result->inputs, &result->report, folder, &settings,
                                 &result->arena, &team, &fault),
                     STATUS_OK);
    team_free(&team);
}

static void same_names(const struct intern *a, const struct intern *b)
{
    assert_int_equal(a->count, b->count);
    for (uint32_t id = 0; id < a->count; id++) {
        assert_true(text_equal(a->text[id], b->text[id]));
        assert_int_equal(intern_find(a, b->text[id]), id);
    }
}

static void same_column(const void *a, const void *b, size_t count, size_t size)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a != NULL && count > 0) {
        assert_memory_equal(a, b, count * size);
    }
}

static void same(const struct result *a, const struct result *b)
{
    const struct sales *x = &a->inputs.sales;
    const struct sales *y = &b->inputs.sales;
    size_t count = x->count;
    assert_int_equal(count, y->count);
    same_names(&a->inputs.names.sku, &b->inputs.names.sku);
    same_names(&a->inputs.names.place, &b->inputs.names.place);
    same_names(&a->inputs.names.word, &b->inputs.names.word);
    same_column(x->sku, y->sku, count, sizeof *x->sku);
    same_column(x->location, y->location, count, sizeof *x->location);
    same_column(x->day, y->day, count, sizeof *x->day);
    same_column(x->quantity, y->quantity, count, sizeof *x->quantity);
    same_column(x->kind, y->kind, count, sizeof *x->kind);
    same_column(x->price, y->price, count, sizeof *x->price);
    same_column(x->out_of_stock, y->out_of_stock, count, sizeof *x->out_of_stock);
    same_column(x->channel, y->channel, count, sizeof *x->channel);
    assert_int_equal(a->inputs.as_of, b->inputs.as_of);
    assert_int_equal(a->report.reject_count, b->report.reject_count);
    for (size_t i = 0; i < a->report.reject_count; i++) {
        assert_int_equal(a->report.rejects[i].line, b->report.rejects[i].line);
        assert_string_equal(a->report.rejects[i].reason, b->report.rejects[i].reason);
    }
}

static void many_lines_at_a_time_are_the_rows_one_by_one(void **state)
{
    (void)state;
    size_t rejected = 0;
    static const char *const ENDS[] = {"\n", "\r\n"};
    for (int round = 0; round < 16; round++) {
        char folder[] = "/tmp/restock-lines-XXXXXX";
        assert_non_null(mkdtemp(folder));
        int32_t as_of = round % 3 == 0 ? day_of(2024, 2, 29) : NO_DAY;
        struct result together;
        struct result single;
        write_rows(folder, round % 4 < 2, ENDS[round % 8 < 4], round);
        load_rows(&together, folder, as_of, 1 + round % 3, round % 5 == 0 ? 0 : 7000);
        write_rows(folder, round % 4 < 2, ",\n", round);
        load_rows(&single, folder, as_of, 1, 0);
        same(&together, &single);
        assert_true(together.inputs.sales.count > 100);
        rejected += together.report.reject_count;
        load_close(together.load);
        load_close(single.load);
        arena_free(&together.arena);
        arena_free(&single.arena);
        char path[128];
        snprintf(path, sizeof path, "%s/sales.csv", folder);
        unlink(path);
        rmdir(folder);
    }
    assert_true(rejected > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_lines_at_a_time_are_the_rows_one_by_one),
    };
    return cmocka_run_group_tests_name("sales_lines", tests, NULL, NULL);
}
