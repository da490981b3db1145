/* The command line, by getopt_long. */
#include "app/options.h"

#include "app/nearest.h"
#include "base/text.h"

#include <getopt.h>
#include <string.h>

enum letter {
    OPTION_OUT = 'o',
    OPTION_CONFIG = 'c',
    OPTION_SET = 's',
    OPTION_THREADS = 't',
    OPTION_QUIET = 'q',
    OPTION_VERBOSE = 'v',
    OPTION_HELP = 'h',
    OPTION_VERSION = 'V',
    OPTION_AS_OF = 256,
    OPTION_HELP_SETTINGS,
    OPTION_STATE,
    OPTION_OVERLAY,
    OPTION_OWN, /* and those behind it: options of single commands */
};

static const struct option COMMON[] = {
    {"out", required_argument, NULL, OPTION_OUT},
    {"config", required_argument, NULL, OPTION_CONFIG},
    {"set", required_argument, NULL, OPTION_SET},
    {"as-of", required_argument, NULL, OPTION_AS_OF},
    {"threads", required_argument, NULL, OPTION_THREADS},
    {"state", required_argument, NULL, OPTION_STATE},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"verbose", no_argument, NULL, OPTION_VERBOSE},
    {"help", no_argument, NULL, OPTION_HELP},
    {"help-settings", no_argument, NULL, OPTION_HELP_SETTINGS},
    {"version", no_argument, NULL, OPTION_VERSION},
    {"overlay", required_argument, NULL, OPTION_OVERLAY},
};

enum { COMMON_OPTIONS = sizeof COMMON / sizeof *COMMON, MOST_LONG = 128 };

/* What getopt_long reads: the options of all commands, since the command may stand behind them. */
struct table {
    struct option rows[MOST_LONG + 1]; /* ended by zeros */
    size_t count;
};

static bool table_has(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->rows[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void table_make(struct table *table)
{
    *table = (struct table){.count = COMMON_OPTIONS};
    memcpy(table->rows, COMMON, sizeof COMMON);
    for (size_t c = 0; commands[c] != NULL; c++) {
        const struct own_option *own = commands[c]->own;
        for (; own != NULL && own->name != NULL && table->count < MOST_LONG; own++) {
            if (!table_has(table, own->name)) {
                int letter = OPTION_OWN + (int)table->count;
                table->rows[table->count++] =
                    (struct option){own->name, required_argument, NULL, letter};
            }
        }
    }
}

static const char *nearest_option(const struct table *table, const char *word)
{
    struct text name = {word + strspn(word, "-"), strcspn(word + strspn(word, "-"), "=")};
    struct nearest nearest = {.given = name};
    for (size_t i = 0; i < table->count; i++) {
        (void)nearest_offer(&nearest, table->rows[i].name);
    }
    return nearest.word;
}

static const char *nearest_command(const char *word)
{
    struct nearest nearest = {.given = text_of(word)};
    for (size_t i = 0; commands[i] != NULL; i++) {
        (void)nearest_offer(&nearest, commands[i]->name);
    }
    return nearest.word;
}

static enum status find_command(struct options *options, const char *word, struct fault *fault)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->name, word) == 0) {
            options->command = commands[i];
            return STATUS_OK;
        }
    }
    return fault_set(fault, STATUS_USAGE,
                     "there is no command \"%s\"; the nearest is \"%s\" (restock --help lists all)",
                     word, nearest_command(word));
}

/* The bit that a command must have to take the option; 0: every command takes it. */
static unsigned bit_of(int letter)
{
    switch (letter) {
    case OPTION_OUT:
        return TAKES_OUT;
    case OPTION_CONFIG:
    case OPTION_SET:
    case OPTION_AS_OF:
    case OPTION_OVERLAY:
    case OPTION_HELP_SETTINGS:
        return TAKES_CONFIG;
    case OPTION_THREADS:
        return TAKES_THREADS;
    case OPTION_QUIET:
    case OPTION_VERBOSE:
        return TAKES_TALK;
    case OPTION_STATE:
        return TAKES_STATE;
    default:
        return 0;
    }
}

static enum status take_own(struct options *options, const char *name, struct fault *fault)
{
    size_t at = 0;
    while (at < options->own_count && strcmp(options->own[at].name, name) != 0) {
        at++;
    }
    if (at == OPTIONS_OWN) {
        return fault_set(fault, STATUS_USAGE, "more than %d options are given", OPTIONS_OWN);
    }
    options->own_count += at == options->own_count;
    options->own[at] = (struct own_given){name, optarg};
    return STATUS_OK;
}

