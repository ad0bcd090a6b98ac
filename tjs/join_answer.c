#include <string.h>

#include "service/exception.h"
#include "tjs/abilities.h"
#include "gdas/blocks.h"
#include "tjs/join.h"

static const char *resource_href(const struct tjs_page *p, const struct tjs_mechanism *m, const char *layer)
{
	static const struct { const char *mechanism, *path, *query; } places[] = {
		{ "WMS", "/ows", "service=WMS&version=1.3.0&request=GetCapabilities" },
		{ "WFS", "/ows", "service=WFS&version=2.0.0&request=GetCapabilities" },
		{ "OGCAPI", "/api/collections/%s", "f=json" },
		{ "GeoPackage", "/api/collections/%s/export", "f=gpkg" },
		{ "GeoJSON", "/api/collections/%s/export", "f=geojson" },
		{ "CSV", "/api/collections/%s/export", "f=csv" },
		{ "JoinReport", "/api/collections/%s/report", "f=json" },
	};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const char *name = strstr(places[i].path, "%s");
		if (strcmp(places[i].mechanism, m->identifier) != 0)
			continue;
		const char *path = name == NULL ? places[i].path : mem_printf(p->x->ctx, "%.*s%s%s",
			(int)(name - places[i].path), places[i].path, layer, name + 2);
		return service_href(p->x, path, places[i].query);
	}
	return "";
}

static void parameter(const struct tjs_page *p, const char *name, const char *value)
{
	tjs_start(p, "tjs:Parameter");
	xml_attribute(p->w, "name", name);
	xml_text(p->w, value);
	xml_end(p->w);
}

static void resource(const struct tjs_page *p, const struct tjs_mechanism *m, const char *layer)
{
	tjs_start(p, "tjs:Resource");
	tjs_element(p, "tjs:URL", layer != NULL ? resource_href(p, m, layer) : "");
	if (layer != NULL && strcmp(m->identifier, "WMS") == 0)
		parameter(p, "layers", layer);
	if (layer != NULL && strcmp(m->identifier, "WFS") == 0)
		parameter(p, "typeName", layer);
	xml_end(p->w);
}

static void exception(const struct tjs_page *p, const struct err *failure)
{
	tjs_start(p, "tjs:ExceptionReport");
	xml_start(p->w, "ows:Exception");
	xml_attribute(p->w, "exceptionCode", exception_code(failure->code));
	xml_attribute(p->w, "locator", failure->locator);
	xml_element(p->w, "ows:ExceptionText", text_in(failure->message, p->x->lang));
	xml_end(p->w);
	xml_end(p->w);
}

/* Every mechanism that is advertised: what it made (`layer`), nothing yet, or why there is nothing. What went wrong with
   the map alone (`of_map`, or NULL) leaves the others as they are. */
static void outputs(const struct tjs_page *p, const char *layer, const struct err *failure, const struct err *of_map)
{
	tjs_start(p, "tjs:JoinedOutputs");
	for (size_t i = 0; i < tjs_n_mechanisms; i++) {
		const struct tjs_mechanism *m = &tjs_mechanisms[i];
		const struct err *why = failure == NULL && strcmp(m->identifier, "WMS") == 0 ? of_map : failure;
		tjs_start(p, "tjs:Output");
		tjs_start(p, "tjs:Mechanism");
		tjs_mechanism_write(p, m);
		xml_end(p->w);
		if (why == NULL)
			resource(p, m, layer);
		else
			exception(p, why);
		xml_end(p->w);
	}
	xml_end(p->w);
}

static bool has_style(const struct layer *layer, const char *name)
{
	for (size_t i = 0; i < layer->n_styles; i++)
		if (strcmp(layer->styles[i].name, name) == 0)
			return true;
	return false;
}

/* Classes that were asked for and that the values do not allow: the join is made, without that map. */
static const struct err *map_failure(const struct tjs_page *p, const struct layer *layer)
{
	const char *mapping = layer->joined->join->mapping;
	const struct column *columns = layer->columns + layer->joined->first;
	struct err *why = mem_new(p->x->ctx, struct err), ignored = { 0 };
	struct order order;

	if (!order_read(&order, p->x->ctx, mapping, strlen(mapping), &ignored) ||
	    order.n_attributes != layer->n_columns - layer->joined->first)
		return NULL;
	for (size_t i = 0; i < order.n_attributes; i++) {
		if (order.attributes[i].wish == NULL || has_style(layer, columns[i].name))
			continue;
		err_set(why, p->x->ctx, ERR_INVALID_PARAMETER, "ClassificationURL",
		        "the values of \"%s\" cannot be drawn in the classes that were asked for",
		        "les valeurs de « %s » ne peuvent pas être dessinées avec les classes demandées", columns[i].name);
		return why;
	}
	return NULL;
}

static void status(const struct tjs_page *p, const char *href, const char *time, const char *state, const char *words)
{
	tjs_open(p, "tjs:JoinDataResponse", NULL);
	tjs_start(p, "tjs:Status");
	xml_attribute(p->w, "xlink:href", href);
	xml_attribute(p->w, "creationTime", time);
	tjs_start(p, state);
	xml_text(p->w, words);
	xml_end(p->w);
	xml_end(p->w);
	tjs_start(p, "tjs:DataInputs");
	tjs_start(p, "tjs:Framework");
}

