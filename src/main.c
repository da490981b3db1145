/* restock: options, run, exit status. */
#include "app/options.h"
#include "base/status.h"

#include <stdio.h>

static int report_fault(const struct fault *fault)
{
    (void)fprintf(stderr, "restock: %s\n", fault->message);
    return (int)fault->status;
}

/* What was printed must also have arrived: a full disk behind stdout is a failure like another. */
static enum status flush_output(struct fault *fault)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        return fault_set(fault, STATUS_SYSTEM, "the standard output cannot be written");
    }
    return STATUS_OK;
}

int main(int argc, char **argv)
{
    struct options options;
    struct fault fault = {0};
    if (options_parse(&options, argc, argv, &fault) != STATUS_OK) {
        return report_fault(&fault);
    }
    int exit_status = EXIT_DONE;
    if (options.wish != WISH_RUN) {
        help_print(&options, stdout);
    } else if (options.command->run(&options, &exit_status, &fault) != STATUS_OK) {
        return report_fault(&fault);
    }
    if (flush_output(&fault) != STATUS_OK) {
        return report_fault(&fault);
    }
    return exit_status;
}
