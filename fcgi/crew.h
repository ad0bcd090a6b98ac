/* The workers of a master: started, watched, replaced. */
#ifndef JT_FCGI_CREW_H
#define JT_FCGI_CREW_H

#include <poll.h>
#include <sys/types.h>

#include "base/log.h"
#include "conf/conf.h"
#include "fcgi/channel.h"

struct crew;

struct crew_plan {
	const char *program;      /* path of jointure-fcgi */
	const char *workspace;
	int listener;             /* what they accept on */
};

struct crew *crew_new(const void *ctx, const struct crew_plan *plan);

/* The settings and the log in force from now on; lent until the next call. `workers` of them are
   wanted; those too many leave. With `isolated` changed, all are replaced. false and `err` when the
   system has no page to share with one more. */
bool crew_settle(struct crew *crew, const struct conf *conf, struct log *log, size_t workers,
                 bool isolated, struct err *err);

/* What is due now: starts, readiness, deadlines, memory. Call it whenever poll returns. */
void crew_tick(struct crew *crew);

/* Milliseconds until crew_tick is due again though no descriptor stirs. */
int crew_patience(const struct crew *crew);

/* Descriptors to wait for beside that time; returns how many, at most `room`. */
size_t crew_poll(const struct crew *crew, struct pollfd *fds, size_t room);

/* Passes on what workers have said since the last call. */
void crew_listen(struct crew *crew, void (*take)(void *arg, pid_t worker, const struct message *m), void *arg);

/* Says it to the worker of that number, where there still is one. */
void crew_tell(const struct crew *crew, pid_t worker, const struct message *m);

/* A child that has ended; false when it is none of these. */
bool crew_reap(struct crew *crew, pid_t pid, int status);

/* Sends a signal to every worker. */
void crew_signal(struct crew *crew, int signo);

/* From now on none is replaced; SIGTERM to all. */
void crew_dismiss(struct crew *crew);

size_t crew_alive(const struct crew *crew);
size_t crew_ready(const struct crew *crew);

/* True when several have been started, and none has ever been ready. */
bool crew_hopeless(const struct crew *crew);

#endif
