#include "tjs/abilities.h"

#include "gdas/blocks.h"
#include "tjs/operations.h"

/* clang-format off */
const struct tjs_mechanism tjs_mechanisms[] = {
	{ "WMS", { "Web Map Service", "Web Map Service" },
	  { "Une couche de cartes, WMS 1.3.0 et 1.1.1.", "A map layer, WMS 1.3.0 and 1.1.1." },
	  "http://schemas.opengis.net/wms/1.3.0/" },
	{ "WFS", { "Web Feature Service", "Web Feature Service" },
	  { "Un type d'objets, WFS 2.0.0, 1.1.0 et 1.0.0.", "A feature type, WFS 2.0.0, 1.1.0 and 1.0.0." },
	  "http://schemas.opengis.net/wfs/2.0/" },
	{ "OGCAPI", { "OGC API - Features", "OGC API - Features" },
	  { "Une collection d'objets.", "A collection of features." },
	  "http://www.opengis.net/spec/ogcapi-features-1/1.0" },
	{ "GeoPackage", { "GeoPackage", "GeoPackage" },
	  { "Un fichier avec les géométries, que QGIS ouvre.", "A file with the geometries, which QGIS opens." },
	  "https://www.geopackage.org/spec131/" },
	{ "GeoJSON", { "GeoJSON", "GeoJSON" },
	  { "Un fichier avec les géométries, pour le web.", "A file with the geometries, for the web." },
	  "https://www.rfc-editor.org/rfc/rfc7946" },
	{ "CSV", { "CSV", "CSV" },
	  { "Un tableau en texte, UTF-8, avec une ligne de titres.", "A table as text, UTF-8, with a header." },
	  "https://www.rfc-editor.org/rfc/rfc4180" },
	{ "JoinReport", { "Compte rendu de la jointure", "Report of the join" },
	  { "Les clés appariées, celles qui ne le sont pas et pourquoi, en JSON.",
	    "The keys that matched, those that did not and why, as JSON." },
	  "http://www.opengis.net/spec/ogcapi-joins-1/1.0" },
};
const size_t tjs_n_mechanisms = sizeof tjs_mechanisms / sizeof *tjs_mechanisms;

static const struct tjs_mechanism styling = {
	"SLD", { "Styled Layer Descriptor", "Styled Layer Descriptor" },
	{ "Un style SLD 1.0.0 ou 1.1.0, sans références extérieures.",
	  "An SLD 1.0.0 or 1.1.0 style, without references to elsewhere." },
	"http://schemas.opengis.net/sld/1.1.0/",
};
/* clang-format on */

void tjs_mechanism_write(const struct tjs_page *p, const struct tjs_mechanism *m)
{
	tjs_element(p, "tjs:Identifier", m->identifier);
	tjs_text(p, "tjs:Title", m->title);
	tjs_text(p, "tjs:Abstract", m->abstract);
	tjs_element(p, "tjs:Reference", m->reference);
}

struct abilities {
	const struct framework **frameworks; size_t n;
};

static void stylings(const struct tjs_page *p)
{
	tjs_start(p, "tjs:OutputStylings");
	tjs_start(p, "tjs:Styling");
	tjs_mechanism_write(p, &styling);
	tjs_element(p, "tjs:Schema", "http://schemas.opengis.net/sld/1.1.0/StyledLayerDescriptor.xsd");
	xml_end(p->w);
	xml_end(p->w);
}

static bool write_abilities(const struct tjs_page *p, void *arg, struct err *err)
{
	const struct abilities *a = arg;

	tjs_open(p, "tjs:JoinAbilities", NULL);
	xml_attribute(p->w, "updateSupported", "true");
	tjs_start(p, "tjs:SpatialFrameworks");
	for (size_t i = 0; i < a->n; i++) {
		tjs_start(p, "tjs:Framework");
		if (!tjs_framework_head(p, a->frameworks[i], err))
			return false;
		xml_end(p->w);
	}
	xml_end(p->w);
	tjs_element(p, "tjs:AttributeLimit",
	            mem_printf(p->x->ctx, "%lld", (long long)p->x->conf->max_columns));
	tjs_start(p, "tjs:OutputMechanisms");
	for (size_t i = 0; i < tjs_n_mechanisms; i++) {
		tjs_start(p, "tjs:Mechanism");
		tjs_mechanism_write(p, &tjs_mechanisms[i]);
		xml_end(p->w);
	}
	xml_end(p->w);
	stylings(p);
	tjs_element(p, "tjs:ClassificationSchemaURL",
	            service_href(p->x, "/tjs/schemas/classification.xsd", NULL));
	return true;
}

bool tjs_describe_join_abilities(const struct tjs_request *r, const struct exchange *x,
                                 struct out *out, struct err *err)
{
	struct abilities a;
	struct tjs_document d = {
		.name = tjs_operation_name(r->operation), .soap = r->soap, .write = write_abilities, .arg = &a,
	};

	a.frameworks = view_frameworks(x->view, x->ctx, &a.n);
	if (a.n == 0)
		return err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "this service has no framework yet",
		               "ce service n'a encore aucun référentiel");
	return tjs_document_answer(x, out, &d, err);
}
