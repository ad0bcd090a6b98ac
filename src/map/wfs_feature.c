#include <string.h>

#include "map/wfs_result.h"
#include "service/ows.h"

/* The formats that say how many features there are. */
static bool must_count(const struct wfs_result *result)
{
	return result->hits || result->bare || result->n > 1 || result->request->start > 0 ||
	       result->format->encoding == WFS_GML32 || result->format->encoding == WFS_GEOJSON;
}

static bool count(struct wfs_result *result, const struct exchange *x, struct err *err)
{
	result->matched = 0;
	for (size_t i = 0; i < result->n; i++) {
		struct wfs_selection *s = &result->selections[i];
		if (!features_count(x->ctx, &s->query, &s->matched, err))
			return false;
		result->matched += s->matched;
	}
	return true;
}

static int64_t page_size(const struct wfs_request *r, const struct exchange *x)
{
	return r->count >= 0 && r->count < x->conf->max_features ? r->count : x->conf->max_features;
}

/* Gives each selection its share of the page. */
static void cut(struct wfs_result *result, int64_t start, int64_t most)
{
	result->returned = 0;
	for (size_t i = 0; i < result->n; i++) {
		struct wfs_selection *s = &result->selections[i];
		int64_t skip = start < s->matched ? start : s->matched;
		int64_t left = s->matched - skip;
		s->query.offset = skip;
		s->query.limit = left < most ? left : most;
		start -= skip;
		most -= s->query.limit;
		result->returned += s->query.limit;
	}
}

static const char *page_link(const struct wfs_result *result, const struct exchange *x,
                             int64_t start, int64_t size)
{
	struct wfs_request r = *result->request;

	if (size >= 0)
		r.count = size;
	const char *base = wfs_get_href(x);
	size_t room = (size_t)x->conf->max_url;
	const char *query = room > strlen(base) + 40
		? wfs_request_write(&r, x, room - strlen(base) - 40) : NULL;
	return query == NULL ? NULL : TEXT_JOIN(x->ctx, base, "SERVICE=WFS&", query, "&STARTINDEX=", text_from_int(x->ctx, start));
}

static void link_pages(struct wfs_result *result, const struct exchange *x, int64_t most)
{
	int64_t start = result->request->start;
	int64_t back = start > result->matched ? result->matched : start;

	if (result->hits) {
		if (result->matched > 0)
			result->next = page_link(result, x, 0, -1);
		return;
	}
	if (start + result->returned < result->matched && result->returned > 0)
		result->next = page_link(result, x, start + result->returned, -1);
	if (back > 0 && most > 0)
		result->previous = page_link(result, x, back > most ? back - most : 0,
		                             back > most ? -1 : back);
}

bool wfs_result_plan(struct wfs_result *result, const struct wfs_request *r,
                     const struct exchange *x, struct err *err)
{
	int64_t most = page_size(r, x);

	*result = (struct wfs_result){ .request = r, .matched = -1, .returned = -1,
	                               .hits = r->hits, .stamp = text_now(x->ctx) };
	result->format = wfs_format_find(x->ctx, r->version, r->format);
	if (result->format == NULL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "OUTPUTFORMAT",
		               "\"%s\" is not an output format of this service: GetCapabilities lists them",
		               "« %s » n'est pas un format de ce service : GetCapabilities en donne la liste",
		               r->format);
	if (!wfs_select(result, x, err))
		return false;
	if (!must_count(result)) {
		for (size_t i = 0; i < result->n; i++)
			result->selections[i].query.limit = most;
		return true;
	}
	if (!count(result, x, err))
		return false;
	cut(result, r->start, result->hits ? 0 : most);
	link_pages(result, x, most);
	return true;
}

bool wfs_walk(const struct wfs_result *result, const struct exchange *x,
              const struct wfs_visitor *visitor, void *arg, struct err *err)
{
	for (size_t i = 0; i < result->n; i++) {
		const struct wfs_selection *s = &result->selections[i];
		enum features_step step = FEATURES_END;

		if (visitor->begin != NULL && !visitor->begin(arg, s))
			return true;
		if (s->query.limit != 0) {
			struct features *f = features_open(x->ctx, &s->query, err);
			if (f == NULL)
				return false;
			while ((step = features_next(f, err)) == FEATURES_ROW)
				if (!visitor->feature(arg, s, f))
					return err->code == ERR_NONE;
			talloc_free(f);
		}
		if (step == FEATURES_FAILED)
			return false;
		if (visitor->end != NULL && !visitor->end(arg, s))
			return true;
	}
	return true;
}

