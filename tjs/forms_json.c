/* A dataset as JSON-stat 2.0 (json-stat.org/full): a cube of territories by indicators, and by what tells several rows of one
   territory apart. Values that are not there are null, and `status` says why; a cube with holes has its values by
   their places. */
#include "base/json.h"
#include "tjs/cube.h"

#define TERRITORY "territory"
#define INDICATOR "indicator"
#define NUMBER    "row"

/* A place as the name of a member: nothing is kept of it. */
struct place_text {
	char digits[24];
};

static const char *place_name(struct place_text *t, uint64_t place)
{
	char *at = t->digits + sizeof t->digits - 1;

	*at = '\0';
	do
		*--at = (char)('0' + place % 10);
	while ((place /= 10) > 0);
	return at;
}

static void territory_key(void *to, const struct cube *c, const struct cube_place *p)
{
	json_string(to, NULL, tjs_data_key(c->sheet->data, p->row));
}

static void territory_label(void *to, const struct cube *c, const struct cube_place *p)
{
	const char *label = tjs_label(c->sheet, p->row);

	if (*label != '\0')
		json_string(to, tjs_data_key(c->sheet->data, p->row), label);
}

/* One row of each territory. */
struct once {
	cube_fn *fn;
	struct json *w;
	size_t next;                  /* territory */
};

static void first_row(void *to, const struct cube *c, const struct cube_place *p)
{
	struct once *o = to;

	if (p->territory < o->next)
		return;
	o->next = p->territory + 1;
	o->fn(o->w, c, p);
}

static void each_territory(const struct cube *c, cube_fn *fn, struct json *w)
{
	struct once once = { fn, w, 0 };

	cube_each(c, first_row, &once);
}

static void territories(struct json *w, const struct cube *c)
{
	const struct tjs_sheet *s = c->sheet;
	const struct framework *f = s->data->dataset->framework;

	json_open_object(w, TERRITORY);
	json_string(w, "label", text_in(f->layer->metadata.title, s->x->lang));
	json_open_object(w, "category");
	json_open_array(w, "index");
	each_territory(c, territory_key, w);
	json_close_array(w);
	if (s->titles != NULL) {
		json_open_object(w, "label");
		each_territory(c, territory_label, w);
		json_close_object(w);
	}
	json_close_object(w);
	json_close_object(w);
}

/* A category has a name: where there is no value it is "_". */
static void dimension(struct json *w, const struct cube *c, const struct cube_dimension *d)
{
	const struct attribute *a = d->column->attribute;
	const char *title = text_in(a->title, c->sheet->x->lang);

	json_open_object(w, a->name);
	json_string(w, "label", *title != '\0' ? title : a->name);
	json_open_object(w, "category");
	json_open_array(w, "index");
	for (size_t i = 0; i < d->n; i++)
		json_string(w, NULL, *d->values[i] != '\0' ? d->values[i] : "_");
	json_close_array(w);
	json_close_object(w);
	json_close_object(w);
}

static void numbers(struct json *w, const struct cube *c)
{
	struct place_text text;

	json_open_object(w, NUMBER);
	json_string(w, "label", text_in((struct text){ "Ligne", "Row" }, c->sheet->x->lang));
	json_open_object(w, "category");
	json_open_array(w, "index");
	for (size_t i = 0; i < c->n_times; i++)
		json_string(w, NULL, place_name(&text, i + 1));
	json_close_array(w);
	json_close_object(w);
	json_close_object(w);
}

