/* Exceptions in the making: a list that grows, and what one position has to tell. */
#ifndef RESTOCK_ORDER_FINDING_H
#define RESTOCK_ORDER_FINDING_H

#include "order/supplier_order.h"

#include <stdarg.h>

enum { MESSAGE_SIZE = 256 }; /* bytes of a message */

/* Rows on the heap until they are ranked; freed by who made it (free(list->rows)). */
struct findings {
    struct exception *rows; /* [count] */
    size_t count;
    size_t capacity;
    bool failed; /* memory ran out: rows are missing */
};

void finding_add(struct findings *findings, struct exception row);

/* Keeps of every kind the rows with most money, no more than `most`; the rest of a kind becomes one
 * row that counts them, its text in the arena.  Rows must be ranked; they are afterwards no longer.
 */
void findings_thin(struct findings *findings, size_t most, struct arena *arena);

/* All rows of one position, without their texts: most of them are not going to be shown. */
void findings_of_position(struct findings *findings, const struct desk *desk, size_t index);
/* Whether there are any. */
bool position_has_findings(const struct desk *desk, size_t index);
/* Writes the texts of such a row. */
void finding_tell(const struct desk *desk, struct exception *row);

/* A row for each limit that lines were cut to, with its texts. */
void findings_of_limits(struct findings *findings, const struct desk *desk,
                        const struct held_orders *held);

/* A row for each supplier or feeding location that is late by lead_record_late, with its texts. */
void findings_of_suppliers(struct findings *findings, const struct desk *desk);

/* A row for each open order that is worth hastening (network/expedite.h), with its texts. */
void findings_of_open_orders(struct findings *findings, const struct desk *desk);

/* Rows of overrides.csv, with their texts: those in force with what the engine would have done
 * without each (by the line alone: the steps of its supplier's order are those of the whole), those
 * that ended lately, and those that cannot be heeded. */
enum status MUST_CHECK audit_overrides(struct findings *findings, struct desk *desk,
                                       struct fault *fault);

/* Texts by printf's formats, kept in the arena; NULL in *text when memory ran out. */
void finding_say(const char **text, struct arena *arena, const char *format, ...) PRINTF_LIKE(3, 4);
/* The same of less than `size` bytes. */
const char *finding_keep(struct arena *arena, size_t size, const char *format, va_list arguments)
    PRINTF_LIKE(3, 0);

#endif
