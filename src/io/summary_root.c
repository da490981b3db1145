/* Reads summary.json back. */
#include "io/summary.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

enum status summary_root(cJSON **root, const char *folder, struct fault *fault)
{
    char *text = summary_text(folder);
    if (text == NULL) {
        return fault_set(fault, STATUS_DATA,
                         "%s: there is no summary.json, expected the outputs of restock plan",
                         folder);
    }
    *root = cJSON_Parse(text);
    free(text);
    if (!cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(*root, "kpis"))) {
        cJSON_Delete(*root);
        *root = NULL;
        return fault_set(fault, STATUS_DATA, "%s/summary.json: is not a summary of restock",
                         folder);
    }
    return STATUS_OK;
}
