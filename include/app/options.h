/* The command line: restock COMMAND OPERANDS OPTIONS. */
#ifndef RESTOCK_APP_OPTIONS_H
#define RESTOCK_APP_OPTIONS_H

#include "base/log.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { OPTIONS_SETS = 256, OPTIONS_OPERANDS = 3 };

enum wish { WISH_RUN, WISH_HELP, WISH_HELP_SETTINGS, WISH_VERSION };

/* An option of the table; a command takes those whose bit it has. */
enum option_bit {
    TAKES_OUT = 1,
    TAKES_CONFIG = 2,  /* --config, --set, --as-of, --overlay, --help-settings */
    TAKES_TALK = 4,    /* --quiet, --verbose */
    TAKES_THREADS = 8, /* --threads */
    TAKES_STATE = 32,  /* --state */
};

/* An option that belongs to a command, beside those that several take. */
struct own_option {
    const char *name;  /* "origins" for --origins; NULL ends a list */
    const char *value; /* what stands for its value in the help: "N" */
    const char *help;
};

enum { OPTIONS_OWN = 24 };

struct own_given {
    const char *name;
    const char *text;
};

struct command;

struct options {
    const struct command *command; /* NULL: only with WISH_HELP or WISH_VERSION */
    enum wish wish;
    const char *operands[OPTIONS_OPERANDS];
    size_t operand_count;
    const char *out;    /* NULL: not given */
    const char *config; /* NULL: IN/restock.ini where there is one */
    const char *as_of;  /* NULL: not given */
    const char *state;  /* NULL: not given */
    const char *threads;
    const char *overlay;               /* NULL: not given */
    struct own_given own[OPTIONS_OWN]; /* [own_count] each name once, the last text that it had */
    size_t own_count;
    const char *sets[OPTIONS_SETS]; /* [set_count] in the order given */
    size_t set_count;
    enum log_level level;
};

/* The exit statuses that are not failures. */
enum { EXIT_DONE = 0, EXIT_REVIEW = 1 };

struct command {
    const char *name;
    const char *operands; /* "IN", "OUT SKU LOCATION" */
    size_t operand_count;
    unsigned takes;               /* of enum option_bit */
    const struct own_option *own; /* NULL: none */
    bool out_required;            /* --out must be given */
    const char *summary;          /* one line */
    const char *about;            /* a paragraph for its own --help */
    const char *example;
    /* NULL: not part of this version.  Sets *exit to EXIT_DONE or EXIT_REVIEW. */
    enum status (*run)(const struct options *options, int *exit, struct fault *fault);
};

extern const struct command *const commands[]; /* NULL-ended, in the order of the help */

/* Reads the command line; the options point into argv.  STATUS_USAGE with a sentence. */
enum status MUST_CHECK options_parse(struct options *options, int argc, char **argv,
                                     struct fault *fault);

/* The text of an option of the command's own; NULL: not given. */
const char *options_own(const struct options *options, const char *name);
/* The same as a whole number, one of the words (NULL-ended; its number) or a date (YYYY-MM-DD);
 * `value` stays as it is where the option is not given.  STATUS_USAGE with a sentence. */
enum status MUST_CHECK options_whole(const struct options *options, const char *name, int64_t least,
                                     int64_t most, int64_t *value, struct fault *fault);
enum status MUST_CHECK options_word(const struct options *options, const char *name,
                                    const char *const *words, int *value, struct fault *fault);
enum status MUST_CHECK options_day(const struct options *options, const char *name, int32_t *day,
                                   struct fault *fault);

/* What `wish` asks for, except WISH_RUN. */
void help_print(const struct options *options, FILE *file);

extern const char restock_version[];

#endif
