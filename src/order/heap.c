/* A heap of choices. */
#include "heap.h"

#include <assert.h>
#include <stdbool.h>

static bool before(const struct heap *heap, size_t a, size_t b)
{
    double key_a = heap->key[a];
    double key_b = heap->key[b];
    return key_a > key_b || (key_a >= key_b && a < b);
}

void heap_push(struct heap *heap, size_t choice)
{
    size_t at = heap->count++;
    while (at > 0 && before(heap, choice, heap->choice[(at - 1) / 2])) {
        heap->choice[at] = heap->choice[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->choice[at] = choice;
}

size_t heap_pop(struct heap *heap)
{
    assert(heap->count > 0);
    size_t first = heap->choice[0];
    size_t last = heap->choice[--heap->count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= heap->count) {
            break;
        }
        if (child + 1 < heap->count && before(heap, heap->choice[child + 1], heap->choice[child])) {
            child++;
        }
        if (!before(heap, heap->choice[child], last)) {
            break;
        }
        heap->choice[at] = heap->choice[child];
        at = child;
    }
    heap->choice[at] = last;
    return first;
}
