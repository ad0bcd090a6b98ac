/* What a master and its worker tell each other: a shared page that says what the worker is at,
   and the exit status that says why it left. */
#ifndef JT_FCGI_BOARD_H
#define JT_FCGI_BOARD_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

#define BOARD_REFUSED 32

struct board {
	_Atomic uint64_t busy_since;  /* board_now when the request in hand began; 0: at rest */
	_Atomic uint64_t away_since;  /* when it began to wait for the master (counter.h); 0: it does not */
	_Atomic uint64_t answered;    /* requests since the worker started */
	_Atomic uint64_t key;         /* board_key of the request in hand; 0: not read yet */
	char what[240];               /* its method and path, without the query: that may hold a key */

	/* written by the master: requests that brought workers down, not to be answered before `until` */
	struct { _Atomic uint64_t key, until; } refused[BOARD_REFUSED];
};

enum worker_exit {
	WORKER_DONE = 0,              /* asked to leave, and left between requests */
	WORKER_FAILED = 1,            /* the workspace does not open */
	WORKER_USAGE = 2,             /* wrong arguments, or no socket to accept on */
	WORKER_COUNT = 10,            /* as many requests as the settings allow one worker */
	WORKER_MEMORY = 11,           /* grown beyond worker_memory */
	WORKER_FAULT = 12,            /* a mapped file was cut short under a request, which was told so */
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
void board_name(struct board *board, const char *method, const char *path, uint64_t key);
void board_end(struct board *board, bool answered);

/* Waiting for the master, and back: the time between does not count as the request's. */
void board_away(struct board *board, bool away);

/* What makes two requests the same one: method, path, query and body, as a number that is never 0. */
uint64_t board_key(const char *method, const char *path, const char *query, struct span body);

/* The seconds that a request of this key is refused for yet; 0: answer it. */
uint64_t board_refuses(const struct board *board, uint64_t key);

/* Anonymous memory (resident, mapped files not counted) of a process, 0 for oneself; in bytes,
   0 where it cannot be read. */
uint64_t board_memory(int pid);

#endif
