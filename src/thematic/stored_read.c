#include <jansson.h>
#include <math.h>
#include <string.h>

#include "thematic/stored.h"

#define MOST_PIXELS 1000.0

/* What is read, and the first member that is not as it was written. */
struct reader {
	const void *ctx;
	const char *wrong;
};

static const json_t *member(struct reader *r, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	if (v == NULL && r->wrong == NULL)
		r->wrong = key;
	return v;
}

static const char *read_string(struct reader *r, const json_t *o, const char *key)
{
	const json_t *v = member(r, o, key);

	if (json_is_string(v))
		return mem_strdup(r->ctx, json_string_value(v));
	if (!json_is_null(v) && r->wrong == NULL)
		r->wrong = key;
	return NULL;
}

/* A member that may not be null. */
static const char *read_name(struct reader *r, const json_t *o, const char *key)
{
	const char *s = read_string(r, o, key);

	if (s == NULL && r->wrong == NULL)
		r->wrong = key;
	return s != NULL ? s : "";
}

/* null is NAN */
static double read_double(struct reader *r, const json_t *o, const char *key)
{
	const json_t *v = member(r, o, key);

	if (json_is_null(v))
		return NAN;
	if (!json_is_number(v) && r->wrong == NULL)
		r->wrong = key;
	return json_number_value(v);
}

static double read_within(struct reader *r, const json_t *o, const char *key, double least, double most)
{
	double v = read_double(r, o, key);

	if (!(v >= least && v <= most) && r->wrong == NULL)
		r->wrong = key;
	return v;
}

static int64_t read_int(struct reader *r, const json_t *o, const char *key, int64_t most)
{
	const json_t *v = member(r, o, key);
	int64_t n = json_integer_value(v);

	if ((!json_is_integer(v) || n < 0 || n > most) && r->wrong == NULL)
		r->wrong = key;
	return n;
}

static bool read_bool(struct reader *r, const json_t *o, const char *key)
{
	const json_t *v = member(r, o, key);

	if (!json_is_boolean(v) && r->wrong == NULL)
		r->wrong = key;
	return json_is_true(v);
}

static struct text read_text(struct reader *r, const json_t *o, const char *key)
{
	const json_t *v = member(r, o, key);
	struct text text = { read_string(r, v, "fr"), read_string(r, v, "en") };
	return text;
}

static size_t read_one(struct reader *r, const json_t *o, const char *key, const char *const *names,
                       size_t n)
{
	const char *name = read_name(r, o, key);

	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	if (r->wrong == NULL)
		r->wrong = key;
	return 0;
}

static const json_t *read_array(struct reader *r, const json_t *o, const char *key, size_t most)
{
	const json_t *v = member(r, o, key);

	if ((!json_is_array(v) || json_array_size(v) > most) && r->wrong == NULL)
		r->wrong = key;
	return v;
}

static struct thematic_class read_class(struct reader *r, const json_t *o)
{
	return (struct thematic_class){
		.from = read_double(r, o, "from"),
		.to = read_double(r, o, "to"),
		.value = read_string(r, o, "value"),
		.title = read_text(r, o, "title"),
		.range = read_text(r, o, "range"),
		.color = (uint32_t)read_int(r, o, "color", 0xffffff),
		.size = read_within(r, o, "size", 0, MOST_PIXELS),
		.count = (size_t)read_int(r, o, "count", INT64_MAX),
	};
}

static struct thematic_hatch read_hatch(struct reader *r, const json_t *o)
{
	return (struct thematic_hatch){
		.title = read_text(r, o, "title"),
		.line = (uint32_t)read_int(r, o, "line", 0xffffff),
		.ground = (uint32_t)read_int(r, o, "ground", 0xffffff),
		.angle = read_within(r, o, "angle", -360, 360),
		.spacing = read_within(r, o, "spacing", 1, MOST_PIXELS),
		.width = read_within(r, o, "width", 0, MOST_PIXELS),
		.count = (size_t)read_int(r, o, "count", INT64_MAX),
	};
}

