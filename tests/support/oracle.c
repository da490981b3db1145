/* Answers that others computed, and their series. */
#include "support/oracle.h"

#include "support/check.h"

#include <stdlib.h>
#include <string.h>

void oracle_open(struct oracle *oracle, const char *const *series, const char *const *answers)
{
    *oracle = (struct oracle){0};
    for (; series[oracle->files] != NULL; oracle->files++) {
        assert_true(oracle->files < ORACLE_FILES);
        oracle->series[oracle->files] = csv_read(series[oracle->files]);
    }
    oracle->answers = csv_read_all(answers);
    arena_init(&oracle->scratch, 0);
}

void oracle_close(struct oracle *oracle)
{
    for (size_t f = 0; f < oracle->files; f++) {
        csv_free(&oracle->series[f]);
    }
    csv_free(&oracle->answers);
    arena_free(&oracle->scratch);
}

int oracle_setup(void **state, const char *const *series, const char *const *answers)
{
    struct oracle *oracle = calloc(1, sizeof *oracle);
    assert_non_null(oracle);
    oracle_open(oracle, series, answers);
    *state = oracle;
    return 0;
}

int oracle_teardown(void **state)
{
    oracle_close(*state);
    free(*state);
    return 0;
}

size_t oracle_series(const struct oracle *oracle, const char *id, double *y, size_t most)
{
    size_t length = 0;
    for (size_t f = 0; f < oracle->files; f++) {
        const struct csv *from = &oracle->series[f];
        for (size_t r = 0; r < from->rows; r++) {
            if (strcmp(csv_get(from, r, "id"), id) == 0) {
                assert_true(length < most);
                y[length++] = csv_number(from, r, "value");
            }
        }
    }
    assert_true(length > 0);
    return length;
}

const char *oracle_text(const struct oracle *oracle, size_t row, const char *column)
{
    return csv_get(&oracle->answers, row, column);
}

double oracle_number(const struct oracle *oracle, size_t row, const char *column)
{
    return csv_number(&oracle->answers, row, column);
}
