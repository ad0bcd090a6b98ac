#include "fcgi/limited.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/guard.h"
#include "base/text.h"
#include "fcgi/board.h"
#include "fcgi/child.h"

#define FILES    256
#define LOOK     100            /* milliseconds between two looks at the memory */
#define REPLY_FD 3
#define MOST     (256 << 20)    /* bytes of a reply */

/* In front of the reply's parts. */
enum { ERROR_CODE, ERROR_LOCATOR, ERROR_EN, ERROR_FR, ERROR_DETAIL, ERROR_PARTS };

/* A length and the bytes of each text; -1 for one that is not there. */
static bool put(int fd, const void *bytes, size_t n)
{
	const char *at = bytes;

	while (n > 0) {
		ssize_t done = write(fd, at, n);
		if (done < 0 && errno != EINTR)
			return false;
		at += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
	return true;
}

static bool put_text(int fd, const char *text)
{
	int64_t n = text != NULL ? (int64_t)strlen(text) : -1;

	return put(fd, &n, sizeof n) && (n <= 0 || put(fd, text, (size_t)n));
}

/* The work in the child, and what came of it. */
struct working {
	const struct limited_plan *plan;
	const void *ctx;
	struct limited_reply reply;
	struct err err;
	bool ok;
};

static void do_work(void *arg)
{
	struct working *w = arg;
	w->ok = w->plan->work(w->plan->arg, w->ctx, &w->reply, &w->err);
}

static int work(const void *arg)
{
	struct working w = { .plan = arg, .ctx = mem_check(talloc_new(NULL)) };
	const void *at;

	if (!guard_run(do_work, &w, &at)) {
		w.err = (struct err){ 0 };
		w.ok = guard_refuse(&w.err, w.ctx, NULL);
	}
	const char *error[ERROR_PARTS] = {
		mem_printf(w.ctx, "%d", w.ok ? (int)ERR_NONE : (int)w.err.code), w.err.locator, w.err.message.en,
		w.err.message.fr, w.err.detail,
	};
	bool told = w.ok;
	for (int i = 0; i < ERROR_PARTS; i++)
		told = put_text(REPLY_FD, error[i]) && told;
	for (int i = 0; i < LIMITED_PARTS; i++)
		told = put_text(REPLY_FD, w.reply.part[i]) && told;
	return told ? 0 : 1;
}

/* All that the child says until it is done, killed at the limit of memory, or we are interrupted. */
struct listening {
	pid_t pid;
	int fd;
	char *bytes; size_t n;
	bool memory, interrupted;
};

static void hear(struct listening *l, const void *ctx, int64_t memory)
{
	size_t room = 0;

	for (;;) {
		struct pollfd fd = { .fd = l->fd, .events = POLLIN };
		int ready = poll(&fd, 1, LOOK);
		if (memory > 0 && board_memory(l->pid) > (uint64_t)memory)
			l->memory = true;
		if (ready < 0)
			l->interrupted = true;
		if (l->memory || l->interrupted || l->n > MOST) {
			kill(l->pid, SIGKILL);
			return;
		}
		if (ready == 0)
			continue;
		if (l->n + 65536 > room)
			l->bytes = mem_grow(ctx, l->bytes, char, room = room * 2 + 65536 * 2);
		ssize_t n = read(l->fd, l->bytes + l->n, 65536);
		if (n <= 0)
			return;
		l->n += (size_t)n;
	}
}

static bool take_text(const struct listening *l, size_t *at, const void *ctx, const char **text)
{
	int64_t n;

	if (l->n - *at < sizeof n)
		return false;
	memcpy(&n, l->bytes + *at, sizeof n);
	*at += sizeof n;
	if (n > (int64_t)(l->n - *at))
		return false;
	*text = n < 0 ? NULL : mem_strndup(ctx, l->bytes + *at, (size_t)n);
	*at += n > 0 ? (size_t)n : 0;
	return true;
}

static bool understand(struct limited_reply *reply, const void *ctx, const struct listening *l, struct err *err)
{
	const char *error[ERROR_PARTS];
	size_t at = 0;
	int64_t code;

	for (int i = 0; i < ERROR_PARTS; i++)
		if (!take_text(l, &at, ctx, &error[i]))
			return false;
	for (int i = 0; i < LIMITED_PARTS; i++)
		if (!take_text(l, &at, ctx, &reply->part[i]))
			return false;
	if (error[ERROR_CODE] == NULL || !text_int(error[ERROR_CODE], &code))
		return false;
	if (code != ERR_NONE)
		*err = (struct err){
			.code = (enum err_code)code, .locator = error[ERROR_LOCATOR], .detail = error[ERROR_DETAIL],
			.message = { .en = error[ERROR_EN], .fr = error[ERROR_FR] },
		};
	return true;
}

static bool explain(const struct listening *l, int status, const void *ctx, const struct limited_plan *plan,
                    struct err *err)
{
	bool time = WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU;

	if (l->interrupted)
		return err_set(err, ctx, ERR_UNAVAILABLE, NULL, "interrupted: nothing was stored",
		               "interrompu : rien n'a été enregistré");
	if (l->memory)
		return err_set(err, ctx, ERR_TOO_LARGE, "table", "the table takes more than %lld MB of memory",
		               "la table demande plus de %lld Mo de mémoire", (long long)(plan->memory >> 20));
	if (time)
		return err_set(err, ctx, ERR_TOO_LARGE, "table", "the table takes more than %lld seconds to read",
		               "la table demande plus de %lld secondes de lecture", (long long)plan->seconds);
	err_set(err, ctx, ERR_INTERNAL, "table", "the process that read the table came to grief",
	        "le processus qui lisait la table s'est arrêté");
	return err_detail(err, ctx, "status %d", status);
}

bool limited_run(struct limited_reply *reply, const void *ctx, const struct limited_plan *plan, struct err *err)
{
	int ends[2], status = 0;

	*reply = (struct limited_reply){ { NULL } };
	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_set(err, ctx, ERR_UNAVAILABLE, NULL, "no process could be started",
		               "aucun processus n'a pu être lancé");
	struct listening l = { .fd = ends[0] };
	l.pid = child_start(&(struct child_plan){
		.run = work, .arg = plan, .input = -1, .pass = { ends[1], -1 }, .listening = -1, .isolated = true,
		.files = FILES, .processor = plan->seconds });
	close(ends[1]);
	if (l.pid < 0) {
		close(ends[0]);
		return err_set(err, ctx, ERR_UNAVAILABLE, NULL, "no process could be started",
		               "aucun processus n'a pu être lancé");
	}
	hear(&l, ctx, plan->memory);
	close(ends[0]);
	while (waitpid(l.pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status) || !understand(reply, ctx, &l, err))
		return explain(&l, status, ctx, plan, err);
	return err->code == ERR_NONE;
}
