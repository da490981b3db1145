/* The files with other programs' answers, read through the zstd program. */
#include "peers.h"

#include "base/missing.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Cuts a line into fields, in place; a quoted field may hold commas. */
static size_t split(char *text, char **parts)
{
    size_t count = 0;
    text[strcspn(text, "\r\n")] = '\0';
    while (count < PEERS_FIELDS) {
        char *end = *text == '"' ? strchr(++text, '"') : NULL;
        parts[count++] = text;
        if (end != NULL) {
            *end++ = '\0';
        } else {
            end = text + strcspn(text, ",");
        }
        if (*end == '\0') {
            break;
        }
        *end = '\0';
        text = end + 1;
    }
    return count;
}

bool peers_open(struct peers_file *file, const char *folder, const char *kind, const char *set)
{
    char command[2048];
    snprintf(command, sizeof command, "zstd -dcq '%s/%s%s%s.csv.zst' 2>/dev/null", folder, kind,
             *set ? "_" : "", set);
    file->pipe = popen(command, "r");
    if (file->pipe == NULL) {
        return false;
    }
    if (fgets(file->header, sizeof file->header, file->pipe) == NULL) {
        pclose(file->pipe);
        return false;
    }
    file->count = split(file->header, file->names);
    return true;
}

bool peers_next(struct peers_file *file)
{
    if (fgets(file->line, sizeof file->line, file->pipe) == NULL) {
        pclose(file->pipe);
        return false;
    }
    split(file->line, file->fields);
    return true;
}

const char *peers_text(const struct peers_file *file, const char *column)
{
    for (size_t i = 0; i < file->count; i++) {
        if (strcmp(file->names[i], column) == 0) {
            return file->fields[i];
        }
    }
    return "";
}

double peers_number(const struct peers_file *file, const char *column)
{
    const char *text = peers_text(file, column);
    return *text == '\0' || strcmp(text, "NA") == 0 ? MISSING : strtod(text, NULL);
}

static void *grow(void *old, size_t bytes)
{
    void *grown = realloc(old, bytes);
    if (grown == NULL) {
        fprintf(stderr, "no memory for %zu bytes\n", bytes);
        exit(4);
    }
    return grown;
}

static struct peers_series *series_add(struct peers_set *set, const char *id)
{
    set->series = grow(set->series, (set->count + 1) * sizeof *set->series);
    struct peers_series *fresh = &set->series[set->count++];
    *fresh = (struct peers_series){0};
    snprintf(fresh->id, sizeof fresh->id, "%s", id);
    return fresh;
}

void peers_set_read(struct peers_set *set, const char *folder, const char *name)
{
    static struct peers_file file;
    *set = (struct peers_set){.season = strcmp(name, "m3y") == 0   ? 1
                                        : strcmp(name, "m3m") == 0 ? 12
                                                                   : 7};
    if (!peers_open(&file, folder, "data", name)) {
        fprintf(stderr, "no data_%s.csv.zst in %s\n", name, folder);
        return;
    }
    struct peers_series *last = NULL;
    while (peers_next(&file)) {
        if (strcmp(peers_text(&file, "split"), "train") != 0) {
            continue;
        }
        const char *id = peers_text(&file, "id");
        if (last == NULL || strcmp(last->id, id) != 0) {
            last = series_add(set, id);
        }
        if ((last->length & (last->length + 1)) == 0) {
            last->y = grow(last->y, (2 * last->length + 2) * sizeof(double));
        }
        last->y[last->length++] = peers_number(&file, "value");
    }
}

void peers_set_free(struct peers_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        free(set->series[i].y);
    }
    free(set->series);
    *set = (struct peers_set){0};
}

struct peers_series *peers_set_find(struct peers_set *set, const char *id)
{
    for (size_t i = 0; i < set->count; i++, set->found++) {
        set->found = set->found < set->count ? set->found : 0;
        if (strcmp(set->series[set->found].id, id) == 0) {
            return &set->series[set->found];
        }
    }
    return NULL;
}

struct history peers_history(const struct peers_set *set, const struct peers_series *series)
{
    return (struct history){.demand = series->y, .length = series->length, .season = set->season};
}

double peers_cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
