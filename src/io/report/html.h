/* Writing HTML: everything that comes from data goes through html_text. */
#ifndef RESTOCK_IO_REPORT_HTML_H
#define RESTOCK_IO_REPORT_HTML_H

#include "base/text.h"
#include "io/save.h"

/* Mark-up of our own, as it stands. */
void html(struct sheet *page, const char *markup);
/* Text from data: the five characters that mean something to HTML are escaped. */
void html_text(struct sheet *page, struct text text);
/* Table cells: of text, and of a number with thousands and so many decimals, "" when MISSING. */
void html_cell(struct sheet *page, struct text text);
void html_number_cell(struct sheet *page, double value, int decimals);
/* A number inside running text. */
void html_number(struct sheet *page, double value, int decimals);
/* <table> with a head; `columns` are header texts of our own, a leading '#' marks numbers. */
void html_table(struct sheet *page, const char *const *columns, size_t count);

#endif
