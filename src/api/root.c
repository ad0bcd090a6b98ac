#include "api/root.h"

#include "api/links.h"
#include "api/outputs.h"
#include "api/pages.h"

const char *const root_classes[] = {
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/html",
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
	"http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
	"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/png",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/jpeg",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
	"http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
	"http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
	NULL
};

static void write_links(struct json *w, const struct call *c)
{
	const char *lang = lang_tag(c->x->lang);
	const struct link links[] = {
		{ "service-desc", links_href(c, "/api/openapi", "f=json"),
		  "application/vnd.oai.openapi+json;version=3.0",
		  T(c, "définition de l'API", "definition of the API"), lang },
		{ "service-doc", links_href(c, "/api/openapi", "f=html"), "text/html",
		  T(c, "définition de l'API, en page", "definition of the API as a page"), lang },
		{ "conformance", links_href(c, "/api/conformance", "f=json"), "application/json",
		  T(c, "classes de conformité", "conformance classes"), NULL },
		{ "http://www.opengis.net/def/rel/ogc/1.0/conformance",
		  links_href(c, "/api/conformance", "f=json"), "application/json",
		  T(c, "classes de conformité", "conformance classes"), NULL },
		{ "data", links_href(c, "/api/collections", "f=json"), "application/json",
		  T(c, "les collections", "the collections"), lang },
		{ "http://www.opengis.net/def/rel/ogc/1.0/data",
		  links_href(c, "/api/collections", "f=json"), "application/json",
		  T(c, "les collections", "the collections"), lang },
		{ "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
		  links_href(c, "/api/tileMatrixSets", "f=json"), "application/json",
		  T(c, "les jeux de matrices de tuiles", "the tile matrix sets"), lang },
		{ "joins", links_href(c, "/api/joins", "f=json"), "application/json",
		  T(c, "les jointures", "the joins"), lang },
		{ "service", service_href(c->x, "/ows", "service=WMS&request=GetCapabilities"), "text/xml",
		  T(c, "les mêmes couches en cartes (WMS)", "the same layers as maps (WMS)"), lang },
		{ "service", service_href(c->x, "/ows", "service=WFS&request=GetCapabilities"), "text/xml",
		  T(c, "les mêmes couches en objets (WFS)", "the same layers as features (WFS)"), lang },
	};

	json_open_array(w, "links");
	links_self(w, c);
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		links_write(w, &links[i]);
	json_close_array(w);
}

static bool make_landing(const struct exchange *x, struct out *out, void *arg,
                         struct err *err JT_UNUSED)
{
	const struct call *const *c = arg;
	struct json w = json_writer(out);

	if ((*c)->as->form == FORM_HTML) {
		pages_landing(*c, out);
		return true;
	}
	json_open_object(&w, NULL);
	json_string(&w, "title", text_in(x->conf->title, x->lang));
	json_string_if(&w, "description", text_in(x->conf->abstract, x->lang));
	write_links(&w, *c);
	json_close_object(&w);
	return true;
}

bool root_landing(const struct call *c, struct out *out, struct err *err)
{
	return call_document(c, out, "landing", make_landing, &c, err);
}

static bool make_conformance(const struct exchange *x JT_UNUSED, struct out *out, void *arg,
                             struct err *err JT_UNUSED)
{
	const struct call *const *c = arg;
	struct json w = json_writer(out);

	if ((*c)->as->form == FORM_HTML) {
		pages_conformance(*c, out);
		return true;
	}
	json_open_object(&w, NULL);
	json_open_array(&w, "links");
	links_self(&w, *c);
	json_close_array(&w);
	json_open_array(&w, "conformsTo");
	for (const char *const *p = root_classes; *p != NULL; p++)
		json_string(&w, NULL, *p);
	const char *class;
	for (size_t i = 0; (class = outputs_class((*c)->x->ctx, i)) != NULL; i++)
		json_string(&w, NULL, class);
	json_close_array(&w);
	json_close_object(&w);
	return true;
}

bool root_conformance(const struct call *c, struct out *out, struct err *err)
{
	return call_document(c, out, "conformance", make_conformance, &c, err);
}
