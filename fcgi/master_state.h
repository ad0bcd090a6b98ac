/* What the master knows; for fcgi/master*.c alone. */
#ifndef JT_FCGI_MASTER_STATE_H
#define JT_FCGI_MASTER_STATE_H

#include <sys/types.h>
#include <time.h>

#include "base/log.h"
#include "fcgi/crew.h"
#include "fcgi/jobs.h"
#include "fcgi/master.h"
#include "fcgi/orders.h"
#include "fcgi/relay.h"

enum job_kind { KIND_NETWORK, KIND_COLLECT };

/* A child beside the workers; pid is 0 where there is none. */
struct helper {
	pid_t pid;
	uint64_t began, not_before;
};

struct master {
	struct master_options options;
	enum lang lang;
	const struct conf *conf;
	struct log *log;
	int signals, listener, web_listener;    /* descriptors */
	bool own_socket;                        /* made by us, not handed over by systemd */
	struct crew *crew;
	struct orders *orders;
	size_t workers;                         /* that are wanted */
	struct web_site site;
	char *const *web_command;
	struct relay *web_errors;
	struct helper web, job;
	enum job_kind job_kind;
	uint64_t collect_at;
	struct timespec store_seen;             /* when the catalogue last changed */
	bool can_isolate, network;              /* network: a referenced source needs one */
	bool announced, stopping, dismissed;
	uint64_t stop_began;
	int status;
};

/* master_start.c: everything up to the first worker. false, and a sentence on standard error. */
bool master_open(struct master *m, const void *ctx);
void master_complain(const struct master *m, const struct err *err);
size_t master_worker_count(const struct master *m);

/* master_jobs.c: what is due now; a job that has ended, false when it is none. */
void jobs_first(struct master *m);
void jobs_tick(struct master *m, uint64_t now);
bool jobs_reap(struct master *m, pid_t pid, int status);

/* Gives the crew the settings in force. */
bool master_settle(struct master *m, struct err *err);

#endif
