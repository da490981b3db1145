/* Objects, arrays and values in the making. */
#include "json.h"

#include "base/missing.h"
#include "panel/calendar.h"

#include <math.h>

cJSON *json_object(struct json *json, cJSON *parent, const char *name)
{
    cJSON *made = parent != NULL ? cJSON_AddObjectToObject(parent, name) : NULL;
    json->failed = json->failed || made == NULL;
    return made;
}

cJSON *json_array(struct json *json, cJSON *parent, const char *name)
{
    cJSON *made = parent != NULL ? cJSON_AddArrayToObject(parent, name) : NULL;
    json->failed = json->failed || made == NULL;
    return made;
}

void json_string(struct json *json, cJSON *parent, const char *name, const char *value)
{
    json->failed = json->failed || parent == NULL ||
                   cJSON_AddStringToObject(parent, name, value != NULL ? value : "") == NULL;
}

void json_number(struct json *json, cJSON *parent, const char *name, double value)
{
    bool good = parent != NULL && (isfinite(value) ? cJSON_AddNumberToObject(parent, name, value)
                                                   : cJSON_AddNullToObject(parent, name)) != NULL;
    json->failed = json->failed || !good;
}

void json_money(struct json *json, cJSON *parent, const char *name, double value)
{
    json_number(json, parent, name, round(value * 100.0) / 100.0);
}

void json_day(struct json *json, cJSON *parent, const char *name, int32_t value)
{
    char text[DAY_TEXT_SIZE] = "";
    if (value != NO_DAY) {
        day_format(value, text);
    }
    json_string(json, parent, name, text);
}
