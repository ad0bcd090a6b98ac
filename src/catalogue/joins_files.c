#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "catalogue/files.h"
#include "catalogue/joins_change.h"

enum { LEFT_BEHIND = 24 * 3600 };

static char *joins_folder(const void *ctx, const char *workspace)
{
	return mem_printf(ctx, "%s/joins", workspace);
}

/* Nobody else moves or removes files of joins then. */
static struct file *lock_joins(const void *ctx, const char *workspace, struct err *err)
{
	char *folder = joins_folder(ctx, workspace);

	return files_make_folder(ctx, workspace, folder, err) ? files_lock(ctx, folder, err) : NULL;
}

static bool move_in(const void *ctx, const char *workspace, const char *incoming, const char *to,
                    const char *id, struct err *err)
{
	char *joins = joins_folder(ctx, workspace), *folder = mem_printf(ctx, "%s/%s", joins, id);

	return files_make_folder(ctx, joins, folder, err) &&
	       (rename(incoming, to) == 0 || files_failed(ctx, to, err)) &&
	       files_sync_folder(ctx, folder, err);
}

/* A version that is replaced is still being read: its grace begins now. */
static void date_replaced(const void *ctx, const char *workspace, const char *id, const char *version)
{
	char *path = mem_printf(ctx, "%s/%s", workspace, joins_columns_path(ctx, id, version));

	if (utimensat(AT_FDCWD, path, NULL, 0) != 0)
		talloc_free(path);  /* it is gone: nobody reads it */
}

static bool store(struct db *db, const void *ctx, const char *workspace, const char *incoming,
                  const struct stored_join *j, const struct join_limits *limits, const char **replaced,
                  struct err *err)
{
	char *to = mem_printf(ctx, "%s/%s", workspace, joins_columns_path(ctx, j->id, j->version));
	struct file *lock = lock_joins(ctx, workspace, err);
	struct stat st;

	if (lock == NULL)
		return false;
	bool there = stat(to, &st) == 0;
	bool done = move_in(ctx, workspace, incoming, to, j->id, err);
	bool put = done && joins_put(db, ctx, j, limits, replaced, err);
	if (put && *replaced != NULL && strcmp(*replaced, j->version) != 0)
		date_replaced(ctx, workspace, j->id, *replaced);
	if (done && !put && !there)
		unlink(to);
	talloc_free(lock);
	return put;
}

bool joins_store(struct db *db, const void *ctx, const char *workspace, const char *incoming,
                 const struct stored_join *join, const struct join_limits *limits, const char **replaced,
                 struct err *err)
{
	*replaced = NULL;
	bool done = store(db, ctx, workspace, incoming, join, limits, replaced, err);
	if (!done)
		unlink(incoming);
	return done;
}

/* Of one join: the version that stays, or NULL. */
struct sweep {
	const void *ctx;
	struct db *db;
	const char *version;
	int64_t grace;
	size_t removed;
	struct err *err;
};

/* Files of a version are named "<version>.<what>". */
static bool sweep_file(void *arg, const char *path, const char *name)
{
	struct sweep *s = arg;
	size_t n = s->version != NULL ? strlen(s->version) : 0;
	struct stat st;

	if ((n > 0 && strncmp(name, s->version, n) == 0 && name[n] == '.') || lstat(path, &st) != 0 ||
	    !S_ISREG(st.st_mode) || files_age(&st) < s->grace)
		return true;
	s->removed++;
	return files_remove(s->ctx, path, s->err);
}

bool joins_delete(struct db *db, const void *ctx, const char *workspace, const char *id, int64_t organisation,
                  enum level level, bool operator, struct err *err)
{
	struct file *lock = lock_joins(ctx, workspace, err);
	struct change c;
	struct sweep s = { .ctx = ctx, .err = err };
	bool done = lock != NULL && change_begin(&c, db, ctx, err) &&
	            change_end(&c, join_row_delete(&c, id, organisation, level, operator), NULL);

	if (done) {
		char *folder = mem_printf(ctx, "%s/%s", joins_folder(ctx, workspace), id);
		done = files_each(ctx, folder, sweep_file, &s, err);
		rmdir(folder);  /* fails where something else lies in it, and that is well */
	}
	talloc_free(lock);
	return done;
}

/* Those over their expiry become as if deleted; what was deleted long ago is forgotten, and whoever has not
   looked since then reads all anew. */
static bool expire(struct change *c, int64_t grace, size_t *removed)
{
	const struct value long_ago =
		value_text(text_time(c->ctx, (int64_t)time(NULL) - (grace > LEFT_BEHIND ? grace : LEFT_BEHIND)));
	struct db_query *q = db_prepare(c->db, c->ctx,
	                                "select id from stored_join where gone = 0 and expires <> ''"
	                                " and expires <= $1 order by id", c->err);
	const char **ids = NULL;
	size_t n = 0;
	enum db_step step = DB_FAILED;

	if (q == NULL)
		return false;
	db_bind_text(q, 1, c->now);
	while ((step = db_step(q, c->err)) == DB_ROW) {
		ids = mem_grow(c->ctx, ids, const char *, n + 1);
		ids[n++] = mem_strdup(c->ctx, db_text(q, 0));
	}
	talloc_free(q);
	for (size_t i = 0; step == DB_DONE && i < n; i++)
		if (!join_row_remove(c, ids[i]))
			return false;
	*removed += n;
	return step == DB_DONE &&
	       change_run(c, "update join_sequence set forgotten = coalesce((select max(sequence) from"
	                     " stored_join where gone = 1 and refreshed < $1), forgotten)",
	                  &long_ago, 1) &&
	       change_run(c, "delete from stored_join where gone = 1 and refreshed < $1", &long_ago, 1);
}

static bool find_version(struct sweep *s, const char *id)
{
	struct db_query *q = db_prepare(s->db, s->ctx,
	                                "select version from stored_join where id = $1 and gone = 0", s->err);
	s->version = NULL;
	if (q == NULL)
		return false;
	db_bind_text(q, 1, id);
	if (db_step(q, s->err) == DB_ROW)
		s->version = mem_strdup(s->ctx, db_text(q, 0));
	talloc_free(q);
	return s->err->code == ERR_NONE;
}

static bool sweep_join(void *arg, const char *path, const char *name)
{
	struct sweep *s = arg;
	struct stat st;

	if (strspn(name, "0123456789abcdef") != strlen(name) || lstat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return true;
	bool done = find_version(s, name) && files_each(s->ctx, path, sweep_file, s, s->err);
	if (done && s->version == NULL)
		rmdir(path);  /* fails where a file is within its grace, and that is well */
	return done;
}

bool joins_collect(struct db *db, const void *ctx, const char *workspace, int64_t grace, size_t *removed,
                   struct err *err)
{
	void *scratch = talloc_new(ctx);
	struct sweep s = { .ctx = scratch, .db = db, .grace = grace, .err = err };
	struct change c;

	*removed = 0;
	struct file *lock = lock_joins(scratch, workspace, err);
	bool done = lock != NULL && change_begin(&c, db, ctx, err) &&
	            change_end(&c, expire(&c, grace, removed), NULL) &&
	            files_each(scratch, joins_folder(scratch, workspace), sweep_join, &s, err);
	*removed += s.removed;
	if (done) {
		s.version = NULL;
		s.grace = grace > LEFT_BEHIND ? grace : LEFT_BEHIND;
		done = files_each(scratch, mem_printf(scratch, "%s/joins/incoming", workspace), sweep_file, &s,
		                  err);
	}
	talloc_free(scratch);
	return done;
}
