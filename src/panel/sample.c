/* A part of the series, to learn from where all would take too long. */
#include "panel/panel.h"

#include <string.h>

/* Evenly spread over [0, 1), the same for a series whatever else is in the panel. */
static double lot_of(const struct names *names, uint32_t sku, uint32_t location)
{
    uint64_t hash = text_hash(intern_text(&names->sku, sku));
    hash ^= text_hash(intern_text(&names->place, location)) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 32;
    hash *= 0xD6E8FEB86659FD93ULL;
    hash ^= hash >> 32;
    return (double)(hash >> 11) * 0x1p-53;
}

/* One array of the panel with a stretch for each series, and where the stretches of the chosen ones
 * lie in the copy. */
struct stretches {
    const size_t *from; /* [series + 1] */
    size_t *to;         /* [chosen + 1] */
};

static enum status lay_out(struct stretches *stretches, const size_t *from, const size_t *chosen,
                           size_t count, struct arena *arena, struct fault *fault)
{
    *stretches = (struct stretches){.from = from, .to = ARENA_NEW(arena, size_t, count + 1)};
    if (stretches->to == NULL) {
        return fault_memory(fault, "a sample of the series");
    }
    for (size_t i = 0; i < count; i++) {
        stretches->to[i + 1] = stretches->to[i] + (from[chosen[i] + 1] - from[chosen[i]]);
    }
    return STATUS_OK;
}

/* NULL if memory ran out. */
static void *copy_of(const struct stretches *stretches, const void *whole, size_t size,
                     const size_t *chosen, size_t count, struct arena *arena)
{
    char *copy = arena_take(arena, stretches->to[count] + 1, size);
    for (size_t i = 0; copy != NULL && i < count; i++) {
        size_t length = stretches->to[i + 1] - stretches->to[i];
        if (length > 0) {
            memcpy(copy + stretches->to[i] * size,
                   (const char *)whole + stretches->from[chosen[i]] * size, length * size);
        }
    }
    return copy;
}

static enum status copy_keys(struct panel *sample, const struct panel *panel, const size_t *chosen,
                             struct arena *arena, struct fault *fault)
{
    uint32_t *sku = ARENA_NEW(arena, uint32_t, sample->count);
    uint32_t *location = ARENA_NEW(arena, uint32_t, sample->count);
    double *price = ARENA_NEW(arena, double, sample->count);
    if (sku == NULL || location == NULL || price == NULL) {
        return fault_memory(fault, "a sample of the series");
    }
    for (size_t i = 0; i < sample->count; i++) {
        sku[i] = panel->sku[chosen[i]];
        location[i] = panel->location[chosen[i]];
        price[i] = panel->price[chosen[i]];
    }
    sample->sku = sku;
    sample->location = location;
    sample->price = price;
    return STATUS_OK;
}

static enum status copy_all(struct panel *sample, const struct panel *panel, const size_t *chosen,
                            struct arena *arena, struct fault *fault)
{
    size_t count = sample->count;
    struct stretches demand;
    struct stretches returns;
    struct stretches prices = {0};
    struct stretches censored = {0};
    TRY(copy_keys(sample, panel, chosen, arena, fault));
    TRY(lay_out(&demand, panel->start, chosen, count, arena, fault));
    TRY(lay_out(&returns, panel->return_start, chosen, count, arena, fault));
    sample->start = demand.to;
    sample->return_start = returns.to;
    sample->demand = copy_of(&demand, panel->demand, sizeof *panel->demand, chosen, count, arena);
    sample->return_period =
        copy_of(&returns, panel->return_period, sizeof *panel->return_period, chosen, count, arena);
    sample->return_quantity = copy_of(&returns, panel->return_quantity,
                                      sizeof *panel->return_quantity, chosen, count, arena);
    bool copied =
        sample->demand != NULL && sample->return_period != NULL && sample->return_quantity != NULL;
    if (panel->censored_start != NULL) {
        TRY(lay_out(&censored, panel->censored_start, chosen, count, arena, fault));
        sample->censored_start = censored.to;
        sample->censored_bits = copy_of(&censored, panel->censored_bits,
                                        sizeof *panel->censored_bits, chosen, count, arena);
        copied = copied && sample->censored_bits != NULL;
    }
    if (panel->price_start != NULL) {
        TRY(lay_out(&prices, panel->price_start, chosen, count, arena, fault));
        sample->price_start = prices.to;
        sample->price_period = copy_of(&prices, panel->price_period, sizeof *panel->price_period,
                                       chosen, count, arena);
        sample->price_value =
            copy_of(&prices, panel->price_value, sizeof *panel->price_value, chosen, count, arena);
        copied = copied && sample->price_period != NULL && sample->price_value != NULL;
    }
    return copied ? STATUS_OK : fault_memory(fault, "a sample of the series");
}

enum status panel_sample(struct panel *sample, const struct panel *panel, const struct names *names,
                         size_t wanted, struct arena *arena, struct fault *fault)
{
    *sample = *panel;
    if (panel->count <= wanted) {
        return STATUS_OK;
    }
    double share = (double)wanted / (double)panel->count;
    size_t *chosen = ARENA_NEW(arena, size_t, panel->count);
    if (chosen == NULL) {
        return fault_memory(fault, "a sample of the series");
    }
    sample->count = 0;
    for (size_t s = 0; s < panel->count; s++) {
        if (lot_of(names, panel->sku[s], panel->location[s]) < share) {
            chosen[sample->count++] = s;
        }
    }
    return copy_all(sample, panel, chosen, arena, fault);
}
