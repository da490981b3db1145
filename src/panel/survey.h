/* Sales rows that are in memory, as a stream of few ranges. */
#ifndef RESTOCK_PANEL_SURVEY_H
#define RESTOCK_PANEL_SURVEY_H

#include "panel/inputs.h"

/* The stream of inputs->sales; it lives in `arena` and as long as `inputs`.  STATUS_DATA when there
 * are more rows than a sku can count. */
enum status MUST_CHECK survey_rows(struct sales_stream *stream, const struct inputs *inputs,
                                   struct arena *arena, struct team *team, struct fault *fault);

#endif
