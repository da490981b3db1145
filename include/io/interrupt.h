/* A run that is interrupted leaves nothing behind: SIGINT, SIGTERM and SIGHUP remove the temporary
 * folder, then end the process as they always do.
 *
 * A signal handler can reach nothing but globals; this is the one place that has them. */
#ifndef RESTOCK_IO_INTERRUPT_H
#define RESTOCK_IO_INTERRUPT_H

/* From now on a signal removes the files called `names` in `folder`, the folder, and `lock`.  The
 * strings must stay until interrupt_forget. */
void interrupt_watch(const char *folder, const char *lock, const char *const *names);
/* Between hold and forget a signal waits.  A signal already at work ends the process here. */
void interrupt_hold(void);
/* Nothing is to be removed any more; a signal that waited ends the process now. */
void interrupt_forget(void);

#endif
