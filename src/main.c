/* restock: options, run, exit status. */
#include "base/status.h"

int main(void)
{
    return STATUS_USAGE;
}
