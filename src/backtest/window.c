/* A panel of which only the last periods are seen. */
#include "window.h"

#include <string.h>

enum { BITS = 8 };

static size_t skipped(const struct span *span, size_t window)
{
    return span->length > window ? span->length - window : 0;
}

static void copy_bits(uint8_t *bits, const struct span *span, size_t skip)
{
    for (size_t t = skip; t < span->length; t++) {
        size_t to = t - skip;
        bits[to / BITS] |= (uint8_t)(span_censored(span, t) << (to % BITS));
    }
}

/* Where each series begins in the copies; the last of both is how long they are. */
static void lay_out(const struct panel *panel, size_t window, size_t *start, size_t *bits_start)
{
    for (size_t s = 0; s < panel->count; s++) {
        struct span span = panel_span(panel, s);
        size_t length = span.length - skipped(&span, window);
        start[s + 1] = start[s] + length;
        bits_start[s + 1] =
            bits_start[s] + (span.censored_bits != NULL ? (length + BITS - 1) / BITS : 0);
    }
}

enum status window_of(struct panel *seen, const struct panel *panel, size_t window,
                      struct arena *arena, struct fault *fault)
{
    size_t *start = ARENA_NEW(arena, size_t, panel->count + 1);
    size_t *bits_start = ARENA_NEW(arena, size_t, panel->count + 1);
    if (start == NULL || bits_start == NULL) {
        return fault_memory(fault, "the window");
    }
    lay_out(panel, window, start, bits_start);
    double *demand = ARENA_NEW(arena, double, start[panel->count]);
    uint8_t *bits = ARENA_NEW(arena, uint8_t, bits_start[panel->count]);
    if (demand == NULL || bits == NULL) {
        return fault_memory(fault, "the window");
    }
    for (size_t s = 0; s < panel->count; s++) {
        struct span span = panel_span(panel, s);
        size_t skip = skipped(&span, window);
        memcpy(demand + start[s], span.demand + skip, (span.length - skip) * sizeof *demand);
        if (span.censored_bits != NULL) {
            copy_bits(bits + bits_start[s], &span, skip);
        }
    }
    *seen = *panel;
    seen->later = 0;
    seen->start = start;
    seen->demand = demand;
    seen->censored_start = panel->censored_start != NULL ? bits_start : NULL;
    seen->censored_bits = bits;
    return STATUS_OK;
}
