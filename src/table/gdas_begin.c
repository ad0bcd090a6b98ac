#include "table/gdas_read.h"

#include <string.h>

#include "base/text.h"

static struct gdas_column *last_column(const struct document *d)
{
	return &d->r.g->columns[d->r.g->n_columns - 1];
}

static const char *need(struct document *d, const struct xml_attributes *a, const char *name, const char *element)
{
	const char *value = xml_attribute_get(a, d->r.ctx, name, NULL);

	if (value == NULL || *value == '\0')
		err_set(d->r.err, d->r.ctx, ERR_INVALID_PARAMETER, "table", "%s has no attribute \"%s\"",
		        "%s n'a pas d'attribut « %s »", element, name);
	return value != NULL && *value != '\0' ? value : NULL;
}

static bool one_of(const char *value, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(value, *list) == 0)
			return true;
	return false;
}

static bool begin_key(struct document *d, const struct xml_attributes *a)
{
	static const char *const relationships[] = { "one", "many", NULL }, *const truths[] = { "true", "false", NULL };
	const char *relationship = need(d, a, "relationship", "FrameworkKey");
	const char *complete = relationship != NULL ? need(d, a, "complete", "FrameworkKey") : NULL;

	if (complete == NULL)
		return false;
	if (!one_of(relationship, relationships) || !one_of(complete, truths))
		return err_set(d->r.err, d->r.ctx, ERR_INVALID_PARAMETER, "table",
		               "FrameworkKey has relationship \"one\" or \"many\", and complete \"true\" or \"false\"",
		               "FrameworkKey a relationship « one » ou « many », et complete « true » ou « false »");
	d->r.g->many = strcmp(relationship, "many") == 0;
	d->r.g->complete = strcmp(complete, "true") == 0;
	return true;
}

static bool begin_key_column(struct document *d, const struct xml_attributes *a)
{
	struct gdas *g = d->r.g;
	const char *name = need(d, a, "name", "Column");

	if (name == NULL)
		return false;
	if (g->n_keys == GDAS_KEYS)
		return err_set(d->r.err, d->r.ctx, ERR_TOO_LARGE, "table", "the key has more than %d columns",
		               "la clé a plus de %d colonnes", GDAS_KEYS);
	g->keys[g->n_keys++] = name;
	return true;
}

static bool read_type(struct document *d, enum cell_type *type, const char *text, const char *name)
{
	static const struct { const char *name; enum cell_type type; } types[] = {
		{ "string", CELL_TEXT }, { "boolean", CELL_TEXT }, { "integer", CELL_INTEGER }, { "decimal", CELL_REAL },
		{ "float", CELL_REAL }, { "double", CELL_REAL }, { "datetime", CELL_TEXT },
	};
	const char *hash = strrchr(text, '#');

	for (size_t i = 0; hash != NULL && i < sizeof types / sizeof *types; i++)
		if (strcmp(hash + 1, types[i].name) == 0) {
			*type = types[i].type;
			return true;
		}
	return err_set(d->r.err, d->r.ctx, ERR_INVALID_PARAMETER, name,
	               "column \"%s\": its type is not a type of TJS, such as "
	               "http://www.w3.org/TR/xmlschema-2/#integer",
	               "colonne « %s » : son type n'est pas un type du TJS, comme "
	               "http://www.w3.org/TR/xmlschema-2/#integer", name);
}

static bool check_purpose(struct document *d, const struct gdas_column *c)
{
	static const char *const purposes[] = {
		"Attribute", "SpatialComponentIdentifier", "SpatialComponentProportion", "SpatialComponentPercentage",
		"TemporalIdentifier", "TemporalValue", "VerticalIdentifier", "VerticalValue", "OtherSpatialIdentifier",
		"NonSpatialIdentifier", NULL
	};

	return one_of(c->purpose, purposes) ||
	       err_set(d->r.err, d->r.ctx, ERR_INVALID_PARAMETER, c->name,
	               "column \"%s\": its purpose is not a purpose of TJS, such as Attribute",
	               "colonne « %s » : son purpose n'en est pas un du TJS, comme Attribute", c->name);
}

static bool begin_column(struct document *d, const struct xml_attributes *a)
{
	struct gdas *g = d->r.g;
	const char *name = need(d, a, "name", "Column"), *type = name != NULL ? need(d, a, "type", "Column") : NULL;
	const char *purpose = type != NULL ? need(d, a, "purpose", "Column") : NULL;

	if (purpose == NULL)
		return false;
	if (d->r.limits->columns > 0 && g->n_columns >= (size_t)d->r.limits->columns)
		return err_set(d->r.err, d->r.ctx, ERR_TOO_LARGE, "columns", "the table has more than %lld columns",
		               "la table a plus de %lld colonnes", (long long)d->r.limits->columns);
	for (size_t i = 0; i < g->n_columns; i++)
		if (strcmp(g->columns[i].name, name) == 0)
			return err_set(d->r.err, d->r.ctx, ERR_INVALID_PARAMETER, name, "there are two columns \"%s\"",
			               "il y a deux colonnes « %s »", name);
	g->columns = mem_grow(d->r.ctx, g->columns, struct gdas_column, g->n_columns + 1);
	struct gdas_column *c = &g->columns[g->n_columns++];
	*c = (struct gdas_column){ .name = name, .purpose = purpose, .title = "", .abstract = "", .documentation = "",
	                           .unit = "", .unit_title = "", .uncertainty = "" };
	return read_type(d, &c->type, type, name) && check_purpose(d, c);
}

static bool begin_kind(struct document *d, const struct xml_attributes *a)
{
	static const char *const kinds[] = {
		[GDAS_COUNT] = "Count", [GDAS_MEASURE] = "Measure", [GDAS_ORDINAL] = "Ordinal", [GDAS_NOMINAL] = "Nominal",
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i], d->name) == 0)
			last_column(d)->values = (enum gdas_values)i;
	(void)a;
	return true;
}

