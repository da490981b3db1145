/* Moves and exceptions that are new, gone or changed, by money. */
#include "diff_tell.h"

#include "base/missing.h"
#include "io/digits.h"

#include <math.h>
#include <stdlib.h>

/* An entry that changed, and by how much money. */
struct changed {
    struct diff_both both;
    double money;
    size_t order; /* in the list of all: ties stay as they came */
};

static int by_money(const void *left, const void *right)
{
    const struct changed *a = left;
    const struct changed *b = right;
    double x = fabs(a->money);
    double y = fabs(b->money);
    if (x < y || x > y) {
        return x > y ? -1 : 1;
    }
    return (a->order > b->order) - (a->order < b->order);
}

static double money_of(const struct diff_both *both)
{
    double old = both->entry[0] != NULL ? both->entry[0]->money : 0.0;
    double new = both->entry[1] != NULL ? both->entry[1]->money : 0.0;
    return new - old;
}

/* Those that are new (`side` 1) or gone (0), most money first. */
static enum status gather(struct changed **changed, size_t *count,
                          const struct diff_lines lines[DIFF_SIDES], int side, struct arena *arena,
                          struct fault *fault)
{
    *count = 0;
    *changed = ARENA_NEW(arena, struct changed, lines[side].count);
    if (*changed == NULL) {
        return fault_memory(fault, "the differences");
    }
    size_t at[DIFF_SIDES] = {0, 0};
    struct diff_both both;
    while (diff_lines_next(lines, at, &both)) {
        if (both.entry[side] != NULL && both.entry[1 - side] == NULL) {
            (*changed)[*count] = (struct changed){both, money_of(&both), *count};
            (*count)++;
        }
    }
    if (*count > 0) {
        qsort(*changed, *count, sizeof **changed, by_money);
    }
    return STATUS_OK;
}

/* An entry in words. */
typedef void tell_entry(FILE *file, const struct intern *names, const struct diff_entry *entry);

static void tell_move(FILE *file, const struct intern *names, const struct diff_entry *entry)
{
    (void)fprintf(file, "%.9g of %.*s from %.*s to %.*s\n", entry->quantity,
                  TEXT_PRINT(intern_text(names, entry->key[0])),
                  TEXT_PRINT(intern_text(names, entry->key[1])),
                  TEXT_PRINT(intern_text(names, entry->key[2])));
}

static void tell_exception(FILE *file, const struct intern *names, const struct diff_entry *entry)
{
    struct text sku = intern_text(names, entry->key[1]);
    struct text location = intern_text(names, entry->key[2]);
    (void)fprintf(file, "%.*s  %.*s%s%.*s\n", TEXT_PRINT(intern_text(names, entry->key[0])),
                  TEXT_PRINT(sku), sku.length > 0 && location.length > 0 ? " at " : "",
                  TEXT_PRINT(location));
}

/* Both kinds of change: new ones, then those that are gone. */
static enum status tell_lists(FILE *file, const char *const title[DIFF_SIDES], tell_entry *tell,
                              const struct intern *names, const struct diff_lines lines[DIFF_SIDES],
                              size_t most, struct arena *arena, struct fault *fault)
{
    char text[2 * DIGITS_SIZE];
    for (int side = DIFF_NEW; side >= DIFF_OLD; side--) {
        struct changed *changed;
        size_t count;
        TRY(gather(&changed, &count, lines, side, arena, fault));
        if (count > 0) {
            (void)fprintf(file, "\n%s: %s\n", title[side], digits_grouped(text, (double)count, 0));
        }
        for (size_t c = 0; c < count && c < most; c++) {
            const struct diff_entry *entry = changed[c].both.entry[side];
            (void)fprintf(file, "%14s  ", digits_grouped(text, entry->money, 2));
            tell(file, names, entry);
        }
    }
    return STATUS_OK;
}

enum status diff_tell_moves(FILE *file, const struct intern *names,
                            const struct diff_lines lines[DIFF_SIDES], size_t most,
                            struct arena *arena, struct fault *fault)
{
    static const char *const title[DIFF_SIDES] = {"moves that are gone, by what they gained",
                                                  "new moves, by what they gain"};
    return tell_lists(file, title, tell_move, names, lines, most, arena, fault);
}

enum status diff_tell_exceptions(FILE *file, const struct intern *names,
                                 const struct diff_lines lines[DIFF_SIDES], size_t most,
                                 struct arena *arena, struct fault *fault)
{
    static const char *const title[DIFF_SIDES] = {"exceptions that are gone, by money at risk",
                                                  "new exceptions, by money at risk"};
    return tell_lists(file, title, tell_exception, names, lines, most, arena, fault);
}
