/* What a worker at rest waits for: a request, a signal, a word of its master. */
#ifndef JT_FCGI_ATTENTION_H
#define JT_FCGI_ATTENTION_H

#include "base/err.h"

struct attention;

/* SIGTERM, SIGUSR1 and SIGHUP are held back from now on, and SIGPIPE ignored; `desk` is the descriptor of the master's words,
   or -1. */
struct attention *attention_new(const void *ctx, int listener, int desk, struct err *err);

struct attention_event {
	bool request;                 /* there may be one: of several workers at rest the system wakes one for it */
	bool word;                    /* the master has said something, or is gone */
	bool leave, reload;           /* signals */
	bool nothing;                 /* the time is over */
};

/* Waits for that many milliseconds at most (-1: as long as it takes). Requests count only where `accepts`. */
struct attention_event attention_wait(struct attention *a, bool accepts, int milliseconds);

#endif
