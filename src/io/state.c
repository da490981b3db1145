/* The file of the state: read by mapping it, replaced in one rename. */
#include "io/state.h"

#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char MAGIC[STATE_MAGIC_SIZE] = "restock state";
enum { BYTE_ORDER_MARK = 0x01020304, WRITE_BUFFER = 1 << 20 };

static uint64_t hash_of_head(const struct state_head *head)
{
    return hash_bytes(0, head, offsetof(struct state_head, head));
}

/* What is wrong with the header: a sentence and STATUS_DATA. */
static enum status check_head(const struct state *state, const struct state_head *head,
                              struct fault *fault)
{
    const char *path = state->path;
    if (memcmp(head->magic, MAGIC, sizeof MAGIC) != 0) {
        return fault_set(fault, STATUS_DATA, "%s: is no state of restock", path);
    }
    if (head->byte_order != BYTE_ORDER_MARK) {
        return fault_set(fault, STATUS_DATA, "%s: was kept by a machine of another byte order",
                         path);
    }
    if (head->format != STATE_FORMAT) {
        return fault_set(fault, STATUS_DATA, "%s: is of format %u, expected %d", path,
                         (unsigned)head->format, STATE_FORMAT);
    }
    if (head->head != hash_of_head(head)) {
        return fault_set(fault, STATUS_DATA, "%s: its header is damaged", path);
    }
    if (strncmp(head->version, state->version, sizeof head->version) != 0) {
        return fault_set(fault, STATUS_DATA, "%s: was kept by restock %.*s, this is %s", path,
                         STATE_VERSION_SIZE, head->version, state->version);
    }
    if (head->settings != state->settings) {
        return fault_set(fault, STATUS_DATA,
                         "%s: was kept under other settings of the forecast, or by another bucket",
                         path);
    }
    return STATUS_OK;
}

static enum status take_over(const struct state *state, struct memory *memory, struct fault *fault)
{
    const unsigned char *bytes = state->bytes;
    struct state_head head;
    if (state->size < sizeof head) {
        return fault_set(fault, STATUS_DATA, "%s: is %zu bytes long, too short for a state",
                         state->path, state->size);
    }
    memcpy(&head, bytes, sizeof head);
    TRY(check_head(state, &head, fault));
    const size_t body = state->size - sizeof head;
    if (head.count > body / sizeof(struct record_place) ||
        head.size != body - head.count * sizeof(struct record_place)) {
        return fault_set(fault, STATUS_DATA, "%s: is %zu bytes long, not as its header says",
                         state->path, state->size);
    }
    if (hash_bytes(0, bytes + sizeof head, body) != head.body) {
        return fault_set(fault, STATUS_DATA, "%s: is damaged (its checksum is wrong)", state->path);
    }
    const void *place = bytes + sizeof head;
    if (!memory_recall_all(memory, place, head.count, bytes + state->size - head.size, head.size)) {
        return fault_set(fault, STATUS_DATA, "%s: its records make no sense", state->path);
    }
    memory->night = head.night + 1;
    return STATUS_OK;
}

static char *path_in(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (path != NULL) {
        (void)snprintf(path, size, "%s/%s", folder, name);
    }
    return path;
}

