#include "fcgi/child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

#define FIRST_PASSED 3
#define NO_START     127
#define BACKGROUND   10

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	/* where this fails, files belong to "nobody" inside, and open all the same */
	ssize_t done = write(fd, text, strlen(text));
	(void)done;
	close(fd);
}

/* With the right to, or inside a user namespace of its own. */
static bool isolate(void)
{
	char map[64];
	unsigned uid = geteuid(), gid = getegid();

	if (unshare(CLONE_NEWNET) == 0)
		return true;
	if (errno != EPERM || unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
		return false;
	write_file("/proc/self/setgroups", "deny");
	snprintf(map, sizeof map, "%u %u 1\n", uid, uid);
	write_file("/proc/self/uid_map", map);
	snprintf(map, sizeof map, "%u %u 1\n", gid, gid);
	write_file("/proc/self/gid_map", map);
	return true;
}

/* SIGXCPU comes at the lower of the two limits, SIGKILL at the higher. */
static void limit(int what, int64_t most)
{
	struct rlimit now, wanted = { (rlim_t)most, (rlim_t)most + (what == RLIMIT_CPU) };

	if (getrlimit((__rlimit_resource_t)what, &now) == 0 && now.rlim_max != RLIM_INFINITY &&
	    wanted.rlim_max > now.rlim_max)
		wanted.rlim_cur = wanted.rlim_max = now.rlim_max;
	setrlimit((__rlimit_resource_t)what, &wanted);
}

/* Standard input and the descriptors from 3 on; all others are closed. */
static void arrange_descriptors(const struct child_plan *plan)
{
	int wanted[1 + CHILD_PASS], last = FIRST_PASSED - 1;
	int null = open("/dev/null", O_RDWR);

	wanted[0] = plan->input >= 0 ? plan->input : null;
	wanted[1] = plan->listening >= 0 ? plan->listening : plan->pass[0];
	for (int i = 2; i <= CHILD_PASS; i++)
		wanted[i] = plan->pass[i - 1];
	/* out of each other's way first */
	for (int i = 0; i <= CHILD_PASS; i++)
		wanted[i] = i == 0 || wanted[i] > 0 ? fcntl(wanted[i], F_DUPFD, 64) : -1;
	if (plan->errors > 0)
		dup2(plan->errors, STDERR_FILENO);
	dup2(wanted[0], STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	for (int i = 1; i <= CHILD_PASS; i++)
		if (wanted[i] >= 0)
			dup2(wanted[i], last = FIRST_PASSED + i - 1);
	close_range((unsigned)last + 1, ~0U, 0);
}

static void announce_listening(void)
{
	char pid[32];

	snprintf(pid, sizeof pid, "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	setenv("NGINX", "3;", 1);
}

static void start_program(char *const *argv)
{
	execvp(argv[0], argv);
	if (errno == ENOENT && strchr(argv[0], '/') == NULL) {
		void *ctx = talloc_new(NULL);
		execv(mem_printf(ctx, "/usr/sbin/%s", argv[0]), argv);
		talloc_free(ctx);
	}
}

static void become(const struct child_plan *plan, pid_t parent)
{
	sigset_t none;

	setpgid(0, 0);
	if (plan->name != NULL)
		prctl(PR_SET_NAME, plan->name);
	if (plan->isolated)
		isolate();
	/* after the namespace: a change of rights takes this back */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(NO_START);
	limit(RLIMIT_CORE, 0);
	if (plan->processor > 0)
		limit(RLIMIT_CPU, plan->processor);
	if (plan->size > 0)
		limit(RLIMIT_FSIZE, plan->size);
	if (plan->background) {
		setpriority(PRIO_PROCESS, 0, BACKGROUND);
		write_file("/proc/self/oom_score_adj", "500");
	}
	arrange_descriptors(plan);
	if (plan->files > 0)
		limit(RLIMIT_NOFILE, plan->files); /* now that no number is beyond it */
	if (plan->listening >= 0)
		announce_listening();
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

pid_t child_start(const struct child_plan *plan)
{
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	become(plan, parent);
	if (plan->argv == NULL)
		_exit(plan->run(plan->arg));
	start_program(plan->argv);
	fprintf(stderr, "jointure: %s: %s\n", plan->argv[0], strerror(errno));
	_exit(NO_START);
}

bool child_can_be_isolated(void)
{
	int status = 1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(isolate() ? 0 : 1);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && status == 0;
}

bool child_drop_privileges(const char *user)
{
	if (geteuid() == 0 && *user != '\0') {
		errno = 0;
		const struct passwd *who = getpwnam(user);
		if (who == NULL) {
			errno = errno != 0 ? errno : ENOENT;
			return false;
		}
		if (initgroups(user, who->pw_gid) != 0 || setgid(who->pw_gid) != 0 ||
		    setuid(who->pw_uid) != 0)
			return false;
	}
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}
