/* Looking up rows in a large file of a run, through a window that is smaller than the file. */
#include "../../src/io/report/lookup.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SERIES = 30000, PERIODS = 4 };

static char folder[] = "/tmp/restock-lookup-XXXXXX";

static FILE *create(void)
{
    char path[64];
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/forecast.csv", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    return file;
}

static void clear(void)
{
    char path[64];
    (void)snprintf(path, sizeof path, "%s/forecast.csv", folder);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void note(void *context, const struct text *field)
{
    char *seen = context;
    size_t used = strlen(seen);
    (void)snprintf(seen + used, 512 - used, "[%.*s|%.*s|%.*s]", TEXT_PRINT(field[0]),
                   TEXT_PRINT(field[1]), TEXT_PRINT(field[2]));
}

static void look_for(const struct lookup_key *keys, size_t count, char seen[512])
{
    static const char *const columns[] = {"sku", "location", "q0.5"};
    struct fault fault = {0};
    struct lookup lookup;
    seen[0] = '\0';
    assert_int_equal(lookup_open(&lookup, folder, "forecast", &fault), STATUS_OK);
    assert_int_equal(lookup_each(&lookup, keys, count, columns, 3, note, seen, &fault), STATUS_OK);
    lookup_close(&lookup);
}

static void finds_all_rows_of_a_key_wherever_the_window_ends(void **state)
{
    (void)state;
    FILE *file = create();
    (void)fprintf(file, "sku,location,date,mean,q0.5\n");
    for (int s = 0; s < SERIES; s++) {
        for (int p = 0; p < PERIODS; p++) {
            (void)fprintf(file, "S%05d,L%d,2024-01-0%d,%d.5,%d\n", s, s % 3, p + 1, s, s + p);
        }
    }
    assert_int_equal(fclose(file), 0);
    const struct lookup_key keys[] = {{text_of("S29999"), text_of("L2")},
                                      {text_of("S00000"), text_of("L0")},
                                      {text_of("S12345"), text_of("L1")}};
    char seen[512];
    look_for(keys, 3, seen);
    assert_string_equal(seen, "[S00000|L0|0][S00000|L0|1][S00000|L0|2][S00000|L0|3]"
                              "[S29999|L2|29999][S29999|L2|30000][S29999|L2|30001]"
                              "[S29999|L2|30002]");
    clear();
}

/* Names with commas, quotes and line ends; a file that went through a spreadsheet. */
static void reads_quoted_fields_line_ends_and_a_last_line_without_one(void **state)
{
    (void)state;
    FILE *file = create();
    (void)fprintf(file, "\xEF\xBB\xBF\"SKU\",location,date,q0.5\r\n"
                        "\"a,b\",x,2024-01-01,1\r\n"
                        "\"say \"\"so\"\"\",x,2024-01-01,2\r\n"
                        "\"two\nx,y\",x,2024-01-01,3\r\n"
                        "\"plain\",\"x\",2024-01-01,4\r\n"
                        "plain,y,2024-01-01,5\r\n"
                        "\r\n"
                        "plain,x,2024-01-01,\"6\"");
    assert_int_equal(fclose(file), 0);
    const struct lookup_key keys[] = {{text_of("a,b"), text_of("x")},
                                      {text_of("say \"so\""), text_of("x")},
                                      {text_of("two\nx,y"), text_of("x")},
                                      {text_of("plain"), text_of("x")}};
    char seen[512];
    look_for(keys, 4, seen);
    assert_string_equal(seen, "[a,b|x|1][say \"so\"|x|2][two\nx,y|x|3][plain|x|4][plain|x|6]");
    clear();
}

static void a_missing_file_or_column_is_told(void **state)
{
    (void)state;
    static const char *const columns[] = {"mode"};
    struct fault fault = {0};
    struct lookup lookup;
    FILE *file = create();
    (void)fprintf(file, "sku,location,mean\na,b,1\n");
    assert_int_equal(fclose(file), 0);
    assert_int_equal(lookup_open(&lookup, folder, "forecast", &fault), STATUS_OK);
    assert_int_equal(lookup_each(&lookup, NULL, 0, columns, 1, note, NULL, &fault), STATUS_DATA);
    assert_non_null(strstr(fault.message, "forecast.csv: there is no column \"mode\""));
    lookup_close(&lookup);
    assert_int_equal(lookup_open(&lookup, folder, "positions", &fault), STATUS_DATA);
    assert_non_null(strstr(fault.message, "there is no positions.csv"));
    clear();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_all_rows_of_a_key_wherever_the_window_ends),
        cmocka_unit_test(reads_quoted_fields_line_ends_and_a_last_line_without_one),
        cmocka_unit_test(a_missing_file_or_column_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