static const char *counts(const struct tjs_page *p, const struct stored_join *j, int64_t features, const char *words)
{
	const char *more = *words != '\0' ? mem_printf(p->x->ctx, " %s", words) : "";

	if (p->x->lang == LANG_FR)
		return mem_printf(p->x->ctx, "%lld territoires sur %lld ont reçu une valeur, de %lld lignes.%s",
		                  (long long)j->matched, (long long)features, (long long)j->rows, more);
	return mem_printf(p->x->ctx, "%lld of %lld territories got a value, from %lld rows.%s",
	                  (long long)j->matched, (long long)features, (long long)j->rows, more);
}

bool tjs_join_completed(const struct tjs_page *p, const struct layer *layer, const char *words, struct err *err)
{
	const struct stored_join *j = layer->joined->join;
	const struct dataset *d = tjs_join_dataset(p->x, layer);
	struct tjs_data data;
	const size_t *columns;
	size_t n;

	if (!tjs_data_open(&data, p->x, d, err) || !tjs_columns_named(&columns, &n, p->x, &data, NULL, err))
		return false;
	const char *href = tjs_resource_href(p->x, mem_printf(p->x->ctx, "/joins/%s", j->id),
	                                     mem_printf(p->x->ctx, "language=%s", lang_tag(p->x->lang)));
	status(p, href, j->refreshed, "tjs:Completed", counts(p, j, layer->n_features, words));
	if (!tjs_framework_head(p, d->framework, err))
		return false;
	tjs_datasets_link(p, d->framework);
	tjs_start(p, "tjs:Dataset");
	tjs_dataset_head(p, d);
	tjs_columnset(p, &data, columns, n);
	xml_end(p->w);
	xml_end(p->w);
	xml_end(p->w);
	outputs(p, layer->name, NULL, map_failure(p, layer));
	return true;
}

/* Of a column nothing is known yet but its name and type. */
static void skeleton_column(const struct tjs_page *p, const char *name, const char *type, const char *source)
{
	bool number = strcmp(type, "string") != 0;

	tjs_start(p, "tjs:Column");
	xml_attribute(p->w, "name", name);
	xml_attribute(p->w, "type", mem_printf(p->x->ctx, TJS_TYPES "%s", type));
	xml_attribute(p->w, "length", "0");
	xml_attribute(p->w, "purpose", "Attribute");
	tjs_element(p, "tjs:Title", name);
	tjs_element(p, "tjs:Abstract", "");
	tjs_start(p, "tjs:Values");
	tjs_start(p, number ? "tjs:Measure" : "tjs:Nominal");
	if (number) {
		tjs_start(p, "tjs:UOM");
		tjs_element(p, "tjs:ShortForm", "");
		tjs_element(p, "tjs:LongForm", "");
		xml_end(p->w);
	}
	xml_end(p->w);
	xml_end(p->w);
	tjs_link(p, "tjs:GetDataRequest", source);
	xml_end(p->w);
}

static void skeleton_columns(const struct tjs_page *p, const struct tjs_skeleton *s)
{
	size_t n;
	char **columns = text_split(p->x->ctx, s->columns, ',', 2000, &n);

	tjs_start(p, "tjs:Attributes");
	for (size_t i = 0; columns != NULL && i < n; i++) {
		char *colon = strrchr(columns[i], ':');
		const char *type = colon != NULL ? colon + 1 : "";
		bool known = strcmp(type, "integer") == 0 || strcmp(type, "double") == 0;
		if (colon != NULL)
			*colon = '\0';
		skeleton_column(p, columns[i], known ? type : "string", s->source);
	}
	xml_end(p->w);
}

static bool skeleton_dataset(const struct tjs_page *p, const struct tjs_skeleton *s, struct err *err)
{
	struct tjs_keys keys;

	if (!tjs_keys_open(&keys, p->x, s->framework, err))
		return false;
	tjs_start(p, "tjs:Dataset");
	tjs_element(p, "tjs:DatasetURI", s->source);
	tjs_element(p, "tjs:Organization", "");
	tjs_element(p, "tjs:Title", s->source);
	tjs_element(p, "tjs:Abstract", "");
	tjs_element(p, "tjs:ReferenceDate", "");
	tjs_element(p, "tjs:Version", "");
	tjs_link(p, "tjs:DescribeDataRequest", s->source);
	tjs_start(p, "tjs:Columnset");
	tjs_start(p, "tjs:FrameworkKey");
	xml_attribute(p->w, "relationship", "one");
	xml_attribute(p->w, "complete", "false");
	tjs_keys_columns(p, &keys, NULL);
	xml_end(p->w);
	skeleton_columns(p, s);
	xml_end(p->w);
	xml_end(p->w);
	return true;
}

bool tjs_join_pending(const struct tjs_page *p, const struct tjs_skeleton *s, const char *href,
                      const struct err *failure, struct err *err)
{
	const char *words = p->x->lang == LANG_FR ? "La jointure est en cours : redemandez à cette adresse."
	                                          : "The join is in hand: ask again at this address.";

	status(p, href, text_now(p->x->ctx), failure == NULL ? "tjs:Accepted" : "tjs:Failed", failure == NULL ? words : "");
	if (!tjs_framework_head(p, s->framework, err))
		return false;
	tjs_datasets_link(p, s->framework);
	if (!skeleton_dataset(p, s, err))
		return false;
	xml_end(p->w);
	xml_end(p->w);
	outputs(p, NULL, failure, NULL);
	return true;
}
