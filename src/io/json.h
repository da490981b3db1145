/* JSON in the making, by cJSON.  An allocation that fails anywhere leaves a NULL behind; it is
 * noticed once, at the end, by `failed`.  A parent of NULL is allowed and fails. */
#ifndef RESTOCK_IO_JSON_H
#define RESTOCK_IO_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

struct json {
    bool failed;
};

cJSON *json_object(struct json *json, cJSON *parent, const char *name);
cJSON *json_array(struct json *json, cJSON *parent, const char *name);
void json_string(struct json *json, cJSON *parent, const char *name, const char *value);
/* null where the value is MISSING or infinite. */
void json_number(struct json *json, cJSON *parent, const char *name, double value);
/* To the cent: sums of money have no meaning beyond it. */
void json_money(struct json *json, cJSON *parent, const char *name, double value);
/* "" for NO_DAY. */
void json_day(struct json *json, cJSON *parent, const char *name, int32_t value);

#endif
