/* What learned lead times are used for. */
#include "base/missing.h"
#include "lead_law.h"

#include <math.h>

/* Of a hundred orders that nobody cancelled, so many never come. */
static const double NEVER_COMES = 0.02;

const struct lead_law *lead_law_of(const struct lead_times *times, const struct inputs *inputs,
                                   uint32_t source, uint32_t sku, uint32_t location)
{
    if (times == NULL || times->source_count == 0 || source == NO_ID) {
        return NULL;
    }
    struct feed feed = feed_of(inputs, source);
    const struct lead_law *law = NULL;
    if (feed.location == NULL) {
        law = law_find(times->skus, times->sku_count, source, sku);
    }
    if (law == NULL) {
        law = law_find(times->locations, times->location_count, source, location);
    }
    if (law != NULL) {
        return law;
    }
    /* What a feeding location does for others says less than the lane to this one. */
    bool promised =
        feed.location != NULL && !is_missing(feed_terms(inputs, feed, location).lead_time_days);
    return promised ? NULL : law_find(times->sources, times->source_count, source, NO_ID);
}

struct assigning {
    const struct lead_times *times;
    const struct inputs *inputs;
    struct position *positions;
};

static void assign_one(void *context, size_t index, struct arena *scratch)
{
    (void)scratch;
    const struct assigning *assigning = context;
    const struct master *master = &assigning->inputs->master;
    struct position *position = &assigning->positions[index];
    position->law = lead_law_of(assigning->times, assigning->inputs, position->from, position->sku,
                                position->location);
    if (position->law == NULL) {
        return;
    }
    const struct item *item = master_item(master, position->sku);
    const struct item_location *own =
        master_item_location(master, position->sku, position->location);
    struct terms stated = own != NULL ? own->terms : terms_unset();
    if (item != NULL) {
        terms_fill(&stated, &item->terms);
    }
    position->lead_given = !is_missing(stated.lead_time_days);
    if (position->lead_given && !is_missing(stated.lead_time_sd)) {
        position->law = NULL;
    }
}

void lead_times_assign(const struct lead_times *times, const struct inputs *inputs,
                       struct position *positions, size_t count, struct team *team)
{
    if (times == NULL || times->source_count == 0) {
        return;
    }
    struct assigning assigning = {.times = times, .inputs = inputs, .positions = positions};
    parallel_each(team, count, assign_one, &assigning);
}

static void stretch(struct lead_reach *reach, const struct lead_law *laws, size_t count)
{
    for (size_t l = 0; l < count; l++) {
        reach->mean = fmax(reach->mean, laws[l].mean);
        reach->sd = fmax(reach->sd, laws[l].sd);
    }
}

struct lead_reach lead_times_reach(const struct lead_times *times)
{
    struct lead_reach reach = {0};
    stretch(&reach, times->sources, times->source_count);
    stretch(&reach, times->skus, times->sku_count);
    stretch(&reach, times->locations, times->location_count);
    return reach;
}

/* Share of the law that takes `age` days or more, and the sum of its days. */
static double share_beyond(const struct lead_law *law, double age, double *days)
{
    double share = 0.0;
    *days = 0.0;
    for (uint32_t p = 0; p < law->points; p++) {
        if (law->days[p] >= age) {
            share += law->weight[p];
            *days += law->weight[p] * law->days[p];
        }
    }
    return share;
}

double lead_law_chance(const struct lead_law *law, double age, double tail_days)
{
    double days;
    double n = (double)law->deliveries;
    double beyond = fmax(age - law->days[law->points - 1], 0.0);
    double tail = tail_days > 0.0 ? exp(-beyond / tail_days) : beyond > 0.0 ? 0.0 : 1.0;
    double open = (n * share_beyond(law, age, &days) + tail) / (n + 1.0);
    double comes = (1.0 - NEVER_COMES) * open;
    return comes / (NEVER_COMES + comes);
}

double lead_law_wait(const struct lead_law *law, double age)
{
    double days;
    double share = share_beyond(law, age, &days);
    return share > 0.0 ? days / share - age : MISSING;
}

double lead_slip(const struct lead_times *times, uint32_t source)
{
    if (times == NULL || times->record_count == 0) {
        return 0.0;
    }
    size_t low = 0;
    size_t high = times->record_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (times->records[middle].source < source) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const struct lead_record *record = &times->records[low];
    if (low == times->record_count || record->source != source || record->dated < OWN_DELIVERIES) {
        return 0.0;
    }
    return record->late_days * (double)(record->dated - record->on_time) / (double)record->dated;
}

bool lead_record_late(const struct lead_record *record)
{
    if (record->dated >= LATE_DATED &&
        (double)record->on_time < LATE_SHARE * (double)record->dated) {
        return true;
    }
    double error = record->deliveries >= OWN_DELIVERIES
                       ? record->sd / sqrt((double)record->deliveries)
                       : HUGE_VAL;
    return record->mean > record->promised + 1.0 + 2.0 * error; /* false where one is MISSING */
}
