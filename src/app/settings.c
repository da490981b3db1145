/* The table of settings. */
#include "app/config.h"

#include "app/nearest.h"
#include "base/missing.h"

#include <float.h>
#include <string.h>

static const char *const DELIMITERS[] = {"auto", "comma=,", "semicolon=;", "tab", "pipe=|", NULL};
static const char *const DECIMALS[] = {"point=.", "comma=,", NULL};
static const char *const BUCKETS[] = {"auto", "day", "week", "month", NULL};
static const char *const UNMET[] = {"lost", "backorder", NULL};
static const char *const SERVICE_TYPES[] = {"cost", "cycle", "fill", NULL};
/* In the order of enum mix_over. */
static const char *const MIXES[] = {"no", "segment", "all", NULL};
static const char *const WEEKDAYS[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};
/* In the order of enum hierarchy_way. */
static const char *const HIERARCHY[] = {"auto", "none", "top_down", "mint", NULL};
static const char *const BOUNDS[] = {"both", "usual", "admissible", NULL};

/* In the order of enum echelon_way. */
static const char *const ECHELONS[] = {"pooled", "guaranteed", NULL};
/* In the order of enum share_rule. */
static const char *const SHARES[] = {"marginal", "proportional", "equal", "priority", NULL};

#define AT(field) offsetof(struct config, field)

/* Amounts beyond this are typing errors. */
static const double MOST_MONEY = 1e12;
enum { MOST_DAYS = 3650, MOST_PERIODS = 3660, MOST_THREADS = 1024 };

/* The defaults invent as little as they can.  A lead time scatters by 0 days until somebody says
 * otherwise, because a made-up scatter would buy stock; weekly review and a week of lead time are
 * the commonest of small suppliers.  The target is a fill rate because it needs no costs, and a
 * file without costs must still give a plan. */
