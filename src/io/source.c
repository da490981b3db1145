/* A whole input file in memory: mapped when it is plain, decompressed when it is not. */
#include "io/table.h"
#include "spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>
#include <zstd.h>

enum {
    FIRST_OUTPUT = 1 << 16, /* bytes; the buffer doubles from here */
    INPUT_PIECE = 1 << 30,  /* zlib counts its input in 32 bits */
    GZIP_WINDOW = 15 + 16,  /* zlib's way to say: largest window, gzip header */
};

/* Decompressed bytes, growing.  realloc of a large buffer moves pages, not bytes.  Beyond `room`
 * they go to a file. */
struct output {
    char *bytes;
    size_t size;
    size_t capacity;
    size_t room; /* 0: any */
    struct spill spill;
};

static enum status output_room(struct output *output, const char *path, struct fault *fault)
{
    if (output->size < output->capacity) {
        return STATUS_OK;
    }
    if (output->room > 0 && output->capacity > 0 && output->capacity > output->room / 2) {
        size_t size = output->size;
        output->size = 0;
        return spill_write(&output->spill, output->bytes, size, path, fault);
    }
    size_t capacity = output->capacity > 0 ? output->capacity * 2 : FIRST_OUTPUT;
    char *bytes = capacity > output->capacity ? realloc(output->bytes, capacity) : NULL;
    if (bytes == NULL) {
        return fault_memory(fault, path);
    }
    output->bytes = bytes;
    output->capacity = capacity;
    return STATUS_OK;
}

static enum status corrupt(const char *path, const char *what, struct fault *fault)
{
    return fault_set(fault, STATUS_DATA, "%s: %s", path, what);
}

/* One pass of zlib over what is left of the input, to the end of a member or of the room. */
static int inflate_piece(z_stream *stream, struct output *output, const char *input, size_t size,
                         size_t *taken)
{
    size_t left = size - *taken;
    size_t room = output->capacity - output->size;
    uInt give = (uInt)(left < INPUT_PIECE ? left : INPUT_PIECE);
    uInt want = (uInt)(room < INPUT_PIECE ? room : INPUT_PIECE);
    /* zlib does not write to its input; its type is older than const */
    stream->next_in = (z_const Bytef *)(uintptr_t)(input + *taken);
    stream->avail_in = give;
    stream->next_out = (Bytef *)output->bytes + output->size;
    stream->avail_out = want;
    int result = inflate(stream, Z_NO_FLUSH);
    *taken += give - stream->avail_in;
    output->size += want - stream->avail_out;
    return result;
}

/* A gzip file is one member or several, one behind the other. */
static enum status gunzip(z_stream *stream, struct output *output, const char *path,
                          const char *input, size_t size, struct fault *fault)
{
    size_t taken = 0;
    for (;;) {
        TRY(output_room(output, path, fault));
        size_t before = taken + output->size;
        int result = inflate_piece(stream, output, input, size, &taken);
        if (result == Z_STREAM_END) {
            if (taken == size) {
                return STATUS_OK;
            }
            if (inflateReset(stream) != Z_OK) {
                return corrupt(path, "gzip data cannot be read", fault);
            }
        } else if (result == Z_MEM_ERROR) {
            return fault_memory(fault, path);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            return corrupt(path, "the gzip data is damaged, or something stands behind its end",
                           fault);
        } else if (taken == size && before == taken + output->size) {
            return corrupt(path, "the gzip file ends too early, it is not complete", fault);
        }
    }
}

static enum status read_gzip(struct output *output, const char *path, const char *input,
                             size_t size, struct fault *fault)
{
    z_stream stream = {0};
    if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK) {
        return fault_memory(fault, path);
    }
    enum status status = gunzip(&stream, output, path, input, size, fault);
    inflateEnd(&stream);
    return status;
}

/* A zstd file is one frame or several; the stream goes from one to the next by itself. */
static enum status unzstd(ZSTD_DStream *stream, struct output *output, const char *path,
                          const char *input, size_t size, struct fault *fault)
{
    ZSTD_inBuffer in = {.src = input, .size = size};
    size_t hint = 1; /* bytes of the frame still to come; 0 at the end of a frame */
    for (;;) {
        TRY(output_room(output, path, fault));
        ZSTD_outBuffer out = {.dst = output->bytes, .size = output->capacity, .pos = output->size};
        size_t before = in.pos;
        if (in.pos == in.size && hint == 0) {
            return STATUS_OK;
        }
        hint = ZSTD_decompressStream(stream, &out, &in);
        if (ZSTD_isError(hint)) {
            return fault_set(fault, STATUS_DATA, "%s: the zstd data is damaged (%s)", path,
                             ZSTD_getErrorName(hint));
        }
        bool stuck = in.pos == before && out.pos == output->size;
        output->size = out.pos;
        if (in.pos == in.size && hint != 0 && stuck) {
            return corrupt(path, "the zstd file ends too early, it is not complete", fault);
        }
    }
}

static enum status read_zstd(struct output *output, const char *path, const char *input,
                             size_t size, struct fault *fault)
{
    ZSTD_DStream *stream = ZSTD_createDStream();
    if (stream == NULL) {
        return fault_memory(fault, path);
    }
    enum status status = unzstd(stream, output, path, input, size, fault);
    ZSTD_freeDStream(stream);
    return status;
}

