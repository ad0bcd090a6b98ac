#include "geometry/geojson.h"

#include <math.h>

#include "base/json.h"
#include "base/text.h"

struct geojson {
	const struct feature_query *query;
	struct geojson_form form;
	const char **names;           /* "\"name\":" of each column */
	struct pen text;
	void *scratch;                /* of one feature */
};

struct geojson *geojson_new(const void *ctx, const struct feature_query *q, const struct geojson_form *form)
{
	struct geojson *g = mem_new(ctx, struct geojson);
	struct pen name = { .ctx = g };

	*g = (struct geojson){ .query = q, .form = *form, .text = { .ctx = g }, .scratch = talloc_new(g) };
	g->names = mem_array(g, const char *, q->layer->n_columns + 1);
	for (size_t i = 0; i < q->layer->n_columns; i++) {
		name.used = 0;
		json_quote(&name, q->layer->columns[i].name);
		pen_char(&name, ':');
		g->names[i] = mem_strdup(g, pen_end(&name));
	}
	return g;
}

static void put_text(struct geojson *g, const char *text)
{
	size_t n = strlen(text);

	if (g->form.clean != NULL && !text_is_utf8(text, n))
		text = g->form.clean(g->scratch, text);
	json_quote(&g->text, text);
}

static void put_value(struct geojson *g, enum column_type type, const struct feature_value *v)
{
	const char *text = v->text;

	if (v->null || (type == COLUMN_REAL && !isfinite(v->number))) {
		pen_text(&g->text, "null");
		return;
	}
	switch (type) {
	case COLUMN_INTEGER:
	case COLUMN_REAL:
	case COLUMN_BOOLEAN:
		pen_text(&g->text, text);
		return;
	case COLUMN_STRING:
	case COLUMN_DATE:
	case COLUMN_DATETIME:
		put_text(g, text);
		return;
	}
}

const char *geojson_members(struct geojson *g, struct features *f, const char *id, bool number, size_t *n)
{
	const struct layer *layer = g->query->layer;
	const bool *wanted = g->query->wanted;
	const struct feature_value *values = features_values(f);
	struct pen *text = &g->text;
	bool some = false;

	text->used = 0;
	pen_text(text, "\"type\":\"Feature\",\"id\":");
	if (number)
		pen_text(text, id);
	else
		json_quote(text, id);
	pen_text(text, ",\"geometry\":");
	if (!g->query->geometry || !features_put_geojson(f, text, g->form.decimals, g->form.y_first))
		pen_text(text, "null");
	pen_text(text, ",\"properties\":{");
	for (size_t i = 0; i < layer->n_columns; i++) {
		if (wanted != NULL && !wanted[i])
			continue;
		if (some)
			pen_char(text, ',');
		some = true;
		pen_text(text, g->names[i]);
		put_value(g, layer->columns[i].type, &values[i]);
	}
	pen_char(text, '}');
	*n = text->used;
	return text->text;
}
