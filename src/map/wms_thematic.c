#include "map/wms_thematic.h"

#include <string.h>

#include "catalogue/naming.h"
#include "geometry/mapped.h"
#include "service/ows.h"
#include "thematic/kept.h"

/* Wishes about the classes; "attribute" and "period" say of which column. */
static const char *const wishes[] = { "kind", "method", "classes", "ramp", "breaks", "around", "scaling",
                                      "reverse", "shade_counts", NULL };

struct asked {
	const char *attribute, *period;
	bool says_labels;
	enum thematic_labels labels;
	struct thematic_wish wish;
	const char *text;             /* of the wishes; "" for none */
};

bool wms_asks_thematic(const struct exchange *x)
{
	bool asks = ows_get(x, "attribute") != NULL || ows_get(x, "period") != NULL || ows_get(x, "labels") != NULL;

	for (const char *const *name = wishes; *name != NULL; name++)
		asks = asks || ows_get(x, *name) != NULL;
	return asks;
}

char *wms_thematic_asked(const struct exchange *x)
{
	static const char *const which[] = { "attribute", "period", "labels" };
	char *text = mem_strdup(x->ctx, "");

	for (size_t i = 0; i < sizeof wishes / sizeof *wishes + 2; i++) {
		const char *name = i < 3 ? which[i] : wishes[i - 3], *value = ows_get(x, name);
		if (value != NULL)
			text = TEXT_JOIN(x->ctx, text, name, "=", text_url_encode(x->ctx, value), "&");
	}
	return text;
}

static bool read_asked(struct asked *a, const struct exchange *x, struct err *err)
{
	const char *labels = ows_get(x, "labels");

	*a = (struct asked){ .attribute = ows_get(x, "attribute"), .period = ows_get(x, "period"),
	                     .says_labels = labels != NULL && *labels != '\0', .wish = thematic_no_wish(), .text = "" };
	if (a->says_labels && !thematic_wish_set(&a->wish, x->ctx, "labels", labels, err))
		return false;
	/* they are no part of what is made and kept */
	a->labels = a->wish.labels;
	a->wish.labels = LABELS_NONE;
	for (const char *const *name = wishes; *name != NULL; name++) {
		const char *value = ows_get(x, *name);
		if (value == NULL)
			continue;
		if (!thematic_wish_set(&a->wish, x->ctx, *name, value, err))
			return false;
		a->text = TEXT_JOIN(x->ctx, a->text, "&", *name, "=", value);
	}
	return true;
}

static size_t n_attributes(const struct layer *layer)
{
	return layer->n_columns - layer->joined->first;
}

static const struct attribute *attribute_named(const struct layer *layer, const char *name)
{
	for (size_t i = 0; i < n_attributes(layer); i++)
		if (text_same(layer->joined->attributes[i].name, name))
			return &layer->joined->attributes[i];
	return NULL;
}

static const char *names_of(const struct exchange *x, const struct layer *layer)
{
	char *names = mem_strdup(x->ctx, "");

	for (size_t i = 0; i < n_attributes(layer) && strlen(names) < 300; i++)
		names = mem_check(talloc_asprintf_append_buffer(names, "%s%s", i > 0 ? ", " : "",
		                                                layer->joined->attributes[i].name));
	return names;
}

static bool one_series(const struct attribute *a, const struct attribute *b)
{
	return a->series != NULL && b->series != NULL && *a->series != '\0' &&
	       strcmp(a->series, b->series) == 0;
}

