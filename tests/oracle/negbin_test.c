/* The count models against R's distributions and optimiser on the pasta series
 * (tests/oracle/negbin_pasta.csv; its README says by which convention). */
#include "forecast/negbin.h"
#include "support/check.h"
#include "support/csv.h"

#include <string.h>

enum { MOST_PERIODS = 256 };

static size_t series_of(const struct csv *series, const char *id, double *demand)
{
    size_t length = 0;
    for (size_t r = 0; r < series->rows; r++) {
        if (strcmp(csv_get(series, r, "id"), id) == 0) {
            assert_true(length < MOST_PERIODS);
            demand[length++] = csv_number(series, r, "value");
        }
    }
    assert_true(length > 0);
    return length;
}

static enum negbin_level level_called(const char *name)
{
    return strcmp(name, "damped") == 0     ? NEGBIN_DAMPED
           : strcmp(name, "undamped") == 0 ? NEGBIN_UNDAMPED
                                           : NEGBIN_STATIC;
}

struct row {
    enum negbin_level level;
    bool poisson;
    double mu, alpha, phi, fano, loglik;
};

static struct row row_of(const struct csv *answers, size_t r)
{
    return (struct row){.level = level_called(csv_get(answers, r, "level")),
                        .poisson = csv_number(answers, r, "poisson") > 0.5,
                        .mu = csv_number(answers, r, "mu"),
                        .alpha = csv_number(answers, r, "alpha"),
                        .phi = csv_number(answers, r, "phi"),
                        .fano = csv_number(answers, r, "fano"),
                        .loglik = csv_number(answers, r, "loglik")};
}

static void likelihoods_are_those_of_rs_distributions(void **state)
{
    (void)state;
    struct csv series = csv_read("tests/oracle/series_pasta.csv");
    struct csv answers = csv_read("tests/oracle/negbin_pasta.csv");
    double demand[MOST_PERIODS];
    for (size_t r = 0; r < answers.rows; r++) {
        struct row row = row_of(&answers, r);
        struct history history = {.demand = demand, .season = 1};
        history.length = series_of(&series, csv_get(&answers, r, "id"), demand);
        struct negbin_fit fit = {
            .level = row.level, .mu = row.mu, .alpha = row.alpha, .phi = row.phi, .fano = row.fano};
        assert_int_equal(negbin_evaluate(&history, &fit), FIT_OK);
        assert_int_equal(fit.poisson, row.poisson);
        check_close(fit.loglik, row.loglik, 1e-9);
    }
    csv_free(&series);
    csv_free(&answers);
}

/* Better than R's optimum is no fault; nor is a ten thousandth of its likelihood below. */
static void fits_are_as_likely_as_rs(void **state)
{
    (void)state;
    struct csv series = csv_read("tests/oracle/series_pasta.csv");
    struct csv answers = csv_read("tests/oracle/negbin_pasta.csv");
    double demand[MOST_PERIODS];
    struct arena scratch;
    arena_init(&scratch, 0);
    for (size_t r = 0; r < answers.rows; r++) {
        struct row row = row_of(&answers, r);
        struct history history = {.demand = demand, .season = 1};
        history.length = series_of(&series, csv_get(&answers, r, "id"), demand);
        struct negbin_fit fit;
        assert_int_equal(negbin_fit_form(&history, row.level, row.poisson, &scratch, &fit), FIT_OK);
        assert_true(fit.loglik > row.loglik - 0.01);
    }
    arena_free(&scratch);
    csv_free(&series);
    csv_free(&answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(likelihoods_are_those_of_rs_distributions),
        cmocka_unit_test(fits_are_as_likely_as_rs),
    };
    return cmocka_run_group_tests_name("count model oracle", tests, NULL, NULL);
}
