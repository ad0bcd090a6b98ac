#include "fcgi/orders.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi/board.h"
#include "fcgi/child.h"
#include "fcgi/fetch.h"
#include "fcgi/jobs.h"
#include "service/desk.h"

#define MS          UINT64_C(1000000)
#define ROWS        32
#define QUEUE       8               /* orders of a kind that wait their turn */
#define FETCHES     4               /* that run at once */
#define WAITERS     16
#define FILES       64
#define LOOK        25              /* milliseconds between looks at the memory of a job */
#define SIZE_BASE   (INT64_C(256) << 20)  /* of the catalogue, which a job writes to as well */
#define WALL        6               /* times its processor time that a job may last */
#define FETCH_GRACE (1000 * MS)     /* for the fetcher to tell by itself that time is over */
#define FETCH_PROCESSOR 20

enum row_state { ROW_FREE, ROW_WAITING, ROW_RUNNING };

struct waiter {
	pid_t worker;
	uint32_t serial;
};

struct row {
	enum row_state state;
	bool fetch;
	uint64_t number, began;
	pid_t pid;
	bool killed;                  /* by us, for `loss` */
	enum desk_loss loss;
	int result;                   /* our end of the fetcher's pipe */
	struct message m;
	struct waiter waiters[WAITERS];
	size_t n_waiters;
};

struct orders {
	struct orders_plan plan;
	const struct conf *conf;
	struct log *log;
	struct row rows[ROWS];
	uint64_t last;
	bool dismissed;
};

struct orders *orders_new(const void *ctx, const struct orders_plan *plan)
{
	struct orders *o = mem_new(ctx, struct orders);

	o->plan = *plan;
	return o;
}

void orders_settle(struct orders *o, const struct conf *conf, struct log *log)
{
	o->conf = conf;
	o->log = log;
}

static size_t count(const struct orders *o, bool fetch, enum row_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < ROWS; i++)
		n += o->rows[i].state == state && o->rows[i].fetch == fetch;
	return n;
}

size_t orders_running(const struct orders *o)
{
	return count(o, false, ROW_RUNNING) + count(o, true, ROW_RUNNING);
}

static void note(const struct orders *o, enum log_level level, const char *event, const struct row *r,
                 const char *key, const char *value)
{
	void *ctx = mem_check(talloc_new(NULL));

	log_event(o->log, level, event, (struct log_field[]){
		{ "job", r->fetch ? "fetch" : "join" },
		{ "folder", r->m.folder },
		{ key, value },
		{ "ms", mem_printf(ctx, "%llu", (unsigned long long)((board_now() - r->began) / MS)) },
		{ NULL, NULL } });
	talloc_free(ctx);
}

/* --- answers --- */

static void answer(const struct orders *o, pid_t worker, uint32_t serial, struct message m)
{
	m.serial = serial;
	o->plan.tell(o->plan.arg, worker, &m);
}

static void answer_all(struct orders *o, struct row *r, const struct message *m)
{
	for (size_t i = 0; i < r->n_waiters; i++)
		answer(o, r->waiters[i].worker, r->waiters[i].serial, *m);
	r->n_waiters = 0;
}

static void drop_waiter(struct row *r, pid_t worker)
{
	for (size_t i = 0; i < r->n_waiters; i++)
		if (r->waiters[i].worker == worker)
			r->waiters[i--] = r->waiters[--r->n_waiters];
}

static void add_waiter(struct row *r, pid_t worker, uint32_t serial)
{
	/* one too many is not told of the end, and asks again */
	if (r->n_waiters < WAITERS)
		r->waiters[r->n_waiters++] = (struct waiter){ worker, serial };
}

/* --- starts --- */

static bool start_fetch(struct orders *o, struct row *r)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	char *path = desk_path(NULL, o->conf->workspace, r->m.folder, r->m.name);
	r->pid = child_start(&(struct child_plan){
		.name = "jointure-fetch", .run = fetch_main, .arg = &(struct fetch_order){
			.url = r->m.text, .path = path, .limit = r->m.limit,
			.seconds = o->conf->fetch_seconds, .allow = o->conf->fetch_allow },
		.input = -1, .pass = { ends[1] }, .listening = -1, .background = true,
		.files = FILES, .processor = FETCH_PROCESSOR, .size = r->m.limit + 1 });
	talloc_free(path);
	close(ends[1]);
	r->result = ends[0];
	if (r->pid < 0)
		close(ends[0]);
	return r->pid > 0;
}

