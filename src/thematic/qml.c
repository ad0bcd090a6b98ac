#include <math.h>
#include <string.h>

#include "thematic/color.h"
#include "thematic/forms.h"
#include "thematic/qml.h"

/* Rules tell every class exactly, and what has no value; where all have one, the renderers that QGIS has for
   classes and categories do as well, and can be changed by hand more easily. */

char *qml_number(const struct qml *q, double value)
{
	return text_from_double(q->ctx, value);
}

/* `mark`s within are written twice. */
static char *quoted(const struct qml *q, const char *text, char mark)
{
	char *to = mem_array(q->ctx, char, 2 * strlen(text) + 3), *p = to;

	*p++ = mark;
	for (; *text != '\0'; text++) {
		if (*text == mark || (mark == '\'' && *text == '\\'))
			*p++ = *text;
		*p++ = *text;
	}
	*p = mark;
	return to;
}

char *qml_column(const struct qml *q)
{
	return quoted(q, q->t->attribute, '"');
}

static const char *filter_of_range(const struct qml *q, size_t i)
{
	const struct thematic_class *c = &q->t->classes[i];
	const char *column = qml_column(q);
	bool first = i == 0, last = i + 1 == q->t->n_classes;

	if (first && last)
		return mem_printf(q->ctx, "%s IS NOT NULL", column);
	if (first)
		return mem_printf(q->ctx, "%s < %s", column, qml_number(q, c->to));
	if (last)
		return mem_printf(q->ctx, "%s >= %s", column, qml_number(q, c->from));
	return mem_printf(q->ctx, "%s >= %s AND %s < %s", column, qml_number(q, c->from), column,
	                  qml_number(q, c->to));
}

static const char *filter_of_value(const struct qml *q, size_t i)
{
	const struct thematic *t = q->t;
	const char *column = qml_column(q);

	if (t->classes[i].value != NULL)
		return mem_printf(q->ctx, "%s = %s", column, quoted(q, t->classes[i].value, '\''));
	char *all = mem_printf(q->ctx, "%s IS NOT NULL", column);
	for (size_t k = 0; k < i; k++)
		all = (char *)mem_check(talloc_asprintf_append_buffer(
			all, " AND %s <> %s", column, quoted(q, t->classes[k].value, '\'')));
	return all;
}

static void rule(const struct qml *q, const char *filter, struct text title, size_t symbol)
{
	xml_start(q->w, "rule");
	xml_attribute(q->w, "key", mem_printf(q->ctx, "{jointure-%zu}", symbol));
	xml_attribute(q->w, "filter", filter);
	xml_attribute(q->w, "label", text_in(title, q->lang));
	xml_attribute(q->w, "symbol", mem_printf(q->ctx, "%zu", symbol));
	xml_end(q->w);
}

static void start_renderer(const struct qml *q, const char *type)
{
	xml_start(q->w, "renderer-v2");
	xml_attribute(q->w, "type", type);
	xml_attribute(q->w, "symbollevels", q->t->kind == THEMATIC_SYMBOLS ? "1" : "0");
	xml_attribute(q->w, "enableorderby", q->t->kind == THEMATIC_SYMBOLS ? "1" : "0");
	xml_attribute(q->w, "referencescale", "-1");
}

/* Small symbols stand over large ones. */
static void order_by_size(const struct qml *q)
{
	if (q->t->kind != THEMATIC_SYMBOLS)
		return;
	xml_start(q->w, "orderby");
	xml_start(q->w, "orderByClause");
	xml_attribute(q->w, "asc", "0");
	xml_attribute(q->w, "nullsFirst", "0");
	xml_text(q->w, mem_printf(q->ctx, "abs(%s)", qml_column(q)));
	xml_end(q->w);
	xml_end(q->w);
}

static void class_symbols(const struct qml *q)
{
	for (size_t i = 0; i < q->t->n_classes; i++)
		qml_class_symbol(q, i);
}

static void write_rules(const struct qml *q)
{
	const struct thematic *t = q->t;
	const struct thematic_hatch nulls = thematic_nulls(t, q->ctx);
	const bool areas = qml_over_areas(t);

	start_renderer(q, "RuleRenderer");
	xml_start(q->w, "rules");
	xml_attribute(q->w, "key", "{jointure}");
	for (size_t i = 0; i < t->n_classes; i++)
		rule(q, t->kind == THEMATIC_CATEGORIES ? filter_of_value(q, i) : filter_of_range(q, i),
		     t->classes[i].title, i);
	rule(q, mem_printf(q->ctx, "%s IS NULL", qml_column(q)), nulls.title, t->n_classes);
	if (areas)
		rule(q, mem_printf(q->ctx, "%s IS NOT NULL", qml_column(q)), (struct text){ "", "" },
		     t->n_classes + 1);
	xml_end(q->w);
	xml_start(q->w, "symbols");
	class_symbols(q);
	qml_null_symbol(q, &nulls);
	if (areas)
		qml_area_symbol(q);
	xml_end(q->w);
	order_by_size(q);
	xml_end(q->w);
}

