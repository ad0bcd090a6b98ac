#include "catalogue/editing.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "catalogue/schema.h"

bool change_begin(struct change *c, struct db *db, const void *ctx, struct err *err)
{
	*c = (struct change){ .db = db, .ctx = ctx, .err = err };
	if (!db_begin_write(db, err))
		return false;
	c->now = text_now(ctx);
	return true;
}

bool change_note(struct change *c, const char *what, const char *object, int64_t object_id,
                 const char *detail)
{
	int64_t edition;

	if (!change_ask(c, &edition,
	                "insert into edition (number, made, what, object, object_id, detail)"
	                " values ((select max(number) + 1 from edition), $1, $2, $3, $4, $5)"
	                " returning number",
	                VALUES(value_text(c->now), value_text(what), value_text(object),
	                       value_id(object_id), value_text(detail))))
		return false;
	c->edition = (uint64_t)edition;
	return true;
}

bool change_end(struct change *c, bool done, uint64_t *edition)
{
	if (!done) {
		db_rollback(c->db);
		return false;
	}
	if (!db_commit(c->db, c->err))
		return false;
	if (edition != NULL)
		*edition = c->edition;
	return true;
}

struct value value_text(const char *s)
{
	return (struct value){ .kind = VALUE_TEXT, .text = s != NULL ? s : "" };
}

struct value value_text_or_null(const char *s)
{
	return (struct value){ .kind = s != NULL ? VALUE_TEXT : VALUE_NULL, .text = s };
}

struct value value_int(int64_t n)
{
	return (struct value){ .kind = VALUE_INT, .number = n };
}

struct value value_id(int64_t id)
{
	return (struct value){ .kind = id != 0 ? VALUE_INT : VALUE_NULL, .number = id };
}

struct value value_real(double x)
{
	return (struct value){ .kind = VALUE_REAL, .real = x };
}

static struct db_query *prepare(struct change *c, const char *sql, const struct value *values,
                                size_t n)
{
	struct db_query *q = db_prepare(c->db, c->ctx, sql, c->err);

	for (size_t i = 0; q != NULL && i < n; i++) {
		int at = (int)i + 1;
		switch (values[i].kind) {
		case VALUE_TEXT: db_bind_text(q, at, values[i].text);     break;
		case VALUE_INT:  db_bind_int(q, at, values[i].number);    break;
		case VALUE_REAL: db_bind_double(q, at, values[i].real);   break;
		case VALUE_NULL: db_bind_null(q, at);                     break;
		}
	}
	return q;
}

bool change_run(struct change *c, const char *sql, const struct value *values, size_t n)
{
	struct db_query *q = prepare(c, sql, values, n);
	bool done = q != NULL && db_exec(q, c->err);

	talloc_free(q);
	return done;
}

bool change_ask(struct change *c, int64_t *answer, const char *sql, const struct value *values,
                size_t n)
{
	struct db_query *q = prepare(c, sql, values, n);

	*answer = 0;
	if (q == NULL)
		return false;
	enum db_step step = db_step(q, c->err);
	if (step == DB_ROW) {
		*answer = db_int(q, 0);
		step = db_step(q, c->err);  /* to its end, as "returning" wants it */
	}
	talloc_free(q);
	return step == DB_DONE;
}

bool change_find(struct change *c, struct object *o, const char *name)
{
	struct db_query *q = prepare(
		c, "select o.id, o.kind, o.name, g.name, p.version"
		   " from object o join organisation g on g.id = o.organisation"
		   " left join present p on p.object = o.id"
		   " where o.name = $1 or o.series = $1"
		   " order by case when o.name = $1 then 0 else 1 end,"
		   " case when p.version is null then 1 else 0 end, o.series_version desc limit 1",
		VALUES(value_text(name)));
	if (q == NULL)
		return false;
	*o = (struct object){ 0 };
	enum db_step step = db_step(q, c->err);
	if (step == DB_ROW) {
		o->id = db_int(q, 0);
		o->kind = mem_strdup(c->ctx, db_text(q, 1));
		o->name = mem_strdup(c->ctx, db_text(q, 2));
		o->owner = mem_strdup(c->ctx, db_text(q, 3));
		o->version = db_int(q, 4);
	}
	talloc_free(q);
	return step != DB_FAILED;
}

