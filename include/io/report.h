/* report.html: a run's outputs for people, on one page that needs no network. */
#ifndef RESTOCK_IO_REPORT_H
#define RESTOCK_IO_REPORT_H

#include "base/status.h"

/* Reads the outputs of restock plan in `folder` and writes report.html into `target`, a folder that
 * is nobody else's.  STATUS_DATA with a sentence when `folder` holds no plan; STATUS_SYSTEM when
 * the disk refuses. */
enum status MUST_CHECK report_write(const char *folder, const char *target, struct fault *fault);

#endif
