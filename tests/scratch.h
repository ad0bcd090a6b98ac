/* A folder of a test's own, gone with it. */
#ifndef JT_TESTS_SCRATCH_H
#define JT_TESTS_SCRATCH_H

#include <ftw.h>
#include <stdlib.h>
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

#endif
