/* The history of an ARIMA model as a regression on differenced, orthonormal columns. */
#include "arima_parts.h"
#include "base/missing.h"

#include <math.h>
#include <string.h>

/* A column of which less than this share is left when the columns before it are taken out depends
 * on them. */
static const double DEPENDENT = 1e-7;

static bool row_known(const struct history *history, const struct arima_regressors *regressors,
                      const double *column_mean, size_t t)
{
    bool known = !is_missing(history->demand[t]);
    for (size_t j = 0; regressors != NULL && j < regressors->columns; j++) {
        known = known && (is_missing(column_mean[j]) ||
                          !is_missing(regressors->x[t * regressors->columns + j]));
    }
    return known;
}

static void set_means(struct arima_data *data, size_t length)
{
    for (size_t j = 0; j < data->columns; j++) {
        double sum = 0.0, count = 0.0;
        for (size_t t = 0; t < length; t++) {
            double value = data->x[t * data->columns + j];
            sum += value_or(value, 0.0);
            count += is_missing(value) ? 0.0 : 1.0;
        }
        data->column_mean[j] = count > 0.0 && isfinite(sum) ? sum / count : MISSING;
    }
}

/* A gap by its neighbours a season away, else by a line between those next to it.  Where the gap is
 * a free value any filling does; this one keeps the arithmetic small. */
static void fill_gap(double *y, size_t length, size_t t, size_t season)
{
    double before = season > 1 && t >= season ? y[t - season] : MISSING;
    double after = season > 1 && t + season < length ? y[t + season] : MISSING;
    if (!is_missing(before) || !is_missing(after)) {
        y[t] = 0.5 * (value_or(before, after) + value_or(after, before));
        return;
    }
    size_t right = t;
    while (right + 1 < length && is_missing(y[right])) {
        right++;
    }
    y[t] = t > 0 ? y[t - 1] + (y[right] - y[t - 1]) / (double)(right - t + 1) : y[right];
}

/* Copies what lies between the first and the last known period, and lists the gaps. */
static bool copy(struct arima_data *data, const struct history *history,
                 const struct arima_regressors *regressors, struct arena *scratch)
{
    data->y = ARENA_NEW(scratch, double, data->length);
    data->gap = ARENA_NEW(scratch, size_t, data->length);
    if (data->y == NULL || data->gap == NULL) {
        return false;
    }
    double size = 0.0, first = MISSING;
    data->constant = true;
    for (size_t t = 0; t < data->length; t++) {
        if (!row_known(history, regressors, data->column_mean, data->first + t)) {
            data->gap[data->gaps++] = t;
            data->y[t] = MISSING;
            continue;
        }
        double value = history->demand[data->first + t];
        first = value_or(first, value);
        data->constant = data->constant && !(value < first || value > first);
        data->y[t] = value;
        size += fabs(value);
        data->known++;
    }
    int exponent = 0;
    data->scale = 1.0;
    if (size > 0.0 && isfinite(size)) {
        frexp(size / (double)data->known, &exponent);
        data->scale = ldexp(1.0, exponent);
    }
    for (size_t t = 0; t < data->length; t++) {
        data->y[t] /= data->scale;
    }
    for (size_t i = 0; i < data->gaps; i++) {
        fill_gap(data->y, data->length, data->gap[i], data->season);
    }
    data->filled = data->gaps > ARIMA_GAPS_MOST ? data->gaps - ARIMA_GAPS_MOST : 0;
    data->gap += data->filled;
    data->gaps -= data->filled;
    return true;
}

size_t arima_data_bytes(size_t length, size_t columns)
{
    return (length + columns) * sizeof(double) + length * sizeof(size_t) + (size_t)3 * 64;
}

size_t arima_difference(double *values, size_t count, size_t d, size_t D, size_t season)
{
    for (size_t i = 0; i < d + D; i++) {
        size_t lag = i < D ? season : 1;
        if (count <= lag) {
            return 0;
        }
        count -= lag;
        for (size_t t = 0; t < count; t++) {
            values[t] = values[t + lag] - values[t];
        }
    }
    return count;
}

double arima_constant_at(const struct arima_design *design, size_t t)
{
    return design->d + design->D == 0 ? 1.0 : (double)t;
}

/* Column `index`: gaps, the constant, the regressors. */
static void raw_column(const struct arima_design *design, size_t index, double *to)
{
    const struct arima_data *data = design->data;
    if (index < data->gaps) {
        memset(to, 0, data->length * sizeof *to);
        to[data->gap[index]] = 1.0;
        return;
    }
    index -= data->gaps;
    for (size_t t = 0; t < data->length; t++) {
        double value =
            index == 0 ? arima_constant_at(design, t) : data->x[t * data->columns + index - 1];
        to[t] = index == 0 ? value : value_or(value, data->column_mean[index - 1]);
    }
}

static double dot(const double *a, const double *b, size_t count)
{
    double sum = 0.0;
    for (size_t t = 0; t < count; t++) {
        sum += a[t] * b[t];
    }
    return sum;
}

/* Takes out of `column` its parts along the first `count` columns of Q, which are added to
 * part[0], part[stride], ..  Twice is enough (Giraud, Langou, Rozloznik 2005). */
