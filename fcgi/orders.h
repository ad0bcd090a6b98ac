/* The master's side of the desk: what workers hand in, run in limited processes, a few at a time and in the
   order that it came; the others wait in a queue that has an end. */
#ifndef JT_FCGI_ORDERS_H
#define JT_FCGI_ORDERS_H

#include <sys/types.h>

#include "base/log.h"
#include "conf/conf.h"
#include "fcgi/channel.h"

struct orders;

struct orders_plan {
	/* says it to the worker of that number, where there still is one */
	void (*tell)(void *arg, pid_t worker, const struct message *m);
	void *arg;
	int (*job)(const void *order);/* carries out a struct job_order (jobs.h): a `run` for child_start */
	bool isolate;                 /* jobs get no network */
};

struct orders *orders_new(const void *ctx, const struct orders_plan *plan);

/* The settings and the log in force from now on; lent until the next call. */
void orders_settle(struct orders *orders, const struct conf *conf, struct log *log);

/* A worker's question. */
void orders_take(struct orders *orders, pid_t worker, const struct message *m);

/* A worker that has ended waits for nothing any more; what it asked to have fetched is of no use. */
void orders_forget(struct orders *orders, pid_t worker);

/* What is due now: starts, limits of time and memory. */
void orders_tick(struct orders *orders);

/* Milliseconds until orders_tick is due again though nothing stirs. */
int orders_patience(const struct orders *orders);

/* A child that has ended; false when it is none of these. */
bool orders_reap(struct orders *orders, pid_t pid, int status);

/* No order is begun any more, and those that wait are told so; with `now`, those that run end too. */
void orders_dismiss(struct orders *orders, bool now);

size_t orders_running(const struct orders *orders);

#endif
