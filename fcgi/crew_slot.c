#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi/child.h"
#include "fcgi/crew_parts.h"

#define MS              CREW_MS
#define SETTLED         (1000 * MS)     /* dead sooner, at rest and without an answer: a failed start */
#define START_PATIENCE  (60000 * MS)    /* for a worker to become ready */
#define BACKOFF_LEAST   (100 * MS)      /* from the second failed start on, then doubled */
#define BACKOFF_MOST    (30000 * MS)
#define CLOSE           (5000 * MS)     /* two workers lost within this: more may follow */
#define STORM           (10000 * MS)    /* for so long */
#define WAIT_MARGIN     (15000 * MS)
#define FILES_BESIDE    192             /* descriptors of a worker beside its data sources */
#define FILES_PER_SOURCE 4

bool slot_new(struct slot *slot, const struct crew *crew, struct err *err)
{
	*slot = (struct slot){ .ready = -1, .channel = -1 };
	slot->board = board_new(crew, &slot->board_fd, err);
	return slot->board != NULL;
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
	crew->failed = now;
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

void slot_start(struct crew *crew, struct slot *s, uint64_t now)
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
	s->state = SLOT_STARTING;
	s->killed = NULL;
	s->leaving = s->accepting = false;
	if (s->pid < 0) {
		close_ends(s);
		s->state = SLOT_NONE;
		failed_start(crew, now);
		log_line(crew->log, LOG_LEVEL_ERROR, "fork_failed", "%s", strerror(errno));
	}
}

void slot_hear(struct crew *crew, struct slot *s, uint64_t now)
{
	char byte;

	if (s->state != SLOT_STARTING || s->ready < 0 || read(s->ready, &byte, 1) != 1)
		return;
	close(s->ready);
	s->ready = -1;
	s->state = SLOT_READY;
	crew->ever_ready = true;
	void *ctx = mem_check(talloc_new(NULL));
	note(crew, LOG_LEVEL_INFO, "worker_ready", s, "start_ms",
	     mem_printf(ctx, "%llu", (unsigned long long)((now - s->began) / MS)));
	talloc_free(ctx);
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

void slot_watch(struct crew *crew, struct slot *s, uint64_t now)
{
	uint64_t away = atomic_load(&s->board->away_since), busy = atomic_load(&s->board->busy_since);
	uint64_t deadline = (uint64_t)crew->conf->deadline * 1000 * MS;
	/* a worker leaves by itself beyond worker_memory, but only once its answer is done */
	uint64_t memory = (uint64_t)crew->conf->worker_memory / 2 * 5;

	if (s->killed != NULL)
		return;
	if (s->state == SLOT_STARTING && now - s->began > START_PATIENCE)
		end(crew, s, "start");
	else if (s->state == SLOT_READY && away != 0 && now > away && now - away > longest_wait(crew))
		end(crew, s, "deadline");
	else if (s->state == SLOT_READY && away == 0 && busy != 0 && now > busy && now - busy > deadline)
		end(crew, s, "deadline");
	else if (s->state == SLOT_READY && busy != 0 && board_memory(s->pid) > memory)
		end(crew, s, "memory");
}

bool slot_has_settled(const struct slot *s, uint64_t now)
{
	return atomic_load(&s->board->answered) > 0 || now - s->began > SETTLED;
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

static void lose(struct crew *crew, uint64_t now)
{
	if (crew->lost != 0 && now - crew->lost < CLOSE)
		crew->losing_until = now + STORM;
	crew->lost = now;
}

/* Why a worker left in good order; NULL where it did not. */
static const char *left_because(int code)
{
	static const struct { enum worker_exit code; const char *why; } exits[] = {
		{ WORKER_DONE, "asked" }, { WORKER_COUNT, "requests" }, { WORKER_MEMORY, "memory" },
		{ WORKER_FAULT, "fault" },
	};

	for (size_t i = 0; i < sizeof exits / sizeof *exits; i++)
		if ((int)exits[i].code == code)
			return exits[i].why;
	return NULL;
}

static void judge(struct crew *crew, struct slot *s, int status, uint64_t now)
{
	void *ctx = mem_check(talloc_new(NULL));
	bool was_ready = s->state == SLOT_READY;
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	bool busy = slot_is_busy(s), from_elsewhere = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
	const char *how = code >= 0 ? mem_printf(ctx, "exit %d", code)
	                            : mem_printf(ctx, "SIG%s", sigabbrev_np(WTERMSIG(status)));

	if (was_ready && left_because(code) != NULL)
		note(crew, LOG_LEVEL_INFO, "worker_left", s, "reason", left_because(code));
	else if (s->leaving && !was_ready)
		note(crew, LOG_LEVEL_INFO, "worker_left", s, "reason", "asked");
	else if (was_ready && (busy || s->killed != NULL || slot_has_settled(s, now) || from_elsewhere)) {
		note(crew, LOG_LEVEL_ERROR, "worker_lost", s, "how", how);
		lose(crew, now);
	} else if (from_elsewhere && s->killed == NULL) {
		/* it need not fail again: no more than a pause */
		crew->not_before = now + BACKOFF_LEAST;
		note(crew, LOG_LEVEL_ERROR, "worker_lost", s, "how", how);
		lose(crew, now);
	} else {
		failed_start(crew, now);
		note(crew, LOG_LEVEL_ERROR, "worker_did_not_start", s, "how", how);
	}
	talloc_free(ctx);
}

void slot_end(struct crew *crew, struct slot *s, int status, uint64_t now)
{
	slot_hear(crew, s, now); /* it may have been ready, and ended before we looked */
	judge(crew, s, status, now);
	if (is_fault(s, status))
		strike(crew, s);
	close_ends(s);
	s->state = SLOT_NONE;
}

void slot_leave(struct slot *s)
{
	s->leaving = true;
	kill(s->pid, SIGTERM);
}

void slot_accept(struct slot *s, bool accept)
{
	const struct message m = { .what = accept ? SAY_ACCEPT : SAY_REST };

	if (channel_say(s->channel, &m))
		s->accepting = accept;
}
