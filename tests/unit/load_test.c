/* Whole input folders: what is used, what is rejected and why, whatever the order of the rows. */
#include "base/missing.h"
#include "io/load.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/restock-load-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static const char *const NAMES[] = {"sales",          "stock",      "open_orders",  "items",
                                    "locations",      "suppliers",  "price_breaks", "lanes",
                                    "item_locations", "promotions", "events",       "overrides"};

/* After each test. */
static int empty_folder(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s.csv", folder, NAMES[i]);
        unlink(path);
    }
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void put(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s.csv", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static const char HEADER[] = "date,sku,location,quantity\n";
static const char SOLD[] = "date,sku,location,quantity\n2024-01-01,A,X,1\n";

/* Everything that a load gives. */
struct result {
    struct load *load;
    struct inputs inputs;
    struct load_report report;
    struct arena arena;
    struct fault fault;
    enum status status;
};

static struct load_settings usual(void)
{
    return (struct load_settings){
        .delimiter = ',', .decimal = '.', .date_format = "YYYY-MM-DD", .as_of = NO_DAY};
}

static struct result load_with(struct load_settings settings, int threads)
{
    struct result result = {.load = NULL};
    struct team team;
    arena_init(&result.arena, 0);
    assert_int_equal(team_init(&team, threads, &result.fault), STATUS_OK);
    result.status = load_inputs(&result.load, &result.inputs, &result.report, folder, &settings,
                                &result.arena, &team, &result.fault);
    team_free(&team);
    for (size_t i = 0; result.status == STATUS_OK && i < INPUT_FILES; i++) {
        const struct file_report *file = &result.report.files[i];
        assert_int_equal(file->rows_read, file->rows_used + file->rows_rejected);
    }
    return result;
}

static struct result load_usual(void)
{
    struct result result = load_with(usual(), 1);
    if (result.status != STATUS_OK) {
        print_message("%s\n", result.fault.message);
    }
    assert_int_equal(result.status, STATUS_OK);
    return result;
}

static void give_back(struct result *result)
{
    load_close(result->load);
    arena_free(&result->arena);
}

static uint32_t sku(const struct result *result, const char *name)
{
    uint32_t id = intern_find(&result->inputs.names.sku, text_of(name));
    assert_int_not_equal(id, NO_ID);
    return id;
}

static uint32_t place(const struct result *result, const char *name)
{
    uint32_t id = intern_find(&result->inputs.names.place, text_of(name));
    assert_int_not_equal(id, NO_ID);
    return id;
}

static void is_word(const struct result *result, uint32_t id, const char *word)
{
    assert_true(text_equal(intern_text(&result->inputs.names.word, id), text_of(word)));
}

/* The row at `line` of file number `file` was rejected with a reason that has `word` in it. */
static void rejected(const struct result *result, const char *file, size_t line, const char *word)
{
    for (size_t i = 0; i < result->report.reject_count; i++) {
        const struct reject *reject = &result->report.rejects[i];
        if (strcmp(reject->file, file) == 0 && reject->line == line) {
            if (strstr(reject->reason, word) == NULL) {
                print_message("%s:%zu: %s\n", file, line, reject->reason);
            }
            assert_non_null(strstr(reject->reason, word));
            return;
        }
    }
    print_message("%s:%zu is not rejected (%s)\n", file, line, word);
    fail();
}

static void reads_sales_in_any_order_of_columns(void **state)
{
    (void)state;
    put("sales", "Quantity, LOCATION ,colour,date,SKU,price,channel,in_stock,reason\r\n"
                 "2,X,red,2024-01-03,B,9.50,web,1,\r\n"
                 "-1,Y,,2024-01-05 13:45:00,A,,shop,no,broken\r\n");
    struct result result = load_usual();
    const struct sales *sales = &result.inputs.sales;
    assert_int_equal(sales->count, 2);
    assert_int_equal(result.report.reject_count, 0);
    assert_int_equal(sku(&result, "A"), 0);
    assert_int_equal(sku(&result, "B"), 1);
    assert_int_equal(sales->sku[0], 1);
    assert_int_equal(sales->location[1], place(&result, "Y"));
    assert_int_equal(sales->day[1], day_of(2024, 1, 5));
    assert_int_equal(sales->kind[0], SALE_SALE);
    assert_int_equal(sales->kind[1], SALE_RETURN);
    check_close(sales->quantity[1], 1.0, 0.0);
    check_close((double)sales->price[0], 9.5, 0.0);
    assert_true(isnan(sales->price[1]));
    assert_int_equal(sales->out_of_stock[0], 0);
    assert_int_equal(sales->out_of_stock[1], 1);
    is_word(&result, sales->channel[0], "web");
    is_word(&result, sales->reason[1], "broken");
    assert_int_equal(sales->reason[0], NO_ID);
    assert_int_equal(result.inputs.as_of, day_of(2024, 1, 6));
    assert_int_equal(result.report.last_sale_day, day_of(2024, 1, 5));
    assert_string_equal(result.report.files[0].file, "sales.csv");
    assert_string_equal(result.report.files[0].notice, "columns ignored: colour");
    give_back(&result);
}

static void sales_without_extra_columns_have_none(void **state)
{
    (void)state;
    put("sales", SOLD);
    struct result result = load_usual();
    const struct sales *sales = &result.inputs.sales;
    assert_null(sales->price);
    assert_null(sales->out_of_stock);
    assert_null(sales->channel);
    assert_null(sales->reason);
    give_back(&result);
}

static void maps_the_houses_own_headers(void **state)
{
    (void)state;
    put("sales", "Tag;Product_Code;Store;Qty;sku\n01.02.2024;A;X;1,5;wrong\n");
    const struct column_map map[] = {{text_of("sales"), text_of("date"), text_of("TAG")},
                                     {text_of("sales"), text_of("sku"), text_of("product_code")},
                                     {text_of("sales"), text_of("location"), text_of("Store")},
                                     {text_of("sales"), text_of("quantity"), text_of("Qty")},
                                     {text_of("sales"), text_of("price"), text_of("Preis")},
                                     {text_of("stock"), text_of("date"), text_of("Zeit")}};
    struct load_settings settings = usual();
    settings.delimiter = '\0';
    settings.decimal = ',';
    settings.date_format = "DD.MM.YYYY";
    settings.columns = map;
    settings.column_count = sizeof map / sizeof *map;
    struct result result = load_with(settings, 1);
    assert_int_equal(result.status, STATUS_OK);
    assert_int_equal(result.inputs.sales.count, 1);
    check_close(result.inputs.sales.quantity[0], 1.5, 0.0);
    assert_int_equal(result.inputs.sales.day[0], day_of(2024, 2, 1));
    assert_int_equal(sku(&result, "A"), 0);
    assert_string_equal(result.report.files[0].notice,
                        "columns ignored: sku; mapped columns not there: Preis");
    give_back(&result);
}

static void knows_kinds_returns_and_zeros(void **state)
{
    (void)state;
    put("sales", "date,sku,location,quantity,kind,price\n"
                 "2024-01-01,A,X,0,,\n"
                 "2024-01-01,A,X,3,SALE,0\n"
                 "2024-01-01,A,X,3,return,-2\n"
                 "2024-01-01,A,X,-3,return,1\n"
                 "2024-01-01,A,X,(4),sale,1\n"
                 "2024-01-01,A,X,-5,transfer,1\n");
    struct result result = load_usual();
    const struct sales *sales = &result.inputs.sales;
    static const enum sale_kind KINDS[] = {SALE_SALE,   SALE_SALE,   SALE_RETURN,
                                           SALE_RETURN, SALE_RETURN, SALE_OTHER};
    static const double QUANTITIES[] = {0, 3, 3, 3, 4, -5};
    assert_int_equal(sales->count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(sales->kind[i], KINDS[i]);
        check_close(sales->quantity[i], QUANTITIES[i], 0.0);
        assert_int_equal(isnan(sales->price[i]) != 0, i < 3);
    }
    give_back(&result);
}

static void rejects_rows_with_line_and_reason(void **state)
{
    (void)state;
    put("sales", "date,sku,location,quantity\n"
                 "2024-01-01,\"40 characters, with a comma, \xC3\xA9 and more\",X,1\n" /* 2 */
                 "2024-01-01,A,X,NaN\n"
                 "2024-01-01,A,X,1e308\n"
                 "2024-01-01,A,X,\n" /* 5 */
                 "\n"
                 "2024-01-01,,X,1\n"
                 "2024-01-01,A,,1\n"
                 "2024-02-30,A,X,1\n"
                 ",A,X,1\n" /* 10 */
                 "1899-12-31,A,X,1\n"
                 "2024-01-01,A,X\n"
                 "2024-01-01,A,X,1,2\n"
                 "2024-01-01,A,X,1,\n"
                 "2024-01-01,A\xFF,X,1\n" /* 15 */
                 "2024-01-01,\"A,X,1\n"
                 "2024-01-01,A\"B,X,1\n"
                 "2024-01-01,\"A\nB\",X,x\n"
                 "2024-01-01,A,X,0x10\n" /* 20 */
                 "2024-01-01,"
                 "A123456789A123456789A123456789A123456789A123456789A123456789A123456789"
                 "A123456789A123456789A123456789A123456789A123456789A12345678,X,1\n"
                 "2024-01-01,  A  ,\" X \",1\n"
                 "2024-01-01,A,X,inf");
    struct result result = load_usual();
    assert_int_equal(result.inputs.sales.count, 3);
    assert_int_equal(result.report.files[0].rows_read, 20);
    assert_int_equal(result.report.files[0].rows_rejected, 17);
    static const struct {
        size_t line;
        const char *word;
    } WANT[] = {{3, "quantity is \"NaN\", expected a number"},
                {4, "1e308"},
                {5, "quantity is empty"},
                {7, "sku is empty"},
                {8, "location is empty"},
                {9, "date is \"2024-02-30\", expected a date as YYYY-MM-DD"},
                {10, "date is empty"},
                {11, "1899-12-31"},
                {12, "3 fields, expected 4"},
                {13, "5 fields, expected 4"},
                {15, "UTF-8"},
                {16, "behind a closing quote"} /* of the next line */,
                {17, "quote"},
                {18, "quantity is \"x\""},
                {20, "0x10"},
                {21, "at most 128 bytes"},
                {23, "inf"}};
    for (size_t i = 0; i < sizeof WANT / sizeof *WANT; i++) {
        rejected(&result, "sales.csv", WANT[i].line, WANT[i].word);
    }
    for (size_t i = 0; i < result.report.reject_count; i++) {
        if (result.report.rejects[i].line == 18) {
            assert_true(
                text_equal(result.report.rejects[i].row, text_of("2024-01-01,\"A\nB\",X,x")));
        }
    }
    assert_int_equal(result.inputs.names.sku.count, 2);
    assert_int_equal(result.inputs.names.place.count, 1);
    give_back(&result);
}

/* The short cut for rows of one month must not invent days, at its ends nor at those of time. */
static void reads_every_day_of_a_month_and_no_more(void **state)
{
    (void)state;
    put("sales", "date,sku,location,quantity\n1900-01-01,A,X,1\n2024-02-01,A,X,1\n"
                 "2024-02-28,A,X,1\n2024-02-29,A,X,1\n2024-02-30,A,X,1\n2024-02-00,A,X,1\n"
                 "2024-02-0x,A,X,1\n2024-02-5,A,X,1\n2024-03-31 10:00,A,X,1\n2024-03-01,A,X,1\n"
                 "2023-02-29,A,X,1\n2200-12-31,A,X,1\n2201-01-01,A,X,1\n");
    struct result result = load_usual();
    const struct sales *sales = &result.inputs.sales;
    const int32_t want[] = {day_of(1900, 1, 1),  day_of(2024, 2, 1),  day_of(2024, 2, 28),
                            day_of(2024, 2, 29), day_of(2024, 2, 5),  day_of(2024, 3, 31),
                            day_of(2024, 3, 1),  day_of(2200, 12, 31)};
    assert_int_equal(sales->count, sizeof want / sizeof *want);
    for (size_t i = 0; i < sales->count; i++) {
        assert_int_equal(sales->day[i], want[i]);
    }
    static const size_t BAD[] = {6, 7, 8, 12, 14};
    assert_int_equal(result.report.reject_count, sizeof BAD / sizeof *BAD);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        rejected(&result, "sales.csv", BAD[i], "expected a date");
    }
    assert_int_equal(result.inputs.as_of, day_of(2201, 1, 1));
    give_back(&result);
}

