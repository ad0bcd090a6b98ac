/* The end of a worker that is stuck in a request, for where no master sees to it. One timer runs over many requests, and is
   set anew only where it went off: a request costs no system call for it. */
#ifndef JT_FCGI_DEADLINE_H
#define JT_FCGI_DEADLINE_H

#include "fcgi/board.h"

struct deadline;

/* Reads on the board since when the worker is busy, and whether it waits for the master, which does not count. */
struct deadline *deadline_new(const void *ctx, const struct board *board, struct err *err);

/* After each board_begin: SIGALRM ends the process once it has been busy for that many seconds. */
void deadline_watch(struct deadline *d, unsigned seconds);

#endif
