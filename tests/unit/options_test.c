/* The command line: what is understood, and what is refused with which sentence. */
#include "support/check.h"

#include "app/options.h"

#include <string.h>

enum { WORDS = 16 };

struct line {
    struct options options;
    struct fault fault;
};

/* The words of `text` as arguments behind "restock". */
static enum status parse(struct line *line, const char *text)
{
    static char copy[512]; /* the options point into it */
    char name[] = "restock";
    char *words[WORDS] = {name};
    int count = 1;
    char *rest = NULL;
    strcpy(copy, text);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        words[count++] = word;
    }
    *line = (struct line){0};
    return options_parse(&line->options, count, words, &line->fault);
}

static void refused(const char *text, const char *part)
{
    struct line line;
    assert_int_equal(parse(&line, text), STATUS_USAGE);
    if (strstr(line.fault.message, part) == NULL) {
        print_error("\"%s\": \"%s\" does not say \"%s\"\n", text, line.fault.message, part);
        fail();
    }
}

static void options_may_stand_anywhere(void **state)
{
    (void)state;
    struct line line;
    assert_int_equal(parse(&line, "--threads 2 forecast --set a.b=c in -q --set=d.e=f --out out"),
                     STATUS_OK);
    assert_string_equal(line.options.command->name, "forecast");
    assert_string_equal(line.options.operands[0], "in");
    assert_string_equal(line.options.out, "out");
    assert_string_equal(line.options.threads, "2");
    assert_int_equal(line.options.set_count, 2);
    assert_string_equal(line.options.sets[1], "d.e=f");
    assert_int_equal(line.options.level, LOG_QUIET);
}

static void a_command_has_options_of_its_own(void **state)
{
    (void)state;
    struct line line;
    int64_t seed = 1;
    int word = 7;
    assert_int_equal(parse(&line, "--seed 3 generate out --seed 4 --bucket week"), STATUS_OK);
    assert_string_equal(options_own(&line.options, "seed"), "4");
    assert_null(options_own(&line.options, "series"));
    assert_int_equal(options_whole(&line.options, "seed", 0, 9, &seed, &line.fault), STATUS_OK);
    assert_int_equal(seed, 4);
    assert_int_equal(options_whole(&line.options, "seed", 5, 9, &seed, &line.fault), STATUS_USAGE);
    const char *const words[] = {"day", "month", NULL};
    assert_int_equal(options_word(&line.options, "bucket", words, &word, &line.fault),
                     STATUS_USAGE);
    assert_non_null(strstr(line.fault.message, "expected day or month"));
    refused("forecast in --out out --seed 3", "restock forecast takes no --seed");
}

static void a_sku_that_begins_with_a_dash_comes_after_two(void **state)
{
    (void)state;
    struct line line;
    assert_int_equal(parse(&line, "forecast --out o -- -in"), STATUS_OK);
    assert_string_equal(line.options.operands[0], "-in");
}

static void nothing_at_all_is_a_wish_for_help(void **state)
{
    (void)state;
    struct line line;
    assert_int_equal(parse(&line, ""), STATUS_OK);
    assert_int_equal(line.options.wish, WISH_HELP);
    assert_null(line.options.command);
    assert_int_equal(parse(&line, "forecast --help"), STATUS_OK);
    assert_int_equal(line.options.wish, WISH_HELP);
    assert_string_equal(line.options.command->name, "forecast");
    assert_int_equal(parse(&line, "--version"), STATUS_OK);
    assert_int_equal(line.options.wish, WISH_VERSION);
}

static void a_mistyped_word_is_answered_with_the_nearest(void **state)
{
    (void)state;
    refused("forcast in --out o", "the nearest is \"forecast\"");
    refused("forecast in --outt o", "the nearest is --out");
    refused("forecast in --treads=3 --out o", "the nearest is --threads");
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    refused("forecast in", "needs --out OUT");
    refused("forecast --out o", "expects IN");
    refused("forecast in more --out o", "expects IN");
    refused("forecast a b c d --out o", "\"d\" besides");
    refused("forecast in --out", "--out needs a value");
    refused("--quiet", "a command is missing");
}

static void diff_takes_two_folders_and_its_own_options(void **state)
{
    (void)state;
    struct line line;
    assert_int_equal(parse(&line, "diff old new --top 3"), STATUS_OK);
    assert_string_equal(options_own(&line.options, "top"), "3");
    refused("diff old", "expects OLD NEW");
    refused("diff old new --out there", "takes no");
    refused("diff old new --overlay what-if.csv", "takes no");
}

static void every_open_command_has_a_page(void **state)
{
    (void)state;
    for (size_t i = 0; commands[i] != NULL; i++) {
        const struct command *command = commands[i];
        if (command->run != NULL) {
            assert_non_null(command->summary);
            assert_non_null(command->about);
            assert_non_null(strstr(command->example, command->name));
            assert_true(strlen(command->summary) < 60);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_may_stand_anywhere),
        cmocka_unit_test(a_command_has_options_of_its_own),
        cmocka_unit_test(a_sku_that_begins_with_a_dash_comes_after_two),
        cmocka_unit_test(nothing_at_all_is_a_wish_for_help),
        cmocka_unit_test(a_mistyped_word_is_answered_with_the_nearest),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(diff_takes_two_folders_and_its_own_options),
        cmocka_unit_test(every_open_command_has_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
