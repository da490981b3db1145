/* What the dates of the whole data set say: how often it records, and which periods it has whole.
 */
#ifndef RESTOCK_PANEL_RHYTHM_H
#define RESTOCK_PANEL_RHYTHM_H

#include "base/status.h"
#include "panel/inputs.h"

#include <stdbool.h>

struct rhythm {
    struct calendar calendar; /* bucket resolved */
    int32_t as_of;            /* see rhythm_find */
    int32_t first_period;     /* the first that the data have whole */
    int32_t end_period;       /* the first that is not history */
    bool one_date_a_period;   /* every date of the data stands for its whole period */
};

/* The bucket: as asked for, or for BUCKET_AUTO by the median gap between consecutive days on which
 * anything sold: months from 26 days on, weeks from 6, else days.
 *
 * When the gap is as long as the bucket, every date stands for its whole period, wherever in the
 * period it lies: the first period is whole, and the last one too if as_of is merely the day after
 * it; as_of then moves on to the end of that period.  Otherwise the last period is whole when it
 * ends by as_of, the first when the data begin within a tenth of it (a month that opens with
 * holidays), or when there would be nothing left without it.
 *
 * STATUS_DATA when nothing sold or no period is whole. */
enum status MUST_CHECK rhythm_find(struct rhythm *rhythm, const struct sales_survey *survey,
                                   int32_t as_of, const struct calendar *wanted,
                                   struct fault *fault);

#endif
