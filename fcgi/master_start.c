#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fcgi/child.h"
#include "fcgi/listener.h"
#include "fcgi/master_state.h"

#define WORKER "jointure-fcgi"

void master_complain(const struct master *m, const struct err *err)
{
	fprintf(stderr, "jointure serve%s %s%s%s%s\n", m->lang == LANG_FR ? " :" : ":",
	        text_in(err->message, m->lang), err->detail != NULL ? " (" : "",
	        err->detail != NULL ? err->detail : "", err->detail != NULL ? ")" : "");
}

size_t master_worker_count(const struct master *m)
{
	int64_t n = m->options.workers >= 0 ? m->options.workers : m->conf->workers;

	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	return n > 0 ? (size_t)n : 1;
}

/* The worker's program lies beside our own. */
static char *worker_program(const void *ctx, struct err *err)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	self[n > 0 ? n : 0] = '\0';
	char *slash = strrchr(self, '/');
	if (slash != NULL)
		*slash = '\0';
	char *path = mem_printf(ctx, "%s/" WORKER, self);
	if (access(path, X_OK) == 0)
		return path;
	err_set(err, ctx, ERR_NOT_FOUND, NULL, "the program " WORKER " is not beside this one: install both",
	        "le programme " WORKER " n'est pas à côté de celui-ci : installer les deux");
	err_detail(err, ctx, "%s", path);
	return NULL;
}

static const char *lock_path(const struct master *m, const void *ctx)
{
	return mem_printf(ctx, "%s/serve.pid", m->site.run);
}

static bool make_run_folder(struct master *m, const void *ctx, struct err *err)
{
	if (mkdir(m->site.run, 0755) == 0 || errno == EEXIST)
		return listener_lock(ctx, lock_path(m, ctx), err) >= 0;
	err_set(err, ctx, ERR_INTERNAL, NULL, "the workspace cannot be written to",
	        "l'espace de travail n'est pas accessible en écriture");
	return err_detail(err, ctx, "%s: %s", m->site.run, strerror(errno));
}

static char *absolute(const void *ctx, const char *path)
{
	char here[4096];

	if (*path == '/' || getcwd(here, sizeof here) == NULL)
		return mem_strdup(ctx, path);
	return mem_printf(ctx, "%s/%s", here, path);
}

static void name_places(struct master *m, const void *ctx)
{
	const struct master_options *o = &m->options;

	m->site.run = mem_printf(ctx, "%s/run", m->conf->workspace);
	m->site.kind = o->web != WEB_NONE ? o->web : o->print;
	m->site.address = o->address;
	m->site.port = o->port;
	m->site.socket = o->socket != NULL ? absolute(ctx, o->socket)
	                                   : mem_printf(ctx, "%s/worker.sock", m->site.run);
}

static bool open_sockets(struct master *m, const void *ctx, struct err *err)
{
	m->listener = listener_inherited();
	if (m->listener < 0) {
		m->listener = listener_unix(ctx, m->site.socket, m->options.socket_mode, err);
		m->own_socket = m->listener >= 0;
	}
	if (m->listener < 0)
		return false;
	if (m->site.kind == WEB_NONE)
		return true;
	m->web_listener = listener_tcp(ctx, m->site.address, &m->site.port, err);
	return m->web_listener >= 0;
}

/* What root opened is given to the user that everything runs as from here on. */
static bool step_down(const struct master *m, const void *ctx, struct err *err)
{
	const char *user = m->conf->user;
	const struct passwd *who = geteuid() == 0 && *user != '\0' ? getpwnam(user) : NULL;
	bool good = true;

	if (who != NULL)
		good = chown(m->site.run, who->pw_uid, who->pw_gid) == 0 &&
		       chown(lock_path(m, ctx), who->pw_uid, who->pw_gid) == 0 &&
		       (!m->own_socket || chown(m->site.socket, who->pw_uid, who->pw_gid) == 0);
	if (good && child_drop_privileges(user))
		return true;
	err_set(err, ctx, ERR_INTERNAL, "server.user",
	        "the process cannot become the user \"%s\" of the setting server.user",
	        "le processus ne peut pas devenir l'utilisateur « %s » du réglage server.user", user);
	return err_detail(err, ctx, "%s", strerror(errno));
}

static bool hold_signals(struct master *m)
{
	static const int mine[] = { SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGCHLD };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof mine / sizeof *mine; i++)
		sigaddset(&set, mine[i]);
	signal(SIGPIPE, SIG_IGN);
	return sigprocmask(SIG_BLOCK, &set, NULL) == 0 &&
	       (m->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)) >= 0;
}

static void tell_worker(void *arg, pid_t worker, const struct message *m)
{
	crew_tell(((const struct master *)arg)->crew, worker, m);
}

static bool open_crew(struct master *m, const void *ctx, const char *program, struct err *err)
{
	m->can_isolate = child_can_be_isolated();
	if (!m->can_isolate)
		log_line(m->log, LOG_LEVEL_WARNING, "network_shared", "%s", text_in((struct text){
			.en = "this system lets us make no network namespace: workers keep the network",
			.fr = "ce système ne permet pas d'espace de noms réseau : les processus de "
			      "travail gardent le réseau" }, m->conf->language));
	if (geteuid() == 0)
		log_line(m->log, LOG_LEVEL_WARNING, "running_as_root", "%s", text_in((struct text){
			.en = "set server.user to a system user",
			.fr = "donner un utilisateur système au réglage server.user" },
			m->conf->language));
	jobs_first(m);
	m->crew = crew_new(ctx, &(struct crew_plan){
		.program = program, .workspace = m->conf->workspace, .listener = m->listener });
	m->orders = orders_new(ctx, &(struct orders_plan){
		.tell = tell_worker, .arg = m, .job = job_order, .isolate = m->can_isolate });
	return master_settle(m, err);
}

static bool start(struct master *m, const void *ctx, struct err *err)
{
	const char *program;

	m->conf = conf_load(ctx, m->options.workspace, err);
	if (m->conf == NULL)
		return false;
	name_places(m, ctx);
	if (m->options.print != WEB_NONE) {
		const char *text = web_config(ctx, &m->site, m->conf, err);
		return text != NULL && fputs(text, stdout) >= 0;
	}
	program = worker_program(ctx, err);
	if (program == NULL || !make_run_folder(m, ctx, err) || !open_sockets(m, ctx, err) ||
	    !step_down(m, ctx, err))
		return false;
	m->log = log_open(ctx, m->conf->workspace, m->conf->error_log, err);
	if (m->log == NULL || !hold_signals(m))
		return false;
	if (m->site.kind != WEB_NONE) {
		if (!web_prepare(ctx, &m->site, m->conf, err))
			return false;
		m->web_command = web_command(ctx, &m->site);
		m->web_errors = mem_check(relay_new(ctx));
	}
	return open_crew(m, ctx, program, err);
}

bool master_open(struct master *m, const void *ctx)
{
	struct err err = { 0 };

	if (start(m, ctx, &err))
		return true;
	if (err.code == ERR_NONE)
		err_set(&err, ctx, ERR_INTERNAL, NULL, "signals cannot be held back",
		        "les signaux ne peuvent pas être retenus");
	master_complain(m, &err);
	if (m->own_socket)
		unlink(m->site.socket);
	return false;
}
