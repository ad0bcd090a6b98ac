/* Where a service hands in work that it may not do itself: parsing what clients sent, joining, fetching. A worker's desk
   speaks with the master, which runs each order in a limited process of its own; a test's may run it
   at once. */
#ifndef JT_SERVICE_DESK_H
#define JT_SERVICE_DESK_H

#include "base/err.h"
#include "service/service.h"

enum desk_state {
	DESK_DONE,             /* outcome.json is there */
	DESK_WORKING,          /* not yet done within the time given: ask again with desk_wait */
	DESK_LOST,             /* the job came to grief (killed at a limit): the error says which */
};

/* A new folder below <workspace>/joins/incoming/, which goes a day later if nothing takes it away. Its name (32 hex) is what
   the client may be told to ask for. */
char *desk_folder(const void *ctx, const struct exchange *x, struct err *err);

/* Has the order in `folder` (order.json: joining/order.h) carried out; waits at most `milliseconds`. ERR_UNAVAILABLE with a
   word on when to come again when too many are in hand, or nobody runs jobs (a worker without a
   master). */
bool desk_run(const struct exchange *x, const char *folder, int milliseconds, enum desk_state *state, struct err *err);
bool desk_wait(const struct exchange *x, const char *folder, int milliseconds, enum desk_state *state, struct err *err);

/* outcome.json of a folder, read: either the error that the job ended with (returned as `err`), or the identifier of the
   join; `text` is the whole document, in ctx. */
struct outcome {
	const char *join;      /* identifier, or "" */
	bool created;          /* false: it was there already, and was refreshed */
	const char *text;
};
bool desk_outcome(struct outcome *o, const void *ctx, const struct exchange *x, const char *folder, struct err *err);

/* Fetches a URL into `folder`/`name` by the fetcher, under its rules; the error never repeats what the other side said.
   `limit` bytes at most. *type is the media type it came with. */
bool desk_fetch(const struct exchange *x, const char *url, const char *folder, const char *name, int64_t limit,
                const char **type, struct err *err);

/* What a desk is: the worker's (fcgi/) or a test's. */
struct desk {
	bool (*run)(const struct desk *desk, const char *folder, int milliseconds, bool again, enum desk_state *state,
	            const void *ctx, struct err *err);
	bool (*fetch)(const struct desk *desk, const char *url, const char *path, int64_t limit, const char **type,
	              const void *ctx, struct err *err);
	void *arg;
};

#endif
