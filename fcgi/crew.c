#include "fcgi/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi/board.h"
#include "fcgi/child.h"
#include "fcgi/suspects.h"

#define MS              UINT64_C(1000000)
#define SETTLED         (1000 * MS)     /* dead sooner, at rest and without an answer: a failed start */
#define START_PATIENCE  (60000 * MS)    /* for a worker to become ready */
#define BACKOFF_LEAST   (100 * MS)      /* from the second failed start on, then doubled */
#define BACKOFF_MOST    (30000 * MS)
#define HOPELESS        3
#define WAIT_MARGIN     (15000 * MS)
#define FILES_BESIDE    192             /* descriptors of a worker beside its data sources */
#define FILES_PER_SOURCE 4

enum state { STATE_NONE, STATE_STARTING, STATE_READY };

struct slot {
	enum state state;
	pid_t pid;
	int board_fd, ready;          /* ready: our end of the pipe, -1 once it has spoken */
	int channel;                  /* our end, -1 without a process */
	struct board *board;
	uint64_t began;
	const char *killed;           /* why we killed it, or NULL */
	bool leaving;                 /* told to; its end is no surprise */
};

struct crew {
	struct crew_plan plan;
	const struct conf *conf;
	struct log *log;
	struct slot *slots;           /* as many as were ever wanted */
	size_t n, wanted;
	bool isolated, dismissed, ever_ready;
	struct suspects *suspects;
	unsigned failures;            /* starts in a row that came to nothing */
	uint64_t not_before;          /* no start earlier than this */
};

struct crew *crew_new(const void *ctx, const struct crew_plan *plan)
{
	struct crew *crew = mem_new(ctx, struct crew);
	crew->plan = *plan;
	crew->suspects = suspects_new(crew);
	return crew;
}

static void note(const struct crew *crew, enum log_level level, const char *event,
                 const struct slot *s, const char *key, const char *value)
{
	void *ctx = mem_check(talloc_new(NULL));
	uint64_t busy = atomic_load(&s->board->busy_since), now = board_now();
	const char *request = NULL, *ms = NULL;

	if (busy != 0 && busy < now && level != LOG_LEVEL_INFO) {
		/* the worker wrote this, and may have died writing it */
		request = mem_strndup(ctx, s->board->what,
		                      strnlen(s->board->what, sizeof s->board->what));
		ms = mem_printf(ctx, "%llu", (unsigned long long)((now - busy) / MS));
	}
	log_event(crew->log, level, event, (struct log_field[]){
		{ "worker", mem_printf(ctx, "%d", (int)s->pid) },
		{ key, value },
		{ "answered", mem_printf(ctx, "%llu",
		                         (unsigned long long)atomic_load(&s->board->answered)) },
		{ "request", request },
		{ "ms", ms },
		{ NULL, NULL } });
	talloc_free(ctx);
}

/* --- start --- */

static void failed_start(struct crew *crew, uint64_t now)
{
	uint64_t wait = crew->failures == 0 ? 0 : BACKOFF_LEAST;

	for (unsigned i = 1; i < crew->failures && wait < BACKOFF_MOST; i++)
		wait *= 2;
	crew->failures++;
	crew->not_before = now + (wait < BACKOFF_MOST ? wait : BACKOFF_MOST);
}

static void close_ends(struct slot *s)
{
	if (s->ready >= 0)
		close(s->ready);
	if (s->channel >= 0)
		close(s->channel);
	s->ready = s->channel = -1;
}

static void start(struct crew *crew, struct slot *s, uint64_t now)
{
	int pipe_fds[2], ends[2];
	const char *argv[] = { crew->plan.program, "--workspace", crew->plan.workspace,
	                       "--ready-fd", "3", "--board-fd", "4", "--desk-fd", "5", NULL };

	if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) != 0) {
		failed_start(crew, now);
		return;
	}
	if (!channel_open(ends)) {
		close(pipe_fds[0]);
		close(pipe_fds[1]);
		failed_start(crew, now);
		return;
	}
	*s->board = (struct board){ 0 };
	suspects_post(crew->suspects, s->board);
	/* execv's contract: the arguments are not changed */
	union { const char **lent; char *const *argv; } u = { .lent = argv };
	s->pid = child_start(&(struct child_plan){
		.argv = u.argv, .input = crew->plan.listener, .pass = { pipe_fds[1], s->board_fd, ends[1] },
		.listening = -1, .isolated = crew->isolated,
		.files = crew->conf->open_sources * FILES_PER_SOURCE + FILES_BESIDE });
	close(pipe_fds[1]);
	close(ends[1]);
	s->began = now;
	s->ready = pipe_fds[0];
	s->channel = ends[0];
	s->state = STATE_STARTING;
	s->killed = NULL;
	s->leaving = false;
	if (s->pid < 0) {
		close_ends(s);
		s->state = STATE_NONE;
		failed_start(crew, now);
		log_line(crew->log, LOG_LEVEL_ERROR, "fork_failed", "%s", strerror(errno));
	}
}

