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
    OPTION_WORLD, /* and those behind it, by enum world_option */
};

static const struct option LONG[] = {
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
    {"series", required_argument, NULL, OPTION_WORLD + WORLD_SERIES},
    {"skus", required_argument, NULL, OPTION_WORLD + WORLD_ITEMS},
    {"locations", required_argument, NULL, OPTION_WORLD + WORLD_LOCATIONS},
    {"periods", required_argument, NULL, OPTION_WORLD + WORLD_PERIODS},
    {"horizon", required_argument, NULL, OPTION_WORLD + WORLD_HORIZON},
    {"bucket", required_argument, NULL, OPTION_WORLD + WORLD_BUCKET},
    {"start", required_argument, NULL, OPTION_WORLD + WORLD_START},
    {"seed", required_argument, NULL, OPTION_WORLD + WORLD_SEED},
    {"columns", required_argument, NULL, OPTION_WORLD + WORLD_COLUMNS},
    {"order", required_argument, NULL, OPTION_WORLD + WORLD_ORDER},
    {NULL, 0, NULL, 0}};

static const char *nearest_option(const char *word)
{
    struct text name = {word + strspn(word, "-"), strcspn(word + strspn(word, "-"), "=")};
    struct nearest nearest = {.given = name};
    for (size_t i = 0; LONG[i].name != NULL; i++) {
        (void)nearest_offer(&nearest, LONG[i].name);
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
        return letter >= OPTION_WORLD ? TAKES_WORLD : 0;
    }
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
    default:
        if (letter >= OPTION_WORLD) {
            options->world[letter - OPTION_WORLD] = optarg;
        }
        break;
    }
    return STATUS_OK;
}

static enum status read_options(struct options *options, int argc, char **argv, unsigned *seen,
                                struct fault *fault)
{
    opterr = 0;
    optind = 0; /* glibc: begin anew, so that a test may parse more than once */
    for (;;) {
        int before = optind > 0 ? optind : 1;
        int letter = getopt_long(argc, argv, ":o:c:qvh", LONG, NULL);
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
                             word, nearest_option(word));
        }
        *seen |= bit_of(letter);
        TRY(take(options, letter, fault));
    }
}

static const char *bit_name(unsigned bit)
{
    return bit == TAKES_OUT       ? "--out"
           : bit == TAKES_CONFIG  ? "--config, --set or --as-of"
           : bit == TAKES_THREADS ? "--threads"
           : bit == TAKES_TALK    ? "--quiet or --verbose"
           : bit == TAKES_STATE   ? "--state"
                                  : "option of restock generate (its --help lists them)";
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
