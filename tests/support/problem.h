/* The worked problems of tests/oracle/inventory.csv: reading a row and comparing its answers.
 *
 * A row's parameters and expected values are `key=value;...`, lists joined by `|`.  A row passes
 * only when every value that it expects was compared. */
#ifndef RESTOCK_TESTS_PROBLEM_H
#define RESTOCK_TESTS_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

enum { LIST_SIZE = 64 };

struct problem {
    const char *id;
    const char *category;
    const char *parameters;
    const char *expected;
    double tolerance; /* abs(got - want) / max(1, abs(want)); a solver may tighten it */
    size_t compared;
};

struct list {
    double values[LIST_SIZE];
    size_t count;
};

/* Runs `solve` on every row of `category` and checks that each compared all that it expects; the
 * test fails when there are fewer than `least` of them.  Rows may be added to the file. */
void problems_each(const char *category, size_t least, void (*solve)(struct problem *problem));
/* Rows of the file whose category is none of `known` [count]. */
size_t problems_beside(const char *const *known, size_t count);

/* The text behind `key=` in a list of pairs, up to the end of the list; NULL without the key. */
const char *problem_find(const char *pairs, const char *key);
bool has(const struct problem *problem, const char *key);
/* A parameter; the test fails without it. */
double given(const struct problem *problem, const char *key);
double given_or(const struct problem *problem, const char *key, double otherwise);
/* Numbers joined by `|` or `,`. */
struct list given_list(const struct problem *problem, const char *key);
/* The same of what is expected; empty without the key. */
struct list wanted_list(const struct problem *problem, const char *key);

/* Compare what was got with what is expected under `key`. */
void expect(struct problem *problem, const char *key, double got);
void expect_if(struct problem *problem, const char *key, double got);
void expect_list(struct problem *problem, const char *key, const double *got, size_t count);
/* Counts an expected key as compared that the solver checked in its own way. */
void expect_checked(struct problem *problem, const char *key);

#endif
