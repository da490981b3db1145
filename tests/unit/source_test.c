/* Files as they lie in the folder: plain, gzip, zstd, whole or damaged. */
#include "io/table.h"
#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>
#include <zstd.h>

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/restock-source-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void path_of(char path[128], const char *name)
{
    snprintf(path, 128, "%s/%s", folder, name);
}

static void put(const char *name, const void *bytes, size_t size)
{
    char path[128];
    path_of(path, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void drop(const char *name)
{
    char path[128];
    path_of(path, name);
    assert_int_equal(unlink(path), 0);
}

/* `text` as one gzip member behind what is in `to`; the new size. */
static size_t gzip_onto(unsigned char *to, size_t size, size_t room, const char *text)
{
    z_stream stream = {0};
    size_t length = strlen(text);
    unsigned char *copy = malloc(length + 1); /* zlib's input is older than const */
    assert_non_null(copy);
    memcpy(copy, text, length + 1);
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = copy;
    stream.avail_in = (uInt)length;
    stream.next_out = to + size;
    stream.avail_out = (uInt)(room - size);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size += stream.total_out;
    free(copy);
    deflateEnd(&stream);
    return size;
}

static size_t zstd_onto(unsigned char *to, size_t size, size_t room, const char *text)
{
    size_t more = ZSTD_compress(to + size, room - size, text, strlen(text), 3);
    assert_false(ZSTD_isError(more));
    return size + more;
}

static void holds(const char *text)
{
    struct source source;
    struct fault fault = {0};
    assert_int_equal(source_find(&source, folder, "sales", 0, &fault), STATUS_OK);
    assert_non_null(source.path);
    assert_int_equal(source.size, strlen(text));
    if (source.size > 0) {
        assert_memory_equal(source.bytes, text, source.size);
    }
    source_close(&source);
}

static void refused(enum status status, const char *word)
{
    struct source source;
    struct fault fault = {0};
    assert_int_equal(source_find(&source, folder, "sales", 0, &fault), status);
    assert_non_null(strstr(fault.message, "sales.csv"));
    assert_non_null(strstr(fault.message, word));
}

static void reads_plain_and_empty_files(void **state)
{
    (void)state;
    put("sales.csv", "a,b\n1,2\n", 8);
    holds("a,b\n1,2\n");
    put("sales.csv", "", 0);
    holds("");
    drop("sales.csv");
}

static void finds_nothing_where_nothing_is(void **state)
{
    (void)state;
    struct source source;
    struct fault fault = {0};
    assert_int_equal(source_find(&source, folder, "sales", 0, &fault), STATUS_OK);
    assert_null(source.path);
    source_close(&source);
}

static void reads_gzip_of_one_member_and_of_two(void **state)
{
    (void)state;
    unsigned char bytes[1024];
    size_t size = gzip_onto(bytes, 0, sizeof bytes, "a,b\n");
    put("sales.csv.gz", bytes, size);
    holds("a,b\n");
    size = gzip_onto(bytes, size, sizeof bytes, "1,2\n");
    put("sales.csv.gz", bytes, size);
    holds("a,b\n1,2\n");
    drop("sales.csv.gz");
}

static void reads_zstd_of_one_frame_and_of_two(void **state)
{
    (void)state;
    unsigned char bytes[1024];
    size_t size = zstd_onto(bytes, 0, sizeof bytes, "a,b\n");
    put("sales.csv.zst", bytes, size);
    holds("a,b\n");
    size = zstd_onto(bytes, size, sizeof bytes, "1,2\n");
    put("sales.csv.zst", bytes, size);
    holds("a,b\n1,2\n");
    drop("sales.csv.zst");
}

/* Every possible length of a file that was cut short is told from a whole one. */
static void tells_a_compressed_file_that_is_cut_short(void **state)
{
    (void)state;
    unsigned char bytes[1024];
    const char *text = "date,sku,location,quantity\n2024-01-01,A,B,1\n2024-01-02,A,B,2\n";
    size_t size = gzip_onto(bytes, 0, sizeof bytes, text);
    for (size_t cut = 0; cut < size; cut++) {
        put("sales.csv.gz", bytes, cut);
        refused(STATUS_DATA, "gz");
    }
    drop("sales.csv.gz");
    size = zstd_onto(bytes, 0, sizeof bytes, text);
    for (size_t cut = 0; cut < size; cut++) {
        put("sales.csv.zst", bytes, cut);
        refused(STATUS_DATA, "zst");
    }
    drop("sales.csv.zst");
}

static void tells_damage_and_what_is_not_compressed(void **state)
{
    (void)state;
    unsigned char bytes[1024];
    size_t size = gzip_onto(bytes, 0, sizeof bytes, "date,sku,location,quantity\n");
    bytes[size - 6] ^= 0x55; /* of the check sum */
    put("sales.csv.gz", bytes, size);
    refused(STATUS_DATA, "damaged");
    put("sales.csv.gz", "date,sku\n", 9);
    refused(STATUS_DATA, "damaged");
    drop("sales.csv.gz");
    put("sales.csv.zst", "date,sku\n", 9);
    refused(STATUS_DATA, "damaged");
    drop("sales.csv.zst");
}

static void does_not_choose_between_two_files(void **state)
{
    (void)state;
    put("sales.csv", "a\n", 2);
    put("sales.csv.gz", "a\n", 2);
    refused(STATUS_DATA, "both");
    drop("sales.csv");
    drop("sales.csv.gz");
}

static void refuses_what_is_not_a_file(void **state)
{
    (void)state;
    struct source source;
    struct fault fault = {0};
    assert_int_equal(source_open(&source, folder, 0, &fault), STATUS_SYSTEM);
    assert_non_null(strstr(fault.message, "is not a file"));
    assert_int_equal(source_open(&source, "/nowhere/sales.csv", 0, &fault), STATUS_SYSTEM);
    assert_non_null(strstr(fault.message, "/nowhere/sales.csv"));
}

/* Larger than the buffer that is filled before anything goes to a file. */
enum { MUCH = 300000 };

static void what_is_too_much_for_memory_goes_to_a_file(void **state)
{
    (void)state;
    static char text[MUCH + 1];
    static unsigned char bytes[MUCH];
    for (unsigned i = 0; i < MUCH; i++) {
        text[i] = (char)('a' + i * i % 23);
    }
    for (int zstd = 0; zstd <= 1; zstd++) {
        const char *name = zstd ? "sales.csv.zst" : "sales.csv.gz";
        size_t half = zstd ? zstd_onto(bytes, 0, sizeof bytes, text)
                           : gzip_onto(bytes, 0, sizeof bytes, text);
        put(name, bytes, half);
        for (size_t room = 1; room < 8U * MUCH; room *= 8) {
            struct source source;
            struct fault fault = {0};
            assert_int_equal(source_find(&source, folder, "sales", room, &fault), STATUS_OK);
            assert_int_equal(source.size, MUCH);
            assert_memory_equal(source.bytes, text, MUCH);
            assert_int_equal(source.mapped, room < MUCH);
            char near[100];
            assert_memory_equal(source_near(&source, MUCH / 2, sizeof near, near), text + MUCH / 2,
                                sizeof near);
            source_close(&source);
        }
        drop(name);
    }
}

static void no_place_for_that_file_is_a_sentence(void **state)
{
    (void)state;
    static unsigned char bytes[MUCH];
    char *text = calloc(MUCH, 1);
    assert_non_null(text);
    memset(text, 'x', MUCH - 1);
    put("sales.csv.gz", bytes, gzip_onto(bytes, 0, sizeof bytes, text));
    free(text);
    assert_int_equal(setenv("TMPDIR", "/nowhere", 1), 0);
    struct source source;
    struct fault fault = {0};
    assert_int_equal(source_find(&source, folder, "sales", 1, &fault), STATUS_SYSTEM);
    assert_non_null(strstr(fault.message, "into a file in /nowhere"));
    assert_int_equal(unsetenv("TMPDIR"), 0);
    drop("sales.csv.gz");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_plain_and_empty_files),
        cmocka_unit_test(finds_nothing_where_nothing_is),
        cmocka_unit_test(reads_gzip_of_one_member_and_of_two),
        cmocka_unit_test(reads_zstd_of_one_frame_and_of_two),
        cmocka_unit_test(tells_a_compressed_file_that_is_cut_short),
        cmocka_unit_test(tells_damage_and_what_is_not_compressed),
        cmocka_unit_test(does_not_choose_between_two_files),
        cmocka_unit_test(refuses_what_is_not_a_file),
        cmocka_unit_test(what_is_too_much_for_memory_goes_to_a_file),
        cmocka_unit_test(no_place_for_that_file_is_a_sentence),
    };
    return cmocka_run_group_tests_name("source", tests, make_folder, remove_folder);
}
