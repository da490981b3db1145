/* What the run says while it works: to standard error, one line per phase; nothing with --quiet. */
#ifndef RESTOCK_BASE_LOG_H
#define RESTOCK_BASE_LOG_H

#include "base/status.h"

enum log_level { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE };

struct log {
    enum log_level level;
};

/* A line of the run's ordinary account. */
void log_line(const struct log *log, const char *format, ...) PRINTF_LIKE(2, 3);
/* A line that only --verbose shows. */
void log_detail(const struct log *log, const char *format, ...) PRINTF_LIKE(2, 3);

/* Seconds on a clock that only moves forward; for phase times, never for a result. */
double clock_seconds(void);
/* The most memory the process has held, in bytes. */
double memory_peak(void);

#endif
