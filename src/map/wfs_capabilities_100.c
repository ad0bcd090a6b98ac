/* GetCapabilities of WFS 1.0.0, which has a frame of its own, and what filters may hold, for every
   version: no more than filter.c reads. */
#include "geometry/srs.h"
#include "map/wfs_write.h"
#include "service/ows.h"

static void empty(xmlTextWriterPtr w, const char *name)
{
	xml_start(w, name);
	xml_end(w);
}

static const char *const spatial[] = { "BBOX", "Equals", "Disjoint", "Intersects", "Touches",
	"Crosses", "Within", "Contains", "Overlaps", "Beyond", "DWithin", NULL };

static void filters_100(xmlTextWriterPtr w)
{
	xml_start(w, "ogc:Filter_Capabilities");
	xml_start(w, "ogc:Spatial_Capabilities");
	xml_start(w, "ogc:Spatial_Operators");
	/* 1.0 has the singular of one name */
	static const char *const names[] = { "ogc:BBOX", "ogc:Equals", "ogc:Disjoint", "ogc:Intersect",
		"ogc:Touches", "ogc:Crosses", "ogc:Within", "ogc:Contains", "ogc:Overlaps",
		"ogc:Beyond", "ogc:DWithin" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		empty(w, names[i]);
	xml_end(w);
	xml_end(w);
	xml_start(w, "ogc:Scalar_Capabilities");
	empty(w, "ogc:Logical_Operators");
	xml_start(w, "ogc:Comparison_Operators");
	empty(w, "ogc:Simple_Comparisons");
	empty(w, "ogc:Like");
	empty(w, "ogc:Between");
	empty(w, "ogc:NullCheck");
	xml_end(w);
	xml_end(w);
	xml_end(w);
}

static void listed(xmlTextWriterPtr w, const char *list, const char *element,
                   const char *const *names, bool attribute)
{
	xml_start(w, list);
	for (size_t i = 0; names[i] != NULL; i++) {
		xml_start(w, element);
		if (attribute)
			xml_attribute(w, "name", names[i]);
		else
			xml_text(w, names[i]);
		xml_end(w);
	}
	xml_end(w);
}

static void filters_110(xmlTextWriterPtr w)
{
	static const char *const operands[] = { "gml:Envelope", "gml:Point", "gml:LineString",
		"gml:Polygon", NULL };
	static const char *const comparisons[] = { "LessThan", "GreaterThan", "LessThanEqualTo",
		"GreaterThanEqualTo", "EqualTo", "NotEqualTo", "Like", "Between", "NullCheck", NULL };

	xml_start(w, "ogc:Filter_Capabilities");
	xml_start(w, "ogc:Spatial_Capabilities");
	listed(w, "ogc:GeometryOperands", "ogc:GeometryOperand", operands, false);
	xml_start(w, "ogc:SpatialOperators");
	for (size_t i = 0; spatial[i] != NULL; i++) {
		xml_start(w, "ogc:SpatialOperator");
		xml_attribute(w, "name", spatial[i]);
		xml_end(w);
	}
	xml_end(w);
	xml_end(w);
	xml_start(w, "ogc:Scalar_Capabilities");
	empty(w, "ogc:LogicalOperators");
	listed(w, "ogc:ComparisonOperators", "ogc:ComparisonOperator", comparisons, false);
	xml_end(w);
	xml_start(w, "ogc:Id_Capabilities");
	empty(w, "ogc:EID");
	empty(w, "ogc:FID");
	xml_end(w);
	xml_end(w);
}

static void conformance(xmlTextWriterPtr w)
{
	static const char *const claims[][2] = {
		{ "ImplementsQuery", "TRUE" }, { "ImplementsAdHocQuery", "TRUE" },
		{ "ImplementsFunctions", "FALSE" }, { "ImplementsResourceId", "TRUE" },
		{ "ImplementsMinStandardFilter", "TRUE" }, { "ImplementsStandardFilter", "TRUE" },
		{ "ImplementsMinSpatialFilter", "TRUE" }, { "ImplementsSpatialFilter", "TRUE" },
		{ "ImplementsMinTemporalFilter", "TRUE" }, { "ImplementsTemporalFilter", "FALSE" },
		{ "ImplementsVersionNav", "FALSE" }, { "ImplementsSorting", "TRUE" },
		{ "ImplementsExtendedOperators", "FALSE" }, { "ImplementsMinimumXPath", "TRUE" },
		{ "ImplementsSchemaElementFunc", "FALSE" },
	};

	xml_start(w, "fes:Conformance");
	for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
		xml_start(w, "fes:Constraint");
		xml_attribute(w, "name", claims[i][0]);
		empty(w, "ows:NoValues");
		xml_element(w, "ows:DefaultValue", claims[i][1]);
		xml_end(w);
	}
	xml_end(w);
}

