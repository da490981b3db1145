/* What sold everywhere, kept so that sales.csv can be written by date. */
#ifndef RESTOCK_GENERATE_LEDGER_H
#define RESTOCK_GENERATE_LEDGER_H

#include "rows.h"

struct ledger {
    const struct world *world;
    uint32_t *sold;  /* [periods * series] 2 * units, and 1 where the stock ran out */
    uint16_t *back;  /* [periods * series] units that came back */
    uint32_t *cents; /* [periods * items] */
};

enum status MUST_CHECK ledger_take(struct ledger *ledger, const struct world *world,
                                   struct arena *arena, struct fault *fault);
/* Notes a series; each once, from any thread. */
void ledger_note(const struct ledger *ledger, const struct story *story);
/* The rows of the series `first` to `last` - 1 in one period; how many. */
size_t ledger_write(const struct ledger *ledger, size_t period, size_t first, size_t last,
                    struct strip *strip);

#endif
