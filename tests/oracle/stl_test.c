/* STL against R's stl() on the pasta series (tests/oracle/stl_pasta.csv; its README says by whom
 * each column was computed). */
#include "num/stl.h"

#include "base/missing.h"
#include "support/check.h"
#include "support/csv.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_PERIODS = 1900 };

struct oracle {
    struct csv brief, lengthy, answers;
    struct arena scratch;
};

static int setup(void **state)
{
    static struct oracle oracle;
    oracle.brief = csv_read("tests/oracle/series_pasta.csv");
    oracle.lengthy = csv_read("tests/oracle/series_pasta_long.csv");
    oracle.answers = csv_read("tests/oracle/stl_pasta.csv");
    arena_init(&oracle.scratch, 0);
    *state = &oracle;
    return 0;
}

static int teardown(void **state)
{
    struct oracle *oracle = *state;
    csv_free(&oracle->brief);
    csv_free(&oracle->lengthy);
    csv_free(&oracle->answers);
    arena_free(&oracle->scratch);
    return 0;
}

static size_t series_of(const struct oracle *oracle, const char *id, double *y)
{
    const struct csv *from = strncmp(id, "long_", 5) == 0 ? &oracle->lengthy : &oracle->brief;
    size_t length = 0;
    for (size_t r = 0; r < from->rows; r++) {
        if (strcmp(csv_get(from, r, "id"), id) == 0) {
            assert_true(length < MOST_PERIODS);
            y[length++] = csv_number(from, r, "value");
        }
    }
    assert_true(length > 0);
    return length;
}

/* Whether two rows of the answers belong to one decomposition. */
static bool same_case(const struct csv *answers, size_t a, size_t b)
{
    static const char *const key[] = {"id", "n", "m", "s_window", "robust"};
    for (size_t k = 0; k < sizeof key / sizeof *key; k++) {
        if (strcmp(csv_get(answers, a, key[k]), csv_get(answers, b, key[k])) != 0) {
            return false;
        }
    }
    return true;
}

struct answer {
    double y[MOST_PERIODS], season[MOST_PERIODS], trend[MOST_PERIODS], remainder[MOST_PERIODS];
    size_t length; /* the last so many of y */
};

static void decompose(struct oracle *oracle, size_t row, struct answer *answer)
{
    size_t all = series_of(oracle, csv_get(&oracle->answers, row, "id"), answer->y);
    answer->length = (size_t)csv_number(&oracle->answers, row, "n");
    size_t period = (size_t)csv_number(&oracle->answers, row, "m");
    size_t window = (size_t)csv_number(&oracle->answers, row, "s_window");
    bool robust = csv_number(&oracle->answers, row, "robust") > 0.5;
    struct stl_settings settings =
        robust ? stl_settings_robust(period, window) : stl_settings_of(period, window);
    struct stl_parts parts = {answer->season, answer->trend, answer->remainder};
    assert_true(stl_decompose(answer->y + all - answer->length, answer->length, &settings, &parts,
                              &oracle->scratch));
}

static void parts_and_strength_are_rs(void **state)
{
    struct oracle *oracle = *state;
    const struct csv *answers = &oracle->answers;
    static struct answer answer;
    size_t cases = 0;
    for (size_t r = 0; r < answers->rows; r++) {
        if (r == 0 || !same_case(answers, r - 1, r)) {
            decompose(oracle, r, &answer);
            double strength = stl_strength(answer.season, answer.remainder, answer.length);
            check_close(strength, csv_number(answers, r, "strength"), 1e-9);
            cases++;
        }
        size_t t = (size_t)csv_number(answers, r, "t") - 1;
        assert_true(t < answer.length);
        check_close(answer.season[t], csv_number(answers, r, "season"), 1e-9);
        check_close(answer.trend[t], csv_number(answers, r, "trend"), 1e-9);
    }
    assert_int_equal(cases, 36);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_and_strength_are_rs),
    };
    return cmocka_run_group_tests_name("stl oracle", tests, setup, teardown);
}