static void indicators(struct json *w, const struct cube *c)
{
	const struct tjs_sheet *s = c->sheet;

	json_open_object(w, INDICATOR);
	json_string(w, "label", text_in((struct text){ "Indicateur", "Indicator" }, s->x->lang));
	json_open_object(w, "category");
	json_open_array(w, "index");
	for (size_t j = 0; j < c->n_indicators; j++)
		json_string(w, NULL, s->data->columns[c->indicators[j]].attribute->name);
	json_close_array(w);
	json_open_object(w, "label");
	for (size_t j = 0; j < c->n_indicators; j++)
		json_string(w, s->data->columns[c->indicators[j]].attribute->name, tjs_title_of(s, c->indicators[j]));
	json_close_object(w);
	json_open_object(w, "unit");
	for (size_t j = 0; j < c->n_indicators; j++) {
		const struct attribute *a = s->data->columns[c->indicators[j]].attribute;
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

static void one_value(struct json *w, const char *name, const struct table_column *c, uint32_t row)
{
	char room[TJS_VALUE_ROOM];
	const char *text = tjs_value(c, row, room);

	if (text == NULL)
		json_null(w, name);
	else if (c->type == CELL_TEXT)
		json_string(w, name, text);
	else
		json_raw(w, name, text);
}

struct values {
	struct json *w;
	bool by_place;
};

static void row_values(void *to, const struct cube *c, const struct cube_place *p)
{
	const struct values *v = to;
	struct place_text text;

	for (size_t j = 0; j < c->n_indicators; j++) {
		const char *name = v->by_place ? place_name(&text, p->place * c->n_indicators + j) : NULL;
		one_value(v->w, name, c->sheet->data->columns[c->indicators[j]].values, p->row);
	}
}

/* Of the cells whose value is withheld or has no meaning, by their number. */
static void row_states(void *to, const struct cube *c, const struct cube_place *p)
{
	struct place_text text;

	for (size_t j = 0; j < c->n_indicators; j++) {
		const struct table_column *v = c->sheet->data->columns[c->indicators[j]].values;
		enum value_state state = v->states != NULL ? (enum value_state)v->states[p->row] : VALUE_PRESENT;
		if (state != VALUE_PRESENT && state != VALUE_MISSING)
			json_string(to, place_name(&text, p->place * c->n_indicators + j), tjs_null_code(state));
	}
}

static void values(struct json *w, const struct cube *c)
{
	struct values v = { w, c->n_dimensions > 0 || c->n_times > 1 };

	if (v.by_place)
		json_open_object(w, "value");
	else
		json_open_array(w, "value");
	cube_each(c, row_values, &v);
	if (v.by_place)
		json_close_object(w);
	else
		json_close_array(w);
	json_open_object(w, "status");
	cube_each(c, row_states, w);
	json_close_object(w);
}

static void head(struct json *w, const struct tjs_sheet *s)
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
}

/* Which dimensions there are, how long they are and what for. */
static void shape(struct json *w, const struct cube *c)
{
	json_open_array(w, "id");
	json_string(w, NULL, TERRITORY);
	for (size_t i = 0; i < c->n_dimensions; i++)
		json_string(w, NULL, c->dimensions[i].column->attribute->name);
	if (c->n_times > 1)
		json_string(w, NULL, NUMBER);
	json_string(w, NULL, INDICATOR);
	json_close_array(w);
	json_open_array(w, "size");
	json_int(w, NULL, (int64_t)c->n_territories);
	for (size_t i = 0; i < c->n_dimensions; i++)
		json_int(w, NULL, (int64_t)c->dimensions[i].n);
	if (c->n_times > 1)
		json_int(w, NULL, (int64_t)c->n_times);
	json_int(w, NULL, (int64_t)c->n_indicators);
	json_close_array(w);
	json_open_object(w, "role");
	json_open_array(w, "geo");
	json_string(w, NULL, TERRITORY);
	json_close_array(w);
	json_open_array(w, "time");
	for (size_t i = 0; i < c->n_dimensions; i++)
		if (strcmp(c->dimensions[i].column->purpose, "TemporalIdentifier") == 0)
			json_string(w, NULL, c->dimensions[i].column->attribute->name);
	json_close_array(w);
	json_open_array(w, "metric");
	json_string(w, NULL, INDICATOR);
	json_close_array(w);
	json_close_object(w);
}

bool tjs_form_json_stat(const struct tjs_sheet *s, struct out *out, struct err *err)
{
	struct json writer = json_writer(out), *w = &writer;
	struct cube c;

	if (!cube_open(&c, s, err))
		return false;
	json_open_object(w, NULL);
	head(w, s);
	shape(w, &c);
	json_open_object(w, "dimension");
	territories(w, &c);
	for (size_t i = 0; i < c.n_dimensions; i++)
		dimension(w, &c, &c.dimensions[i]);
	if (c.n_times > 1)
		numbers(w, &c);
	indicators(w, &c);
	json_close_object(w);
	values(w, &c);
	json_close_object(w);
	return true;
}
