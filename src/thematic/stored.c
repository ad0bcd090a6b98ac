#include "base/json.h"
#include "thematic/stored.h"

const char *const stored_scalings[] = { [SCALING_AREA] = "area", [SCALING_FLANNERY] = "flannery" };
const char *const stored_geometries[] = {
	[GEOMETRY_POINT] = "point", [GEOMETRY_LINE] = "line", [GEOMETRY_POLYGON] = "polygon",
	[GEOMETRY_ANY] = "any", [GEOMETRY_RASTER] = "raster",
};

static void write_text(struct json *w, const char *key, struct text text)
{
	json_open_object(w, key);
	json_string(w, "fr", text.fr);
	json_string(w, "en", text.en);
	json_close_object(w);
}

static void write_class(struct json *w, const struct thematic_class *c)
{
	json_open_object(w, NULL);
	json_double(w, "from", c->from);
	json_double(w, "to", c->to);
	json_string(w, "value", c->value);
	write_text(w, "title", c->title);
	write_text(w, "range", c->range);
	json_int(w, "color", c->color);
	json_double(w, "size", c->size);
	json_int(w, "count", (int64_t)c->count);
	json_close_object(w);
}

static void write_hatch(struct json *w, const struct thematic_hatch *h)
{
	json_open_object(w, NULL);
	write_text(w, "title", h->title);
	json_int(w, "line", h->line);
	json_int(w, "ground", h->ground);
	json_double(w, "angle", h->angle);
	json_double(w, "spacing", h->spacing);
	json_double(w, "width", h->width);
	json_int(w, "count", (int64_t)h->count);
	json_close_object(w);
}

void thematic_write(const struct thematic *t, struct json *w)
{
	json_open_object(w, NULL);
	json_string(w, "kind", thematic_kind_name(t->kind));
	json_string(w, "geometry", stored_geometries[t->geometry]);
	json_string(w, "attribute", t->attribute);
	write_text(w, "title", t->title);
	write_text(w, "explanation", t->explanation);
	json_string(w, "unit", t->unit);
	json_string(w, "method", method_name(t->method));
	json_string(w, "ramp", t->ramp);
	json_bool(w, "reversed", t->reversed);
	json_double(w, "around", t->around);
	json_string(w, "scaling", stored_scalings[t->scaling]);
	json_double(w, "largest", t->largest);
	json_double(w, "largest_size", t->largest_size);
	json_int(w, "outline", t->outline);
	json_double(w, "outline_width", t->outline_width);
	json_int(w, "edge", t->edge);
	json_double(w, "edge_width", t->edge_width);
	json_double(w, "opacity", t->opacity);
	json_open_array(w, "classes");
	for (size_t i = 0; i < t->n_classes; i++)
		write_class(w, &t->classes[i]);
	json_close_array(w);
	json_open_array(w, "hatches");
	for (size_t i = 0; i < STATES; i++)
		write_hatch(w, &t->hatches[i]);
	json_close_array(w);
	json_string(w, "labels", thematic_labels_name(t->labels));
	json_string(w, "names", t->names);
	json_close_object(w);
}
