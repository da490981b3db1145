/* A forecast as a small picture inside a table cell. */
#ifndef RESTOCK_IO_REPORT_CHART_H
#define RESTOCK_IO_REPORT_CHART_H

#include "gather.h"
#include "io/save.h"

/* Writes an inline SVG; nothing for less than two periods. */
void chart(struct sheet *page, const struct series *series);

#endif
