#include "joining/order.h"

#include <math.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "joining/order_names.h"

#define MOST_BYTES      (4 << 20)
#define MOST_ATTRIBUTES 2000

const char *const order_acts[ORDER_ACTS] = {
	[ORDER_JOIN] = "join", [ORDER_DATASET] = "dataset", [ORDER_LOOK] = "look",
	[ORDER_DIRECT] = "direct", [ORDER_FILES] = "files", [ORDER_DELETE] = "delete",
};
const char *const order_visibilities[2] = { [JOIN_LISTED] = "listed", [JOIN_PRIVATE] = "private" };
const char *const order_scalings[2] = { [SCALING_AREA] = "area", [SCALING_FLANNERY] = "flannery" };

/* One reading: the first member that is wrong ends it. */
struct reading {
	struct order *order;
	const void *ctx;
	struct err *err;
};

/* A member of an object: how it is read, and where it goes in the struct that stands for the object. */
struct member {
	const char *name;
	bool (*read)(struct reading *r, void *to, const char *name, json_t *value);
	size_t offset;
};

static bool wrong(struct reading *r, const char *name, const char *form)
{
	return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, name, "order: \"%s\" must be %s",
	               "ordre : « %s » doit être de la forme %s", name, form);
}

static bool read_object(struct reading *r, void *to, const char *name, json_t *object,
                        const struct member *members)
{
	const char *key;
	json_t *value;

	if (!json_is_object(object))
		return wrong(r, name, "{...}");
	json_object_foreach(object, key, value) {
		const struct member *m = members;
		while (m->name != NULL && strcmp(m->name, key) != 0)
			m++;
		if (m->name == NULL)
			return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, name,
			               "order: there is no member \"%s\" in \"%s\"",
			               "ordre : il n'y a pas de membre « %s » dans « %s »", key, name);
		if (!m->read(r, (char *)to + m->offset, m->name, value))
			return false;
	}
	return true;
}

static bool read_string(struct reading *r, void *to, const char *name, json_t *value)
{
	const char *s = json_string_value(value);

	if (s == NULL || !text_is_utf8(s, strlen(s)))
		return wrong(r, name, "\"...\"");
	*(const char **)to = mem_strdup(r->ctx, s);
	return true;
}

static bool read_text(struct reading *r, void *to, const char *name, json_t *value)
{
	static const struct member members[] = {
		{ "fr", read_string, offsetof(struct text, fr) },
		{ "en", read_string, offsetof(struct text, en) },
		{ 0 }
	};
	return read_object(r, to, name, value, members);
}

static bool read_flag(struct reading *r, void *to, const char *name, json_t *value)
{
	if (!json_is_boolean(value))
		return wrong(r, name, "true, false");
	*(bool *)to = json_is_true(value);
	return true;
}

/* Not below zero. */
static bool read_number(struct reading *r, void *to, const char *name, json_t *value)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return wrong(r, name, "0, 1, 2 ...");
	*(int64_t *)to = json_integer_value(value);
	return true;
}

static bool read_separator(struct reading *r, void *to, const char *name, json_t *value)
{
	const char *s = json_string_value(value);

	if (s == NULL || strlen(s) != 1 || strchr(";,\t| ", *s) == NULL)
		return wrong(r, name, "\";\", \",\", \"|\", \"\\t\", \" \"");
	*(char *)to = *s;
	return true;
}

/* The number of a word among `n`; -1 when it is none. */
static int word_of(const char *const *words, size_t n, json_t *value)
{
	const char *s = json_string_value(value);

	for (size_t i = 0; s != NULL && i < n; i++)
		if (strcmp(words[i], s) == 0)
			return (int)i;
	return -1;
}

static bool read_act(struct reading *r, void *to JT_UNUSED, const char *name, json_t *value)
{
	int act = word_of(order_acts, ORDER_ACTS, value);

	if (act < 0)
		return wrong(r, name, "\"join\", \"dataset\", \"look\", \"direct\", \"files\", \"delete\"");
	r->order->act = (enum order_act)act;
	return true;
}

static bool read_visibility(struct reading *r, void *to JT_UNUSED, const char *name, json_t *value)
{
	int visibility = word_of(order_visibilities, 2, value);

	if (visibility < 0)
		return wrong(r, name, "\"listed\", \"private\"");
	r->order->visibility = (enum join_visibility)visibility;
	return true;
}

static bool read_scaling(struct reading *r, void *to, const char *name, json_t *value)
{
	int scaling = word_of(order_scalings, 2, value);

	if (scaling < 0)
		return wrong(r, name, "\"area\", \"flannery\"");
	*(int *)to = scaling;
	return true;
}

