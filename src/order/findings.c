/* The list of exceptions in the making: it grows, and what is too much of a kind is thinned out. */
#include "order/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void finding_add(struct findings *findings, struct exception row)
{
    if (findings->count == findings->capacity) {
        size_t capacity = findings->capacity > 0 ? 2 * findings->capacity : 64;
        struct exception *rows = realloc(findings->rows, capacity * sizeof *rows);
        if (rows == NULL) {
            findings->failed = true;
            return;
        }
        findings->rows = rows;
        findings->capacity = capacity;
    }
    findings->rows[findings->count++] = row;
}

const char *finding_keep(struct arena *arena, size_t size, const char *format, va_list arguments)
{
    char sentence[MESSAGE_SIZE];
    (void)vsnprintf(sentence, size, format, arguments);
    size_t length = strlen(sentence) + 1;
    char *kept = ARENA_NEW(arena, char, length);
    return kept != NULL ? memcpy(kept, sentence, length) : NULL;
}

void finding_say(const char **text, struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *text = finding_keep(arena, MESSAGE_SIZE, format, arguments);
    va_end(arguments);
}

enum { KINDS = 48 }; /* more than there are */

/* What of one kind is not shown. */
struct rest {
    const char *kind;
    enum severity severity;
    size_t seen;
    size_t hidden;
    double money;
};

static struct rest *rest_of(struct rest *rests, const struct exception *row)
{
    size_t k = 0;
    while (k + 1 < KINDS && rests[k].kind != NULL && strcmp(rests[k].kind, row->kind) != 0) {
        k++;
    }
    if (rests[k].kind == NULL) {
        rests[k] = (struct rest){.kind = row->kind, .severity = row->severity};
    }
    return &rests[k];
}

/* The row that stands for those left out has no money of its own, so that it comes last. */
void findings_thin(struct findings *findings, size_t most, struct arena *arena)
{
    struct rest rests[KINDS] = {0};
    size_t kept = 0;
    for (size_t f = 0; f < findings->count; f++) {
        struct rest *rest = rest_of(rests, &findings->rows[f]);
        if (rest->seen < most) {
            rest->seen++;
            findings->rows[kept++] = findings->rows[f];
            continue;
        }
        rest->hidden++;
        rest->money += findings->rows[f].money_at_risk;
    }
    findings->count = kept;
    for (size_t k = 0; k < KINDS; k++) {
        if (rests[k].hidden == 0) {
            continue;
        }
        struct exception row = {
            .severity = SEVERITY_INFO, .kind = rests[k].kind, .sku = NO_ID, .location = NO_ID};
        finding_say(&row.message, arena, "%zu more of this kind, of less money each, %.2f together",
                    rests[k].hidden, rests[k].money);
        row.action = "settle the greater ones first";
        finding_add(findings, row);
    }
}
