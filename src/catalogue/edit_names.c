#include "catalogue/editing.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"
#include "catalogue/random.h"

static bool write_organisation(struct change *c, const struct organisation *o)
{
	const struct contact *k = &o->contact;

	return change_run(c, "insert into organisation (id, name, updated)"
	                     " values ((select coalesce(max(id), 0) + 1 from organisation), $1, $2)"
	                     " on conflict (name) do update set updated = excluded.updated",
	                  VALUES(value_text(o->name), value_text(c->now))) &&
	       change_run(c, "update organisation set title_fr = coalesce($2, title_fr),"
	                     " title_en = coalesce($3, title_en),"
	                     " contact_person = coalesce($4, contact_person),"
	                     " contact_organisation = coalesce($5, contact_organisation),"
	                     " contact_email = coalesce($6, contact_email),"
	                     " contact_url = coalesce($7, contact_url) where name = $1",
	                  VALUES(value_text(o->name), value_text_or_null(o->title.fr),
	                         value_text_or_null(o->title.en), value_text_or_null(k->person),
	                         value_text_or_null(k->organisation), value_text_or_null(k->email),
	                         value_text_or_null(k->url))) &&
	       change_note(c, "organisation", o->name, 0, "");
}

bool edit_organisation(struct db *db, const void *ctx, const struct organisation *o,
                       uint64_t *edition, struct err *err)
{
	struct change c;

	return change_check_name(ctx, "organisation", o->name, err) &&
	       change_begin(&c, db, ctx, err) && change_end(&c, write_organisation(&c, o), edition);
}

static bool write_theme(struct change *c, const struct theme *t)
{
	const struct metadata *m = &t->metadata;
	const struct contact *k = &m->contact;

	return change_run(c,
	                  "insert into theme (id, name, updated)"
	                  " values ((select coalesce(max(id), 0) + 1 from theme), $1, $2)"
	                  " on conflict (name) do update set updated = excluded.updated",
	                  VALUES(value_text(t->name), value_text(c->now))) &&
	       change_run(c,
	                  "update theme set title_fr = coalesce($2, title_fr),"
	                  " title_en = coalesce($3, title_en),"
	                  " abstract_fr = coalesce($4, abstract_fr),"
	                  " abstract_en = coalesce($5, abstract_en),"
	                  " keywords_fr = coalesce($6, keywords_fr),"
	                  " keywords_en = coalesce($7, keywords_en),"
	                  " contact_person = coalesce($8, contact_person),"
	                  " contact_organisation = coalesce($9, contact_organisation),"
	                  " contact_email = coalesce($10, contact_email),"
	                  " contact_url = coalesce($11, contact_url) where name = $1",
	                  VALUES(value_text(t->name), value_text_or_null(m->title.fr),
	                         value_text_or_null(m->title.en),
	                         value_text_or_null(m->abstract.fr),
	                         value_text_or_null(m->abstract.en),
	                         value_text_or_null(m->keywords.fr),
	                         value_text_or_null(m->keywords.en), value_text_or_null(k->person),
	                         value_text_or_null(k->organisation), value_text_or_null(k->email),
	                         value_text_or_null(k->url))) &&
	       change_note(c, "theme", t->name, 0, "");
}

bool edit_theme(struct db *db, const void *ctx, const struct theme *t, uint64_t *edition,
                struct err *err)
{
	struct change c;

	return change_check_name(ctx, "theme", t->name, err) && change_begin(&c, db, ctx, err) &&
	       change_end(&c, write_theme(&c, t), edition);
}

static bool write_layer_level(struct change *c, const char *name, enum level level,
                              const char *organisation)
{
	struct object o;

	if (!change_find_there(c, &o, name))
		return false;
	if (organisation != NULL && strcmp(organisation, o.owner) != 0)
		return err_set(c->err, c->ctx, ERR_FORBIDDEN, "organisation",
		               "%s belongs to the organisation %s, not to %s",
		               "%s appartient à l'organisation %s et non à %s", o.name, o.owner,
		               organisation);
	return change_run(c, "update object set level = $1 where id = $2",
	                  VALUES(value_text(level_name(level)), value_int(o.id))) &&
	       change_note(c, "level", o.name, o.id, level_name(level));
}

static bool write_mapfile_level(struct change *c, const char *name, enum level level,
                                const char *organisation)
{
	int64_t owner = 0;
	const char *object = mem_printf(c->ctx, "mapfile:%s", name);

	if ((organisation != NULL && !change_organisation(c, &owner, organisation)) ||
	    (owner == 0 &&
	     !change_ask(c, &owner, "select organisation from mapfile where name = $1",
	                 VALUES(value_text(name)))))
		return false;
	if (level == LEVEL_INTERNAL && owner == 0)
		return err_set(c->err, c->ctx, ERR_MISSING_PARAMETER, "organisation",
		               "an internal mapfile needs an organisation: say whose it is",
		               "un mapfile interne a besoin d'une organisation : dites à qui il "
		               "est");
	return change_run(
		       c,
		       "insert into mapfile (name, level, organisation) values ($1, $2, $3)"
		       " on conflict (name) do update set level = excluded.level,"
		       " organisation = excluded.organisation",
		       VALUES(value_text(name), value_text(level_name(level)), value_id(owner))) &&
	       change_note(c, "level", object, 0, level_name(level));
}