static void fails_when_sales_cannot_be_used(void **state)
{
    (void)state;
    struct result result = load_with(usual(), 1);
    assert_int_equal(result.status, STATUS_DATA);
    assert_non_null(strstr(result.fault.message, "sales.csv"));
    give_back(&result);
    static const char *const BAD[][2] = {
        {"", "is empty"},
        {"date,sku,location\n2024-01-01,A,X\n", "has no column \"quantity\""},
        {"date,sku,SKU,location,quantity\n2024-01-01,A,A,X,1\n", "two columns \"sku\""},
        {"date,sku,location,quantity\n", "has no rows"},
        {"date,sku,location,quantity\n01/02/2024,A,X,1\n", "none of its 1 rows"},
        {"date;sku;location;quantity\n2024-01-01;A;X;1\n", "date;sku;location;quantity"}};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        put("sales", BAD[i][0]);
        result = load_with(usual(), 1);
        assert_int_equal(result.status, STATUS_DATA);
        assert_non_null(strstr(result.fault.message, BAD[i][1]));
        assert_null(result.load);
        give_back(&result);
    }
}

static void rejects_sales_after_the_as_of_date(void **state)
{
    (void)state;
    put("sales", "date,sku,location,quantity\n2024-01-01,A,X,1\n2024-01-02,A,X,1\n"
                 "2024-01-03,B,X,1\n");
    struct load_settings settings = usual();
    settings.as_of = day_of(2024, 1, 2);
    struct result result = load_with(settings, 1);
    assert_int_equal(result.status, STATUS_OK);
    assert_int_equal(result.inputs.sales.count, 1);
    assert_int_equal(result.inputs.as_of, day_of(2024, 1, 2));
    assert_int_equal(result.report.last_sale_day, day_of(2024, 1, 1));
    assert_int_equal(result.report.rejects_after_as_of, 2);
    rejected(&result, "sales.csv", 3, "after the as-of date");
    assert_int_equal(result.inputs.names.sku.count, 1);
    give_back(&result);
}

