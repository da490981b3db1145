/* Numbers, dates and UTF-8 as any bytes may try to look like them. */
#include "base/text.h"
#include "panel/calendar.h"

#include "fuzz.h"

#include <math.h>
#include <string.h>

static void check_number(struct text text)
{
    double value = 0.0;
    if (text_number(text, '.', &value)) {
        CLAIM(isfinite(value) && fabs(value) <= 1e15);
        char copy[32];
        if (text.length < sizeof copy && text.data[0] != '(') {
            memcpy(copy, text.data, text.length);
            copy[text.length] = '\0';
            CLAIM(strtod(copy, NULL) == value);
        }
        double comma = 0.0;
        bool has_point = memchr(text.data, '.', text.length) != NULL;
        CLAIM(text_number(text, ',', &comma) == !has_point && (has_point || comma == value));
    }
    int64_t whole = 0;
    if (text_whole(text, &whole)) {
        CLAIM(text_number(text, '.', &value) && (double)whole == value);
    }
}

static void check_day(struct text text)
{
    static const char *const FORMATS[] = {"YYYY-MM-DD", "DD.MM.YYYY", "MM/DD/YY", "YYYYMMDD"};
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) {
        int32_t day = 0;
        if (day_parse(text, FORMATS[i], &day)) {
            char written[DAY_TEXT_SIZE];
            int32_t again = 0;
            day_format(day, written);
            CLAIM(day_parse(text_of(written), "YYYY-MM-DD", &again) && again == day);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* An exact copy on the heap, so that a read beyond the end is seen. */
    char *bytes = malloc(size > 0 ? size : 1);
    if (bytes == NULL) {
        return 0;
    }
    if (size > 0) {
        memcpy(bytes, data, size);
    }
    struct text text = {bytes, size};
    (void)text_is_utf8(text);
    (void)text_hash(text);
    struct text trimmed = text_trim(text);
    CLAIM(text_trim(trimmed).length == trimmed.length);
    check_number(trimmed);
    check_day(trimmed);
    free(bytes);
    return 0;
}