bool edit_level(struct db *db, const void *ctx, const char *name, enum level level,
                const char *organisation, uint64_t *edition, struct err *err)
{
	static const char prefix[] = "mapfile:";
	const char *mapfile = text_starts(name, prefix) ? name + strlen(prefix) : NULL;
	struct change c;

	if ((mapfile != NULL && !change_check_name(ctx, "name", mapfile, err)) ||
	    !change_begin(&c, db, ctx, err))
		return false;
	return change_end(&c,
	                  mapfile != NULL ? write_mapfile_level(&c, mapfile, level, organisation)
	                                  : write_layer_level(&c, name, level, organisation),
	                  edition);
}

static bool write_key(struct change *c, const char *key, const char *organisation, enum level level,
                      const char *label, int64_t *id)
{
	char digest[DIGEST_TEXT];
	int64_t owner;

	digest_of(key, digest);
	return change_organisation(c, &owner, organisation) &&
	       change_ask(c, id,
	                  "insert into api_key (id, digest, organisation, level, label, created)"
	                  " values ((select coalesce(max(id), 0) + 1 from api_key), $1, $2,"
	                  " $3, $4, $5) returning id",
	                  VALUES(value_text(digest), value_int(owner),
	                         value_text(level_name(level)), value_text(label),
	                         value_text(c->now))) &&
	       change_note(c, "key", organisation, 0, mem_printf(c->ctx, "%" PRId64, *id));
}

bool edit_key_add(struct db *db, const void *ctx, const char *organisation, enum level level,
                  const char *label, const char **key, int64_t *id, struct err *err)
{
	char random[RANDOM_TEXT];
	struct change c;

	random_text(random);
	*key = mem_printf(ctx, "jt_%s", random);
	return change_begin(&c, db, ctx, err) &&
	       change_end(&c, write_key(&c, *key, organisation, level, label, id), NULL);
}

static bool write_revocation(struct change *c, int64_t id)
{
	int64_t owner;

	if (!change_ask(c, &owner,
	                "update api_key set revoked = $1 where id = $2 and revoked is null"
	                " returning organisation",
	                VALUES(value_text(c->now), value_int(id))))
		return false;
	if (owner == 0)
		return err_set(c->err, c->ctx, ERR_NOT_FOUND, "id",
		               "no key in force has the number "
		               "%" PRId64 ": `jointure key list` shows them",
		               "aucune clé en vigueur n'a le numéro "
		               "%" PRId64 " : `jointure key list` les "
		               "montre", id);
	return change_run(c, "insert into edition (number, made, what, object, detail)"
	                     " select (select max(number) + 1 from edition), $1, 'revoke', name, $2"
	                     " from organisation where id = $3",
	                  VALUES(value_text(c->now), value_text(mem_printf(c->ctx, "%" PRId64, id)),
	                         value_int(owner)));
}

bool edit_key_revoke(struct db *db, const void *ctx, int64_t id, struct err *err)
{
	struct change c;

	return change_begin(&c, db, ctx, err) && change_end(&c, write_revocation(&c, id), NULL);
}

static void read_key(struct db_query *q, const void *ctx, struct key_line *k)
{
	k->id = db_int(q, 0);
	k->organisation = mem_strdup(ctx, db_text(q, 1));
	bool known = level_parse(&k->level, db_text(q, 2));
	assert(known);  /* the table checks it */
	k->label = mem_strdup(ctx, db_text(q, 3));
	k->created = mem_strdup(ctx, db_text(q, 4));
	k->revoked = mem_strdup(ctx, db_is_null(q, 5) ? "" : db_text(q, 5));
}

bool edit_keys(struct db *db, const void *ctx, struct key_line **lines, size_t *n, struct err *err)
{
	struct db_query *q = db_prepare(
		db, ctx,
		"select k.id, g.name, k.level, k.label, k.created, k.revoked from api_key k"
		" join organisation g on g.id = k.organisation order by k.id",
		err);
	enum db_step step;

	*lines = NULL;
	*n = 0;
	if (q == NULL)
		return false;
	while ((step = db_step(q, err)) == DB_ROW) {
		*lines = mem_grow(ctx, *lines, struct key_line, *n + 1);
		read_key(q, *lines, &(*lines)[(*n)++]);
	}
	talloc_free(q);
	return step == DB_DONE;
}