/* One row of 2042 among 200 of 2024 must not make the plan of 2042; half of all rows may. */
static void takes_a_lone_date_far_behind_the_others_for_a_typing_error(void **state)
{
    (void)state;
    static char text[200 * 24 + 100];
    for (int late = 1; late <= 100; late += 99) {
        char *at = text + sprintf(text, "%s", HEADER);
        for (int i = 0; i < 200; i++) {
            at += sprintf(at, "20%02d-01-%02d,A,X,1\n", i < late ? 42 : 24, i % 28 + 1);
        }
        put("sales", text);
        struct result result = load_usual();
        assert_int_equal(result.report.reject_count, late == 1);
        assert_int_equal(result.inputs.sales.count, late == 1 ? 199 : 200);
        assert_int_equal(result.inputs.as_of,
                         late == 1 ? day_of(2024, 1, 29) : day_of(2042, 1, 29));
        if (late == 1) {
            rejected(&result, "sales.csv", 2, "typing error");
            assert_int_equal(result.report.rejects_after_as_of, 0);
        }
        give_back(&result);
    }
}

static void reads_items_and_their_exceptions(void **state)
{
    (void)state;
    put("sales", SOLD);
    put("items", "sku,supplier,unit_cost,pack_size,service_level,service_type,fulfilment,"
                 "launch_date,like,policy\n"
                 "B,S,2.5,12,0.95,FILL,3PL,2024-03-01,A,ignored\n"
                 "A,,,,,,,,,\n"
                 "C,S,1,0,,,,,,\n"
                 "D,S,-1,,,,,,,\n"
                 "E,S,,,0.4,,,,,\n"
                 "F,S,,-12,,,,,,\n"
                 "G,S,,,95%,,,,,\n"
                 "H,S,,,,best,,,,\n");
    put("item_locations", "sku,location,min_stock,review_days,policy\nB,X,6,7,rs\nZ,Y,,,\n");
    struct result result = load_usual();
    const struct master *master = &result.inputs.master;
    assert_int_equal(master->item_count, 2);
    const struct item *item = master_item(master, sku(&result, "B"));
    assert_non_null(item);
    check_close(item->terms.pack_size, 12.0, 0.0);
    check_close(item->terms.service_level, 0.95, 0.0);
    assert_int_equal(item->terms.service_type, SERVICE_FILL);
    assert_int_equal(item->terms.fulfilment, FULFILMENT_3PL);
    assert_int_equal(item->terms.launch_day, day_of(2024, 3, 1));
    assert_int_equal(item->terms.like, sku(&result, "A"));
    assert_int_equal(item->terms.supplier, place(&result, "S"));
    assert_int_equal(item->terms.policy, NO_ID);
    assert_true(is_missing(item->terms.review_days));
    assert_string_equal(result.report.files[3].notice, "columns ignored: policy");
    item = master_item(master, sku(&result, "A"));
    assert_non_null(item);
    assert_int_equal(item->terms.supplier, NO_ID);
    assert_int_equal(item->terms.launch_day, NO_DAY);
    assert_int_equal(item->terms.service_type, SERVICE_UNSET);
    assert_true(is_missing(item->terms.pack_size));
    rejected(&result, "items.csv", 4, "pack_size is \"0\", expected more than 0");
    rejected(&result, "items.csv", 5, "unit_cost is \"-1\", expected 0 or more");
    rejected(&result, "items.csv", 6, "service_level is \"0.4\", expected 0.5 or more and at most");
    rejected(&result, "items.csv", 7, "pack_size");
    rejected(&result, "items.csv", 8, "expected a number");
    rejected(&result, "items.csv", 9, "expected one of cost, cycle, fill");
    const struct item_location *at =
        master_item_location(master, sku(&result, "B"), place(&result, "X"));
    assert_non_null(at);
    check_close(at->terms.min_stock, 6.0, 0.0);
    is_word(&result, at->terms.policy, "rs");
    assert_null(master_item_location(master, sku(&result, "A"), place(&result, "X")));
    give_back(&result);
}

