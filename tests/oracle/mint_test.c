/* Reconciliation by least trace against the full matrices in R, on the pasta shop's monthly SKUs,
 * their brands and their total (tests/oracle/mint_pasta.csv). */
#include "base/missing.h"
#include "num/mint.h"
#include "support/check.h"
#include "support/csv.h"

#include <stdlib.h>
#include <string.h>

enum { BRANDS = 4, TOTALS = 1 + BRANDS, PARTS = 13, NODES = TOTALS + PARTS };
enum { MONTHS = 60, YEAR = 12, SAMPLES = MONTHS - YEAR, HORIZON = 3, CASES = 3, LEVELS = 2 };

struct scene {
    double sold[NODES][MONTHS];
    double error[NODES * SAMPLES];
    uint32_t above[PARTS * LEVELS];
    double base[NODES * HORIZON];
    double answer[NODES * HORIZON];
    double shrinkage;
    bool estimated;
};

/* The script's base forecasts: the same month a year ago, of totals the mean of twelve months. */
static void fill_errors(struct scene *scene)
{
    for (size_t i = 0; i < NODES; i++) {
        for (size_t t = YEAR; t < MONTHS; t++) {
            double mean = 0.0;
            for (size_t k = 1; k <= YEAR; k++) {
                mean += scene->sold[i][t - k] / YEAR;
            }
            double forecast = i < TOTALS ? mean : scene->sold[i][t - YEAR];
            scene->error[i * SAMPLES + t - YEAR] = scene->sold[i][t] - forecast;
        }
    }
}

static void read_histories(struct scene *scene, const struct csv *answers)
{
    struct csv series = csv_read("tests/oracle/series_pasta.csv");
    for (size_t p = 0; p < PARTS; p++) {
        const char *id = csv_get(answers, TOTALS + p, "node");
        const char *brand = csv_get(answers, TOTALS + p, "brand");
        uint32_t total = (uint32_t)(brand[1] - '0'); /* B1 to B4 behind the total of all */
        scene->above[p * LEVELS] = total;
        scene->above[p * LEVELS + 1] = 0;
        size_t length = 0;
        for (size_t r = 0; r < series.rows; r++) {
            if (strcmp(csv_get(&series, r, "id"), id) == 0) {
                double sold = csv_number(&series, r, "value");
                scene->sold[TOTALS + p][length] = sold;
                scene->sold[total][length] += sold;
                scene->sold[0][length] += sold;
                length++;
            }
        }
        assert_int_equal(length, MONTHS);
    }
    csv_free(&series);
}

static void read_case(struct scene *scene, const struct csv *answers, size_t number)
{
    static const char *const BASE[HORIZON] = {"b1", "b2", "b3"};
    static const char *const ANSWER[HORIZON] = {"r1", "r2", "r3"};
    for (size_t i = 0; i < NODES; i++) {
        size_t row = number * NODES + i;
        for (size_t h = 0; h < HORIZON; h++) {
            scene->base[i * HORIZON + h] = csv_number(answers, row, BASE[h]);
            scene->answer[i * HORIZON + h] = csv_number(answers, row, ANSWER[h]);
        }
    }
    scene->shrinkage = csv_number(answers, number * NODES, "shrinkage");
    scene->estimated = csv_number(answers, number * NODES, "estimated") > 0.0;
}

static void the_small_equations_answer_as_the_full_matrices(void **state)
{
    (void)state;
    struct csv answers = csv_read("tests/oracle/mint_pasta.csv");
    assert_int_equal(answers.rows, CASES * NODES);
    struct scene scene = {0};
    read_histories(&scene, &answers);
    fill_errors(&scene);
    struct arena scratch;
    arena_init(&scratch, 0);
    for (size_t number = 0; number < CASES; number++) {
        read_case(&scene, &answers, number);
        struct mint_problem problem = {.parts = PARTS,
                                       .totals = TOTALS,
                                       .levels = LEVELS,
                                       .above = scene.above,
                                       .samples = SAMPLES,
                                       .error = scene.error,
                                       .shrinkage = scene.estimated ? MISSING : scene.shrinkage};
        assert_true(mint_reconcile(&problem, HORIZON, false, scene.base, &scratch));
        for (size_t i = 0; i < NODES * HORIZON; i++) {
            check_close(scene.base[i], scene.answer[i], 1e-9);
        }
    }
    arena_free(&scratch);
    csv_free(&answers);
}

static void the_intensity_of_shrinkage_is_that_of_its_definition(void **state)
{
    (void)state;
    struct csv answers = csv_read("tests/oracle/mint_pasta.csv");
    struct scene scene = {0};
    read_histories(&scene, &answers);
    fill_errors(&scene);
    read_case(&scene, &answers, 0);
    assert_true(scene.estimated);
    struct arena scratch;
    arena_init(&scratch, 0);
    check_close(mint_shrinkage(scene.error, NODES, SAMPLES, &scratch), scene.shrinkage, 1e-12);
    arena_free(&scratch);
    csv_free(&answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_small_equations_answer_as_the_full_matrices),
        cmocka_unit_test(the_intensity_of_shrinkage_is_that_of_its_definition),
    };
    return cmocka_run_group_tests_name("mint oracle", tests, NULL, NULL);
}
