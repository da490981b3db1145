/* Records of the series, from the last run and for the next. */
#include "forecast/memory.h"

#include "base/hash.h"
#include "kept.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Periods at the beginning that may drop out of a moving window, and at the end that may still be
 * corrected; a younger series has no past to be known by. */
enum { MAY_DROP = 4, MAY_CHANGE = 2, LEAST_PAST = 6 };
/* A replay searches a series every so many nights, if those bring no more than a tenth of it. */
enum { HOLD_NIGHTS = 4, HOLD_SHARE = 10 };
/* More new periods than these make it another fit. */
enum { GROWN_MOST = 7 };

enum { RECORD_MOST = sizeof(struct record) + NOTES_MOST * sizeof(double) };
static_assert(sizeof(struct record) % sizeof(double) == 0, "numbers follow a record");

/* Room for some series' records: address space, of which only what is written takes memory. */
struct memory_block {
    struct memory_block *next;
    unsigned char *bytes; /* [size] */
    size_t size;
    atomic_size_t used;
};

/* A last night that needs no file. */
struct memory_turned {
    struct record_place *place;
    unsigned char *records;
};

void memory_init(struct memory *memory, size_t nights)
{
    *memory = (struct memory){.nights = nights > 0 ? nights : 1};
}

void memory_init_replay(struct memory *memory, size_t nights)
{
    memory_init(memory, nights);
    memory->replay = true;
}

static void drop_turned(struct memory *memory)
{
    if (memory->turned != NULL) {
        free(memory->turned->place);
        free(memory->turned->records);
        free(memory->turned);
    }
    memory->turned = NULL;
    memory->place = NULL;
    memory->records = NULL;
    memory->count = memory->records_size = 0;
}

static void drop_blocks(struct memory *memory)
{
    while (memory->block != NULL) {
        struct memory_block *block = memory->block;
        memory->block = block->next;
        if (block->bytes != NULL) {
            (void)munmap(block->bytes, block->size);
        }
        free(block);
    }
}

void memory_free(struct memory *memory)
{
    drop_blocks(memory);
    drop_turned(memory);
    kept_free(memory->kept);
    memory->kept = NULL;
}

static const struct record *record_at(const struct memory *memory, size_t i)
{
    return (const struct record *)(const void *)(memory->records + memory->place[i].offset);
}

size_t record_size(const struct record *record)
{
    return sizeof *record + record->count * sizeof(double);
}

bool memory_recall_all(struct memory *memory, const struct record_place *place, size_t count,
                       const unsigned char *records, size_t size)
{
    size_t next = 0;
    for (size_t i = 0; i < count; i++) {
        if (place[i].offset != next || size - next < sizeof(struct record) ||
            (i > 0 && place[i].key < place[i - 1].key)) {
            return false;
        }
        const struct record *record = (const struct record *)(const void *)(records + next);
        if (record->count > NOTES_MOST || record_size(record) > size - next ||
            record->key != place[i].key) {
            return false;
        }
        next += record_size(record);
    }
    if (next != size) {
        return false;
    }
    memory->place = place;
    memory->count = count;
    memory->records = records;
    memory->records_size = size;
    return true;
}

