/* Sets of settings: choices beside what stands. */
#include "tune_parts.h"

#include <stdio.h>
#include <string.h>

void tune_set_text(const struct tune_set *set, char text[TUNE_TEXT_SIZE])
{
    size_t used = 0;
    (void)snprintf(text, TUNE_TEXT_SIZE, "as it stands");
    for (size_t c = 0; c < set->count && used < TUNE_TEXT_SIZE; c++) {
        int wrote = snprintf(text + used, TUNE_TEXT_SIZE - used, "%s%s=%s", c > 0 ? " " : "",
                             set->choice[c].setting, set->choice[c].value);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
}

bool set_has(const struct tune_set *set, const char *setting, const char *value)
{
    for (size_t c = 0; c < set->count; c++) {
        if (strcmp(set->choice[c].setting, setting) == 0) {
            return value == NULL || strcmp(set->choice[c].value, value) == 0;
        }
    }
    return false;
}

struct tune_set set_with(const struct tune_set *set, const struct tune_choice *choice)
{
    struct tune_set more = *set;
    size_t at = 0;
    while (at < set->count && strcmp(set->choice[at].setting, choice->setting) != 0) {
        at++;
    }
    more.choice[at] = *choice;
    more.count = at < set->count ? set->count : set->count + 1;
    return more;
}

struct tune_choice level_choice(double level)
{
    struct tune_choice choice = {.setting = "plan.service_level"};
    (void)snprintf(choice.value, sizeof choice.value, "%.4f", level);
    return choice;
}
