/* restock.ini: any bytes are a configuration or a sentence, and what was read reads back. */
#include "app/config.h"

#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Every value as a person would write it is a value again, and the same one. */
static void check_round_trip(const struct config *config, struct arena *arena)
{
    struct fault fault = {0};
    struct config copy;
    CLAIM(config_init(&copy, arena, &fault) == STATUS_OK);
    for (size_t i = 0; i < setting_count; i++) {
        char text[1024];
        char again[1024];
        setting_format(&settings[i], config, text, sizeof text);
        if (setting_parse(&settings[i], &copy, text_of(text), "fuzz", &fault) != STATUS_OK) {
            (void)fprintf(stderr, "%s.%s = %s: %s\n", settings[i].section, settings[i].key, text,
                          fault.message);
            abort();
        }
        setting_format(&settings[i], &copy, again, sizeof again);
        CLAIM(strcmp(text, again) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int file = memfd_create("restock.ini", 0);
    if (file < 0) {
        return 0;
    }
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    if (write(file, data, size) == (ssize_t)size) {
        struct arena arena;
        struct config config;
        struct fault fault = {0};
        arena_init(&arena, 0);
        CLAIM(config_init(&config, &arena, &fault) == STATUS_OK);
        enum status status = config_file(&config, path, &fault);
        CLAIM(status == STATUS_OK || fault.message[0] != '\0');
        if (status == STATUS_OK) {
            check_round_trip(&config, &arena);
        }
        arena_free(&arena);
    }
    (void)close(file);
    return 0;
}
