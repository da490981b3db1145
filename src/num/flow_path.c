/* Dijkstra's search over reduced costs, with a heap ordered by distance and then node number. */
#include "flow_parts.h"

#include <math.h>

/* What the search reads and writes all the time, by itself. */
struct queue {
    const double *distance;
    uint32_t *heap;
    uint32_t *slot; /* FLOW_NONE when not in it */
    uint32_t size;
};

static inline bool nearer(const double *distance, uint32_t a, uint32_t b)
{
    double to_a = distance[a];
    double to_b = distance[b];
    return to_a < to_b || (!(to_a > to_b) && a < b);
}

static inline void place(const struct queue *queue, uint32_t slot, uint32_t node)
{
    queue->heap[slot] = node;
    queue->slot[node] = slot;
}

static inline void rise(const struct queue *queue, uint32_t slot, uint32_t node)
{
    while (slot > 0) {
        uint32_t parent = (slot - 1) / 2;
        uint32_t above = queue->heap[parent];
        if (!nearer(queue->distance, node, above)) {
            break;
        }
        place(queue, slot, above);
        slot = parent;
    }
    place(queue, slot, node);
}

static inline uint32_t take_nearest(struct queue *queue)
{
    uint32_t nearest = queue->heap[0];
    queue->slot[nearest] = FLOW_NONE;
    uint32_t size = --queue->size;
    uint32_t node = queue->heap[size];
    if (size == 0) {
        return nearest;
    }
    uint32_t slot = 0;
    for (uint32_t child = 1; child < size; child = 2 * slot + 1) {
        uint32_t below = queue->heap[child];
        if (child + 1 < size && nearer(queue->distance, queue->heap[child + 1], below)) {
            below = queue->heap[++child];
        }
        if (!nearer(queue->distance, below, node)) {
            break;
        }
        place(queue, slot, below);
        slot = child;
    }
    place(queue, slot, node);
    return nearest;
}

/* Improves the ways to the neighbours of `node`.  What is no nearer than the sink is so far can be
 * on no better way to it, and is left out. */
static inline void relax(const struct residual *residual, uint32_t node, uint32_t sink,
                         struct queue *queue)
{
    const double *room = residual->room;
    const double *potential = residual->potential;
    double *distance = residual->distance;
    double least_room = residual->least_room;
    double here = distance[node];
    double own = potential[node];
    uint32_t end = residual->first[node + 1];
    for (uint32_t edge = residual->first[node]; edge < end; edge++) {
        if (room[edge] <= least_room) {
            continue;
        }
        uint32_t head = residual->head[edge];
        double reduced = residual->cost[edge] + own - potential[head];
        /* Rounding alone makes a reduced cost negative. */
        double there = here + (reduced > 0.0 ? reduced : 0.0);
        if (there < distance[head] && there < distance[sink]) {
            uint32_t slot = queue->slot[head];
            distance[head] = there;
            residual->arrived[head] = edge;
            rise(queue, slot != FLOW_NONE ? slot : queue->size++, head);
        }
    }
}

bool flow_find_path(struct residual *residual, uint32_t source, uint32_t sink)
{
    for (size_t i = 0; i < residual->node_count; i++) {
        residual->distance[i] = HUGE_VAL;
        residual->arrived[i] = FLOW_NONE;
        residual->heap_slot[i] = FLOW_NONE;
    }
    struct queue queue = {.distance = residual->distance,
                          .heap = residual->heap,
                          .slot = residual->heap_slot,
                          .size = 1};
    residual->distance[source] = 0.0;
    place(&queue, 0, source);
    while (queue.size > 0) {
        uint32_t node = take_nearest(&queue);
        if (node == sink) {
            break;
        }
        relax(residual, node, sink, &queue);
    }
    double reach = residual->distance[sink];
    if (isinf(reach)) {
        return false;
    }
    /* Nodes beyond the sink moved by the sink's distance: reduced costs stay at or above 0. */
    for (size_t i = 0; i < residual->node_count; i++) {
        double moved = residual->distance[i];
        residual->potential[i] += moved < reach ? moved : reach;
    }
    return true;
}
