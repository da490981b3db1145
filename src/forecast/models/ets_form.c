/* The 15 forms: their names and the order of their variables. */
#include "forecast/ets.h"

#include <stdio.h>
#include <string.h>

/* A before M and simple before rich: where two forms tie, the first is kept. */
const struct ets_form ets_forms[ETS_FORMS] = {
    {ETS_ERROR_A, ETS_TREND_N, ETS_SEASON_N},  {ETS_ERROR_A, ETS_TREND_A, ETS_SEASON_N},
    {ETS_ERROR_A, ETS_TREND_AD, ETS_SEASON_N}, {ETS_ERROR_A, ETS_TREND_N, ETS_SEASON_A},
    {ETS_ERROR_A, ETS_TREND_A, ETS_SEASON_A},  {ETS_ERROR_A, ETS_TREND_AD, ETS_SEASON_A},
    {ETS_ERROR_M, ETS_TREND_N, ETS_SEASON_N},  {ETS_ERROR_M, ETS_TREND_A, ETS_SEASON_N},
    {ETS_ERROR_M, ETS_TREND_AD, ETS_SEASON_N}, {ETS_ERROR_M, ETS_TREND_N, ETS_SEASON_A},
    {ETS_ERROR_M, ETS_TREND_A, ETS_SEASON_A},  {ETS_ERROR_M, ETS_TREND_AD, ETS_SEASON_A},
    {ETS_ERROR_M, ETS_TREND_N, ETS_SEASON_M},  {ETS_ERROR_M, ETS_TREND_A, ETS_SEASON_M},
    {ETS_ERROR_M, ETS_TREND_AD, ETS_SEASON_M},
};

struct ets_shape ets_shape_of(struct ets_form form, size_t season)
{
    struct ets_shape shape = {.form = form,
                              .season = form.season == ETS_SEASON_N ? 1 : season,
                              .beta = ETS_ABSENT,
                              .gamma = ETS_ABSENT,
                              .phi = ETS_ABSENT,
                              .trend = ETS_ABSENT,
                              .seasons = ETS_ABSENT};
    int next = 1; /* after alpha */
    if (form.trend != ETS_TREND_N) {
        shape.beta = next++;
    }
    if (form.season != ETS_SEASON_N) {
        shape.gamma = next++;
    }
    if (form.trend == ETS_TREND_AD) {
        shape.phi = next++;
    }
    shape.smoothing = (size_t)next;
    shape.level = next++;
    if (form.trend != ETS_TREND_N) {
        shape.trend = next++;
    }
    shape.count = (size_t)next;
    if (form.season != ETS_SEASON_N) {
        shape.seasons = next;
        shape.count += season - 1;
    }
    shape.width = (shape.count + 3) / 4 * 4;
    return shape;
}

static const char *const TREND_NAMES[] = {"N", "A", "Ad"};

void ets_label(struct ets_form form, char label[MODEL_LABEL_SIZE])
{
    snprintf(label, MODEL_LABEL_SIZE, "ETS(%c,%s,%c)", form.error == ETS_ERROR_A ? 'A' : 'M',
             TREND_NAMES[form.trend], "NAM"[form.season]);
}

bool ets_form_parse(const char *text, struct ets_form *form)
{
    char letters[8] = "";
    size_t length = 0;
    if (strncmp(text, "ETS", 3) == 0) {
        text += 3;
    }
    for (; *text != '\0'; text++) {
        if (strchr("(,;)", *text) != NULL) {
            continue;
        }
        if (length + 1 >= sizeof letters) {
            return false;
        }
        letters[length++] = *text;
    }
    for (size_t i = 0; i < ETS_FORMS; i++) {
        char name[8];
        snprintf(name, sizeof name, "%c%s%c", ets_forms[i].error == ETS_ERROR_A ? 'A' : 'M',
                 TREND_NAMES[ets_forms[i].trend], "NAM"[ets_forms[i].season]);
        if (strcmp(name, letters) == 0) {
            *form = ets_forms[i];
            return true;
        }
    }
    return false;
}
