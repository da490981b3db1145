/* restock report: makes report.html again from a run's outputs. */
#include "app/command.h"
#include "io/report.h"

#include <stdio.h>

enum status command_report(const struct options *options, int *exit, struct fault *fault)
{
    const char *folder = options->operands[0];
    *exit = EXIT_DONE;
    TRY(report_write(folder, folder, fault));
    (void)printf("wrote %s/report.html\n", folder);
    return STATUS_OK;
}