static void hear(struct crew *crew, struct slot *s, uint64_t now)
{
	char byte;

	if (s->state != STATE_STARTING || s->ready < 0 || read(s->ready, &byte, 1) != 1)
		return;
	close(s->ready);
	s->ready = -1;
	s->state = STATE_READY;
	crew->ever_ready = true;
	void *ctx = mem_check(talloc_new(NULL));
	note(crew, LOG_LEVEL_INFO, "worker_ready", s, "start_ms",
	     mem_printf(ctx, "%llu", (unsigned long long)((now - s->began) / MS)));
	talloc_free(ctx);
}

static bool grow(struct crew *crew, size_t n, struct err *err)
{
	if (n <= crew->n)
		return true;
	crew->slots = mem_grow(crew, crew->slots, struct slot, n);
	while (crew->n < n) {
		struct slot s = { .ready = -1, .channel = -1 };
		s.board = board_new(crew, &s.board_fd, err);
		if (s.board == NULL)
			return false;
		crew->slots[crew->n++] = s;
	}
	return true;
}

static void tell_to_leave(struct slot *s)
{
	s->leaving = true;
	kill(s->pid, SIGTERM);
}

bool crew_settle(struct crew *crew, const struct conf *conf, struct log *log, size_t workers,
                 bool isolated, struct err *err)
{
	bool replace = isolated != crew->isolated;

	crew->conf = conf;
	crew->log = log;
	crew->isolated = isolated;
	if (!grow(crew, workers, err))
		return false;
	crew->wanted = workers;
	for (size_t i = 0; i < crew->n; i++)
		if (crew->slots[i].state != STATE_NONE && (i >= workers || replace))
			tell_to_leave(&crew->slots[i]);
	return true;
}

/* --- watch --- */

static void end(struct crew *crew, struct slot *s, const char *why)
{
	s->killed = why;
	note(crew, LOG_LEVEL_ERROR, "worker_killed", s, "reason", why);
	kill(s->pid, SIGKILL);
}

/* At the desk: for a table to come, or for a join. */
static uint64_t longest_wait(const struct crew *crew)
{
	return ((uint64_t)crew->conf->fetch_seconds * 1000 + (uint64_t)crew->conf->join_wait) * MS + WAIT_MARGIN;
}

static void watch(struct crew *crew, struct slot *s, uint64_t now)
{
	uint64_t away = atomic_load(&s->board->away_since), busy = atomic_load(&s->board->busy_since);
	uint64_t deadline = (uint64_t)crew->conf->deadline * 1000 * MS;
	/* a worker leaves by itself beyond worker_memory, but only once its answer is done */
	uint64_t memory = (uint64_t)crew->conf->worker_memory / 2 * 5;

	if (s->killed != NULL)
		return;
	if (s->state == STATE_STARTING && now - s->began > START_PATIENCE)
		end(crew, s, "start");
	else if (s->state == STATE_READY && away != 0 && now > away && now - away > longest_wait(crew))
		end(crew, s, "deadline");
	else if (s->state == STATE_READY && away == 0 && busy != 0 && now > busy && now - busy > deadline)
		end(crew, s, "deadline");
	else if (s->state == STATE_READY && busy != 0 && board_memory(s->pid) > memory)
		end(crew, s, "memory");
}

/* It has shown that it works: by an answer, or by staying. */
static bool has_settled(const struct slot *s, uint64_t now)
{
	return atomic_load(&s->board->answered) > 0 || now - s->began > SETTLED;
}

void crew_tick(struct crew *crew)
{
	uint64_t now = board_now();

	for (size_t i = 0; i < crew->n; i++) {
		struct slot *s = &crew->slots[i];
		if (s->state == STATE_NONE) {
			if (i < crew->wanted && !crew->dismissed && now >= crew->not_before)
				start(crew, s, now);
			continue;
		}
		hear(crew, s, now);
		watch(crew, s, now);
		if (s->state == STATE_READY && has_settled(s, now))
			crew->failures = 0;
	}
}

int crew_patience(const struct crew *crew)
{
	uint64_t now = board_now();
	int least = 1000;

	for (size_t i = 0; i < crew->n; i++) {
		const struct slot *s = &crew->slots[i];
		int wait = 1000;
		if (s->state == STATE_NONE && i < crew->wanted && !crew->dismissed)
			wait = now >= crew->not_before ? 0 : (int)((crew->not_before - now) / MS) + 1;
		else if (s->state == STATE_READY && atomic_load(&s->board->busy_since) != 0)
			wait = 200;
		if (wait < least)
			least = wait;
	}
	return least;
}

size_t crew_poll(const struct crew *crew, struct pollfd *fds, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < crew->n && n + 1 < room; i++) {
		if (crew->slots[i].state == STATE_STARTING && crew->slots[i].ready >= 0)
			fds[n++] = (struct pollfd){ .fd = crew->slots[i].ready, .events = POLLIN };
		if (crew->slots[i].channel >= 0)
			fds[n++] = (struct pollfd){ .fd = crew->slots[i].channel, .events = POLLIN };
	}
	return n;
}