/* Maps the file; STATUS_OK with bytes NULL when there is none. */
static enum status map_last(struct state *state, struct fault *fault)
{
    struct stat info;
    int file = open(state->path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return errno == ENOENT ? STATUS_OK
                               : fault_set(fault, STATUS_SYSTEM, "%s: cannot be opened: %s",
                                           state->path, strerror(errno));
    }
    bool regular = fstat(file, &info) == 0 && S_ISREG(info.st_mode);
    state->size = regular ? (size_t)info.st_size : 0;
    void *bytes =
        state->size > 0 ? mmap(NULL, state->size, PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
    (void)close(file);
    if (bytes == MAP_FAILED) {
        return fault_set(fault, STATUS_DATA, "%s: is %s", state->path,
                         !regular           ? "not a file"
                         : state->size == 0 ? "empty"
                                            : "too large for the memory that is left");
    }
    state->bytes = bytes;
    return STATUS_OK;
}

enum state_found state_open(struct state *state, const char *folder, const char *version,
                            uint64_t settings, struct memory *memory, struct fault *fault)
{
    *state = (struct state){.path = path_in(folder, "state.bin"),
                            .fresh = path_in(folder, "state.new"),
                            .version = version,
                            .settings = settings,
                            .file = -1};
    enum status status = STATUS_OK;
    if (state->path == NULL || state->fresh == NULL) {
        status = fault_memory(fault, "the state");
    } else {
        status = map_last(state, fault);
    }
    if (status == STATUS_OK && state->bytes != NULL) {
        status = take_over(state, memory, fault);
        return status == STATUS_OK ? STATE_TAKEN : STATE_REFUSED;
    }
    return status == STATUS_OK ? STATE_NONE : STATE_REFUSED;
}

static void unmap_last(struct state *state)
{
    if (state->bytes != NULL) {
        (void)munmap((void *)(uintptr_t)state->bytes, state->size);
        state->bytes = NULL;
    }
}

static enum status disk_fault(const struct state *state, struct fault *fault)
{
    return fault_set(fault, STATUS_SYSTEM, "%s: cannot be written: %s", state->fresh,
                     strerror(errno));
}

/* The lock is on the fresh file itself: it is another file once it has been put in its place. */
static enum status open_fresh(struct state *state, struct fault *fault)
{
    for (;;) {
        state->file = open(state->fresh, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (state->file < 0) {
            return disk_fault(state, fault);
        }
        struct stat held;
        struct stat named;
        bool locked = flock(state->file, LOCK_EX | LOCK_NB) == 0;
        if (locked && fstat(state->file, &held) == 0 && stat(state->fresh, &named) == 0 &&
            held.st_ino == named.st_ino && held.st_dev == named.st_dev) {
            return STATUS_OK;
        }
        (void)close(state->file);
        state->file = -1;
        if (!locked) {
            return fault_set(fault, STATUS_SYSTEM, "%s: another run is writing it at this moment",
                             state->fresh);
        }
    }
}

/* Whole words of eight bytes go by; the hash is that of hash_bytes over all of them together. */
struct writer {
    FILE *file;
    uint64_t hash;
    size_t size;
};

static void put(struct writer *writer, const void *bytes, size_t size)
{
    writer->hash = hash_words(writer->hash, bytes, size / HASH_WORD);
    writer->size += size;
    (void)fwrite_unlocked(bytes, 1, size, writer->file);
}

static void put_all(FILE *file, const struct state *state, const struct memory *memory,
                    const struct memory_sorted *sorted)
{
    struct state_head head = {.byte_order = BYTE_ORDER_MARK,
                              .format = STATE_FORMAT,
                              .settings = state->settings,
                              .night = memory->night,
                              .count = sorted->count,
                              .size = sorted->size};
    memcpy(head.magic, MAGIC, sizeof MAGIC);
    (void)snprintf(head.version, sizeof head.version, "%s", state->version);
    struct writer writer = {.file = file};
    (void)fwrite_unlocked(&head, 1, sizeof head, file);
    put(&writer, sorted->place, sorted->count * sizeof *sorted->place);
    for (size_t i = 0; i < sorted->count; i++) {
        put(&writer, sorted->record[i], record_size(sorted->record[i]));
    }
    head.body = hash_end(writer.hash, 0, writer.size);
    head.head = hash_of_head(&head);
    rewind(file);
    (void)fwrite_unlocked(&head, 1, sizeof head, file);
}

static enum status fill_fresh(const struct state *state, const struct memory *memory,
                              const struct memory_sorted *sorted, struct fault *fault)
{
    int copy = ftruncate(state->file, 0) == 0 ? dup(state->file) : -1;
    FILE *file = copy >= 0 ? fdopen(copy, "wb") : NULL;
    if (file == NULL) {
        enum status status = disk_fault(state, fault);
        if (copy >= 0) {
            (void)close(copy);
        }
        return status;
    }
    (void)setvbuf(file, NULL, _IOFBF, WRITE_BUFFER);
    put_all(file, state, memory, sorted);
    bool good = fflush(file) == 0 && !ferror(file);
    enum status status = good ? STATUS_OK : disk_fault(state, fault);
    (void)fclose(file);
    return status;
}

static void drop_fresh(struct state *state)
{
    if (state->file >= 0) {
        (void)unlink(state->fresh);
        (void)close(state->file);
        state->file = -1;
    }
}

enum status state_write(struct state *state, const struct memory *memory, struct fault *fault)
{
    unmap_last(state);
    if (memory->lost || state->fresh == NULL) {
        return fault_memory(fault, "the state");
    }
    char *folder = strdup(state->path);
    if (folder != NULL) {
        *strrchr(folder, '/') = '\0';
        (void)mkdir(folder, 0777); /* what is wrong with it shows when the file is opened */
        free(folder);
    }
    TRY(open_fresh(state, fault));
    struct memory_sorted sorted;
    enum status status = memory_sorted(memory, &sorted, fault);
    if (status == STATUS_OK) {
        status = fill_fresh(state, memory, &sorted, fault);
    }
    free(sorted.place);
    free(sorted.record);
    if (status != STATUS_OK) {
        drop_fresh(state);
    }
    return status;
}

enum status state_commit(struct state *state, struct fault *fault)
{
    if (state->file < 0) {
        return STATUS_OK;
    }
    if (rename(state->fresh, state->path) != 0) {
        return fault_set(fault, STATUS_SYSTEM, "%s: cannot be replaced: %s", state->path,
                         strerror(errno));
    }
    (void)close(state->file);
    state->file = -1;
    return STATUS_OK;
}

void state_close(struct state *state)
{
    if (state->path != NULL) {
        drop_fresh(state);
    }
    unmap_last(state);
    free(state->path);
    free(state->fresh);
    *state = (struct state){.file = -1};
}
