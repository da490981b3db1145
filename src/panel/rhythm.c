/* How often the data record, and which periods they have whole. */
#include "rhythm.h"

#include "base/missing.h"

#include <assert.h>

enum {
    MONTHLY_GAP = 26, /* days: below any month, above three weeks */
    WEEKLY_GAP = 6,   /* days: a week that is moved by a holiday */
    LONGEST_GAP = 400,
    SLACK = 10, /* a period is whole if no more than 1 / SLACK of its days are not in the data */
};

/* The days on which anything sold. */
struct sale_days {
    int32_t first;
    int32_t last;
    int32_t gap; /* median between consecutive ones; 0 if there is only one */
};

static int32_t median_gap(const unsigned char *sold, size_t days)
{
    size_t gaps[LONGEST_GAP + 1] = {0}; /* by length; all longer ones together */
    size_t count = 0;
    size_t previous = 0; /* the first day always sold */
    for (size_t day = 1; day < days; day++) {
        if (sold[day]) {
            size_t gap = day - previous;
            gaps[gap < LONGEST_GAP ? gap : LONGEST_GAP]++;
            count++;
            previous = day;
        }
    }
    size_t below = 0;
    for (size_t gap = 0; gap <= LONGEST_GAP; gap++) {
        below += gaps[gap];
        if (below > 0 && 2 * below >= count) {
            return (int32_t)gap;
        }
    }
    return 0;
}

/* Did anything sell on a day of `from` .. `to` - 1? */
static bool sells_within(const struct sales_survey *survey, int64_t from, int64_t to)
{
    int64_t first = survey->first_day;
    int64_t end = first + (int64_t)survey->days;
    for (int64_t day = from > first ? from : first; day < to && day < end; day++) {
        if (survey->sold[day - first]) {
            return true;
        }
    }
    return false;
}

static enum status find_days(struct sale_days *days, const struct sales_survey *survey,
                             int32_t as_of, struct fault *fault)
{
    int64_t known = (int64_t)as_of - survey->first_day; /* days before the as-of date */
    size_t count = known <= 0 ? 0 : (size_t)known < survey->days ? (size_t)known : survey->days;
    size_t first = 0;
    while (first < count && !survey->sold[first]) {
        first++;
    }
    while (count > first && !survey->sold[count - 1]) {
        count--;
    }
    if (count == first) {
        return fault_set(fault, STATUS_DATA,
                         "the sales have no row with a quantity over 0 before the as-of date, "
                         "expected at least one");
    }
    days->first = survey->first_day + (int32_t)first;
    days->last = survey->first_day + (int32_t)(count - 1);
    days->gap = median_gap(survey->sold + first, count - first);
    return STATUS_OK;
}

static enum bucket bucket_of(int32_t gap)
{
    if (gap >= MONTHLY_GAP) {
        return BUCKET_MONTH;
    }
    return gap >= WEEKLY_GAP ? BUCKET_WEEK : BUCKET_DAY;
}

/* Does every date stand for its whole period? */
static bool one_date_a_period(const struct rhythm *rhythm, const struct sale_days *days)
{
    return bucket_of(days->gap) >= rhythm->calendar.bucket;
}

static void find_end(struct rhythm *rhythm, const struct sale_days *days, int32_t as_of)
{
    const struct calendar *calendar = &rhythm->calendar;
    rhythm->as_of = as_of;
    rhythm->one_date_a_period = one_date_a_period(rhythm, days);
    if (rhythm->one_date_a_period && as_of == days->last + 1) {
        rhythm->as_of = period_first_day(calendar, period_of(calendar, days->last) + 1);
    }
    rhythm->end_period = period_of(calendar, rhythm->as_of);
}

static bool begins_whole(const struct rhythm *rhythm, const struct sale_days *days)
{
    int32_t period = period_of(&rhythm->calendar, days->first);
    int32_t late = days->first - period_first_day(&rhythm->calendar, period);
    return one_date_a_period(rhythm, days) ||
           late * SLACK <= period_days(&rhythm->calendar, period);
}

/* Did anything sell in whole periods after `period`? */
static bool sells_after(const struct rhythm *rhythm, const struct sales_survey *survey,
                        int32_t period)
{
    return sells_within(survey, period_first_day(&rhythm->calendar, period + 1),
                        period_first_day(&rhythm->calendar, rhythm->end_period));
}

enum status rhythm_find(struct rhythm *rhythm, const struct sales_survey *survey, int32_t as_of,
                        const struct calendar *wanted, struct fault *fault)
{
    struct sale_days days = {0};
    TRY(find_days(&days, survey, as_of, fault));
    *rhythm = (struct rhythm){.calendar = *wanted};
    if (wanted->bucket == BUCKET_AUTO) {
        rhythm->calendar.bucket = bucket_of(days.gap);
    }
    find_end(rhythm, &days, as_of);
    rhythm->first_period = period_of(&rhythm->calendar, days.first);
    if (rhythm->first_period >= rhythm->end_period) {
        char end[DAY_TEXT_SIZE];
        day_format(rhythm->as_of, end);
        return fault_set(fault, STATUS_DATA,
                         "the sales hold no whole %s before the as-of date %s; expected at least "
                         "one, or a shorter plan.bucket",
                         bucket_name(rhythm->calendar.bucket), end);
    }
    if (!begins_whole(rhythm, &days) && sells_after(rhythm, survey, rhythm->first_period)) {
        rhythm->first_period++;
    }
    return STATUS_OK;
}