static bool start_job(struct orders *o, struct row *r)
{
	r->pid = child_start(&(struct child_plan){
		.name = "jointure-join", .run = o->plan.job, .arg = &(struct job_order){ o->conf, r->m.folder },
		.input = -1, .listening = -1, .background = true, .isolated = o->plan.isolate,
		.files = FILES, .processor = o->conf->job_seconds,
		.size = o->conf->max_upload * 4 + SIZE_BASE });
	return r->pid > 0;
}

static void finish(struct orders *o, struct row *r, int status);

static void start_next(struct orders *o, bool fetch)
{
	struct row *next = NULL;

	for (size_t i = 0; i < ROWS; i++) {
		struct row *r = &o->rows[i];
		if (r->state == ROW_WAITING && r->fetch == fetch && (next == NULL || r->number < next->number))
			next = r;
	}
	if (next == NULL)
		return;
	next->began = board_now();
	next->state = ROW_RUNNING;
	if (!(fetch ? start_fetch : start_job)(o, next)) {
		note(o, LOG_LEVEL_ERROR, "fork_failed", next, NULL, NULL);
		next->result = -1;
		finish(o, next, 0);
	}
}

static void start_due(struct orders *o)
{
	while (count(o, false, ROW_WAITING) > 0 &&
	       count(o, false, ROW_RUNNING) < (size_t)o->conf->jobs && !o->dismissed)
		start_next(o, false);
	while (count(o, true, ROW_WAITING) > 0 && count(o, true, ROW_RUNNING) < FETCHES && !o->dismissed)
		start_next(o, true);
}

/* --- questions --- */

static struct row *find(struct orders *o, const char *folder, bool fetch)
{
	for (size_t i = 0; i < ROWS; i++)
		if (o->rows[i].state != ROW_FREE && o->rows[i].fetch == fetch &&
		    strcmp(o->rows[i].m.folder, folder) == 0)
			return &o->rows[i];
	return NULL;
}

static struct row *add(struct orders *o, const struct message *m)
{
	bool fetch = m->what == SAY_FETCH;

	if (o->dismissed || count(o, fetch, ROW_WAITING) >= QUEUE)
		return NULL;
	for (size_t i = 0; i < ROWS; i++)
		if (o->rows[i].state == ROW_FREE) {
			o->rows[i] = (struct row){ .state = ROW_WAITING, .fetch = fetch,
			                           .number = ++o->last, .began = board_now(),
			                           .result = -1, .m = *m };
			if (m->limit > o->conf->max_upload)
				o->rows[i].m.limit = o->conf->max_upload;
			return &o->rows[i];
		}
	return NULL;
}

void orders_take(struct orders *o, pid_t worker, const struct message *m)
{
	bool fetch = m->what == SAY_FETCH;

	orders_forget(o, worker);
	if ((m->what != SAY_RUN && m->what != SAY_WAIT && !fetch) || !desk_is_folder(m->folder) ||
	    (fetch && (!desk_is_file(m->name) || m->limit < 0))) {
		answer(o, worker, m->serial, (struct message){ .what = SAY_LOST });
		return;
	}
	struct row *r = find(o, m->folder, fetch);
	if (r == NULL && m->what == SAY_WAIT) {
		answer(o, worker, m->serial, (struct message){ .what = SAY_LOST });
		return;
	}
	if (r == NULL)
		r = add(o, m);
	answer(o, worker, m->serial, (struct message){ .what = r != NULL ? SAY_TAKEN : SAY_FULL });
	if (r == NULL)
		return;
	add_waiter(r, worker, m->serial);
	start_due(o);
}

/* --- ends --- */

static const char *const words[] = {
	[LOSS_MEMORY] = "memory", [LOSS_TIME] = "time", [LOSS_SIZE] = "size", [LOSS_CRASH] = "crash",
	[LOSS_RESTART] = "restart",
};

