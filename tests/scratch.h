/* A folder of a test's own, gone with it, and the ends of a test's children. */
#ifndef JT_TESTS_SCRATCH_H
#define JT_TESTS_SCRATCH_H

#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

static inline int scratch_remove_one(const char *path, const struct stat *st, int flag,
                                     struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

static inline int scratch_gone(char *path)
{
	return nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline char *scratch_new(const void *ctx)
{
	const char *tmp = getenv("TMPDIR");
	char *path = mem_printf(ctx, "%s/jointure-test-XXXXXX", tmp != NULL ? tmp : "/tmp");
	mem_check(mkdtemp(path));
	talloc_set_destructor(path, scratch_gone);
	return path;
}

/* A child ends killed when it did its part, else with status 1: no leak checker looks
   at what it shares with its parent, and what it wrote stands as after a crash. */
static inline void scratch_end(bool done)
{
	if (done)
		raise(SIGKILL);
	_exit(1);
}

static inline bool scratch_ended_well(pid_t child)
{
	int status;
	return waitpid(child, &status, 0) == child && WIFSIGNALED(status);
}

#endif