static bool read_level(struct reading *r, void *to, const char *name, json_t *value)
{
	if (!json_is_string(value) || !level_parse(to, json_string_value(value)))
		return wrong(r, name, "\"public\", \"professional\", \"internal\"");
	return true;
}

static bool read_reduction(struct reading *r, void *to, const char *name, json_t *value)
{
	enum reduction reduction;

	if (!json_is_string(value) || !reduction_parse(&reduction, json_string_value(value)))
		return wrong(r, name, "\"error\", \"first\", \"sum\", \"mean\", \"weighted-mean\", \"list\"");
	*(int *)to = (int)reduction;
	return true;
}

static bool read_attribute_kind(struct reading *r, void *to, const char *name, json_t *value)
{
	enum attribute_kind kind;

	if (!json_is_string(value) || !attribute_kind_parse(&kind, json_string_value(value)))
		return wrong(r, name, "\"count\", \"measure\", \"ordinal\", \"nominal\"");
	*(int *)to = (int)kind;
	return true;
}

static bool read_thematic_kind(struct reading *r, void *to, const char *name, json_t *value)
{
	enum thematic_kind kind;

	if (!json_is_string(value) || !thematic_kind_parse(&kind, json_string_value(value)))
		return wrong(r, name, "\"choropleth\", \"symbols\", \"categories\"");
	*(int *)to = (int)kind;
	return true;
}

static bool read_labels(struct reading *r, void *to, const char *name, json_t *value)
{
	return (json_is_string(value) && thematic_labels_parse(to, json_string_value(value))) ||
	       wrong(r, name, "\"none\", \"name\", \"value\", \"both\"");
}

static bool read_method(struct reading *r, void *to, const char *name, json_t *value)
{
	enum method method;

	if (!json_is_string(value) || !method_parse(&method, json_string_value(value)))
		return wrong(r, name, "\"quantile\", \"jenks\" ...");
	*(int *)to = (int)method;
	return true;
}

static bool read_real(struct reading *r, void *to, const char *name, json_t *value)
{
	if (!json_is_number(value))
		return wrong(r, name, "1.5");
	*(double *)to = json_number_value(value);
	return true;
}

static bool read_classes(struct reading *r, void *to, const char *name, json_t *value)
{
	json_int_t n = json_integer_value(value);

	if (!json_is_integer(value) || n < 1 || n > CLASSES_MOST)
		return wrong(r, name, "2, 3 ... 20");
	*(size_t *)to = (size_t)n;
	return true;
}

static bool read_breaks(struct reading *r, void *to, const char *name, json_t *value)
{
	size_t n = json_array_size(value), i;
	double *breaks = mem_array(r->ctx, double, CLASSES_MOST + 1);
	struct thematic_wish *wish = to;
	json_t *one;

	if (!json_is_array(value) || n == 0 || n > CLASSES_MOST + 1)
		return wrong(r, name, "[1, 2.5, 10]");
	json_array_foreach(value, i, one)
		if (!read_real(r, &breaks[i], name, one))
			return false;
	wish->breaks = breaks;
	wish->n_breaks = n;
	return true;
}

#define OF_WISH(member) offsetof(struct thematic_wish, member)

static bool read_wish(struct reading *r, void *to, const char *name, json_t *value)
{
	static const struct member members[] = {
		{ "kind", read_thematic_kind, OF_WISH(kind) },
		{ "method", read_method, OF_WISH(method) },
		{ "classes", read_classes, OF_WISH(classes) },
		{ "breaks", read_breaks, 0 },
		{ "ramp", read_string, OF_WISH(ramp) },
		{ "reverse", read_flag, OF_WISH(reverse) },
		{ "around", read_real, OF_WISH(around) },
		{ "scaling", read_scaling, OF_WISH(scaling) },
		{ "shade_counts", read_flag, OF_WISH(shade_counts) },
		{ "labels", read_labels, OF_WISH(labels) },
		{ 0 }
	};
	struct thematic_wish *wish = mem_new(r->ctx, struct thematic_wish);

	*wish = (struct thematic_wish){ .kind = -1, .method = -1, .around = NAN, .scaling = -1 };
	*(const struct thematic_wish **)to = wish;
	return read_object(r, wish, name, value, members);
}

#define OF_ATTRIBUTE(member) offsetof(struct order_attribute, member)

