#include "catalogue/editing.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "catalogue/schema.h"

static bool withdraw(struct change *c, const char *name)
{
	struct object o;
	int64_t keyed;

	if (!change_find_there(c, &o, name))
		return false;
	if (o.version == 0)
		return err_set(c->err, c->ctx, ERR_NOT_FOUND, "name",
		               "%s has been withdrawn already", "%s est déjà retiré", o.name);
	if (!change_ask(c, &keyed,
	                "select count(*) from present p join version v on v.id = p.version"
	                " where v.framework = $1",
	                VALUES(value_int(o.id))))
		return false;
	if (keyed > 0)
		return err_set(c->err, c->ctx, ERR_CONFLICT, "name",
		               "%s cannot be withdrawn: %" PRId64 " datasets are keyed to it",
		               "%s ne peut pas être retiré : "
		               "%" PRId64 " jeux de données s'y rattachent",
		               o.name, keyed);
	return change_note(c, "withdraw", o.name, o.id, "") && change_retire(c, &o);
}

bool edit_withdraw(struct db *db, const void *ctx, const char *name, uint64_t *edition,
                   struct err *err)
{
	struct change c;

	return change_begin(&c, db, ctx, err) && change_end(&c, withdraw(&c, name), edition);
}

/* The version of the object that was in force in an edition, with an error when there was none. */
static bool find_past(struct change *c, const struct object *o, uint64_t at, int64_t *version)
{
	int64_t newest;

	if (!change_ask(c, &newest, "select max(number) from edition", NULL, 0))
		return false;
	if (at > (uint64_t)newest)
		return err_set(c->err, c->ctx, ERR_NOT_FOUND, "edition",
		               "there is no edition %" PRIu64 " yet: the newest is %" PRId64,
		               "il n'y a pas encore d'édition "
		               "%" PRIu64 " : la plus récente est %" PRId64,
		               at, newest);
	if (!change_ask(c, version, "select id from version where object = $1 and edition <= $2"
	                            " and (retired is null or retired > $2)",
	                VALUES(value_int(o->id), value_int((int64_t)at))))
		return false;
	return *version != 0 ||
	       err_set(c->err, c->ctx, ERR_NOT_FOUND, "edition",
	               "%s was not in the catalogue in edition "
	               "%" PRIu64 ": `jointure history %s` shows "
	               "when it was",
	               "%s n'était pas dans le catalogue à l'édition "
	               "%" PRIu64 " : `jointure history %s` "
	               "montre quand il y était", o->name, at, o->name);
}

static bool demand_data(struct change *c, const struct object *o, uint64_t at, int64_t version)
{
	int64_t kept;

	if (!change_ask(c, &kept, "select kept from version where id = $1",
	                VALUES(value_int(version))))
		return false;
	return kept > 0 || err_set(c->err, c->ctx, ERR_NOT_FOUND, "edition",
	                           "the data that %s had in edition %" PRIu64 " are no longer kept",
	                           "les données qu'avait %s à l'édition %" PRIu64
	                           " ne sont plus conservées", o->name, at);
}

#define SAME_COLUMNS \
	"object, theme, " METADATA_TEXTS ", " SOURCE_COLUMNS ", " LAYER_COLUMNS ", " DATASET_COLUMNS

static bool copy_version(struct change *c, int64_t from, int64_t *to)
{
	static const char *const parts[] = {
#define COPY(table, columns) \
	"insert into " table " (version, position, " columns ")" \
	" select cast($1 as integer), position, " columns " from " table " where version = $2"
		COPY("layer_column", "name, type, title_fr, title_en, unit, nullable"),
		COPY("style", "name, title_fr, title_en, kind, body"),
		COPY("dimension", "name, column_name, units, extent, initial"),
		COPY("attribute", ATTRIBUTE_COLUMNS),
		COPY("attribute_class", "attribute, " CLASS_COLUMNS),
	};

	if (!change_ask(
		    c, to,
		    "insert into version (id, edition, updated, " SAME_COLUMNS ")"
		    " select (select max(id) + 1 from version), cast($1 as bigint),"
		    " cast($2 as text), " SAME_COLUMNS " from version where id = $3"
		    " returning id",
		    VALUES(value_int((int64_t)c->edition), value_text(c->now), value_int(from))))
		return false;
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (!change_run(c, parts[i], VALUES(value_int(*to), value_int(from))))
			return false;
	return true;
}

/* Columns that were joined stand in the order of the features that they were joined to. */
static bool demand_base(struct change *c, const struct object *o, int64_t past)
{
	struct db_query *q;

	if (strcmp(o->kind, "dataset") == 0)
		return change_demand_base(c, past);
	if (strcmp(o->kind, "framework") != 0)
		return true;
	q = db_prepare(c->db, c->ctx, "select digest from version where id = $1", c->err);
	if (q == NULL)
		return false;
	db_bind_int(q, 1, past);
	bool good = db_step(q, c->err) == DB_ROW && change_keeps_base(c, o, db_text(q, 0));
	talloc_free(q);
	return good;
}

static bool restore(struct change *c, const char *name, uint64_t at)
{
	struct object o;
	int64_t past, version;

	return change_find_there(c, &o, name) && find_past(c, &o, at, &past) &&
	       demand_data(c, &o, at, past) && demand_base(c, &o, past) &&
	       change_note(c, "restore", o.name, o.id, mem_printf(c->ctx, "%" PRIu64, at)) &&
	       change_retire(c, &o) && copy_version(c, past, &version) &&
	       change_point(c, o.id, version);
}

bool edit_restore(struct db *db, const void *ctx, const char *name, uint64_t at, uint64_t *edition,
                  struct err *err)
{
	struct change c;

	return change_begin(&c, db, ctx, err) && change_end(&c, restore(&c, name, at), edition);
}

bool edit_history(struct db *db, const void *ctx, const char *object, struct history_line **lines,
                  size_t *n, struct err *err)
{
	struct db_query *q = db_prepare(
		db, ctx,
		"select e.number, e.made, e.what, e.object, coalesce(v.digest, ''), e.detail,"
		" coalesce(v.kept, 0) from edition e left join object o on o.id = e.object_id"
		" left join version v on v.object = o.id and v.edition <= e.number"
		" and (v.retired is null or v.retired > e.number)"
		" where $1 = '' or e.object = $1 or o.series = $1 "
		" order by e.number desc",
		err);
	enum db_step step;

	*lines = NULL;
	*n = 0;
	if (q == NULL)
		return false;
	db_bind_text(q, 1, object != NULL ? object : "");
	while ((step = db_step(q, err)) == DB_ROW) {
		*lines = mem_grow(ctx, *lines, struct history_line, *n + 1);
		struct history_line *h = &(*lines)[(*n)++];
		h->edition = (uint64_t)db_int(q, 0);
		h->when = mem_strdup(*lines, db_text(q, 1));
		h->what = mem_strdup(*lines, db_text(q, 2));
		h->object = mem_strdup(*lines, db_text(q, 3));
		h->digest = mem_strdup(*lines, db_text(q, 4));
		h->detail = mem_strdup(*lines, db_text(q, 5));
		h->restorable = db_int(q, 6) != 0;
	}
	talloc_free(q);
	return step == DB_DONE;
}
