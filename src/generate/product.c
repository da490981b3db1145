/* Items: which class, how much, and what happens to them over time. */
#include "product.h"

#include "base/missing.h"

#include <math.h>

const char *const product_class_names[PRODUCT_CLASSES] = {
    "fast", "medium", "slow", "lumpy", "seasonal", "trending", "promoted", "new", "ended"};

/* Share of the items, and units a day at an average location: a lognormal law by its median and
 * the sd of its logarithm.  Together they are about as the weeks of a large retailer: a third of
 * all weeks without a sale, half the units from a tenth of the series. */
static const struct mix {
    double share;
    double median;
    double spread;
} MIX[PRODUCT_CLASSES] = {
    [CLASS_FAST] = {0.08, 3.5, 0.7},     [CLASS_MEDIUM] = {0.27, 0.65, 0.6},
    [CLASS_SLOW] = {0.24, 0.12, 0.7},    [CLASS_LUMPY] = {0.08, 0.30, 0.9},
    [CLASS_SEASONAL] = {0.08, 0.6, 0.9}, [CLASS_TRENDING] = {0.05, 0.6, 0.9},
    [CLASS_PROMOTED] = {0.08, 1.2, 0.8}, [CLASS_NEW] = {0.08, 0.5, 0.9},
    [CLASS_ENDED] = {0.04, 0.4, 0.9},
};

static const double YEAR_DAYS = 365.25;
static const double LEAST_FACTOR = 0.05; /* no season and no trend takes more than that away */
static const double MOST_TREND = 5.0;
enum { WEEK = 7, LIFE_WEEKS = 130 }; /* launches and ends fall into the first 2.5 years */

static enum product_class pick_class(double share)
{
    for (int i = 0; i < PRODUCT_CLASSES; i++) {
        share -= MIX[i].share;
        if (share < 0.0) {
            return (enum product_class)i;
        }
    }
    return CLASS_MEDIUM;
}

static void make_money(struct product *product, struct random *random)
{
    static const uint32_t PACKS[] = {1, 1, 1, 6, 6, 12, 12, 24, 4, 10};
    double price = random_log_between(random, 1.5, 90.0);
    product->price_cents = (uint32_t)(100.0 * ceil(price)) - 1; /* 4.99 */
    product->cost_cents = (uint32_t)(product->price_cents * random_between(random, 0.4, 0.7));
    product->pack = PACKS[random_below(random, sizeof PACKS / sizeof *PACKS)];
    product->moq = random_uniform(random) < 0.3 ? 2 * product->pack : 0;
    product->weight = random_log_between(random, 0.05, 8.0);
    product->volume = product->weight * random_between(random, 0.001, 0.006);
    double u = random_uniform(random);
    product->service_mill = u < 0.1 ? 980 : u < 0.15 ? 900 : 0;
    bool spoils = product->category < 2 && random_uniform(random) < 0.5;
    product->shelf_days = spoils ? (uint32_t)random_log_between(random, 20.0, 400.0) : 0;
}

/* In whole weeks from the start of the world. */
static int32_t some_day(const struct world *world, struct random *random, int least, int most)
{
    int weeks = least + (int)random_below(random, (uint64_t)(most - least));
    return world->settings.start + weeks * WEEK;
}

static void make_life(const struct world *world, struct product *product, struct random *random)
{
    int32_t launch = some_day(world, random, 8, LIFE_WEEKS);
    int32_t last = some_day(world, random, 20, LIFE_WEEKS) - 1;
    bool known = random_uniform(random) < 0.5;
    product->launch = product->class == CLASS_NEW ? launch : NO_DAY;
    product->last = product->class == CLASS_ENDED ? last : NO_DAY;
    product->end_known = product->class == CLASS_ENDED && known;
}

static void make_habits(struct product *product, struct random *random)
{
    bool strong = product->class == CLASS_SEASONAL;
    product->amplitude = strong ? random_between(random, 0.5, 0.95) : random_between(random, 0, .2);
    double sign = random_uniform(random) < 0.6 ? 1.0 : -1.0;
    double slope = random_between(random, 0.25, 0.8);
    product->slope = product->class == CLASS_TRENDING ? sign * slope * (sign > 0 ? 1.0 : 0.5) : 0.0;
    double drift = random_log_between(random, 0.05, 0.3);
    product->drift = product->class == CLASS_LUMPY ? 0.0 : drift;
    bool clothes = product->category == 6 || product->category == 7;
    double rate = random_log_between(random, 0.01, 0.06);
    product->return_rate = clothes ? 4.0 * rate : random_uniform(random) < 0.15 ? rate : 0.0;
    bool promoted = product->class == CLASS_PROMOTED;
    int every = (int)(promoted ? 6 + random_below(random, 8) : 20 + random_below(random, 30));
    bool ever = promoted || (product->class != CLASS_LUMPY && random_uniform(random) < 0.1);
    product->promotion_every = ever ? every : 0;
    product->promotion_weeks = 1 + (int)random_below(random, 2);
    product->elasticity = random_between(random, 2.0, 4.5);
}

