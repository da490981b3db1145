/* A forecast as a small picture: the mean as a line inside the band of the outer quantiles. */
#include "chart.h"

#include "html.h"
#include "io/digits.h"

#include <math.h>

enum { WIDTH = 150, HEIGHT = 34 };

struct scale {
    double across; /* pixels per period */
    double up;     /* pixels per unit */
    double floor;  /* units at the bottom */
};

static void coordinate(struct sheet *page, double value)
{
    char text[DIGITS_SIZE];
    sheet_block(page, text, digits_fixed(text, value, 1));
}

static void point(struct sheet *page, const struct scale *scale, size_t period, double units)
{
    coordinate(page, scale->across * (double)period);
    html(page, ",");
    coordinate(page, HEIGHT - scale->up * (units - scale->floor));
    html(page, " ");
}

void chart(struct sheet *page, const struct series *series)
{
    if (series->periods < 2) {
        return;
    }
    double most = 0.0;
    double least = 0.0;
    for (size_t h = 0; h < series->periods; h++) {
        most = fmax(most, fmax(series->mean[h], series->high[h]));
        least = fmin(least, fmin(series->mean[h], series->low[h]));
    }
    struct scale scale = {.across = WIDTH / (double)(series->periods - 1),
                          .up = most > least ? HEIGHT / (most - least) : 0.0,
                          .floor = least};
    html(page, "<svg width=150 height=34 viewBox=\"0 -1 150 36\" role=img><polygon "
               "fill=\"#dbe6fd\" points=\"");
    for (size_t h = 0; h < series->periods; h++) {
        point(page, &scale, h, series->high[h]);
    }
    for (size_t h = series->periods; h > 0; h--) {
        point(page, &scale, h - 1, series->low[h - 1]);
    }
    html(page, "\"/><polyline fill=none stroke=\"#2563eb\" stroke-width=1.5 points=\"");
    for (size_t h = 0; h < series->periods; h++) {
        point(page, &scale, h, series->mean[h]);
    }
    html(page, "\"/></svg>");
}
