/* summary.json by name, over cJSON. */
#include "io/summary_view.h"

#include "base/missing.h"
#include "io/summary.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

struct summary_view {
    cJSON *root;
};

enum status summary_view_open(struct summary_view **view, const char *folder, struct fault *fault)
{
    *view = NULL;
    cJSON *root;
    TRY(summary_root(&root, folder, fault));
    struct summary_view *made = malloc(sizeof *made);
    if (made == NULL) {
        cJSON_Delete(root);
        return fault_memory(fault, "summary.json");
    }
    made->root = root;
    *view = made;
    return STATUS_OK;
}

void summary_view_close(struct summary_view *view)
{
    if (view != NULL) {
        cJSON_Delete(view->root);
        free(view);
    }
}

static const cJSON *member(const cJSON *parent, const char *name)
{
    return name == NULL ? parent : cJSON_GetObjectItemCaseSensitive(parent, name);
}

static double number_of(const cJSON *item)
{
    return item != NULL && cJSON_IsNumber(item) ? item->valuedouble : MISSING;
}

static const char *text_of_item(const cJSON *item)
{
    return item != NULL && cJSON_IsString(item) ? item->valuestring : "";
}

double summary_view_number(const struct summary_view *view, const char *object, const char *name)
{
    return number_of(member(member(view->root, object), name));
}

const char *summary_view_text(const struct summary_view *view, const char *object, const char *name)
{
    return text_of_item(member(member(view->root, object), name));
}

size_t summary_view_count(const struct summary_view *view, const char *object, const char *list)
{
    return (size_t)cJSON_GetArraySize(member(member(view->root, object), list));
}

const char *summary_view_item(const struct summary_view *view, const char *object, const char *list,
                              size_t index, const char **name)
{
    const cJSON *parent = member(member(view->root, object), list);
    const cJSON *item = parent != NULL ? parent->child : NULL;
    for (size_t i = 0; item != NULL && i < index; i++) {
        item = item->next;
    }
    *name = item != NULL ? item->string : NULL;
    return text_of_item(item);
}

double summary_view_inner_number(const struct summary_view *view, const char *object,
                                 const char *inner, const char *name)
{
    return number_of(member(member(member(view->root, object), inner), name));
}

const char *summary_view_inner_text(const struct summary_view *view, const char *object,
                                    const char *inner, const char *name)
{
    return text_of_item(member(member(member(view->root, object), inner), name));
}
