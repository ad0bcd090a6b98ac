#include <math.h>

#include "base/text.h"
#include "thematic/color.h"
#include "thematic/forms.h"

struct layers {
	struct json *w;
	const void *ctx;
	const struct thematic *t;
	enum lang lang;
	const char *source, *source_layer;
};

static void color(const struct layers *l, const char *key, uint32_t value)
{
	char text[8];

	color_text(value, text);
	json_string(l->w, key, text);
}

/* An expression that is open for its arguments. */
static void call(const struct layers *l, const char *key, const char *operator)
{
	json_open_array(l->w, key);
	json_string(l->w, NULL, operator);
}

static void end(const struct layers *l)
{
	json_close_array(l->w);
}

static void value_of(const struct layers *l)
{
	call(l, NULL, "get");
	json_string(l->w, NULL, l->t->attribute);
	end(l);
}

static void is_null(const struct layers *l, const char *key, bool null)
{
	call(l, key, null ? "==" : "!=");
	value_of(l);
	json_null(l->w, NULL);
	end(l);
}

static void size_of(const struct layers *l)
{
	call(l, NULL, "abs");
	value_of(l);
	end(l);
}

static void color_by_number(const struct layers *l, const char *key)
{
	const struct thematic *t = l->t;

	call(l, key, "step");
	value_of(l);
	color(l, NULL, t->classes[0].color);
	for (size_t i = 1; i < t->n_classes; i++) {
		json_double(l->w, NULL, t->classes[i].from);
		color(l, NULL, t->classes[i].color);
	}
	end(l);
}

/* The last argument is for all others: the rest, or what no class knows. */
static void color_by_value(const struct layers *l, const char *key)
{
	const struct thematic *t = l->t;
	uint32_t others = t->hatches[STATE_NO_DATA].ground;

	call(l, key, "match");
	call(l, NULL, "to-string");
	value_of(l);
	end(l);
	for (size_t i = 0; i < t->n_classes; i++) {
		if (t->classes[i].value == NULL) {
			others = t->classes[i].color;
			continue;
		}
		json_string(l->w, NULL, t->classes[i].value);
		color(l, NULL, t->classes[i].color);
	}
	color(l, NULL, others);
	end(l);
}

static void class_color(const struct layers *l, const char *key)
{
	const struct thematic *t = l->t;

	if (t->n_classes == 1)
		color(l, key, t->classes[0].color);
	else if (t->kind == THEMATIC_CATEGORIES)
		color_by_value(l, key);
	else
		color_by_number(l, key);
}

/* What a state has, for features that tell theirs beside the value. */
static void by_state(const struct layers *l, const char *key,
                     void (*put)(const struct layers *l, enum thematic_state state))
{
	call(l, key, "match");
	call(l, NULL, "coalesce");
	call(l, NULL, "get");
	json_string(l->w, NULL, mem_printf(l->ctx, "%s.state", l->t->attribute));
	end(l);
	json_string(l->w, NULL, "");
	end(l);
	for (int i = STATE_NO_DATA + 1; i < STATES; i++) {
		json_string(l->w, NULL, thematic_state_name((enum thematic_state)i));
		put(l, (enum thematic_state)i);
	}
	put(l, STATE_NO_DATA);
	end(l);
}

static void put_ground(const struct layers *l, enum thematic_state state)
{
	color(l, NULL, l->t->hatches[state].ground);
}

static void put_line(const struct layers *l, enum thematic_state state)
{
	color(l, NULL, l->t->hatches[state].line);
}

static void put_pattern(const struct layers *l, enum thematic_state state)
{
	json_string(l->w, NULL, mem_printf(l->ctx, "jointure-%s", thematic_state_name(state)));
}

static void start(const struct layers *l, const char *name, const char *type, const char *source)
{
	json_open_object(l->w, NULL);
	json_string(l->w, "id", mem_printf(l->ctx, "%s-%s", l->source, name));
	json_string(l->w, "type", type);
	json_string(l->w, "source", source);
	json_string_if(l->w, "source-layer", l->source_layer);
}

static void start_paint(const struct layers *l)
{
	json_open_object(l->w, "paint");
}

static void finish(const struct layers *l)
{
	json_close_object(l->w);
	json_close_object(l->w);
}

