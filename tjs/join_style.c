/* What JoinData says of how its map is to look: a style document, or classes. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "service/desk.h"
#include "thematic/ramps.h"
#include "tjs/join.h"

#define CLASSIFICATION_MOST 65536

/* Fetches a document into memory. */
static const char *fetch_text(struct tjs_errand *e, const char *url, const char *name, int64_t limit,
                              const char *locator, struct err *err)
{
	const char *path;

	if (desk_is_own(e->x, url, &path)) {
		err_set(err, e->x->ctx, ERR_INVALID_PARAMETER, locator,
		        "the document must be at another server than this one",
		        "le document doit être sur un autre serveur que celui-ci");
		return NULL;
	}
	if (!tjs_join_fetch(e, url, name, limit, locator, err))
		return NULL;
	FILE *f = fopen(desk_path(e->x->ctx, e->x->conf->workspace, e->folder, name), "rbe");
	char *text = mem_array(e->x->ctx, char, (size_t)limit + 1);
	size_t n = f != NULL ? fread(text, 1, (size_t)limit, f) : 0;
	if (f != NULL)
		fclose(f);
	if (f == NULL || !text_is_utf8(text, n) || memchr(text, '\0', n) != NULL) {
		err_set(err, e->x->ctx, ERR_INVALID_PARAMETER, locator, "the document is not text in UTF-8",
		        "le document n'est pas du texte en UTF-8");
		return NULL;
	}
	return text;
}

/* The layer as it will be, as far as it can be told: what a style may name. */
static struct layer *future_layer(const struct tjs_errand *e)
{
	const struct layer *base = e->framework->layer;
	struct layer *layer = mem_new(e->x->ctx, struct layer);
	size_t n;
	char **columns = text_split(e->x->ctx, e->columns, ',', 2000, &n);
	struct column *all = mem_array(e->x->ctx, struct column, base->n_columns + (columns != NULL ? n : 0) + 1);

	*layer = *base;
	memcpy(all, base->columns, base->n_columns * sizeof *all);
	for (size_t i = 0; columns != NULL && i < n; i++) {
		char *colon = strrchr(columns[i], ':');
		bool text = colon == NULL || strcmp(colon, ":string") == 0;
		if (colon != NULL)
			*colon = '\0';
		all[layer->n_columns++] = (struct column){ .name = columns[i], .unit = "",
		                                           .type = text ? COLUMN_STRING : COLUMN_REAL };
	}
	layer->columns = all;
	return layer;
}

static void name_styling(struct tjs_errand *e)
{
	const struct tjs_request *r = e->request;

	e->order.styling = mem_printf(e->x->ctx, "%s %s", r->styling_url != NULL ? r->styling_url : "",
	                              r->classification_url != NULL ? r->classification_url : "");
}

bool tjs_join_style(struct tjs_errand *e, struct err *err)
{
	const struct tjs_request *r = e->request;

	if (r->styling_url == NULL)
		return true;
	const char *sld = fetch_text(e, r->styling_url, "style.sld", e->x->conf->max_sld_bytes, "StylingURL", err);
	if (sld == NULL)
		return false;
	const struct style style = { .name = "default", .kind = STYLE_SLD, .body = sld };
	if (e->x->check_style != NULL && !e->x->check_style(e->x, future_layer(e), &style, err)) {
		err->code = ERR_INVALID_PARAMETER;
		err->locator = "StylingURL";
		return false;
	}
	e->order.sld = sld;
	name_styling(e);
	return true;
}

static bool wrong(const struct tjs_errand *e, const char *what, const char *value, struct err *err)
{
	return err_set(err, e->x->ctx, ERR_INVALID_PARAMETER, "ClassificationURL",
	               "the classification has a %s that is none: \"%s\"",
	               "la classification a une valeur de %s qui n'en est pas une : « %s »", what, value);
}

static bool read_numbers(struct thematic_wish *w, const struct tjs_errand *e, const xmlNode *node, struct err *err)
{
	double *breaks = mem_array(e->x->ctx, double, 64);
	const char *classes = xml_get(e->x->ctx, node, "classes"), *around = xml_get(e->x->ctx, node, "around");
	int64_t n = 0;

	if (classes != NULL && (!text_int(classes, &n) || n < 1 || n > 20))
		return wrong(e, "classes", classes, err);
	w->classes = (size_t)n;
	if (around != NULL && !text_double(around, &w->around))
		return wrong(e, "around", around, err);
	for (const xmlNode *b = xml_first(node); b != NULL && w->n_breaks < 64; b = xml_next(b))
		if (xml_is(b, "Break") && !text_double(xml_content(e->x->ctx, b), &breaks[w->n_breaks++]))
			return wrong(e, "Break", xml_content(e->x->ctx, b), err);
	w->breaks = breaks;
	if (w->n_breaks > 0)
		w->method = METHOD_MANUAL;
	return true;
}

