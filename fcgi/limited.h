/* Work on what may be hostile, done in a child process without a network, with limits on time, memory and files; what
   it has to say comes back as texts. */
#ifndef JT_FCGI_LIMITED_H
#define JT_FCGI_LIMITED_H

#include <stdint.h>

#include "base/err.h"

#define LIMITED_PARTS 16

struct limited_reply {
	const char *part[LIMITED_PARTS];  /* NULL where nothing was said */
};

struct limited_plan {
	int64_t memory, seconds;          /* anonymous memory, in bytes; of processor time */
	/* What is done in the child: fills the reply, in ctx, or the error. */
	bool (*work)(void *arg, const void *ctx, struct limited_reply *reply, struct err *err);
	void *arg;
};

/* No store may be open here: SQLite's state does not outlive a fork. The reply hangs from ctx. Errors are those of the work, or tell the limit that was met ("table"). */
bool limited_run(struct limited_reply *reply, const void *ctx, const struct limited_plan *plan, struct err *err);

#endif