bool change_find_there(struct change *c, struct object *o, const char *name)
{
	if (!change_find(c, o, name))
		return false;
	return o->id != 0 || err_set(c->err, c->ctx, ERR_NOT_FOUND, "name",
	                             "there is nothing named %s in the catalogue",
	                             "il n'y a rien du nom de %s dans le catalogue", name);
}

bool change_organisation(struct change *c, int64_t *id, const char *name)
{
	if (!change_ask(c, id, "select id from organisation where name = $1",
	                VALUES(value_text(name))))
		return false;
	return *id != 0 || err_set(c->err, c->ctx, ERR_NOT_FOUND, "organisation",
	                           "there is no organisation named \"%s\": make it first, with "
	                           "`jointure organisation`",
	                           "il n'y a pas d'organisation du nom de « %s » : créez-la "
	                           "d'abord, "
	                           "avec `jointure organisation`", name != NULL ? name : "");
}

bool change_theme(struct change *c, int64_t *id, const char *name)
{
	if (!change_ask(c, id, "select id from theme where name = $1", VALUES(value_text(name))))
		return false;
	return *id != 0 || err_set(c->err, c->ctx, ERR_NOT_FOUND, "theme",
	                           "there is no theme named \"%s\": make it first, with `jointure "
	                           "theme`",
	                           "il n'y a pas de thème du nom de « %s » : créez-le d'abord, "
	                           "avec "
	                           "`jointure theme`", name);
}

bool change_check_name(const void *ctx, const char *locator, const char *name, struct err *err)
{
	if (name != NULL && text_is_name(name))
		return true;
	return err_set(err, ctx, ERR_INVALID_PARAMETER, locator,
	               "\"%s\" is not a name: 1 to 64 letters without accents, digits, \"_\", "
	               "\".\" or "
	               "\"-\", the first a letter, a digit or \"_\"",
	               "« %s » n'est pas un nom : 1 à 64 lettres sans accent, chiffres, « _ », « . "
	               "» ou "
	               "« - », le premier une lettre, un chiffre ou « _ "
	               "»", name != NULL ? name : "");
}

bool change_touch_data(struct change *c, int64_t version)
{
	return change_run(
		c,
		"update data_file set last_pointed = $1 where exists (select 1 from version v"
		" where v.id = $2 and " VERSION_NEEDS_DATA_FILE ")",
		VALUES(value_text(c->now), value_int(version)));
}

bool change_data_file(struct change *c, const char *digest, const char *extension, int64_t size)
{
	return change_run(
		c, "insert into data_file (digest, extension, size, first_seen, last_pointed)"
		   " values ($1, $2, $3, $4, $4) on conflict (digest, extension)"
		   " do update set last_pointed = excluded.last_pointed",
		VALUES(value_text(digest), value_text(extension), value_int(size),
		       value_text(c->now)));
}

bool change_retire(struct change *c, const struct object *o)
{
	if (o->version == 0)
		return true;
	return change_run(c, "update version set retired = $1, retired_at = $2 where id = $3",
	                  VALUES(value_int((int64_t)c->edition), value_text(c->now),
	                         value_int(o->version))) &&
	       change_run(c, "delete from present where object = $1", VALUES(value_int(o->id))) &&
	       change_touch_data(c, o->version);
}

bool change_point(struct change *c, int64_t object, int64_t version)
{
	return change_run(c, "insert into present (object, version) values ($1, $2)",
	                  VALUES(value_int(object), value_int(version))) &&
	       change_touch_data(c, version);
}
