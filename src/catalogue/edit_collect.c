#include "catalogue/editing.h"

#include <time.h>

#include "base/text.h"
#include "catalogue/data.h"
#include "catalogue/schema.h"

static char *moment(const void *ctx, int64_t seconds_ago)
{
	int64_t now = (int64_t)time(NULL);
	return text_time(ctx, seconds_ago < now ? now - seconds_ago : 0);
}

/* Forgets the data files that nothing needs, and the parts of past versions that cannot come back
   without them; the versions themselves stay, for the history. */
static bool forget(struct change *c, int64_t grace, int64_t history_days)
{
	static const char *const parts[] = {
#define LOST " where version in (select id from version where kept = 0)"
		"delete from "
		"layer_column" LOST, "delete from style" LOST, "delete from dimension" LOST,
		"delete from attribute" LOST, "delete from attribute_class" LOST,
	};
	const int64_t longest = INT64_MAX / (24 * 3600);
	int64_t days = history_days < longest ? history_days : longest;
	const struct value end_of_grace = value_text(moment(c->ctx, grace));
	const struct value end_of_history = value_text(moment(c->ctx, days * 24 * 3600));

	if (!change_run(c, "delete from data_file where last_pointed < $1 and not exists ("
	                   "select 1 from version v where " VERSION_NEEDS_DATA_FILE
	                   " and (v.retired_at is null or v.retired_at > $2))",
	                VALUES(end_of_grace, end_of_history)) ||
	    !change_run(c, "update version set kept = 0 where kept = 1 and retired_at <= $1"
	                   " and (not exists (select 1 from data_file d"
	                   " where d.digest = version.digest and d.extension = version.extension)"
	                   " or (columns_digest <> '' and not exists (select 1 from data_file d"
	                   " where d.digest = columns_digest and d.extension = 'columns')))",
	                VALUES(end_of_history)))
		return false;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (!change_run(c, parts[i], NULL, 0))
			return false;
	return true;
}

struct collection {
	struct change change;
	struct db_query *known;
	int64_t grace;
	size_t removed;
	struct err failure;  /* of a question to the store, in the middle of the sweep */
};

static bool keep(void *arg, const char *digest, const char *extension, int64_t age)
{
	struct collection *c = arg;

	if (age <= c->grace || c->failure.code != ERR_NONE)
		return true;
	db_bind_text(c->known, 1, digest);
	db_bind_text(c->known, 2, extension);
	enum db_step step = db_step(c->known, &c->failure);
	db_reset(c->known);
	c->removed += step == DB_DONE;
	return step != DB_DONE;
}

bool edit_collect(struct db *db, const void *ctx, const char *workspace, int64_t grace,
                  int64_t history_days, size_t *removed, struct err *err)
{
	struct collection c = { .grace = grace };

	*removed = 0;
	if (!change_begin(&c.change, db, ctx, err) ||
	    !change_end(&c.change, forget(&c.change, grace, history_days), NULL))
		return false;
	/* after the commit: a crash leaves files too many, never a row without its file */
	c.known = db_prepare(db, ctx,
	                     "select 1 from data_file where digest = $1 and extension = $2", err);
	bool done = c.known != NULL && data_sweep(ctx, workspace, keep, &c, err);
	talloc_free(c.known);
	*removed = c.removed;
	if (done && c.failure.code != ERR_NONE)
		*err = c.failure;
	return done && c.failure.code == ERR_NONE;
}
