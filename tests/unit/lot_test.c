/* From a need to whole packs. */
#include "base/missing.h"
#include "order/lot.h"
#include "support/check.h"

static struct lot_size ordered(double need, double minimum, double pack, double maximum)
{
    struct lot lot = {.pack = pack, .minimum = minimum, .maximum = maximum};
    struct lot_size size = lot_round(need, &lot);
    check_close(size.need + size.minimum + size.packing + size.maximum, size.quantity, 1e-12);
    check_close(size.packs * pack, size.quantity, 0.0);
    return size;
}

/* A supplier who packs twelves and wants at least thirty units sells thirty-six. */
static void rounds_up_to_whole_cases_above_the_minimum(void **state)
{
    (void)state;
    struct lot_size size = ordered(7.0, 30.0, 12.0, HUGE_VAL);
    check_close(size.quantity, 36.0, 0.0);
    check_close(size.minimum, 23.0, 0.0);
    check_close(size.packing, 6.0, 0.0);
    check_close(size.packs, 3.0, 0.0);
}

static void arithmetic_dust_buys_no_fourth_dozen(void **state)
{
    (void)state;
    check_close(ordered(36.0000001, 0.0, 12.0, HUGE_VAL).quantity, 36.0, 0.0);
    check_close(ordered(35.9999999, 0.0, 12.0, HUGE_VAL).quantity, 36.0, 0.0);
    check_close(ordered(36.01, 0.0, 12.0, HUGE_VAL).quantity, 48.0, 0.0);
    check_close(ordered(1e-9, 10.0, 12.0, HUGE_VAL).quantity, 0.0, 0.0);
    check_close(ordered(1e12 + 1e-4, 0.0, 1.0, HUGE_VAL).quantity, 1e12, 0.0);
}

/* A system that multiplied by 0.34 sold 1.02 packs. */
static void a_third_of_a_pack_is_a_whole_pack(void **state)
{
    (void)state;
    struct lot_size size = ordered(1.0, 0.0, 3.0, HUGE_VAL);
    check_close(size.quantity, 3.0, 0.0);
    check_close(size.packs, 1.0, 0.0);
    /* And 362.15 is one lot of 400, not two. */
    check_close(ordered(362.15, 0.0, 400.0, HUGE_VAL).packs, 1.0, 0.0);
}

static void no_need_stays_no_need(void **state)
{
    (void)state;
    check_close(ordered(0.0, 10.0, 4.0, HUGE_VAL).quantity, 0.0, 0.0);
    check_close(ordered(-5.0, 10.0, 4.0, HUGE_VAL).quantity, 0.0, 0.0);
    check_close(ordered(MISSING, 10.0, 4.0, HUGE_VAL).quantity, 0.0, 0.0);
}

static void the_maximum_wins(void **state)
{
    (void)state;
    struct lot_size size = ordered(50.0, 0.0, 12.0, 40.0);
    check_close(size.quantity, 36.0, 0.0);
    check_close(size.maximum, -24.0, 0.0);
    /* Also over the minimum: three cases would be under it, so nothing is ordered. */
    check_close(ordered(50.0, 48.0, 12.0, 40.0).quantity, 0.0, 0.0);
    check_close(ordered(50.0, 30.0, 12.0, 40.0).quantity, 36.0, 0.0);
    check_close(ordered(5.0, 0.0, 12.0, 10.0).quantity, 0.0, 0.0);
    check_close(ordered(5.0, 0.0, 12.0, 0.0).quantity, 0.0, 0.0);
    check_close(ordered(36.0, 0.0, 12.0, 36.0).quantity, 36.0, 0.0);
}

static void below_never_exceeds_the_need(void **state)
{
    (void)state;
    struct lot lot = {.pack = 3.0, .maximum = HUGE_VAL, .policy = LOT_BELOW};
    check_close(lot_round(20.0, &lot).quantity, 18.0, 0.0);
    check_close(lot_round(20.0, &lot).packing, -2.0, 0.0);
    check_close(lot_round(21.0, &lot).quantity, 21.0, 0.0);
    check_close(lot_round(2.0, &lot).quantity, 0.0, 0.0);
    lot.minimum = 10.0;
    struct lot_size waits = lot_round(11.0, &lot);
    check_close(waits.quantity, 0.0, 0.0);
    check_close(waits.need + waits.minimum + waits.packing + waits.maximum, 0.0, 0.0);
    check_close(lot_round(12.0, &lot).quantity, 12.0, 0.0);
}

static void fractions_are_kept_where_goods_have_them(void **state)
{
    (void)state;
    struct lot lot = {.pack = 0.1, .maximum = HUGE_VAL, .fractional = true};
    check_close(lot_round(0.1 * 3.0, &lot).packs, 3.0, 0.0);
    check_close(lot_round(0.31, &lot).packs, 4.0, 0.0);
    lot.fractional = false;
    check_close(lot_round(0.31, &lot).packs, 10.0, 0.0);
}

static void what_an_item_does_not_say_restricts_nothing(void **state)
{
    (void)state;
    struct terms terms = {.pack_size = MISSING, .moq = MISSING, .max_order = MISSING};
    struct lot lot = lot_of_terms(&terms);
    check_close(lot_round(7.2, &lot).quantity, 8.0, 0.0);
    terms = (struct terms){.pack_size = 6.0, .moq = 10.0, .max_order = 20.0};
    lot = lot_of_terms(&terms);
    check_close(lot_round(7.2, &lot).quantity, 12.0, 0.0);
    check_close(lot_round(19.0, &lot).quantity, 18.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_up_to_whole_cases_above_the_minimum),
        cmocka_unit_test(arithmetic_dust_buys_no_fourth_dozen),
        cmocka_unit_test(a_third_of_a_pack_is_a_whole_pack),
        cmocka_unit_test(no_need_stays_no_need),
        cmocka_unit_test(the_maximum_wins),
        cmocka_unit_test(below_never_exceeds_the_need),
        cmocka_unit_test(fractions_are_kept_where_goods_have_them),
        cmocka_unit_test(what_an_item_does_not_say_restricts_nothing),
    };
    return cmocka_run_group_tests_name("lot", tests, NULL, NULL);
}
