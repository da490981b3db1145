/* restock explain: the account of one suggestion. */
#include "app/command.h"
#include "app/explain.h"

static enum status explain(const struct options *options, struct arena *arena, struct fault *fault)
{
    const char *folder = options->operands[0];
    const struct text *row = NULL;
    TRY(explain_find(folder, text_of(options->operands[1]), text_of(options->operands[2]), arena,
                     &row, fault));
    explain_position(row, stdout);
    return explain_files(folder, row, stdout, fault);
}

enum status command_explain(const struct options *options, int *exit, struct fault *fault)
{
    struct arena arena;
    arena_init(&arena, 0);
    enum status status = explain(options, &arena, fault);
    arena_free(&arena);
    *exit = EXIT_DONE;
    return status;
}
