/* The account of a line: what it moves, what that gains and saves, and why. */
#include "transfer.h"

#include "base/search.h"
#include "num/flow.h"

#include <math.h>
#include <stdio.h>

void transfer_reason(char text[REASON_SIZE], const struct names *names,
                     const struct transfer_line *line)
{
    struct text from = intern_text(&names->place, line->from);
    struct text to = intern_text(&names->place, line->to);
    if (line->expiry_day != NO_DAY) {
        char day[DAY_TEXT_SIZE];
        day_format(line->expiry_day, day);
        (void)snprintf(text, REASON_SIZE,
                       "%.6g would expire at %.*s by %s, %.*s sells them: gains %.2f for %.2f on "
                       "the way",
                       line->spared, TEXT_PRINT(from), day, TEXT_PRINT(to), line->benefit,
                       line->cost);
        return;
    }
    (void)snprintf(
        text, REASON_SIZE, "%.*s can spare %.6g, %.*s lacks %.6g: gains %.2f for %.2f on the way",
        TEXT_PRINT(from), line->spared, TEXT_PRINT(to), line->lacked, line->benefit, line->cost);
}

/* Regular supply of a short feeding location. */
static bool is_feed(const struct exchange_road *road)
{
    return road->lane == EXCHANGE_NONE;
}

/* What the units of one entry gain together. */
struct gained {
    double packs;
    double value; /* money at the taker */
    double sales; /* part of it: of sales that would be lost */
};

/* All sums of one sku. */
struct account {
    const struct net *net;
    const double *moved;
    double *given;         /* [givers] packs */
    double *lost;          /* [givers] money that they were worth there */
    struct gained *gained; /* [entries] */
};

static void sum_units(struct account *account)
{
    const struct net *net = account->net;
    for (size_t r = 0; r < net->size.roads; r++) {
        const struct exchange_road *road = &net->roads[r];
        account->given[road->giver] += account->moved[r];
        account->gained[road->entry].packs += account->moved[r];
    }
    for (size_t g = 0; g < net->size.givers; g++) {
        double left = account->given[g];
        const struct exchange_giver *giver = &net->givers[g];
        for (size_t s = giver->first; s < giver->first + giver->count && left > 0.0; s++) {
            double units = fmin(net->gives[s].units, left);
            account->lost[g] += units * net->gives[s].value;
            left -= units;
        }
    }
}

static void gain(struct account *account, size_t entry, size_t block, double units)
{
    const struct net *net = account->net;
    const struct exchange_entry *row = &net->entries[entry];
    struct gained *gained = &account->gained[entry];
    gained->value += units * net->values[row->first + block];
    gained->sales += units * (double)net->sales[row->first + block];
}

/* Alone, an entry fills its taker's blocks in their order. */
static void fill_alone(struct account *account, size_t entry)
{
    const struct exchange_taker *taker = &account->net->takers[account->net->entries[entry].taker];
    double left = account->gained[entry].packs;
    for (size_t b = 0; b < taker->count && left > 0.0; b++) {
        double units = fmin(account->net->blocks[taker->first + b], left);
        gain(account, entry, b, units);
        left -= units;
    }
}

/* Several entries share the blocks so that they are worth most together.  false if memory ran out.
 */
static bool fill_together(struct account *account, uint32_t taker_index, size_t used,
                          struct arena *scratch)
{
    const struct net *net = account->net;
    const struct exchange_taker *taker = &net->takers[taker_index];
    size_t arc_count = used * (1 + taker->count) + taker->count;
    struct flow_arc *arcs = ARENA_NEW(scratch, struct flow_arc, arc_count);
    double *flow = ARENA_NEW(scratch, double, arc_count);
    size_t *entries = ARENA_NEW(scratch, size_t, used);
    if (arcs == NULL || flow == NULL || entries == NULL) {
        return false;
    }
    size_t count = 0;
    used = 0;
    for (size_t e = 0; e < net->size.entries; e++) {
        if (net->entries[e].taker != taker_index || !(account->gained[e].packs > 0.0)) {
            continue;
        }
        uint32_t node = 2 + (uint32_t)used;
        entries[used++] = e;
        arcs[count++] =
            (struct flow_arc){.from = 0, .to = node, .capacity = account->gained[e].packs};
    }
    for (size_t b = 0; b < taker->count; b++) {
        uint32_t block = 2 + (uint32_t)(used + b);
        double room = net->blocks[taker->first + b];
        for (size_t u = 0; u < used; u++) {
            double value = net->values[net->entries[entries[u]].first + b];
            arcs[count++] = (struct flow_arc){
                .from = 2 + (uint32_t)u, .to = block, .capacity = room, .cost = -value};
        }
        arcs[count++] = (struct flow_arc){.from = block, .to = 1, .capacity = room};
    }
    struct flow_network network = {.node_count = 2 + used + taker->count,
                                   .arcs = arcs,
                                   .arc_count = count,
                                   .source = 0,
                                   .sink = 1};
    if (flow_solve(&network, FLOW_GREATEST, flow, scratch).status == FLOW_NO_MEMORY) {
        return false;
    }
    for (size_t b = 0; b < taker->count; b++) {
        for (size_t u = 0; u < used; u++) {
            gain(account, entries[u], b, flow[used + b * (used + 1) + u]);
        }
    }
    return true;
}

