/* Publication: a folder is filled beside OUT, then changes places with it in one rename.
 *
 * Invariant: at every moment OUT is either last night's folder or tonight's, whole.  The exchange
 * is renameat2(RENAME_EXCHANGE); a file system without it gets two renames, between which OUT is
 * absent for an instant, and last night's folder then stands beside it as OUT.tmp-<process>-old. */
#include "io/interrupt.h"
#include "io/save.h"
#include "place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Removes outputs and litter, then the folder; anything else in it stays, and so does the folder.
 */
static bool remove_folder(const char *path, const char *const *names)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return errno == ENOENT;
    }
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        if (place_is_named(entry->d_name, names) || place_is_litter(entry->d_name)) {
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
        }
    }
    (void)closedir(folder);
    return rmdir(path) == 0;
}

static enum status sync_folder(const char *path, struct fault *fault)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = folder >= 0 && (fsync(folder) == 0 || errno == EINVAL);
    int problem = errno;
    if (folder >= 0) {
        (void)close(folder);
    }
    if (!good) {
        return fault_set(fault, STATUS_SYSTEM, "%s: the folder cannot be flushed to disk: %s", path,
                         strerror(problem));
    }
    return STATUS_OK;
}

static const char *base_of(const char *path)
{
    return strrchr(path, '/') + 1;
}

/* The lock file goes when its run ends; whoever waited for a file that is gone must begin anew. */
static enum status take_lock(struct publication *publication, struct fault *fault)
{
    for (;;) {
        int lock = open(publication->lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (lock < 0) {
            return fault_set(fault, STATUS_SYSTEM, "%s: cannot be created: %s",
                             publication->lock_path, strerror(errno));
        }
        if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
            int problem = errno;
            (void)close(lock);
            if (problem == EWOULDBLOCK) {
                return fault_set(fault, STATUS_SYSTEM,
                                 "%s: another run is writing to it at this moment",
                                 publication->final);
            }
            return fault_set(fault, STATUS_SYSTEM, "%s: cannot be locked: %s",
                             publication->lock_path, strerror(problem));
        }
        struct stat held;
        struct stat named;
        if (fstat(lock, &held) == 0 && stat(publication->lock_path, &named) == 0 &&
            held.st_ino == named.st_ino) {
            publication->lock = lock;
            publication->open = 1;
            return STATUS_OK;
        }
        (void)close(lock);
    }
}

/* NAME.tmp-<digits>.  Not ...-old: should a run die between two renames, that is last night's plan.
 */
static bool is_stale(const char *entry, const char *name)
{
    size_t length = strlen(name);
    if (strncmp(entry, name, length) != 0 || strncmp(entry + length, ".tmp-", 5) != 0) {
        return false;
    }
    const char *digits = entry + length + 5;
    size_t count = strspn(digits, "0123456789");
    return count > 0 && digits[count] == '\0';
}