/* Data that do not change within an edition have validators; what is read where it lies has none. */
static bool current(const struct wfs_result *result, const struct exchange *x, struct out *out)
{
	const struct layer **layers = mem_array(x->ctx, const struct layer *, result->n);

	for (size_t i = 0; i < result->n; i++) {
		layers[i] = result->selections[i].layer;
		if (layers[i]->source.referenced) {
			out_header(out, "Cache-Control", "no-store");
			return false;
		}
	}
	return service_layers_unchanged(x, out, layers, result->n, "features");
}

static void describe_answer(const struct wfs_result *result, struct out *out, const void *ctx)
{
	const struct wfs_format *format = result->format;

	/* hits of a format without numbers are told in the version's GML */
	if (result->hits && format->encoding > WFS_GEOJSON)
		format = wfs_format_find(ctx, result->request->version, NULL);
	out_header(out, "Content-Type", format->media_type);
	if (format->extension != NULL)
		out_header(out, "Content-Disposition",
		           mem_printf(ctx, "attachment; filename=\"%s.%s\"",
		                      result->n == 1 ? result->selections[0].layer->name : "features",
		                      format->extension));
}

static bool write(const struct wfs_result *result, const struct exchange *x, struct out *out,
                  struct err *err)
{
	switch (result->format->encoding) {
	case WFS_GML2:
	case WFS_GML31:
	case WFS_GML32:
		return wfs_write_gml(result, x, out, err);
	case WFS_GEOJSON:
		return wfs_write_geojson(result, x, out, err);
	case WFS_CSV:
		return result->hits ? wfs_write_gml(result, x, out, err)
		                    : wfs_write_csv(result, x, out, err);
	case WFS_XLSX:
	case WFS_SHAPEFILE:
	case WFS_GEOPACKAGE:
	case WFS_KML:
		return result->hits ? wfs_write_gml(result, x, out, err)
		                    : wfs_write_file(result, x, out, err);
	case WFS_FLATGEOBUF:
		return result->hits ? wfs_write_gml(result, x, out, err)
		                    : wfs_write_flatgeobuf(result, x, out, err);
	}
	return false;
}

bool wfs_get_feature(const struct wfs_request *r, const struct exchange *x, struct out *out,
                     struct err *err)
{
	struct wfs_result result;

	if (!wfs_result_plan(&result, r, x, err))
		return false;
	if (result.bare && result.matched == 0)
		return err_set(err, x->ctx, ERR_NOT_FOUND, "ID", "there is no feature \"%s\"",
		               "il n'y a pas d'objet « %s »", r->parts[0].ids[0]);
	if (current(&result, x, out))
		return true;
	describe_answer(&result, out, x->ctx);
	return write(&result, x, out, err);
}

/* Only the members that have a value are values. */
static bool only_values(struct wfs_result *result, const struct exchange *x, struct err *err)
{
	const char *name = result->request->value_reference;

	for (size_t i = 0; i < result->n; i++) {
		struct wfs_selection *s = &result->selections[i];
		struct wfs_property property;
		if (!wfs_property_find(&property, x->ctx, s->layer, name, "VALUEREFERENCE", err))
			return false;
		bool *wanted = mem_array(x->ctx, bool, s->layer->n_columns + 1);
		if (property.column != NULL)
			wanted[property.column - s->layer->columns] = true;
		s->query.wanted = wanted;
		s->query.geometry = property.geometry;
		if (property.id)
			continue;
		char *there = filter_not_null(x->ctx, property.geometry ? wfs_geometry_name(s->layer)
		                                                        : property.column->name);
		s->query.where = s->query.where == NULL ? there
		               : mem_printf(x->ctx, "%s AND %s", s->query.where, there);
	}
	return true;
}

bool wfs_get_property_value(const struct wfs_request *r, const struct exchange *x, struct out *out,
                            struct err *err)
{
	int64_t most = page_size(r, x);
	struct wfs_result result = { .request = r, .hits = r->hits, .stamp = text_now(x->ctx) };

	result.format = wfs_format_find(x->ctx, r->version, r->format);
	if (result.format == NULL || result.format->encoding != WFS_GML32)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "OUTPUTFORMAT",
		               "values are written as application/gml+xml; version=3.2 only, not as \"%s\"",
		               "les valeurs ne s'écrivent qu'en application/gml+xml; version=3.2, pas en « %s »",
		               r->format);
	if (!wfs_select(&result, x, err) || !only_values(&result, x, err) || !count(&result, x, err))
		return false;
	cut(&result, r->start, r->hits ? 0 : most);
	link_pages(&result, x, most);
	if (current(&result, x, out))
		return true;
	out_header(out, "Content-Type", result.format->media_type);
	return wfs_write_values(&result, x, out, err);
}
