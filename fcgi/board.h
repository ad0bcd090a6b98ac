/* What a master and its worker tell each other: a shared page that says what the worker is at,
   and the exit status that says why it left. */
#ifndef JT_FCGI_BOARD_H
#define JT_FCGI_BOARD_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/err.h"

struct board {
	_Atomic uint64_t busy_since;  /* board_now when the request in hand began; 0: at rest */
	_Atomic uint64_t answered;    /* requests since the worker started */
	char what[240];               /* method and path in hand, without the query: it may hold a key */
};

enum worker_exit {
	WORKER_DONE = 0,              /* asked to leave, and left between requests */
	WORKER_FAILED = 1,            /* the workspace does not open */
	WORKER_USAGE = 2,             /* wrong arguments, or no socket to accept on */
	WORKER_COUNT = 10,            /* as many requests as the settings allow one worker */
	WORKER_MEMORY = 11,           /* grown beyond worker_memory */
};

/* Nanoseconds of a clock that never goes back. */
uint64_t board_now(void);

/* A page to share, and the descriptor (close-on-exec) to hand to a worker; it cannot be shrunk
   under its reader. NULL and `err` when the system has none to give. */
struct board *board_new(const void *ctx, int *fd, struct err *err);

/* The page behind a descriptor that a master gave; the worker's own page where `fd` is -1. */
struct board *board_attach(const void *ctx, int fd, struct err *err);

/* Busy from now on; the name comes once the request is read; at rest again, with one more
   answered where there was a request. */
void board_begin(struct board *board);
void board_name(struct board *board, const char *method, const char *path);
void board_end(struct board *board, bool answered);

/* Anonymous memory (resident, mapped files not counted) of a process, 0 for oneself; in bytes,
   0 where it cannot be read. */
uint64_t board_memory(int pid);

#endif
