/* A block: some series live, one after the other, and leave their rows. */
#include "blocks.h"

size_t blocks_scratch(const struct world *world)
{
    enum { PERIOD_BYTES = 64, ARRAYS = 16, ALIGN = 64 };
    return world->span * PERIOD_BYTES + ARRAYS * ALIGN;
}

struct workspace {
    struct product product;
    struct product_course course;
    struct history history;
    struct outlook outlook;
};

static void take_workspace(const struct world *world, struct workspace *space,
                           struct arena *scratch)
{
    size_t span = world->span;
    size_t horizon = world->settings.horizon;
    space->course = (struct product_course){.factor = ARENA_NEW(scratch, double, span),
                                            .cents = ARENA_NEW(scratch, uint32_t, span)};
    space->history = (struct history){.mean = ARENA_NEW(scratch, double, span),
                                      .demand = ARENA_NEW(scratch, uint32_t, span),
                                      .sold = ARENA_NEW(scratch, uint32_t, span),
                                      .back = ARENA_NEW(scratch, uint32_t, span),
                                      .out = ARENA_NEW(scratch, unsigned char, span)};
    space->outlook = (struct outlook){.mean = ARENA_NEW(scratch, double, horizon),
                                      .variance = ARENA_NEW(scratch, double, horizon)};
}

static void write_series(const struct cutting *cutting, struct workspace *space, size_t number,
                         struct block *block)
{
    const struct world *world = cutting->world;
    struct series series = series_make(world, &space->product, number);
    series_live(world, &space->product, &space->course, &series, &space->history);
    series_outlook(world, &space->course, &series, &space->outlook);
    struct story story = {.world = world,
                          .product = &space->product,
                          .course = &space->course,
                          .series = &series,
                          .history = &space->history,
                          .outlook = &space->outlook};
    if (world->settings.by_date) {
        ledger_note(&cutting->ledger, &story);
    } else {
        rows_write_sales(&story, block->strip, &block->account);
    }
    rows_count(&story, &block->account);
    rows_write_end(&story, block->strip);
    rows_write_truth(&story, block->strip);
}

void block_of_series(const struct cutting *cutting, size_t number, struct block *block,
                     struct arena *scratch)
{
    const struct world *world = cutting->world;
    size_t places = world->settings.locations;
    size_t first = number * cutting->block_series;
    size_t last = first + cutting->block_series;
    last = last < world->settings.series ? last : world->settings.series;
    struct workspace space;
    take_workspace(world, &space, scratch);
    for (size_t series = first; series < last; series++) {
        bool begins = series % places == 0;
        if (begins || series == first) {
            space.product = product_make(world, series / places);
            product_course(world, &space.product, &space.course);
        }
        if (begins) {
            rows_write_item(world, &space.product, block->strip);
        }
        write_series(cutting, &space, series, block);
    }
}

size_t blocks_by_series(const struct cutting *cutting)
{
    return (cutting->world->settings.series + cutting->block_series - 1) / cutting->block_series;
}

static size_t slices_of(const struct cutting *cutting)
{
    return (cutting->world->settings.series + cutting->slice_series - 1) / cutting->slice_series;
}

size_t blocks_by_date(const struct cutting *cutting)
{
    return cutting->world->settings.periods * slices_of(cutting);
}

void block_of_slice(const struct cutting *cutting, size_t number, struct block *block,
                    struct arena *scratch)
{
    (void)scratch;
    size_t slices = slices_of(cutting);
    size_t first = number % slices * cutting->slice_series;
    size_t last = first + cutting->slice_series;
    last = last < cutting->world->settings.series ? last : cutting->world->settings.series;
    block->account.rows =
        ledger_write(&cutting->ledger, number / slices, first, last, &block->strip[ROWS_SALES]);
}