static void reads_places_suppliers_and_lanes(void **state)
{
    (void)state;
    put("sales", SOLD);
    put("locations", "location,type,open_days,region\nW,warehouse,\"Mon, tuesday;SUN\",north\n");
    put("stock", "sku,location,on_hand\nA,Y,5\n");
    put("suppliers", "supplier,lead_time_days,order_days,accepts_returns\nS,7,Thu,yes\n"
                     "T,,,\nU,-1,,\nV,,Someday,\nV2,,,maybe\n");
    put("lanes", "from,to,carrier,transit_days,cost_per_unit\n"
                 "W,X,van,1,0.5\nW,W,van,1,0.5\nW,ATLANTIS,van,1,0.5\nW,Y,,2,-1\nY,W,,2,1\n"
                 "W,X,bike,1,1\nS,W,,1,1\n");
    put("price_breaks", "supplier,sku,min_quantity,unit_cost\nS,A,10,2\nS,A,5,3\nS,A,-1,3\n");
    struct result result = load_usual();
    const struct master *master = &result.inputs.master;
    const struct location *location = master_location(master, place(&result, "W"));
    assert_non_null(location);
    assert_int_equal(location->type, LOCATION_WAREHOUSE);
    assert_int_equal(location->open_days, 1 << MONDAY | 1 << TUESDAY | 1 << SUNDAY);
    is_word(&result, location->region, "north");
    const struct supplier *supplier = master_supplier(master, place(&result, "S"));
    assert_non_null(supplier);
    assert_int_equal(supplier->order_days, 1 << THURSDAY);
    assert_int_equal(supplier->accepts_returns, 1);
    assert_int_equal(master_supplier(master, place(&result, "T"))->accepts_returns, -1);
    rejected(&result, "suppliers.csv", 4, "lead_time_days");
    rejected(&result, "suppliers.csv", 5, "expected weekdays");
    rejected(&result, "suppliers.csv", 6, "expected yes or no");
    assert_int_equal(master->lane_count, 3);
    is_word(&result, master->lanes[0].carrier, "bike");
    is_word(&result, master->lanes[1].carrier, "van");
    assert_int_equal(master->lanes[2].from, place(&result, "Y"));
    rejected(&result, "lanes.csv", 3, "itself");
    rejected(&result, "lanes.csv", 4, "to is \"ATLANTIS\"");
    rejected(&result, "lanes.csv", 5, "cost_per_unit");
    rejected(&result, "lanes.csv", 8, "from is \"S\", expected a location");
    assert_int_equal(master->price_break_count, 2);
    check_close(master->price_breaks[0].min_quantity, 5.0, 0.0);
    rejected(&result, "price_breaks.csv", 4, "min_quantity");
    give_back(&result);
}

