/* truth.csv: what a series is and what its demand will be. */
#include "rows.h"

#include "base/missing.h"

static void put_number(struct strip *strip, double value)
{
    strip_char(strip, ',');
    strip_number(strip, value);
}

static void put_positive(struct strip *strip, double value)
{
    strip_char(strip, ',');
    if (value > 0.0) {
        strip_number(strip, value);
    }
}

/* An item whose first day is still to come has a class of its own. */
static const char *class_name(const struct story *story)
{
    const struct product *product = story->product;
    bool waiting = product->launch != NO_DAY && product->launch >= story->world->end;
    return waiting ? "unlaunched" : product_class_names[product->class];
}

void rows_write_truth(const struct story *story, struct strip *strips)
{
    struct strip *strip = &strips[ROWS_TRUTH];
    const struct series *series = story->series;
    const struct place *place = &story->world->place[series->place];
    size_t horizon = story->world->settings.horizon;
    strip_put(strip, story->product->name, story->product->name_length);
    strip_char(strip, ',');
    strip_put(strip, place->name, place->name_length);
    strip_char(strip, ',');
    strip_string(strip, class_name(story));
    strip_char(strip, ',');
    strip_string(strip, law_name(series->law.kind));
    put_positive(strip, series->law.kind == LAW_POISSON ? 0.0 : series->law.size);
    put_positive(strip, series->law.order);
    put_number(strip, series->base);
    put_number(strip, series->level);
    put_number(strip, series->drift);
    put_number(strip, (double)series->out_count / (double)story->world->settings.periods);
    put_number(strip, story->product->return_rate);
    for (size_t h = 0; h < horizon; h++) {
        put_number(strip, story->outlook->mean[h]);
    }
    for (size_t h = 0; h < horizon; h++) {
        put_number(strip, story->outlook->variance[h]);
    }
    for (size_t h = 0; h < horizon; h++) {
        strip_char(strip, ',');
        strip_whole(strip, story->history->demand[story->world->settings.periods + h]);
    }
    strip_char(strip, '\n');
}