static void orthogonalise(const struct arima_design *design, size_t count, double *column,
                          double *part, size_t stride)
{
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t c = 0; c < count; c++) {
            const double *q = design->matrix + (1 + c) * design->rows;
            double along = dot(q, column, design->rows);
            part[c * stride] += along;
            for (size_t t = 0; t < design->rows; t++) {
                column[t] -= along * q[t];
            }
        }
    }
}

/* Appends a column unless it depends on those before it. */
static void append(struct arima_design *design, size_t index, size_t most, double *room)
{
    const size_t gaps = design->data->gaps;
    if (index > gaps && is_missing(design->data->column_mean[index - gaps - 1])) {
        design->dropped++;
        return;
    }
    raw_column(design, index, room);
    arima_difference(room, design->data->length, design->d, design->D, design->data->season);
    double before = sqrt(dot(room, room, design->rows));
    double *part = design->triangle + design->columns;
    orthogonalise(design, design->columns, room, part, most);
    double after = sqrt(dot(room, room, design->rows));
    if (!(after > DEPENDENT * before) || !isfinite(before) || design->columns + 1 >= design->rows) {
        for (size_t c = 0; c < design->columns; c++) {
            part[c * most] = 0.0;
        }
        design->dropped += index > gaps;
        return;
    }
    double *q = design->matrix + (1 + design->columns) * design->rows;
    for (size_t t = 0; t < design->rows; t++) {
        q[t] = room[t] / after;
    }
    part[design->columns * most] = after;
    if (index < gaps) {
        design->gaps++;
        design->gap_log_det += 2.0 * log(after);
    }
    design->source[design->columns++] = index;
}

bool arima_design_set(struct arima_design *design, const struct arima_data *data, size_t d,
                      size_t D, bool constant, struct arena *scratch)
{
    const size_t lost = d + D * data->season, most = data->gaps + 1 + data->columns;
    *design = (struct arima_design){
        .data = data, .d = d, .D = D, .constant = constant && d + D <= 1, .stride = most};
    if (data->length <= lost) {
        return true;
    }
    design->rows = data->length - lost;
    design->matrix = ARENA_NEW(scratch, double, (1 + most) * design->rows);
    design->source = ARENA_NEW(scratch, size_t, most);
    design->triangle = ARENA_NEW(scratch, double, most *most);
    design->projection = ARENA_NEW(scratch, double, most);
    double *room = ARENA_NEW(scratch, double, data->length);
    if (design->matrix == NULL || design->source == NULL || design->triangle == NULL ||
        design->projection == NULL || room == NULL) {
        return false;
    }
    for (size_t index = 0; index < most; index++) {
        if (index != data->gaps || design->constant) {
            append(design, index, most, room);
        }
    }
    memcpy(room, data->y, data->length * sizeof *room);
    arima_difference(room, data->length, d, D, data->season);
    orthogonalise(design, design->columns, room, design->projection, 1);
    memcpy(design->matrix, room, design->rows * sizeof *room);
    size_t gone = data->gaps + data->filled;
    design->observed = design->rows > gone ? design->rows - gone : 0;
    return true;
}

/* Regressors that depend on the constant or on those before them are forgotten once for all, with a
 * constant or without: they would be one that was not asked for. */
static bool drop_columns(struct arima_data *data, struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct arima_design design;
    if (data->columns == 0 || data->length == 0) {
        return true;
    }
    bool good = arima_design_set(&design, data, 0, 0, true, scratch);
    size_t next = design.gaps;
    for (size_t j = 0; good && j < data->columns; j++) {
        while (next < design.columns && design.source[next] < data->gaps + 1 + j) {
            next++;
        }
        if (next == design.columns || design.source[next] != data->gaps + 1 + j) {
            data->column_mean[j] = MISSING;
        }
    }
    arena_rewind(scratch, mark);
    return good;
}

bool arima_data_set(struct arima_data *data, const struct history *history,
                    const struct arima_regressors *regressors, struct arena *scratch)
{
    *data = (struct arima_data){.season = history->season > 1 ? history->season : 1, .scale = 1.0};
    if (regressors != NULL) {
        data->x = regressors->x;
        data->columns = regressors->columns;
    }
    data->column_mean = ARENA_NEW(scratch, double, data->columns);
    if (data->column_mean == NULL) {
        return false;
    }
    set_means(data, history->length);
    size_t end = history->length;
    while (data->first < end && !row_known(history, regressors, data->column_mean, data->first)) {
        data->first++;
    }
    while (end > data->first && !row_known(history, regressors, data->column_mean, end - 1)) {
        end--;
    }
    data->length = end - data->first;
    data->lead = history->length - end;
    if (data->columns > 0) {
        data->x += data->first * data->columns;
    }
    return copy(data, history, regressors, scratch) && drop_columns(data, scratch);
}

size_t arima_design_bytes(size_t length, size_t columns)
{
    const size_t most = ARIMA_GAPS_MOST + 1 + columns;
    return ((1 + most) * length + most * most + most + length) * sizeof(double) +
           most * sizeof(size_t) + (size_t)5 * 64;
}
