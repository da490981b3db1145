/* Reading the worked problems. */
#include "support/problem.h"

#include "support/check.h"
#include "support/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char PROBLEMS[] = "tests/oracle/inventory.csv";

const char *problem_find(const char *pairs, const char *key)
{
    size_t length = strlen(key);
    for (const char *at = pairs; at != NULL && *at != '\0'; at++) {
        if (strncmp(at, key, length) == 0 && at[length] == '=') {
            return at + length + 1;
        }
        at = strchr(at, ';');
        if (at == NULL) {
            break;
        }
    }
    return NULL;
}

bool has(const struct problem *problem, const char *key)
{
    return problem_find(problem->parameters, key) != NULL;
}

/* Numbers up to the next ';', whatever stands between them: a matrix comes row after row. */
static struct list numbers(const char *text)
{
    struct list list = {0};
    while (text != NULL && *text != ';' && *text != '\0') {
        char *end = NULL;
        double value = strtod(text, &end);
        assert_true(end != text && list.count < LIST_SIZE);
        list.values[list.count++] = value;
        text = *end == '|' || *end == ',' ? end + 1 : end;
    }
    return list;
}

struct list given_list(const struct problem *problem, const char *key)
{
    struct list list = numbers(problem_find(problem->parameters, key));
    if (list.count == 0) {
        fail_msg("%s: parameter %s is missing", problem->id, key);
    }
    return list;
}

struct list wanted_list(const struct problem *problem, const char *key)
{
    return numbers(problem_find(problem->expected, key));
}

double given(const struct problem *problem, const char *key)
{
    return given_list(problem, key).values[0];
}

double given_or(const struct problem *problem, const char *key, double otherwise)
{
    return has(problem, key) ? given(problem, key) : otherwise;
}

void expect_checked(struct problem *problem, const char *key)
{
    if (problem_find(problem->expected, key) == NULL) {
        fail_msg("%s: nothing is expected of %s", problem->id, key);
    }
    problem->compared++;
}

void expect_list(struct problem *problem, const char *key, const double *got, size_t count)
{
    struct list want = wanted_list(problem, key);
    if (want.count != count) {
        fail_msg("%s: expected has %zu values of %s, not %zu", problem->id, want.count, key, count);
    }
    for (size_t i = 0; i < count; i++) {
        double off = fabs(got[i] - want.values[i]);
        if (!(off <= problem->tolerance * fmax(1.0, fabs(want.values[i])))) {
            fail_msg("%s: %s is %.15g, expected %.15g within %g", problem->id, key, got[i],
                     want.values[i], problem->tolerance);
        }
    }
    problem->compared++;
}

void expect(struct problem *problem, const char *key, double got)
{
    expect_list(problem, key, &got, 1);
}

void expect_if(struct problem *problem, const char *key, double got)
{
    if (problem_find(problem->expected, key) != NULL) {
        expect(problem, key, got);
    }
}

static size_t count_pairs(const char *pairs)
{
    size_t count = *pairs != '\0' ? 1 : 0;
    for (; *pairs != '\0'; pairs++) {
        count += *pairs == ';' ? 1 : 0;
    }
    return count;
}

void problems_each(const char *category, size_t least, void (*solve)(struct problem *problem))
{
    struct csv csv = csv_read(PROBLEMS);
    size_t passed = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        struct problem problem = {.id = csv_get(&csv, i, "id"),
                                  .category = csv_get(&csv, i, "category"),
                                  .parameters = csv_get(&csv, i, "parameters"),
                                  .expected = csv_get(&csv, i, "expected"),
                                  .tolerance = csv_number(&csv, i, "rel_tol")};
        if (strcmp(problem.category, category) != 0) {
            continue;
        }
        solve(&problem);
        if (problem.compared != count_pairs(problem.expected)) {
            fail_msg("%s: only %zu values of '%s' were compared", problem.id, problem.compared,
                     problem.expected);
        }
        passed++;
    }
    csv_free(&csv);
    print_message("%s: %zu rows passed\n", category, passed);
    assert_true(passed >= least);
}

size_t problems_beside(const char *const *known, size_t count)
{
    struct csv csv = csv_read(PROBLEMS);
    size_t beside = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        const char *category = csv_get(&csv, i, "category");
        bool found = false;
        for (size_t k = 0; k < count && !found; k++) {
            found = strcmp(category, known[k]) == 0;
        }
        beside += found ? 0 : 1;
    }
    csv_free(&csv);
    return beside;
}
