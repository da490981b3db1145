/* The configuration of a run: one table of settings that the file, the command line, the help, the
 * range checks and the run log all walk.
 *
 * Order of precedence: the default of the table, then restock.ini, then --set in the order given.
 */
#ifndef RESTOCK_APP_CONFIG_H
#define RESTOCK_APP_CONFIG_H

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"
#include "io/load.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CONFIG_TEXT_SIZE = 192, CONFIG_LIST_SIZE = 32 };

/* Numbers of a setting such as forecast.quantiles. */
struct number_list {
    size_t count; /* 0: auto */
    double value[CONFIG_LIST_SIZE];
};

/* Every setting, in the units of its row in the table.  "auto" is MISSING for a number, 0 for a
 * whole number, NO_DAY for a day, an empty list. */
struct config {
    /* [input] */
    int delimiter; /* index into the table's words; config_delimiter gives the character */
    int decimal;
    char date_format[CONFIG_TEXT_SIZE];
    const struct column_map *columns; /* [column_count], in the arena */
    size_t column_count;
    /* [plan] */
    int bucket; /* enum bucket */
    int64_t horizon;
    int unmet;        /* enum unmet */
    int service_type; /* 0 cost, 1 cycle, 2 fill */
    double service_level;
    double review_days;
    double lead_time_days;
    double lead_time_sd;
    int week_start; /* enum weekday */
    int32_t as_of;
    double unit_cost;
    double price;
    double holding_rate;
    double shortage_cost;
    double pack_size;
    double moq;
    double min_stock;
    double sellable_return_share;
    double order_cost;
    double budget;
    int mix; /* enum mix_over */
    double min_gain;
    double damping;
    double caution;
    double spread;
    bool learn_lead_times;
    bool expedite;
    int echelon; /* enum echelon_way */
    int share;   /* enum share_rule */
    double share_floor;
    char policy[CONFIG_TEXT_SIZE];
    char segment_policy[9][CONFIG_TEXT_SIZE]; /* AX, AY, AZ, BX ... CZ */
    double late_chance_days;
    double salvage_share;
    double return_window_days;
    /* [forecast] */
    char models[CONFIG_TEXT_SIZE];
    struct number_list season;
    bool nonnegative;
    bool effects;
    bool prices;
    int hierarchy; /* enum hierarchy_way */
    int64_t rehearsals;
    int64_t refit_nights;
    int bounds; /* enum parameter_bounds */
    struct number_list quantiles;
    /* [rebalance] */
    bool rebalance;
    double rebalance_margin;
    bool rebalance_packs;
    /* [run] */
    int64_t threads;
    double memory;
    int64_t seed;
    /* [guard] */
    double max_rejects;
    double max_value_change;
    double max_feed_age_days;

    struct arena *arena; /* holds the text of [columns]; not owned */
};

enum setting_kind {
    KIND_NUMBER, /* double */
    KIND_WHOLE,  /* int64_t */
    KIND_SWITCH, /* bool: yes or no */
    KIND_CHOICE, /* int: index into `words` */
    KIND_DAY,    /* int32_t: a date, YYYY-MM-DD */
    KIND_TEXT,   /* char[CONFIG_TEXT_SIZE] */
    KIND_LIST,   /* struct number_list, ascending */
};

struct setting {
    const char *section;
    const char *key;
    enum setting_kind kind;
    size_t offset; /* in struct config */
    double least;
    double most;
    bool automatic;           /* the word "auto" is a value */
    const char *const *words; /* NULL-ended; KIND_CHOICE only.  "name=x" also takes x */
    const char *preset;       /* the default, read by the same reader as a person's value */
    const char *unit;
    const char *help;
};

extern const struct setting settings[];
extern const size_t setting_count;

/* The setting called section.key, or NULL. */
const struct setting *setting_find(struct text section, struct text key);
/* The setting whose full name is nearest to section.key. */
const struct setting *setting_nearest(struct text section, struct text key);
/* Reads `value` into the configuration; `where` begins the sentence of a failure ("restock.ini:4",
 * "--set"). */
enum status MUST_CHECK setting_parse(const struct setting *setting, struct config *config,
                                     struct text value, const char *where, struct fault *fault);
/* The present value as a person would write it. */
void setting_format(const struct setting *setting, const struct config *config, char *text,
                    size_t size);
/* What values are allowed: "0.5 .. 0.9999", "lost, backorder". */
void setting_range(const struct setting *setting, char *text, size_t size);

/* Every setting at its default. */
enum status MUST_CHECK config_init(struct config *config, struct arena *arena, struct fault *fault);
/* Reads an INI file over it.  STATUS_USAGE with file and line: a line that is no setting, longer
 * than 190 bytes, an unknown or repeated setting, a value out of range.  STATUS_SYSTEM when it
 * cannot be read. */
enum status MUST_CHECK config_file(struct config *config, const char *path, struct fault *fault);
/* "section.key=value", as after --set. */
enum status MUST_CHECK config_set(struct config *config, const char *assignment,
                                  struct fault *fault);
/* One value, `where` as in setting_parse. */
enum status MUST_CHECK config_assign(struct config *config, struct text section, struct text key,
                                     struct text value, const char *where, struct fault *fault);

/* A line of [columns]: `key` is "file.column", `header` what the house calls it.  STATUS_USAGE when
 * there is no such file or column.  A column that has a header gets this one in its place. */
enum status MUST_CHECK config_column(struct config *config, struct text key, struct text header,
                                     const char *where, struct fault *fault);

char config_delimiter(const struct config *config); /* 0: auto */
char config_decimal(const struct config *config);

#endif
