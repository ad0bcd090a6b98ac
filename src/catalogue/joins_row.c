#include "catalogue/joins_row.h"

#include <string.h>

#include "base/text.h"

const char *const join_visibilities[] = { "listed", "private", NULL };

static const char *word(const void *ctx, struct db_query *q, int column)
{
	const char *s = db_text(q, column);
	return s != NULL ? mem_strdup(ctx, s) : "";
}

bool join_row_read(struct stored_join *j, const void *ctx, struct db_query *q, struct err *err)
{
	*j = (struct stored_join){
		.id = word(ctx, q, 0), .version = word(ctx, q, 1), .sequence = (uint64_t)db_int(q, 2),
		.created = word(ctx, q, 3), .refreshed = word(ctx, q, 4), .expires = word(ctx, q, 5),
		.organisation = db_int(q, 6), .level = LEVEL_INTERNAL, .visibility = JOIN_PRIVATE,
		.series = word(ctx, q, 9), .framework_version = word(ctx, q, 10),
		.base_digest = word(ctx, q, 11), .dataset = word(ctx, q, 12),
		.source = word(ctx, q, 13), .title = { word(ctx, q, 14), word(ctx, q, 15) },
		.mapping = word(ctx, q, 16), .rows = db_int(q, 17), .matched = db_int(q, 18),
		.bytes = db_int(q, 19),
	};
	level_parse(&j->level, word(ctx, q, 7));  /* the table checks it: if it is none, the strictest */
	if (strcmp(word(ctx, q, 8), join_visibilities[JOIN_LISTED]) == 0)
		j->visibility = JOIN_LISTED;
	return join_parts_read(j, ctx, db_text(q, 20) != NULL ? db_text(q, 20) : "", err);
}

static const struct stored_join *one(struct db_query *q, const void *ctx, struct err *err)
{
	struct stored_join *j = mem_new(ctx, struct stored_join);

	if (db_step(q, err) == DB_ROW && join_row_read(j, j, q, err))
		return j;
	talloc_free(j);
	return NULL;
}

#define ALIVE " gone = 0 and (expires = '' or expires > $1)"

const struct stored_join *joins_get(struct db *db, const void *ctx, const char *id, struct err *err)
{
	struct db_query *q = db_prepare(
		db, ctx, "select " JOIN_COLUMNS " from stored_join where" ALIVE " and id = $2", err);
	if (q == NULL)
		return NULL;
	db_bind_text(q, 1, text_now(q));
	db_bind_text(q, 2, id);
	const struct stored_join *j = one(q, ctx, err);
	talloc_free(q);
	return j;
}

bool joins_list(struct db *db, const void *ctx, const struct stored_join **joins, size_t *n, struct err *err)
{
	struct db_query *q = db_prepare(
		db, ctx, "select " JOIN_COLUMNS " from stored_join where" ALIVE
		         " order by sequence desc", err);
	enum db_step step;
	struct stored_join *all = NULL;
	bool good = true;

	*n = 0;
	if (q == NULL)
		return false;
	db_bind_text(q, 1, text_now(q));
	while (good && (step = db_step(q, err)) == DB_ROW) {
		all = mem_grow(ctx, all, struct stored_join, *n + 1);
		good = join_row_read(&all[*n], ctx, q, err);
		*n += good;
	}
	talloc_free(q);
	*joins = all;
	return err->code == ERR_NONE;
}
