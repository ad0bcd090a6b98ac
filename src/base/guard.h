/* Files that are mapped may be cut short by another process while they are read; the system then raises SIGBUS. Work that
   reads them runs under a guard, so that it ends with an error and not with the process. */
#ifndef JT_BASE_GUARD_H
#define JT_BASE_GUARD_H

#include "base/err.h"

/* Runs `work`. False when it was left in the middle, because memory that a file stood behind was not there; `*at` is where. What
   the work had in hand stays as it was then, nothing is released: who called may say what has happened, in memory that
   the work did not touch, and is to end the process soon. Guards nest. */
bool guard_run(void (*work)(void *arg), void *arg, const void **at);

/* For a program in which nobody else handles SIGBUS: from now on no guard sets the signal and sets it back, which are two system
   calls. */
void guard_stay(void);

/* The error for that: ERR_UNAVAILABLE, `file` in the detail. Returns false. */
bool guard_refuse(struct err *err, const void *ctx, const char *file);

#endif