void crew_listen(struct crew *crew, void (*take)(void *arg, pid_t worker, const struct message *m), void *arg)
{
	struct message m;

	for (size_t i = 0; i < crew->n; i++) {
		struct slot *s = &crew->slots[i];
		enum heard heard = HEARD;
		while (s->channel >= 0 && heard == HEARD)
			if ((heard = channel_hear(s->channel, &m)) == HEARD)
				take(arg, s->pid, &m);
		if (heard != HEARD_END)
			continue;
		/* it has ended, or is about to: there is nothing to wait for */
		close(s->channel);
		s->channel = -1;
	}
}

void crew_tell(const struct crew *crew, pid_t worker, const struct message *m)
{
	for (size_t i = 0; i < crew->n; i++)
		if (crew->slots[i].pid == worker && crew->slots[i].channel >= 0)
			channel_say(crew->slots[i].channel, m);
}

/* --- end --- */

/* A death that the request in hand is to blame for; SIGKILL from elsewhere is none. */
static bool is_fault(const struct slot *s, int status)
{
	static const int faults[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGALRM };
	bool fault = s->killed != NULL || WIFEXITED(status); /* whatever called exit in mid-answer */

	for (size_t i = 0; WIFSIGNALED(status) && i < sizeof faults / sizeof *faults; i++)
		fault |= WTERMSIG(status) == faults[i];
	return fault && atomic_load(&s->board->busy_since) != 0 && atomic_load(&s->board->key) != 0;
}

static void strike(struct crew *crew, const struct slot *s)
{
	void *ctx = mem_check(talloc_new(NULL));
	uint64_t seconds = suspects_strike(crew->suspects, atomic_load(&s->board->key));

	for (size_t i = 0; i < crew->n && seconds > 0; i++)
		suspects_post(crew->suspects, crew->slots[i].board);
	if (seconds > 0)
		note(crew, LOG_LEVEL_ERROR, "request_refused", s, "seconds",
		     mem_printf(ctx, "%llu", (unsigned long long)seconds));
	talloc_free(ctx);
}

static void judge(struct crew *crew, struct slot *s, int status, uint64_t now)
{
	void *ctx = mem_check(talloc_new(NULL));
	bool was_ready = s->state == STATE_READY;
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	bool busy = atomic_load(&s->board->busy_since) != 0;
	const char *how = code >= 0 ? mem_printf(ctx, "exit %d", code)
	                            : mem_printf(ctx, "SIG%s", sigabbrev_np(WTERMSIG(status)));

	if (was_ready && (code == WORKER_DONE || code == WORKER_COUNT || code == WORKER_MEMORY))
		note(crew, LOG_LEVEL_INFO, "worker_left", s, "reason",
		     code == WORKER_COUNT ? "requests" : code == WORKER_MEMORY ? "memory" : "asked");
	else if (s->leaving && !was_ready)
		note(crew, LOG_LEVEL_INFO, "worker_left", s, "reason", "asked");
	else if (was_ready && (busy || s->killed != NULL || has_settled(s, now)))
		note(crew, LOG_LEVEL_ERROR, "worker_lost", s, "how", how);
	else {
		failed_start(crew, now);
		note(crew, LOG_LEVEL_ERROR, "worker_did_not_start", s, "how", how);
	}
	talloc_free(ctx);
}

bool crew_reap(struct crew *crew, pid_t pid, int status)
{
	uint64_t now = board_now();

	for (size_t i = 0; i < crew->n; i++) {
		struct slot *s = &crew->slots[i];
		if (s->state == STATE_NONE || s->pid != pid)
			continue;
		hear(crew, s, now); /* it may have been ready, and ended before we looked */
		judge(crew, s, status, now);
		if (is_fault(s, status))
			strike(crew, s);
		close_ends(s);
		s->state = STATE_NONE;
		return true;
	}
	return false;
}

void crew_signal(struct crew *crew, int signo)
{
	for (size_t i = 0; i < crew->n; i++)
		if (crew->slots[i].state != STATE_NONE)
			kill(crew->slots[i].pid, signo);
}

void crew_dismiss(struct crew *crew)
{
	crew->dismissed = true;
	for (size_t i = 0; i < crew->n; i++)
		if (crew->slots[i].state != STATE_NONE)
			tell_to_leave(&crew->slots[i]);
}

size_t crew_alive(const struct crew *crew)
{
	size_t n = 0;

	for (size_t i = 0; i < crew->n; i++)
		n += crew->slots[i].state != STATE_NONE;
	return n;
}

size_t crew_ready(const struct crew *crew)
{
	size_t n = 0;

	for (size_t i = 0; i < crew->n; i++)
		n += crew->slots[i].state == STATE_READY;
	return n;
}

bool crew_hopeless(const struct crew *crew)
{
	return !crew->ever_ready && crew->failures >= HOPELESS;
}