static bool ends_with(const char *path, const char *ending)
{
    size_t length = strlen(path);
    size_t tail = strlen(ending);
    return length > tail && strcmp(path + length - tail, ending) == 0;
}

static void unmap(struct source *source)
{
    if (source->mapped) {
        munmap((void *)(uintptr_t)source->bytes, source->size);
        close(source->file);
        source->mapped = 0;
    }
}

static void keep_in_memory(struct source *source, struct output *output)
{
    unmap(source);
    char *fitted = realloc(output->bytes, output->size > 0 ? output->size : 1);
    source->bytes = fitted != NULL ? fitted : output->bytes;
    source->size = output->size;
}

static enum status keep_in_file(struct source *source, struct output *output, struct fault *fault)
{
    TRY(spill_write(&output->spill, output->bytes, output->size, source->path, fault));
    const char *bytes = NULL;
    TRY(spill_map(&output->spill, &bytes, source->path, fault));
    unmap(source);
    free(output->bytes);
    source->bytes = bytes;
    source->size = output->spill.size;
    source->file = output->spill.file;
    source->mapped = 1;
    return STATUS_OK;
}

/* Replaces the mapped bytes by what they decompress to. */
static enum status decompress(struct source *source, size_t room, struct fault *fault)
{
    bool gzip = ends_with(source->path, ".gz");
    if (!gzip && !ends_with(source->path, ".zst")) {
        return STATUS_OK;
    }
    struct output output = {.room = room, .spill = {.file = -1}};
    enum status status = gzip
                             ? read_gzip(&output, source->path, source->bytes, source->size, fault)
                             : read_zstd(&output, source->path, source->bytes, source->size, fault);
    if (status == STATUS_OK && output.spill.file < 0) {
        keep_in_memory(source, &output);
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = keep_in_file(source, &output, fault);
    }
    if (status != STATUS_OK) {
        free(output.bytes);
        spill_close(&output.spill);
    }
    return status;
}

static enum status system_fault(struct fault *fault, const char *path, const char *doing)
{
    return fault_set(fault, STATUS_SYSTEM, "%s: cannot be %s: %s", path, doing, strerror(errno));
}

static enum status map_file(struct source *source, int file, struct fault *fault)
{
    struct stat info;
    if (fstat(file, &info) != 0) {
        return system_fault(fault, source->path, "read");
    }
    if (!S_ISREG(info.st_mode)) {
        return fault_set(fault, STATUS_SYSTEM, "%s: is not a file", source->path);
    }
    source->file_size = (size_t)info.st_size;
    source->size = source->file_size;
    if (source->size == 0) {
        return STATUS_OK;
    }
    void *bytes = mmap(NULL, source->size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED) {
        return system_fault(fault, source->path, "read");
    }
    source->bytes = bytes;
    source->mapped = 1;
    source->file = file;
    return STATUS_OK;
}

enum status source_open(struct source *source, const char *path, size_t room, struct fault *fault)
{
    *source = (struct source){.path = strdup(path)};
    if (source->path == NULL) {
        return fault_memory(fault, path);
    }
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        enum status status = system_fault(fault, path, "opened");
        source_close(source);
        return status;
    }
    enum status status = map_file(source, file, fault);
    if (!source->mapped) {
        close(file);
    }
    if (status == STATUS_OK) {
        status = decompress(source, room, fault);
    }
    if (status != STATUS_OK) {
        source_close(source);
    }
    return status;
}

enum status source_find(struct source *source, const char *folder, const char *stem, size_t room,
                        struct fault *fault)
{
    static const char *const ENDINGS[] = {"", ".gz", ".zst"};
    char found[4096] = "";
    *source = (struct source){0};
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        char path[sizeof found];
        int length = snprintf(path, sizeof path, "%s/%s.csv%s", folder, stem, ENDINGS[i]);
        if (length < 0 || (size_t)length >= sizeof path) {
            return fault_set(fault, STATUS_SYSTEM, "%s: the path is too long", folder);
        }
        struct stat info;
        if (stat(path, &info) != 0) {
            if (errno != ENOENT) {
                return system_fault(fault, path, "read");
            }
            continue;
        }
        if (found[0] != '\0') {
            return fault_set(fault, STATUS_DATA, "%s and %s are both there, expected one of them",
                             found, path);
        }
        memcpy(found, path, (size_t)length + 1);
    }
    return found[0] == '\0' ? STATUS_OK : source_open(source, found, room, fault);
}

void source_close(struct source *source)
{
    if (source->mapped) {
        munmap((void *)(uintptr_t)source->bytes, source->size);
        close(source->file);
    } else {
        free((void *)(uintptr_t)source->bytes);
    }
    free(source->path);
    *source = (struct source){0};
}

const char *source_near(const struct source *source, size_t offset, size_t size, char *copy)
{
    size_t done = 0;
    while (source->mapped && done < size) {
        ssize_t got = pread(source->file, copy + done, size - done, (off_t)(offset + done));
        if (got <= 0) {
            return source->bytes + offset;
        }
        done += (size_t)got;
    }
    return source->mapped ? copy : source->bytes + offset;
}
