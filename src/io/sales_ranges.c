/* Sales that have no room in memory together.  A first reading checks and counts all rows and keeps
 * none; then, for each range of SKUs, the file is read again and its rows are handed on block by
 * block.  Blocks that hold no SKU of the range are not read, so that a file sorted by SKU is read
 * twice however many ranges there are. */
#include "base/missing.h"
#include "io/intake.h"

#include <string.h>

/* What one thread counts, or in later readings knows of its names; all in its arena. */
struct sales_tally {
    uint32_t *rows_of; /* [capacity] rows by the thread's sku */
    size_t capacity;
    uint8_t *sold; /* [SALES_DAYS] 1: something sold that day */
    struct {
        uint32_t *id; /* [known] in struct names */
        size_t known;
        size_t capacity;
    } rank[DICTIONARIES];
};

struct sales_ranges {
    struct sales_stream stream;
    struct intake *intake;
    const struct names *names; /* NULL while rows are counted */
    size_t block_rows;         /* bound of the rows of any block */
    uint32_t *least;           /* [blocks] the least sku in a block ... */
    uint32_t *most;            /* [blocks] ... and the greatest; least > most: there is none */
    uint32_t first;            /* the range under way: SKUs first .. end - 1 */
    uint32_t end;
    sales_take *take;
    void *taker;
};

/* Bytes of a row in columns, and of what the panel makes of it while an eighth is on its way. */
static size_t row_size(const struct intake *intake)
{
    struct sales *sales = NULL;
    size_t size = sizeof *sales->sku + sizeof *sales->location + sizeof *sales->day +
                  sizeof *sales->quantity + sizeof *sales->kind + SALE_SIZE / 8;
    size += intake->at[SALES_IN_STOCK] != SIZE_MAX ? sizeof *sales->out_of_stock : 0;
    size += intake->at[SALES_PRICE] != SIZE_MAX ? sizeof *sales->price : 0;
    size += intake->at[SALES_CHANNEL] != SIZE_MAX ? sizeof *sales->channel : 0;
    return size + (intake->at[SALES_REASON] != SIZE_MAX ? sizeof *sales->reason : 0);
}

bool ranges_wanted(const struct intake *intake)
{
    size_t slots = intake->first[intake->table.blocks];
    size_t room = intake->settings->sales_room;
    return room > 0 && slots > room / row_size(intake);
}

enum status ranges_open(struct intake *intake, struct arena *arena, struct fault *fault)
{
    size_t blocks = intake->table.blocks;
    struct sales_ranges *ranges = ARENA_NEW(arena, struct sales_ranges, 1);
    if (ranges == NULL) {
        return fault_memory(fault, "ranges of sales");
    }
    ranges->intake = intake;
    ranges->least = ARENA_NEW(arena, uint32_t, blocks);
    ranges->most = ARENA_NEW(arena, uint32_t, blocks);
    if (ranges->least == NULL || ranges->most == NULL) {
        return fault_memory(fault, "ranges of sales");
    }
    for (size_t b = 0; b < blocks; b++) {
        size_t rows = intake->table.block_rows[b];
        ranges->block_rows = rows > ranges->block_rows ? rows : ranges->block_rows;
    }
    intake->ranges = ranges;
    return STATUS_OK;
}

bool ranges_skip(const struct intake *intake, size_t block)
{
    const struct sales_ranges *ranges = intake->ranges;
    return ranges != NULL && ranges->names != NULL &&
           (ranges->most[block] < ranges->first || ranges->least[block] >= ranges->end);
}

enum status ranges_begin_block(const struct intake *intake, struct worker *worker)
{
    if (worker->tally != NULL) {
        return STATUS_OK;
    }
    struct sales_tally *tally = ARENA_NEW(&worker->arena, struct sales_tally, 1);
    if (tally == NULL || (tally->sold = ARENA_NEW(&worker->arena, uint8_t, SALES_DAYS)) == NULL) {
        return fault_memory(&worker->fault, "sales days");
    }
    worker->tally = tally;
    return sales_columns(intake, &worker->block, intake->ranges->block_rows, &worker->arena,
                         &worker->fault);
}

/* Room for `count` numbers, the old ones kept; false with worker->fault set. */
static bool grow(struct worker *worker, uint32_t **array, size_t *capacity, size_t count)
{
    if (count <= *capacity) {
        return true;
    }
    size_t wanted = count > 2 * *capacity ? count : 2 * *capacity;
    uint32_t *grown = ARENA_NEW(&worker->arena, uint32_t, wanted);
    if (grown == NULL) {
        (void)fault_memory(&worker->fault, "names");
        return false;
    }
    if (*capacity > 0) {
        memcpy(grown, *array, *capacity * sizeof *grown);
    }
    *array = grown;
    *capacity = wanted;
    return true;
}

static void count_rows(struct sales_ranges *ranges, struct worker *worker, size_t block)
{
    struct sales_tally *tally = worker->tally;
    const struct sales *sales = &worker->block;
    uint32_t least = UINT32_MAX;
    uint32_t most = 0;
    if (!grow(worker, &tally->rows_of, &tally->capacity,
              worker->dictionary[DICTIONARY_SKU].count)) {
        return;
    }
    for (size_t i = 0; i < sales->count; i++) {
        uint32_t sku = sales->sku[i];
        tally->rows_of[sku]++;
        least = sku < least ? sku : least;
        most = sku > most ? sku : most;
        if (sales->kind[i] == SALE_SALE && sales->quantity[i] > 0.0) {
            tally->sold[sales->day[i] - SALES_FIRST_DAY] = 1;
        }
    }
    ranges->least[block] = least;
    ranges->most[block] = most;
}

