/* Days, weeks and months against dates that anyone can look up. */
#include "panel/calendar.h"
#include "support/check.h"

#include <string.h>

static void counts_days_from_1970(void **state)
{
    (void)state;
    assert_int_equal(day_of(1970, 1, 1), 0);
    assert_int_equal(day_of(1969, 12, 31), -1);
    assert_int_equal(day_of(2000, 3, 1), 11017);
    assert_int_equal(day_of(2026, 11, 22), 20779);
    assert_int_equal(day_of(1900, 1, 1), -25567);
}

/* Every day of three centuries is the successor of the one before, and comes back. */
static void splits_what_it_joined(void **state)
{
    (void)state;
    int32_t expected = day_of(1900, 1, 1);
    for (int year = 1900; year <= 2200; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int date = 1; day_valid(year, month, date); date++) {
                int y = 0;
                int m = 0;
                int d = 0;
                assert_int_equal(day_of(year, month, date), expected);
                day_split(expected, &y, &m, &d);
                assert_true(y == year && m == month && d == date);
                expected++;
            }
        }
    }
    assert_int_equal(expected, day_of(2201, 1, 1));
}

static void knows_which_dates_exist(void **state)
{
    (void)state;
    assert_true(day_valid(2024, 2, 29));
    assert_true(day_valid(2000, 2, 29));
    assert_false(day_valid(1900, 2, 29));
    assert_false(day_valid(2023, 2, 29));
    assert_false(day_valid(2023, 13, 1));
    assert_false(day_valid(2023, 4, 31));
    assert_false(day_valid(2023, 0, 1));
    assert_false(day_valid(1899, 12, 31));
    assert_false(day_valid(2201, 1, 1));
}

static void names_weekdays(void **state)
{
    (void)state;
    assert_int_equal(day_weekday(0), THURSDAY);
    assert_int_equal(day_weekday(-1), WEDNESDAY);
    assert_int_equal(day_weekday(day_of(2026, 11, 22)), SUNDAY);
    assert_int_equal(day_weekday(day_of(2011, 10, 31)), MONDAY);
    assert_int_equal(day_weekday(day_of(1900, 1, 1)), MONDAY);
}

static void reads(const char *text, const char *format, int year, int month, int date)
{
    int32_t day = 0;
    assert_true(day_parse(text_of(text), format, &day));
    assert_int_equal(day, day_of(year, month, date));
}

static void refuses(const char *text, const char *format)
{
    int32_t day = 0;
    assert_false(day_parse(text_of(text), format, &day));
}

static void reads_dates_of_many_formats(void **state)
{
    (void)state;
    reads("2024-02-29", "YYYY-MM-DD", 2024, 2, 29);
    reads("2024-02-29T23:59:59Z", "YYYY-MM-DD", 2024, 2, 29);
    reads("2024-02-29 00:00", "YYYY-MM-DD", 2024, 2, 29);
    reads("2024-2-9", "YYYY-MM-DD", 2024, 2, 9);
    reads("3/12/2024", "DD/MM/YYYY", 2024, 12, 3);
    reads("12/3/24 7:05", "MM/DD/YY", 2024, 12, 3);
    reads("31.01.2024", "DD.MM.YYYY", 2024, 1, 31);
    reads("20240131", "YYYYMMDD", 2024, 1, 31);
    reads("31 01 2024 08:00", "DD MM YYYY", 2024, 1, 31);
}

static void refuses_what_is_not_a_date(void **state)
{
    (void)state;
    refuses("", "YYYY-MM-DD");
    refuses("2023-02-29", "YYYY-MM-DD");
    refuses("2024-13-01", "YYYY-MM-DD");
    refuses("2024/01/01", "YYYY-MM-DD");
    refuses("24-01-01", "YYYY-MM-DD");
    refuses("2024-01-01x", "YYYY-MM-DD");
    refuses("2024-01-011", "YYYY-MM-DD");
    refuses("2024-01-01T", "YYYY-MM-DD");
    refuses("2024-01-", "YYYY-MM-DD");
    refuses("1024-01-01", "YYYY-MM-DD");
    refuses("2024115", "YYYYMMDD");
    refuses("31.01.2024", "DD/MM/YYYY");
}

static void writes_dates(void **state)
{
    (void)state;
    char text[DAY_TEXT_SIZE];
    day_format(day_of(2009, 1, 5), text);
    assert_string_equal(text, "2009-01-05");
    day_format(day_of(1900, 12, 31), text);
    assert_string_equal(text, "1900-12-31");
}

/* Weeks that begin on Monday are ISO weeks: 2021-01-03 is still in week 53 of 2020. */
static void weeks_begin_on_the_day_that_is_set(void **state)
{
    (void)state;
    for (int start = MONDAY; start <= SUNDAY; start++) {
        struct calendar weeks = {.bucket = BUCKET_WEEK, .week_start = (enum weekday)start};
        assert_int_equal(period_of(&weeks, 0), 0);
        for (int32_t day = -800; day <= 800; day++) {
            int32_t week = period_of(&weeks, day);
            int32_t first = period_first_day(&weeks, week);
            assert_int_equal(day_weekday(first), start);
            assert_true(first <= day && day < first + 7);
            assert_int_equal(period_days(&weeks, week), 7);
        }
    }
    struct calendar iso = {.bucket = BUCKET_WEEK, .week_start = MONDAY};
    assert_int_equal(period_of(&iso, day_of(2020, 12, 28)), period_of(&iso, day_of(2021, 1, 3)));
    assert_int_equal(period_of(&iso, day_of(2021, 1, 4)), period_of(&iso, day_of(2021, 1, 3)) + 1);
}

static void months_have_their_own_lengths(void **state)
{
    (void)state;
    struct calendar months = {.bucket = BUCKET_MONTH};
    assert_int_equal(period_of(&months, 0), 0);
    assert_int_equal(period_of(&months, -1), -1);
    int32_t february = period_of(&months, day_of(2024, 2, 29));
    assert_int_equal(period_first_day(&months, february), day_of(2024, 2, 1));
    assert_int_equal(period_days(&months, february), 29);
    assert_int_equal(period_days(&months, february + 12), 28);
    int32_t december = period_of(&months, day_of(1965, 12, 25));
    assert_int_equal(period_first_day(&months, december), day_of(1965, 12, 1));
    assert_int_equal(period_days(&months, december), 31);
}

static void seasons_are_a_year_or_a_week_of_days(void **state)
{
    (void)state;
    assert_int_equal(calendar_season(&(struct calendar){.bucket = BUCKET_DAY}), 7);
    assert_int_equal(calendar_season(&(struct calendar){.bucket = BUCKET_WEEK}), 52);
    assert_int_equal(calendar_season(&(struct calendar){.bucket = BUCKET_MONTH}), 12);
    assert_string_equal(bucket_name(BUCKET_MONTH), "month");
    assert_int_equal(period_of(&(struct calendar){.bucket = BUCKET_DAY}, -3), -3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_days_from_1970),
        cmocka_unit_test(splits_what_it_joined),
        cmocka_unit_test(knows_which_dates_exist),
        cmocka_unit_test(names_weekdays),
        cmocka_unit_test(reads_dates_of_many_formats),
        cmocka_unit_test(refuses_what_is_not_a_date),
        cmocka_unit_test(writes_dates),
        cmocka_unit_test(weeks_begin_on_the_day_that_is_set),
        cmocka_unit_test(months_have_their_own_lengths),
        cmocka_unit_test(seasons_are_a_year_or_a_week_of_days),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
