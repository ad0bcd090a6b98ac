#include "api/filter.h"

#include <string.h>

#include "api/collection.h"
#include "api/links.h"
#include "api/moment.h"
#include "catalogue/data.h"

enum { DEGREE_DECIMALS = 7, METRE_DECIMALS = 2 };

const char *const filter_of_items[] = { "limit", "offset", "bbox", "bbox-crs", "crs", "datetime",
                                        "properties", "skipGeometry", NULL };
const char *const filter_of_item[] = { "crs", "properties", "skipGeometry", NULL };

bool filter_by_column(const char *column)
{
	if (strcmp(column, "f") == 0 || text_same(column, "lang") || text_same(column, "key"))
		return false;
	for (const char *const *p = filter_of_items; *p != NULL; p++)
		if (strcmp(column, *p) == 0)
			return false;
	return true;
}

/* A reference system by its URL, one of those that the collection lists. */
static bool read_crs(int *crs, const struct call *c, const char *name, struct err *err)
{
	int codes[SRS_OFFERED_MOST + 1] = { LINKS_CRS84 };
	size_t n = 1 + srs_offered(codes + 1, c->layer);
	const char *url = call_get(c, name);

	*crs = LINKS_CRS84;
	for (size_t i = 0; url != NULL && i < n; i++)
		if (strcmp(url, links_crs(c->x->ctx, codes[i])) == 0) {
			*crs = codes[i];
			return true;
		}
	if (url == NULL)
		return true;
	return err_set(err, c->x->ctx, ERR_CRS, name,
	               "%s expects the URL of a system that the collection lists under crs, as %s",
	               "%s attend l'URL d'un système que la collection énumère sous crs, comme %s", name,
	               links_crs(c->x->ctx, codes[n - 1]));
}

/* Where x comes second, as for 4326 (but not CRS84). */
static bool axes(int crs, struct srs_facts *facts)
{
	if (crs != LINKS_CRS84)
		return srs_facts(facts, crs);
	*facts = (struct srs_facts){ .geographic = true, .y_first = false };
	return true;
}

static bool read_numbers(double v[6], size_t *n, const struct call *c, const char *text)
{
	char **pieces = text_split(c->x->ctx, text, ',', 6, n);

	if (pieces == NULL || (*n != 4 && *n != 6))
		return false;
	for (size_t i = 0; i < *n; i++)
		if (!text_double(pieces[i], &v[i]))
			return false;
	return true;
}

static bool read_bbox(struct filter *f, const struct call *c, struct err *err)
{
	const char *text = call_get(c, "bbox");
	struct srs_facts facts;
	double v[6];
	size_t n;
	int crs;

	if (!read_crs(&crs, c, "bbox-crs", err))
		return false;
	if (text == NULL)
		return true;
	if (!read_numbers(v, &n, c, text))
		return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, "bbox",
		               "bbox expects 4 numbers (6 with heights) with commas between: lowest x, lowest y, highest x, highest y",
		               "bbox attend 4 nombres (6 avec les hauteurs) séparés par des virgules : x minimal, y minimal, x maximal, y maximal");
	if (!axes(crs, &facts))
		return err_set(err, c->x->ctx, ERR_CRS, "bbox-crs", "this system is not known",
		               "ce système n'est pas connu");
	int x = facts.y_first ? 1 : 0, y = 1 - x, high = n == 6 ? 3 : 2;
	f->bbox = (struct bbox){ v[x], v[y], v[high + x], v[high + y] };
	if (f->bbox.miny > f->bbox.maxy || (!facts.geographic && f->bbox.minx > f->bbox.maxx) ||
	    (n == 6 && v[2] > v[5]))
		return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, "bbox",
		               "the lower corner of bbox is above its upper one",
		               "le coin inférieur de bbox est au-dessus de son coin supérieur");
	if (facts.geographic && (f->bbox.miny < -90 || f->bbox.maxy > 90))
		return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, "bbox",
		               "a latitude of bbox is not between -90 and 90",
		               "une latitude de bbox n'est pas entre -90 et 90");
	f->q.bbox = &f->bbox;
	f->q.bbox_srs = crs == LINKS_CRS84 ? 4326 : crs;
	return true;
}

