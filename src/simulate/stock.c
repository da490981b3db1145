/* The stock of an arm: what lies on the shelves, what is under way, and what is owed.
 *
 * Units without an expiry date are one number a site.  Those with one stay in the lot in which they
 * came, and so do all that are under way.  Lots lie by site in one array; new ones wait aside until
 * the end of a planning night, when they are put in and what is gone drops out. */
#include "replay.h"

#include "base/missing.h"

#include <math.h>
#include <stdlib.h>

/* Longer is for ever. */
static const double MOST_LIFE = 36500.0;

int32_t expiry_of(const struct sim_site *site, int32_t day)
{
    double life = site->terms->shelf_life_days;
    bool keeps = is_missing(life) || life > MOST_LIFE;
    return keeps ? NO_DAY : day - 1 + (int32_t)floor(life);
}

void arm_close(struct arm *arm)
{
    free(arm->lots);
    free(arm->fresh);
    free(arm->receipts);
    arm->lots = arm->fresh = NULL;
    arm->receipts = NULL;
}

/* Room for one more; false if memory ran out. */
static bool grow(void **rows, size_t count, size_t *room, size_t size)
{
    if (count < *room) {
        return true;
    }
    size_t more = *room > 0 ? 2 * *room : 256;
    void *grown = realloc(*rows, more * size);
    if (grown == NULL) {
        return false;
    }
    *rows = grown;
    *room = more;
    return true;
}

void arm_add(struct arm *arm, const struct lot *lot)
{
    void *rows = arm->fresh;
    if (!grow(&rows, arm->fresh_count, &arm->fresh_room, sizeof *arm->fresh)) {
        arm->lost = true;
        return;
    }
    arm->fresh = rows;
    arm->fresh[arm->fresh_count++] = *lot;
    if (lot->state == LOT_PLEDGED && lot->ship_day < arm->next_ship) {
        arm->next_ship = lot->ship_day;
    }
}

static int compare_days(int32_t a, int32_t b)
{
    return (a > b) - (a < b);
}

static int by_site(const void *left, const void *right)
{
    const struct lot *a = left;
    const struct lot *b = right;
    if (a->site != b->site) {
        return a->site < b->site ? -1 : 1;
    }
    int order = compare_days(a->due_day, b->due_day);
    if (order == 0 && (a->units < b->units || a->units > b->units)) {
        order = a->units < b->units ? -1 : 1;
    }
    order = order != 0 ? order : (a->source > b->source) - (a->source < b->source);
    order = order != 0 ? order : (int)a->kind - (int)b->kind;
    order = order != 0 ? order : compare_days(a->order_day, b->order_day);
    order = order != 0 ? order : compare_days(a->arrival_day, b->arrival_day);
    order = order != 0 ? order : compare_days(a->expiry_day, b->expiry_day);
    return order != 0 ? order : compare_days(a->ship_day, b->ship_day);
}

void arm_sort(struct arm *arm, size_t site)
{
    size_t first = arm->lot_start[site];
    qsort(arm->lots + first, arm->lot_start[site + 1] - first, sizeof *arm->lots, by_site);
}

/* Lots of which nothing is left to come, to sell or to tell. */
static bool is_over(const struct lot *lot)
{
    return lot->state == LOT_GONE && !lot->tells;
}

static bool tell(struct arm *arm, const struct replay *replay, struct lot *lot)
{
    if (!replay->own_receipts) {
        lot->tells = false;
    }
    if (!lot->tells || lot->state == LOT_COMING || lot->state == LOT_PLEDGED) {
        return true;
    }
    void *rows = arm->receipts;
    if (!grow(&rows, arm->receipt_count, &arm->receipt_room, sizeof *arm->receipts)) {
        return false;
    }
    arm->receipts = rows;
    const struct sim_site *site = &replay->sites[lot->site];
    arm->receipts[arm->receipt_count++] = (struct open_order){.sku = site->sku,
                                                              .location = site->location,
                                                              .quantity = lot->units,
                                                              .due_day = lot->due_day,
                                                              .order_id = NO_ID,
                                                              .source = lot->source,
                                                              .kind = (enum order_kind)lot->kind,
                                                              .order_day = lot->order_day,
                                                              .received_day = lot->arrival_day};
    lot->tells = false;
    return true;
}

static int by_delivery(const void *left, const void *right)
{
    const struct open_order *a = left;
    const struct open_order *b = right;
    int order = (a->source > b->source) - (a->source < b->source);
    order = order != 0 ? order : (a->location > b->location) - (a->location < b->location);
    order = order != 0 ? order : compare_days(a->order_day, b->order_day);
    order = order != 0 ? order : compare_days(a->received_day, b->received_day);
    order = order != 0 ? order : compare_days(a->due_day, b->due_day);
    return order != 0 ? order : (a->sku > b->sku) - (a->sku < b->sku);
}

/* Lines that came together tell one lead time: of the receipts from `first` on one of each delivery
 * is kept, unless skus have laws of their own. */
