/* Where a service hands in work that it may not do itself: parsing what clients sent, joining, fetching. A worker's desk
   speaks with the master, which runs each order in a limited process of its own; a test's may run it
   at once. A service makes a folder, puts the table and order.json into it (or has the table fetched), runs it,
   reads the outcome and removes the folder, unless the client is to ask for it later. */
#ifndef JT_SERVICE_DESK_H
#define JT_SERVICE_DESK_H

#include "base/err.h"
#include "service/service.h"

#define DESK_NAME 33           /* of a folder: 32 hex digits, and the end */
#define DESK_RESULT "joined."  /* how the name of a file begins that a job leaves for whoever asked */

enum desk_state {
	DESK_DONE,             /* outcome.json is there */
	DESK_WORKING,          /* not yet done within the time given: ask again with desk_wait */
	DESK_LOST,             /* the job came to grief (killed at a limit): the error says which */
};

/* A new folder below <workspace>/joins/incoming/, which goes a day later if nothing takes it away. Its name (32 hex) is what
   the client may be told to ask for. */
char *desk_folder(const void *ctx, const struct exchange *x, struct err *err);

/* <workspace>/joins/incoming/<folder>/<name>, or the folder's own path where `name` is NULL. */
char *desk_path(const void *ctx, const char *workspace, const char *folder, const char *name);

/* Has the order in `folder` (order.json: joining/order.h) carried out; waits at most `milliseconds` (conf->join_wait; the
   time does not count for the deadline of the request). true with DESK_DONE or DESK_WORKING; false with DESK_LOST and the
   reason, or, the state then being of no meaning: ERR_UNAVAILABLE when too many are in hand, or nobody runs jobs (a
   worker without a master); ERR_NOT_FOUND from desk_wait for a folder that there is not. What was in the folder is
   gone once the order has ended, but for its outcome and for results (files named DESK_RESULT...). */
bool desk_run(const struct exchange *x, const char *folder, int milliseconds, enum desk_state *state, struct err *err);
bool desk_wait(const struct exchange *x, const char *folder, int milliseconds, enum desk_state *state, struct err *err);

/* Takes the folder away: once its outcome has been read, or when the order is not to be. */
void desk_remove(const struct exchange *x, const char *folder);

/* outcome.json of a folder, read: either the error that the job ended with (returned as `err`), or the identifier of the
   join; `text` is the whole document, in ctx:
     {"join":"ID","created":true,"report":{...}}
     {"error":{"code":"invalid-parameter","locator":"key","fr":"...","en":"...","detail":"..."}}  */
struct outcome {
	const char *join;      /* identifier, or "" */
	bool created;          /* false: it was there already, and was refreshed */
	const char *text;
};
bool desk_outcome(struct outcome *o, const void *ctx, const struct exchange *x, const char *folder, struct err *err);

/* Leaves outcome.json in the folder, whole or not at all; for who carries the order out. With an error in `why` that is all
   that it tells; else `join` and `created`, and `text` (JSON, or NULL) as the member "report". */
bool desk_leave_outcome(const void *ctx, const char *workspace, const char *folder, const struct outcome *o,
                        const struct err *why, struct err *err);

/* Fetches a URL into `folder`/`name` (a plain file name) by the fetcher, under its rules; the error never repeats what the
   other side said. `limit` bytes at most. *type is the media type it came with ("" if none), in x->ctx. ERR_UPSTREAM when
   the other side did not give it, ERR_INVALID_PARAMETER for an address that is not fetched from, ERR_TOO_LARGE. */
bool desk_fetch(const struct exchange *x, const char *url, const char *folder, const char *name, int64_t limit,
                const char **type, struct err *err);

/* Whether the URL is one of this very service (below base_url), which is answered here and never fetched; *path is then
   what comes after base_url: "", "/..." or "?...", with its query, in x->ctx. */
bool desk_is_own(const struct exchange *x, const char *url, const char **path);

/* Removes what has lain in joins/incoming/ for more than `age` seconds. */
bool desk_sweep(const void *ctx, const char *workspace, int64_t age, size_t *removed, struct err *err);

/* --- for who runs the jobs --- */

enum desk_loss { LOSS_MEMORY, LOSS_TIME, LOSS_SIZE, LOSS_CRASH, LOSS_RESTART };

/* Notes in the folder why its job has no outcome, for desk_run and desk_wait to find. */
void desk_leave_loss(const char *workspace, const char *folder, enum desk_loss loss);

/* Removes all but the outcome and results. */
void desk_strip(const char *workspace, const char *folder);

/* Whether the job has left its outcome. */
bool desk_has_outcome(const char *workspace, const char *folder);

/* What desk_folder made, or is like it; a name of a file in it: [a-z0-9_-] with dots inside, at most 32. */
bool desk_is_folder(const char *name);
bool desk_is_file(const char *name);

/* What a desk is: the worker's (fcgi/) or a test's. */
struct desk {
	/* *state: DESK_LOST means that desk_leave_loss has left its note */
	bool (*run)(const struct desk *desk, const char *folder, int milliseconds, bool again, enum desk_state *state,
	            const void *ctx, struct err *err);
	bool (*fetch)(const struct desk *desk, const char *url, const char *folder, const char *name, int64_t limit,
	              const char **type, const void *ctx, struct err *err);
	/* Has the files made that the layers lack whose data have this digest (geometry/mapped.h), once, whoever else asks;
	   true once they are. false after so many milliseconds, too; the error is then empty. NULL: nobody does. */
	bool (*prepare)(const struct desk *desk, const char *digest, int milliseconds, const void *ctx, struct err *err);
	void *arg;
};

#endif
