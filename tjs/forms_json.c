/* A dataset as JSON-stat 2.0 (json-stat.org/full): a cube of territories by indicators. Values that are not there are
   null, and `status` says why. */
#include "base/json.h"
#include "tjs/forms.h"

#define TERRITORY "territory"
#define INDICATOR "indicator"

/* Rows in the order of the cube, counted first. */
static uint32_t *chosen_rows(const struct tjs_sheet *s, size_t *n)
{
	uint32_t *rows = mem_array(s->x->ctx, uint32_t, s->data->n_rows + 1);
	size_t at = 0;

	*n = 0;
	while (tjs_rows_next(s->rows, &at, &rows[*n]))
		(*n)++;
	return rows;
}

static void territories(struct json *w, const struct tjs_sheet *s, const uint32_t *rows, size_t n)
{
	const struct framework *f = s->data->dataset->framework;

	json_open_object(w, TERRITORY);
	json_string(w, "label", text_in(f->layer->metadata.title, s->x->lang));
	json_open_object(w, "category");
	json_open_array(w, "index");
	for (size_t i = 0; i < n; i++)
		json_string(w, NULL, tjs_data_key(s->data, rows[i]));
	json_close_array(w);
	if (s->labels != NULL) {
		json_open_object(w, "label");
		for (size_t i = 0; i < n; i++)
			if (s->labels[rows[i]] != NULL)
				json_string(w, tjs_data_key(s->data, rows[i]), s->labels[rows[i]]);
		json_close_object(w);
	}
	json_close_object(w);
	json_close_object(w);
}

static void indicators(struct json *w, const struct tjs_sheet *s)
{
	json_open_object(w, INDICATOR);
	json_string(w, "label", text_in((struct text){ "Indicateur", "Indicator" }, s->x->lang));
	json_open_object(w, "category");
	json_open_array(w, "index");
	for (size_t j = 0; j < s->n_columns; j++)
		json_string(w, NULL, s->data->columns[s->columns[j]].attribute->name);
	json_close_array(w);
	json_open_object(w, "label");
	for (size_t j = 0; j < s->n_columns; j++)
		json_string(w, s->data->columns[s->columns[j]].attribute->name, tjs_column_title(s, j));
	json_close_object(w);
	json_open_object(w, "unit");
	for (size_t j = 0; j < s->n_columns; j++) {
		const struct attribute *a = s->data->columns[s->columns[j]].attribute;
		if (*a->unit == '\0')
			continue;
		json_open_object(w, a->name);
		json_string(w, "label", a->unit);
		json_close_object(w);
	}
	json_close_object(w);
	json_close_object(w);
	json_close_object(w);
}

static void one_value(struct json *w, const struct table_column *c, uint32_t row)
{
	char room[TJS_VALUE_ROOM];
	const char *text = tjs_value(c, row, room);

	if (text == NULL)
		json_null(w, NULL);
	else if (c->type == CELL_TEXT)
		json_string(w, NULL, text);
	else
		json_raw(w, NULL, text);
}

/* Of the cells whose value is withheld or has no meaning, by their number. */
static void states(struct json *w, const struct tjs_sheet *s, const uint32_t *rows, size_t n)
{
	json_open_object(w, "status");
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < s->n_columns; j++) {
			const struct table_column *c = s->data->columns[s->columns[j]].values;
			enum value_state state = c->states != NULL ? (enum value_state)c->states[rows[i]]
			                                           : VALUE_PRESENT;
			if (state != VALUE_PRESENT && state != VALUE_MISSING)
				json_string(w, mem_printf(s->x->ctx, "%zu", i * s->n_columns + j),
				            tjs_null_code(state));
		}
	json_close_object(w);
}

static void head(struct json *w, const struct tjs_sheet *s, size_t n)
{
	const struct dataset *d = s->data->dataset;
	struct tjs_note notes[TJS_NOTES];

	tjs_notes(notes, s);
	json_string(w, "version", "2.0");
	json_string(w, "class", "dataset");
	json_string(w, "href", service_href(s->x, mem_printf(s->x->ctx, "/data/%s.json", d->name), NULL));
	json_string(w, "label", text_in(d->metadata.title, s->x->lang));
	json_string_if(w, "source", notes[0].value);
	json_string_if(w, "updated", d->metadata.updated);
	json_open_array(w, "note");
	for (size_t i = 1; i < TJS_NOTES; i++)
		if (*notes[i].value != '\0')
			json_string(w, NULL, mem_printf(s->x->ctx, "%s : %s", text_in(notes[i].name, s->x->lang),
			                                notes[i].value));
	json_close_array(w);
	json_open_object(w, "extension");
	json_string_if(w, "licence", notes[1].value);
	json_string_if(w, "period", notes[2].value);
	json_close_object(w);
	json_open_array(w, "id");
	json_string(w, NULL, TERRITORY);
	json_string(w, NULL, INDICATOR);
	json_close_array(w);
	json_open_array(w, "size");
	json_int(w, NULL, (int64_t)n);
	json_int(w, NULL, (int64_t)s->n_columns);
	json_close_array(w);
	json_open_object(w, "role");
	json_open_array(w, "geo");
	json_string(w, NULL, TERRITORY);
	json_close_array(w);
	json_open_array(w, "metric");
	json_string(w, NULL, INDICATOR);
	json_close_array(w);
	json_close_object(w);
}

bool tjs_form_json_stat(const struct tjs_sheet *s, struct out *out, struct err *err JT_UNUSED)
{
	struct json writer = json_writer(out), *w = &writer;
	size_t n;
	const uint32_t *rows = chosen_rows(s, &n);

	json_open_object(w, NULL);
	head(w, s, n);
	json_open_object(w, "dimension");
	territories(w, s, rows, n);
	indicators(w, s);
	json_close_object(w);
	json_open_array(w, "value");
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < s->n_columns; j++)
			one_value(w, s->data->columns[s->columns[j]].values, rows[i]);
	json_close_array(w);
	states(w, s, rows, n);
	json_close_object(w);
	return true;
}
