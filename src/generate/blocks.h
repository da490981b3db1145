/* The world cut into blocks that are made independently of each other. */
#ifndef RESTOCK_GENERATE_BLOCKS_H
#define RESTOCK_GENERATE_BLOCKS_H

#include "ledger.h"
#include "rows.h"

struct block {
    struct strip strip[ROW_FILES];
    struct generate_account account;
};

struct cutting {
    const struct world *world;
    struct ledger ledger; /* only with by_date */
    size_t block_series;  /* series of a block, all their periods */
    size_t slice_series;  /* series of a block that has the sales of one period */
};

size_t blocks_by_series(const struct cutting *cutting); /* how many make the world */
size_t blocks_by_date(const struct cutting *cutting);

/* Makes the rows of one block, numbered from 0, into its empty strips. */
typedef void block_maker(const struct cutting *cutting, size_t number, struct block *block,
                         struct arena *scratch);

/* All files of some series, and of the items that begin among them; with by_date sales go to the
 * ledger instead. */
block_maker block_of_series;
/* Their sales of one period, from the ledger once all series are in it. */
block_maker block_of_slice;

/* Bytes that a maker takes from `scratch`. */
size_t blocks_scratch(const struct world *world);

#endif