/* The same indicator in another period. */
static bool move_period(const struct attribute **attribute, const struct exchange *x,
                        const struct layer *layer, const char *period, struct err *err)
{
	const struct attribute *all = layer->joined->attributes, *from = *attribute;
	char *periods = mem_strdup(x->ctx, "");

	for (size_t i = 0; i < n_attributes(layer); i++) {
		if (&all[i] != from && !one_series(&all[i], from))
			continue;
		if (all[i].period != NULL && strcmp(all[i].period, period) == 0) {
			*attribute = &all[i];
			return true;
		}
		if (all[i].period != NULL && *all[i].period != '\0')
			periods = mem_check(talloc_asprintf_append_buffer(
				periods, "%s%s", *periods != '\0' ? ", " : "", all[i].period));
	}
	if (*periods == '\0')
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "period",
		               "\"%s\" of the layer \"%s\" has no periods",
		               "« %s » de la couche « %s » n'a pas de périodes", from->name, layer->name);
	return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "period",
	               "\"%s\" has no period \"%s\"; it has %s",
	               "« %s » n'a pas de période « %s » ; les siennes sont %s", from->name, period, periods);
}

/* The body of a style as the layer has it stored for that attribute, or NULL. */
static const struct style *stored_style(const struct layer *layer, const struct attribute *a)
{
	for (size_t i = 0; i < layer->n_styles; i++)
		if (layer->styles[i].kind == STYLE_THEMATIC && strcmp(layer->styles[i].name, a->name) == 0)
			return &layer->styles[i];
	return NULL;
}

/* The columns of all periods, which share their breaks. */
static size_t *series_of(const struct exchange *x, const struct layer *layer, const struct attribute *a,
                         size_t *n)
{
	size_t *series = mem_array(x->ctx, size_t, n_attributes(layer));

	*n = 0;
	for (size_t i = 0; i < n_attributes(layer); i++)
		if (&layer->joined->attributes[i] == a || one_series(&layer->joined->attributes[i], a))
			series[(*n)++] = i;
	return series;
}

/* Classes are dear to make, and asked for again with every tile. */
static const struct thematic *make(const struct exchange *x, const struct layer *layer, const struct attribute *a,
                                   const struct asked *asked, struct err *err)
{
	const char *name = TEXT_JOIN(x->ctx, layer->name, " ", layer->joined->version, " ",
	                             text_from_int(x->ctx, (int64_t)layer->changed), " ", a->name, asked->text);
	const struct thematic *kept = thematics_find(x->thematics, name);

	if (kept != NULL)
		return kept;
	if (x->mapped == NULL) {
		err_set(err, x->ctx, ERR_UNAVAILABLE, NULL, "joined columns cannot be read here",
		        "les colonnes jointes ne peuvent pas être lues ici");
		return NULL;
	}
	const struct columns_file *f = mapped_columns(x->mapped, x->ctx, layer, err);
	struct thematic_order order = {
		.name = name, .content = layer->joined->version, .table = f != NULL ? f->table : NULL,
		.column = (size_t)(a - layer->joined->attributes), .attribute = a, .geometry = layer->geometry,
		.wish = &asked->wish,
	};
	order.series = series_of(x, layer, a, &order.n_series);
	return f != NULL ? thematics_make(x->thematics, x->ctx, &order, err) : NULL;
}

/* What the layer is to show before the parameters say otherwise; NULL when it has nothing to show. */
static const struct attribute *shown(const struct engine_drawn *d, const struct thematic *t)
{
	const struct attribute *a = t != NULL ? attribute_named(d->layer, t->attribute) : NULL;

	return a != NULL || n_attributes(d->layer) == 0 ? a : &d->layer->joined->attributes[0];
}

/* What is written on the features, which changes nothing else of a style. */
static void write_labels(struct engine_drawn *d, const struct exchange *x, enum thematic_labels labels)
{
	const struct layer *base = d->layer->joined->base;
	const struct column *naming = naming_column(base);
	struct thematic *t = mem_new(x->ctx, struct thematic);

	*t = *d->thematic;
	t->labels = labels;
	if (*t->names == '\0')
		t->names = naming != NULL ? naming->name : base->key;
	d->thematic = t;
}

