/* ADIDA and IMAPA against the plain R script on pasta and gift shop (tests/oracle/adida_*.csv; the
 * README there says by which convention). */
#include "forecast/models.h"
#include "support/check.h"
#include "support/oracle.h"

#include <math.h>
#include <string.h>

enum { MOST_PERIODS = 256 };

static int setup(void **state)
{
    static const char *const series[] = {"tests/oracle/series_pasta.csv",
                                         "tests/oracle/series_gift.csv", NULL};
    static const char *const answers[] = {"tests/oracle/adida_pasta.csv",
                                          "tests/oracle/adida_gift.csv", NULL};
    return oracle_setup(state, series, answers);
}

static void check_rate(const struct model *model, const double *demand, size_t length,
                       double bucket, double want)
{
    double room[3] = {0};
    struct prediction prediction = {.mean = room, .variance = room + 1, .sum_variance = room + 2};
    struct history history = {.demand = demand, .length = length, .season = 7};
    struct arena scratch;
    arena_init(&scratch, 0);
    assert_int_equal(model->run(&history, 1, &scratch, &prediction), FIT_OK);
    check_close(room[0] / want, 1.0, 1e-5); /* the script's minimum is good to so much */
    check_close(prediction.parameters[0].value, bucket, 0.0);
    arena_free(&scratch);
}

static void aggregated_smoothing_answers_as_written_out_in_r(void **state)
{
    struct oracle *oracle = *state;
    double demand[MOST_PERIODS];
    double longest = 0.0;
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        size_t length = oracle_series(oracle, oracle_text(oracle, r, "id"), demand, MOST_PERIODS);
        for (size_t t = 0; t < length; t++) { /* what of the series exceeds the threshold */
            demand[t] = fmax(demand[t] - oracle_number(oracle, r, "threshold"), 0.0);
        }
        double bucket = oracle_number(oracle, r, "bucket");
        check_rate(&model_adida, demand, length, bucket, oracle_number(oracle, r, "adida"));
        check_rate(&model_imapa, demand, length, bucket, oracle_number(oracle, r, "imapa"));
        longest = fmax(longest, bucket);
    }
    assert_true(longest > 5.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aggregated_smoothing_answers_as_written_out_in_r),
    };
    return cmocka_run_group_tests_name("aggregation oracle", tests, setup, oracle_teardown);
}