/* A place is known by any file that puts goods there; what one load holds is more than nothing. */
static void reads_what_lanes_and_locations_can_carry(void **state)
{
    (void)state;
    put("sales", SOLD);
    put("locations", "location,inbound_capacity,outbound_capacity\nW,30,20\n");
    put("open_orders", "sku,location,quantity,due_date\nA,P,1,2026-03-01\n");
    put("item_locations", "sku,location,min_stock\nA,Q,1\n");
    put("suppliers", "supplier,expedite_days,expedite_cost,expedite_unit_cost\nS,3,25,0.5\n"
                     "T,-1,,\n");
    put("lanes", "from,to,min_units,max_units,load_units,load_weight,load_volume\n"
                 "W,P,10,20,8,100,2\nW,Q,,,,,\nQ,W,21,20,,,\nP,W,,,0,,\nP,Q,,,,0,\nQ,P,,,,,0\n"
                 "P,X,,,-1,,\n");
    struct result result = load_usual();
    const struct master *master = &result.inputs.master;
    const struct location *location = master_location(master, place(&result, "W"));
    check_close(location->outbound_capacity, 20.0, 0.0);
    const struct supplier *supplier = master_supplier(master, place(&result, "S"));
    check_close(supplier->expedite_days, 3.0, 0.0);
    check_close(supplier->expedite_cost, 25.0, 0.0);
    check_close(supplier->expedite_unit_cost, 0.5, 0.0);
    rejected(&result, "suppliers.csv", 3, "expedite_days");
    assert_int_equal(master->lane_count, 2);
    check_close(master->lanes[0].load_units, 8.0, 0.0);
    check_close(master->lanes[0].load_weight, 100.0, 0.0);
    check_close(master->lanes[0].load_volume, 2.0, 0.0);
    assert_true(is_missing(master->lanes[1].load_units));
    rejected(&result, "lanes.csv", 4, "min_units is more than max_units");
    rejected(&result, "lanes.csv", 5, "load_units is \"0\", expected more than 0");
    rejected(&result, "lanes.csv", 6, "load_weight");
    rejected(&result, "lanes.csv", 7, "load_volume");
    rejected(&result, "lanes.csv", 8, "load_units");
    give_back(&result);
}

