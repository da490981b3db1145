/* What the automatic choice asks of which kind of series. */
#include "../../src/forecast/select.h"

#include "forecast/models.h"
#include "num/random.h"
#include "support/check.h"

#include <math.h>
#include <string.h>

enum { WEEKS = 150 };
static const double WEEK = 7.0;

/* Sales about 1,000 a week: each week on its own, or each from the week before. */
static struct profile profile_of_weeks(bool wanders)
{
    static double demand[WEEKS];
    struct random random = random_stream(7, 1);
    double level = 1000.0;
    for (size_t t = 0; t < WEEKS; t++) {
        double shock = 60.0 * random_normal(&random);
        level += wanders ? shock : 0.0;
        demand[t] = fmax(round(level + (wanders ? 0.0 : shock)), 1.0);
    }
    struct history history = {.demand = demand, .length = WEEKS, .season = 1};
    return profile_of(&history, WEEK);
}

static bool asks(const struct choice *choice, const struct model *model)
{
    for (size_t i = 0; i < choice->count; i++) {
        if (choice->model[i] == model) {
            return true;
        }
    }
    return false;
}

static void sales_about_a_level_are_asked_for_their_long_run(void **state)
{
    (void)state;
    struct profile profile = profile_of_weeks(false);
    assert_true(fabs(profile.persistence) < 0.3);
    struct choice choice = select_auto(&profile);
    assert_true(asks(&choice, &model_tsb));
}

static void a_random_walk_is_not(void **state)
{
    (void)state;
    struct profile profile = profile_of_weeks(true);
    assert_true(profile.persistence > 0.8);
    struct choice choice = select_auto(&profile);
    assert_false(asks(&choice, &model_tsb));
    assert_true(asks(&choice, &model_ets));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sales_about_a_level_are_asked_for_their_long_run),
        cmocka_unit_test(a_random_walk_is_not),
    };
    return cmocka_run_group_tests_name("select", tests, NULL, NULL);
}
