#include "api/export_csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "geometry/mapped.h"
#include "thematic/forms.h"

/* Which row of the joined columns a key has. */
struct place {
	const char *key;
	uint32_t row;
};

/* A column of classes: that of a style. */
struct shown {
	struct thematic thematic;
	size_t column;                /* of the joined table */
};

struct csv {
	const struct call *c;
	struct out *out;
	const struct table *table;
	struct place *places; size_t n_places;
	struct shown *shown; size_t n_shown;
};

static int by_key(const void *a, const void *b)
{
	const struct place *p = a, *q = b;

	return strcmp(p->key, q->key);
}

static void find_places(struct csv *csv, const struct geometry_store *s)
{
	csv->places = mem_array(csv->c->x->ctx, struct place, s->n + 1);
	for (size_t i = 0; i < s->n && i < csv->table->n_rows; i++)
		csv->places[csv->n_places++] = (struct place){ s->keys + s->key_offsets[i], (uint32_t)i };
	qsort(csv->places, csv->n_places, sizeof *csv->places, by_key);
}

/* Each joined column once, by the first style that draws it. */
static bool is_shown(const struct csv *csv, size_t column)
{
	for (size_t i = 0; i < csv->n_shown; i++)
		if (csv->shown[i].column == column)
			return true;
	return false;
}

static bool find_shown(struct csv *csv, struct err *err)
{
	const struct layer *layer = csv->c->layer;

	csv->shown = mem_array(csv->c->x->ctx, struct shown, layer->n_styles + 1);
	for (size_t i = 0; i < layer->n_styles; i++) {
		struct shown *s = &csv->shown[csv->n_shown];
		if (layer->styles[i].kind != STYLE_THEMATIC)
			continue;
		if (!thematic_of_style(&s->thematic, csv->c->x->ctx, &layer->styles[i], err))
			return false;
		const struct column *column = layer_column(layer, s->thematic.attribute);
		size_t at = column != NULL ? (size_t)(column - layer->columns) : 0;
		s->column = at - layer->joined->first;
		if (column != NULL && at >= layer->joined->first && s->column < csv->table->n_columns &&
		    !is_shown(csv, s->column))
			csv->n_shown++;
	}
	return true;
}

static void write_head(const struct csv *csv)
{
	const struct layer *layer = csv->c->layer;

	for (size_t i = 0; i < layer->n_columns; i++) {
		if (i > 0)
			out_text(csv->out, ",");
		csv_cell(csv->out, ',', layer->columns[i].name);
	}
	for (size_t i = 0; i < csv->n_shown; i++) {
		out_text(csv->out, ",");
		csv_cell(csv->out, ',', mem_printf(csv->c->x->ctx, "%s_class", csv->shown[i].thematic.attribute));
	}
	out_text(csv->out, "\r\n");
}

static void write_classes(const struct csv *csv, const char *id)
{
	const struct place wanted = { id, 0 };
	const struct place *place = bsearch(&wanted, csv->places, csv->n_places, sizeof wanted, by_key);

	for (size_t i = 0; i < csv->n_shown; i++) {
		const struct shown *s = &csv->shown[i];
		const char *title = place != NULL
			? thematic_class_title(&s->thematic, csv->table, s->column, place->row, csv->c->x->lang) : "";
		out_text(csv->out, ",");
		csv_cell(csv->out, ',', title != NULL ? title : "");
	}
}

static void write_row(const struct csv *csv, const struct features *features)
{
	const struct layer *layer = csv->c->layer;
	const struct feature_value *values = features_values(features);

	for (size_t i = 0; i < layer->n_columns; i++) {
		enum column_type type = layer->columns[i].type;
		if (i > 0)
			out_text(csv->out, ",");
		if (values[i].null)
			continue;
		if (type == COLUMN_STRING)
			csv_cell(csv->out, ',', values[i].text);
		else
			out_text(csv->out, values[i].text);
	}
	write_classes(csv, features_id(features));
	out_text(csv->out, "\r\n");
}

bool export_csv(const struct call *c, const struct feature_query *q, struct out *out, struct err *err)
{
	struct csv csv = { .c = c, .out = out, .table = q->joined };
	const struct geometry_store *s = mapped_geometry(c->x->mapped, c->x->ctx, c->layer, err);
	enum features_step step;

	if (s == NULL)
		return false;
	find_places(&csv, s);
	if (!find_shown(&csv, err))
		return false;
	struct features *features = features_open(c->x->ctx, q, err);
	if (features == NULL)
		return false;
	write_head(&csv);
	while ((step = features_next(features, err)) == FEATURES_ROW)
		write_row(&csv, features);
	return step == FEATURES_END;
}
