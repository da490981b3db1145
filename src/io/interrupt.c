/* Signals and the temporary folder: one atomic word says who may touch the folder. */
#include "io/interrupt.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum { IDLE, WATCHED, HELD, DYING };

static atomic_int state = IDLE;
static atomic_int waiting = 0; /* the signal that came while HELD */
static const char *watched_folder;
static const char *watched_lock;
static const char *const *watched_names;
static struct sigaction before[3]; /* [SIGNAL_COUNT] what the program had */

static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNAL_COUNT = sizeof SIGNALS / sizeof SIGNALS[0] };

static void die(int number)
{
    struct sigaction ordinary = {.sa_handler = SIG_DFL};
    (void)sigaction(number, &ordinary, NULL);
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, number);
    (void)pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    (void)raise(number);
}

/* Only calls that are safe in a handler. */
static void remove_watched(void)
{
    int folder = open(watched_folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; folder >= 0 && watched_names[i] != NULL; i++) {
        (void)unlinkat(folder, watched_names[i], 0);
    }
    (void)rmdir(watched_folder);
    (void)unlink(watched_lock);
}

static void on_signal(int number)
{
    int expected = WATCHED;
    if (atomic_compare_exchange_strong(&state, &expected, DYING)) {
        remove_watched();
        die(number);
    } else if (expected == HELD) {
        atomic_store(&waiting, number);
    } else if (expected == IDLE) {
        die(number);
    }
}

/* nohup and the like: what is ignored stays ignored. */
static void take_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    (void)sigemptyset(&action.sa_mask);
    for (int i = 0; i < SIGNAL_COUNT; i++) {
        if (sigaction(SIGNALS[i], NULL, &before[i]) == 0 && before[i].sa_handler != SIG_IGN) {
            (void)sigaction(SIGNALS[i], &action, NULL);
        }
    }
}

static void give_signals_back(void)
{
    for (int i = 0; i < SIGNAL_COUNT; i++) {
        (void)sigaction(SIGNALS[i], &before[i], NULL);
    }
}

void interrupt_watch(const char *folder, const char *lock, const char *const *names)
{
    watched_folder = folder;
    watched_lock = lock;
    watched_names = names;
    atomic_store(&waiting, 0);
    atomic_store(&state, WATCHED);
    take_signals();
}

void interrupt_hold(void)
{
    int expected = WATCHED;
    while (!atomic_compare_exchange_strong(&state, &expected, HELD) && expected == DYING) {
        (void)pause(); /* the thread in the handler is about to end the process */
        expected = WATCHED;
    }
}

void interrupt_forget(void)
{
    int expected = WATCHED;
    if (atomic_compare_exchange_strong(&state, &expected, IDLE) == 0 && expected == DYING) {
        (void)pause();
    }
    atomic_store(&state, IDLE);
    give_signals_back();
    int number = atomic_exchange(&waiting, 0);
    if (number != 0) {
        die(number);
    }
}