static bool read_one(struct engine_drawn *d, const struct exchange *x, const struct asked *asked,
                     const struct attribute *named, struct err *err)
{
	const struct thematic *own = NULL;

	if (d->style->kind == STYLE_THEMATIC && named == NULL &&
	    (own = thematics_of_style(x->thematics, x->ctx, d->style, err)) == NULL)
		return false;
	d->thematic = own;
	if (named == NULL && asked->period == NULL && *asked->text == '\0')
		return true;
	const struct attribute *a = named != NULL ? named : shown(d, d->thematic);
	if (a == NULL || (asked->period != NULL && !move_period(&a, x, d->layer, asked->period, err)))
		return a == NULL;
	const struct style *stored = *asked->text == '\0' ? stored_style(d->layer, a) : NULL;
	d->thematic = stored != NULL ? thematics_of_style(x->thematics, x->ctx, stored, err)
	                             : make(x, d->layer, a, asked, err);
	if (d->thematic != NULL && own != NULL && stored == NULL && own->labels != LABELS_NONE)
		write_labels(d, x, own->labels);
	return d->thematic != NULL;
}

bool wms_read_thematic(struct engine_drawn *drawn, size_t n, const struct exchange *x, struct err *err)
{
	const struct layer *without = NULL;
	bool found = false;
	struct asked asked;

	if (!read_asked(&asked, x, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct engine_drawn *d = &drawn[i];
		if (d->layer->joined == NULL || d->sld != NULL)
			continue;
		const struct attribute *named = asked.attribute != NULL ?
			attribute_named(d->layer, asked.attribute) : NULL;
		bool missing = asked.attribute != NULL && named == NULL;
		without = missing ? d->layer : without;
		found = found || named != NULL;
		static const struct asked nothing = { .text = "" };
		if (!read_one(d, x, missing ? &nothing : &asked, named, err))
			return false;
		if (asked.says_labels && d->thematic != NULL)
			write_labels(d, x, asked.labels);
	}
	return found || without == NULL ||
	       err_set(err, x->ctx, ERR_INVALID_PARAMETER, "attribute",
	               "the layer \"%s\" has no attribute \"%s\"; it has %s",
	               "la couche « %s » n'a pas d'attribut « %s » ; les siens sont %s", without->name,
	               asked.attribute, names_of(x, without));
}

const char *wms_thematic_words(const struct exchange *x, const struct layer *layer)
{
	static const struct text words = {
		.fr = "Paramètres propres à cette couche, dans GetMap, GetLegendGraphic, GetFeatureInfo et GetStyles : "
		      "attribute (%s) ; period ; kind (choropleth, symbols, categories) ; method (quantile, equal, "
		      "jenks, deviation, geometric, head-tail, nested-means, q6, manual) ; classes (2 à 20) ; ramp "
		      "(Blues, YlOrRd, RdBu, viridis, Set2...) ; reverse (true) ; breaks (nombres séparés par des "
		      "virgules) ; around (un nombre) ; scaling (area, flannery) ; shade_counts (true) ; labels (name, value, both).",
		.en = "Parameters of this layer's own, in GetMap, GetLegendGraphic, GetFeatureInfo and GetStyles: "
		      "attribute (%s); period; kind (choropleth, symbols, categories); method (quantile, equal, "
		      "jenks, deviation, geometric, head-tail, nested-means, q6, manual); classes (2 to 20); ramp "
		      "(Blues, YlOrRd, RdBu, viridis, Set2...); reverse (true); breaks (numbers with commas between); "
		      "around (a number); scaling (area, flannery); shade_counts (true); labels (name, value, both).",
	};
	const char *text = text_in(words, x->lang), *at = strstr(text, "%s");

	return mem_printf(x->ctx, "%.*s%s%s", (int)(at - text), text, names_of(x, layer), at + 2);
}

bool wms_unchanged(const struct exchange *x, struct out *out, const struct engine_drawn *drawn, size_t n,
                   const char *what)
{
	const struct layer **layers = mem_array(x->ctx, const struct layer *, n);

	for (size_t i = 0; i < n; i++)
		layers[i] = drawn[i].layer;
	return service_layers_unchanged(x, out, layers, n, what);
}
