/* From the parts of a request to selections: names are looked up, filters compiled. */
#include <string.h>

#include "catalogue/data.h"
#include "map/wfs_result.h"
#include "service/ows.h"

enum { SORTS_MOST = 16 };

static const char *types_locator(const struct wfs_result *result)
{
	return result->request->version == WFS_200 ? "TYPENAMES" : "TYPENAME";
}

static bool choose_crs(struct wfs_selection *s, const struct wfs_result *result,
                       const struct wfs_part *part, const struct exchange *x, struct err *err)
{
	bool own = part->srs == NULL;

	s->crs = wfs_crs_of(x->ctx, s->layer->srs, result->request->version);
	if (!own && !wfs_crs_parse(&s->crs, x->ctx, part->srs, "SRSNAME", err))
		return false;
	/* GeoJSON and KML are in degrees unless something else was asked for; KML always */
	if (result->format->encoding == WFS_KML || (own && result->format->encoding == WFS_GEOJSON))
		s->crs = (struct wfs_crs){ 4326, false, true, "urn:ogc:def:crs:OGC:1.3:CRS84" };
	s->query.srs = s->crs.srs;
	return true;
}

static bool choose_properties(struct wfs_selection *s, const struct wfs_part *part,
                              const struct exchange *x, struct err *err)
{
	struct wfs_property property;

	s->query.geometry = part->n_properties == 0;
	if (part->n_properties == 0)
		return true;
	bool *wanted = mem_array(x->ctx, bool, s->layer->n_columns + 1);
	for (size_t i = 0; i < part->n_properties; i++) {
		if (!wfs_property_find(&property, x->ctx, s->layer, part->properties[i], "PROPERTYNAME",
		                       err))
			return false;
		if (property.column != NULL)
			wanted[property.column - s->layer->columns] = true;
		s->geometry_named = s->geometry_named || property.geometry;
	}
	s->query.geometry = s->geometry_named;
	s->query.wanted = wanted;
	return true;
}

/* "nom", "nom A", "nom DESC", "nom+D" whose plus has become a space. */
static bool one_sort(struct feature_sort *sort, const struct wfs_selection *s, char *text,
                     const struct exchange *x, struct err *err)
{
	char *name = text + strspn(text, " "), *order = strpbrk(name, " +");
	struct wfs_property property;

	if (order != NULL) {
		*order++ = '\0';
		order += strspn(order, " +");
	}
	if (order != NULL && *order != '\0' && !text_same(order, "A") && !text_same(order, "ASC") &&
	    !text_same(order, "D") && !text_same(order, "DESC"))
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "SORTBY",
		               "the order is ASC or DESC, not \"%s\"", "l'ordre est ASC ou DESC, pas « %s »",
		               order);
	if (!wfs_property_find(&property, x->ctx, s->layer, name, "SORTBY", err))
		return false;
	if (property.column == NULL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "SORTBY",
		               "\"%s\" has no order to sort by", "« %s » n'a pas d'ordre pour trier", name);
	sort->column = property.column->name;
	sort->descending = order != NULL && (*order == 'D' || *order == 'd');
	return true;
}

static bool choose_sort(struct wfs_selection *s, const struct wfs_part *part,
                        const struct exchange *x, struct err *err)
{
	size_t n;

	if (part->sort == NULL)
		return true;
	char **list = text_split(x->ctx, part->sort, ',', SORTS_MOST, &n);
	if (list == NULL)
		return err_set(err, x->ctx, ERR_TOO_LARGE, "SORTBY", "SORTBY has more than %d entries",
		               "SORTBY a plus de %d entrées", SORTS_MOST);
	struct feature_sort *sorts = mem_array(x->ctx, struct feature_sort, n);
	for (size_t i = 0; i < n; i++)
		if (!one_sort(&sorts[i], s, list[i], x, err))
			return false;
	s->query.sort = sorts;
	s->query.n_sort = n;
	return true;
}

static bool choose_features(struct wfs_selection *s, enum wfs_version version,
                            const struct wfs_part *part, const struct exchange *x, struct err *err)
{
	struct filter_scope scope = { x->ctx, x->conf, s->layer, { 0 } };
	struct filter filter = { 0 };

	/* a filter's geometries are in the system that the query names, else in the type's own */
	scope.crs = wfs_crs_of(x->ctx, s->layer->srs, version);
	if (part->srs != NULL && !wfs_crs_parse(&scope.crs, x->ctx, part->srs, "SRSNAME", err))
		return false;
	if (part->n_ids > 0 && !filter_ids(&filter, &scope, part->ids, part->n_ids, err))
		return false;
	if (part->filter != NULL && !filter_read(&filter, &scope, part->filter, err))
		return false;
	if (part->bbox != NULL && !filter_box(&filter, &scope, part->bbox, err))
		return false;
	s->query.where = filter.where;
	s->query.test = filter.test;
	s->query.ids = filter.ids;
	s->query.n_ids = filter.n_ids;
	if (filter.boxed) {
		struct bbox *box = mem_new(x->ctx, struct bbox);
		*box = filter.box;
		s->query.bbox = box;
		s->query.bbox_srs = filter.box_srs;
	}
	return true;
}

