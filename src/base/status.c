/* Faults: a code and a sentence. */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

enum status fault_set(struct fault *fault, enum status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fault->status = status;
    (void)vsnprintf(fault->message, sizeof fault->message, format, arguments);
    va_end(arguments);
    return status;
}
