/* Made-up worlds: the same from the same seed, longer ones go on where shorter ones end, and the
 * truth is true. */
#include "generate/generate.h"

#include "support/check.h"
#include "support/csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH = 256, SERIES = 1500, HORIZON = 13 };

struct made {
    char folder[PATH];
    struct generate_account account;
};

static const struct generate_settings WEEKS = {.series = SERIES,
                                               .locations = 7,
                                               .periods = 60,
                                               .horizon = HORIZON,
                                               .bucket = BUCKET_WEEK,
                                               .start = 19723, /* Monday 2024-01-01 */
                                               .seed = 5};

static const char *path_in(const struct made *made, const char *name)
{
    static char path[2 * PATH];
    (void)snprintf(path, sizeof path, "%s/%s", made->folder, name);
    return path;
}

static struct made make(const struct generate_settings *settings, int threads)
{
    struct made made = {.folder = "/tmp/restock-generate-XXXXXX"};
    struct team team = {0};
    struct fault fault = {0};
    assert_non_null(mkdtemp(made.folder));
    assert_int_equal(team_init(&team, threads, &fault), STATUS_OK);
    assert_int_equal(generate_write(settings, made.folder, &team, &made.account, &fault),
                     STATUS_OK);
    team_free(&team);
    return made;
}

static void drop(const struct made *made)
{
    for (size_t i = 0; generate_names[i] != NULL; i++) {
        assert_int_equal(unlink(path_in(made, generate_names[i])), 0);
    }
    assert_int_equal(rmdir(made->folder), 0);
}

