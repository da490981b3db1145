/* Terms that believe a shortage to cost more, or less, than it does. */
#include "replenish/terms.h"

/* Terms of one sku whose copies are found again; positions_list tells no more of them apart. */
enum { CAUTIOUS_KEPT = 8 };

struct cautious {
    const struct terms *true_terms[CAUTIOUS_KEPT];
    const struct terms *believed[CAUTIOUS_KEPT];
    size_t count;
    size_t next;
};

static const struct terms *believed_terms(struct cautious *kept, const struct terms *terms,
                                          double caution, struct arena *arena)
{
    for (size_t k = 0; k < kept->count; k++) {
        if (kept->true_terms[k] == terms) {
            return kept->believed[k];
        }
    }
    struct terms *copy = ARENA_NEW(arena, struct terms, 1);
    if (copy == NULL) {
        return NULL;
    }
    *copy = *terms;
    copy->shortage_cost *= caution;
    kept->true_terms[kept->next] = terms;
    kept->believed[kept->next] = copy;
    kept->next = (kept->next + 1) % CAUTIOUS_KEPT;
    kept->count = kept->count < CAUTIOUS_KEPT ? kept->count + 1 : CAUTIOUS_KEPT;
    return copy;
}

enum status terms_caution(struct position *positions, size_t count, double caution,
                          struct arena *arena, struct fault *fault)
{
    if (!(caution > 0.0) || !(caution > 1.0 || caution < 1.0)) {
        return STATUS_OK;
    }
    struct cautious kept = {.count = 0};
    for (size_t p = 0; p < count; p++) {
        if (p > 0 && positions[p - 1].sku != positions[p].sku) {
            kept = (struct cautious){.count = 0};
        }
        positions[p].terms = believed_terms(&kept, positions[p].terms, caution, arena);
        if (positions[p].terms == NULL) {
            return fault_memory(fault, "the terms");
        }
    }
    return STATUS_OK;
}
