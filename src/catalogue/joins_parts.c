#include "catalogue/joins_row.h"

#include "base/json.h"
#include "catalogue/schema.h"

static void put_text(struct json *w, const char *key, struct text t)
{
	if (text_empty(t))
		return;
	json_open_object(w, key);
	json_string_if(w, "fr", t.fr);
	json_string_if(w, "en", t.en);
	json_close_object(w);
}

static void put_columns(struct json *w, const struct stored_join *j)
{
	json_open_array(w, "columns");
	for (size_t i = 0; i < j->n_columns; i++) {
		const struct column *c = &j->columns[i];
		json_open_object(w, NULL);
		json_string(w, "name", c->name);
		json_string(w, "type", schema_column_types[c->type]);
		put_text(w, "title", c->title);
		json_string_if(w, "unit", c->unit);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_classes(struct json *w, const struct attribute *a)
{
	if (a->n_classes == 0)
		return;
	json_open_array(w, "classes");
	for (size_t i = 0; i < a->n_classes; i++) {
		const struct attribute_class *k = &a->classes[i];
		json_open_object(w, NULL);
		json_string(w, "value", k->value);
		put_text(w, "title", k->title);
		put_text(w, "abstract", k->abstract);
		json_int(w, "rank", k->rank);
		json_int(w, "color", k->color);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_attributes(struct json *w, const struct stored_join *j)
{
	json_open_array(w, "attributes");
	for (size_t i = 0; i < j->n_columns; i++) {
		const struct attribute *a = &j->attributes[i];
		json_open_object(w, NULL);
		json_string(w, "name", a->name);
		put_text(w, "title", a->title);
		put_text(w, "abstract", a->abstract);
		json_string(w, "kind", schema_attributes[a->kind]);
		json_string_if(w, "unit", a->unit);
		json_string_if(w, "documentation", a->documentation_url);
		json_string_if(w, "series", a->series);
		json_string_if(w, "period", a->period);
		json_string_if(w, "aggregation", a->aggregation);
		json_bool(w, "confidential", a->confidential);
		json_string_if(w, "uncertainty", a->uncertainty);
		put_classes(w, a);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_styles(struct json *w, const struct stored_join *j)
{
	json_open_array(w, "styles");
	for (size_t i = 0; i < j->n_styles; i++) {
		const struct style *s = &j->styles[i];
		json_open_object(w, NULL);
		json_string(w, "name", s->name);
		put_text(w, "title", s->title);
		json_string(w, "kind", schema_styles[s->kind]);
		json_string(w, "body", s->body);
		json_close_object(w);
	}
	json_close_array(w);
}

char *join_parts_write(const void *ctx, const struct stored_join *j)
{
	struct out *out = out_new_buffer(ctx);
	struct json w = json_writer(out);
	size_t n;

	json_open_object(&w, NULL);
	put_text(&w, "abstract", j->abstract);
	put_columns(&w, j);
	put_attributes(&w, j);
	put_styles(&w, j);
	json_close_object(&w);
	const char *held = out_held(out, &n);
	char *text = mem_strndup(ctx, held, n);
	talloc_free(out);
	return text;
}
