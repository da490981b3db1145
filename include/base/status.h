/* What can go wrong in the world outside: a code for the caller, a sentence for the person. */
#ifndef RESTOCK_BASE_STATUS_H
#define RESTOCK_BASE_STATUS_H

/* The values are the program's exit statuses.  1 is not among them: "done, but a guard fired" is a
 * result of a run (struct run), not a failure. */
enum status {
    STATUS_OK = 0,
    STATUS_USAGE = 2,  /* command line or configuration */
    STATUS_DATA = 3,   /* the input as a whole cannot be used */
    STATUS_SYSTEM = 4, /* disk, memory, permission */
};

enum { FAULT_MESSAGE_SIZE = 1024 };

/* The caller owns it; a function that fails fills it.  Zero-initialise. */
struct fault {
    enum status status;
    char message[FAULT_MESSAGE_SIZE]; /* one sentence, no newline at the end */
};

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

/* Writes the sentence (cut at FAULT_MESSAGE_SIZE) and returns `status`, so that a function can say
 * `return fault_set(fault, STATUS_DATA, "%s:%zu: ...", path, line)`. */
enum status fault_set(struct fault *fault, enum status status, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* The usual STATUS_SYSTEM sentence of a failed allocation for `purpose`.  Inline, so that whoever
 * reads one file alone, a static analyser too, sees that it is never STATUS_OK. */
static inline enum status fault_memory(struct fault *fault, const char *purpose)
{
    (void)fault_set(fault, STATUS_SYSTEM, "not enough memory for %s", purpose);
    return STATUS_SYSTEM;
}

/* Passes a failure on to the caller. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum status try_status = (call);                                                           \
        if (try_status != STATUS_OK) {                                                             \
            return try_status;                                                                     \
        }                                                                                          \
    } while (0)

#endif
