/* Two plans held against each other: sums, parts of the change, and the lines that changed most. */
#ifndef RESTOCK_APP_DIFF_PLANS_H
#define RESTOCK_APP_DIFF_PLANS_H

#include "app/diff.h"
#include "diff_lines.h"
#include "io/save.h"

enum { DIFF_OLD, DIFF_NEW, DIFF_SIDES };
enum { DIFF_NAME = 96, DIFF_WORD = 24 };

/* A changed line as it is shown. */
struct diff_shown {
    char sku[DIFF_NAME];
    char location[DIFF_NAME];
    char binding[DIFF_SIDES][DIFF_WORD];
    double quantity[DIFF_SIDES];
    double value[DIFF_SIDES]; /* money */
    struct diff_change change;
};

/* The lines that changed most in money; of equals the first in the order of the file. */
struct diff_top {
    struct diff_shown *rows; /* [count] most first */
    size_t count, most;
};

struct diff_side {
    size_t positions;
    size_t lines;
    double units;      /* ordered */
    double value;      /* money of all lines, also those between one's own locations */
    double bought;     /* money of lines from suppliers */
    double demand;     /* units expected over the intervals */
    double served;     /* of them, with the plan */
    double lost_a_day; /* units expected to be lost a day, over each position's interval */
    struct diff_lines orders;
};

struct diff_plans {
    struct intern names; /* of skus, places and words of both plans */
    struct diff_side side[DIFF_SIDES];
    size_t changed;          /* lines whose quantity or cost changed */
    size_t fresh, gone;      /* sku-locations */
    double part[DIFF_PARTS]; /* money, of lines from suppliers: adds up to bought - bought */
    struct diff_top top;
};

/* Walks the positions of both folders side by side; every changed line goes to `sheet` (NULL: to
 * none).  Memory: a block of either file, the names, 32 bytes for each order line, `most` lines. */
enum status MUST_CHECK diff_plans(struct diff_plans *plans, const char *const folder[DIFF_SIDES],
                                  size_t most, struct sheet *sheet, struct arena *arena,
                                  struct fault *fault);
void diff_plans_free(struct diff_plans *plans);

/* The header of the CSV that `sheet` must have. */
extern const char diff_header[];

/* A row of the CSV. */
void diff_write(struct sheet *sheet, const struct diff_position *const position[DIFF_SIDES],
                const struct diff_shown *shown);

/* "demand +36, whole packs -4". */
void diff_why(const struct diff_shown *shown, char *text, size_t size);

#endif