/* A range of QGIS holds both of its bounds, and the first that fits is taken. */
static void write_graduated(const struct qml *q)
{
	const struct thematic *t = q->t;

	start_renderer(q, "graduatedSymbol");
	xml_attribute(q->w, "attr", t->attribute);
	xml_attribute(q->w, "graduatedMethod", "GraduatedColor");
	xml_start(q->w, "ranges");
	for (size_t i = 0; i < t->n_classes; i++) {
		const struct thematic_class *c = &t->classes[i];
		bool last = i + 1 == t->n_classes;
		xml_start(q->w, "range");
		xml_attribute(q->w, "lower", qml_number(q, c->from));
		xml_attribute(q->w, "upper", qml_number(q, last ? c->to : nextafter(c->to, -INFINITY)));
		xml_attribute(q->w, "label", text_in(c->title, q->lang));
		xml_attribute(q->w, "render", "true");
		xml_attribute(q->w, "symbol", mem_printf(q->ctx, "%zu", i));
		xml_end(q->w);
	}
	xml_end(q->w);
	xml_start(q->w, "symbols");
	class_symbols(q);
	xml_end(q->w);
	xml_start(q->w, "classificationMethod");
	xml_attribute(q->w, "id", "Custom");
	xml_end(q->w);
	xml_end(q->w);
}

/* The empty value stands for all others. */
static void write_categorized(const struct qml *q)
{
	const struct thematic *t = q->t;

	start_renderer(q, "categorizedSymbol");
	xml_attribute(q->w, "attr", t->attribute);
	xml_start(q->w, "categories");
	for (size_t i = 0; i < t->n_classes; i++) {
		const char *value = t->classes[i].value;
		xml_start(q->w, "category");
		xml_attribute(q->w, "value", value != NULL ? value : "");
		xml_attribute(q->w, "label", text_in(t->classes[i].title, q->lang));
		xml_attribute(q->w, "render", "true");
		xml_attribute(q->w, "symbol", mem_printf(q->ctx, "%zu", i));
		xml_end(q->w);
	}
	xml_end(q->w);
	xml_start(q->w, "symbols");
	class_symbols(q);
	xml_end(q->w);
	xml_end(q->w);
}

static const char *label_expression(const struct qml *q)
{
	const struct thematic *t = q->t;
	const char *name = quoted(q, t->names, '"'), *column = qml_column(q);
	const char *number = mem_printf(q->ctx, "format_number(%s, CASE WHEN %s = round(%s) THEN 0 ELSE 2 END, '%s')", column,
	                                column, column, q->lang == LANG_FR ? "fr" : "en");
	const char *value = t->kind == THEMATIC_CATEGORIES ? column : number;

	if (t->labels == LABELS_BOTH)
		return mem_printf(q->ctx, "concat(%s, CASE WHEN %s IS NOT NULL THEN '\\n' || %s ELSE '' END)", name, column, value);
	return t->labels == LABELS_NAME ? name : mem_printf(q->ctx, "CASE WHEN %s IS NOT NULL THEN %s END", column, value);
}

static const char *rgb(const struct qml *q, uint32_t color)
{
	return mem_printf(q->ctx, "%u,%u,%u,255", (unsigned)(color >> 16 & 255), (unsigned)(color >> 8 & 255),
	                  (unsigned)(color & 255));
}

/* Over points, or inside of areas. */
static void write_labels(const struct qml *q)
{
	xml_start(q->w, "labeling");
	xml_attribute(q->w, "type", "simple");
	xml_start(q->w, "settings");
	xml_attribute(q->w, "calloutType", "simple");
	xml_start(q->w, "text-style");
	xml_attribute(q->w, "fieldName", label_expression(q));
	xml_attribute(q->w, "isExpression", "1");
	xml_attribute(q->w, "fontSize", qml_number(q, THEMATIC_LABEL_SIZE));
	xml_attribute(q->w, "fontSizeUnit", "Pixel");
	xml_attribute(q->w, "textColor", rgb(q, THEMATIC_LABEL_COLOR));
	xml_start(q->w, "text-buffer");
	xml_attribute(q->w, "bufferDraw", "1");
	xml_attribute(q->w, "bufferSize", qml_number(q, THEMATIC_HALO_WIDTH));
	xml_attribute(q->w, "bufferSizeUnits", "Pixel");
	xml_attribute(q->w, "bufferColor", rgb(q, THEMATIC_HALO_COLOR));
	xml_end(q->w);
	xml_end(q->w);
	xml_start(q->w, "placement");
	xml_attribute(q->w, "placement", "1");
	xml_attribute(q->w, "quadOffset", "4");
	xml_end(q->w);
	xml_end(q->w);
	xml_end(q->w);
}

static const char *geometry_type(enum geometry_kind geometry)
{
	return geometry == GEOMETRY_POINT ? "0" : geometry == GEOMETRY_LINE ? "1" : "2";
}

void thematic_qml(const struct thematic *t, enum lang lang, xmlTextWriterPtr w)
{
	void *ctx = talloc_new(NULL);
	const struct qml q = { w, ctx, t, lang };
	bool nulls = thematic_nulls(t, ctx).count > 0;
	bool labels = t->labels == LABELS_VALUE || (t->labels != LABELS_NONE && *t->names != '\0');

	xml_start(w, "qgis");
	xml_attribute(w, "version", "3.22.0");
	xml_attribute(w, "styleCategories", labels ? "Symbology|Labeling" : "Symbology");
	xml_attribute(w, "labelsEnabled", labels ? "1" : NULL);
	if (nulls || t->kind == THEMATIC_SYMBOLS || t->n_classes == 0)
		write_rules(&q);
	else if (t->kind == THEMATIC_CHOROPLETH)
		write_graduated(&q);
	else
		write_categorized(&q);
	if (labels)
		write_labels(&q);
	xml_element(w, "layerGeometryType", geometry_type(t->geometry));
	xml_end(w);
	talloc_free(ctx);
}
