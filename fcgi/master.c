#include "fcgi/master.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi/board.h"
#include "fcgi/child.h"
#include "fcgi/master_state.h"

#define MS           UINT64_C(1000000)
#define DRAIN        (4500 * MS)    /* for the answers in flight once we are told to stop */
#define DRAIN_WEB    (2500 * MS)    /* of these, for the web server before the workers leave */
#define WEB_SETTLED  (1000 * MS)
#define INSISTENCE   (1000 * MS)    /* a second signal later than this ends all at once */
#define DRAIN_JOBS   (3000 * MS)    /* of these, for joins in hand */
#define DESCRIPTORS  1024
#define STOP_LOOK    50             /* milliseconds between looks while stopping */

bool master_settle(struct master *m, struct err *err)
{
	m->workers = master_worker_count(m);
	orders_settle(m->orders, m->conf, m->log);
	return crew_settle(m->crew, m->conf, m->log, m->workers, m->can_isolate && !m->network, err);
}

/* --- stop --- */

static uint64_t stopping_for(const struct master *m)
{
	return board_now() - m->stop_began;
}

static void stop(struct master *m, int status, const char *why)
{
	if (m->stopping) {
		/* told again: but a terminal and a script may each pass on the same Ctrl-C */
		if (stopping_for(m) > INSISTENCE)
			m->stop_began = 0;
		return;
	}
	log_event(m->log, LOG_LEVEL_INFO, "stopping", (struct log_field[]){
		{ "reason", why }, { NULL, NULL } });
	m->stopping = true;
	m->status = status;
	m->stop_began = board_now();
	if (m->web.pid > 0)
		kill(m->web.pid, web_graceful(m->site.kind));
	if (m->job.pid > 0)
		kill(m->job.pid, SIGTERM);
	orders_dismiss(m->orders, false);
}

static void stop_tick(struct master *m)
{
	if (!m->stopping)
		return;
	if (!m->dismissed && (m->web.pid <= 0 || stopping_for(m) > DRAIN_WEB)) {
		m->dismissed = true;
		crew_dismiss(m->crew);
	}
	if (stopping_for(m) > DRAIN_JOBS)
		orders_dismiss(m->orders, true);
	if (stopping_for(m) > DRAIN) {
		crew_signal(m->crew, SIGKILL);
		if (m->web.pid > 0)
			kill(-m->web.pid, SIGKILL);
		if (m->job.pid > 0)
			kill(m->job.pid, SIGKILL);
	}
}

static bool all_gone(const struct master *m)
{
	return m->stopping && m->web.pid <= 0 && m->job.pid <= 0 &&
	       orders_running(m->orders) == 0 && crew_alive(m->crew) == 0;
}

/* --- the web server --- */

static void web_tick(struct master *m, uint64_t now)
{
	if (m->web_command == NULL || m->web.pid > 0 || m->stopping || now < m->web.not_before)
		return;
	m->web.pid = child_start(&(struct child_plan){
		.argv = m->web_command, .input = -1, .pass = { -1, -1 }, .listening = m->web_listener,
		.errors = relay_in(m->web_errors) });
	m->web.began = now;
}

static bool web_reap(struct master *m, pid_t pid, int status)
{
	uint64_t now = board_now();

	if (m->web.pid != pid)
		return false;
	m->web.pid = 0;
	kill(-pid, SIGKILL); /* nginx's workers, where their own master was killed */
	if (m->stopping)
		return true;
	bool settled = now - m->web.began > WEB_SETTLED;
	m->web.not_before = settled ? now : now + WEB_SETTLED;
	void *ctx = mem_check(talloc_new(NULL));
	log_event(m->log, LOG_LEVEL_ERROR, "web_server_lost", (struct log_field[]){
		{ "program", m->web_command[0] },
		{ "how", WIFEXITED(status) ? mem_printf(ctx, "exit %d", WEXITSTATUS(status))
		                           : mem_printf(ctx, "SIG%s", sigabbrev_np(WTERMSIG(status))) },
		{ NULL, NULL } });
	talloc_free(ctx);
	if (!settled && !m->announced)
		stop(m, 1, "web server");
	return true;
}

/* --- reload --- */

