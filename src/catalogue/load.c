#include "catalogue/load.h"

#include <string.h>

#include "catalogue/loading.h"
#include "catalogue/order.h"
#include "catalogue/schema.h"

static void take_edition(struct load *l, void *arg)
{
	struct catalogue *c = arg;

	c->edition = (uint64_t)load_number(l);
	c->published = load_word(l);
}

static void take_organisation(struct load *l, void *arg)
{
	struct organisation **all = arg;
	size_t n = l->c->n_organisations++;

	*all = LOAD_GROW(l->c, *all, struct organisation, n);
	struct organisation *o = &(*all)[n];
	o->id = load_number(l);
	o->name = load_word(l);
	o->title = load_both(l);
	o->contact = load_contact(l);
}

static void take_theme(struct load *l, void *arg)
{
	struct theme **all = arg;
	size_t n = l->c->n_themes++;

	*all = LOAD_GROW(l->c, *all, struct theme, n);
	struct theme *t = &(*all)[n];
	t->id = load_number(l);
	t->name = load_word(l);
	t->metadata = load_metadata(l);
}

static bool load_names(struct load *l)
{
	struct catalogue *c = l->c;
	struct organisation *organisations = NULL;
	struct theme *themes = NULL;

	if (!load_rows(l, take_edition, c,
	               "select number, made from edition order by number desc limit 1") ||
	    !load_rows(l, take_organisation, &organisations,
	               "select id, name, title_fr, title_en, "
	               "" CONTACT_COLUMNS " from organisation") ||
	    !load_rows(l, take_theme, &themes, "select id, name, " METADATA_COLUMNS " from theme"))
		return false;
	load_sort(organisations, c->n_organisations, sizeof *organisations, order_organisations);
	load_sort(themes, c->n_themes, sizeof *themes, order_themes);
	for (size_t i = 0; i < c->n_organisations; i++)
		load_index_add(l, &l->organisations, organisations[i].id, &organisations[i]);
	for (size_t i = 0; i < c->n_themes; i++)
		load_index_add(l, &l->themes, themes[i].id, &themes[i]);
	load_index_sort(&l->organisations);
	load_index_sort(&l->themes);
	c->organisations = organisations;
	c->themes = themes;
	return true;
}

static void take_subject(struct load *l, void *arg)
{
	struct subject **all = arg;
	size_t n = l->c->n_subjects++;

	*all = LOAD_GROW(l->c, *all, struct subject, n);
	struct subject *s = &(*all)[n];
	*s = (struct subject){ .id = load_number(l) };
	s->organisation = load_index_find(&l->organisations, load_number(l));
	s->level = load_level(l);
	const char *digest = load_word(l);
	if (s->organisation == NULL || strlen(digest) >= sizeof s->key_digest)
		l->strange = true;
	else
		memcpy(s->key_digest, digest, strlen(digest));
}

static void take_mapfile(struct load *l, void *arg)
{
	struct mapfile **all = arg;
	size_t n = l->c->n_mapfiles++;

	*all = LOAD_GROW(l->c, *all, struct mapfile, n);
	struct mapfile *m = &(*all)[n];
	m->name = load_word(l);
	m->level = load_level(l);
	m->owner = load_index_find(&l->organisations, load_number(l));
}

static bool load_rights(struct load *l)
{
	struct catalogue *c = l->c;
	struct subject *subjects = NULL;
	struct mapfile *mapfiles = NULL;

	if (!load_rows(l, take_subject, &subjects,
	               "select id, organisation, level, digest from api_key where revoked is "
	               "null") ||
	    !load_rows(l, take_mapfile, &mapfiles, "select name, level, organisation from mapfile"))
		return false;
	load_sort(subjects, c->n_subjects, sizeof *subjects, order_subjects);
	load_sort(mapfiles, c->n_mapfiles, sizeof *mapfiles, order_mapfiles);
	c->subjects = subjects;
	c->mapfiles = mapfiles;
	return true;
}

static bool load_all(struct load *l)
{
	if (!db_begin(l->db, l->err))
		return false;
	bool done = load_names(l) && load_rights(l) && load_present(l);
	db_rollback(l->db);  /* it has only read */
	return done;
}

const struct catalogue *catalogue_load(const void *ctx, struct db *db, struct err *err)
{
	struct catalogue *c = mem_new(ctx, struct catalogue);
	void *scratch = talloc_new(c);
	struct load l = { .c = c, .scratch = scratch, .db = db, .err = err };

	l.words = intern_new(scratch, c);
	bool done = load_all(&l);
	talloc_free(scratch);
	if (!done)
		talloc_free(c);
	return done ? c : NULL;
}

bool catalogue_edition(struct db *db, uint64_t *edition, struct err *err)
{
	struct db_query *q = db_prepare(db, db, "select max(number) from edition", err);
	if (q == NULL)
		return false;
	enum db_step step = db_step(q, err);
	if (step == DB_ROW)
		*edition = (uint64_t)db_int(q, 0);
	talloc_free(q);
	return step == DB_ROW;
}