static bool read_wish(struct thematic_wish *w, const struct tjs_errand *e, const xmlNode *node, struct err *err)
{
	const void *ctx = e->x->ctx;
	const char *kind = xml_get(ctx, node, "kind"), *method = xml_get(ctx, node, "method");
	const char *reverse = xml_get(ctx, node, "reverse"), *shade = xml_get(ctx, node, "shadeCounts");
	const char *labels = xml_get(ctx, node, "labels");
	enum thematic_kind k;
	enum method m;

	*w = (struct thematic_wish){ .kind = -1, .method = -1, .around = NAN, .scaling = -1 };
	if (kind != NULL && !thematic_kind_parse(&k, kind))
		return wrong(e, "kind", kind, err);
	if (kind != NULL)
		w->kind = (int)k;
	if (method != NULL && !method_parse(&m, method))
		return wrong(e, "method", method, err);
	if (method != NULL)
		w->method = (int)m;
	if (labels != NULL && !thematic_labels_parse(&w->labels, labels))
		return wrong(e, "labels", labels, err);
	w->ramp = xml_get(ctx, node, "ramp");
	if (w->ramp != NULL && ramp_find(w->ramp) == NULL)
		return wrong(e, "ramp", w->ramp, err);
	return tjs_flag_read(&w->reverse, ctx, "ClassificationURL", reverse, err) &&
	       tjs_flag_read(&w->shade_counts, ctx, "ClassificationURL", shade, err) && read_numbers(w, e, node, err);
}

/* The place of a column in the order, by the name that the table gives it: e->columns are in its order. */
static int place_of(const struct tjs_errand *e, const char *name)
{
	size_t n;
	char **columns = text_split(e->x->ctx, e->columns, ',', 2000, &n);

	for (size_t i = 0; columns != NULL && i < n && i < e->order.n_attributes; i++)
		if (strncmp(columns[i], name, strlen(name)) == 0 && columns[i][strlen(name)] == ':')
			return (int)i;
	return -1;
}

static bool take_attribute(struct tjs_errand *e, struct order_attribute *attributes, const xmlNode *node,
                           struct err *err)
{
	const char *name = xml_get(e->x->ctx, node, "name");
	int at = name != NULL ? place_of(e, name) : -1;
	struct thematic_wish *w = mem_new(e->x->ctx, struct thematic_wish);

	if (at < 0)
		return wrong(e, "Attribute", name != NULL ? name : "", err);
	if (!read_wish(w, e, node, err))
		return false;
	attributes[at].wish = w;
	if (e->order.main_attribute == NULL)
		e->order.main_attribute = name;
	return true;
}

/* Nothing is repeated of a document that is not ours to read. */
static bool no_classes(const struct tjs_errand *e, struct err *err)
{
	return err_set(err, e->x->ctx, ERR_INVALID_PARAMETER, "ClassificationURL",
	               "the document there is not a Classification: its schema is the ClassificationSchemaURL of "
	               "DescribeJoinAbilities",
	               "le document à cette adresse n'est pas une Classification : son schéma est le "
	               "ClassificationSchemaURL de DescribeJoinAbilities");
}

bool tjs_join_classes(struct tjs_errand *e, const char *text, struct err *err)
{
	xmlDocPtr doc = xml_parse(e->x->ctx, (struct span){ text, strlen(text) }, CLASSIFICATION_MOST, 8,
	                          "ClassificationURL", err);
	if (doc == NULL)
		return false;
	const xmlNode *root = xmlDocGetRootElement(doc);
	if (!xml_is(root, "Classification"))
		return no_classes(e, err);
	struct order_attribute *attributes = mem_array(e->x->ctx, struct order_attribute, e->order.n_attributes + 1);
	memcpy(attributes, e->order.attributes, e->order.n_attributes * sizeof *attributes);
	for (const xmlNode *a = xml_first(root); a != NULL; a = xml_next(a))
		if (xml_is(a, "Attribute") && !take_attribute(e, attributes, a, err))
			return false;
	e->order.attributes = attributes;
	name_styling(e);
	return true;
}

bool tjs_join_classification(struct tjs_errand *e, const char *url, struct err *err)
{
	const char *text = fetch_text(e, url, "classes.xml", CLASSIFICATION_MOST, "ClassificationURL", err);

	return text != NULL && tjs_join_classes(e, text, err);
}