static bool read_attributes(struct reading *r, void *to JT_UNUSED, const char *name, json_t *value)
{
	static const struct member members[] = {
		{ "column", read_string, OF_ATTRIBUTE(column) },
		{ "name", read_string, OF_ATTRIBUTE(name) },
		{ "title", read_text, OF_ATTRIBUTE(title) },
		{ "unit", read_string, OF_ATTRIBUTE(unit) },
		{ "kind", read_attribute_kind, OF_ATTRIBUTE(kind) },
		{ "reduction", read_reduction, OF_ATTRIBUTE(reduction) },
		{ "weight", read_string, OF_ATTRIBUTE(weight) },
		{ "style", read_wish, OF_ATTRIBUTE(wish) },
		{ 0 }
	};
	size_t n = json_array_size(value), i;
	json_t *one;

	if (!json_is_array(value) || n > MOST_ATTRIBUTES)
		return wrong(r, name, "[{\"column\": \"...\"}]");
	struct order_attribute *list = mem_array(r->ctx, struct order_attribute, n + 1);
	json_array_foreach(value, i, one) {
		list[i].kind = list[i].reduction = -1;
		if (!read_object(r, &list[i], name, one, members))
			return false;
		if (list[i].column == NULL)
			return wrong(r, name, "[{\"column\": \"...\"}]");
	}
	r->order->attributes = list;
	r->order->n_attributes = n;
	return true;
}

static bool read_keys(struct reading *r, void *to JT_UNUSED, const char *name, json_t *value)
{
	size_t n = json_array_size(value), i;
	json_t *one;

	if (!json_is_array(value) || n > JOIN_KEY_PARTS)
		return wrong(r, name, "[\"...\"]");
	json_array_foreach(value, i, one)
		if (!read_string(r, &r->order->keys[i], name, one))
			return false;
	r->order->n_keys = n;
	return true;
}

#define OF(member) offsetof(struct order, member)

static bool read_subject(struct reading *r, void *to, const char *name, json_t *value)
{
	static const struct member members[] = {
		{ "organisation", read_number, OF(organisation) }, { "level", read_level, OF(level) }, { 0 }
	};
	return read_object(r, to, name, value, members);
}

static bool read_left(struct reading *r, void *to, const char *name, json_t *value)
{
	static const struct member members[] = {
		{ "file", read_string, OF(left) }, { "key", read_string, OF(left_key) }, { 0 }
	};
	return read_object(r, to, name, value, members);
}

static bool read_framework(struct reading *r, void *to, const char *name, json_t *value)
{
	static const struct member members[] = {
		{ "series", read_string, OF(series) }, { "version", read_string, OF(version) }, { 0 }
	};
	return read_object(r, to, name, value, members);
}

static bool read_table(struct reading *r, void *to, const char *name, json_t *value)
{
	static const struct member members[] = {
		{ "file", read_string, OF(file) },
		{ "dataset", read_string, OF(dataset) },
		{ "source", read_string, OF(source) },
		{ "format", read_string, OF(format) },
		{ "encoding", read_string, OF(options.encoding) },
		{ "separator", read_separator, OF(options.separator) },
		{ "sheet", read_string, OF(options.sheet) },
		{ "header_row", read_number, OF(options.header_row) },
		{ "first_row", read_number, OF(options.first_row) },
		{ 0 }
	};
	return read_object(r, to, name, value, members);
}

static bool read_mapping(struct reading *r, void *to, const char *name, json_t *value)
{
	static const struct member members[] = {
		{ "keys", read_keys, 0 },
		{ "attributes", read_attributes, 0 },
		{ "reduction", read_reduction, OF(reduction) },
		{ "pivot", read_string, OF(pivot) },
		{ "successors", read_flag, OF(successors) },
		{ "arrondissements", read_flag, OF(arrondissements) },
		{ "certain_only", read_flag, OF(certain_only) },
		{ "main", read_string, OF(main_attribute) },
		{ "styling", read_string, OF(styling) },
		{ 0 }
	};
	return read_object(r, to, name, value, members);
}

bool order_read(struct order *o, const void *ctx, const char *text, size_t n, struct err *err)
{
	static const struct member members[] = {
		{ "act", read_act, 0 },
		{ "subject", read_subject, 0 },
		{ "join", read_string, OF(join) },
		{ "left", read_left, 0 },
		{ "framework", read_framework, 0 },
		{ "table", read_table, 0 },
		{ "mapping", read_mapping, 0 },
		{ "title", read_text, OF(title) },
		{ "abstract", read_text, OF(abstract) },
		{ "visibility", read_visibility, 0 },
		{ "sld", read_string, OF(sld) },
		{ "life", read_number, OF(life) },
		{ 0 }
	};
	struct reading r = { .order = o, .ctx = ctx, .err = err };
	json_error_t where;

	*o = (struct order){ .reduction = -1 };
	json_t *root = n <= MOST_BYTES ? json_loadb(text, n, JSON_REJECT_DUPLICATES, &where) : NULL;
	if (root == NULL)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "order",
		               "the order is not JSON, or is larger than %d MB",
		               "l'ordre n'est pas du JSON, ou dépasse %d Mo", MOST_BYTES >> 20);
	bool ok = read_object(&r, o, "order", root, members);
	json_decref(root);
	return ok;
}