static bool add(struct wfs_result *result, const struct layer *layer, const struct wfs_part *part,
                const struct exchange *x, struct err *err)
{
	struct wfs_selection *s = &result->selections[result->n++];

	*s = (struct wfs_selection){ .layer = layer, .type = wfs_type_name(x->ctx, layer),
	                             .matched = -1 };
	s->query = (struct feature_query){
		.layer = layer, .pool = x->sources, .limit = -1,
		.open_name = data_open_name(x->ctx, x->conf->workspace, &layer->source),
	};
	return service_files(x, &s->query, err) && choose_crs(s, result, part, x, err) && choose_properties(s, part, x, err) &&
	       choose_sort(s, part, x, err) &&
	       choose_features(s, result->request->version, part, x, err);
}

static bool has(const struct wfs_result *result, const struct layer *layer)
{
	for (size_t i = 0; i < result->n; i++)
		if (result->selections[i].layer == layer)
			return true;
	return false;
}

static bool named(const struct exchange *x, const char *types, const char *type)
{
	size_t n;
	char **list = text_split(x->ctx, types, ',', (size_t)x->conf->max_layers, &n);

	for (size_t i = 0; list != NULL && i < n; i++) {
		const char *colon = strrchr(list[i], ':');
		if (strcmp(colon != NULL ? colon + 1 : list[i], type) == 0)
			return true;
	}
	return false;
}

/* Identifiers bring their types along: a selection for each type among them. What is no identifier at all
   is an error up to 1.1.0, and matches nothing in 2.0. */
static bool by_ids(struct wfs_result *result, const struct wfs_part *part, const struct exchange *x,
                   struct err *err)
{
	bool strict = result->request->version != WFS_200;

	result->selections = mem_array(x->ctx, struct wfs_selection, part->n_ids);
	for (size_t i = 0; i < part->n_ids; i++) {
		const char *type, *id, *locator = strict ? "FEATUREID" : "RESOURCEID";
		bool good = wfs_feature_id_parse(x->ctx, part->ids[i], &type, &id);
		const struct layer *layer = good ? wfs_type_find(x, type, locator, err) : NULL;

		if (good && layer == NULL)
			return false;
		good = good && (part->type == NULL || named(x, part->type, type));
		if (!good && strict)
			return err_set(err, x->ctx, ERR_INVALID_PARAMETER, locator,
			               "\"%s\" is not the identifier of a feature of these types",
			               "« %s » n'est pas l'identifiant d'un objet de ces types",
			               part->ids[i]);
		if (good && !has(result, layer) && !add(result, layer, part, x, err))
			return false;
	}
	/* named types must be there even where no identifier is */
	return part->type == NULL || *part->type == '(' || result->n > 0 ||
	       wfs_type_find(x, part->type, types_locator(result), err) != NULL;
}

static bool by_stored_query(struct wfs_result *result, const struct wfs_part *part,
                            const struct exchange *x, struct err *err)
{
	const struct layer *layer = NULL;
	const char *type, *id;
	struct err why = { 0 };

	if (strcmp(part->stored_query, WFS_FEATURE_BY_ID) != 0 &&
	    strcmp(part->stored_query, "http://www.opengis.net/def/query/OGC-WFS/0/GetFeatureById") != 0)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "STOREDQUERY_ID",
		               "there is no stored query \"%s\": ListStoredQueries lists those there are",
		               "il n'y a pas de requête stockée « %s » : ListStoredQueries donne la liste",
		               part->stored_query);
	if (wfs_feature_id_parse(x->ctx, part->ids[0], &type, &id))
		layer = wfs_type_find(x, type, "ID", &why);
	if (layer == NULL)
		return err_set(err, x->ctx, ERR_NOT_FOUND, "ID", "there is no feature \"%s\"",
		               "il n'y a pas d'objet « %s »", part->ids[0]);
	result->bare = result->request->n_parts == 1 &&
	               result->request->operation == WFS_GET_FEATURE;
	return add(result, layer, part, x, err);
}

bool wfs_select(struct wfs_result *result, const struct exchange *x, struct err *err)
{
	const struct wfs_request *r = result->request;

	if (r->n_parts == 1 && r->parts[0].n_ids > 0 && r->parts[0].stored_query == NULL)
		return by_ids(result, &r->parts[0], x, err);
	result->selections = mem_array(x->ctx, struct wfs_selection, r->n_parts);
	for (size_t i = 0; i < r->n_parts; i++) {
		const struct wfs_part *part = &r->parts[i];
		if (part->stored_query != NULL) {
			if (!by_stored_query(result, part, x, err))
				return false;
			continue;
		}
		const struct layer *layer = wfs_type_find(x, part->type, types_locator(result), err);
		if (layer == NULL || !add(result, layer, part, x, err))
			return false;
	}
	return true;
}