static bool read_datetime(struct filter *f, const struct call *c, struct err *err)
{
	const char *text = call_get(c, "datetime");
	const struct dimension *time = collection_time(c->layer);
	struct moments m;

	if (text == NULL)
		return true;
	if (!moments_parse(&m, c->x->ctx, text, err))
		return false;
	/* features without a time match every time (OGC 17-069r4, 7.15.4) */
	if (time == NULL || layer_column(c->layer, time->column) == NULL)
		return true;
	f->span = (struct feature_span){ time->column, m.from, m.to };
	f->q.span = &f->span;
	return true;
}

static bool read_properties(struct filter *f, const struct call *c, struct err *err)
{
	const struct layer *layer = c->layer;
	const char *text = call_get(c, "properties");
	size_t n;

	if (text == NULL)
		return true;
	char **names = text_split(c->x->ctx, text, ',', 2 * layer->n_columns + 1, &n);
	bool *wanted = mem_array(c->x->ctx, bool, layer->n_columns + 1);
	for (size_t i = 0; names != NULL && i < n; i++) {
		const struct column *column = layer_column(layer, names[i]);
		if (column == NULL)
			return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, "properties",
			               "the collection has no column %s; queryables lists those it has",
			               "la collection n'a pas de colonne %s ; queryables énumère les siennes",
			               names[i]);
		wanted[column - layer->columns] = true;
	}
	if (names == NULL)
		return err_set(err, c->x->ctx, ERR_INVALID_PARAMETER, "properties",
		               "more columns than the collection has",
		               "plus de colonnes que la collection n'en a");
	f->q.wanted = wanted;
	return true;
}

static void read_columns(struct filter *f, const struct call *c)
{
	const struct kvp *query = &c->x->request->query;
	struct feature_equal *equals = mem_array(c->x->ctx, struct feature_equal, query->n + 1);

	if (c->item != NULL)
		return;
	for (size_t i = 0; i < query->n; i++)
		if (filter_by_column(query->pair[i].name))
			equals[f->q.n_equals++] = (struct feature_equal){ query->pair[i].name,
			                                                  query->pair[i].value };
	f->q.equals = equals;
}

bool filter_open(struct filter *f, const struct call *c, struct err *err)
{
	const struct conf *conf = c->x->conf;
	struct srs_facts facts;
	bool skip;

	*f = (struct filter){ .q = { .layer = c->layer, .pool = c->x->sources, .id = c->item } };
	f->q.open_name = data_open_name(c->x->ctx, conf->workspace, &c->layer->source);
	if (!call_get_int(c, "limit", 1, conf->max_features, conf->default_features, &f->q.limit, err) ||
	    !call_get_int(c, "offset", 0, FILTER_OFFSET_MOST, 0, &f->q.offset, err) ||
	    !call_get_bool(c, "skipGeometry", &skip, err) ||
	    !read_bbox(f, c, err) || !read_datetime(f, c, err) || !read_properties(f, c, err) ||
	    !read_crs(&f->crs, c, "crs", err))
		return false;
	read_columns(f, c);
	if (!service_files(c->x, &f->q, err))
		return false;
	if (!axes(f->crs, &facts))
		return err_set(err, c->x->ctx, ERR_CRS, "crs", "this system is not known",
		               "ce système n'est pas connu");
	f->q.srs = f->crs == LINKS_CRS84 ? 4326 : f->crs;
	f->q.geometry = !skip && c->as->form != FORM_HTML;
	f->y_first = facts.y_first;
	f->decimals = facts.geographic ? DEGREE_DECIMALS : METRE_DECIMALS;
	return true;
}
