#include <math.h>

#include "thematic/color.h"
#include "thematic/forms.h"

static void write_color(struct json *w, const char *key, uint32_t color)
{
	char text[8];

	color_text(color, text);
	json_string(w, key, text);
}

static void write_class(const struct thematic *t, const struct thematic_class *c, enum lang lang,
                        struct json *w)
{
	json_open_object(w, NULL);
	json_string(w, "title", text_in(c->title, lang));
	if (t->kind == THEMATIC_CATEGORIES) {
		json_string(w, "value", c->value);
	} else {
		json_double(w, "from", c->from);
		json_double(w, "to", c->to);
	}
	if (t->kind == THEMATIC_SYMBOLS) {
		json_double(w, "shown", thematic_shown(c));
		json_string(w, "range", text_in(c->range, lang));
	}
	write_color(w, "color", c->color);
	if (c->size > 0)
		json_double(w, "size", c->size);
	json_int(w, "count", (int64_t)c->count);
	json_close_object(w);
}

static void write_state(const struct thematic *t, enum thematic_state state, enum lang lang,
                        struct json *w)
{
	const struct thematic_hatch *h = &t->hatches[state];

	if (h->count == 0)
		return;
	json_open_object(w, NULL);
	json_string(w, "state", thematic_state_name(state));
	json_string(w, "title", text_in(h->title, lang));
	write_color(w, "color", h->ground);
	write_color(w, "line", h->line);
	json_double(w, "angle", h->angle);
	json_int(w, "count", (int64_t)h->count);
	json_close_object(w);
}

void thematic_legend_json(const struct thematic *t, enum lang lang, struct json *w)
{
	json_open_object(w, NULL);
	json_string(w, "title", text_in(t->title, lang));
	json_string(w, "attribute", t->attribute);
	json_string_if(w, "unit", t->unit);
	json_string(w, "kind", thematic_kind_name(t->kind));
	if (t->kind == THEMATIC_CHOROPLETH) {
		json_string(w, "method", method_name(t->method));
		json_string(w, "methodTitle", text_in(method_title(t->method), lang));
	}
	json_string_if(w, "ramp", t->ramp);
	if (isfinite(t->around))
		json_double(w, "around", t->around);
	json_string(w, "explanation", text_in(t->explanation, lang));
	json_open_array(w, "classes");
	for (size_t i = 0; i < t->n_classes; i++)
		write_class(t, &t->classes[i], lang, w);
	json_close_array(w);
	json_open_array(w, "states");
	for (int i = 0; i < STATES; i++)
		write_state(t, (enum thematic_state)i, lang, w);
	json_close_array(w);
	json_close_object(w);
}