static void legend_of_classes(const struct layers *l)
{
	json_open_object(l->w, "metadata");
	json_open_array(l->w, "jointure:classes");
	for (size_t i = 0; i < l->t->n_classes; i++) {
		json_open_object(l->w, NULL);
		json_string(l->w, "title", text_in(l->t->classes[i].title, l->lang));
		color(l, "color", l->t->classes[i].color);
		json_close_object(l->w);
	}
	json_close_array(l->w);
	json_close_object(l->w);
}

static void legend_of_nulls(const struct layers *l)
{
	json_open_object(l->w, "metadata");
	json_string(l->w, "jointure:title", text_in(thematic_nulls(l->t, l->ctx).title, l->lang));
	json_open_array(l->w, "jointure:patterns");
	for (int i = 0; i < STATES; i++) {
		const struct thematic_hatch *h = &l->t->hatches[i];
		json_open_object(l->w, NULL);
		json_string(l->w, "name", mem_printf(l->ctx, "jointure-%s",
		                                     thematic_state_name((enum thematic_state)i)));
		color(l, "line", h->line);
		json_double(l->w, "angle", h->angle);
		json_double(l->w, "spacing", h->spacing);
		json_double(l->w, "width", h->width);
		json_close_object(l->w);
	}
	json_close_array(l->w);
	json_close_object(l->w);
}

static void areas(const struct layers *l)
{
	start(l, "classes", "fill", l->source);
	legend_of_classes(l);
	is_null(l, "filter", false);
	start_paint(l);
	class_color(l, "fill-color");
	json_double(l->w, "fill-opacity", l->t->opacity);
	finish(l);
}

/* A ground that is seen without the pattern, too. */
static void areas_without_value(const struct layers *l)
{
	start(l, "no-value", "fill", l->source);
	is_null(l, "filter", true);
	start_paint(l);
	by_state(l, "fill-color", put_ground);
	finish(l);
	start(l, "no-value-hatching", "fill", l->source);
	legend_of_nulls(l);
	is_null(l, "filter", true);
	start_paint(l);
	by_state(l, "fill-pattern", put_pattern);
	finish(l);
}

static void outlines(const struct layers *l)
{
	start(l, "outlines", "line", l->source);
	start_paint(l);
	color(l, "line-color", l->t->outline);
	json_double(l->w, "line-width", l->t->outline_width);
	finish(l);
}

static void lines(const struct layers *l)
{
	start(l, "classes", "line", l->source);
	legend_of_classes(l);
	is_null(l, "filter", false);
	start_paint(l);
	class_color(l, "line-color");
	json_double(l->w, "line-width", l->t->classes[0].size);
	json_double(l->w, "line-opacity", l->t->opacity);
	finish(l);
}

static void lines_without_value(const struct layers *l)
{
	start(l, "no-value", "line", l->source);
	legend_of_nulls(l);
	is_null(l, "filter", true);
	start_paint(l);
	by_state(l, "line-color", put_line);
	json_double(l->w, "line-width", l->t->hatches[STATE_NO_DATA].width);
	json_open_array(l->w, "line-dasharray");
	json_double(l->w, NULL, 4);
	json_double(l->w, NULL, 4);
	end(l);
	finish(l);
}

static void circle_radius(const struct layers *l)
{
	const struct thematic *t = l->t;
	double power = t->scaling == SCALING_AREA ? 0.5 : 0.5716;

	if (t->kind != THEMATIC_SYMBOLS || !(t->largest > 0)) {
		json_double(l->w, "circle-radius", t->classes[0].size / 2);
		return;
	}
	call(l, "circle-radius", "*");
	json_double(l->w, NULL, t->largest_size / 2 / pow(t->largest, power));
	call(l, NULL, "^");
	size_of(l);
	json_double(l->w, NULL, power);
	end(l);
	end(l);
}

static void edge_width(const struct layers *l)
{
	const struct thematic *t = l->t;

	if (t->kind != THEMATIC_SYMBOLS || t->n_classes == 1) {
		json_double(l->w, "circle-stroke-width", thematic_edge(t, 0));
		return;
	}
	call(l, "circle-stroke-width", "step");
	value_of(l);
	json_double(l->w, NULL, thematic_edge(t, 0));
	for (size_t i = 1; i < t->n_classes; i++) {
		json_double(l->w, NULL, t->classes[i].from);
		json_double(l->w, NULL, thematic_edge(t, i));
	}
	end(l);
}