static void keeps_batches_of_stock_and_every_open_order(void **state)
{
    (void)state;
    put("sales", SOLD);
    put("stock", "sku,location,on_hand,reserved,expiry_date,date\n"
                 "UNKNOWN,X,5,,2024-06-01,2024-01-01\nUNKNOWN,X,2,1,2024-05-01,\n"
                 "UNKNOWN,X,5,,2024-06-01,2024-01-01\nA,X,-3,,,\nA,X,1,-1,,\n");
    put("open_orders", "sku,location,quantity,due_date,order_id,kind\n"
                       "A,X,5,2024-02-01,P2,transfer\nA,X,5,2024-02-01,P1,\n"
                       "A,X,5,2024-02-01,P1,\nA,X,-5,2024-02-01,P1,\nA,X,5,soon,P1,\n");
    struct result result = load_usual();
    const struct inputs *inputs = &result.inputs;
    assert_int_equal(inputs->stock_count, 4);
    assert_int_equal(inputs->stock[0].sku, sku(&result, "A"));
    check_close(inputs->stock[0].on_hand, -3.0, 0.0);
    check_close(inputs->stock[0].reserved, 0.0, 0.0);
    assert_int_equal(inputs->stock[1].expiry_day, day_of(2024, 5, 1));
    check_close(inputs->stock[1].reserved, 1.0, 0.0);
    assert_int_equal(inputs->stock[0].expiry_day, NO_DAY);
    rejected(&result, "stock.csv", 6, "reserved");
    assert_int_equal(inputs->open_order_count, 3);
    is_word(&result, inputs->open_orders[0].order_id, "P1");
    is_word(&result, inputs->open_orders[1].order_id, "P1");
    assert_int_equal(inputs->open_orders[0].kind, ORDER_PURCHASE);
    assert_int_equal(inputs->open_orders[2].kind, ORDER_TRANSFER);
    rejected(&result, "open_orders.csv", 5, "quantity");
    rejected(&result, "open_orders.csv", 6, "due_date");
    give_back(&result);
}

/* Rows with a received_date are past receipts, which need no due date. */
static void parts_what_has_come_from_what_is_open(void **state)
{
    (void)state;
    put("sales", SOLD);
    put("open_orders", "sku,location,quantity,due_date,order_id,source,order_date,received_date\n"
                       "A,X,5,2099-01-01,P1,S,2000-01-03,\n"
                       "A,X,5,2000-01-20,P2,S,2000-01-03,2000-01-21\n"
                       "A,X,4,,P3,S,2000-01-03,2000-01-20\n"
                       "A,X,4,,P4,S,2000-01-03,\n"
                       "A,X,4,,P5,S,2000-01-03,2000-01-02\n"
                       "A,X,0,,P6,S,2000-01-03,2000-01-20\n"
                       "A,X,1,2099-01-01,P7,S,2098-01-01,\n"
                       "A,X,1,2099-01-01,P8,S,2000-01-03,2098-01-02\n"
                       "A,X,0,2099-01-01,P9,S,,\n");
    struct result result = load_usual();
    const struct inputs *inputs = &result.inputs;
    assert_int_equal(inputs->open_order_count, 2);
    is_word(&result, inputs->open_orders[0].order_id, "P9");
    is_word(&result, inputs->open_orders[1].order_id, "P1");
    assert_int_equal(inputs->open_orders[0].order_day, NO_DAY);
    assert_int_equal(inputs->open_orders[1].order_day, day_of(2000, 1, 3));
    assert_int_equal(inputs->open_orders[1].received_day, NO_DAY);
    assert_int_equal(inputs->receipt_count, 2);
    is_word(&result, inputs->receipts[0].order_id, "P3");
    assert_int_equal(inputs->receipts[0].due_day, NO_DAY);
    is_word(&result, inputs->receipts[1].order_id, "P2");
    assert_int_equal(inputs->receipts[1].received_day, day_of(2000, 1, 21));
    rejected(&result, "open_orders.csv", 5, "due_date is empty");
    rejected(&result, "open_orders.csv", 6, "received_date lies before order_date");
    rejected(&result, "open_orders.csv", 7, "quantity is 0");
    rejected(&result, "open_orders.csv", 8, "order_date is 2098-01-01, expected no later than");
    rejected(&result, "open_orders.csv", 9, "received_date is 2098-01-02, expected no later");
    give_back(&result);
}

static void reads_events_promotions_and_overrides(void **state)
{
    (void)state;
    put("sales", SOLD);
    put("events", "date,event,scope,closed\n2024-12-25,Christmas,,1\n2024-12-25,Christmas,north,\n"
                  "2024-11-29,Black Friday,,\n2024-12-25,Christmas,,0\n");
    put("promotions", "sku,start_date,end_date,discount,kind\nA,2024-02-01,2024-02-07,0.2,coupon\n"
                      "A,2024-02-01,2024-02-03,0.1,price\nA,2024-02-07,2024-02-01,0.2,\n"
                      "A,2024-02-01,2024-02-07,1.2,\n");
    put("overrides", "sku,location,field,value,start_date,end_date\nA,X,order,12,,2024-02-01\n"
                     "A,X,order,12,2024-03-01,2024-02-01\n");
    struct result result = load_usual();
    const struct master *master = &result.inputs.master;
    assert_int_equal(master->event_count, 3);
    is_word(&result, master->events[0].event, "Black Friday");
    assert_int_equal(master->events[0].closed, 0);
    is_word(&result, master->events[1].scope, "north");
    assert_int_equal(master->events[2].scope, NO_ID);
    assert_int_equal(master->events[2].closed, 0); /* ",0" stands before ",1" in byte order */
    rejected(&result, "events.csv", 2, "the same as in line 5");
    assert_int_equal(master->promotion_count, 2);
    assert_int_equal(master->promotions[0].location, NO_ID);
    rejected(&result, "promotions.csv", 4, "end_date lies before start_date");
    rejected(&result, "promotions.csv", 5, "discount");
    assert_int_equal(master->override_count, 1);
    assert_int_equal(master->overrides[0].start_day, NO_DAY);
    rejected(&result, "overrides.csv", 3, "end_date");
    give_back(&result);
}

