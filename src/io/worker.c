/* What a thread does with the fields of a row: names looked up, fields refused. */
#include "base/missing.h"
#include "io/intake.h"
#include "usual.h"

#include <stdio.h>

enum dictionary column_dictionary(enum column_kind kind)
{
    return kind == COLUMN_SKU     ? DICTIONARY_SKU
           : kind == COLUMN_PLACE ? DICTIONARY_PLACE
           : kind == COLUMN_WORD  ? DICTIONARY_WORD
                                  : DICTIONARIES;
}

bool worker_refuse(struct worker *worker, const struct column *column, struct text text,
                   const char *expected)
{
    char shown[SHOWN_SIZE];
    snprintf(worker->reason, sizeof worker->reason, "%s is \"%s\", expected %s", column->name,
             text_shown(text, shown), expected);
    return false;
}

bool worker_empty(struct worker *worker, const struct column *column)
{
    snprintf(worker->reason, sizeof worker->reason, "%s is empty", column->name);
    return false;
}

uint32_t worker_name(struct worker *worker, const struct column *column, size_t index,
                     struct text text)
{
    struct last_name *last = &worker->last[index];
    if (text.length > 0 && usual_equal(last->text, text)) {
        return last->id;
    }
    enum dictionary which = column_dictionary(column->kind);
    struct intern *dictionary = &worker->dictionary[which];
    uint32_t id = intern_find(dictionary, text);
    if (id == NO_ID) {
        if (text.length > (which == DICTIONARY_WORD ? MAX_WORD : MAX_KEY)) {
            worker_refuse(worker, column, text,
                          which == DICTIONARY_WORD ? "at most 4096 bytes" : "at most 128 bytes");
            return NO_ID;
        }
        if (!text_is_utf8(text)) {
            worker_refuse(worker, column, text, "text in UTF-8");
            return NO_ID;
        }
        id = intern_add(dictionary, text);
        if (id == NO_ID) {
            (void)fault_memory(&worker->fault, "names");
            return NO_ID;
        }
    }
    last->text = dictionary->text[id];
    last->id = id;
    return id;
}

int yes_no(struct text text)
{
    static const char *const YES[] = {"1", "yes", "true", "y"};
    static const char *const NO[] = {"0", "no", "false", "n"};
    for (size_t i = 0; i < sizeof YES / sizeof *YES; i++) {
        if (text_equal_nocase(text, text_of(YES[i]))) {
            return 1;
        }
        if (text_equal_nocase(text, text_of(NO[i]))) {
            return 0;
        }
    }
    return -1;
}
