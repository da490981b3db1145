/* The world is written in blocks of series: all threads make them, and while they do, one of them
 * writes what was made before, in order. */
#include "generate/generate.h"

#include "blocks.h"
#include "io/save.h"

#include <stdlib.h>

const char generate_mark[] = "truth.csv";

const char *const generate_names[] = {
    "sales.csv",     "stock.csv",        "open_orders.csv", "item_locations.csv", "truth.csv",
    "items.csv",     "price_breaks.csv", "promotions.csv",  "overrides.csv",      "locations.csv",
    "suppliers.csv", "lanes.csv",        "events.csv",      "restock.ini",        NULL};

/* Blocks of about so many bytes, several for each thread in a round, so that threads end together.
 */
enum { BLOCK_BYTES = 1 << 20, BLOCKS_PER_THREAD = 16 };

struct writer {
    struct cutting cutting;
    block_maker *make;
    size_t blocks;        /* to make */
    size_t round;         /* blocks of a round */
    size_t first;         /* block of the round that is being made */
    struct block *making; /* [round] */
    struct block *made;   /* [round] of the round before, to be written */
    size_t made_count;
    struct sheet sheet[ROW_FILES];
};

static void put_out(struct writer *writer)
{
    for (size_t b = 0; b < writer->made_count; b++) {
        for (size_t f = 0; f < ROW_FILES; f++) {
            const struct strip *strip = &writer->made[b].strip[f];
            sheet_block(&writer->sheet[f], strip->data, strip->used);
        }
    }
}

/* Item 0 writes the round before; no other touches the files or that round's blocks. */
static void work(void *context, size_t index, struct arena *scratch)
{
    struct writer *writer = context;
    if (index == 0) {
        put_out(writer);
        return;
    }
    struct block *block = &writer->making[index - 1];
    for (size_t f = 0; f < ROW_FILES; f++) {
        block->strip[f].used = 0;
    }
    block->account = (struct generate_account){0};
    writer->make(&writer->cutting, writer->first + index - 1, block, scratch);
}

static void add_account(struct generate_account *total, const struct block *block)
{
    total->rows += block->account.rows;
    total->zero += block->account.zero;
    total->life += block->account.life;
    total->units += block->account.units; /* whole numbers: exact in any order */
    total->bytes += (double)block->strip[ROWS_SALES].used;
}

static bool has_failed(const struct writer *writer)
{
    for (size_t f = 0; f < ROW_FILES; f++) {
        if (writer->sheet[f].failed != 0) {
            return true;
        }
    }
    return false;
}

static enum status write_rounds(struct writer *writer, size_t blocks, block_maker *make,
                                struct team *team, struct generate_account *account,
                                struct fault *fault)
{
    size_t reserve = blocks_scratch(writer->cutting.world);
    writer->make = make;
    writer->blocks = blocks;
    for (writer->first = 0; writer->first < writer->blocks;) {
        size_t left = writer->blocks - writer->first;
        size_t count = left < writer->round ? left : writer->round;
        TRY(parallel_each_reserved(team, count + 1, work, writer, reserve, fault));
        for (size_t b = 0; b < count; b++) {
            add_account(account, &writer->making[b]);
        }
        struct block *written = writer->made;
        writer->made = writer->making;
        writer->made_count = count;
        writer->making = written;
        writer->first += count;
        if (has_failed(writer)) {
            return STATUS_OK; /* a full disk: close_sheets says so */
        }
    }
    put_out(writer);
    writer->made_count = 0;
    return STATUS_OK;
}

static enum status open_sheets(struct writer *writer, const char *folder, struct arena *arena,
                               struct fault *fault)
{
    size_t room = ROWS_HEADER + ROWS_HEADER_PERIOD * writer->cutting.world->settings.horizon;
    char *text = ARENA_NEW(arena, char, room);
    if (text == NULL) {
        return fault_memory(fault, "a header");
    }
    for (size_t f = 0; f < ROW_FILES; f++) {
        struct strip header = {.data = text, .room = room};
        rows_header(writer->cutting.world, (enum row_file)f, &header);
        strip_char(&header, '\0');
        TRY(sheet_open(&writer->sheet[f], folder, row_file_names[f], text, fault));
    }
    return STATUS_OK;
}

