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
#define STORES      1               /* layers that are prepared at once: each may take store_memory */
#define WAITERS     16
#define FILES       64
#define LOOK        25              /* milliseconds between looks at the memory of a job */
#define SIZE_BASE   (INT64_C(256) << 20)  /* of the catalogue, which a job writes to as well */
#define WALL        6               /* times its processor time that a job may last */
#define FETCH_GRACE (1000 * MS)     /* for the fetcher to tell by itself that time is over */
#define FETCH_PROCESSOR 20
#define STORE_PROCESSOR 900         /* seconds to prepare a layer in */
#define STORE_BASE  (INT64_C(256) << 20)  /* bytes beside store_memory: of libraries, and of the catalogue */

enum row_state { ROW_FREE, ROW_WAITING, ROW_RUNNING };
enum work { WORK_JOIN, WORK_FETCH, WORK_STORE, WORKS };

struct waiter {
	pid_t worker;
	uint32_t serial;
};

struct row {
	enum row_state state;
	enum work work;
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

static size_t count(const struct orders *o, enum work work, enum row_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < ROWS; i++)
		n += o->rows[i].state == state && o->rows[i].work == work;
	return n;
}

size_t orders_running(const struct orders *o)
{
	size_t n = 0;

	for (enum work work = 0; work < WORKS; work++)
		n += count(o, work, ROW_RUNNING);
	return n;
}

static const char *const names[] = { [WORK_JOIN] = "join", [WORK_FETCH] = "fetch", [WORK_STORE] = "store" };

static void note(const struct orders *o, enum log_level level, const char *event, const struct row *r,
                 const char *key, const char *value)
{
	void *ctx = mem_check(talloc_new(NULL));

	log_event(o->log, level, event, (struct log_field[]){
		{ "job", names[r->work] },
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

static bool start_store(struct orders *o, struct row *r)
{
	r->pid = child_start(&(struct child_plan){
		.name = "jointure-store", .run = job_store, .arg = &(struct job_order){ o->conf, r->m.folder },
		.input = -1, .listening = -1, .background = true, .isolated = o->plan.isolate,
		.files = FILES, .processor = STORE_PROCESSOR });
	return r->pid > 0;
}

static void finish(struct orders *o, struct row *r, int status);

static void start_next(struct orders *o, enum work work)
{
	static bool (*const starts[])(struct orders *, struct row *) = {
		[WORK_JOIN] = start_job, [WORK_FETCH] = start_fetch, [WORK_STORE] = start_store,
	};
	struct row *next = NULL;

	for (size_t i = 0; i < ROWS; i++) {
		struct row *r = &o->rows[i];
		if (r->state == ROW_WAITING && r->work == work && (next == NULL || r->number < next->number))
			next = r;
	}
	if (next == NULL)
		return;
	next->began = board_now();
	next->state = ROW_RUNNING;
	if (!starts[work](o, next)) {
		note(o, LOG_LEVEL_ERROR, "fork_failed", next, NULL, NULL);
		next->result = -1;
		finish(o, next, 0);
	}
}

static void start_due(struct orders *o)
{
	const size_t most[] = { [WORK_JOIN] = (size_t)o->conf->jobs, [WORK_FETCH] = FETCHES, [WORK_STORE] = STORES };

	for (enum work work = 0; work < WORKS; work++)
		while (count(o, work, ROW_WAITING) > 0 && count(o, work, ROW_RUNNING) < most[work] && !o->dismissed)
			start_next(o, work);
}

/* --- questions --- */

static struct row *find(struct orders *o, const char *folder, enum work work)
{
	for (size_t i = 0; i < ROWS; i++)
		if (o->rows[i].state != ROW_FREE && o->rows[i].work == work &&
		    strcmp(o->rows[i].m.folder, folder) == 0)
			return &o->rows[i];
	return NULL;
}

static enum work work_of(const struct message *m)
{
	return m->what == SAY_FETCH ? WORK_FETCH : m->what == SAY_STORE ? WORK_STORE : WORK_JOIN;
}

static struct row *add(struct orders *o, const struct message *m)
{
	enum work work = work_of(m);

	if (o->dismissed || count(o, work, ROW_WAITING) >= QUEUE)
		return NULL;
	for (size_t i = 0; i < ROWS; i++)
		if (o->rows[i].state == ROW_FREE) {
			o->rows[i] = (struct row){ .state = ROW_WAITING, .work = work,
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
	enum work work = work_of(m);

	orders_forget(o, worker);
	if ((work == WORK_JOIN && m->what != SAY_RUN && m->what != SAY_WAIT) || !desk_is_folder(m->folder) ||
	    (work == WORK_FETCH && (!desk_is_file(m->name) || m->limit < 0))) {
		answer(o, worker, m->serial, (struct message){ .what = SAY_LOST });
		return;
	}
	struct row *r = find(o, m->folder, work);
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

static void finish_store(struct orders *o, struct row *r, int status)
{
	bool done = !r->killed && WIFEXITED(status) && WEXITSTATUS(status) == JOB_DONE;

	if (r->killed || WIFSIGNALED(status))
		note(o, LOG_LEVEL_ERROR, "job_lost", r, "reason", words[loss_of(r, status)]);
	answer_all(o, r, &(struct message){ .what = done ? SAY_DONE : SAY_LOST });
}

static void finish(struct orders *o, struct row *r, int status)
{
	switch (r->work) {
	case WORK_JOIN:
		finish_job(o, r, status);
		break;
	case WORK_FETCH:
		finish_fetch(o, r);
		break;
	case WORK_STORE:
		finish_store(o, r, status);
		break;
	case WORKS:
		break;
	}
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
		if (r->work != WORK_FETCH || r->n_waiters > 0)
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
	const uint64_t seconds = 1000 * MS;
	const struct { uint64_t time; int64_t memory; } most[] = {
		[WORK_JOIN] = { (uint64_t)o->conf->job_seconds * WALL * seconds, o->conf->job_memory },
		[WORK_FETCH] = { (uint64_t)o->conf->fetch_seconds * seconds + FETCH_GRACE, o->conf->job_memory },
		[WORK_STORE] = { STORE_PROCESSOR * WALL * seconds, o->conf->store_memory + STORE_BASE },
	};

	if (now - r->began > most[r->work].time)
		end(r, LOSS_TIME);
	else if (board_memory(r->pid) > (uint64_t)most[r->work].memory)
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
