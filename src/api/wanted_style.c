#include "api/wanted_style.h"

#include <math.h>
#include <string.h>

#include "thematic/ramps.h"

static bool wrong(const struct posted *f, const char *field, const char *words, struct err *err)
{
	return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, field, "%s is one of: %s", "%s vaut l'un de : %s",
	               field, words);
}

static bool read_breaks(struct thematic_wish *wish, const struct posted *f, struct err *err)
{
	const char **pieces;
	size_t n;

	if (!form_list(f, "breaks", CLASSES_MOST + 1, &pieces, &n, err))
		return false;
	double *breaks = mem_array(f->c->x->ctx, double, n + 1);
	for (size_t i = 0; i < n; i++)
		if (!text_double(pieces[i], &breaks[i]) || (i > 0 && breaks[i] <= breaks[i - 1]))
			return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, "breaks",
			               "breaks expects rising numbers, comma-separated",
			               "breaks attend des nombres croissants, séparés par des virgules");
	wish->breaks = n > 0 ? breaks : NULL;
	wish->n_breaks = n;
	if (n > 0 && wish->method < 0)
		wish->method = METHOD_MANUAL;
	return true;
}

static bool read_wish(struct thematic_wish *wish, const struct posted *f, struct err *err)
{
	const char *kind = form_get(f, "kind"), *method = form_get(f, "method"), *ramp = form_get(f, "ramp");
	const char *around = form_get(f, "around"), *labels = form_get(f, "labels");
	enum thematic_kind found_kind = THEMATIC_CHOROPLETH;
	enum method found_method = METHOD_QUANTILE;
	int64_t classes;

	*wish = (struct thematic_wish){ .kind = -1, .method = -1, .around = NAN, .scaling = -1 };
	if (kind != NULL && !thematic_kind_parse(&found_kind, kind))
		return wrong(f, "kind", "choropleth, symbols, categories", err);
	if (method != NULL && !method_parse(&found_method, method))
		return wrong(f, "method",
		             "quantile, equal, jenks, deviation, geometric, head-tail, nested-means, q6, manual", err);
	if (ramp != NULL && ramp_find(ramp) == NULL)
		return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, "ramp", "there is no ramp %s",
		               "il n'y a pas de dégradé %s", ramp);
	if (around != NULL && !text_double(around, &wish->around))
		return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, "around", "around expects a number",
		               "around attend un nombre");
	if (labels != NULL && !thematic_labels_parse(&wish->labels, labels))
		return wrong(f, "labels", "none, name, value, both", err);
	wish->kind = kind != NULL ? (int)found_kind : -1;
	wish->method = method != NULL ? (int)found_method : -1;
	wish->ramp = ramp;
	if (!form_int(f, "classes", 2, CLASSES_MOST, 0, &classes, err) ||
	    !form_bool(f, "reverse", &wish->reverse, err) ||
	    !form_bool(f, "shade-counts", &wish->shade_counts, err))
		return false;
	wish->classes = (size_t)classes;
	return read_breaks(wish, f, err);
}

static bool says_style(const struct posted *f)
{
	static const char *const fields[] = { "kind", "method", "classes", "breaks", "ramp", "reverse", "around",
	                                      "shade-counts", "labels" };

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (form_get(f, fields[i]) != NULL)
			return true;
	return false;
}

static bool read_kinds(struct order_attribute *list, size_t n, const struct posted *f, struct err *err)
{
	const char **pieces;
	size_t given;
	enum attribute_kind kind;

	if (!form_list(f, "attribute-kinds", n, &pieces, &given, err))
		return false;
	for (size_t i = 0; i < given; i++) {
		if (*pieces[i] == '\0')
			continue;
		if (!attribute_kind_parse(&kind, pieces[i]))
			return wrong(f, "attribute-kinds", "count, measure, ordinal, nominal", err);
		list[i].kind = (int)kind;
	}
	return true;
}

bool wanted_style(struct order *o, const struct posted *f, struct err *err)
{
	bool style = says_style(f), kinds = form_get(f, "attribute-kinds") != NULL;
	struct thematic_wish *wish = mem_new(f->c->x->ctx, struct thematic_wish);

	if (form_get(f, "main-attribute") != NULL)
		o->main_attribute = form_get(f, "main-attribute");
	if (form_get(f, "successors") != NULL && !form_bool(f, "successors", &o->successors, err))
		return false;
	if (form_get(f, "arrondissements") != NULL && !form_bool(f, "arrondissements", &o->arrondissements, err))
		return false;
	if (!style && !kinds)
		return true;
	if (o->n_attributes == 0)
		return err_set(err, f->c->x->ctx, ERR_INVALID_PARAMETER, "right-dataset-data-value-list",
		               "name the columns that are joined, so that it can be said how they are drawn",
		               "nommez les colonnes jointes, pour qu'on puisse dire comment elles sont dessinées");
	struct order_attribute *list = mem_array(f->c->x->ctx, struct order_attribute, o->n_attributes);
	memcpy(list, o->attributes, o->n_attributes * sizeof *list);
	if (!read_wish(wish, f, err) || (kinds && !read_kinds(list, o->n_attributes, f, err)))
		return false;
	for (size_t i = 0; style && i < o->n_attributes; i++)
		list[i].wish = wish;
	o->attributes = list;
	return true;
}