static void end(struct row *r, enum desk_loss loss)
{
	if (r->killed)
		return;
	r->killed = true;
	r->loss = loss;
	kill(-r->pid, SIGKILL);
	kill(r->pid, SIGKILL);
}

static enum desk_loss loss_of(const struct row *r, int status)
{
	if (r->killed)
		return r->loss;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return LOSS_TIME;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ ? LOSS_SIZE : LOSS_CRASH;
}

static void finish_job(struct orders *o, struct row *r, int status)
{
	const char *workspace = o->conf->workspace;
	bool done = desk_has_outcome(workspace, r->m.folder);

	if (!done) {
		enum desk_loss loss = loss_of(r, status);
		note(o, LOG_LEVEL_ERROR, "job_lost", r, "reason", words[loss]);
		desk_leave_loss(workspace, r->m.folder, loss);
	}
	desk_strip(workspace, r->m.folder);
	answer_all(o, r, &(struct message){ .what = done ? SAY_DONE : SAY_LOST });
}

static void finish_fetch(struct orders *o, struct row *r)
{
	struct message m = { .what = SAY_FETCHED, .reason = r->killed ? FETCH_TIME : FETCH_FAILED };
	struct fetch_result result;

	if (r->result >= 0) {
		/* it is there whole or not at all: a pipe takes as much at once */
		if (!r->killed && read(r->result, &result, sizeof result) == (ssize_t)sizeof result) {
			m.reason = (uint32_t)result.reason;
			result.type[sizeof result.type - 1] = '\0';
			channel_put(m.text, sizeof m.text, result.type);
		}
		close(r->result);
	}
	if (m.reason != FETCH_DONE)
		note(o, LOG_LEVEL_WARNING, "fetch_failed", r, "reason",
		     fetch_reason_name((enum fetch_reason)m.reason));
	answer_all(o, r, &m);
}

static void finish(struct orders *o, struct row *r, int status)
{
	if (r->fetch)
		finish_fetch(o, r);
	else
		finish_job(o, r, status);
	r->state = ROW_FREE;
}

bool orders_reap(struct orders *o, pid_t pid, int status)
{
	for (size_t i = 0; i < ROWS; i++) {
		struct row *r = &o->rows[i];
		if (r->state != ROW_RUNNING || r->pid != pid)
			continue;
		finish(o, r, status);
		start_due(o);
		return true;
	}
	return false;
}

void orders_forget(struct orders *o, pid_t worker)
{
	for (size_t i = 0; i < ROWS; i++) {
		struct row *r = &o->rows[i];
		if (r->state == ROW_FREE)
			continue;
		drop_waiter(r, worker);
		if (!r->fetch || r->n_waiters > 0)
			continue;
		if (r->state == ROW_RUNNING)
			end(r, LOSS_CRASH);
		else
			r->state = ROW_FREE;
	}
}

/* --- watch --- */

static void watch(struct orders *o, struct row *r, uint64_t now)
{
	uint64_t most = r->fetch ? (uint64_t)o->conf->fetch_seconds * 1000 * MS + FETCH_GRACE
	                         : (uint64_t)o->conf->job_seconds * WALL * 1000 * MS;

	if (now - r->began > most)
		end(r, LOSS_TIME);
	else if (board_memory(r->pid) > (uint64_t)o->conf->job_memory)
		end(r, LOSS_MEMORY);
}

void orders_tick(struct orders *o)
{
	uint64_t now = board_now();

	for (size_t i = 0; i < ROWS; i++)
		if (o->rows[i].state == ROW_RUNNING && !o->rows[i].killed)
			watch(o, &o->rows[i], now);
	start_due(o);
}

int orders_patience(const struct orders *o)
{
	return orders_running(o) > 0 ? LOOK : 1000;
}

void orders_dismiss(struct orders *o, bool now)
{
	o->dismissed = true;
	for (size_t i = 0; i < ROWS; i++) {
		struct row *r = &o->rows[i];
		if (r->state == ROW_WAITING) {
			r->killed = true;
			r->loss = LOSS_RESTART;
			finish(o, r, 0);
		} else if (r->state == ROW_RUNNING && now) {
			end(r, LOSS_RESTART);
		}
	}
}
