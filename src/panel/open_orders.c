/* The order of open orders and of receipts. */
#include "panel/inputs.h"

int open_order_compare(const void *left, const void *right)
{
    const struct open_order *a = left;
    const struct open_order *b = right;
    if (a->sku != b->sku) {
        return a->sku < b->sku ? -1 : 1;
    }
    if (a->location != b->location) {
        return a->location < b->location ? -1 : 1;
    }
    if (a->due_day != b->due_day) {
        return a->due_day < b->due_day ? -1 : 1;
    }
    if (a->quantity < b->quantity || a->quantity > b->quantity) {
        return a->quantity < b->quantity ? -1 : 1;
    }
    if (a->order_id != b->order_id) {
        return a->order_id < b->order_id ? -1 : 1;
    }
    if (a->source != b->source) {
        return a->source < b->source ? -1 : 1;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    if (a->order_day != b->order_day) {
        return a->order_day < b->order_day ? -1 : 1;
    }
    return (a->received_day > b->received_day) - (a->received_day < b->received_day);
}
