/* Rejected rows: a list of chunks, newest first, and a dictionary of reasons. */
#include "io/rejects.h"

#include "base/missing.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK_ROWS = 128 };

struct reject_chunk {
    struct reject_chunk *older;
    size_t count;
    struct reject reject[CHUNK_ROWS]; /* `file` is not set yet */
};

void rejects_begin(struct reject_list *list, struct arena *arena)
{
    *list = (struct reject_list){.arena = arena};
    intern_init(&list->reasons, arena);
}

void rejects_add(struct reject_list *list, size_t line, struct text row, const char *reason)
{
    struct reject_chunk *chunk = list->newest;
    if (chunk == NULL || chunk->count == CHUNK_ROWS) {
        chunk = ARENA_NEW(list->arena, struct reject_chunk, 1);
        if (chunk == NULL) {
            list->out_of_memory = true;
            return;
        }
        chunk->older = list->newest;
        list->newest = chunk;
    }
    /* the final 0 is interned with the sentence, so that the copy is a string */
    struct text with_end = {.data = reason, .length = strlen(reason) + 1};
    uint32_t id = intern_add(&list->reasons, with_end);
    if (id == NO_ID) {
        list->out_of_memory = true;
        return;
    }
    chunk->reject[chunk->count++] =
        (struct reject){.line = line, .reason = intern_text(&list->reasons, id).data, .row = row};
    list->count++;
}

void rejects_join(struct reject_list *list, const struct reject_list *from)
{
    list->out_of_memory = list->out_of_memory || from->out_of_memory;
    for (const struct reject_chunk *chunk = from->newest; chunk != NULL; chunk = chunk->older) {
        for (size_t i = 0; i < chunk->count; i++) {
            const struct reject *reject = &chunk->reject[i];
            rejects_add(list, reject->line, reject->row, reject->reason);
        }
    }
}

const struct reject *rejects_first(const struct reject_list *list)
{
    const struct reject *first = NULL;
    for (const struct reject_chunk *chunk = list->newest; chunk != NULL; chunk = chunk->older) {
        for (size_t i = 0; i < chunk->count; i++) {
            first =
                first == NULL || chunk->reject[i].line < first->line ? &chunk->reject[i] : first;
        }
    }
    return first;
}

static int by_line(const void *a, const void *b)
{
    const struct reject *x = a;
    const struct reject *y = b;
    return x->line < y->line ? -1 : x->line > y->line;
}

void rejects_list(const struct reject_list *list, const char *file, struct reject *rejects)
{
    size_t count = 0;
    for (const struct reject_chunk *chunk = list->newest; chunk != NULL; chunk = chunk->older) {
        for (size_t i = 0; i < chunk->count; i++) {
            rejects[count] = chunk->reject[i];
            rejects[count++].file = file;
        }
    }
    if (count > 0) {
        qsort(rejects, count, sizeof *rejects, by_line);
    }
}

const char *text_shown(struct text text, char shown[SHOWN_SIZE])
{
    static const char MORE[] = "...";
    bool plain = text_is_utf8(text);
    size_t room = SHOWN_SIZE - sizeof MORE;
    size_t length = text.length <= room ? text.length : room;
    /* never through the middle of a character: bytes 10xxxxxx continue one */
    while (plain && length < text.length && length > 0 &&
           ((unsigned char)text.data[length] & 0xC0) == 0x80) {
        length--;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        shown[i] = c < 0x20 || c == 0x7F || (c >= 0x80 && !plain) ? '?' : (char)c;
    }
    memcpy(shown + length, length < text.length ? MORE : "",
           length < text.length ? sizeof MORE : 1);
    return shown;
}
