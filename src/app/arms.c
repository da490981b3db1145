/* From the command line to the arms of a simulation. */
#include "arms.h"

#include "app/nearest.h"
#include "base/missing.h"

#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 96, PATH_SIZE = 4096 };
/* "auto" takes min_max where at least half of the series have a maximum: the rest never orders. */
enum { TYPED_PART = 2 };

/* Those that --reference takes, in the order of "auto". */
static const char *const REFERENCES[] = {"min_max", "normal", "cover", "foresight", NULL};

/* The next of the names that stand with commas between them; false after the last. */
static bool next_name(const char **list, struct text *name)
{
    if (*list == NULL) {
        return false;
    }
    const char *comma = strchr(*list, ',');
    *name =
        text_trim((struct text){*list, comma != NULL ? (size_t)(comma - *list) : strlen(*list)});
    *list = comma != NULL ? comma + 1 : NULL;
    return true;
}

static bool name_taken(const struct arms *arms, const char *name)
{
    for (size_t a = 0; a < arms->count; a++) {
        if (strcmp(arms->arm[a].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Another arm, its name kept; a name that is there already gets a number. */
static enum status add_arm(struct arms *arms, struct arena *arena, struct text name,
                           struct sim_arm arm, struct fault *fault)
{
    if (arms->count == ARMS_MOST) {
        return fault_set(fault, STATUS_USAGE, "restock simulate compares at most %d ways to plan",
                         ARMS_MOST);
    }
    char *kept = ARENA_NEW(arena, char, NAME_SIZE);
    if (kept == NULL) {
        return fault_memory(fault, "a simulation");
    }
    int length = name.length < NAME_SIZE - 8 ? (int)name.length : NAME_SIZE - 8;
    (void)snprintf(kept, NAME_SIZE, "%.*s", length, name.data);
    for (int number = 2; name_taken(arms, kept); number++) {
        (void)snprintf(kept, NAME_SIZE, "%.*s-%d", length, name.data, number);
    }
    arm.name = kept;
    arms->arm[arms->count++] = arm;
    return STATUS_OK;
}

/* "policies/b.ini" is called b. */
static struct text stem_of(struct text path)
{
    size_t start = path.length;
    while (start > 0 && path.data[start - 1] != '/') {
        start--;
    }
    struct text stem = {path.data + start, path.length - start};
    if (stem.length > 4 && memcmp(stem.data + stem.length - 4, ".ini", 4) == 0) {
        stem.length -= 4;
    }
    return stem;
}

static bool same_columns(const struct config *a, const struct config *b)
{
    bool same = a->column_count == b->column_count;
    for (size_t i = 0; same && i < a->column_count; i++) {
        same = text_equal(a->columns[i].file, b->columns[i].file) &&
               text_equal(a->columns[i].column, b->columns[i].column) &&
               text_equal(a->columns[i].header, b->columns[i].header);
    }
    return same;
}

/* Settings that say what the data are: all arms look at the same. */
static bool is_of_data(const struct setting *setting)
{
    static const char *const OF_PLAN[] = {"bucket", "week_start", "as_of"};
    if (strcmp(setting->section, "input") == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof OF_PLAN / sizeof *OF_PLAN; i++) {
        if (strcmp(setting->section, "plan") == 0 && strcmp(setting->key, OF_PLAN[i]) == 0) {
            return true;
        }
    }
    return false;
}

static enum status check_same_data(const struct config *base, const struct config *other,
                                   const char *path, struct fault *fault)
{
    for (size_t i = 0; i < setting_count; i++) {
        char mine[CONFIG_LIST_SIZE * 24];
        char theirs[CONFIG_LIST_SIZE * 24];
        setting_format(&settings[i], base, mine, sizeof mine);
        setting_format(&settings[i], other, theirs, sizeof theirs);
        if (is_of_data(&settings[i]) && strcmp(mine, theirs) != 0) {
            return fault_set(fault, STATUS_USAGE,
                             "%s: %s.%s is %s, expected %s as in the first arm: all arms of a "
                             "simulation look at the same data",
                             path, settings[i].section, settings[i].key, theirs, mine);
        }
    }
    if (!same_columns(base, other)) {
        return fault_set(fault, STATUS_USAGE,
                         "%s: [columns] differs from that of the first arm; all arms of a "
                         "simulation look at the same data",
                         path);
    }
    return STATUS_OK;
}

static enum status add_file(struct arms *arms, struct run *run, struct text name,
                            struct fault *fault)
{
    char path[PATH_SIZE];
    struct config config;
    struct panel_settings panel;
    struct sim_arm arm = {.kind = ARM_PLAN};
    if (name.length == 0 || name.length >= PATH_SIZE) {
        return fault_set(fault, STATUS_USAGE,
                         "--compare is \"%.*s\", expected ini files with commas between them",
                         TEXT_PRINT(name));
    }
    (void)snprintf(path, sizeof path, "%.*s", TEXT_PRINT(name));
    TRY(config_upon(&config, &run->config, path, fault));
    TRY(check_same_data(&run->config, &config, path, fault));
    TRY(settings_of(&config, &panel, &arm.forecast, &arm.plan, fault));
    return add_arm(arms, &run->arena, stem_of(name), arm, fault);
}

static enum status unknown_reference(struct text name, struct fault *fault)
{
    const char *colon = memchr(name.data, ':', name.length);
    struct nearest nearest = {
        .given = {name.data, colon != NULL ? (size_t)(colon - name.data) : name.length}};
    for (size_t i = 0; REFERENCES[i] != NULL; i++) {
        (void)nearest_offer(&nearest, REFERENCES[i]);
    }
    if (nearest.distance == 0) {
        return fault_set(fault, STATUS_USAGE,
                         "--reference names \"%.*s\", expected a number behind the colon of a "
                         "policy that takes one, such as normal:1.64 or cover:3",
                         TEXT_PRINT(name));
    }
    return fault_set(fault, STATUS_USAGE,
                     "--reference names \"%.*s\", and there is no such policy; the nearest is "
                     "\"%s\"",
                     TEXT_PRINT(name), nearest.word);
}

static enum status add_reference(struct arms *arms, struct arena *arena, struct text text,
                                 struct fault *fault)
{
    char name[REFERENCE_NAME_SIZE];
    struct sim_arm arm = arms->arm[0];
    arm.kind = ARM_REFERENCE;
    if (!reference_parse(text, &arm.reference)) {
        return unknown_reference(text, fault);
    }
    reference_name(&arm.reference, name);
    return add_arm(arms, arena, text_of(name), arm, fault);
}

enum status arms_choose(struct arms *arms, struct run *run, const char *compare,
                        const char *references, struct fault *fault)
{
    struct text name;
    struct sim_arm own = {
        .kind = ARM_PLAN, .plan = run->plan_settings, .forecast = run->forecast_settings};
    *arms = (struct arms){0};
    TRY(add_arm(arms, &run->arena, text_of("restock"), own, fault));
    while (next_name(&compare, &name)) {
        TRY(add_file(arms, run, name, fault));
    }
    arms->automatic = strcmp(references, "auto") == 0;
    if (arms->automatic || strcmp(references, "none") == 0) {
        return STATUS_OK;
    }
    while (next_name(&references, &name)) {
        TRY(add_reference(arms, &run->arena, name, fault));
    }
    return STATUS_OK;
}

/* Rows in which somebody typed a maximum. */
static size_t typed_levels(const struct master *master)
{
    size_t count = 0;
    for (size_t i = 0; i < master->item_location_count; i++) {
        count += !is_missing(master->item_locations[i].terms.max_stock);
    }
    return count;
}

enum status arms_complete(struct arms *arms, struct run *run, struct fault *fault)
{
    size_t typed = typed_levels(&run->inputs.master);
    bool usual = typed > 0 && TYPED_PART * typed >= run->panel.count;
    for (size_t i = 0; arms->automatic && REFERENCES[i] != NULL; i++) {
        if (usual || strcmp(REFERENCES[i], "min_max") != 0) {
            TRY(add_reference(arms, &run->arena, text_of(REFERENCES[i]), fault));
        }
    }
    for (size_t a = 0; a < arms->count; a++) {
        struct sim_arm *arm = &arms->arm[a];
        arm->forecast.horizon = run->horizon;
        if (typed == 0 && arm->kind == ARM_REFERENCE && arm->reference.kind == REFERENCE_MIN_MAX) {
            return fault_set(fault, STATUS_USAGE,
                             "--reference names min_max, and no row of item_locations.csv has "
                             "a max_stock");
        }
    }
    return STATUS_OK;
}