/* Every sheet is closed; the first failure counts. */
static enum status close_sheets(struct writer *writer, enum status status, struct fault *fault)
{
    for (size_t f = 0; f < ROW_FILES; f++) {
        struct fault other = {0};
        enum status closed = sheet_close(&writer->sheet[f], &other);
        if (status == STATUS_OK && closed != STATUS_OK) {
            *fault = other;
            status = closed;
        }
    }
    return status;
}

static size_t item_count_most(const struct writer *writer)
{
    return writer->cutting.block_series / writer->cutting.world->settings.locations + 1;
}

static enum status take_blocks(struct writer *writer, struct block *blocks, struct arena *arena,
                               struct fault *fault)
{
    const struct world *world = writer->cutting.world;
    for (size_t b = 0; b < 2 * writer->round; b++) {
        for (size_t f = 0; f < ROW_FILES; f++) {
            size_t room = item_count_most(writer) * rows_of_item(world, (enum row_file)f) +
                          writer->cutting.block_series * rows_of_series(world, (enum row_file)f);
            blocks[b].strip[f] = (struct strip){.data = arena_take(arena, room, 1), .room = room};
            if (blocks[b].strip[f].data == NULL) {
                return fault_memory(fault, "blocks of rows");
            }
        }
    }
    writer->making = blocks;
    writer->made = blocks + writer->round;
    return STATUS_OK;
}

static enum status plan_blocks(struct writer *writer, const struct team *team, struct arena *arena,
                               struct fault *fault)
{
    const struct world *world = writer->cutting.world;
    size_t bytes = 0;
    for (size_t f = 0; f < ROW_FILES; f++) {
        bytes += rows_of_series(world, (enum row_file)f);
    }
    writer->cutting.block_series = bytes < BLOCK_BYTES ? BLOCK_BYTES / bytes : 1;
    writer->cutting.slice_series = writer->cutting.block_series * world->settings.periods;
    writer->round = (size_t)team->threads * BLOCKS_PER_THREAD;
    size_t most = blocks_by_series(&writer->cutting);
    if (world->settings.by_date) {
        TRY(ledger_take(&writer->cutting.ledger, world, arena, fault));
        size_t slices = blocks_by_date(&writer->cutting);
        most = slices > most ? slices : most;
    }
    writer->round = writer->round < most ? writer->round : most;
    struct block *blocks = ARENA_NEW(arena, struct block, 2 * writer->round);
    return blocks == NULL ? fault_memory(fault, "blocks of rows")
                          : take_blocks(writer, blocks, arena, fault);
}

static enum status write_all(const struct generate_settings *settings, const char *folder,
                             struct team *team, struct generate_account *account,
                             struct arena *arena, struct fault *fault)
{
    struct world world;
    TRY(world_build(&world, settings, arena, fault));
    struct writer writer = {.cutting = {.world = &world}};
    TRY(plan_blocks(&writer, team, arena, fault));
    account->items = world.items;
    size_t blocks = blocks_by_series(&writer.cutting);
    enum status status = open_sheets(&writer, folder, arena, fault);
    if (status == STATUS_OK) {
        status = write_rounds(&writer, blocks, block_of_series, team, account, fault);
    }
    if (status == STATUS_OK && settings->by_date) {
        size_t slices = blocks_by_date(&writer.cutting);
        status = write_rounds(&writer, slices, block_of_slice, team, account, fault);
    }
    TRY(close_sheets(&writer, status, fault));
    return world_write(&world, folder, fault);
}

enum status generate_write(const struct generate_settings *settings, const char *folder,
                           struct team *team, struct generate_account *account, struct fault *fault)
{
    struct arena arena;
    arena_init(&arena, 0);
    *account = (struct generate_account){0};
    enum status status = write_all(settings, folder, team, account, &arena, fault);
    arena_free(&arena);
    return status;
}