/* The lock is ours, so every temporary folder of this OUT belongs to a run that died. */
static void remove_stale(const struct publication *publication)
{
    char *parent = place_parent(publication->final);
    DIR *folder = parent != NULL ? opendir(parent) : NULL;
    const struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (is_stale(entry->d_name, base_of(publication->final))) {
            char *path = place_path("%s/%s", parent, entry->d_name);
            if (path != NULL) {
                (void)remove_folder(path, publication->kind.names);
            }
            free(path);
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    free(parent);
}

static enum status make_temporary(const struct publication *publication, struct fault *fault)
{
    if (mkdir(publication->temporary, 0777) != 0) {
        return fault_set(fault, STATUS_SYSTEM, "%s: the folder cannot be created: %s",
                         publication->temporary, strerror(errno));
    }
    struct stat present;
    if (stat(publication->final, &present) == 0) {
        (void)chmod(publication->temporary, present.st_mode & 07777);
    }
    return STATUS_OK;
}

static enum status begin(struct publication *publication, const char *out, struct fault *fault)
{
    TRY(place_resolve(out, &publication->final, fault));
    TRY(place_check_parent(publication->final, fault));
    TRY(place_check_content(publication->final, &publication->kind, fault));
    char *parent = place_parent(publication->final);
    if (parent != NULL) {
        publication->lock_path = place_path("%s/.%s.lock", strcmp(parent, "/") == 0 ? "" : parent,
                                            base_of(publication->final));
    }
    free(parent);
    publication->temporary = place_path("%s.tmp-%ld", publication->final, (long)getpid());
    if (publication->lock_path == NULL || publication->temporary == NULL) {
        return fault_memory(fault, "a path");
    }
    TRY(take_lock(publication, fault));
    remove_stale(publication);
    interrupt_watch(publication->temporary, publication->lock_path, publication->kind.names);
    return make_temporary(publication, fault);
}

enum status publication_begin_kind(struct publication *publication, const char *out,
                                   const struct publication_kind *kind, struct fault *fault)
{
    *publication = (struct publication){.kind = *kind, .lock = -1};
    enum status status = begin(publication, out, fault);
    if (status != STATUS_OK) {
        publication_abandon(publication);
    }
    return status;
}

enum status publication_begin(struct publication *publication, const char *out, struct fault *fault)
{
    return publication_begin_kind(publication, out,
                                  &(struct publication_kind){.names = output_names}, fault);
}

static void release(struct publication *publication)
{
    if (publication->open) {
        (void)unlink(publication->lock_path);
        (void)close(publication->lock);
        publication->open = 0;
    }
    free(publication->final);
    free(publication->temporary);
    free(publication->lock_path);
    *publication = (struct publication){.lock = -1};
}

/* For file systems without an exchange. */
static int exchange_in_two_steps(const struct publication *publication)
{
    char *old = place_path("%s-old", publication->temporary);
    int result = -1;
    if (old != NULL && rename(publication->final, old) == 0) {
        result = rename(publication->temporary, publication->final);
        int problem = errno;
        if (result != 0) {
            (void)rename(old, publication->final);
        } else {
            (void)remove_folder(old, publication->kind.names);
        }
        errno = problem;
    }
    free(old);
    return result;
}

static enum status move_into_place(const struct publication *publication, struct fault *fault)
{
    int result = -1;
    if (access(publication->final, F_OK) != 0) {
        result = rename(publication->temporary, publication->final);
    } else {
        result = renameat2(AT_FDCWD, publication->temporary, AT_FDCWD, publication->final,
                           RENAME_EXCHANGE);
        if (result != 0 && (errno == EINVAL || errno == ENOSYS || errno == ENOTSUP)) {
            result = exchange_in_two_steps(publication);
        }
    }
    if (result != 0) {
        return fault_set(fault, STATUS_SYSTEM, "%s: cannot be replaced: %s", publication->final,
                         strerror(errno));
    }
    return STATUS_OK;
}

static enum status commit(const struct publication *publication, struct fault *fault)
{
    TRY(sync_folder(publication->temporary, fault));
    TRY(place_check_content(publication->final, &publication->kind, fault));
    TRY(move_into_place(publication, fault));
    (void)remove_folder(publication->temporary, publication->kind.names); /* now last night's */
    char *parent = place_parent(publication->final);
    enum status status =
        parent != NULL ? sync_folder(parent, fault) : fault_memory(fault, "a path");
    free(parent);
    return status;
}

enum status publication_commit(struct publication *publication, struct fault *fault)
{
    interrupt_hold();
    enum status status = commit(publication, fault);
    if (status != STATUS_OK) {
        (void)remove_folder(publication->temporary, publication->kind.names);
    }
    release(publication);
    interrupt_forget();
    return status;
}

void publication_abandon(struct publication *publication)
{
    if (publication->open) {
        interrupt_hold();
        (void)remove_folder(publication->temporary, publication->kind.names);
        release(publication);
        interrupt_forget();
        return;
    }
    release(publication);
}
