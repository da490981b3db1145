/* A byte a period into a bit a period. */
#include "support/censor.h"

void censor(struct panel *panel, const uint8_t *marks, size_t *start, uint8_t *bits)
{
    start[0] = 0;
    for (size_t s = 0; s < panel->count; s++) {
        const uint8_t *mark = marks + panel->start[s];
        size_t length = panel->start[s + 1] - panel->start[s];
        for (size_t t = 0; t < length; t++) {
            bits[start[s] + t / 8] |= (uint8_t)(mark[t] << (t % 8));
        }
        start[s + 1] = start[s] + (length + 7) / 8;
    }
    panel->censored_start = start;
    panel->censored_bits = bits;
}
