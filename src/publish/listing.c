#include "publish/listing.h"

const char *listing_geometry(enum geometry_kind kind)
{
	static const char *const names[] = {
		[GEOMETRY_POINT] = "point",     [GEOMETRY_LINE] = "line",
		[GEOMETRY_POLYGON] = "polygon", [GEOMETRY_ANY] = "any",
		[GEOMETRY_RASTER] = "raster",
	};
	return names[kind];
}

const char *listing_type(enum column_type type)
{
	static const char *const names[] = {
		[COLUMN_STRING] = "string", [COLUMN_INTEGER] = "integer",
		[COLUMN_REAL] = "double",   [COLUMN_BOOLEAN] = "boolean",
		[COLUMN_DATE] = "date",     [COLUMN_DATETIME] = "dateTime",
	};
	return names[type];
}

static void put_text(struct json *w, const char *key, struct text text)
{
	if (text_empty(text))
		return;
	json_open_object(w, key);
	json_string_if(w, "fr", text.fr);
	json_string_if(w, "en", text.en);
	json_close_object(w);
}

static void put_metadata(struct json *w, const struct metadata *m)
{
	put_text(w, "title", m->title);
	put_text(w, "abstract", m->abstract);
	put_text(w, "keywords", m->keywords);
	put_text(w, "licence", m->licence);
	json_string_if(w, "licence_url", m->licence_url);
	put_text(w, "attribution", m->attribution);
	contact_write(w, &m->contact);
	json_string_if(w, "documentation_url", m->documentation_url);
	json_string_if(w, "reference_date", m->reference_date);
	json_string_if(w, "updated", m->updated);
}

static void put_bbox(struct json *w, const char *key, const struct bbox *b)
{
	const double numbers[] = { b->minx, b->miny, b->maxx, b->maxy };

	json_open_array(w, key);
	for (size_t i = 0; i < 4; i++)
		json_double(w, NULL, numbers[i]);
	json_close_array(w);
}