void memory_reserve(struct memory *memory, size_t count)
{
    if (memory == NULL || memory->lost || count == 0) {
        return;
    }
    struct memory_block *block = calloc(1, sizeof *block);
    size_t size = count * RECORD_MOST;
    void *bytes = block == NULL ? MAP_FAILED
                                : mmap(NULL, size, PROT_READ | PROT_WRITE,
                                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (bytes == MAP_FAILED) {
        memory->lost = true;
        free(block);
        return;
    }
    block->bytes = bytes;
    block->size = size;
    block->next = memory->block;
    memory->block = block;
}

void memory_settle(struct memory *memory)
{
    if (memory == NULL || memory->block == NULL || memory->block->bytes == NULL) {
        return;
    }
    struct memory_block *block = memory->block;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t kept = (atomic_load(&block->used) + page - 1) / page * page;
    if (kept < block->size) {
        (void)munmap(block->bytes + kept, block->size - kept);
        block->size = kept;
        block->bytes = kept > 0 ? block->bytes : NULL;
    }
}

static uint64_t key_of(const struct memory_key *key)
{
    uint64_t hash = hash_bytes(0, key->sku.data, key->sku.length);
    return hash_bytes(hash, key->location.data, key->location.length);
}

/* Everything that decides what a model finds, the horizon not: that is looked at afterwards. */
static uint64_t fingerprint_of(const struct history *history)
{
    uint64_t hash = hash_word(history->length, history->season);
    hash = hash_word(hash, (uint64_t)history->bounds * 2 + history->nonnegative);
    hash = hash_doubles(hash, history->seasons.length, history->seasons.count);
    return hash_doubles(hash, history->demand, history->length);
}

/* The part of a history of `length` periods from `first` on by which it is known again, out of the
 * one in `span`; false if that does not hold it. */
static bool past_of(const struct span *span, int32_t first, size_t length, uint64_t *past)
{
    if (length < MAY_DROP + LEAST_PAST + MAY_CHANGE) {
        return false;
    }
    const int64_t from = (int64_t)first + MAY_DROP - span->first_period;
    const int64_t to = (int64_t)first + (int64_t)length - MAY_CHANGE - span->first_period;
    if (from < 0 || to > (int64_t)span->length) {
        return false;
    }
    *past = hash_doubles(0, span->demand + from, (size_t)(to - from));
    return true;
}

/* The first of the records with this key; count if there is none. */
static size_t find(const struct memory *memory, uint64_t key)
{
    size_t low = 0;
    size_t high = memory->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memory->place[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < memory->count && memory->place[low].key == key ? low : memory->count;
}

/* Whether the record's parameters are worth starting from: the same series, somewhat longer. */
static bool known_again(const struct record *before, const struct memory_key *key)
{
    const struct span *span = key->span;
    const int64_t end = (int64_t)span->first_period + (int64_t)span->length;
    const int64_t grown = end - before->first_period - (int64_t)before->length;
    const int64_t moved = (int64_t)span->first_period - before->first_period;
    uint64_t past;
    return grown >= 0 && grown <= GROWN_MOST && moved >= 0 && moved <= MAY_DROP &&
           past_of(span, before->first_period, before->length, &past) && past == before->past;
}

static int64_t end_of(const struct record *record)
{
    return (int64_t)record->first_period + (int64_t)record->length;
}

static struct record record_of(const struct memory_key *key, uint64_t hash)
{
    struct record record = {.key = hash_word(hash, key->back),
                            .fingerprint = fingerprint_of(key->history),
                            .first_period = key->span->first_period,
                            .length = (uint32_t)key->span->length};
    (void)past_of(key->span, record.first_period, record.length, &record.past);
    return record;
}

/* Whether the former parameters will do tonight. */
static bool held(const struct memory *memory, const struct record *record, uint64_t hash,
                 size_t grown)
{
    const uint64_t turn = hash / memory->nights % HOLD_NIGHTS;
    return memory->replay && turn != memory->night % HOLD_NIGHTS &&
           record->length >= (uint64_t)HOLD_SHARE * HOLD_NIGHTS * grown;
}

void memory_recall(struct memory *memory, const struct memory_key *key, struct notes *notes,
                   struct record *record)
{
    const uint64_t hash = key_of(key);
    *record = record_of(key, hash);
    notes->before_count = 0;
    notes->same = notes->hold = false;
    notes->moved = notes->grown = 0;
    notes->count = 0;
    const size_t at = find(memory, record->key);
    if (at == memory->count) {
        return;
    }
    const struct record *before = record_at(memory, at);
    const bool same = before->fingerprint == record->fingerprint;
    const bool turn = hash % memory->nights == memory->night % memory->nights;
    if ((turn && before->age > 0) || (turn && !same) || (!same && !known_again(before, key))) {
        return;
    }
    notes->same = same;
    notes->moved = same ? 0 : (size_t)(record->first_period - before->first_period);
    notes->grown = same ? 0 : (size_t)(end_of(record) - end_of(before));
    notes->hold = !same && held(memory, record, hash, notes->grown);
    notes->before = (const double *)(const void *)(before + 1);
    notes->before_count = before->count;
    record->age = before->age + !same;
}

/* How the series was met. */
static void count_in(struct memory *memory, const struct notes *notes)
{
    atomic_size_t *count = notes->same               ? &memory->same
                           : notes->before_count > 0 ? &memory->started
                                                     : &memory->anew;
    atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
}

void memory_keep(struct memory *memory, struct record *record, const struct notes *notes)
{
    struct memory_block *block = memory->block;
    if (block == NULL || memory->lost || notes->count == 0) {
        return;
    }
    count_in(memory, notes);
    record->count = (uint32_t)notes->count;
    const size_t at =
        atomic_fetch_add_explicit(&block->used, record_size(record), memory_order_relaxed);
    assert(at + record_size(record) <= block->size);
    memcpy(block->bytes + at, record, sizeof *record);
    memcpy(block->bytes + at + sizeof *record, notes->after, notes->count * sizeof(double));
}

/* Records of one key (two names with one hash) by all that they hold. */
static int by_key(const void *a, const void *b)
{
    const struct record *x = *(const struct record *const *)a;
    const struct record *y = *(const struct record *const *)b;
    if (x->key != y->key) {
        return x->key < y->key ? -1 : 1;
    }
    return memcmp(x, y, sizeof *x);
}

static const struct record *record_in(const struct memory_block *block, size_t at)
{
    return (const struct record *)(const void *)(block->bytes + at);
}

enum status memory_sorted(const struct memory *memory, struct memory_sorted *sorted,
                          struct fault *fault)
{
    *sorted = (struct memory_sorted){0};
    for (const struct memory_block *block = memory->block; block != NULL; block = block->next) {
        for (size_t at = 0; at < block->used; at += record_size(record_in(block, at))) {
            sorted->count++;
        }
    }
    sorted->record = calloc(sorted->count + 1, sizeof(const struct record *));
    sorted->place = calloc(sorted->count + 1, sizeof *sorted->place);
    if (sorted->record == NULL || sorted->place == NULL) {
        return fault_memory(fault, "the state");
    }
    size_t next = 0;
    for (const struct memory_block *block = memory->block; block != NULL; block = block->next) {
        for (size_t at = 0; at < block->used; at += record_size(record_in(block, at))) {
            sorted->record[next++] = record_in(block, at);
        }
    }
    qsort(sorted->record, sorted->count, sizeof(const struct record *), by_key);
    for (size_t i = 0; i < sorted->count; i++) {
        sorted->place[i] = (struct record_place){sorted->record[i]->key, sorted->size};
        sorted->size += record_size(sorted->record[i]);
    }
    return STATUS_OK;
}

/* The records one behind the other, as a file has them; takes over `sorted->place`. */
static enum status gather(struct memory *memory, struct memory_sorted *sorted, struct fault *fault)
{
    struct memory_turned *turned = calloc(1, sizeof *turned);
    unsigned char *records = malloc(sorted->size + 1);
    if (turned == NULL || records == NULL) {
        free(turned);
        free(records);
        return fault_memory(fault, "the state");
    }
    for (size_t i = 0; i < sorted->count; i++) {
        memcpy(records + sorted->place[i].offset, sorted->record[i],
               record_size(sorted->record[i]));
    }
    *turned = (struct memory_turned){.place = sorted->place, .records = records};
    memory->turned = turned;
    bool taken =
        memory_recall_all(memory, turned->place, sorted->count, turned->records, sorted->size);
    assert(taken); /* they were sorted here */
    (void)taken;
    sorted->place = NULL;
    return STATUS_OK;
}

enum status memory_turn(struct memory *memory, struct fault *fault)
{
    struct memory_sorted sorted = {0};
    drop_turned(memory);
    enum status status =
        memory->lost ? fault_memory(fault, "the state") : memory_sorted(memory, &sorted, fault);
    if (status == STATUS_OK) {
        status = gather(memory, &sorted, fault);
    }
    free(sorted.place);
    free(sorted.record);
    drop_blocks(memory);
    memory->lost = false;
    memory->night++;
    atomic_store(&memory->same, 0);
    atomic_store(&memory->started, 0);
    atomic_store(&memory->anew, 0);
    return status;
}

struct memory_account memory_account(const struct memory *memory)
{
    return (struct memory_account){
        .same = memory->same, .started = memory->started, .anew = memory->anew};
}