static bool fill_takers(struct account *account, struct arena *scratch)
{
    const struct net *net = account->net;
    bool fine = true;
    for (uint32_t t = 0; t < net->size.takers && fine; t++) {
        size_t used = 0;
        size_t last = 0;
        for (size_t e = 0; e < net->size.entries; e++) {
            if (net->entries[e].taker == t && account->gained[e].packs > 0.0) {
                used++;
                last = e;
            }
        }
        if (used == 1) {
            fill_alone(account, last);
        } else if (used > 1) {
            fine = fill_together(account, t, used, scratch);
        }
    }
    return fine;
}

/* Arcs of a net whose only roads are those of regular supply: giver's steps, roads, entries to
 * blocks, blocks to the sink. */
static size_t lay_feeds(const struct net *net, struct flow_arc *arcs)
{
    uint32_t entry_node = 2 + (uint32_t)net->size.givers;
    uint32_t block_node = entry_node + (uint32_t)net->size.entries;
    size_t count = 0;
    for (size_t g = 0; g < net->size.givers; g++) {
        for (size_t i = net->givers[g].first; i < net->givers[g].first + net->givers[g].count;
             i++) {
            const struct exchange_step *step = &net->gives[i];
            arcs[count++] = (struct flow_arc){0, 2 + (uint32_t)g, step->units, step->value};
        }
    }
    for (size_t r = 0; r < net->size.roads; r++) {
        const struct exchange_road *road = &net->roads[r];
        if (is_feed(road)) {
            arcs[count++] =
                (struct flow_arc){2 + road->giver, entry_node + road->entry, HUGE_VAL, road->cost};
        }
    }
    for (size_t e = 0; e < net->size.entries; e++) {
        const struct exchange_entry *entry = &net->entries[e];
        const struct exchange_taker *taker = &net->takers[entry->taker];
        for (uint32_t b = 0; b < taker->count; b++) {
            arcs[count++] =
                (struct flow_arc){entry_node + (uint32_t)e, block_node + taker->first + b,
                                  net->blocks[taker->first + b], -net->values[entry->first + b]};
        }
    }
    for (size_t b = 0; b < net->size.blocks; b++) {
        arcs[count++] = (struct flow_arc){block_node + (uint32_t)b, 1, net->blocks[b], 0.0};
    }
    return count;
}

/* What regular supply from short feeding locations would gain without any move; negative: memory
 * ran out. */
static double gain_of_feeds(const struct net *net, struct arena *scratch)
{
    size_t most = net->size.gives + net->size.roads + net->size.values + net->size.blocks;
    struct flow_arc *arcs = ARENA_NEW(scratch, struct flow_arc, most);
    double *flow = ARENA_NEW(scratch, double, most);
    if (arcs == NULL || flow == NULL) {
        return -1.0;
    }
    struct flow_network network = {.node_count =
                                       2 + net->size.givers + net->size.entries + net->size.blocks,
                                   .arcs = arcs,
                                   .arc_count = lay_feeds(net, arcs),
                                   .source = 0,
                                   .sink = 1};
    struct flow_result result = flow_solve(&network, FLOW_GREATEST_GAIN, flow, scratch);
    return result.status == FLOW_NO_MEMORY ? -1.0 : fmax(-result.cost, 0.0);
}

/* What a road's units gain, its own cost taken off. */
static double gain_of_road(const struct account *account, size_t road_index)
{
    const struct exchange_road *road = &account->net->roads[road_index];
    const struct gained *gained = &account->gained[road->entry];
    double packs = account->moved[road_index];
    if (!(packs > 0.0)) {
        return 0.0;
    }
    return packs * (gained->value / gained->packs -
                    account->lost[road->giver] / account->given[road->giver] - road->cost);
}

/* Where regular supply competes, moves gain what they add to what that alone would: the share of
 * what their lines gain beyond the margin that is theirs.  Negative: memory ran out. */