static void filters_200(xmlTextWriterPtr w)
{
	static const char *const ids[] = { "fes:ResourceId", NULL };
	static const char *const comparisons[] = { "PropertyIsEqualTo", "PropertyIsNotEqualTo",
		"PropertyIsLessThan", "PropertyIsGreaterThan", "PropertyIsLessThanOrEqualTo",
		"PropertyIsGreaterThanOrEqualTo", "PropertyIsLike", "PropertyIsNull", "PropertyIsNil",
		"PropertyIsBetween", NULL };
	static const char *const operands[] = { "gml:Envelope", "gml:Point", "gml:MultiPoint",
		"gml:LineString", "gml:Curve", "gml:MultiCurve", "gml:Polygon", "gml:Surface",
		"gml:MultiSurface", NULL };
	static const char *const moments[] = { "gml:TimeInstant", "gml:TimePeriod", NULL };
	static const char *const temporal[] = { "After", "Before", "Begins", "During", "Ends",
		"TEquals", NULL };

	xml_start(w, "fes:Filter_Capabilities");
	conformance(w);
	listed(w, "fes:Id_Capabilities", "fes:ResourceIdentifier", ids, true);
	xml_start(w, "fes:Scalar_Capabilities");
	empty(w, "fes:LogicalOperators");
	listed(w, "fes:ComparisonOperators", "fes:ComparisonOperator", comparisons, true);
	xml_end(w);
	xml_start(w, "fes:Spatial_Capabilities");
	listed(w, "fes:GeometryOperands", "fes:GeometryOperand", operands, true);
	listed(w, "fes:SpatialOperators", "fes:SpatialOperator", spatial, true);
	xml_end(w);
	xml_start(w, "fes:Temporal_Capabilities");
	listed(w, "fes:TemporalOperands", "fes:TemporalOperand", moments, true);
	listed(w, "fes:TemporalOperators", "fes:TemporalOperator", temporal, true);
	xml_end(w);
	xml_end(w);
}

void wfs_filter_capabilities(xmlTextWriterPtr w, enum wfs_version version)
{
	static void (*const write[WFS_VERSIONS])(xmlTextWriterPtr w) = {
		filters_100, filters_110, filters_200
	};
	write[version](w);
}

static void service(xmlTextWriterPtr w, const struct exchange *x)
{
	const struct metadata m = wfs_service_metadata(x);

	xml_start(w, "Service");
	xml_element(w, "Name", "WFS");
	xml_element(w, "Title", text_in(m.title, x->lang));
	if (!text_empty(m.abstract))
		xml_element(w, "Abstract", text_in(m.abstract, x->lang));
	xml_element(w, "Keywords", text_in(m.keywords, x->lang));  /* OWSLib wants one, if empty */
	xml_element(w, "OnlineResource", service_href(x, "/", NULL));
	xml_element(w, "Fees", "NONE");
	xml_element(w, "AccessConstraints", "NONE");
	xml_end(w);
}

static void request(xmlTextWriterPtr w, const struct exchange *x, const char *name,
                    const char *list, const char *value)
{
	xml_start(w, name);
	if (list != NULL) {
		xml_start(w, list);
		empty(w, value);
		xml_end(w);
	}
	for (int post = 0; post < 2; post++) {
		xml_start(w, "DCPType");
		xml_start(w, "HTTP");
		xml_start(w, post ? "Post" : "Get");
		xml_attribute(w, "onlineResource",
		              post ? service_href(x, ows_path(x), NULL) : wfs_get_href(x));
		xml_end(w);
		xml_end(w);
		xml_end(w);
	}
	xml_end(w);
}

static void feature_type(void *arg JT_UNUSED, const struct exchange *x, xmlTextWriterPtr w, const struct layer *layer)
{
	const struct metadata *m = &layer->metadata;
	const struct bbox *b = &layer->geographic;
	const void *ctx = x->ctx;

	xml_start(w, "FeatureType");
	xml_element(w, "Name", mem_printf(ctx, "%s:%s", WFS_PREFIX, wfs_type_name(ctx, layer)));
	xml_element(w, "Title", text_empty(m->title) ? layer->name : text_in(m->title, x->lang));
	if (!text_empty(m->abstract))
		xml_element(w, "Abstract", text_in(m->abstract, x->lang));
	if (!text_empty(m->keywords))
		xml_element(w, "Keywords", text_in(m->keywords, x->lang));
	xml_element(w, "SRS", wfs_crs_of(ctx, layer->srs, WFS_100).name);
	/* the schema says "in the SRS of the associated feature type"; clients, and the name, say degrees */
	xml_start(w, "LatLongBoundingBox");
	xml_attribute(w, "minx", text_from_double(ctx, b->minx));
	xml_attribute(w, "miny", text_from_double(ctx, b->miny));
	xml_attribute(w, "maxx", text_from_double(ctx, b->maxx));
	xml_attribute(w, "maxy", text_from_double(ctx, b->maxy));
	xml_end(w);
	xml_end(w);
}

void wfs_capabilities_100_make(const struct exchange *x, struct compose *to, void *arg JT_UNUSED)
{
	size_t n;
	const struct layer **types = wfs_types(x, &n);
	xmlTextWriterPtr w = compose_writer(to);

	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	xml_start(w, "WFS_Capabilities");
	xml_attribute(w, "version", "1.0.0");
	xml_attribute(w, "updateSequence",
	              mem_printf(x->ctx, "%llu", (unsigned long long)wfs_sequence(x)));
	wfs_namespace(w, x, "", wfs_words[WFS_100].wfs);
	wfs_namespace(w, x, "ogc", wfs_words[WFS_100].filter);
	wfs_namespace(w, x, WFS_PREFIX, WFS_NS);
	wfs_schema_location(w, "http://www.opengis.net/wfs "
	                       "http://schemas.opengis.net/wfs/1.0.0/WFS-capabilities.xsd");
	service(w, x);
	xml_start(w, "Capability");
	xml_start(w, "Request");
	request(w, x, "GetCapabilities", NULL, NULL);
	request(w, x, "DescribeFeatureType", "SchemaDescriptionLanguage", "XMLSCHEMA");
	request(w, x, "GetFeature", "ResultFormat", "GML2");
	xml_end(w);
	xml_end(w);
	xml_start(w, "FeatureTypeList");
	xml_start(w, "Operations");
	empty(w, "Query");
	xml_end(w);
	compose_layers(to, "wfs-1.0.0", types, n, feature_type, NULL);
	xml_end(w);
	wfs_filter_capabilities(w, WFS_100);
	xmlTextWriterEndDocument(w);
}
