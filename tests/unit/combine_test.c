/* Several models' answers made into one. */
#include "../../src/forecast/combine.h"

#include "support/check.h"

enum { MODELS = 4, HORIZON = 2 };

struct answers {
    double mean[MODELS + 1][HORIZON];
    double variance[MODELS + 1][HORIZON];
    double sum_variance[MODELS + 1][HORIZON];
    struct prediction single[MODELS];
    struct prediction combined;
};

static struct prediction room(struct answers *answers, size_t i)
{
    return (struct prediction){.mean = answers->mean[i],
                               .variance = answers->variance[i],
                               .sum_variance = answers->sum_variance[i]};
}

/* Models that say `mean` of every period, each with a variance of 1 a period. */
static void answer(struct answers *answers, const double *mean)
{
    for (size_t i = 0; i < MODELS; i++) {
        answers->single[i] = room(answers, i);
        for (size_t h = 0; h < HORIZON; h++) {
            answers->mean[i][h] = mean[i];
            answers->variance[i][h] = 1.0;
            answers->sum_variance[i][h] = (double)(h + 1);
        }
    }
    answers->combined = room(answers, MODELS);
}

static void a_mean_hears_all_and_its_spread_holds_their_quarrel(void **state)
{
    (void)state;
    struct answers answers = {0};
    answer(&answers, (const double[]){1, 2, 3, 30});
    combine(&answers.combined, answers.single, MODELS, HORIZON, false);
    check_close(answers.combined.mean[1], 9.0, 1e-12);
    /* 1 + mean of 64, 49, 36, 441; of two periods 2 + four times as much */
    check_close(answers.combined.variance[0], 1.0 + 147.5, 1e-12);
    check_close(answers.combined.sum_variance[1], 2.0 + 4.0 * 147.5, 1e-12);
}

static void a_trimmed_mean_leaves_the_extremes_out(void **state)
{
    (void)state;
    struct answers answers = {0};
    answer(&answers, (const double[]){30, 1, 3, 2});
    combine(&answers.combined, answers.single, MODELS, HORIZON, true);
    check_close(answers.combined.mean[0], 2.5, 1e-12);
    assert_string_equal(answers.combined.label, "TRIMMED of 4");
    answer(&answers, (const double[]){30, 1, 2, 0});
    combine(&answers.combined, answers.single, 3, HORIZON, true);
    check_close(answers.combined.mean[0], 11.0, 1e-12); /* of three nobody is left out */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mean_hears_all_and_its_spread_holds_their_quarrel),
        cmocka_unit_test(a_trimmed_mean_leaves_the_extremes_out),
    };
    return cmocka_run_group_tests_name("combine", tests, NULL, NULL);
}