static double share_of_moves(const struct net_source *source, const struct account *account,
                             struct arena *scratch)
{
    const struct net *net = account->net;
    double moves = 0.0;
    double feeds = 0.0;
    bool fed = false;
    for (size_t r = 0; r < net->size.roads; r++) {
        double gain = gain_of_road(account, r);
        bool feed = is_feed(&net->roads[r]);
        fed = fed || feed;
        feeds += feed ? gain : 0.0;
        moves += !feed && account->moved[r] > 0.0 ? gain - source->hurdle : 0.0;
    }
    if (!fed || !(moves > 0.0)) {
        return 1.0;
    }
    double alone = gain_of_feeds(net, scratch);
    return alone < 0.0 ? alone : fmin(fmax((moves + feeds - alone) / moves, 0.0), 1.0);
}

static struct transfer_line line_of(const struct net_source *source, const struct account *account,
                                    size_t road_index)
{
    const struct net *net = account->net;
    const struct exchange_road *road = &net->roads[road_index];
    const struct lane *lane = &source->basis->inputs->master.lanes[road->lane];
    const struct arrival_law *law = &source->ways->laws[road->lane];
    const struct position *from = &source->positions[net->giver_at[road->giver]];
    const struct position *to = &source->positions[net->taker_at[net->entries[road->entry].taker]];
    const struct gained *gained = &account->gained[road->entry];
    double packs = account->moved[road_index];
    double share = packs / gained->packs;
    double lost = account->lost[road->giver] * packs / account->given[road->giver];
    double sell_by = net->sell_by[road->giver];
    const struct exchange_giver *giver = &net->givers[road->giver];
    bool expires = isfinite(sell_by);
    return (struct transfer_line){
        .sku = from->sku,
        .from = lane->from,
        .to = lane->to,
        .carrier = lane->carrier,
        .lane = road->lane,
        .ship_day = law->ship_day,
        .arrival_day = law->arrival_day,
        .quantity = packs * net->pack,
        .cost = packs * road->cost,
        .benefit = share * gained->value - lost,
        .sales = share * gained->sales,
        .writeoffs = packs * net->pack * from->terms->unit_cost - lost,
        .expiry_day = expires ? source->basis->inputs->as_of + (int32_t)sell_by - 1 : NO_DAY,
        .spared =
            expires ? net->gives[giver->first].units * net->pack : from->spare - from->promised,
        .lacked = to->raw_need};
}

size_t transfer_count(const struct net *net, const double *moved)
{
    size_t count = 0;
    for (size_t r = 0; r < net->size.roads; r++) {
        count += moved[r] > 0.0 && !is_feed(&net->roads[r]) ? 1 : 0;
    }
    return count;
}

size_t transfer_lines(struct transfer_line *lines, const struct net_source *source,
                      const struct net *net, const double *moved, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct account account = {.net = net,
                              .moved = moved,
                              .given = ARENA_NEW(scratch, double, net->size.givers),
                              .lost = ARENA_NEW(scratch, double, net->size.givers),
                              .gained = ARENA_NEW(scratch, struct gained, net->size.entries)};
    if (account.given == NULL || account.lost == NULL || account.gained == NULL) {
        return SIZE_MAX;
    }
    sum_units(&account);
    if (!fill_takers(&account, scratch)) {
        return SIZE_MAX;
    }
    double share = share_of_moves(source, &account, scratch);
    if (share < 0.0) {
        return SIZE_MAX;
    }
    size_t count = 0;
    for (size_t r = 0; r < net->size.roads; r++) {
        if (moved[r] > 0.0 && !is_feed(&net->roads[r])) {
            struct transfer_line *line = &lines[count++];
            *line = line_of(source, &account, r);
            double net_gain = line->benefit - line->cost - source->hurdle;
            line->benefit -= (1.0 - share) * fmax(net_gain, 0.0);
        }
    }
    arena_rewind(scratch, mark);
    return count;
}

static struct position *position_of(struct position *positions, size_t count, uint32_t sku,
                                    uint32_t location)
{
    return &positions[SEARCH_ROWS(positions, count, sku, location, sku, location)];
}

void transfers_book(struct position *positions, size_t count, const struct transfers *transfers,
                    double sign)
{
    for (size_t t = 0; t < transfers->count; t++) {
        const struct transfer_line *line = &transfers->lines[t];
        struct position *from = position_of(positions, count, line->sku, line->from);
        struct position *to = position_of(positions, count, line->sku, line->to);
        double units = sign * line->quantity;
        from->transfer_out = fmax(from->transfer_out + units, 0.0);
        if (line->expiry_day != NO_DAY) {
            from->expired -= units; /* it was no stock to count on, and is none now */
            from->position += units;
        }
        to->transfer_in = fmax(to->transfer_in + units, 0.0);
        double covered = fmin(to->raw_need, to->transfer_in);
        to->adjust[ADJUST_TRANSFER] = covered > 0.0 ? -covered : 0.0;
    }
}