static void read_heading(struct thematic *t, struct reader *r, const json_t *o)
{
	enum thematic_kind kind = THEMATIC_CHOROPLETH;
	enum method method = METHOD_QUANTILE;

	if (!thematic_kind_parse(&kind, read_name(r, o, "kind")) && r->wrong == NULL)
		r->wrong = "kind";
	if (!method_parse(&method, read_name(r, o, "method")) && r->wrong == NULL)
		r->wrong = "method";
	*t = (struct thematic){
		.kind = kind,
		.geometry = (enum geometry_kind)read_one(r, o, "geometry", stored_geometries,
		                                        GEOMETRY_RASTER + 1),
		.attribute = read_name(r, o, "attribute"),
		.title = read_text(r, o, "title"),
		.explanation = read_text(r, o, "explanation"),
		.unit = read_name(r, o, "unit"),
		.method = method,
		.ramp = read_name(r, o, "ramp"),
		.reversed = read_bool(r, o, "reversed"),
		.around = read_double(r, o, "around"),
		.scaling = (enum thematic_scaling)read_one(r, o, "scaling", stored_scalings, 2),
		.largest = read_within(r, o, "largest", 0, HUGE_VAL),
		.largest_size = read_within(r, o, "largest_size", 0, MOST_PIXELS),
		.outline = (uint32_t)read_int(r, o, "outline", 0xffffff),
		.outline_width = read_within(r, o, "outline_width", 0, MOST_PIXELS),
		.edge = (uint32_t)read_int(r, o, "edge", 0xffffff),
		.edge_width = read_within(r, o, "edge_width", 0, MOST_PIXELS),
		.opacity = read_within(r, o, "opacity", 0, 1),
	};
}

/* Styles that were stored before there were labels have none. */
static void read_labels(struct thematic *t, struct reader *r, const json_t *o)
{
	t->names = "";
	if (json_object_get(o, "labels") == NULL)
		return;
	if (!thematic_labels_parse(&t->labels, read_name(r, o, "labels")) && r->wrong == NULL)
		r->wrong = "labels";
	t->names = read_name(r, o, "names");
}

/* Classes of numbers follow one another. */
static void check_bounds(const struct thematic *t, struct reader *r)
{
	for (size_t i = 0; i < t->n_classes && t->kind != THEMATIC_CATEGORIES; i++) {
		const struct thematic_class *c = &t->classes[i];
		if ((!(c->from <= c->to) || (i > 0 && c->from != c[-1].to)) && r->wrong == NULL)
			r->wrong = "from";
	}
}

bool thematic_read(struct thematic *t, const void *ctx, const char *body, struct err *err)
{
	struct reader r = { ctx, NULL };
	json_t *o = json_loads(body, JSON_REJECT_DUPLICATES, NULL);

	read_heading(t, &r, o);
	read_labels(t, &r, o);
	const json_t *classes = read_array(&r, o, "classes", CLASSES_MOST);
	const json_t *hatches = read_array(&r, o, "hatches", STATES);
	if (json_array_size(hatches) != STATES && r.wrong == NULL)
		r.wrong = "hatches";
	if (r.wrong == NULL) {
		t->n_classes = json_array_size(classes);
		t->classes = mem_array(ctx, struct thematic_class, t->n_classes);
		for (size_t i = 0; i < t->n_classes; i++)
			t->classes[i] = read_class(&r, json_array_get(classes, i));
		for (size_t i = 0; i < STATES; i++)
			t->hatches[i] = read_hatch(&r, json_array_get(hatches, i));
		check_bounds(t, &r);
	}
	json_decref(o);
	if (r.wrong == NULL)
		return true;
	err_set(err, ctx, ERR_INTERNAL, NULL, "the style of this layer cannot be read",
	        "le style de cette couche est illisible");
	return err_detail(err, ctx, "thematic style: member \"%s\"", r.wrong);
}
