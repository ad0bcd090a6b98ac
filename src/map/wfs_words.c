#include <ctype.h>
#include <string.h>

#include "map/wfs_write.h"
#include "service/ows.h"

const struct wfs_words wfs_words[WFS_VERSIONS] = {
	[WFS_100] = { "http://www.opengis.net/wfs", "http://schemas.opengis.net/wfs/1.0.0/WFS-basic.xsd",
	              NULL, NULL, "http://www.opengis.net/ogc", "ogc" },
	[WFS_110] = { "http://www.opengis.net/wfs", "http://schemas.opengis.net/wfs/1.1.0/wfs.xsd",
	              "http://www.opengis.net/ows", "ows", "http://www.opengis.net/ogc", "ogc" },
	[WFS_200] = { "http://www.opengis.net/wfs/2.0", "http://schemas.opengis.net/wfs/2.0/wfs.xsd",
	              "http://www.opengis.net/ows/1.1", "ows", "http://www.opengis.net/fes/2.0", "fes" },
};

const struct wfs_gml_words wfs_gml_words[] = {
	[WFS_GML2] = {
		WFS_100, "http://www.opengis.net/gml", "http://schemas.opengis.net/gml/2.1.2/feature.xsd",
		"XMLSCHEMA", "gml:_Feature", "gml:AbstractFeatureType",
		{ [GEOMETRY_POINT] = "gml:PointPropertyType", [GEOMETRY_LINE] = "gml:MultiLineStringPropertyType",
		  [GEOMETRY_POLYGON] = "gml:MultiPolygonPropertyType",
		  [GEOMETRY_ANY] = "gml:GeometryPropertyType" },
	},
	[WFS_GML31] = {
		WFS_110, "http://www.opengis.net/gml", "http://schemas.opengis.net/gml/3.1.1/base/gml.xsd",
		"text/xml; subtype=gml/3.1.1", "gml:_Feature", "gml:AbstractFeatureType",
		{ [GEOMETRY_POINT] = "gml:PointPropertyType", [GEOMETRY_LINE] = "gml:MultiCurvePropertyType",
		  [GEOMETRY_POLYGON] = "gml:MultiSurfacePropertyType",
		  [GEOMETRY_ANY] = "gml:GeometryPropertyType" },
	},
	[WFS_GML32] = {
		WFS_200, "http://www.opengis.net/gml/3.2", "http://schemas.opengis.net/gml/3.2.1/gml.xsd",
		"application/gml+xml; version=3.2", "gml:AbstractFeature", "gml:AbstractFeatureType",
		{ [GEOMETRY_POINT] = "gml:PointPropertyType", [GEOMETRY_LINE] = "gml:MultiCurvePropertyType",
		  [GEOMETRY_POLYGON] = "gml:MultiSurfacePropertyType",
		  [GEOMETRY_ANY] = "gml:GeometryPropertyType" },
	},
};

char *wfs_get_href(const struct exchange *x)
{
	char *href = service_href(x, ows_path(x), NULL);
	return TEXT_JOIN(x->ctx, href, strchr(href, '?') != NULL ? "&" : "?");
}

void wfs_namespace(xmlTextWriterPtr w, const struct exchange *x, const char *prefix,
                   const char *uri)
{
	xml_attribute(w, *prefix != '\0' ? TEXT_JOIN(x->ctx, "xmlns:", prefix) : "xmlns", uri);
}

void wfs_schema_location(xmlTextWriterPtr w, const char *pairs)
{
	xml_attribute(w, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	xml_attribute(w, "xsi:schemaLocation", pairs);
}

void wfs_keywords(xmlTextWriterPtr w, const struct exchange *x, struct text keywords,
                  const char *element)
{
	size_t n;
	char **list = text_split(x->ctx, text_in(keywords, x->lang), ',', 100, &n);

	for (size_t i = 0; list != NULL && i < n; i++) {
		char *word = list[i] + strspn(list[i], " ");
		for (size_t end = strlen(word); end > 0 && isspace((unsigned char)word[end - 1]);)
			word[--end] = '\0';
		if (*word != '\0')
			xml_element(w, element, word);
	}
}

const char *wfs_listing(const struct exchange *x, const char *name)
{
	return mem_printf(x->ctx, "%s %llu", name, (unsigned long long)view_sequence(x->view));
}

uint64_t wfs_sequence(const struct exchange *x)
{
	return x->view->catalogue->edition + view_sequence(x->view);
}

struct metadata wfs_service_metadata(const struct exchange *x)
{
	const struct conf *conf = x->conf;
	struct metadata m = { .title = conf->title, .abstract = conf->abstract };

	if (x->theme != NULL)
		m = x->theme->metadata;
	if (m.contact.organisation == NULL || *m.contact.organisation == '\0')
		m.contact = (struct contact){ conf->contact_person, conf->contact_organisation,
		                              conf->contact_email, "" };
	if (text_empty(m.title))
		m.title = (struct text){ "Service de téléchargement (WFS)", "Download service (WFS)" };
	return m;
}