static void only_sales_leaves_the_supply_files_alone(void **state)
{
    (void)state;
    put("sales", SOLD);
    put("stock", "this is not a table of stock\n");
    put("items", "sku,price\nA,1\n");
    struct load_settings settings = usual();
    settings.only_sales = true;
    struct result result = load_with(settings, 1);
    assert_int_equal(result.status, STATUS_OK);
    assert_null(result.report.files[1].file);
    assert_int_equal(result.inputs.master.item_count, 1);
    give_back(&result);
    settings.only_sales = false;
    result = load_with(settings, 1);
    assert_int_equal(result.status, STATUS_DATA);
    give_back(&result);
}

static void an_empty_optional_file_is_as_good_as_none(void **state)
{
    (void)state;
    put("sales", SOLD);
    put("lanes", "");
    put("stock", "sku,location,on_hand\n");
    struct result result = load_usual();
    assert_string_equal(result.report.files[8].file, "lanes.csv");
    assert_string_equal(result.report.files[8].notice, "the file is empty");
    assert_int_equal(result.inputs.stock_count, 0);
    give_back(&result);
}

enum { BIG_ROWS = 3000, ROW_SIZE = 80 };

/* Rows of all sorts; `shuffle` is coprime to their number, so each stands somewhere once. */
static void put_rows(const char *name, const char *header, size_t shuffle)
{
    char *text = malloc(BIG_ROWS * ROW_SIZE + 200);
    assert_non_null(text);
    char *at = text + sprintf(text, "%s", header);
    for (size_t i = 0; i < BIG_ROWS; i++) {
        size_t r = i * shuffle % BIG_ROWS;
        if (strcmp(name, "items") == 0) {
            at += sprintf(at, "S%zu,\"cat\n%zu\",%zu\n", r % 700, r % 5, r % 11);
        } else {
            at += sprintf(at, "2024-%02zu-%02zu,%sS%zu%s,L%zu,%zu%s,%s\n", r % 12 + 1, r % 28 + 1,
                          r % 3 ? "" : "\"", r % 977, r % 3 ? "" : "\"", r % 7, r % 13,
                          r % 101 ? "" : "x", r % 5 ? "web" : "\"two\nlines\"");
        }
    }
    put(name, text);
    free(text);
}

static void fold(uint64_t *hash, uint64_t value)
{
    *hash = (*hash ^ value) * 1099511628211ULL + 77;
}

/* All that must not depend on threads and blocks, rows included in their order. */
static uint64_t digest(const struct result *result)
{
    uint64_t hash = 1;
    const struct sales *sales = &result->inputs.sales;
    for (size_t i = 0; i < sales->count; i++) {
        fold(&hash, sales->sku[i]);
        fold(&hash, sales->location[i]);
        fold(&hash, (uint64_t)sales->day[i]);
        fold(&hash, (uint64_t)sales->quantity[i]);
        fold(&hash, sales->channel[i]);
    }
    for (size_t i = 0; i < result->inputs.master.item_count; i++) {
        const struct item *item = &result->inputs.master.items[i];
        fold(&hash, item->sku);
        fold(&hash, item->terms.category);
        fold(&hash, (uint64_t)item->terms.unit_cost);
    }
    for (size_t i = 0; i < result->report.reject_count; i++) {
        const struct reject *reject = &result->report.rejects[i];
        fold(&hash, reject->line);
        fold(&hash, text_hash(text_of(reject->reason)));
        fold(&hash, text_hash(reject->row));
    }
    for (size_t i = 0; i < INPUT_FILES; i++) {
        fold(&hash, result->report.files[i].rows_used);
        fold(&hash, result->report.files[i].fingerprint);
    }
    return hash;
}

