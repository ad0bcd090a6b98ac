#include "joining/parts.h"

#include <string.h>

#include "base/text.h"
#include "geometry/vector.h"
#include "joining/publish.h"

/* No column, as it is what the first style of every layer is called. */
#define RESERVED "default"

/* One joined column: which attribute it is of, and of a pivot the value. */
struct place {
	const struct order_attribute *asked;
	const struct attribute *known;       /* of it beforehand, or NULL */
	const struct table_column *from;     /* of the table */
	const struct publish_column *said;   /* in the metadata of what is published */
	const char *value;                   /* or NULL */
};

static const struct publish_column *said_column(const struct work *w, const char *name)
{
	const struct publish_dataset *d = w->o->publish;

	for (size_t i = 0; d != NULL && i < d->request->n_columns; i++)
		if (strcmp(d->request->columns[i].name, name) == 0)
			return &d->request->columns[i];
	return NULL;
}

static struct place place_of(const struct work *w, size_t column)
{
	const struct table *joined = w->r->join.columns;
	size_t each = joined->n_columns / w->n_attributes, a = column / each;
	struct place p = { .asked = w->asked[a], .from = &w->table->columns[w->attributes[a].column] };

	p.known = work_described(w, p.from->name);
	p.said = said_column(w, p.from->name);
	/* the join calls it NAME_VALUE */
	if (w->pivot != DOCTOR_NO_COLUMN)
		p.value = joined->columns[column].name + strlen(p.from->name) + 1;
	return p;
}

static bool stands_in_names(char c)
{
	return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || c == '-' || c == '.';
}

/* A header in words as a name: one "_" for all that stands between, none at the end. */
static const char *plain_name(const void *ctx, const char *header)
{
	char *name = mem_strdup(ctx, header), *to = name;
	bool changed = false;

	for (const char *s = header; *s != '\0'; s++) {
		bool stands = stands_in_names(*s);
		changed = changed || !stands;
		if (stands || to == name || to[-1] != '_')
			*to++ = stands ? *s : '_';
	}
	*to = '\0';
	if (!changed)
		return header;
	while (to > name + 1 && to[-1] == '_')
		*--to = '\0';
	return name;
}

static const char *wanted_name(const struct work *w, const struct place *p)
{
	const char *name = p->asked != NULL && p->asked->name != NULL ? p->asked->name
	                                                              : plain_name(w->ctx, p->from->name);
	return p->value != NULL ? mem_printf(w->ctx, "%s_%s", name, p->value) : name;
}

/* After those of the framework's layer, so that a clash gives the newcomer another name. */
static const char **unique_names(const struct work *w)
{
	const struct layer *base = w->r->framework->layer;
	size_t n = w->r->join.columns->n_columns, before = base->n_columns + 1;
	const char **names = mem_array(w->ctx, const char *, before + n);
	const char **stored = mem_array(w->ctx, const char *, before + n);

	names[0] = RESERVED;
	for (size_t i = 0; i < base->n_columns; i++)
		names[i + 1] = base->columns[i].name;
	for (size_t i = 0; i < n; i++) {
		struct place p = place_of(w, i);
		names[before + i] = wanted_name(w, &p);
	}
	column_names(stored, w->ctx, names, before + n);
	return stored + before;
}

static struct text title_of(const struct work *w, const struct place *p)
{
	struct text t = p->asked != NULL ? p->asked->title : (struct text){ NULL, NULL };

	if (text_empty(t) && p->said != NULL)
		t = p->said->title;
	if (text_empty(t) && p->known != NULL)
		t = p->known->title;
	if (text_empty(t))
		t = p->from->title;
	if (text_empty(t))
		t = (struct text){ p->from->name, p->from->name };
	if (p->value == NULL)
		return t;
	return (struct text){ .fr = mem_printf(w->ctx, "%s, %s", text_in(t, LANG_FR), p->value),
	                      .en = mem_printf(w->ctx, "%s, %s", text_in(t, LANG_EN), p->value) };
}

static const char *unit_of(const struct place *p)
{
	if (p->asked != NULL && p->asked->unit != NULL)
		return p->asked->unit;
	if (p->said != NULL && p->said->unit != NULL && *p->said->unit != '\0')
		return p->said->unit;
	if (p->known != NULL && *p->known->unit != '\0')
		return p->known->unit;
	if (p->from->unit != NULL && *p->from->unit != '\0')
		return p->from->unit;
	return p->from->type != CELL_TEXT && strchr(p->from->name, '%') != NULL ? "%" : "";
}

static struct attribute attribute_of(const struct work *w, const struct place *p, size_t column, const char *name)
{
	static const char *const aggregations[] = {
		[ATTRIBUTE_COUNT] = "sum", [ATTRIBUTE_MEASURE] = "", [ATTRIBUTE_ORDINAL] = "none",
		[ATTRIBUTE_NOMINAL] = "none",
	};
	struct attribute a = { .abstract = { NULL, NULL } };

	if (p->known != NULL)
		a = *p->known;
	a.name = name;
	a.title = title_of(w, p);
	a.unit = unit_of(p);
	if (p->asked != NULL && p->asked->kind >= 0)
		a.kind = (enum attribute_kind)p->asked->kind;
	else if (p->known == NULL)
		a.kind = kind_told(w->r->join.columns, column, p->from->name, a.unit);
	if (p->known != NULL)
		return a;
	a.documentation_url = a.uncertainty = a.series = a.period = "";
	a.aggregation = aggregations[a.kind];
	if (p->value != NULL) {
		struct place whole = *p;
		whole.value = NULL;
		a.series = wanted_name(w, &whole);
		a.period = p->value;
	}
	return a;
}

void work_columns(struct work *w)
{
	static const enum column_type types[] = {
		[CELL_TEXT] = COLUMN_STRING, [CELL_INTEGER] = COLUMN_INTEGER, [CELL_REAL] = COLUMN_REAL,
	};
	struct joined_result *r = w->r;
	struct table *joined = r->join.columns;
	size_t n = joined->n_columns;
	struct column *columns = mem_array(w->ctx, struct column, n + 1);
	struct attribute *attributes = mem_array(w->ctx, struct attribute, n + 1);
	size_t *from = mem_array(w->ctx, size_t, n + 1);
	const char **names = unique_names(w);

	for (size_t i = 0; i < n; i++) {
		struct place p = place_of(w, i);
		from[i] = w->attributes[i / (n / w->n_attributes)].column;
		attributes[i] = attribute_of(w, &p, i, names[i]);
		columns[i] = (struct column){
			.name = names[i], .type = types[joined->columns[i].type], .title = attributes[i].title,
			.unit = attributes[i].unit, .nullable = true,
		};
	}
	series_find(attributes, n, w->ctx);
	for (size_t i = 0; i < n; i++) {
		joined->columns[i].name = names[i];
		joined->columns[i].title = attributes[i].title;
		joined->columns[i].unit = attributes[i].unit;
	}
	r->columns = columns;
	r->n_columns = n;
	r->attributes = attributes;
	r->from = from;
	r->pivoted = w->pivot != DOCTOR_NO_COLUMN;
}