static char *bytes_of(const struct made *made, const char *name, size_t *length)
{
    FILE *file = fopen(path_in(made, name), "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *length = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*length + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *length, file), *length);
    (void)fclose(file);
    bytes[*length] = '\0';
    return bytes;
}

static bool same_file(const struct made *a, const struct made *b, const char *name)
{
    size_t length_a = 0;
    size_t length_b = 0;
    char *text_a = bytes_of(a, name, &length_a);
    char *text_b = bytes_of(b, name, &length_b);
    bool same = length_a == length_b && memcmp(text_a, text_b, length_a) == 0;
    free(text_a);
    free(text_b);
    return same;
}

static void threads_change_no_byte(void **state)
{
    (void)state;
    struct made one = make(&WEEKS, 1);
    struct made three = make(&WEEKS, 3);
    for (size_t i = 0; generate_names[i] != NULL; i++) {
        assert_true(same_file(&one, &three, generate_names[i]));
    }
    drop(&one);
    drop(&three);
}

static void another_seed_is_another_world(void **state)
{
    (void)state;
    struct generate_settings other = WEEKS;
    other.seed++;
    struct made a = make(&WEEKS, 2);
    struct made b = make(&other, 2);
    assert_false(same_file(&a, &b, "sales.csv"));
    assert_false(same_file(&a, &b, "items.csv"));
    drop(&a);
    drop(&b);
}

/* Drops the lines that begin with `start`; the length that stays. */
static size_t without(char *text, const char *start)
{
    size_t kept = 0;
    for (char *line = text; *line != '\0';) {
        char *end = strchr(line, '\n') + 1;
        if (strncmp(line, start, strlen(start)) != 0) {
            memmove(text + kept, line, (size_t)(end - line));
            kept += (size_t)(end - line);
        }
        line = end;
    }
    return kept;
}

static void one_more_period_continues_the_same_world(struct generate_settings settings,
                                                     const char *new_date)
{
    struct made before = make(&settings, 2);
    settings.periods++;
    struct made after = make(&settings, 2);
    size_t length = 0;
    size_t longer = 0;
    char *old = bytes_of(&before, "sales.csv", &length);
    char *new = bytes_of(&after, "sales.csv", &longer);
    size_t kept = without(new, new_date);
    assert_true(kept < longer);
    assert_int_equal(kept, length);
    assert_memory_equal(new, old, length);
    /* What the shorter world says of its first period to come is what the longer one counts. */
    struct csv truth = csv_read(path_in(&before, "truth.csv"));
    double coming = 0.0;
    for (size_t i = 0; i < truth.rows; i++) {
        coming += csv_number(&truth, i, "demand_1");
    }
    double sold = after.account.units - before.account.units;
    assert_true(sold > 0.5 * coming && sold <= coming); /* less for want of stock */
    csv_free(&truth);
    free(old);
    free(new);
    drop(&before);
    drop(&after);
}

static void one_more_week_continues_the_same_world(void **state)
{
    (void)state;
    one_more_period_continues_the_same_world(WEEKS, "2025-02-24");
}

static void one_more_day_continues_the_same_world(void **state)
{
    (void)state;
    struct generate_settings days = WEEKS;
    days.bucket = BUCKET_DAY;
    days.series = 300;
    one_more_period_continues_the_same_world(days, "2024-03-01");
}

/* What came, against what was said of it. */
struct tally {
    double count;
    double error, variance;      /* sums of demand less mean, and of its variance */
    double ratio, ratio_squared; /* sums of error^2 / variance, and of its square */
};

/* Rounded to four decimals; and the squares of rarer events say little in so few. */
static const double LEAST_MEAN = 0.5;

static void tally_period(const struct csv *truth, size_t row, int period, struct tally *tally)
{
    char column[3][32];
    (void)snprintf(column[0], sizeof column[0], "mean_%d", period);
    (void)snprintf(column[1], sizeof column[1], "variance_%d", period);
    (void)snprintf(column[2], sizeof column[2], "demand_%d", period);
    double mean = csv_number(truth, row, column[0]);
    double variance = csv_number(truth, row, column[1]);
    double error = csv_number(truth, row, column[2]) - mean;
    if (mean < LEAST_MEAN) {
        return;
    }
    double ratio = error * error / variance;
    tally->count += 1.0;
    tally->error += error;
    tally->variance += variance;
    tally->ratio += ratio;
    tally->ratio_squared += ratio * ratio;
}

/* The standard error is that of independent periods; those of a series share its level's steps,
 * which five of them allow for. */
static void the_truth_is_true_of_every_law(void **state)
{
    (void)state;
    static const char *const LAWS[] = {"poisson", "negbin", "hurdle"};
    struct generate_settings many = WEEKS;
    many.series = 3000;
    struct made made = make(&many, 2);
    struct csv truth = csv_read(path_in(&made, "truth.csv"));
    for (size_t law = 0; law < 3; law++) {
        struct tally tally = {0};
        for (size_t i = 0; i < truth.rows; i++) {
            for (int h = 1; h <= HORIZON && strcmp(csv_get(&truth, i, "law"), LAWS[law]) == 0;
                 h += 2) {
                tally_period(&truth, i, h, &tally);
            }
        }
        double mean = tally.ratio / tally.count;
        double spread = sqrt((tally.ratio_squared / tally.count - mean * mean) / tally.count);
        assert_true(tally.count > 500.0 && spread < 0.15);
        assert_true(fabs(tally.error) < 5.0 * sqrt(tally.variance));
        assert_true(fabs(mean - 1.0) < 5.0 * spread);
    }
    csv_free(&truth);
    drop(&made);
}

static void every_case_of_the_mixture_occurs(void **state)
{
    (void)state;
    static const char *const CLASSES[] = {"fast",     "medium",   "slow", "lumpy", "seasonal",
                                          "trending", "promoted", "new",  "ended", "unlaunched"};
    enum { COUNT = sizeof CLASSES / sizeof *CLASSES };
    size_t found[COUNT] = {0};
    struct made made = make(&WEEKS, 2);
    struct csv truth = csv_read(path_in(&made, "truth.csv"));
    size_t returned = 0;
    size_t out = 0;
    for (size_t i = 0; i < truth.rows; i++) {
        for (size_t c = 0; c < COUNT; c++) {
            found[c] += strcmp(csv_get(&truth, i, "class"), CLASSES[c]) == 0;
        }
        returned += csv_number(&truth, i, "returns") > 0.0;
        out += csv_number(&truth, i, "out_of_stock") > 0.0;
    }
    assert_int_equal(truth.rows, SERIES);
    for (size_t c = 0; c < COUNT; c++) {
        assert_true(found[c] > 0);
    }
    assert_true(returned > SERIES / 20 && out > SERIES / 10);
    csv_free(&truth);
    drop(&made);
}

static int line_order(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Cuts the text into its lines, the header left out; sorted when told. */
static size_t lines_of(char *text, char **line, size_t most, bool sorted)
{
    size_t count = 0;
    char *rest = NULL;
    (void)strtok_r(text, "\n", &rest);
    for (char *at; (at = strtok_r(NULL, "\n", &rest)) != NULL;) {
        assert_true(count < most);
        line[count++] = at;
    }
    if (sorted) {
        qsort(line, count, sizeof *line, line_order);
    }
    return count;
}

static void by_date_the_rows_are_the_same_in_the_order_of_dates(void **state)
{
    (void)state;
    enum { MOST = 200000, DATE = 10 };
    struct generate_settings dated = WEEKS;
    dated.by_date = true;
    struct made one = make(&dated, 1);
    struct made three = make(&dated, 3);
    struct made by_series = make(&WEEKS, 2);
    for (size_t i = 0; generate_names[i] != NULL; i++) {
        assert_true(same_file(&one, &three, generate_names[i]));
        bool sales = strcmp(generate_names[i], "sales.csv") == 0;
        assert_true(same_file(&one, &by_series, generate_names[i]) != sales);
    }
    size_t length = 0;
    char *text[2] = {bytes_of(&one, "sales.csv", &length),
                     bytes_of(&by_series, "sales.csv", &length)};
    char **line[2] = {calloc(MOST, sizeof(char *)), calloc(MOST, sizeof(char *))};
    assert_non_null(line[0]);
    assert_non_null(line[1]);
    size_t count = lines_of(text[0], line[0], MOST, false);
    for (size_t i = 1; i < count; i++) {
        assert_true(strncmp(line[0][i - 1], line[0][i], DATE) <= 0);
    }
    qsort(line[0], count, sizeof(char *), line_order);
    assert_int_equal(count, lines_of(text[1], line[1], MOST, true));
    assert_int_equal(count, one.account.rows);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(line[0][i], line[1][i]);
    }
    for (size_t i = 0; i < 2; i++) {
        free(text[i]);
        free(line[i]);
    }
    drop(&one);
    drop(&three);
    drop(&by_series);
}

/* Items come in the order of their names, and so do their rows of sales: one walk through both. */
static void nothing_sells_before_its_launch_or_after_its_end(void **state)
{
    (void)state;
    struct made made = make(&WEEKS, 2);
    struct csv items = csv_read(path_in(&made, "items.csv"));
    struct csv sales = csv_read(path_in(&made, "sales.csv"));
    size_t bound = 0;
    size_t item = 0;
    for (size_t i = 0; i < sales.rows; i++) {
        while (strcmp(csv_get(&items, item, "sku"), csv_get(&sales, i, "sku")) != 0) {
            item++;
        }
        const char *launch = csv_get(&items, item, "launch_date");
        const char *end = csv_get(&items, item, "end_date");
        double quantity = csv_number(&sales, i, "quantity");
        if (quantity <= 0.0 || (launch[0] == '\0' && end[0] == '\0')) {
            continue;
        }
        bound++;
        assert_true(strcmp(csv_get(&sales, i, "date"), launch) >= 0);
        assert_true(end[0] == '\0' || strcmp(csv_get(&sales, i, "date"), end) <= 0);
    }
    assert_true(bound > 1000);
    csv_free(&items);
    csv_free(&sales);
    drop(&made);
}

/* A discount of d sells (1 - d)^-e as much, e from 2 to 4.5, and costs 1 - d of the list price. */
static void promotions_sell_more_at_a_lower_price(void **state)
{
    (void)state;
    struct made made = make(&WEEKS, 2);
    struct csv sales = csv_read(path_in(&made, "sales.csv"));
    struct csv promotions = csv_read(path_in(&made, "promotions.csv"));
    double units[2] = {0.0};
    double rows[2] = {0.0};
    size_t first = 0; /* of the item's promotions */
    for (size_t i = 0; i < sales.rows; i++) {
        const char *sku = csv_get(&sales, i, "sku");
        const char *date = csv_get(&sales, i, "date");
        double price = csv_number(&sales, i, "price");
        while (first < promotions.rows && strcmp(csv_get(&promotions, first, "sku"), sku) < 0) {
            first++;
        }
        size_t at = first;
        bool known = at < promotions.rows && strcmp(csv_get(&promotions, at, "sku"), sku) == 0;
        while (at < promotions.rows && strcmp(csv_get(&promotions, at, "sku"), sku) == 0 &&
               strcmp(csv_get(&promotions, at, "end_date"), date) < 0) {
            at++;
        }
        bool on = at < promotions.rows && strcmp(csv_get(&promotions, at, "sku"), sku) == 0 &&
                  strcmp(csv_get(&promotions, at, "start_date"), date) <= 0;
        double quantity = csv_number(&sales, i, "quantity");
        if (!known || quantity <= 0.0) {
            continue;
        }
        bool full = fabs(price - floor(price) - 0.99) < 1e-9; /* list prices end so */
        assert_true(on || full);
        units[on] += quantity;
        rows[on] += 1.0;
    }
    assert_true(rows[0] > 1000.0 && rows[1] > 100.0);
    assert_true(units[1] / rows[1] > 1.3 * units[0] / rows[0]);
    csv_free(&sales);
    csv_free(&promotions);
    drop(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_change_no_byte),
        cmocka_unit_test(another_seed_is_another_world),
        cmocka_unit_test(one_more_week_continues_the_same_world),
        cmocka_unit_test(one_more_day_continues_the_same_world),
        cmocka_unit_test(the_truth_is_true_of_every_law),
        cmocka_unit_test(every_case_of_the_mixture_occurs),
        cmocka_unit_test(by_date_the_rows_are_the_same_in_the_order_of_dates),
        cmocka_unit_test(nothing_sells_before_its_launch_or_after_its_end),
        cmocka_unit_test(promotions_sell_more_at_a_lower_price),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
