/* The count models against R's distributions and optimiser on pasta and gift shop
 * (tests/oracle/negbin_*.csv; the README there says by which convention). */
#include "forecast/negbin.h"
#include "support/check.h"
#include "support/oracle.h"

#include <string.h>

enum { MOST_PERIODS = 256 };

static int setup(void **state)
{
    static const char *const series[] = {"tests/oracle/series_pasta.csv",
                                         "tests/oracle/series_gift.csv", NULL};
    static const char *const answers[] = {"tests/oracle/negbin_pasta.csv",
                                          "tests/oracle/negbin_gift.csv", NULL};
    return oracle_setup(state, series, answers);
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

static struct row row_of(const struct oracle *oracle, size_t r)
{
    return (struct row){.level = level_called(oracle_text(oracle, r, "level")),
                        .poisson = oracle_number(oracle, r, "poisson") > 0.5,
                        .mu = oracle_number(oracle, r, "mu"),
                        .alpha = oracle_number(oracle, r, "alpha"),
                        .phi = oracle_number(oracle, r, "phi"),
                        .fano = oracle_number(oracle, r, "fano"),
                        .loglik = oracle_number(oracle, r, "loglik")};
}

static void likelihoods_are_those_of_rs_distributions(void **state)
{
    struct oracle *oracle = *state;
    double demand[MOST_PERIODS];
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        struct row row = row_of(oracle, r);
        struct history history = {.demand = demand, .season = 1};
        history.length = oracle_series(oracle, oracle_text(oracle, r, "id"), demand, MOST_PERIODS);
        struct negbin_fit fit = {
            .level = row.level, .mu = row.mu, .alpha = row.alpha, .phi = row.phi, .fano = row.fano};
        assert_int_equal(negbin_evaluate(&history, &fit), FIT_OK);
        assert_int_equal(fit.poisson, row.poisson);
        check_close(fit.loglik, row.loglik, 1e-9);
    }
}

/* Better than R's optimum is no fault; nor is a ten thousandth of its likelihood below.  On weeks
 * in wholesale lumps our search ends lower in 5 of 66 fits, by 2 at the most: no start is near a
 * large alpha, or it comes too slowly.  This test keeps that from growing. */
static void fits_are_as_likely_as_rs(void **state)
{
    struct oracle *oracle = *state;
    size_t lower = 0;
    double demand[MOST_PERIODS];
    for (size_t r = 0; r < oracle->answers.rows; r++) {
        struct row row = row_of(oracle, r);
        struct history history = {.demand = demand, .season = 1};
        history.length = oracle_series(oracle, oracle_text(oracle, r, "id"), demand, MOST_PERIODS);
        struct negbin_fit fit;
        assert_int_equal(negbin_fit_form(&history, row.level, row.poisson, &oracle->scratch, &fit),
                         FIT_OK);
        bool gift = strncmp(oracle_text(oracle, r, "id"), "week_", 5) == 0;
        bool as_likely = fit.loglik > row.loglik - 0.01;
        assert_true(as_likely || gift);
        lower += !as_likely;
    }
    assert_true(lower <= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(likelihoods_are_those_of_rs_distributions),
        cmocka_unit_test(fits_are_as_likely_as_rs),
    };
    return cmocka_run_group_tests_name("count model oracle", tests, setup, oracle_teardown);
}
