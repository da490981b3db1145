/* Opening a basket: which lines may change, and their curves. */
#include "order/buying.h"

#include <math.h>

/* Curves to be made, a slot each. */
struct drawing {
    struct buying *buying;
    const size_t *positions; /* [count] */
    struct curve *curves;    /* [count] */
    unsigned char *failed;   /* [count] */
};

static void draw_one(void *context, size_t index, struct arena *scratch)
{
    const struct drawing *drawing = context;
    const struct basis *basis = drawing->buying->desk->basis;
    const struct position *position =
        &drawing->buying->desk->plan->positions[drawing->positions[index]];
    struct curve *curve = &drawing->curves[index];
    drawing->failed[index] = !curve_make(curve, basis, position, scratch);
    if (override_of(basis->inputs, position, OVERRIDE_TARGET) != NULL) {
        curve->keeping.most = 0.0; /* the planner has said how far */
    }
}

/* Lines can shrink; what has sold and may sell again can grow. */
static bool may_change(const struct buying *buying, const struct position *position, bool grow)
{
    const struct inputs *inputs = buying->desk->basis->inputs;
    bool wanted =
        position->quantity > 0.0 || (grow && position->demand_mean + position->dependent > 0.0);
    return wanted && override_of(inputs, position, OVERRIDE_ORDER) == NULL;
}

static enum status draw_curves(struct buying *buying, const size_t *positions, size_t count,
                               struct fault *fault)
{
    struct desk *desk = buying->desk;
    struct drawing drawing = {.buying = buying,
                              .positions = positions,
                              .curves = ARENA_NEW(buying->work, struct curve, count),
                              .failed = ARENA_NEW(buying->work, unsigned char, count)};
    if (drawing.curves == NULL || drawing.failed == NULL) {
        return fault_memory(fault, "the worth of the next units");
    }
    size_t reserve = assess_scratch(desk->basis, 1);
    TRY(parallel_each_reserved(desk->team, count, draw_one, &drawing, reserve, fault));
    for (size_t c = 0; c < count; c++) {
        if (drawing.failed[c]) {
            return fault_memory(fault, "the worth of the next units");
        }
        buying->curve[positions[c]] = &drawing.curves[c];
    }
    return STATUS_OK;
}

/* Those that have none yet. */
static enum status ensure_curves(struct buying *buying, const size_t *positions, size_t count,
                                 bool grow, struct fault *fault)
{
    const struct plan *plan = buying->desk->plan;
    if (buying->curve == NULL) {
        buying->curve = ARENA_NEW(buying->work, const struct curve *, plan->position_count);
    }
    size_t *missing = ARENA_NEW(buying->work, size_t, count);
    if (buying->curve == NULL || missing == NULL) {
        return fault_memory(fault, "the worth of the next units");
    }
    size_t lacking = 0;
    for (size_t c = 0; c < count; c++) {
        size_t p = positions[c];
        if (buying->curve[p] == NULL && may_change(buying, &plan->positions[p], grow)) {
            missing[lacking++] = p;
        }
    }
    return lacking > 0 ? draw_curves(buying, missing, lacking, fault) : STATUS_OK;
}

enum status basket_open(struct basket *basket, struct buying *buying, const size_t *positions,
                        size_t count, bool grow, enum adjustment step, struct fault *fault)
{
    TRY(ensure_curves(buying, positions, count, grow, fault));
    *basket = (struct basket){.desk = buying->desk, .rooms = &buying->rooms, .step = step};
    basket->choices = ARENA_NEW(buying->work, struct choice, count);
    basket->heap = ARENA_NEW(buying->work, size_t, count);
    basket->key = ARENA_NEW(buying->work, double, count);
    if (basket->choices == NULL || basket->heap == NULL || basket->key == NULL) {
        return fault_memory(fault, "the lines of an order");
    }
    for (size_t c = 0; c < count; c++) {
        struct position *position = &buying->desk->plan->positions[positions[c]];
        const struct curve *curve = buying->curve[positions[c]];
        if (position->quantity > 0.0 || (grow && curve != NULL)) {
            basket->choices[basket->count++] =
                (struct choice){.position = position, .curve = curve};
        }
    }
    basket_measure(basket);
    basket_begin(basket);
    return STATUS_OK;
}
