/* Threads: OpenMP behind one function. */
#include "base/parallel.h"

#include <omp.h>
#include <pthread.h>
#include <stdlib.h>

enum {
    MAX_THREADS = 1024,
    SHARES = 64, /* pieces per thread: small enough to even out, large enough to be cheap */
};

static void *wait_at(void *gate)
{
    (void)pthread_mutex_lock(gate);
    (void)pthread_mutex_unlock(gate);
    return NULL;
}

/* How many threads, this one included, the system gives: OpenMP ends the whole process, with status
 * 1, when it gets less than it asks for.  Their stacks stay with the C library, so that OpenMP
 * finds them when it asks right afterwards. */
static int threads_given(int wanted)
{
    pthread_t thread[MAX_THREADS];
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    int made = 0;
    (void)pthread_mutex_lock(&gate);
    while (made + 1 < wanted && pthread_create(&thread[made], NULL, wait_at, &gate) == 0) {
        made++;
    }
    (void)pthread_mutex_unlock(&gate);
    for (int t = 0; t < made; t++) {
        (void)pthread_join(thread[t], NULL);
    }
    return made + 1;
}

/* OpenMP keeps the threads that it once has. */
static void start_threads(int threads)
{
#pragma omp parallel num_threads(threads)
    {
        (void)omp_get_thread_num();
    }
}

enum status team_init(struct team *team, int threads, struct fault *fault)
{
    if (threads <= 0) {
        threads = omp_get_max_threads();
    }
    threads = threads < MAX_THREADS ? threads : MAX_THREADS;
    threads = threads_given(threads);
    start_threads(threads);
    *team = (struct team){.threads = threads};
    team->scratch = calloc((size_t)threads, sizeof *team->scratch);
    if (team->scratch == NULL) {
        return fault_memory(fault, "threads");
    }
    for (int t = 0; t < threads; t++) {
        arena_init(&team->scratch[t], 0);
    }
    return STATUS_OK;
}

void team_free(struct team *team)
{
    for (int t = 0; team->scratch != NULL && t < team->threads; t++) {
        arena_free(&team->scratch[t]);
    }
    free(team->scratch);
    *team = (struct team){0};
}

/* Items that a thread takes at a time. */
static int piece(size_t count, int threads)
{
    size_t share = count / ((size_t)threads * SHARES);
    return share < 1 ? 1 : share > SHARES ? SHARES : (int)share;
}

void parallel_each(struct team *team, size_t count, parallel_work *work, void *context)
{
    if (team->progress != NULL) {
        progress_begin(team->progress, count);
    }
#pragma omp parallel for schedule(dynamic, piece(count, team->threads)) num_threads(team->threads)
    for (size_t index = 0; index < count; index++) {
        struct arena *scratch = &team->scratch[omp_get_thread_num()];
        struct arena_mark mark = arena_mark(scratch);
        work(context, index, scratch);
        arena_rewind(scratch, mark);
        if (team->progress != NULL) {
            progress_step(team->progress, omp_get_thread_num() == 0);
        }
    }
    if (team->progress != NULL) {
        progress_end(team->progress);
    }
}

enum status parallel_each_reserved(struct team *team, size_t count, parallel_work *work,
                                   void *context, size_t reserve, struct fault *fault)
{
    for (int t = 0; t < team->threads; t++) {
        if (!arena_reserve(&team->scratch[t], reserve)) {
            return fault_memory(fault, "the threads' work space");
        }
    }
    parallel_each(team, count, work, context);
    return STATUS_OK;
}
