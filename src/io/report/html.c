/* Writing HTML. */
#include "html.h"

#include "base/missing.h"
#include "io/digits.h"

#include <string.h>

void html(struct sheet *page, const char *markup)
{
    sheet_block(page, markup, strlen(markup));
}

static const char *escape(char c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_text(struct sheet *page, struct text text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char *escaped = escape(text.data[i]);
        if (escaped != NULL) {
            sheet_block(page, text.data + start, i - start);
            html(page, escaped);
            start = i + 1;
        }
    }
    sheet_block(page, text.data + start, text.length - start);
}

void html_number(struct sheet *page, double value, int decimals)
{
    char text[2 * DIGITS_SIZE];
    html(page, digits_grouped(text, value, decimals));
}

void html_cell(struct sheet *page, struct text text)
{
    html(page, "<td>");
    html_text(page, text);
    html(page, "</td>");
}

void html_number_cell(struct sheet *page, double value, int decimals)
{
    html(page, "<td class=n>");
    if (!is_missing(value)) {
        html_number(page, value, decimals);
    }
    html(page, "</td>");
}

void html_table(struct sheet *page, const char *const *columns, size_t count)
{
    html(page, "<div class=scroll><table><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        bool number = columns[i][0] == '#';
        html(page, number ? "<th class=n>" : "<th>");
        html(page, columns[i] + number);
        html(page, "</th>");
    }
    html(page, "</tr></thead><tbody>\n");
}
