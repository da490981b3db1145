/* A field of a small file by its kind: number, date, weekdays, choice, name. */
#include "base/missing.h"
#include "io/intake.h"

#include <stdio.h>
#include <string.h>

static void store_id(char *at, uint32_t id)
{
    memcpy(at, &id, sizeof id);
}

void field_store_absent(const struct column *column, char *at)
{
    switch (column->kind) {
    case COLUMN_SKU:
    case COLUMN_PLACE:
    case COLUMN_WORD:
        store_id(at, NO_ID);
        break;
    case COLUMN_NUMBER:
        memcpy(at, &column->absent, sizeof column->absent);
        break;
    case COLUMN_DAY:
        memcpy(at, &(int32_t){NO_DAY}, sizeof(int32_t));
        break;
    case COLUMN_YES_NO:
        memcpy(at, &(int){(int)column->absent}, sizeof(int));
        break;
    case COLUMN_WEEKDAYS:
        *(unsigned char *)at = 0;
        break;
    case COLUMN_CHOICE:
        memcpy(at, &(int){0}, sizeof(int));
        break;
    }
}

static bool refuse_range(struct worker *worker, const struct column *column, struct text text)
{
    char expected[96];
    if (column->above) {
        snprintf(expected, sizeof expected, "more than %g", column->least);
    } else {
        snprintf(expected, sizeof expected, "%g or more", column->least);
    }
    if (column->most < 1e15) {
        size_t length = strlen(expected);
        snprintf(expected + length, sizeof expected - length, " and at most %g", column->most);
    }
    return worker_refuse(worker, column, text, expected);
}

static bool store_number(const struct intake *intake, struct worker *worker,
                         const struct column *column, struct text text, char *at)
{
    double value = 0.0;
    if (!text_number(text, intake->settings->decimal, &value)) {
        return worker_refuse(worker, column, text, "a number");
    }
    bool ranged = column->most > column->least;
    if (ranged && (value < column->least || value > column->most ||
                   (column->above && value <= column->least))) {
        return refuse_range(worker, column, text);
    }
    memcpy(at, &value, sizeof value);
    return true;
}

static bool store_day(const struct intake *intake, struct worker *worker,
                      const struct column *column, struct text text, char *at)
{
    int32_t day = 0;
    if (!day_parse(text, intake->settings->date_format, &day)) {
        char expected[64];
        snprintf(expected, sizeof expected, "a date as %s", intake->settings->date_format);
        return worker_refuse(worker, column, text, expected);
    }
    memcpy(at, &day, sizeof day);
    return true;
}

/* "Mon", "monday", in any case: 0 to 6, or -1. */
static int weekday_of(struct text word)
{
    static const char *const DAYS[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};
    for (int day = MONDAY; day <= SUNDAY; day++) {
        struct text name = text_of(DAYS[day]);
        if (word.length >= 3 && word.length <= name.length) {
            name.length = word.length;
            if (text_equal_nocase(word, name)) {
                return day;
            }
        }
    }
    return -1;
}

static bool is_between_days(char c)
{
    return c == ',' || c == ';' || c == ' ' || c == '|' || c == '/' || c == '\t';
}

static bool store_weekdays(struct worker *worker, const struct column *column, struct text text,
                           char *at)
{
    unsigned days = 0;
    for (size_t i = 0; i < text.length;) {
        if (is_between_days(text.data[i])) {
            i++;
            continue;
        }
        size_t start = i;
        while (i < text.length && !is_between_days(text.data[i])) {
            i++;
        }
        int day = weekday_of((struct text){.data = text.data + start, .length = i - start});
        if (day < 0) {
            return worker_refuse(worker, column, text, "weekdays like \"Mon,Thu\"");
        }
        days |= 1U << day;
    }
    *(unsigned char *)at = (unsigned char)days;
    return true;
}

static bool store_choice(struct worker *worker, const struct column *column, struct text text,
                         char *at)
{
    char expected[REJECT_REASON_SIZE] = "one of";
    for (int i = 0; column->words[i] != NULL; i++) {
        if (text_equal_nocase(text, text_of(column->words[i]))) {
            memcpy(at, &(int){column->first + i}, sizeof(int));
            return true;
        }
        size_t length = strlen(expected);
        snprintf(expected + length, sizeof expected - length, "%s%s", i > 0 ? ", " : " ",
                 column->words[i]);
    }
    return worker_refuse(worker, column, text, expected);
}

bool field_store(const struct intake *intake, struct worker *worker, size_t index, struct text text,
                 char *at)
{
    const struct column *column = &intake->column[index];
    switch (column->kind) {
    case COLUMN_SKU:
    case COLUMN_PLACE:
    case COLUMN_WORD: {
        uint32_t id = worker_name(worker, column, index, text);
        store_id(at, id);
        return id != NO_ID;
    }
    case COLUMN_NUMBER:
        return store_number(intake, worker, column, text, at);
    case COLUMN_DAY:
        return store_day(intake, worker, column, text, at);
    case COLUMN_WEEKDAYS:
        return store_weekdays(worker, column, text, at);
    case COLUMN_CHOICE:
        return store_choice(worker, column, text, at);
    case COLUMN_YES_NO:
        break;
    }
    int answer = yes_no(text);
    memcpy(at, &answer, sizeof answer);
    return answer >= 0 || worker_refuse(worker, column, text, "yes or no");
}
