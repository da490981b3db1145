/* The ledger has the series of a period side by side, as they are written. */
#include "ledger.h"

/* What a cell can hold; no series of the mixture comes near. */
static const uint32_t MOST_SOLD = UINT32_MAX >> 1;
static const uint32_t MOST_BACK = UINT16_MAX;

enum status ledger_take(struct ledger *ledger, const struct world *world, struct arena *arena,
                        struct fault *fault)
{
    size_t periods = world->settings.periods;
    size_t cells = periods * world->settings.series;
    *ledger = (struct ledger){.world = world,
                              .sold = ARENA_NEW(arena, uint32_t, cells),
                              .back = ARENA_NEW(arena, uint16_t, cells),
                              .cents = ARENA_NEW(arena, uint32_t, periods * world->items)};
    if (ledger->sold == NULL || ledger->back == NULL || ledger->cents == NULL) {
        return fault_memory(fault, "the sales of all series by date (--order series needs none)");
    }
    return STATUS_OK;
}

void ledger_note(const struct ledger *ledger, const struct story *story)
{
    const struct world *world = ledger->world;
    const struct history *history = story->history;
    size_t number = story->series->number;
    bool first = number % world->settings.locations == 0; /* prices are the item's */
    for (size_t t = 0; t < world->settings.periods; t++) {
        size_t cell = t * world->settings.series + number;
        uint32_t sold = history->sold[t] < MOST_SOLD ? history->sold[t] : MOST_SOLD;
        uint32_t back = history->back[t] < MOST_BACK ? history->back[t] : MOST_BACK;
        ledger->sold[cell] = sold << 1 | (history->out[t] != 0);
        ledger->back[cell] = (uint16_t)back;
        if (first) {
            ledger->cents[t * world->items + story->product->number] = story->course->cents[t];
        }
    }
}

size_t ledger_write(const struct ledger *ledger, size_t period, size_t first, size_t last,
                    struct strip *strip)
{
    const struct world *world = ledger->world;
    const uint32_t *cents = ledger->cents + period * world->items;
    size_t row = period * world->settings.series;
    struct sale_maker maker = sale_maker(world, strip);
    for (size_t series = first; series < last; series++) {
        uint32_t sold = ledger->sold[row + series];
        uint32_t back = ledger->back[row + series];
        if (sold == 0 && back == 0) {
            continue;
        }
        sale_maker_begin(&maker, series);
        sale_maker_period(&maker, period,
                          &(struct sale){.sold = sold >> 1,
                                         .back = back,
                                         .cents = cents[maker.product],
                                         .out = (sold & 1) != 0});
    }
    return maker.rows;
}