size_t product_name(const struct world *world, size_t number, char name[NAME_SIZE])
{
    size_t length = 1 + (size_t)world->sku_digits;
    name[0] = 'S';
    name[length] = '\0';
    for (size_t at = length - 1; at > 0; at--) {
        name[at] = (char)('0' + number % 10);
        number /= 10;
    }
    return length;
}

struct product product_make(const struct world *world, size_t number)
{
    struct random random = world_random(world, FOR_PRODUCT, number);
    struct product product = {.number = number};
    product.class = pick_class(random_uniform(&random));
    const struct mix *mix = &MIX[product.class];
    product.name_length = product_name(world, number, product.name);
    product.category = random_below(&random, CATEGORIES);
    product.vendor = random_below(&random, world->vendors);
    product.daily = mix->median * exp(mix->spread * random_normal(&random));
    product.size = random_log_between(&random, 1.2, 20.0);
    double order = random_log_between(&random, 3.0, 40.0);
    product.order = product.class == CLASS_LUMPY ? order : 0.0;
    make_money(&product, &random);
    make_life(world, &product, &random);
    make_habits(&product, &random);
    return product;
}

bool product_campaign(const struct world *world, const struct product *product, size_t index,
                      struct random *random, struct campaign *campaign)
{
    static const double DISCOUNT[] = {0.1, 0.15, 0.2, 0.25, 0.3};
    if (product->promotion_every == 0) {
        return false;
    }
    int slack = product->promotion_every - product->promotion_weeks;
    int jitter = (int)random_below(random, (uint64_t)slack);
    int week = (int)index * product->promotion_every + jitter;
    int32_t monday = world->settings.start - (int32_t)day_weekday(world->settings.start);
    campaign->start = monday + week * WEEK;
    campaign->end = campaign->start + product->promotion_weeks * WEEK - 1;
    campaign->discount = DISCOUNT[random_below(random, sizeof DISCOUNT / sizeof *DISCOUNT)];
    return true;
}

size_t product_model(const struct world *world, const struct product *product)
{
    enum { NEAR = 40 };
    for (size_t step = 1; step <= NEAR && step <= product->number; step++) {
        struct product other = product_make(world, product->number - step);
        if (other.launch == NO_DAY && other.last == NO_DAY && other.order <= 0.0) {
            return other.number;
        }
    }
    return SIZE_MAX;
}

/* The share of a period's days on which the item is on sale. */
static double life_factor(const struct world *world, const struct product *product, int32_t first)
{
    int days = world->period_days;
    int32_t from = product->launch != NO_DAY && product->launch > first ? product->launch : first;
    int32_t to = first + days - 1;
    to = product->last != NO_DAY && product->last < to ? product->last : to;
    return to < from ? 0.0 : (double)(to - from + 1) / days;
}

/* Prices rise by 3 % a year, each item's on a day of its own, to the next .99. */
static uint32_t list_price(const struct world *world, const struct product *product, int32_t first)
{
    double days = (double)(first - world->settings.start) + (double)(product->number % 365);
    double price = product->price_cents * pow(1.03, floor(days / 365.0));
    return (uint32_t)(100.0 * ceil(price / 100.0)) - 1;
}

static void apply_campaigns(const struct world *world, const struct product *product,
                            struct product_course *course)
{
    struct random random = world_random(world, FOR_PROMOTION, product->number);
    struct campaign campaign;
    int32_t start = world->settings.start;
    for (size_t k = 0; product_campaign(world, product, k, &random, &campaign); k++) {
        if (campaign.start >= start + (int32_t)world->span * world->period_days) {
            return;
        }
        double lift = pow(1.0 - campaign.discount, -product->elasticity);
        for (int32_t day = campaign.start; day <= campaign.end; day += world->period_days) {
            int32_t t = (day - start) / world->period_days;
            if (day >= start && (size_t)t < world->span) {
                course->factor[t] *= lift;
                course->cents[t] = (uint32_t)(course->cents[t] * (1.0 - campaign.discount));
            }
        }
    }
}

void product_course(const struct world *world, const struct product *product,
                    struct product_course *course)
{
    const double *season = &world->season[product->category * world->span];
    for (size_t t = 0; t < world->span; t++) {
        int32_t first = world->settings.start + (int32_t)t * world->period_days;
        double years = (double)(first - world->settings.start) / YEAR_DAYS;
        double trend = fmin(fmax(1.0 + product->slope * years, LEAST_FACTOR), MOST_TREND);
        double wave = fmax(1.0 + product->amplitude * season[t], LEAST_FACTOR);
        course->factor[t] = trend * wave * life_factor(world, product, first);
        course->cents[t] = list_price(world, product, first);
    }
    apply_campaigns(world, product, course);
}
