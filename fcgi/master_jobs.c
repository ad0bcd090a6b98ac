#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fcgi/board.h"
#include "fcgi/child.h"
#include "fcgi/master_state.h"

#define MS             UINT64_C(1000000)
#define COLLECT_EVERY  (300000 * MS)
#define JOB_MOST       (240000 * MS)
#define JOB_PROCESSOR  60              /* seconds */

static void begin(struct master *m, enum job_kind kind, uint64_t now)
{
	pid_t pid = child_start(&(struct child_plan){
		.name = "jointure-job", .run = kind == KIND_NETWORK ? job_network : job_collect, .arg = m->conf,
		.input = -1, .pass = { -1, -1 }, .listening = -1,
		.isolated = m->can_isolate, .processor = JOB_PROCESSOR });

	if (pid < 0)
		return;
	m->job = (struct helper){ .pid = pid, .began = now };
	m->job_kind = kind;
}

/* true when the store has changed since the last look. */
static bool store_changed(struct master *m)
{
	static const char *const names[] = { "catalogue.sqlite", "catalogue.sqlite-wal" };
	struct timespec newest = { 0, 0 };
	void *ctx = mem_check(talloc_new(NULL));
	struct stat st;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *path = mem_printf(ctx, "%s/%s", m->conf->workspace, names[i]);
		if (stat(path, &st) == 0 && (st.st_mtim.tv_sec > newest.tv_sec ||
		                             (st.st_mtim.tv_sec == newest.tv_sec &&
		                              st.st_mtim.tv_nsec > newest.tv_nsec)))
			newest = st.st_mtim;
	}
	talloc_free(ctx);
	bool changed = newest.tv_sec != m->store_seen.tv_sec ||
	               newest.tv_nsec != m->store_seen.tv_nsec;
	m->store_seen = newest;
	return changed;
}

void jobs_first(struct master *m)
{
	int status = 0;
	uint64_t now = board_now();

	store_changed(m);
	m->collect_at = now + COLLECT_EVERY;
	begin(m, KIND_NETWORK, now);
	while (m->job.pid > 0 && waitpid(m->job.pid, &status, 0) < 0 && errno == EINTR)
		;
	m->network = WIFEXITED(status) && WEXITSTATUS(status) == JOB_NETWORK;
	m->job = (struct helper){ 0 };
}

void jobs_tick(struct master *m, uint64_t now)
{
	if (m->job.pid > 0) {
		if (now - m->job.began > JOB_MOST)
			kill(m->job.pid, SIGKILL);
	} else if (m->can_isolate && store_changed(m)) {
		begin(m, KIND_NETWORK, now);
	} else if (now >= m->collect_at) {
		m->collect_at = now + COLLECT_EVERY;
		begin(m, KIND_COLLECT, now);
	}
}

static void judge_network(struct master *m, bool network)
{
	struct err err = { 0 };

	if (network == m->network)
		return;
	m->network = network;
	log_event(m->log, LOG_LEVEL_INFO, "network", (struct log_field[]){
		{ "workers", network ? "shared" : "isolated" }, { NULL, NULL } });
	master_settle(m, &err);
}

bool jobs_reap(struct master *m, pid_t pid, int status)
{
	if (m->job.pid != pid || pid <= 0)
		return false;
	m->job = (struct helper){ 0 };
	if (!WIFEXITED(status))
		log_event(m->log, LOG_LEVEL_WARNING, "job_lost", (struct log_field[]){
			{ "job", m->job_kind == KIND_NETWORK ? "network" : "collect" },
			{ NULL, NULL } });
	else if (m->job_kind == KIND_NETWORK)
		judge_network(m, WEXITSTATUS(status) == JOB_NETWORK);
	return true;
}
