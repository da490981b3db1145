/* A whole input folder of any bytes: every row is used or rejected, and a panel comes of it or a
 * sentence.
 *
 * The input is one or more files: "@name\n" at the start of a line begins the file name.csv. */
#include "base/missing.h"
#include "io/load.h"
#include "panel/panel.h"

#include "fuzz.h"

#include <string.h>
#include <unistd.h>

static const char *const NAMES[] = {"sales",     "stock",          "open_orders", "items",
                                    "locations", "item_locations", "suppliers",   "price_breaks",
                                    "lanes",     "events",         "promotions",  "overrides",
                                    "kits"};
enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES };

static char folder[] = "/tmp/restock-fuzz-XXXXXX";
static int folder_made;

static void path_of(char *path, size_t size, size_t name)
{
    (void)snprintf(path, size, "%s/%s.csv", folder, NAMES[name]);
}

static void remove_files(void)
{
    for (size_t i = 0; i < NAME_COUNT; i++) {
        char path[64];
        path_of(path, sizeof path, i);
        (void)unlink(path);
    }
}

static void remove_folder(void)
{
    remove_files();
    (void)rmdir(folder);
}

/* The file that the line at `line` begins, NAME_COUNT if none. */
static size_t begins(const char *line, size_t left)
{
    for (size_t i = 0; i < NAME_COUNT; i++) {
        size_t length = strlen(NAMES[i]);
        if (left >= length + 2 && line[0] == '@' && memcmp(line + 1, NAMES[i], length) == 0 &&
            line[length + 1] == '\n') {
            return i;
        }
    }
    return NAME_COUNT;
}

static void write_files(const char *data, size_t size)
{
    FILE *file = NULL;
    for (size_t at = 0; at < size;) {
        const char *newline = memchr(data + at, '\n', size - at);
        size_t next = newline != NULL ? (size_t)(newline - data) + 1 : size;
        size_t name = begins(data + at, size - at);
        if (name < NAME_COUNT) {
            if (file != NULL) {
                (void)fclose(file);
            }
            char path[64];
            path_of(path, sizeof path, name);
            file = fopen(path, "wb");
        } else if (file != NULL) {
            (void)fwrite(data + at, 1, next - at, file);
        }
        at = next;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}

static void check_report(const struct load_report *report)
{
    size_t rejected = 0;
    for (size_t i = 0; i < INPUT_FILES; i++) {
        const struct file_report *file = &report->files[i];
        CLAIM(file->rows_read == file->rows_used + file->rows_rejected);
        rejected += file->rows_rejected;
    }
    CLAIM(rejected == report->reject_count);
}

/* What must be the same whether the sales have room in memory or come by ranges of SKUs. */
struct outcome {
    enum status status;
    size_t rejected;
    size_t series;
    size_t cells;
};

static struct outcome read_folder(struct team *team, size_t room)
{
    struct arena arena;
    struct fault fault = {0};
    struct load *load = NULL;
    struct inputs inputs;
    struct load_report report;
    struct outcome outcome = {0};
    const struct load_settings settings = {
        .decimal = '.', .date_format = "YYYY-MM-DD", .as_of = NO_DAY, .sales_room = room};
    arena_init(&arena, 0);
    enum status status =
        load_inputs(&load, &inputs, &report, folder, &settings, &arena, team, &fault);
    if (status == STATUS_OK) {
        check_report(&report);
        struct panel panel;
        const struct panel_settings weeks = {.calendar = {.bucket = BUCKET_WEEK}};
        status = panel_build(&panel, &inputs, &weeks, &arena, team, &fault);
        CLAIM(status != STATUS_OK || panel.count > 0);
        outcome.rejected = report.reject_count;
        if (status == STATUS_OK) {
            outcome.series = panel.count;
            outcome.cells = panel.start[panel.count];
        }
        load_forget_sales(load, &inputs);
    }
    CLAIM(status == STATUS_OK || fault.message[0] != '\0');
    outcome.status = status;
    load_close(load);
    arena_free(&arena);
    return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct team team;
    struct fault fault = {0};
    if (!folder_made) {
        CLAIM(mkdtemp(folder) != NULL && team_init(&team, 1, &fault) == STATUS_OK);
        folder_made = 1;
        (void)atexit(remove_folder);
    }
    remove_files();
    write_files((const char *)data, size);
    struct outcome whole = read_folder(&team, 0);
    struct outcome ranges = read_folder(&team, 1);
    CLAIM(whole.status == ranges.status && whole.rejected == ranges.rejected);
    CLAIM(whole.series == ranges.series && whole.cells == ranges.cells);
    return 0;
}