/* The thread's names of a kind become those of struct names, which has them all. */
static bool rank_names(struct worker *worker, const struct intern *names, enum dictionary which)
{
    const struct intern *own = &worker->dictionary[which];
    struct sales_tally *tally = worker->tally;
    if (!grow(worker, &tally->rank[which].id, &tally->rank[which].capacity, own->count)) {
        return false;
    }
    for (; tally->rank[which].known < own->count; tally->rank[which].known++) {
        size_t at = tally->rank[which].known;
        uint32_t id = intern_find(names, own->text[at]);
        if (id == NO_ID) {
            (void)fault_set(&worker->fault, STATUS_SYSTEM,
                            "the sales changed while they were read: \"%.*s\" is new, expected the "
                            "same rows each time",
                            TEXT_PRINT(own->text[at]));
            return false;
        }
        tally->rank[which].id[at] = id;
    }
    return true;
}

static void rank_column(const struct worker *worker, enum dictionary which, uint32_t *id)
{
    const uint32_t *rank = worker->tally->rank[which].id;
    for (size_t i = 0; id != NULL && i < worker->block.count; i++) {
        id[i] = id[i] == NO_ID ? NO_ID : rank[id[i]];
    }
}

static void hand_on(const struct sales_ranges *ranges, struct worker *worker)
{
    const struct names *names = ranges->names;
    if (rank_names(worker, &names->sku, DICTIONARY_SKU) &&
        rank_names(worker, &names->place, DICTIONARY_PLACE) &&
        rank_names(worker, &names->word, DICTIONARY_WORD)) {
        rank_column(worker, DICTIONARY_SKU, worker->block.sku);
        rank_column(worker, DICTIONARY_PLACE, worker->block.location);
        rank_column(worker, DICTIONARY_WORD, worker->block.reason);
        ranges->take(ranges->taker, &worker->block);
    }
}

void ranges_end_block(const struct intake *intake, struct worker *worker, size_t block, size_t rows)
{
    worker->block.count = rows;
    if (intake->ranges->names != NULL) {
        hand_on(intake->ranges, worker);
    } else {
        count_rows(intake->ranges, worker, block);
    }
}

static enum status pour(void *context, uint32_t first, uint32_t end, sales_take *take, void *taker,
                        struct team *team, struct fault *fault)
{
    struct sales_ranges *ranges = context;
    ranges->first = first;
    ranges->end = end;
    ranges->take = take;
    ranges->taker = taker;
    return sales_read_again(ranges->intake, team, fault);
}

/* From the thread's SKUs to ranked ones.  Ids are given by first appearance, so that a block of a
 * sorted file has a short stretch of them; a block with a long one is taken to have them all. */
static void rank_blocks(struct sales_ranges *ranges)
{
    const struct intake *intake = ranges->intake;
    for (size_t b = 0; b < intake->table.blocks; b++) {
        uint32_t from = ranges->least[b];
        uint32_t to = ranges->most[b];
        const uint32_t *rank = intake->worker[intake->worker_of[b]].joined[DICTIONARY_SKU];
        if (from > to) {
            continue;
        }
        bool all = to - from > intake->used[b];
        ranges->least[b] = all ? 0 : UINT32_MAX;
        ranges->most[b] = all ? UINT32_MAX : 0;
        for (uint32_t id = from; !all && id <= to; id++) {
            ranges->least[b] = rank[id] < ranges->least[b] ? rank[id] : ranges->least[b];
            ranges->most[b] = rank[id] > ranges->most[b] ? rank[id] : ranges->most[b];
        }
    }
}

static void add_up(const struct intake *intake, uint32_t *rows_of, uint8_t *sold)
{
    for (size_t t = 0; t < intake->threads; t++) {
        const struct worker *worker = &intake->worker[t];
        const struct sales_tally *tally = worker->tally;
        if (tally == NULL) {
            continue;
        }
        for (size_t id = 0; id < worker->dictionary[DICTIONARY_SKU].count; id++) {
            /* the last row with a sku may have been rejected for its place */
            rows_of[worker->joined[DICTIONARY_SKU][id]] +=
                id < tally->capacity ? tally->rows_of[id] : 0;
        }
        for (size_t day = 0; day < SALES_DAYS; day++) {
            sold[day] |= tally->sold[day];
        }
    }
}

enum status ranges_finish(struct intake *intake, struct inputs *inputs, struct arena *arena,
                          struct fault *fault)
{
    struct sales_ranges *ranges = intake->ranges;
    uint32_t *rows_of = ARENA_NEW(arena, uint32_t, inputs->names.sku.count);
    uint8_t *sold = ARENA_NEW(arena, uint8_t, SALES_DAYS);
    if (rows_of == NULL || sold == NULL) {
        return fault_memory(fault, "ranges of sales");
    }
    add_up(intake, rows_of, sold);
    rank_blocks(ranges);
    size_t rows = intake->rows_read - intake->rejects.count;
    if (rows >= UINT32_MAX) {
        return fault_set(fault, STATUS_DATA, "%s: has %zu rows, expected less than %lu",
                         intake->source.path, rows, (unsigned long)UINT32_MAX);
    }
    ranges->names = &inputs->names;
    ranges->stream = (struct sales_stream){.survey = {.rows = rows,
                                                      .rows_of = rows_of,
                                                      .first_day = SALES_FIRST_DAY,
                                                      .days = SALES_DAYS,
                                                      .sold = sold},
                                           .room = intake->settings->sales_room / SALE_SIZE,
                                           .pour = pour,
                                           .context = ranges};
    inputs->stream = &ranges->stream;
    return STATUS_OK;
}
