/* summary.json of a run, read back. */
#include "summary_read.h"

#include "base/missing.h"
#include "io/summary.h"

static const char *string_of(const cJSON *parent, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(parent, name);
    return cJSON_IsString(item) ? item->valuestring : "";
}

static double number_of(const cJSON *parent, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(parent, name);
    return cJSON_IsNumber(item) ? item->valuedouble : MISSING;
}

enum status summary_open(struct summary_read *summary, const char *folder, struct fault *fault)
{
    *summary = (struct summary_read){0};
    cJSON *root;
    TRY(summary_root(&root, folder, fault));
    const cJSON *kpis = cJSON_GetObjectItemCaseSensitive(root, "kpis");
    *summary = (struct summary_read){
        .root = root,
        .kpis = kpis,
        .guards = cJSON_GetObjectItemCaseSensitive(root, "guards"),
        .what_if = cJSON_GetObjectItemCaseSensitive(
            cJSON_GetObjectItemCaseSensitive(root, "what_if"), "told"),
        .version = string_of(root, "version"),
        .as_of = string_of(root, "as_of"),
        .bucket = string_of(kpis, "bucket"),
        .rejected = number_of(cJSON_GetObjectItemCaseSensitive(root, "rows"), "rejected"),
    };
    return STATUS_OK;
}

void summary_close(struct summary_read *summary)
{
    cJSON_Delete(summary->root);
    *summary = (struct summary_read){0};
}

double summary_kpi(const struct summary_read *summary, const char *name)
{
    return number_of(summary->kpis, name);
}
