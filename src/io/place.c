/* Where OUT is, and whether it may be replaced. */
#include "place.h"

#include "io/save.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *const output_names[] = {"orders.csv",
                                    "transfers.csv",
                                    "positions.csv",
                                    "forecast.csv",
                                    "models.csv",
                                    "exceptions.csv",
                                    "segments.csv",
                                    "returns.csv",
                                    "rejects.csv",
                                    "summary.json",
                                    "report.html",
                                    "accuracy.csv",
                                    "simulation.csv",
                                    "tuned.ini",
                                    "tuning.csv",
                                    "report.html.new",
                                    NULL};

bool place_is_named(const char *name, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* What file managers and open spreadsheets drop into a folder; it may go with the folder. */
bool place_is_litter(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, ".DS_Store") == 0 ||
           strcmp(name, "Thumbs.db") == 0 || strcmp(name, "desktop.ini") == 0 ||
           strncmp(name, ".~lock.", 7) == 0 || strncmp(name, "~$", 2) == 0;
}

char *place_path(const char *format, ...)
{
    char *path = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&path, format, arguments);
    va_end(arguments);
    return length >= 0 ? path : NULL;
}

/* The folder that holds `path`; for malloc'ed paths of resolve_out, which have a slash. */
char *place_parent(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

/* OUT as an absolute path without symbolic links; only its last part may be absent. */
enum status place_resolve(const char *out, char **final, struct fault *fault)
{
    *final = realpath(out, NULL);
    if (*final != NULL) {
        if (strcmp(*final, "/") == 0) {
            return fault_set(fault, STATUS_USAGE,
                             "--out is the root folder, expected a folder in it");
        }
        return STATUS_OK;
    }
    size_t length = strlen(out);
    while (length > 1 && out[length - 1] == '/') {
        length--;
    }
    size_t start = length;
    while (start > 0 && out[start - 1] != '/') {
        start--;
    }
    char *parent = start > 1 ? strndup(out, start - 1) : start > 0 ? strdup("/") : strdup(".");
    char *real = parent != NULL ? realpath(parent, NULL) : NULL;
    int problem = errno;
    if (real != NULL) {
        *final = place_path("%s/%.*s", strcmp(real, "/") == 0 ? "" : real, (int)(length - start),
                            out + start);
    }
    enum status status = STATUS_OK;
    if (real == NULL && parent != NULL) {
        status = fault_set(fault, STATUS_USAGE,
                           "%s: the folder that is to hold it (%s) cannot be found: %s", out,
                           parent, strerror(problem));
    } else if (*final == NULL) {
        status = fault_memory(fault, "a path");
    }
    free(parent);
    free(real);
    return status;
}

enum status place_check_parent(const char *final, struct fault *fault)
{
    char *parent = place_parent(final);
    if (parent == NULL) {
        return fault_memory(fault, "a path");
    }
    struct stat above;
    struct stat here;
    enum status status = STATUS_OK;
    if (stat(parent, &above) != 0 || !S_ISDIR(above.st_mode)) {
        status = fault_set(fault, STATUS_USAGE, "%s: %s is not a folder", final, parent);
    } else if (stat(final, &here) == 0 && here.st_dev != above.st_dev) {
        status = fault_set(fault, STATUS_USAGE,
                           "%s: is a mount point and cannot be replaced as a whole; name a folder "
                           "inside it",
                           final);
    }
    free(parent);
    return status;
}

/* OUT is replaced as a whole, so it must hold nothing that restock did not write. */
enum status place_check_content(const char *final, const struct publication_kind *kind,
                                struct fault *fault)
{
    DIR *folder = opendir(final);
    if (folder == NULL) {
        if (errno == ENOENT) {
            return STATUS_OK;
        }
        bool file = errno == ENOTDIR;
        return fault_set(
            fault, file ? STATUS_USAGE : STATUS_SYSTEM, "%s: %s%s", final,
            file ? "is not a folder" : "the folder cannot be read: ", file ? "" : strerror(errno));
    }
    enum status status = STATUS_OK;
    bool empty = true;
    bool marked = kind->mark == NULL;
    const struct dirent *entry;
    while (status == STATUS_OK && (entry = readdir(folder)) != NULL) {
        if (place_is_litter(entry->d_name)) {
            continue;
        }
        empty = false;
        marked = marked || strcmp(entry->d_name, kind->mark) == 0;
        if (!place_is_named(entry->d_name, kind->names)) {
            status = fault_set(fault, STATUS_USAGE,
                               "%s: holds \"%s\", which restock did not write; the folder would be "
                               "replaced as a whole, so name a new one or an earlier run's",
                               final, entry->d_name);
        }
    }
    (void)closedir(folder);
    if (status == STATUS_OK && !empty && !marked) {
        return fault_set(fault, STATUS_USAGE,
                         "%s: holds files but no %s, so restock did not write it; the folder would "
                         "be replaced as a whole, so name a new one or an earlier run's",
                         final, kind->mark);
    }
    return status;
}
