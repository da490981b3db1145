/* Blocks of a table: borders that cut no record, and the lines that they begin on. */
#include "io/split.h"
#include "io/table.h"

#include <string.h>

/* The search for quotes, on its way. */
struct search {
    const char *bytes;
    size_t total;
    size_t start;
    size_t size;
    size_t *quote; /* [pieces] */
};

static void search_piece(void *context, size_t piece, struct arena *scratch)
{
    (void)scratch;
    struct search *search = context;
    size_t from = search->start + piece * search->size;
    size_t to = search->total - from < search->size ? search->total : from + search->size;
    search->quote[piece] = split_quote(search->bytes, from, to);
}

static void each_block(struct team *team, size_t count, parallel_work *work, void *context)
{
    if (team != NULL) {
        parallel_each(team, count, work, context);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        work(context, i, NULL);
    }
}

enum status table_find_blocks(struct table *table, size_t block_size, struct team *team,
                              struct arena *arena, struct fault *fault)
{
    const struct source *source = table->source;
    size_t body_size = source->size - table->body;
    table->blocks = body_size / block_size + (body_size % block_size > 0);
    size_t *quote = ARENA_NEW(arena, size_t, table->blocks);
    table->block_start = ARENA_NEW(arena, size_t, table->blocks + 1);
    table->block_line = ARENA_NEW(arena, size_t, table->blocks);
    table->block_rows = ARENA_NEW(arena, size_t, table->blocks);
    if (quote == NULL || table->block_start == NULL || table->block_line == NULL ||
        table->block_rows == NULL) {
        return fault_memory(fault, source->path);
    }
    struct search search = {.bytes = source->bytes,
                            .total = source->size,
                            .start = table->body,
                            .size = block_size,
                            .quote = quote};
    each_block(team, table->blocks, search_piece, &search);
    for (size_t b = 0; b < table->blocks; b++) {
        size_t end = b + 1 < table->blocks ? table->body + (b + 1) * block_size : source->size;
        table->has_quotes = table->has_quotes || quote[b] < end;
    }
    struct cuts cuts = {.bytes = source->bytes,
                        .total = source->size,
                        .start = table->body,
                        .size = block_size,
                        .count = table->blocks,
                        .quote = quote};
    split_borders(&cuts, table->delimiter, table->block_start);
    table->block_start[table->blocks] = source->size;
    for (size_t b = 0; b < table->blocks; b++) {
        table->block_line[b] = 1;
    }
    return STATUS_OK;
}

/* How often `byte` occurs; sums of so few bytes that they fit a byte, which the compiler adds up
 * many at a time. */
static size_t count_bytes(const char *bytes, size_t size, char byte)
{
    const size_t few = 255;
    size_t count = 0;
    for (size_t at = 0; at < size; at += few) {
        size_t end = size - at < few ? size : at + few;
        unsigned char found = 0;
        for (size_t i = at; i < end; i++) {
            found = (unsigned char)(found + (bytes[i] == byte));
        }
        count += found;
    }
    return count;
}

/* LF, CR and CRLF each end one line. */
static void count_block(void *context, size_t block, struct arena *scratch)
{
    (void)scratch;
    const struct table *table = context;
    const char *bytes = table->source->bytes + table->block_start[block];
    size_t size = table->block_start[block + 1] - table->block_start[block];
    bool returns = size > 0 && memchr(bytes, '\r', size) != NULL;
    table->block_rows[block] =
        returns ? split_lines(bytes, 0, size) : count_bytes(bytes, size, '\n');
}

void table_count(struct table *table, struct team *team)
{
    each_block(team, table->blocks, count_block, table);
    size_t line = table->body_line;
    for (size_t b = 0; b < table->blocks; b++) {
        table->block_line[b] = line;
        line += table->block_rows[b];
    }
    if (table->blocks > 0) {
        table->block_rows[table->blocks - 1]++; /* the last line may lack its newline */
    }
}