static void reload(struct master *m, const void *ctx)
{
	struct err err = { 0 };
	const struct conf *conf = conf_load(ctx, m->conf->workspace, &err);
	struct log *log = conf != NULL ? log_open(ctx, conf->workspace, conf->error_log, &err) : NULL;

	if (log == NULL) {
		log_event(m->log, LOG_LEVEL_ERROR, "reload_refused", (struct log_field[]){
			{ "message", text_in(err.message, m->conf->language) },
			{ "detail", err.detail }, { NULL, NULL } });
		mem_free(conf);
		return;
	}
	const struct conf *old_conf = m->conf;
	struct log *old_log = m->log;
	m->conf = conf;
	m->log = log;
	if (!master_settle(m, &err))
		log_line(log, LOG_LEVEL_ERROR, "workers", "%s", text_in(err.message, conf->language));
	crew_signal(m->crew, SIGHUP);
	log_event(log, LOG_LEVEL_INFO, "reloaded", (struct log_field[]){ { NULL, NULL } });
	mem_free(old_conf);
	talloc_free(old_log);
}

/* --- the loop --- */

static void reap(struct master *m)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (crew_reap(m->crew, pid, status))
			orders_forget(m->orders, pid);
		else if (!orders_reap(m->orders, pid, status) && !web_reap(m, pid, status))
			jobs_reap(m, pid, status);
}

static void take_signals(struct master *m, const void *ctx)
{
	struct signalfd_siginfo info;

	while (read(m->signals, &info, sizeof info) == (ssize_t)sizeof info) {
		if (info.ssi_signo == SIGCHLD)
			reap(m);
		else if (info.ssi_signo != SIGHUP)
			stop(m, 0, "signal");
		else if (!m->stopping)
			reload(m, ctx);
	}
}

static void write_port(const struct master *m, const void *ctx)
{
	const char *path = m->options.port_file;
	const char *text = mem_printf(ctx, "%d\n", m->site.port);
	const char *partial = mem_printf(ctx, "%s.part", path);
	int fd = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	if (!good || rename(partial, path) != 0)
		log_event(m->log, LOG_LEVEL_ERROR, "port_file", (struct log_field[]){
			{ "path", path }, { NULL, NULL } });
}

/* Once all workers wait for requests. */
static void announce(struct master *m, const void *ctx)
{
	if (m->announced || m->stopping || crew_ready(m->crew) < m->workers)
		return;
	m->announced = true;
	bool web = m->site.kind != WEB_NONE;
	if (web && m->options.port_file != NULL)
		write_port(m, ctx);
	log_event(m->log, LOG_LEVEL_INFO, "serving", (struct log_field[]){
		{ "workers", mem_printf(ctx, "%zu", m->workers) },
		{ "socket", m->site.socket },
		{ "port", web ? mem_printf(ctx, "%d", m->site.port) : NULL },
		{ "url", m->conf->base_url },
		{ "network", m->can_isolate && !m->network ? "isolated" : "shared" },
		{ NULL, NULL } });
}

static void wait_for_events(const struct master *m)
{
	struct pollfd fds[DESCRIPTORS] = { { .fd = m->signals, .events = POLLIN } };
	size_t n = 1 + crew_poll(m->crew, fds + 1, DESCRIPTORS - 2);
	int patience = crew_patience(m->crew), orders = orders_patience(m->orders);

	patience = orders < patience ? orders : patience;

	if (m->web_errors != NULL)
		fds[n++] = (struct pollfd){ .fd = relay_out(m->web_errors), .events = POLLIN };
	poll(fds, n, m->stopping && patience > STOP_LOOK ? STOP_LOOK : patience);
}

static void take_order(void *arg, pid_t worker, const struct message *message)
{
	orders_take(((struct master *)arg)->orders, worker, message);
}

static void run(struct master *m, const void *ctx)
{
	for (;;) {
		uint64_t now = board_now();
		take_signals(m, ctx);
		if (!m->stopping && crew_hopeless(m->crew))
			stop(m, 1, "no worker starts");
		stop_tick(m);
		if (m->web_errors != NULL)
			relay_pass(m->web_errors, m->log, "web_server");
		if (all_gone(m))
			break;
		crew_listen(m->crew, take_order, m);
		orders_tick(m->orders);
		crew_tick(m->crew);
		web_tick(m, now);
		if (!m->stopping)
			jobs_tick(m, now);
		announce(m, ctx);
		wait_for_events(m);
	}
	log_event(m->log, LOG_LEVEL_INFO, "stopped", (struct log_field[]){ { NULL, NULL } });
	if (m->own_socket)
		unlink(m->site.socket);
}

int master_serve(int argc, char **argv, enum lang lang)
{
	struct master m = { .lang = lang, .listener = -1, .web_listener = -1 };
	int status = master_options_read(&m.options, argc, argv, lang);

	if (status >= 0)
		return status;
	void *ctx = mem_check(talloc_new(NULL));
	if (!master_open(&m, ctx))
		m.status = 1;
	else if (m.options.print == WEB_NONE)
		run(&m, ctx);
	talloc_free(ctx);
	return m.status;
}
