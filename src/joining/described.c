/* What is known of a column beforehand: from the dataset that it comes from, or from the GDAS that it came in. */
#include "joining/parts.h"

#include <string.h>

#include "table/gdas.h"

static struct text in_language(const struct work *w, const char *words)
{
	enum lang lang;

	if (words == NULL || *words == '\0')
		return (struct text){ NULL, NULL };
	if (!lang_parse(&lang, w->r->origin.gdas->lang))
		return (struct text){ words, words };
	return lang == LANG_FR ? (struct text){ words, NULL } : (struct text){ NULL, words };
}

static const struct attribute_class *marks_of(const struct work *w, const struct gdas_column *c)
{
	struct attribute_class *list = mem_array(w->ctx, struct attribute_class, c->n_classes + 1);

	for (size_t i = 0; i < c->n_classes; i++)
		list[i] = (struct attribute_class){
			.value = c->classes[i].value, .title = in_language(w, c->classes[i].title),
			.abstract = in_language(w, c->classes[i].abstract), .rank = c->classes[i].rank,
			.color = c->classes[i].color,
		};
	return list;
}

static const struct attribute *of_gdas(const struct work *w, const struct gdas_column *c)
{
	static const struct { enum attribute_kind kind; const char *aggregation; } kinds[] = {
		[GDAS_COUNT] = { ATTRIBUTE_COUNT, "sum" }, [GDAS_MEASURE] = { ATTRIBUTE_MEASURE, "" },
		[GDAS_ORDINAL] = { ATTRIBUTE_ORDINAL, "none" }, [GDAS_NOMINAL] = { ATTRIBUTE_NOMINAL, "none" },
	};
	struct attribute *a = mem_new(w->ctx, struct attribute);

	*a = (struct attribute){
		.name = c->name, .title = in_language(w, c->title), .abstract = in_language(w, c->abstract),
		.kind = kinds[c->values].kind, .unit = c->unit != NULL ? c->unit : "",
		.documentation_url = c->documentation != NULL ? c->documentation : "", .series = "", .period = "",
		.aggregation = kinds[c->values].aggregation,
		.uncertainty = c->uncertainty != NULL ? c->uncertainty : "",
		.classes = marks_of(w, c), .n_classes = c->n_classes,
	};
	return a;
}

const struct attribute *work_described(const struct work *w, const char *name)
{
	const struct gdas *g = w->r->origin.gdas;

	for (size_t i = 0; w->dataset != NULL && i < w->dataset->n_attributes; i++)
		if (strcmp(w->dataset->attributes[i].name, name) == 0)
			return &w->dataset->attributes[i];
	for (size_t i = 0; g != NULL && i < g->n_columns; i++)
		if (strcmp(g->columns[i].name, name) == 0)
			return of_gdas(w, &g->columns[i]);
	return NULL;
}
