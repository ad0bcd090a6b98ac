#include "catalogue/joins_row.h"

#include <jansson.h>
#include <string.h>

#include "catalogue/schema.h"

/* One reading; `strange` once something is not as it was written. */
struct reading {
	const void *ctx;
	bool strange;
};

static const char *get_word(struct reading *r, json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));
	return s != NULL ? mem_strdup(r->ctx, s) : "";
}

static struct text get_text(struct reading *r, json_t *object, const char *key)
{
	json_t *t = json_object_get(object, key);
	return (struct text){ .fr = get_word(r, t, "fr"), .en = get_word(r, t, "en") };
}

static int get_choice(struct reading *r, json_t *object, const char *key, const char *const *names)
{
	const char *s = json_string_value(json_object_get(object, key));

	for (int i = 0; s != NULL && names[i] != NULL; i++)
		if (strcmp(names[i], s) == 0)
			return i;
	r->strange = true;
	return 0;
}

static int get_int(json_t *object, const char *key)
{
	return (int)json_integer_value(json_object_get(object, key));
}

static const struct column *get_columns(struct reading *r, json_t *list)
{
	struct column *columns = mem_array(r->ctx, struct column, json_array_size(list));
	size_t i;
	json_t *o;

	json_array_foreach(list, i, o)
		columns[i] = (struct column){
			.name = get_word(r, o, "name"),
			.type = (enum column_type)get_choice(r, o, "type", schema_column_types),
			.title = get_text(r, o, "title"), .unit = get_word(r, o, "unit"),
			.nullable = true,
		};
	return columns;
}

static const struct attribute_class *get_classes(struct reading *r, json_t *list)
{
	struct attribute_class *classes =
		mem_array(r->ctx, struct attribute_class, json_array_size(list));
	size_t i;
	json_t *o;

	json_array_foreach(list, i, o)
		classes[i] = (struct attribute_class){
			.value = get_word(r, o, "value"), .title = get_text(r, o, "title"),
			.abstract = get_text(r, o, "abstract"), .rank = get_int(o, "rank"),
			.color = get_int(o, "color"),
		};
	return classes;
}

static const struct attribute *get_attributes(struct reading *r, json_t *list)
{
	struct attribute *all = mem_array(r->ctx, struct attribute, json_array_size(list));
	size_t i;
	json_t *o;

	json_array_foreach(list, i, o) {
		json_t *classes = json_object_get(o, "classes");
		all[i] = (struct attribute){
			.name = get_word(r, o, "name"), .title = get_text(r, o, "title"),
			.abstract = get_text(r, o, "abstract"),
			.kind = (enum attribute_kind)get_choice(r, o, "kind", schema_attributes),
			.unit = get_word(r, o, "unit"),
			.documentation_url = get_word(r, o, "documentation"),
			.series = get_word(r, o, "series"), .period = get_word(r, o, "period"),
			.aggregation = get_word(r, o, "aggregation"),
			.confidential = json_is_true(json_object_get(o, "confidential")),
			.uncertainty = get_word(r, o, "uncertainty"),
			.classes = classes != NULL ? get_classes(r, classes) : NULL,
			.n_classes = json_array_size(classes),
		};
	}
	return all;
}

static const struct style *get_styles(struct reading *r, json_t *list)
{
	struct style *styles = mem_array(r->ctx, struct style, json_array_size(list));
	size_t i;
	json_t *o;

	json_array_foreach(list, i, o)
		styles[i] = (struct style){
			.name = get_word(r, o, "name"), .title = get_text(r, o, "title"),
			.kind = (enum style_kind)get_choice(r, o, "kind", schema_styles),
			.body = get_word(r, o, "body"),
		};
	return styles;
}

bool join_parts_read(struct stored_join *j, const void *ctx, const char *parts, struct err *err)
{
	struct reading r = { .ctx = ctx };
	json_t *root = json_loads(parts, 0, NULL);
	json_t *columns = json_object_get(root, "columns");
	json_t *attributes = json_object_get(root, "attributes");
	json_t *styles = json_object_get(root, "styles");

	j->abstract = get_text(&r, root, "abstract");
	j->columns = get_columns(&r, columns);
	j->n_columns = json_array_size(columns);
	j->attributes = get_attributes(&r, attributes);
	j->styles = get_styles(&r, styles);
	j->n_styles = json_array_size(styles);
	if (root == NULL || json_array_size(attributes) != j->n_columns || j->n_styles == 0)
		r.strange = true;
	json_decref(root);
	return !r.strange ||
	       err_set(err, ctx, ERR_INTERNAL, NULL,
	               "the join %s is not stored as this program stores joins",
	               "la jointure %s n'est pas conservée comme ce programme les conserve", j->id);
}
