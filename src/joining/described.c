/* What is known of a column beforehand: from the dataset that it comes from, or from the GDAS that it came in. */
#include "joining/parts.h"

#include <string.h>

#include "joining/publish.h"
#include "table/gdas.h"

static struct text in_language(const struct gdas *g, const char *words)
{
	enum lang lang;

	if (words == NULL || *words == '\0')
		return (struct text){ NULL, NULL };
	if (!lang_parse(&lang, g->lang))
		return (struct text){ words, words };
	return lang == LANG_FR ? (struct text){ words, NULL } : (struct text){ NULL, words };
}

/* What the GDAS says, and beside it what its translation does; `other` may be NULL. */
static struct text both(const struct work *w, const char *words, const char *other)
{
	struct text t = in_language(w->r->origin.gdas, words);
	struct text more = w->translation != NULL ? in_language(w->translation, other) : (struct text){ NULL, NULL };

	return (struct text){ .fr = t.fr != NULL ? t.fr : more.fr, .en = t.en != NULL ? t.en : more.en };
}

static const struct gdas_class *translated_class(const struct gdas_column *c, const char *value)
{
	static const struct gdas_class none = { .title = NULL };

	for (size_t i = 0; c != NULL && i < c->n_classes; i++)
		if (strcmp(c->classes[i].value, value) == 0)
			return &c->classes[i];
	return &none;
}

static const struct attribute_class *marks_of(const struct work *w, const struct gdas_column *c,
                                              const struct gdas_column *translated)
{
	struct attribute_class *list = mem_array(w->ctx, struct attribute_class, c->n_classes + 1);

	for (size_t i = 0; i < c->n_classes; i++) {
		const struct gdas_class *k = &c->classes[i], *t = translated_class(translated, k->value);
		list[i] = (struct attribute_class){
			.value = k->value, .title = both(w, k->title, t->title),
			.abstract = both(w, k->abstract, t->abstract), .rank = k->rank, .color = k->color,
		};
	}
	return list;
}

static const struct gdas_column *gdas_column(const struct gdas *g, const char *name)
{
	for (size_t i = 0; g != NULL && i < g->n_columns; i++)
		if (strcmp(g->columns[i].name, name) == 0)
			return &g->columns[i];
	return NULL;
}

static const struct attribute *of_gdas(const struct work *w, const struct gdas_column *c)
{
	static const struct { enum attribute_kind kind; const char *aggregation; } kinds[] = {
		[GDAS_COUNT] = { ATTRIBUTE_COUNT, "sum" }, [GDAS_MEASURE] = { ATTRIBUTE_MEASURE, "" },
		[GDAS_ORDINAL] = { ATTRIBUTE_ORDINAL, "none" }, [GDAS_NOMINAL] = { ATTRIBUTE_NOMINAL, "none" },
	};
	const struct gdas_column *t = gdas_column(w->translation, c->name);
	struct attribute *a = mem_new(w->ctx, struct attribute);

	*a = (struct attribute){
		.name = c->name, .title = both(w, c->title, t != NULL ? t->title : NULL),
		.abstract = both(w, c->abstract, t != NULL ? t->abstract : NULL),
		.kind = kinds[c->values].kind, .unit = c->unit != NULL ? c->unit : "",
		.documentation_url = c->documentation != NULL ? c->documentation : "", .series = "", .period = "",
		.aggregation = kinds[c->values].aggregation,
		.uncertainty = c->uncertainty != NULL ? c->uncertainty : "",
		.classes = marks_of(w, c, t), .n_classes = c->n_classes,
	};
	return a;
}

const struct publish_described *work_said(const struct work *w, const char *name)
{
	const struct publish_dataset *d = w->o->publish;

	for (size_t i = 0; d != NULL && i < d->n_described; i++)
		if (strcmp(d->described[i].attribute.name, name) == 0)
			return &d->described[i];
	return NULL;
}

const struct attribute *work_described(const struct work *w, const char *name)
{
	const struct gdas_column *c = gdas_column(w->r->origin.gdas, name);
	const struct publish_described *said = work_said(w, name);

	if (said != NULL)
		return &said->attribute;

	for (size_t i = 0; w->dataset != NULL && i < w->dataset->n_attributes; i++)
		if (strcmp(w->dataset->attributes[i].name, name) == 0)
			return &w->dataset->attributes[i];
	return c != NULL ? of_gdas(w, c) : NULL;
}