/* Small circles stand over large ones. */
static void circles(const struct layers *l, const char *source)
{
	start(l, "classes", "circle", source);
	legend_of_classes(l);
	is_null(l, "filter", false);
	json_open_object(l->w, "layout");
	if (l->t->kind == THEMATIC_SYMBOLS) {
		call(l, "circle-sort-key", "-");
		size_of(l);
		end(l);
	}
	json_close_object(l->w);
	start_paint(l);
	class_color(l, "circle-color");
	circle_radius(l);
	json_double(l->w, "circle-opacity", l->t->opacity);
	color(l, "circle-stroke-color", l->t->edge);
	edge_width(l);
	finish(l);
}

static void points_without_value(const struct layers *l)
{
	start(l, "no-value", "circle", l->source);
	legend_of_nulls(l);
	is_null(l, "filter", true);
	start_paint(l);
	json_double(l->w, "circle-opacity", 0);
	json_double(l->w, "circle-radius", THEMATIC_POINT_SIZE / 2);
	by_state(l, "circle-stroke-color", put_line);
	json_double(l->w, "circle-stroke-width", l->t->hatches[STATE_NO_DATA].width);
	finish(l);
}

static void all_points(const struct layers *l)
{
	points_without_value(l);
	if (l->t->n_classes > 0)
		circles(l, l->source);
}

static void all_lines(const struct layers *l)
{
	lines_without_value(l);
	if (l->t->n_classes > 0)
		lines(l);
}

static void all_areas(const struct layers *l)
{
	bool symbols = l->t->kind == THEMATIC_SYMBOLS;

	areas_without_value(l);
	if (l->t->n_classes > 0 && !symbols)
		areas(l);
	outlines(l);
	if (l->t->n_classes > 0 && symbols)
		circles(l, mem_printf(l->ctx, "%s-points", l->source));
}

/* A number in the words of the language, anything else as it is. */
static void label_value(const struct layers *l)
{
	if (l->t->kind == THEMATIC_CATEGORIES) {
		call(l, NULL, "to-string");
		value_of(l);
		end(l);
		return;
	}
	call(l, NULL, "case");
	is_null(l, NULL, true);
	json_string(l->w, NULL, "");
	call(l, NULL, "number-format");
	value_of(l);
	json_open_object(l->w, NULL);
	json_string(l->w, "locale", l->lang == LANG_FR ? "fr" : "en");
	json_int(l->w, "max-fraction-digits", 2);
	json_close_object(l->w);
	end(l);
	end(l);
}

static void label_name(const struct layers *l)
{
	call(l, NULL, "coalesce");
	call(l, NULL, "get");
	json_string(l->w, NULL, l->t->names);
	end(l);
	json_string(l->w, NULL, "");
	end(l);
}

static void labels(const struct layers *l)
{
	const struct thematic *t = l->t;
	bool named = t->labels != LABELS_VALUE, valued = t->labels != LABELS_NAME;
	bool points = t->kind == THEMATIC_SYMBOLS && t->geometry != GEOMETRY_POINT;

	start(l, "labels", "symbol", points ? mem_printf(l->ctx, "%s-points", l->source) : l->source);
	json_open_object(l->w, "layout");
	call(l, "text-field", "concat");
	if (named)
		label_name(l);
	if (named && valued)
		json_string(l->w, NULL, "\n");
	if (valued)
		label_value(l);
	end(l);
	json_double(l->w, "text-size", THEMATIC_LABEL_SIZE * 4 / 3.0);
	json_close_object(l->w);
	start_paint(l);
	color(l, "text-color", THEMATIC_LABEL_COLOR);
	color(l, "text-halo-color", THEMATIC_HALO_COLOR);
	json_double(l->w, "text-halo-width", 1.5);
	finish(l);
}

void thematic_maplibre(const struct thematic *t, enum lang lang, const char *source,
                       const char *source_layer, struct json *w)
{
	void *ctx = talloc_new(NULL);
	const struct layers l = { w, ctx, t, lang, source, source_layer };

	switch (t->geometry) {
	case GEOMETRY_POINT:   all_points(&l); break;
	case GEOMETRY_LINE:    all_lines(&l); break;
	case GEOMETRY_POLYGON:
	case GEOMETRY_ANY:
	case GEOMETRY_RASTER:  all_areas(&l); break;
	}
	if (t->labels != LABELS_NONE && (t->labels == LABELS_VALUE || *t->names != '\0'))
		labels(&l);
	talloc_free(ctx);
}