void gdas_color(int *color, const char *text)
{
	unsigned value = 0;

	if (*text == '#')
		text++;
	if (strlen(text) != 6 || text[strspn(text, "0123456789abcdefABCDEF")] != '\0')
		return;
	for (; *text != '\0'; text++)
		value = value * 16 + (unsigned)(*text <= '9' ? *text - '0' : (*text | 32) - 'a' + 10);
	*color = (int)value;
}

void gdas_rank(int *rank, const char *text)
{
	int64_t value;

	if (text_int(text, &value) && value >= 0 && value < INT32_MAX)
		*rank = (int)value;
}

static bool begin_class(struct document *d, const struct xml_attributes *a)
{
	struct gdas_column *c = last_column(d);
	const char *rank = xml_attribute_get(a, d->r.ctx, "rank", NULL);
	const char *color = xml_attribute_get(a, d->r.ctx, "color", NULL);

	if (c->n_classes >= 10000)
		return err_set(d->r.err, d->r.ctx, ERR_TOO_LARGE, c->name, "column \"%s\" has too many classes",
		               "la colonne « %s » a trop de classes", c->name);
	c->classes = mem_grow(d->r.ctx, c->classes, struct gdas_class, c->n_classes + 1);
	struct gdas_class *k = &c->classes[c->n_classes++];
	*k = (struct gdas_class){ "", "", "", 0, -1 };
	gdas_rank(&k->rank, rank != NULL ? rank : "");
	gdas_color(&k->color, color != NULL ? color : "");
	return true;
}

static bool begin_null(struct document *d, const struct xml_attributes *a)
{
	struct gdas_column *c = last_column(d);

	(void)a;
	if (c->n_nulls >= 100)
		return err_set(d->r.err, d->r.ctx, ERR_TOO_LARGE, c->name,
		               "column \"%s\" has too many codes for missing values",
		               "la colonne « %s » a trop de codes de valeurs manquantes", c->name);
	c->nulls = mem_grow(d->r.ctx, c->nulls, struct gdas_null, c->n_nulls + 1);
	c->nulls[c->n_nulls++] = (struct gdas_null){ "", VALUE_MISSING };
	return true;
}

static bool begin_unit(struct document *d, const struct xml_attributes *a)
{
	bool prefixed = true;
	const char *reference = xml_attribute_get(a, d->r.ctx, "reference", &prefixed);

	return reference == NULL || prefixed ||
	       err_set(d->r.err, d->r.ctx, ERR_INVALID_PARAMETER, last_column(d)->name,
	               "column \"%s\": the reference of its unit is ows:reference, with its prefix",
	               "colonne « %s » : la référence de son unité est ows:reference, avec son préfixe",
	               last_column(d)->name);
}

/* What becomes of K/@aid: the schema has no type for it, so no document that has one is valid. */
static bool begin_k(struct document *d, const struct xml_attributes *a)
{
	return xml_attribute_get(a, d->r.ctx, "aid", NULL) == NULL ||
	       err_set(d->r.err, d->r.ctx, ERR_INVALID_PARAMETER, "table",
	               "row %zu: K has an attribute \"aid\", which the schema does not allow",
	               "ligne %zu : K a un attribut « aid », que le schéma ne permet pas", d->r.rows + 1);
}

static bool begin_gdas(struct document *d, const struct xml_attributes *a)
{
	const char *lang = xml_attribute_get(a, d->r.ctx, "lang", NULL);

	if (lang != NULL)
		d->r.g->lang = lang;
	return true;
}

static bool begin_date(struct document *d, const struct xml_attributes *a)
{
	struct gdas_head *h = d->stack[d->depth] == AT_FRAMEWORK ? &d->r.g->framework : &d->r.g->dataset;
	const char *start = xml_attribute_get(a, d->r.ctx, "startDate", NULL);

	h->start_date = start != NULL ? start : "";
	return true;
}

/* A second framework or dataset has no place in a GDAS. */
static bool begin_once(struct document *d, const struct xml_attributes *a)
{
	bool *seen = strcmp(d->name, "Framework") == 0 ? &d->framework_seen : &d->dataset_seen;
	bool again = *seen;

	(void)a;
	*seen = true;
	return !again || err_set(d->r.err, d->r.ctx, ERR_INVALID_PARAMETER, "table",
	                         "a GDAS has one Framework and one Dataset: there are two",
	                         "un GDAS a un Framework et un Dataset : il y en a deux");
}

static bool begin_rows(struct document *d, const struct xml_attributes *a)
{
	(void)a;
	d->head_read = gdas_rows_begin(&d->r);
	return d->head_read && !d->head_only;
}

static bool begin_v(struct document *d, const struct xml_attributes *a)
{
	return gdas_value_begin(&d->r, a);
}

bool gdas_begin(struct document *d, enum where where, const struct xml_attributes *a)
{
	static bool (*const begins[AT_ELSEWHERE + 1])(struct document *d, const struct xml_attributes *a) = {
		[AT_GDAS] = begin_gdas, [AT_FRAMEWORK] = begin_once, [AT_DATASET] = begin_once, [AT_DATE] = begin_date,
		[AT_KEY] = begin_key, [AT_KEY_COLUMN] = begin_key_column, [AT_COLUMN] = begin_column,
		[AT_KIND] = begin_kind, [AT_CLASS] = begin_class, [AT_NULL] = begin_null, [AT_UOM] = begin_unit,
		[AT_ROWSET] = begin_rows, [AT_K] = begin_k, [AT_V] = begin_v,
	};

	return begins[where] == NULL || begins[where](d, a);
}
