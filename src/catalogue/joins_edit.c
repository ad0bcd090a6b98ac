#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "catalogue/joins_change.h"

static bool next_sequence(struct change *c, int64_t *sequence)
{
	return change_ask(c, sequence, "update join_sequence set number = number + 1 returning number",
	                  NULL, 0);
}

static bool too_many(struct change *c, const char *limit, int64_t most)
{
	return err_set(c->err, c->ctx, ERR_TOO_LARGE, limit,
	               "there are as many stored joins as there may be (%s = %" PRId64 "): delete some, "
	               "or wait until some expire",
	               "il y a autant de jointures conservées que permis (%s = %" PRId64
	               ") : supprimez-en, ou attendez que certaines expirent", limit, most);
}

#define OTHERS \
	" from stored_join where id <> $1 and gone = 0 and (expires = '' or expires > $2)"

static bool check_limits(struct change *c, const struct stored_join *j, const struct join_limits *limits)
{
	int64_t of_subject, all, bytes;
	const struct value values[] = { value_text(j->id), value_text(c->now),
		                        value_int(j->organisation), value_text(level_name(j->level)) };

	if (!change_ask(c, &of_subject, "select count(*)" OTHERS " and organisation = $3 and level = $4",
	                values, 4) ||
	    !change_ask(c, &all, "select count(*)" OTHERS, values, 2) ||
	    !change_ask(c, &bytes, "select coalesce(sum(bytes), 0)" OTHERS, values, 2))
		return false;
	if (limits->most_of_subject > 0 && of_subject >= limits->most_of_subject)
		return too_many(c, "joins_per_subject", limits->most_of_subject);
	if (limits->most > 0 && all >= limits->most)
		return too_many(c, "max_joins", limits->most);
	if (limits->bytes > 0 && bytes + j->bytes > limits->bytes)
		return err_set(c->err, c->ctx, ERR_TOO_LARGE, "joins_size",
		               "there is no room for this join: all stored joins together may take %" PRId64
		               " bytes; delete some, or wait until some expire",
		               "il n'y a pas la place pour cette jointure : toutes celles qui sont "
		               "conservées peuvent prendre %" PRId64 " octets ; supprimez-en, ou attendez "
		               "que certaines expirent", limits->bytes);
	return true;
}

/* The one of this id that is there now: its version and when it was made. */
static bool find_present(struct change *c, const char *id, const char **version, const char **created)
{
	struct db_query *q = db_prepare(c->db, c->ctx,
	                                "select version, created from stored_join where id = $1"
	                                " and gone = 0 and (expires = '' or expires > $2)", c->err);
	*version = *created = NULL;
	if (q == NULL)
		return false;
	db_bind_text(q, 1, id);
	db_bind_text(q, 2, c->now);
	if (db_step(q, c->err) == DB_ROW) {
		*version = mem_strdup(c->ctx, db_text(q, 0));
		*created = mem_strdup(c->ctx, db_text(q, 1));
	}
	talloc_free(q);
	return c->err->code == ERR_NONE;
}

static bool find_base(struct change *c, const struct stored_join *j, const char **digest)
{
	struct db_query *q = db_prepare(
		c->db, c->ctx,
		"select v.digest from object o join present p on p.object = o.id"
		" join version v on v.id = p.version"
		" where o.kind = 'framework' and o.series = $1 and o.series_version = $2", c->err);
	if (q == NULL)
		return false;
	db_bind_text(q, 1, j->series);
	db_bind_text(q, 2, j->framework_version);
	bool there = db_step(q, c->err) == DB_ROW;
	if (there)
		*digest = mem_strdup(c->ctx, db_text(q, 0));
	talloc_free(q);
	if (!there && c->err->code == ERR_NONE)
		return err_set(c->err, c->ctx, ERR_NOT_FOUND, "framework",
		               "there is no framework %s of version %s in the catalogue",
		               "il n'y a pas de référentiel %s de version %s dans le catalogue",
		               j->series, j->framework_version);
	if (there && j->base_digest != NULL && strcmp(j->base_digest, *digest) != 0)
		return err_set(c->err, c->ctx, ERR_CONFLICT, "framework",
		               "the framework has got other data while the join was made: ask for it "
		               "again",
		               "le référentiel a reçu d'autres données pendant la jointure : "
		               "redemandez-la");
	return there;
}

static bool write_row(struct change *c, const struct stored_join *j, int64_t sequence, const char *created,
                      const char *base)
{
	return change_run(c, "delete from stored_join where id = $1", VALUES(value_text(j->id))) &&
	       change_run(
		       c, "insert into stored_join (" JOIN_COLUMNS ") values ($1, $2, $3, $4, $5, $6,"
		          " $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
		       VALUES(value_text(j->id), value_text(j->version), value_int(sequence),
		              value_text(created), value_text(j->refreshed != NULL ? j->refreshed : c->now),
		              value_text(j->expires), value_int(j->organisation),
		              value_text(level_name(j->level)),
		              value_text(join_visibilities[j->visibility]), value_text(j->series),
		              value_text(j->framework_version), value_text(base), value_text(j->dataset),
		              value_text(j->source), value_text(j->title.fr), value_text(j->title.en),
		              value_text(j->mapping), value_int(j->rows), value_int(j->matched),
		              value_int(j->bytes), value_text(join_parts_write(c->ctx, j))));
}

static bool put(struct change *c, const struct stored_join *j, const struct join_limits *limits,
                const char **replaced)
{
	const char *created, *base = NULL;
	int64_t sequence;

	if (!find_base(c, j, &base) || !find_present(c, j->id, replaced, &created) ||
	    !check_limits(c, j, limits) || !next_sequence(c, &sequence))
		return false;
	if (created == NULL)
		created = j->created != NULL && *j->created != '\0' ? j->created : c->now;
	return write_row(c, j, sequence, created, base);
}

bool joins_put(struct db *db, const void *ctx, const struct stored_join *join, const struct join_limits *limits,
               const char **replaced, struct err *err)
{
	struct change c;

	*replaced = NULL;
	return change_begin(&c, db, ctx, err) && change_end(&c, put(&c, join, limits, replaced), NULL);
}

/* The identifier and the sequence stay, so that workers notice. */
bool join_row_remove(struct change *c, const char *id)
{
	int64_t sequence;

	return next_sequence(c, &sequence) &&
	       change_run(c, "update stored_join set gone = 1, sequence = $2, refreshed = $3, parts = '',"
	                     " mapping = '', title_fr = '', title_en = '', source = '', bytes = 0"
	                     " where id = $1",
	                  VALUES(value_text(id), value_int(sequence), value_text(c->now)));
}

bool join_row_delete(struct change *c, const char *id, int64_t organisation, enum level level, bool operator)
{
	int64_t there;

	if (!change_ask(c, &there,
	                "select count(*) from stored_join where id = $1 and gone = 0"
	                " and (expires = '' or expires > $2)"
	                " and ($5 = 1 or (organisation = $3 and (level = $4 or organisation = 0)))",
	                VALUES(value_text(id), value_text(c->now), value_int(organisation),
	                       value_text(level_name(level)), value_int(operator))))
		return false;
	if (there == 0)
		return err_set(c->err, c->ctx, ERR_NOT_FOUND, "id",
		               "there is no join of this identifier that you may delete",
		               "il n'y a pas de jointure de cet identifiant que vous puissiez supprimer");
	return join_row_remove(c, id);
}
