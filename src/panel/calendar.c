/* The calendar: days since 1970-01-01, weeks that begin on any weekday, months. */
#include "panel/calendar.h"

#include <string.h>

enum {
    DAYS_PER_WEEK = 7,
    MONTHS_PER_YEAR = 12,
    EPOCH_YEAR = 1970,
    FIRST_YEAR = 1900,           /* no sale that matters is older */
    LAST_YEAR = 2200,            /* and none is planned later */
    DAYS_PER_ERA = 146097,       /* 400 Gregorian years */
    EPOCH_FROM_MARCH_0 = 719468, /* days from 0000-03-01 to 1970-01-01 */
};

static int32_t floor_divide(int32_t value, int32_t by)
{
    int32_t quotient = value / by;
    return value % by < 0 ? quotient - 1 : quotient;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const int DAYS[MONTHS_PER_YEAR] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : DAYS[month - 1];
}

/* Years that begin in March end with the leap day, so that the day of such a year follows from the
 * month alone: (153 m + 2) / 5 with m = 0 for March. */
int32_t day_of(int year, int month, int date)
{
    int march_year = month > 2 ? year : year - 1;
    int march_month = month > 2 ? month - 3 : month + 9;
    int32_t era = floor_divide(march_year, 400);
    int32_t year_of_era = march_year - era * 400;
    int32_t day_of_year = (153 * march_month + 2) / 5 + date - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - EPOCH_FROM_MARCH_0;
}

