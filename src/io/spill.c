/* Written once from the front, then mapped; it goes with its last user, even if that is killed. */
#include "spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *folder_of_spills(void)
{
    const char *folder = getenv("TMPDIR");
    return folder != NULL && folder[0] != '\0' ? folder : "/var/tmp";
}

static enum status refuse(const char *path, struct fault *fault)
{
    return fault_set(fault, STATUS_SYSTEM, "%s: cannot be unpacked into a file in %s: %s", path,
                     folder_of_spills(), strerror(errno));
}

static enum status make_file(struct spill *spill, const char *path, struct fault *fault)
{
    char name[4096];
    int length = snprintf(name, sizeof name, "%s/restock-XXXXXX", folder_of_spills());
    if (length < 0 || (size_t)length >= sizeof name) {
        errno = ENAMETOOLONG;
        return refuse(path, fault);
    }
    spill->file = mkostemp(name, O_CLOEXEC);
    if (spill->file < 0) {
        return refuse(path, fault);
    }
    (void)unlink(name);
    return STATUS_OK;
}

enum status spill_write(struct spill *spill, const char *bytes, size_t size, const char *path,
                        struct fault *fault)
{
    if (spill->file < 0) {
        TRY(make_file(spill, path, fault));
    }
    for (size_t done = 0; done < size;) {
        ssize_t wrote = write(spill->file, bytes + done, size - done);
        if (wrote < 0 && errno != EINTR) {
            return refuse(path, fault);
        }
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    spill->size += size;
    return STATUS_OK;
}

enum status spill_map(const struct spill *spill, const char **bytes, const char *path,
                      struct fault *fault)
{
    void *map = mmap(NULL, spill->size, PROT_READ, MAP_PRIVATE, spill->file, 0);
    if (map == MAP_FAILED) {
        return refuse(path, fault);
    }
    *bytes = map;
    return STATUS_OK;
}

void spill_close(struct spill *spill)
{
    if (spill->file >= 0) {
        close(spill->file);
    }
    spill->file = -1;
}
