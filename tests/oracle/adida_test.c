/* ADIDA and IMAPA against the plain R script on the pasta series (tests/oracle/adida_pasta.csv; its
 * README says by which convention). */
#include "forecast/models.h"
#include "support/check.h"
#include "support/csv.h"

#include <math.h>
#include <string.h>

enum { MOST_PERIODS = 256 };

/* What of the series `id` exceeds the threshold. */
static size_t excess_of(const struct csv *series, const char *id, double threshold, double *demand)
{
    size_t length = 0;
    for (size_t r = 0; r < series->rows; r++) {
        if (strcmp(csv_get(series, r, "id"), id) == 0) {
            assert_true(length < MOST_PERIODS);
            demand[length++] = fmax(csv_number(series, r, "value") - threshold, 0.0);
        }
    }
    assert_true(length > 0);
    return length;
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
    (void)state;
    struct csv series = csv_read("tests/oracle/series_pasta.csv");
    struct csv answers = csv_read("tests/oracle/adida_pasta.csv");
    double demand[MOST_PERIODS];
    double longest = 0.0;
    for (size_t r = 0; r < answers.rows; r++) {
        size_t length = excess_of(&series, csv_get(&answers, r, "id"),
                                  csv_number(&answers, r, "threshold"), demand);
        double bucket = csv_number(&answers, r, "bucket");
        check_rate(&model_adida, demand, length, bucket, csv_number(&answers, r, "adida"));
        check_rate(&model_imapa, demand, length, bucket, csv_number(&answers, r, "imapa"));
        longest = fmax(longest, bucket);
    }
    assert_true(longest > 5.0);
    csv_free(&series);
    csv_free(&answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aggregated_smoothing_answers_as_written_out_in_r),
    };
    return cmocka_run_group_tests_name("aggregation oracle", tests, NULL, NULL);
}