void day_split(int32_t day, int *year, int *month, int *date)
{
    int32_t shifted = day + EPOCH_FROM_MARCH_0;
    int32_t era = floor_divide(shifted, DAYS_PER_ERA);
    int32_t day_of_era = shifted - era * DAYS_PER_ERA;
    int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t march_month = (5 * day_of_year + 2) / 153;
    *date = day_of_year - (153 * march_month + 2) / 5 + 1;
    *month = march_month < 10 ? march_month + 3 : march_month - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

bool day_valid(int year, int month, int date)
{
    return year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= MONTHS_PER_YEAR &&
           date >= 1 && date <= month_days(year, month);
}

enum weekday day_weekday(int32_t day)
{
    int32_t from_thursday = day - floor_divide(day, DAYS_PER_WEEK) * DAYS_PER_WEEK;
    return (enum weekday)((from_thursday + THURSDAY) % DAYS_PER_WEEK); /* 1970-01-01: Thursday */
}

static void put_digits(char *text, int value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        text[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

void day_format(int32_t day, char text[DAY_TEXT_SIZE])
{
    int year = 0;
    int month = 0;
    int date = 0;
    day_split(day, &year, &month, &date);
    put_digits(text, year, 4);
    text[4] = '-';
    put_digits(text + 5, month, 2);
    text[7] = '-';
    put_digits(text + 8, date, 2);
    text[10] = '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What is left of `text` may be a time of day. */
static bool is_time(struct text text)
{
    return text.length == 0 || (text.length >= 2 && (text.data[0] == 'T' || text.data[0] == ' ') &&
                                is_digit(text.data[1]));
}

/* The usual format without a look at each of its letters. */
static bool parse_iso(struct text text, int *year, int *month, int *date)
{
    static const unsigned char DIGIT_AT[] = {0, 1, 2, 3, 5, 6, 8, 9};
    const char *s = text.data;
    if (text.length < 10 || s[4] != '-' || s[7] != '-') {
        return false;
    }
    int digit[sizeof DIGIT_AT];
    for (size_t i = 0; i < sizeof DIGIT_AT; i++) {
        digit[i] = s[DIGIT_AT[i]] - '0';
        if (digit[i] < 0 || digit[i] > 9) {
            return false;
        }
    }
    *year = digit[0] * 1000 + digit[1] * 100 + digit[2] * 10 + digit[3];
    *month = digit[4] * 10 + digit[5];
    *date = digit[6] * 10 + digit[7];
    return is_time((struct text){.data = s + 10, .length = text.length - 10});
}

/* Takes `least` to `most` digits off the front of `text`. */
static bool take_number(struct text *text, size_t least, size_t most, int *value)
{
    size_t taken = 0;
    *value = 0;
    while (taken < most && taken < text->length && is_digit(text->data[taken])) {
        *value = *value * 10 + (text->data[taken] - '0');
        taken++;
    }
    text->data += taken;
    text->length -= taken;
    return taken >= least;
}

static bool starts(const char *format, const char *word)
{
    return strncmp(format, word, strlen(word)) == 0;
}

/* A month or day may be one digit long where something that is not a part of a date stands behind
 * it, or in front of it when it is the last. */
static bool stands_apart(const char *format, const char *at)
{
    char behind = at[2];
    if (behind != '\0') {
        return strchr("YMD", behind) == NULL;
    }
    return at > format && strchr("YMD", at[-1]) == NULL;
}

static bool parse_format(struct text text, const char *format, int *year, int *month, int *date)
{
    for (const char *at = format; *at != '\0';) {
        if (starts(at, "YYYY")) {
            if (!take_number(&text, 4, 4, year)) {
                return false;
            }
            at += 4;
        } else if (starts(at, "YY")) {
            if (!take_number(&text, 2, 2, year)) {
                return false;
            }
            *year += 2000;
            at += 2;
        } else if (starts(at, "MM") || starts(at, "DD")) {
            size_t least = stands_apart(format, at) ? 1 : 2;
            if (!take_number(&text, least, 2, *at == 'M' ? month : date)) {
                return false;
            }
            at += 2;
        } else {
            if (text.length == 0 || text.data[0] != *at) {
                return false;
            }
            text.data++;
            text.length--;
            at++;
        }
    }
    return is_time(text);
}

bool day_parse(struct text text, const char *format, int32_t *day)
{
    int year = 0;
    int month = 0;
    int date = 0;
    bool read = strcmp(format, "YYYY-MM-DD") == 0 && parse_iso(text, &year, &month, &date);
    if (!read && !parse_format(text, format, &year, &month, &date)) {
        return false;
    }
    if (!day_valid(year, month, date)) {
        return false;
    }
    *day = day_of(year, month, date);
    return true;
}

/* Days from the start of the week that holds day 0 to day 0. */
static int32_t week_shift(const struct calendar *calendar)
{
    return (THURSDAY - (int32_t)calendar->week_start + DAYS_PER_WEEK) % DAYS_PER_WEEK;
}

int32_t period_of(const struct calendar *calendar, int32_t day)
{
    if (calendar->bucket == BUCKET_WEEK) {
        return floor_divide(day + week_shift(calendar), DAYS_PER_WEEK);
    }
    if (calendar->bucket == BUCKET_MONTH) {
        int year = 0;
        int month = 0;
        int date = 0;
        day_split(day, &year, &month, &date);
        return (year - EPOCH_YEAR) * MONTHS_PER_YEAR + month - 1;
    }
    return day;
}

int32_t period_first_day(const struct calendar *calendar, int32_t period)
{
    if (calendar->bucket == BUCKET_WEEK) {
        return period * DAYS_PER_WEEK - week_shift(calendar);
    }
    if (calendar->bucket == BUCKET_MONTH) {
        int32_t year = floor_divide(period, MONTHS_PER_YEAR);
        return day_of(EPOCH_YEAR + year, period - year * MONTHS_PER_YEAR + 1, 1);
    }
    return period;
}

int32_t period_days(const struct calendar *calendar, int32_t period)
{
    return period_first_day(calendar, period + 1) - period_first_day(calendar, period);
}

int calendar_season(const struct calendar *calendar)
{
    switch (calendar->bucket) {
    case BUCKET_WEEK:
        return 52;
    case BUCKET_MONTH:
        return MONTHS_PER_YEAR;
    case BUCKET_AUTO:
    case BUCKET_DAY:
        break;
    }
    return DAYS_PER_WEEK;
}

const char *bucket_name(enum bucket bucket)
{
    static const char *const NAMES[] = {[BUCKET_AUTO] = "auto",
                                        [BUCKET_DAY] = "day",
                                        [BUCKET_WEEK] = "week",
                                        [BUCKET_MONTH] = "month"};
    return NAMES[bucket];
}

enum bucket bucket_called(const char *name)
{
    for (int bucket = BUCKET_DAY; bucket <= BUCKET_MONTH; bucket++) {
        if (strcmp(bucket_name((enum bucket)bucket), name) == 0) {
            return (enum bucket)bucket;
        }
    }
    return BUCKET_AUTO;
}
