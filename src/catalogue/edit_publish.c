#include "catalogue/editing.h"

#include <string.h>

#include "base/text.h"
#include "catalogue/schema.h"

static bool has(const char *s)
{
	return s != NULL && *s != '\0';
}

/* YYYY, YYYY-MM or YYYY-MM-DD: what sorts as text in the order of time. */
static bool is_version(const char *s)
{
	static const char form[] = "dddd-dd-dd";
	size_t n = s != NULL ? strlen(s) : 0;

	if (n != 4 && n != 7 && n != 10)
		return false;
	for (size_t i = 0; i < n; i++)
		if (form[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return false;
	return true;
}

static bool check_framework(const void *ctx, const struct publication *p, struct err *err)
{
	if (!change_check_name(ctx, "series", p->series, err))
		return false;
	if (!is_version(p->version))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "version",
		               "the version of a framework is a date, as in 2026-01-01, not \"%s\"",
		               "la version d'un référentiel est une date, comme 2026-01-01, et non "
		               "« %s »",
		               p->version != NULL ? p->version : "");
	if (!has(p->layer.key))
		return err_set(err, ctx, ERR_MISSING_PARAMETER, "key",
		               "a framework needs a key: name the column that identifies its "
		               "features",
		               "un référentiel a besoin d'une clé : nommez la colonne qui "
		               "identifie ses "
		               "entités");
	return true;
}

static bool check(const void *ctx, const struct publication *p, const char *name, struct err *err)
{
	const struct layer *l = &p->layer;

	if (!change_check_name(ctx, "name", name, err))
		return false;
	if (p->dataset == NULL && has(l->key) && layer_column(l, l->key) == NULL)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "key",
		               "there is no column \"%s\" to be the key",
		               "il n'y a pas de colonne « %s » qui puisse être la clé", l->key);
	if (l->n_styles == 0)
		return err_set(err, ctx, ERR_STYLE, "style", "a layer needs at least one style",
		               "une couche a besoin d'au moins un style");
	return true;
}

static const char *kind_of(const struct publication *p)
{
	return p->is_framework ? "framework" : p->dataset != NULL ? "dataset" : "layer";
}

static bool refuse_taken(struct change *c, const char *name, const struct object *by)
{
	return err_set(c->err, c->ctx, ERR_CONFLICT, "name",
	               "the name %s is taken by %s (%s): choose another",
	               "le nom %s est déjà pris par %s (%s) : choisissez-en un autre",
	               name, by->name, by->kind);
}

static bool refuse_owner(struct change *c, const struct publication *p, const struct object *o)
{
	return err_set(c->err, c->ctx, ERR_FORBIDDEN, "organisation",
	               "%s belongs to the organisation %s: %s cannot publish it",
	               "%s appartient à l'organisation %s : %s ne peut pas le publier",
	               o->name, o->owner, p->organisation);
}

/* The object of that name, if there is one that this publication may renew. For a framework,
   `*series` is the newest version of its series, whose owner and level a new version inherits. */
static bool find(struct change *c, const struct publication *p, const char *name, struct object *o,
                 struct object *series)
{
	const char *kind = kind_of(p);

	*series = (struct object){ 0 };
	if (!change_find(c, o, name))
		return false;
	/* a layer must not have the name of a series, nor the other way round */
	if (o->id != 0 && (strcmp(o->kind, kind) != 0 || strcmp(o->name, name) != 0))
		return refuse_taken(c, name, o);
	if (p->is_framework && !change_find(c, series, p->series))
		return false;
	if (series->id != 0 &&
	    (strcmp(series->kind, kind) != 0 || strcmp(series->name, p->series) == 0))
		return refuse_taken(c, p->series, series);
	if (o->id != 0 && strcmp(o->owner, p->organisation) != 0)
		return refuse_owner(c, p, o);
	if (series->id != 0 && strcmp(series->owner, p->organisation) != 0)
		return refuse_owner(c, p, series);
	return true;
}

static bool insert_object(struct change *c, const struct publication *p, const char *name,
                          int64_t organisation, struct object *o)
{
	return change_ask(
		c, &o->id,
		"insert into object (id, kind, name, series, series_version, organisation, level)"
		" values ((select coalesce(max(id), 0) + 1 from object), $1, $2, $3, $4, $5, $6)"
		" returning id",
		VALUES(value_text(kind_of(p)), value_text(name),
		       value_text(p->is_framework ? p->series : ""),
		       value_text(p->is_framework ? p->version : ""), value_int(organisation),
		       value_text(level_name(p->layer.level))));
}

static bool set_level(struct change *c, const struct publication *p, bool level_given,
                      const struct object *o, const struct object *series, bool fresh)
{
	if (level_given)
		return fresh || change_run(c, "update object set level = $1 where id = $2",
		                           VALUES(value_text(level_name(p->layer.level)),
		                                  value_int(o->id)));
	if (!fresh || series->id == 0)
		return true;
	return change_run(c,
	                  "update object set level = (select s.level from object s where s.id = $1)"
	                  " where id = $2",
	                  VALUES(value_int(series->id), value_int(o->id)));
}

/* The key, and the columns that it is made of where it is made of some. */
static const char *key_text(const struct change *c, const struct layer *l)
{
	return has(l->key_parts) ? mem_printf(c->ctx, "%s %s", l->key, l->key_parts) : l->key;
}

