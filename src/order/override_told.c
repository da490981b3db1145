/* Planners' words in sentences. */
#include "override_audit.h"

#include "base/missing.h"

#include <math.h>
#include <stdio.h>

/* Bytes of an author and a reason that a sentence repeats, and of a part of it. */
enum { NAME_BYTES = 32, REASON_BYTES = 72, PART_SIZE = 128 };

/* A text of at most `most` bytes, never through the middle of a character. */
static struct text clipped(struct text text, size_t most)
{
    if (text.length > most) {
        /* bytes 10xxxxxx continue a character */
        while (most > 0 && ((unsigned char)text.data[most] & 0xC0) == 0x80) {
            most--;
        }
        text.length = most;
    }
    return text;
}

static const char *period_word(const struct panel *panel)
{
    return panel->calendar.bucket == BUCKET_DAY    ? "day"
           : panel->calendar.bucket == BUCKET_WEEK ? "week"
                                                   : "month";
}

/* "order 36 until 2026-02-01 by ann (agreed)". */
static void name_word(const struct audit *audit, const struct override_row *row,
                      enum override_field field, char *text, size_t size)
{
    const struct names *names = &audit->desk->basis->inputs->names;
    char until[DAY_TEXT_SIZE] = "";
    if (row->end_day != NO_DAY) {
        day_format(row->end_day, until);
    }
    struct text author = clipped(intern_text(&names->word, row->author), NAME_BYTES);
    struct text reason = clipped(intern_text(&names->word, row->reason), REASON_BYTES);
    bool open = row->end_day == NO_DAY;
    (void)snprintf(text, size, "%s %.6g%s%s%s%s%s%.*s%s%.*s%s", override_field_name(field),
                   row->value, field == OVERRIDE_FORECAST ? " a " : "",
                   field == OVERRIDE_FORECAST ? period_word(audit->desk->basis->panel) : "",
                   open ? " without an end" : " until ", until, author.length > 0 ? " by " : "",
                   TEXT_PRINT(author), reason.length > 0 ? " (" : "", TEXT_PRINT(reason),
                   reason.length > 0 ? ")" : "");
}

static struct exception row_for(const struct override_row *row, const char *kind)
{
    return (struct exception){
        .severity = SEVERITY_INFO, .kind = kind, .sku = row->sku, .location = row->location};
}

static void tell_active(struct findings *findings, const struct audit *audit,
                        const struct override_row *row, const struct word_state *word)
{
    const struct position *position = &audit->desk->plan->positions[word->position];
    char name[2 * PART_SIZE];
    char ours[PART_SIZE] = "";
    char sold[PART_SIZE] = "";
    name_word(audit, row, word->field, name, sizeof name);
    if (word->field == OVERRIDE_FORECAST) {
        (void)snprintf(ours, sizeof ours, "; ours is %.3g", word->ours);
    } else if (word->field == OVERRIDE_TARGET) {
        (void)snprintf(ours, sizeof ours, "; ours is %.6g", word->ours);
    }
    if (word->field == OVERRIDE_FORECAST && !is_missing(word->sold)) {
        (void)snprintf(sold, sizeof sold, ", %.3g sold since", word->sold);
    }
    struct exception made = row_for(row, "override_active");
    made.money_at_risk = fabs(position->quantity - word->without) * position->terms->unit_cost;
    finding_say(&made.message, audit->desk->arena, "%s%s%s: %.6g ordered, %.6g without it", name,
                ours, sold, position->quantity, word->without);
    made.action = row->end_day == NO_DAY
                      ? "give it an end_date, or it stands in the plan's way for good"
                      : "none: it ends by itself";
    finding_add(findings, made);
}

static void tell_expired(struct findings *findings, const struct audit *audit,
                         const struct override_row *row, const struct word_state *word)
{
    char name[2 * PART_SIZE];
    char sold[PART_SIZE] = "";
    char ours[PART_SIZE] = "";
    name_word(audit, row, word->field, name, sizeof name);
    if (!is_missing(word->sold)) {
        (void)snprintf(sold, sizeof sold, "; %.3g a %s were sold", word->sold,
                       period_word(audit->desk->basis->panel));
    }
    if (word->field != OVERRIDE_ORDER) {
        (void)snprintf(ours, sizeof ours, "the %s is %.4g again and ",
                       override_field_name(word->field), word->ours);
    }
    struct exception made = row_for(row, "override_expired");
    finding_say(&made.message, audit->desk->arena, "%s has ended%s; %s%.6g are ordered now", name,
                sold, ours, word->without);
    made.action = "renew it, or take the row out of overrides.csv";
    finding_add(findings, made);
}

static void tell_lost(struct findings *findings, const struct audit *audit,
                      const struct override_row *row, const struct word_state *word)
{
    char name[2 * PART_SIZE];
    name_word(audit, row, word->field, name, sizeof name);
    bool unknown = word->position == SIZE_MAX;
    struct exception made = row_for(row, unknown ? "override_unknown" : "override_unheeded");
    made.severity = SEVERITY_WARNING;
    finding_say(&made.message, audit->desk->arena, "%s has no effect: %s", name, word->lost);
    made.action = unknown ? "check sku and location" : "correct or remove the override";
    finding_add(findings, made);
}

void words_tell(struct findings *findings, const struct audit *audit, size_t count)
{
    for (size_t o = 0; o < count; o++) {
        const struct override_row *row = audited_row(audit, o);
        const struct word_state *word = &audit->words[o];
        findings->failed = findings->failed || audit->failed[o] != 0;
        switch (word->state) {
        case WORD_ACTIVE:
            tell_active(findings, audit, row, word);
            break;
        case WORD_EXPIRED:
            tell_expired(findings, audit, row, word);
            break;
        case WORD_LOST:
            tell_lost(findings, audit, row, word);
            break;
        case WORD_SILENT:
            break;
        }
    }
}
