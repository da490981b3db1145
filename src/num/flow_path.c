/* Dijkstra's search over reduced costs, with a heap ordered by distance and then node number. */
#include "flow_parts.h"

#include <math.h>

static bool nearer(const struct residual *residual, uint32_t a, uint32_t b)
{
    double to_a = residual->distance[a];
    double to_b = residual->distance[b];
    if (to_a < to_b || to_a > to_b) {
        return to_a < to_b;
    }
    return a < b;
}

static void place(struct residual *residual, uint32_t slot, uint32_t node)
{
    residual->heap[slot] = node;
    residual->heap_slot[node] = slot;
}

static void rise(struct residual *residual, uint32_t slot, uint32_t node)
{
    while (slot > 0) {
        uint32_t parent = (slot - 1) / 2;
        if (!nearer(residual, node, residual->heap[parent])) {
            break;
        }
        place(residual, slot, residual->heap[parent]);
        slot = parent;
    }
    place(residual, slot, node);
}

static uint32_t take_nearest(struct residual *residual, uint32_t *size)
{
    uint32_t nearest = residual->heap[0];
    residual->heap_slot[nearest] = FLOW_NONE;
    uint32_t node = residual->heap[--*size];
    if (*size == 0) {
        return nearest;
    }
    uint32_t slot = 0;
    for (uint32_t child = 1; child < *size; child = 2 * slot + 1) {
        if (child + 1 < *size &&
            nearer(residual, residual->heap[child + 1], residual->heap[child])) {
            child++;
        }
        if (!nearer(residual, residual->heap[child], node)) {
            break;
        }
        place(residual, slot, residual->heap[child]);
        slot = child;
    }
    place(residual, slot, node);
    return nearest;
}

/* Improves the ways to the neighbours of `node`. */
static void relax(struct residual *residual, uint32_t node, uint32_t *size)
{
    for (uint32_t i = residual->first[node]; i < residual->first[node + 1]; i++) {
        uint32_t edge = residual->leaving[i];
        if (residual->room[edge] <= residual->least_room) {
            continue;
        }
        uint32_t head = residual->head[edge];
        /* Rounding alone makes a reduced cost negative. */
        double reduced =
            fmax(residual->cost[edge] + residual->potential[node] - residual->potential[head], 0.0);
        double distance = residual->distance[node] + reduced;
        if (distance < residual->distance[head]) {
            bool waiting = residual->heap_slot[head] != FLOW_NONE;
            residual->distance[head] = distance;
            residual->arrived[head] = edge;
            rise(residual, waiting ? residual->heap_slot[head] : (*size)++, head);
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
    uint32_t size = 1;
    residual->distance[source] = 0.0;
    place(residual, 0, source);
    while (size > 0) {
        uint32_t node = take_nearest(residual, &size);
        if (node == sink) {
            break;
        }
        relax(residual, node, &size);
    }
    double reach = residual->distance[sink];
    if (isinf(reach)) {
        return false;
    }
    /* Nodes beyond the sink moved by the sink's distance: reduced costs stay at or above 0. */
    for (size_t i = 0; i < residual->node_count; i++) {
        residual->potential[i] += fmin(residual->distance[i], reach);
    }
    return true;
}
