/* STL against R's stl() on the pasta series (tests/oracle/stl_pasta.csv; its README says by whom
 * each column was computed). */
#include "num/stl.h"

#include "base/missing.h"
#include "support/check.h"
#include "support/oracle.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_PERIODS = 1900 };

static int setup(void **state)
{
    static const char *const series[] = {"tests/oracle/series_pasta.csv",
                                         "tests/oracle/series_pasta_long.csv", NULL};
    static const char *const answers[] = {"tests/oracle/stl_pasta.csv", NULL};
    return oracle_setup(state, series, answers);
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
    size_t all = oracle_series(oracle, oracle_text(oracle, row, "id"), answer->y, MOST_PERIODS);
    answer->length = (size_t)oracle_number(oracle, row, "n");
    size_t period = (size_t)oracle_number(oracle, row, "m");
    size_t window = (size_t)oracle_number(oracle, row, "s_window");
    bool robust = oracle_number(oracle, row, "robust") > 0.5;
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
    return cmocka_run_group_tests_name("stl oracle", tests, setup, oracle_teardown);
}
