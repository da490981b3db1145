/* The rows of a large file, made by all threads.
 *
 * Pieces of the file, some hundred rows each, are formatted in parallel into buffers of one size.
 * There are two sets of buffers: while one is being filled, the other is written, in order, by
 * whichever thread is free first.  A row that does not fit into what is left of its buffer ends the
 * piece there; the writer makes that row and the piece's remaining ones itself, in their place. How
 * many rows make a piece follows from the length of those before, so that this is rare. */
#include "io/save.h"

#include <stdlib.h>

enum {
    PIECE_BYTES = 1 << 17, /* room for the text of a piece */
    PIECE_FILL = 3,        /* of 4: the part of it that is meant to be used */
    PIECE_ROWS = 4096,     /* rows of a piece at the most */
    FIRST_ROWS = 16,       /* and before their length is known */
    THREAD_PIECES = 8,     /* pieces per thread and set: evens out, and keeps memory small */
};

/* A stretch of rows and their text so far. */
struct piece {
    size_t first;
    size_t end;
    size_t made; /* rows [first, made) are in the text */
    struct sheet text;
};

/* Pieces that are filled at the same time. */
struct set {
    struct piece *pieces; /* [room] */
    size_t count;
};

struct writing {
    struct sheet *sheet;
    sheet_row *row;
    void *context;
    struct set *fill;
    struct set *write;
};

static void fill_piece(const struct writing *writing, struct piece *piece)
{
    while (piece->made < piece->end) {
        size_t before = piece->text.used;
        writing->row(writing->context, piece->made, &piece->text);
        if (piece->text.failed != 0) {
            piece->text.used = before;
            return;
        }
        piece->made++;
    }
}

static void write_set(const struct writing *writing)
{
    for (size_t p = 0; p < writing->write->count; p++) {
        const struct piece *piece = &writing->write->pieces[p];
        sheet_block(writing->sheet, piece->text.text, piece->text.used);
        for (size_t i = piece->made; i < piece->end && writing->sheet->failed == 0; i++) {
            writing->row(writing->context, i, writing->sheet);
        }
    }
}

/* Index 0 writes the last set, the others fill the next. */
static void take_part(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct writing *writing = context;
    if (index == 0) {
        write_set(writing);
    } else {
        fill_piece(writing, &writing->fill->pieces[index - 1]);
    }
}

/* Gives every piece its rows, from `next` on; returns where they end. */
static size_t deal(struct set *set, size_t room, size_t next, size_t count, size_t rows)
{
    set->count = 0;
    while (set->count < room && next < count) {
        struct piece *piece = &set->pieces[set->count++];
        size_t end = count - next < rows ? count : next + rows;
        *piece = (struct piece){
            .first = next,
            .end = end,
            .made = next,
            .text = {.file = -1, .text = piece->text.text, .room = PIECE_BYTES},
        };
        next = end;
    }
    return next;
}

/* Rows that fill a piece, by the longest of the set just made. */
static size_t rows_like(const struct set *set, size_t rows)
{
    double longest = 0.0;
    for (size_t p = 0; p < set->count; p++) {
        const struct piece *piece = &set->pieces[p];
        double row = piece->made > piece->first
                         ? (double)piece->text.used / (double)(piece->made - piece->first)
                         : PIECE_BYTES;
        longest = row > longest ? row : longest;
    }
    if (!(longest > 0.0)) {
        return rows;
    }
    double fits = (double)PIECE_BYTES * PIECE_FILL / 4 / longest;
    return fits < 1.0 ? 1 : fits < PIECE_ROWS ? (size_t)fits : PIECE_ROWS;
}

static void write_all(struct writing *writing, struct team *team, struct set sets[2], size_t room,
                      size_t count)
{
    struct team quiet = *team; /* progress is that of all rows, not of a set */
    quiet.progress = NULL;
    size_t rows = FIRST_ROWS;
    size_t next = 0;
    bool more = true;
    for (int turn = 0; more; turn = 1 - turn) {
        size_t before = next;
        writing->fill = &sets[turn];
        writing->write = &sets[1 - turn];
        next = deal(writing->fill, room, next, count, rows);
        parallel_each(&quiet, writing->fill->count + 1, take_part, writing);
        rows = rows_like(writing->fill, rows);
        more = writing->fill->count > 0 && writing->sheet->failed == 0;
        if (team->progress != NULL && next > before) {
            atomic_fetch_add(&team->progress->done, next - before - 1);
            progress_step(team->progress, true);
        }
    }
}

void sheet_each(struct sheet *sheet, struct team *team, size_t count, sheet_row *row, void *context)
{
    size_t room = (size_t)team->threads * THREAD_PIECES;
    struct piece *pieces = calloc(2 * room, sizeof *pieces);
    char *text = count > 0 ? malloc(2 * room * PIECE_BYTES) : NULL;
    struct writing writing = {.sheet = sheet, .row = row, .context = context};
    if (pieces == NULL || text == NULL) { /* nothing to do, or no memory to do it in parallel */
        for (size_t i = 0; i < count && sheet->failed == 0; i++) {
            row(context, i, sheet);
        }
    } else {
        for (size_t p = 0; p < 2 * room; p++) {
            pieces[p].text.text = text + p * PIECE_BYTES;
        }
        struct set sets[2] = {{.pieces = pieces}, {.pieces = pieces + room}};
        if (team->progress != NULL) {
            progress_begin(team->progress, count);
        }
        write_all(&writing, team, sets, room, count);
        if (team->progress != NULL) {
            progress_end(team->progress);
        }
    }
    free(text);
    free(pieces);
}