const struct setting settings[] = {
    {"input", "delimiter", KIND_CHOICE, AT(delimiter), 0, 0, false, DELIMITERS, "auto", "",
     "between fields; auto: the commonest of , ; tab | in each file's header"},
    {"input", "decimal", KIND_CHOICE, AT(decimal), 0, 0, false, DECIMALS, "point", "",
     "decimal mark of numbers in the input files"},
    {"input", "date_format", KIND_TEXT, AT(date_format), 0, 0, false, NULL, "YYYY-MM-DD", "",
     "of dates in the input files: YYYY (or YY), MM, DD, all else as it stands"},

    {"plan", "bucket", KIND_CHOICE, AT(bucket), 0, 0, false, BUCKETS, "auto", "",
     "period of the series; auto looks at the data"},
    {"plan", "horizon", KIND_WHOLE, AT(horizon), 1, MOST_PERIODS, true, NULL, "auto", "periods",
     "of forecast.csv; auto: 28 days, 13 weeks or 12 months"},
    {"plan", "week_start", KIND_CHOICE, AT(week_start), 0, 0, false, WEEKDAYS, "mon", "",
     "first day of weekly buckets"},
    {"plan", "as_of", KIND_DAY, AT(as_of), 0, 0, true, NULL, "auto", "date",
     "first day that is not history; auto: the day after the last sale"},
    {"plan", "unmet", KIND_CHOICE, AT(unmet), 0, 0, false, UNMET, "lost", "",
     "what happens to demand without stock"},
    {"plan", "service_type", KIND_CHOICE, AT(service_type), 0, 0, false, SERVICE_TYPES, "fill", "",
     "the default target: least cost, share of cycles without a stock-out, share of demand met"},
    {"plan", "service_level", KIND_NUMBER, AT(service_level), 0.5, 0.9999, false, NULL, "0.95",
     "share", "the default target of cycle and fill"},
    {"plan", "mix", KIND_CHOICE, AT(mix), 0, 0, false, MIXES, "no", "",
     "whether goals of type fill are those of each position, or of a segment or of all together, "
     "met "
     "with the cheapest stock"},
    {"plan", "review_days", KIND_NUMBER, AT(review_days), 1, MOST_DAYS, false, NULL, "7", "days",
     "between order days where no supplier or item says"},
    {"plan", "lead_time_days", KIND_NUMBER, AT(lead_time_days), 0, MOST_DAYS, false, NULL, "7",
     "days", "from order to receipt where no supplier or item says"},
    {"plan", "lead_time_sd", KIND_NUMBER, AT(lead_time_sd), 0, MOST_DAYS, false, NULL, "0", "days",
     "scatter of the lead time where no supplier or item says"},
    {"plan", "policy", KIND_TEXT, AT(policy), 0, 0, false, NULL, "auto", "",
     "when to order and how much, where item_locations.csv and [policy] do not say; auto: rss "
     "where an order costs something and the goal is cost or fill, else rs"},
    {"plan", "unit_cost", KIND_NUMBER, AT(unit_cost), 0, MOST_MONEY, true, NULL, "auto",
     "money/unit", "where items.csv has none; auto: not known"},
    {"plan", "price", KIND_NUMBER, AT(price), 0, MOST_MONEY, true, NULL, "auto", "money/unit",
     "where items.csv has none; auto: the last price that sold"},
    {"plan", "holding_rate", KIND_NUMBER, AT(holding_rate), 0, 10, false, NULL, "0.25", "per year",
     "cost of holding stock, as a share of unit cost"},
    {"plan", "shortage_cost", KIND_NUMBER, AT(shortage_cost), 0, MOST_MONEY, true, NULL, "auto",
     "money/unit", "lost by a unit short; auto: price less unit cost"},
    {"plan", "pack_size", KIND_NUMBER, AT(pack_size), 1e-6, 1e9, false, NULL, "1", "units",
     "in a pack; orders are whole packs"},
    {"plan", "moq", KIND_NUMBER, AT(moq), 0, 1e9, false, NULL, "0", "units",
     "least quantity of an order line"},
    {"plan", "min_stock", KIND_NUMBER, AT(min_stock), 0, 1e9, false, NULL, "0", "units",
     "display minimum of a position"},
    {"plan", "sellable_return_share", KIND_NUMBER, AT(sellable_return_share), 0, 1, false, NULL,
     "0.8", "share", "of returned units that can be sold again"},
    {"plan", "order_cost", KIND_NUMBER, AT(order_cost), 0, MOST_MONEY, false, NULL, "0",
     "money/order", "of an order where the supplier does not say"},
    {"plan", "min_gain", KIND_NUMBER, AT(min_gain), 0, MOST_MONEY, false, NULL, "0", "money",
     "that a line must gain by being ordered now and not at the next review"},
    {"plan", "damping", KIND_NUMBER, AT(damping), 0, 1, false, NULL, "0.1", "share",
     "of what an earlier run suggested and is still open: a further need below it waits"},
    {"plan", "caution", KIND_NUMBER, AT(caution), 0.05, 20, false, NULL, "1", "factor",
     "on the shortage cost that decisions believe, and in which the plan tells money at risk; a "
     "simulation counts by the true one"},
    {"plan", "spread", KIND_NUMBER, AT(spread), 0.2, 5, false, NULL, "1", "factor",
     "on the standard deviation of demand ahead that the plan believes; whole units scatter by "
     "chance at least"},
    {"plan", "late_chance_days", KIND_NUMBER, AT(late_chance_days), 0.1, MOST_DAYS, false, NULL,
     "14", "days", "overdue supply: in so many days its chance to arrive falls to 1/e (37 %)"},
    {"plan", "salvage_share", KIND_NUMBER, AT(salvage_share), 0, 1, false, NULL, "0.3", "share",
     "of unit cost that is recovered from what never sells"},
    {"plan", "return_window_days", KIND_NUMBER, AT(return_window_days), 7, MOST_DAYS, false, NULL,
     "365", "days", "of history from which return rates are taken"},
    {"plan", "echelon", KIND_CHOICE, AT(echelon), 0, 0, false, ECHELONS, "pooled", "",
     "where safety stock for the locations that a location feeds stands: pooled at that location, "
     "or "
     "there or with them, by the placement of guaranteed service that costs least"},
    {"plan", "share", KIND_CHOICE, AT(share), 0, 0, false, SHARES, "marginal", "",
     "who gets what of a feeding location's stock that is scarce: where it is likeliest to sell, "
     "in "
     "proportion to what is wanted, equal days of cover, by locations.priority"},
    {"plan", "share_floor", KIND_NUMBER, AT(share_floor), 0, 1, false, NULL, "0.25", "share",
     "of its target to which everybody is lifted before"},
    {"plan", "budget", KIND_NUMBER, AT(budget), 0, MOST_MONEY, true, NULL, "auto", "money",
     "for all purchases of the night together; auto: no limit"},
    {"plan", "learn_lead_times", KIND_SWITCH, AT(learn_lead_times), 0, 0, false, NULL, "yes", "",
     "past receipts in open_orders.csv beat what suppliers.csv and lanes.csv promise"},
    {"plan", "expedite", KIND_SWITCH, AT(expedite), 0, 0, false, NULL, "yes", "",
     "suggest to hasten open orders of suppliers with expedite_days where that saves more than it "
     "costs"},

    {"policy", "ax", KIND_TEXT, AT(segment_policy[0]), 0, 0, false, NULL, "plan", "",
     "policy of segment AX; plan: as plan.policy says"},
    {"policy", "ay", KIND_TEXT, AT(segment_policy[1]), 0, 0, false, NULL, "plan", "",
     "policy of segment AY; plan: as plan.policy says"},
    {"policy", "az", KIND_TEXT, AT(segment_policy[2]), 0, 0, false, NULL, "plan", "",
     "policy of segment AZ; plan: as plan.policy says"},
    {"policy", "bx", KIND_TEXT, AT(segment_policy[3]), 0, 0, false, NULL, "plan", "",
     "policy of segment BX; plan: as plan.policy says"},
    {"policy", "by", KIND_TEXT, AT(segment_policy[4]), 0, 0, false, NULL, "plan", "",
     "policy of segment BY; plan: as plan.policy says"},
    {"policy", "bz", KIND_TEXT, AT(segment_policy[5]), 0, 0, false, NULL, "plan", "",
     "policy of segment BZ; plan: as plan.policy says"},
    {"policy", "cx", KIND_TEXT, AT(segment_policy[6]), 0, 0, false, NULL, "plan", "",
     "policy of segment CX; plan: as plan.policy says"},
    {"policy", "cy", KIND_TEXT, AT(segment_policy[7]), 0, 0, false, NULL, "plan", "",
     "policy of segment CY; plan: as plan.policy says"},
    {"policy", "cz", KIND_TEXT, AT(segment_policy[8]), 0, 0, false, NULL, "plan", "",
     "policy of segment CZ; plan: as plan.policy says"},

    {"forecast", "models", KIND_TEXT, AT(models), 0, 0, false, NULL, "auto", "",
     "auto, or names with commas between them; one name gives that model alone"},
    {"forecast", "season", KIND_LIST, AT(season), 1, MOST_PERIODS, true, NULL, "auto", "periods",
     "length of a season; 1: none; auto: 7 days, 52 weeks, 12 months; of several (7,365.25) mstl "
     "and fourier take all, other models the first"},
    {"forecast", "nonnegative", KIND_SWITCH, AT(nonnegative), 0, 0, false, NULL, "yes", "",
     "forecasts are not below zero"},
    {"forecast", "effects", KIND_SWITCH, AT(effects), 0, 0, false, NULL, "yes", "",
     "calendar and event effects learned by department and location; used by models = auto"},
    {"forecast", "prices", KIND_SWITCH, AT(prices), 0, 0, false, NULL, "yes", "",
     "what changes of the price in sales.csv do to demand, learned from them; used with effects"},
    {"forecast", "hierarchy", KIND_CHOICE, AT(hierarchy), 0, 0, false, HIERARCHY, "auto", "",
     "how series agree with forecasts of what departments, locations, regions sell in all: none; "
     "top_down: totals reconciled by least trace, spread by the series' forecasts; mint: series, "
     "totals by least trace in one; auto: days and weeks top_down as far as the number of series "
     "warrants, unless rehearsals speak against it; used with effects"},
    {"forecast", "rehearsals", KIND_WHOLE, AT(rehearsals), 0, 8, false, NULL, "4", "origins",
     "earlier days from which the same forecasts are made, to learn from their errors: so many at "
     "most, fewer where series are many; used by models = auto"},
    {"forecast", "refit_nights", KIND_WHOLE, AT(refit_nights), 1, MOST_DAYS, false, NULL, "28",
     "runs", "with --state: over which a search of all parameters anew is spread; 1: all each run"},
    {"forecast", "bounds", KIND_CHOICE, AT(bounds), 0, 0, false, BOUNDS, "both", "",
     "on the smoothing parameters"},
    {"forecast", "quantiles", KIND_LIST, AT(quantiles), 0.0001, 0.9999, false, NULL,
     "0.05,0.25,0.5,0.75,0.95", "share", "columns of forecast.csv, ascending"},

    {"rebalance", "enabled", KIND_SWITCH, AT(rebalance), 0, 0, false, NULL, "yes", "",
     "suggest moves between locations"},
    {"rebalance", "margin", KIND_NUMBER, AT(rebalance_margin), 0, MOST_MONEY, false, NULL, "1",
     "money", "that a move must gain beyond its cost"},
    {"rebalance", "packs", KIND_SWITCH, AT(rebalance_packs), 0, 0, false, NULL, "no", "",
     "moves go in whole packs of the item, else in units"},

    {"run", "threads", KIND_WHOLE, AT(threads), 1, MOST_THREADS, true, NULL, "auto", "threads",
     "auto: as many as the machine has; results do not depend on it"},
    {"run", "memory", KIND_NUMBER, AT(memory), 0.1, 1e6, false, NULL, "1000", "MB",
     "for sales rows while series are made of them; a larger sales.csv is read several times, by "
     "ranges of SKUs; results do not depend on it"},
    {"run", "seed", KIND_WHOLE, AT(seed), 0, 4294967295.0, false, NULL, "1", "",
     "of random numbers"},

    {"guard", "max_rejects", KIND_NUMBER, AT(max_rejects), 0, 1, false, NULL, "0.05", "share",
     "of input rows not used, above which a run is marked \"review\""},
    {"guard", "max_value_change", KIND_NUMBER, AT(max_value_change), 0, 1e6, false, NULL, "3",
     "share", "change of the order value since the last run in OUT, likewise"},
    {"guard", "max_feed_age_days", KIND_NUMBER, AT(max_feed_age_days), 0, MOST_DAYS, false, NULL,
     "7", "days", "from the last sale or stock count to the as-of date, likewise"},
};

const size_t setting_count = sizeof settings / sizeof settings[0];

const struct setting *setting_find(struct text section, struct text key)
{
    for (size_t i = 0; i < setting_count; i++) {
        if (text_equal_nocase(section, text_of(settings[i].section)) &&
            text_equal_nocase(key, text_of(settings[i].key))) {
            return &settings[i];
        }
    }
    return NULL;
}

/* A right key in a wrong section is nearer than any misspelling: the section weighs a quarter. */
const struct setting *setting_nearest(struct text section, struct text key)
{
    const struct setting *best = &settings[0];
    double least = DBL_MAX;
    for (size_t i = 0; i < setting_count; i++) {
        double distance = (double)word_distance(key, text_of(settings[i].key)) +
                          0.25 * (double)word_distance(section, text_of(settings[i].section));
        if (distance < least) {
            least = distance;
            best = &settings[i];
        }
    }
    return best;
}
