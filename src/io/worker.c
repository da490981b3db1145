/* What a thread does with the fields of a row: names looked up, fields refused. */
#include "base/missing.h"
#include "io/intake.h"

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

/* How far a guess is trusted; after some in vain only now and then one is made. */
enum { TRUST_MOST = 8, TRUST_AGAIN = 32 };

/* The id of what followed the last name before, or of what followed that, if it is one of them. */
static uint32_t guess(const struct intern *dictionary, struct last_name *last, struct text text)
{
    if (last->text.length == SIZE_MAX || (last->trust == 0 && ++last->tries % TRUST_AGAIN != 0)) {
        return NO_ID;
    }
    uint32_t id = intern_after(dictionary, last->id, text);
    if (id == NO_ID) {
        id = intern_after(dictionary, dictionary->follower[last->id], text);
    }
    if (id == NO_ID) {
        last->trust -= last->trust > 0;
    } else {
        last->trust += last->trust < TRUST_MOST;
    }
    return id;
}

static uint32_t add_name(struct worker *worker, const struct column *column, struct text text)
{
    enum dictionary which = column_dictionary(column->kind);
    if (text.length > (which == DICTIONARY_WORD ? MAX_WORD : MAX_KEY)) {
        worker_refuse(worker, column, text,
                      which == DICTIONARY_WORD ? "at most 4096 bytes" : "at most 128 bytes");
        return NO_ID;
    }
    if (!text_is_utf8(text)) {
        worker_refuse(worker, column, text, "text in UTF-8");
        return NO_ID;
    }
    uint32_t id = intern_add(&worker->dictionary[which], text);
    if (id == NO_ID) {
        (void)fault_memory(&worker->fault, "names");
    }
    return id;
}

uint32_t worker_name(struct worker *worker, const struct column *column, size_t index,
                     struct text text)
{
    struct last_name *last = &worker->last[index];
    if (text_equal(last->text, text)) {
        return last->id;
    }
    struct intern *dictionary = &worker->dictionary[column_dictionary(column->kind)];
    uint32_t id = guess(dictionary, last, text);
    if (id == NO_ID) {
        id = intern_find(dictionary, text);
        id = id != NO_ID ? id : add_name(worker, column, text);
        if (id == NO_ID) {
            return NO_ID;
        }
        if (last->text.length != SIZE_MAX) {
            dictionary->follower[last->id] = id;
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