static bool insert_version(struct change *c, const struct publication *p, int64_t object,
                           int64_t theme, int64_t *id)
{
	const struct layer *l = &p->layer;
	const struct metadata *m = &l->metadata;
	const struct source *s = &l->source;

	return change_ask(
		c, id,
		"insert into version (id, object, edition, theme, " METADATA_COLUMNS
		", " SOURCE_COLUMNS ", " LAYER_COLUMNS ")"
		" values ((select coalesce(max(id), 0) + 1 from version), $1, $2, $3, $4, $5, $6,"
		" $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,"
		" $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39,"
		" $40, $41, $42, $43, $44, $45) returning id",
		VALUES(value_int(object), value_int((int64_t)c->edition), value_id(theme),
	               value_text(m->title.fr), value_text(m->title.en), value_text(m->abstract.fr),
	               value_text(m->abstract.en), value_text(m->keywords.fr),
	               value_text(m->keywords.en), value_text(m->licence.fr),
	               value_text(m->licence.en), value_text(m->licence_url),
	               value_text(m->attribution.fr), value_text(m->attribution.en),
	               value_text(m->contact.person), value_text(m->contact.organisation),
	               value_text(m->contact.email), value_text(m->contact.url),
	               value_text(m->documentation_url), value_text(m->reference_date),
	               value_text(c->now), value_int(s->referenced), value_text(s->digest),
	               value_text(s->extension), value_text(s->uri), value_text(s->table),
	               value_text(s->geometry_column), value_text(s->id_column),
	               value_text(schema_geometries[l->geometry]), value_int(l->srs),
	               value_real(l->bbox.minx), value_real(l->bbox.miny), value_real(l->bbox.maxx),
	               value_real(l->bbox.maxy), value_real(l->geographic.minx),
	               value_real(l->geographic.miny), value_real(l->geographic.maxx),
	               value_real(l->geographic.maxy), value_int(l->n_features), value_text(key_text(c, l)),
	               value_real(l->min_scale), value_real(l->max_scale), value_text(l->extents),
	               value_text(p->is_framework ? p->parent_series : ""),
	               value_text(p->is_framework ? p->parent_column : "")));
}

static bool insert_columns(struct change *c, const struct publication *p, int64_t version)
{
	const struct column *columns = p->layer.columns;
	size_t n = p->layer.n_columns;

	if (p->dataset != NULL) {
		columns = p->dataset->columns;
		n = p->dataset->n_attributes;
	}
	for (size_t i = 0; i < n; i++) {
		const struct column *y = &columns[i];
		if (!change_run(c,
		                "insert into layer_column (version, position, name, type, title_fr,"
		                " title_en, unit, nullable)"
		                " values ($1, $2, $3, $4, $5, $6, $7, $8)",
		                VALUES(value_int(version), value_int((int64_t)i),
		                       value_text(y->name),
		                       value_text(schema_column_types[y->type]),
		                       value_text(y->title.fr), value_text(y->title.en),
		                       value_text(y->unit), value_int(y->nullable))))
			return false;
	}
	return true;
}

static bool insert_styles(struct change *c, const struct layer *l, int64_t version)
{
	for (size_t i = 0; i < l->n_styles; i++) {
		const struct style *y = &l->styles[i];
		if (!change_run(
			    c,
			    "insert into style (version, position, name, title_fr, title_en, kind,"
			    " body) values ($1, $2, $3, $4, $5, $6, $7)",
			    VALUES(value_int(version), value_int((int64_t)i), value_text(y->name),
		                   value_text(y->title.fr), value_text(y->title.en),
		                   value_text(schema_styles[y->kind]), value_text(y->body))))
			return false;
	}
	return true;
}

static bool insert_dimensions(struct change *c, const struct layer *l, int64_t version)
{
	for (size_t i = 0; i < l->n_dimensions; i++) {
		const struct dimension *y = &l->dimensions[i];
		if (!change_run(
			    c,
			    "insert into dimension (version, position, name, column_name, units,"
			    " extent, initial) values ($1, $2, $3, $4, $5, $6, $7)",
			    VALUES(value_int(version), value_int((int64_t)i), value_text(y->name),
		                   value_text(y->column), value_text(y->units),
		                   value_text(y->extent), value_text(y->initial))))
			return false;
	}
	return true;
}

static bool insert_data_file(struct change *c, const struct publication *p)
{
	const struct source *s = &p->layer.source;

	return s->referenced || change_data_file(c, s->digest, s->extension, p->data_size);
}

static bool publish(struct change *c, const struct publication *p, const char *name,
                    bool level_given)
{
	int64_t organisation, theme = 0, version;
	struct object o, series;

	if (!change_organisation(c, &organisation, p->organisation) ||
	    (has(p->theme) && !change_theme(c, &theme, p->theme)) || !find(c, p, name, &o, &series))
		return false;
	bool fresh = o.id == 0;
	if (!fresh && p->is_framework && !change_keeps_base(c, &o, p->layer.source.digest))
		return false;
	return (!fresh || insert_object(c, p, name, organisation, &o)) &&
	       change_note(c, "publish", name, o.id, "") &&
	       set_level(c, p, level_given, &o, &series, fresh) &&
	       change_retire(c, &o) &&
	       insert_version(c, p, o.id, theme, &version) &&
	       insert_columns(c, p, version) &&
	       insert_styles(c, &p->layer, version) &&
	       insert_dimensions(c, &p->layer, version) &&
	       insert_data_file(c, p) &&
	       (p->dataset == NULL || change_insert_dataset(c, p->dataset, version)) &&
	       change_point(c, o.id, version);
}

bool edit_publish(struct db *db, const void *ctx, const struct publication *p, bool level_given,
                  uint64_t *edition, struct err *err)
{
	const char *name = p->layer.name;
	struct change c;

	if (p->is_framework) {
		if (!check_framework(ctx, p, err))
			return false;
		name = mem_printf(ctx, "%s_%s", p->series, p->version);
	}
	if (p->dataset != NULL && !dataset_check(ctx, p, err))
		return false;
	return check(ctx, p, name, err) && change_begin(&c, db, ctx, err) &&
	       change_end(&c, publish(&c, p, name, level_given), edition);
}