static void thin_receipts(struct arm *arm, const struct replay *replay, size_t first)
{
    struct open_order *rows = arm->receipts;
    if (replay->sku_laws || arm->receipt_count <= first) {
        return;
    }
    qsort(rows + first, arm->receipt_count - first, sizeof *rows, by_delivery);
    size_t kept = first;
    for (size_t r = first; r < arm->receipt_count; r++) {
        bool same = kept > first && rows[kept - 1].source == rows[r].source &&
                    rows[kept - 1].location == rows[r].location &&
                    rows[kept - 1].order_day == rows[r].order_day &&
                    rows[kept - 1].received_day == rows[r].received_day;
        if (!same) {
            rows[kept++] = rows[r];
        }
    }
    arm->receipt_count = kept;
}

enum status arm_merge(struct arm *arm, const struct replay *replay, struct fault *fault)
{
    size_t told = arm->receipt_count;
    if (arm->fresh_count > 1) {
        qsort(arm->fresh, arm->fresh_count, sizeof *arm->fresh, by_site);
    }
    size_t kept = 0;
    bool fine = !arm->lost;
    for (size_t l = 0; fine && l < arm->lot_count; l++) {
        fine = tell(arm, replay, &arm->lots[l]);
        if (!is_over(&arm->lots[l])) {
            arm->lots[kept++] = arm->lots[l];
        }
    }
    size_t all = kept + arm->fresh_count;
    if (fine && all > arm->lot_room) {
        size_t room = all + all / 2;
        struct lot *grown = realloc(arm->lots, room * sizeof *grown);
        fine = grown != NULL;
        arm->lots = fine ? grown : arm->lots;
        arm->lot_room = fine ? room : arm->lot_room;
    }
    if (!fine) {
        return fault_memory(fault, "the orders of the simulation");
    }
    thin_receipts(arm, replay, told);
    size_t fresh = arm->fresh_count;
    for (size_t to = all; fresh > 0; to--) { /* from the end, so that nothing is overwritten */
        bool own = kept > 0 && by_site(&arm->lots[kept - 1], &arm->fresh[fresh - 1]) > 0;
        arm->lots[to - 1] = own ? arm->lots[--kept] : arm->fresh[--fresh];
    }
    arm->lot_count = all;
    arm->fresh_count = 0;
    size_t at = 0;
    arm->next_ship = INT32_MAX;
    for (size_t s = 0; s < replay->site_count; s++) {
        arm->lot_start[s] = at;
        for (; at < all && arm->lots[at].site == s; at++) {
            const struct lot *lot = &arm->lots[at];
            if (lot->state == LOT_PLEDGED && lot->ship_day < arm->next_ship) {
                arm->next_ship = lot->ship_day;
            }
        }
    }
    arm->lot_start[replay->site_count] = at;
    return STATUS_OK;
}

double arm_on_hand(const struct arm *arm, size_t site)
{
    double units = arm->stock[site];
    for (size_t l = arm->lot_start[site]; l < arm->lot_start[site + 1]; l++) {
        units += arm->lots[l].state == LOT_SHELF ? arm->lots[l].units : 0.0;
    }
    return units;
}

double arm_on_order(const struct arm *arm, size_t site)
{
    double units = 0.0;
    for (size_t l = arm->lot_start[site]; l < arm->lot_start[site + 1]; l++) {
        units += arm->lots[l].state == LOT_COMING ? arm->lots[l].units : 0.0;
    }
    return units;
}

/* The lot on the shelf that expires first, of those of `expiry_day` unless that is NO_DAY; NULL
 * without one. */
static struct lot *first_to_expire(struct arm *arm, size_t site, int32_t expiry_day)
{
    struct lot *first = NULL;
    for (size_t l = arm->lot_start[site]; l < arm->lot_start[site + 1]; l++) {
        struct lot *lot = &arm->lots[l];
        bool fits =
            lot->state == LOT_SHELF && (expiry_day == NO_DAY || lot->expiry_day == expiry_day);
        if (fits && (first == NULL || lot->expiry_day < first->expiry_day)) {
            first = lot;
        }
    }
    return first;
}

static double take_of(struct lot *lot, double units)
{
    double taken = fmin(lot->units, units);
    lot->units -= taken;
    if (!(lot->units > UNIT_SLACK)) {
        lot->state = LOT_GONE;
    }
    return taken;
}

double arm_take(struct arm *arm, size_t site, double units)
{
    double left = units;
    struct lot *lot;
    while (left > 0.0 && (lot = first_to_expire(arm, site, NO_DAY)) != NULL) {
        left -= take_of(lot, left);
    }
    double loose = fmin(arm->stock[site], fmax(left, 0.0));
    arm->stock[site] -= loose;
    return units - fmax(left - loose, 0.0);
}

double arm_send(struct arm *arm, size_t giver, double units, int32_t expiry_day,
                const struct lot *lot)
{
    double left = units;
    struct lot *batch;
    struct lot part = *lot;
    for (int pass = 0; pass < 2; pass++) { /* those of the date, then any */
        int32_t day = pass == 0 ? expiry_day : NO_DAY;
        while (left > UNIT_SLACK && (batch = first_to_expire(arm, giver, day)) != NULL) {
            part.expiry_day = batch->expiry_day;
            part.units = take_of(batch, left);
            left -= part.units;
            arm_add(arm, &part);
        }
    }
    part.expiry_day = NO_DAY;
    part.units = fmin(arm->stock[giver], fmax(left, 0.0));
    if (part.units > UNIT_SLACK) {
        arm->stock[giver] -= part.units;
        left -= part.units;
        arm_add(arm, &part);
    }
    return units - fmax(left, 0.0);
}
