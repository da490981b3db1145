/* Days, periods and how they follow each other.  A day is a count from 1970-01-01 (int32_t), a
 * period a count of days, weeks or months from the one that holds day 0; both are negative before
 * 1970. */
#ifndef RESTOCK_PANEL_CALENDAR_H
#define RESTOCK_PANEL_CALENDAR_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum bucket { BUCKET_AUTO, BUCKET_DAY, BUCKET_WEEK, BUCKET_MONTH };

/* Days of the week as in ISO 8601, less one. */
enum weekday { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

struct calendar {
    enum bucket bucket;      /* never BUCKET_AUTO once the panel is built */
    enum weekday week_start; /* of weekly buckets */
};

/* Proleptic Gregorian.  month 1-12, date 1-31. */
int32_t day_of(int year, int month, int date);
void day_split(int32_t day, int *year, int *month, int *date);
bool day_valid(int year, int month, int date); /* does that date exist; years 1900 to 2200 */
enum weekday day_weekday(int32_t day);

enum { DAY_TEXT_SIZE = 11 };
/* "YYYY-MM-DD" and a final 0. */
void day_format(int32_t day, char text[DAY_TEXT_SIZE]);

/* Reads a date by `format`: YYYY, MM, DD stand for digits (MM and DD also take one digit where a
 * separator follows), YY for 2000 + n, anything else for itself.  A time of day behind the date,
 * after 'T' or a blank, is dropped.  false if the text is not such a date or the date does not
 * exist. */
bool day_parse(struct text text, const char *format, int32_t *day);

int32_t period_of(const struct calendar *calendar, int32_t day);
int32_t period_first_day(const struct calendar *calendar, int32_t period);
int32_t period_days(const struct calendar *calendar, int32_t period); /* length in days */

/* The year's rhythm: 7, 52 or 12 periods, the default seasonal length of a bucket. */
int calendar_season(const struct calendar *calendar);
const char *bucket_name(enum bucket bucket);
/* By its name; BUCKET_AUTO where none is called so. */
enum bucket bucket_called(const char *name);

#endif
