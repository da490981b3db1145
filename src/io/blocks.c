/* Blocks of a table: borders that cut no record, and the lines that they begin on. */
#include "io/split.h"
#include "io/table.h"

#include <assert.h>

/* The survey of pieces between the cuts, on its way. */
struct search {
    const struct source *source;
    size_t start;
    size_t size;
    size_t *quote; /* [pieces] the first, or the piece's end */
    size_t *lines; /* [pieces] that end in it */
};

static size_t piece_end(const struct search *search, size_t piece)
{
    size_t from = search->start + piece * search->size;
    size_t total = search->source->size;
    return total - from < search->size ? total : from + search->size;
}

static void search_piece(void *context, size_t piece, struct arena *scratch)
{
    struct search *search = context;
    size_t end = piece_end(search, piece);
    char *copy = ARENA_NEW(scratch, char, SOURCE_NEAR);
    assert(copy != NULL); /* reserved */
    search->quote[piece] = end;
    for (size_t from = search->start + piece * search->size; from < end;) {
        size_t size = end - from < SOURCE_NEAR - 1 ? end - from : SOURCE_NEAR - 1;
        size_t behind = from + size < search->source->size; /* to see what follows a CR */
        const char *bytes = source_near(search->source, from, size + behind, copy);
        size_t quote = 0;
        search->lines[piece] += split_survey(bytes, size, size + behind, &quote);
        if (quote < size && search->quote[piece] == end) {
            search->quote[piece] = from + quote;
        }
        from += size;
    }
}

/* Without a team, `arena` lends the room. */
static enum status each_piece(struct team *team, size_t count, struct search *search,
                              struct arena *arena, struct fault *fault)
{
    if (team != NULL) {
        return parallel_each_reserved(team, count, search_piece, search, SOURCE_NEAR, fault);
    }
    if (!arena_reserve(arena, SOURCE_NEAR)) {
        return fault_memory(fault, search->source->path);
    }
    for (size_t i = 0; i < count; i++) {
        struct arena_mark mark = arena_mark(arena);
        search_piece(search, i, arena);
        arena_rewind(arena, mark);
    }
    return STATUS_OK;
}

/* Lines that end before a border are those of the pieces before it and the few from its cut on. */
static void number_lines(struct table *table, const struct search *search)
{
    const struct source *source = table->source;
    size_t before = 0; /* lines that end before the cut */
    for (size_t b = 0; b < table->blocks; b++) {
        size_t cut = search->start + b * search->size;
        size_t border = table->block_start[b];
        if (b > 0 && border == table->block_start[b - 1]) {
            table->block_line[b] = table->block_line[b - 1];
        } else {
            size_t quote = 0;
            table->block_line[b] =
                table->body_line + before +
                split_survey(source->bytes + cut, border - cut, source->size - cut, &quote);
        }
        before += search->lines[b];
    }
    size_t end = table->body_line + before;
    for (size_t b = 0; b < table->blocks; b++) {
        size_t next = b + 1 < table->blocks ? table->block_line[b + 1] : end;
        table->block_rows[b] = next - table->block_line[b];
    }
    if (table->blocks > 0) {
        table->block_rows[table->blocks - 1]++; /* the last line may lack its newline */
    }
}

enum status table_find_blocks(struct table *table, size_t block_size, struct team *team,
                              struct arena *arena, struct fault *fault)
{
    const struct source *source = table->source;
    size_t body_size = source->size - table->body;
    table->blocks = body_size / block_size + (body_size % block_size > 0);
    table->block_start = ARENA_NEW(arena, size_t, table->blocks + 1);
    table->block_line = ARENA_NEW(arena, size_t, table->blocks);
    table->block_rows = ARENA_NEW(arena, size_t, table->blocks);
    struct search search = {.source = source,
                            .start = table->body,
                            .size = block_size,
                            .quote = ARENA_NEW(arena, size_t, table->blocks),
                            .lines = ARENA_NEW(arena, size_t, table->blocks)};
    if (search.quote == NULL || search.lines == NULL || table->block_start == NULL ||
        table->block_line == NULL || table->block_rows == NULL) {
        return fault_memory(fault, source->path);
    }
    TRY(each_piece(team, table->blocks, &search, arena, fault));
    for (size_t b = 0; b < table->blocks; b++) {
        table->has_quotes = table->has_quotes || search.quote[b] < piece_end(&search, b);
    }
    struct cuts cuts = {.bytes = source->bytes,
                        .total = source->size,
                        .start = table->body,
                        .size = block_size,
                        .count = table->blocks,
                        .quote = search.quote};
    split_borders(&cuts, table->delimiter, table->block_start);
    table->block_start[table->blocks] = source->size;
    number_lines(table, &search);
    return STATUS_OK;
}
