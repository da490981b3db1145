/* What changed between two plans, and why: the account of positions.csv adds up, so the parts of a
 * change add up too. */
#ifndef RESTOCK_APP_DIFF_H
#define RESTOCK_APP_DIFF_H

#include "base/arena.h"
#include "base/intern.h"
#include "base/status.h"
#include "base/text.h"
#include "io/table.h"

#include <stdbool.h>
#include <stdio.h>

/* Numbers of a position that a difference is made of; a column that an older version did not write
 * is 0. */
enum diff_number {
    DIFF_QUANTITY,
    DIFF_TARGET,
    DIFF_POSITION,
    DIFF_OPEN_SUPPLY,
    DIFF_RETURNS,
    DIFF_DEMAND_MEAN,
    DIFF_DEMAND_SD,
    DIFF_INTERVAL,
    DIFF_RAW_NEED,
    DIFF_FILL_WITH,
    DIFF_TRANSFER, /* the adjustments in the order of the account, to DIFF_OVERRIDE */
    DIFF_MOQ,
    DIFF_PACK,
    DIFF_ORDER_MINIMUM,
    DIFF_LOAD,
    DIFF_BUDGET,
    DIFF_CAPACITY,
    DIFF_SHELF_LIFE,
    DIFF_OVERRIDE,
    DIFF_NUMBERS
};

enum diff_text { DIFF_SKU, DIFF_LOCATION, DIFF_SUPPLIER, DIFF_BINDING, DIFF_TEXTS };

struct diff_position {
    struct text text[DIFF_TEXTS]; /* of a reader: valid until it reads on beyond its block */
    double number[DIFF_NUMBERS];
};

/* Rows of positions.csv one after the other, in memory a block of the file at a time. */
struct diff_reader {
    const char *folder;
    struct source source;
    struct table table;
    struct arena arena;                       /* of the header */
    size_t column[DIFF_TEXTS + DIFF_NUMBERS]; /* SIZE_MAX: the file has none */
    size_t block;                             /* the next */
    struct diff_position *rows;               /* [room] */
    size_t count, room, at;
    char *bytes; /* [byte_room] texts of the rows */
    size_t used, byte_room;
    size_t read; /* rows so far */
    char last[2][128];
};

/* STATUS_DATA when there is no positions.csv or it lacks sku, location or quantity. */
enum status MUST_CHECK diff_open(struct diff_reader *reader, const char *folder,
                                 struct fault *fault);
/* The row at hand, NULL behind the last; STATUS_DATA where rows are not sorted. */
enum status MUST_CHECK diff_row(struct diff_reader *reader, const struct diff_position **row,
                                struct fault *fault);
void diff_next(struct diff_reader *reader);
void diff_close(struct diff_reader *reader);

/* Why a quantity changed. */
enum diff_part {
    PART_DEMAND,   /* forecast mean and spread per day */
    PART_INTERVAL, /* lead time, review, calendar: days that stock must last */
    PART_SAFETY, /* target beyond mean demand in units of its spread: service level, costs, policy,
                    the law's shape; with lost sales what is lost before the
                      receipt and needs no replacing */
    PART_STOCK,  /* usable stock */
    PART_SUPPLY, /* open orders inside the interval */
    PART_RETURNS,
    PART_RULE,     /* what kept a need from being one: order day, reorder point, ended ... */
    PART_TRANSFER, /* the adjustments of the account */
    PART_MOQ,
    PART_PACK,
    PART_ORDER_MINIMUM,
    PART_LOAD,
    PART_BUDGET,
    PART_CAPACITY,
    PART_SHELF_LIFE,
    PART_OVERRIDE,
    PART_ITEM,  /* the sku-location is new or gone */
    PART_PRICE, /* money only: unit cost */
    DIFF_PARTS
};

/* "by_demand" of the CSV, "demand" for people. */
const char *diff_part_name(enum diff_part part);
const char *diff_part_words(enum diff_part part);

/* What a line orders: from orders.csv. */
struct diff_line {
    double quantity;  /* units */
    double unit_cost; /* money */
};

struct diff_change {
    double part[DIFF_PARTS]; /* units; PART_PRICE money */
    double quantity;         /* sum of all parts but the price */
    double unit_cost;        /* money at which units are told: the mean of both lines' where there
                                are two */
    double value;            /* money: quantity * unit_cost + part[PART_PRICE] = new value - old */
};

/* The parts of old -> new; one of them NULL: new or gone.  Parts add up to new quantity - old.
 *
 * The need of a position is max(0, r I + z s sqrt(I) - stock - supply - returns), with r and s the
 * mean and spread of demand per day over the interval of I days and z what the target has beyond
 * the mean in units of its spread.  Its change is taken apart by putting one new number after
 * another in the place of the old, from demand to returns and the other way round, and the mean of
 * both is told; the rest of raw_need is PART_RULE, all of it where a rule kept one of both needs
 * from being that, and adjustments stand for themselves. */
void diff_explain(struct diff_change *change, const struct diff_position *before,
                  const struct diff_position *after, const struct diff_line *line_before,
                  const struct diff_line *line_after);

/* Money in each part of a change. */
double diff_money(const struct diff_change *change, enum diff_part part);

#endif