static void put_columns(struct json *w, const struct layer *l)
{
	json_open_array(w, "columns");
	for (size_t i = 0; i < l->n_columns; i++) {
		json_open_object(w, NULL);
		json_string(w, "name", l->columns[i].name);
		json_string(w, "type", listing_type(l->columns[i].type));
		put_text(w, "title", l->columns[i].title);
		json_string_if(w, "unit", l->columns[i].unit);
		json_bool(w, "nullable", l->columns[i].nullable);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_styles(struct json *w, const struct layer *l)
{
	static const char *const kinds[] = {
		[STYLE_CLASSES] = "classes", [STYLE_SLD] = "sld", [STYLE_THEMATIC] = "thematic",
	};

	json_open_array(w, "styles");
	for (size_t i = 0; i < l->n_styles; i++) {
		json_open_object(w, NULL);
		json_string(w, "name", l->styles[i].name);
		put_text(w, "title", l->styles[i].title);
		json_string(w, "kind", kinds[l->styles[i].kind]);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_dimensions(struct json *w, const struct layer *l)
{
	json_open_array(w, "dimensions");
	for (size_t i = 0; i < l->n_dimensions; i++) {
		json_open_object(w, NULL);
		json_string(w, "name", l->dimensions[i].name);
		json_string(w, "column", l->dimensions[i].column);
		json_string(w, "units", l->dimensions[i].units);
		json_string(w, "extent", l->dimensions[i].extent);
		json_string(w, "default", l->dimensions[i].initial);
		json_close_object(w);
	}
	json_close_array(w);
}

/* A connection's text may hold a password, so only what kind it is. */
static void put_source(struct json *w, const struct source *s)
{
	json_open_object(w, "source");
	json_bool(w, "referenced", s->referenced);
	json_string_if(w, "digest", s->digest);
	json_string_if(w, "extension", s->extension);
	if (s->referenced)
		json_string(w, "kind",
		            s->uri[0] == 'P' && s->uri[1] == 'G' ? "postgresql" : "file");
	json_string_if(w, "table", s->table);
	json_string_if(w, "geometry_column", s->geometry_column);
	json_string_if(w, "id_column", s->id_column);
	json_close_object(w);
}

static void put_framework(struct json *w, const struct framework *f)
{
	if (f == NULL)
		return;
	json_open_object(w, "framework");
	json_string(w, "series", f->series);
	json_string(w, "version", f->version);
	json_bool(w, "newest", f->newest);
	json_string_if(w, "parent", f->parent_series);
	json_string_if(w, "parent_column", f->parent_column);
	json_close_object(w);
}

static void put_attribute(struct json *w, const struct attribute *a)
{
	json_open_object(w, NULL);
	json_string(w, "name", a->name);
	put_text(w, "title", a->title);
	put_text(w, "abstract", a->abstract);
	json_string(w, "kind", attribute_kind_name(a->kind));
	json_string_if(w, "unit", a->unit);
	json_string_if(w, "documentation_url", a->documentation_url);
	json_string_if(w, "series", a->series);
	json_string_if(w, "period", a->period);
	json_string_if(w, "aggregation", a->aggregation);
	json_string_if(w, "uncertainty", a->uncertainty);
	json_bool(w, "confidential", a->confidential);
	json_int(w, "classes", (int64_t)a->n_classes);
	json_close_object(w);
}

static void put_joined(struct json *w, const struct layer *l)
{
	const struct joined *j = l->joined;

	if (j == NULL || j->dataset == NULL)
		return;
	json_open_object(w, "joined");
	json_string(w, "framework", j->framework->series);
	json_string(w, "version", j->framework->version);
	json_string(w, "key", j->dataset->key);
	json_bool(w, "many", j->dataset->many);
	json_string(w, "columns_digest", j->dataset->columns_digest);
	json_open_array(w, "attributes");
	for (size_t i = 0; i < j->dataset->n_attributes; i++)
		put_attribute(w, &j->attributes[i]);
	json_close_array(w);
	json_close_object(w);
}

void listing_layer(struct json *w, const char *key, const struct layer *l, const char *owner,
                   const char *theme)
{
	json_open_object(w, key);
	json_string(w, "name", l->name);
	put_metadata(w, &l->metadata);
	json_string(w, "level", level_name(l->level));
	json_string_if(w, "organisation", owner != NULL ? owner : l->owner->name);
	json_string_if(w, "theme", theme != NULL ? theme : l->theme != NULL ? l->theme->name : "");
	json_string(w, "geometry", listing_geometry(l->geometry));
	json_int(w, "srs", l->srs);
	put_bbox(w, "bbox", &l->bbox);
	put_bbox(w, "geographic_bbox", &l->geographic);
	if (l->n_features >= 0)
		json_int(w, "features", l->n_features);
	json_string_if(w, "key", l->key);
	put_framework(w, l->framework);
	put_columns(w, l);
	put_styles(w, l);
	put_dimensions(w, l);
	if (l->min_scale > 0)
		json_double(w, "min_scale", l->min_scale);
	if (l->max_scale > 0)
		json_double(w, "max_scale", l->max_scale);
	put_joined(w, l);
	put_source(w, l->joined != NULL && l->joined->dataset != NULL ? &l->joined->dataset->source
	                                                              : &l->source);
	if (l->changed > 0)
		json_int(w, "edition", (int64_t)l->changed);
	json_close_object(w);
}

void listing_organisation(struct json *w, const char *key, const struct organisation *o)
{
	json_open_object(w, key);
	json_string(w, "name", o->name);
	put_text(w, "title", o->title);
	contact_write(w, &o->contact);
	json_close_object(w);
}

void listing_theme(struct json *w, const char *key, const struct theme *t)
{
	json_open_object(w, key);
	json_string(w, "name", t->name);
	put_metadata(w, &t->metadata);
	json_close_object(w);
}