static enum status take(struct options *options, int letter, struct fault *fault)
{
    switch (letter) {
    case OPTION_OUT:
        options->out = optarg;
        break;
    case OPTION_CONFIG:
        options->config = optarg;
        break;
    case OPTION_SET:
        if (options->set_count == OPTIONS_SETS) {
            return fault_set(fault, STATUS_USAGE, "--set is given more than %d times",
                             OPTIONS_SETS);
        }
        options->sets[options->set_count++] = optarg;
        break;
    case OPTION_AS_OF:
        options->as_of = optarg;
        break;
    case OPTION_THREADS:
        options->threads = optarg;
        break;
    case OPTION_STATE:
        options->state = optarg;
        break;
    case OPTION_QUIET:
        options->level = LOG_QUIET;
        break;
    case OPTION_VERBOSE:
        options->level = LOG_VERBOSE;
        break;
    case OPTION_HELP:
        options->wish = WISH_HELP;
        break;
    case OPTION_HELP_SETTINGS:
        options->wish = WISH_HELP_SETTINGS;
        break;
    case OPTION_VERSION:
        options->wish = WISH_VERSION;
        break;
    case OPTION_OVERLAY:
        options->overlay = optarg;
        break;
    default:
        break;
    }
    return STATUS_OK;
}

static enum status read_options(struct options *options, int argc, char **argv, unsigned *seen,
                                struct fault *fault)
{
    opterr = 0;
    struct table table;
    table_make(&table);
    optind = 0; /* glibc: begin anew, so that a test may parse more than once */
    for (;;) {
        int before = optind > 0 ? optind : 1;
        int letter = getopt_long(argc, argv, ":o:c:qvh", table.rows, NULL);
        if (letter == -1) {
            return STATUS_OK;
        }
        const char *word = argv[optind > before ? optind - 1 : before];
        if (letter == ':') {
            return fault_set(fault, STATUS_USAGE, "%s needs a value (restock --help)", word);
        }
        if (letter == '?') {
            return fault_set(fault, STATUS_USAGE,
                             "there is no option %s, or not in that form; the nearest is --%s",
                             word, nearest_option(&table, word));
        }
        *seen |= bit_of(letter);
        TRY(letter >= OPTION_OWN ? take_own(options, table.rows[letter - OPTION_OWN].name, fault)
                                 : take(options, letter, fault));
    }
}

static const char *bit_name(unsigned bit)
{
    return bit == TAKES_OUT       ? "--out"
           : bit == TAKES_CONFIG  ? "--config, --set, --as-of or --overlay"
           : bit == TAKES_THREADS ? "--threads"
           : bit == TAKES_TALK    ? "--quiet or --verbose"
                                  : "--state";
}

static bool takes_own(const struct command *command, const char *name)
{
    const struct own_option *own = command->own;
    while (own != NULL && own->name != NULL && strcmp(own->name, name) != 0) {
        own++;
    }
    return own != NULL && own->name != NULL;
}

static enum status check_command(const struct options *options, unsigned seen, struct fault *fault)
{
    const struct command *command = options->command;
    if (command->run == NULL) {
        return fault_set(fault, STATUS_USAGE, "restock %s is not part of this version (%s)",
                         command->name, restock_version);
    }
    for (unsigned bit = 1; bit <= TAKES_STATE; bit <<= 1) {
        if ((seen & bit & ~command->takes) != 0) {
            return fault_set(fault, STATUS_USAGE, "restock %s takes no %s", command->name,
                             bit_name(bit));
        }
    }
    for (size_t i = 0; i < options->own_count; i++) {
        if (!takes_own(command, options->own[i].name)) {
            return fault_set(fault, STATUS_USAGE,
                             "restock %s takes no --%s (restock %s --help lists what it takes)",
                             command->name, options->own[i].name, command->name);
        }
    }
    if (options->wish != WISH_RUN) {
        return STATUS_OK;
    }
    if (options->operand_count != command->operand_count) {
        return fault_set(fault, STATUS_USAGE, "restock %s expects %s, found %zu argument%s",
                         command->name, command->operands, options->operand_count,
                         options->operand_count == 1 ? "" : "s");
    }
    if (command->out_required && options->out == NULL) {
        return fault_set(fault, STATUS_USAGE, "restock %s needs --out OUT, the folder to write",
                         command->name);
    }
    if (options->out != NULL && options->out[0] == '\0') {
        return fault_set(fault, STATUS_USAGE, "--out is empty, expected a folder");
    }
    if (options->overlay != NULL && options->overlay[0] == '\0') {
        return fault_set(fault, STATUS_USAGE, "--overlay is empty, expected a file");
    }
    if (options->state != NULL && options->state[0] == '\0') {
        return fault_set(fault, STATUS_USAGE, "--state is empty, expected a folder");
    }
    return STATUS_OK;
}

enum status options_parse(struct options *options, int argc, char **argv, struct fault *fault)
{
    *options = (struct options){.level = LOG_NORMAL};
    unsigned seen = 0;
    TRY(read_options(options, argc, argv, &seen, fault));
    if (optind >= argc) {
        if (options->wish == WISH_RUN && argc > 1) {
            return fault_set(fault, STATUS_USAGE, "a command is missing (restock --help)");
        }
        options->wish = options->wish == WISH_RUN ? WISH_HELP : options->wish;
        return STATUS_OK;
    }
    TRY(find_command(options, argv[optind++], fault));
    while (optind < argc && options->operand_count < OPTIONS_OPERANDS) {
        options->operands[options->operand_count++] = argv[optind++];
    }
    if (optind < argc) {
        return fault_set(fault, STATUS_USAGE, "restock %s expects %s, found \"%s\" besides",
                         options->command->name, options->command->operands, argv[optind]);
    }
    return check_command(options, seen, fault);
}