static void reads_the_same_with_any_threads_and_blocks(void **state)
{
    (void)state;
    put_rows("sales", "date,sku,location,quantity,channel\n", 1);
    put_rows("items", "sku,category,unit_cost\n", 1);
    struct result first = load_usual();
    uint64_t expected = digest(&first);
    assert_int_equal(first.report.files[0].rows_read, BIG_ROWS);
    assert_true(first.report.files[0].rows_rejected > 0);
    assert_int_equal(first.inputs.master.item_count, 700);
    for (int threads = 1; threads <= 3; threads++) {
        for (size_t block = 16; block <= 65536; block *= 16) {
            struct load_settings settings = usual();
            settings.block_size = block;
            struct result again = load_with(settings, threads);
            assert_int_equal(again.status, STATUS_OK);
            assert_true(digest(&again) == expected);
            give_back(&again);
        }
    }
    give_back(&first);
}

/* Sums over rows, and whole master tables, since the rows of sales come in another order. */
static void order_of_rows_changes_nothing_but_lines(void **state)
{
    (void)state;
    put_rows("sales", "date,sku,location,quantity,channel\n", 1);
    put_rows("items", "sku,category,unit_cost\n", 1);
    struct result a = load_usual();
    put_rows("sales", "date,sku,location,quantity,channel\n", 1237);
    put_rows("items", "sku,category,unit_cost\n", 1711);
    struct result b = load_usual();
    for (size_t i = 0; i < INPUT_FILES; i++) {
        assert_true(a.report.files[i].fingerprint == b.report.files[i].fingerprint);
        assert_int_equal(a.report.files[i].rows_used, b.report.files[i].rows_used);
    }
    assert_int_equal(a.inputs.names.sku.count, b.inputs.names.sku.count);
    assert_int_equal(a.inputs.names.word.count, b.inputs.names.word.count);
    assert_int_equal(a.inputs.master.item_count, b.inputs.master.item_count);
    for (size_t i = 0; i < a.inputs.master.item_count; i++) {
        const struct item *x = &a.inputs.master.items[i];
        const struct item *y = &b.inputs.master.items[i];
        assert_int_equal(x->sku, y->sku);
        assert_int_equal(x->terms.category, y->terms.category);
        check_close(x->terms.unit_cost, y->terms.unit_cost, 0.0);
    }
    give_back(&a);
    give_back(&b);
}

static void terms_are_filled_from_below(void **state)
{
    (void)state;
    struct terms top = terms_unset();
    struct terms below = terms_unset();
    top.holding_rate = 0.2;
    top.pack_size = 6;
    below.pack_size = 12;
    below.holding_cost = 1;
    below.supplier = 3;
    below.end_day = 7;
    below.service_type = SERVICE_CYCLE;
    terms_fill(&top, &below);
    check_close(top.pack_size, 6.0, 0.0);
    assert_true(is_missing(top.holding_cost)); /* the rate above beats the cost below */
    assert_int_equal(top.supplier, 3);
    assert_int_equal(top.end_day, 7);
    assert_int_equal(top.service_type, SERVICE_CYCLE);
    assert_int_equal(top.like, NO_ID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(reads_sales_in_any_order_of_columns, empty_folder),
        cmocka_unit_test_teardown(sales_without_extra_columns_have_none, empty_folder),
        cmocka_unit_test_teardown(maps_the_houses_own_headers, empty_folder),
        cmocka_unit_test_teardown(knows_kinds_returns_and_zeros, empty_folder),
        cmocka_unit_test_teardown(rejects_rows_with_line_and_reason, empty_folder),
        cmocka_unit_test_teardown(reads_every_day_of_a_month_and_no_more, empty_folder),
        cmocka_unit_test_teardown(fails_when_sales_cannot_be_used, empty_folder),
        cmocka_unit_test_teardown(rejects_sales_after_the_as_of_date, empty_folder),
        cmocka_unit_test_teardown(takes_a_lone_date_far_behind_the_others_for_a_typing_error,
                                  empty_folder),
        cmocka_unit_test_teardown(reads_items_and_their_exceptions, empty_folder),
        cmocka_unit_test_teardown(reads_places_suppliers_and_lanes, empty_folder),
        cmocka_unit_test_teardown(reads_what_lanes_and_locations_can_carry, empty_folder),
        cmocka_unit_test_teardown(keeps_batches_of_stock_and_every_open_order, empty_folder),
        cmocka_unit_test_teardown(parts_what_has_come_from_what_is_open, empty_folder),
        cmocka_unit_test_teardown(reads_events_promotions_and_overrides, empty_folder),
        cmocka_unit_test_teardown(only_sales_leaves_the_supply_files_alone, empty_folder),
        cmocka_unit_test_teardown(an_empty_optional_file_is_as_good_as_none, empty_folder),
        cmocka_unit_test_teardown(reads_the_same_with_any_threads_and_blocks, empty_folder),
        cmocka_unit_test_teardown(order_of_rows_changes_nothing_but_lines, empty_folder),
        cmocka_unit_test(terms_are_filled_from_below),
    };
    return cmocka_run_group_tests_name("load", tests, make_folder, remove_folder);
}
