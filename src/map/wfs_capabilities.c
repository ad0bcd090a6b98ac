/* GetCapabilities of WFS 1.1.0 and 2.0.0, which share OWS Common's frame. */
#include "map/wfs_write.h"

#include <string.h>

#include "geometry/srs.h"
#include "service/document.h"
#include "service/ows.h"

enum section {
	SECTION_IDENTIFICATION = 1, SECTION_PROVIDER = 2, SECTION_OPERATIONS = 4, SECTION_TYPES = 8,
	SECTION_FILTERS = 16, SECTION_ALL = 31
};

static const struct {
	const char *name;
	unsigned flags;
} section_names[] = {
	{ "ServiceIdentification", SECTION_IDENTIFICATION }, { "ServiceProvider", SECTION_PROVIDER },
	{ "OperationsMetadata", SECTION_OPERATIONS }, { "FeatureTypeList", SECTION_TYPES },
	{ "Filter_Capabilities", SECTION_FILTERS }, { "All", SECTION_ALL },
};

/* What a document is made of. */
struct page {
	xmlTextWriterPtr w;
	struct compose *to;
	const struct exchange *x;
	unsigned sections;
	enum wfs_version version;
	bool new;                     /* 2.0.0, with OWS Common 1.1 */
};

static void text_element(const struct page *p, const char *name, struct text text)
{
	if (text_empty(text))
		return;
	xml_start(p->w, name);
	if (p->new)
		xml_attribute(p->w, "xml:lang", lang_tag(p->x->lang));
	xml_text(p->w, text_in(text, p->x->lang));
	xml_end(p->w);
}

static void keywords(const struct page *p, struct text words)
{
	if (text_empty(words))
		return;
	xml_start(p->w, "ows:Keywords");
	wfs_keywords(p->w, p->x, words, "ows:Keyword");
	xml_end(p->w);
}

static void identification(const struct page *p, const struct metadata *m)
{
	xml_start(p->w, "ows:ServiceIdentification");
	text_element(p, "ows:Title", m->title);
	text_element(p, "ows:Abstract", m->abstract);
	keywords(p, m->keywords);
	xml_element(p->w, "ows:ServiceType", "WFS");
	for (int v = WFS_VERSIONS - 1; v >= 0; v--)
		xml_element(p->w, "ows:ServiceTypeVersion", wfs_version_name((enum wfs_version)v));
	xml_element(p->w, "ows:Fees", "NONE");
	xml_element(p->w, "ows:AccessConstraints", "NONE");
	xml_end(p->w);
}

static const char *filled(const char *s)
{
	return s != NULL && *s != '\0' ? s : NULL;
}

static void provider(const struct page *p, const struct metadata *m)
{
	const struct contact *c = &m->contact;
	const char *name = filled(c->organisation);

	xml_start(p->w, "ows:ServiceProvider");
	xml_element(p->w, "ows:ProviderName", name != NULL ? name : text_in(m->title, p->x->lang));
	xml_start(p->w, "ows:ProviderSite");
	xml_attribute(p->w, "xlink:href", filled(c->url) != NULL ? c->url
	                                : service_href(p->x, "/", NULL));
	xml_end(p->w);
	xml_start(p->w, "ows:ServiceContact");
	xml_element(p->w, "ows:IndividualName", filled(c->person));
	if (filled(c->email) != NULL) {
		xml_start(p->w, "ows:ContactInfo");
		xml_start(p->w, "ows:Address");
		xml_element(p->w, "ows:ElectronicMailAddress", c->email);
		xml_end(p->w);
		xml_end(p->w);
	}
	xml_end(p->w);
	xml_end(p->w);
}

/* A domain of values, of a parameter or a constraint. */
static void domain(const struct page *p, const char *element, const char *name,
                   const char *const *values)
{
	xml_start(p->w, element);
	xml_attribute(p->w, "name", name);
	if (p->new)
		xml_start(p->w, "ows:AllowedValues");
	for (size_t i = 0; values[i] != NULL; i++)
		xml_element(p->w, "ows:Value", values[i]);
	if (p->new)
		xml_end(p->w);
	xml_end(p->w);
}

/* Of a constraint: its one value. */
static void constraint(const struct page *p, const char *name, const char *value)
{
	const char *values[] = { value, NULL };

	if (!p->new) {
		domain(p, "ows:Constraint", name, values);
		return;
	}
	xml_start(p->w, "ows:Constraint");
	xml_attribute(p->w, "name", name);
	xml_start(p->w, "ows:NoValues");
	xml_end(p->w);
	xml_element(p->w, "ows:DefaultValue", value);
	xml_end(p->w);
}

static void open_operation(const struct page *p, enum wfs_operation operation)
{
	xml_start(p->w, "ows:Operation");
	xml_attribute(p->w, "name", wfs_operation_name(operation));
	xml_start(p->w, "ows:DCP");
	xml_start(p->w, "ows:HTTP");
	xml_start(p->w, "ows:Get");
	xml_attribute(p->w, "xlink:href", wfs_get_href(p->x));
	xml_end(p->w);
	xml_start(p->w, "ows:Post");
	xml_attribute(p->w, "xlink:href", service_href(p->x, ows_path(p->x), NULL));
	xml_end(p->w);
	xml_end(p->w);
	xml_end(p->w);
}

static void formats(const struct page *p, bool schemas)
{
	const char *names[16] = { NULL };
	size_t n = 0;

	/* the version's own first: clients take the first that they know */
	names[n++] = wfs_format_find(p->x->ctx, p->version, NULL)->name;
	for (size_t i = 0; i < wfs_n_formats; i++)
		if (strcmp(wfs_formats[i].name, names[0]) != 0 &&
		    (!schemas || wfs_formats[i].encoding <= WFS_GML32))
			names[n++] = wfs_formats[i].name;
	domain(p, "ows:Parameter", "outputFormat", names);
}

static void operations(const struct page *p)
{
	static const char *const versions[] = { "2.0.0", "1.1.0", "1.0.0", NULL };
	static const char *const capabilities_formats[] = { "text/xml", NULL };
	static const char *const sections[] = { "ServiceIdentification", "ServiceProvider",
		"OperationsMetadata", "FeatureTypeList", "Filter_Capabilities", NULL };
	static const char *const result_types[] = { "results", "hits", NULL };

	open_operation(p, WFS_GET_CAPABILITIES);
	domain(p, "ows:Parameter", "AcceptVersions", versions);
	domain(p, "ows:Parameter", "AcceptFormats", capabilities_formats);
	domain(p, "ows:Parameter", "Sections", sections);
	xml_end(p->w);
	open_operation(p, WFS_DESCRIBE_FEATURE_TYPE);
	formats(p, true);
	xml_end(p->w);
	open_operation(p, WFS_GET_FEATURE);
	domain(p, "ows:Parameter", "resultType", result_types);
	formats(p, false);
	xml_end(p->w);
	for (int i = WFS_GET_PROPERTY_VALUE; p->new && i < WFS_OPERATIONS; i++) {
		open_operation(p, (enum wfs_operation)i);
		xml_end(p->w);
	}
}

/* What of WFS 2.0 (table 13, 14) is there, and what is not. */
static void constraints(const struct page *p)
{
	static const char *const claims[][2] = {
		{ "ImplementsBasicWFS", "TRUE" }, { "ImplementsTransactionalWFS", "FALSE" },
		{ "ImplementsLockingWFS", "FALSE" }, { "KVPEncoding", "TRUE" },
		{ "XMLEncoding", "TRUE" }, { "SOAPEncoding", "FALSE" },
		{ "ImplementsInheritance", "FALSE" }, { "ImplementsRemoteResolve", "FALSE" },
		{ "ImplementsResultPaging", "TRUE" }, { "ImplementsStandardJoins", "FALSE" },
		{ "ImplementsSpatialJoins", "FALSE" }, { "ImplementsTemporalJoins", "FALSE" },
		{ "ImplementsFeatureVersioning", "FALSE" }, { "ManageStoredQueries", "FALSE" },
		{ "PagingIsTransactionSafe", "FALSE" },
	};
	static const char *const queries[] = { "wfs:Query", "wfs:StoredQuery", NULL };
	const char *most = mem_printf(p->x->ctx, "%lld", (long long)p->x->conf->max_features);

	if (!p->new) {
		constraint(p, "DefaultMaxFeatures", most);
		return;
	}
	domain(p, "ows:Parameter", "version",
	       (const char *const[]){ "2.0.0", "1.1.0", "1.0.0", NULL });
	for (size_t i = 0; i < sizeof claims / sizeof *claims; i++)
		constraint(p, claims[i][0], claims[i][1]);
	constraint(p, "CountDefault", most);
	domain(p, "ows:Constraint", "QueryExpressions", queries);
}

static void corner(const struct page *p, const char *name, double x, double y)
{
	const void *ctx = p->x->ctx;

	xml_element(p->w, name, mem_printf(ctx, "%s %s", text_from_double(ctx, x),
	                                   text_from_double(ctx, y)));
}

static void feature_type(void *arg, const struct exchange *x, xmlTextWriterPtr w, const struct layer *layer)
{
	struct page one = *(const struct page *)arg;
	const struct page *p = &one;
	int codes[SRS_OFFERED_MOST];
	size_t n = srs_offered(codes, layer);

	one.x = x;
	one.w = w;

	xml_start(p->w, "wfs:FeatureType");
	xml_element(p->w, "wfs:Name", mem_printf(p->x->ctx, "%s:%s", WFS_PREFIX,
	                                         wfs_type_name(p->x->ctx, layer)));
	struct text name = { layer->name, layer->name };
	text_element(p, "wfs:Title", text_empty(layer->metadata.title) ? name : layer->metadata.title);
	text_element(p, "wfs:Abstract", layer->metadata.abstract);
	keywords(p, layer->metadata.keywords);
	for (size_t i = 0; i < n; i++)
		xml_element(p->w, p->new ? i == 0 ? "wfs:DefaultCRS" : "wfs:OtherCRS"
		                         : i == 0 ? "wfs:DefaultSRS" : "wfs:OtherSRS",
		            wfs_crs_of(p->x->ctx, codes[i], p->version).name);
	xml_start(p->w, "ows:WGS84BoundingBox");
	corner(p, "ows:LowerCorner", layer->geographic.minx, layer->geographic.miny);
	corner(p, "ows:UpperCorner", layer->geographic.maxx, layer->geographic.maxy);
	xml_end(p->w);
	if (p->new) {
		xml_start(p->w, "wfs:MetadataURL");
		xml_attribute(p->w, "xlink:href",
		              service_href(p->x, mem_printf(p->x->ctx, "/api/collections/%s", layer->name), NULL));
		xml_end(p->w);
	}
	xml_end(p->w);
}

static void feature_types(const struct page *p)
{
	size_t n;
	const struct layer **types = wfs_types(p->x, &n);

	if (n == 0)
		return;  /* the list may be absent, not empty */
	xml_start(p->w, "wfs:FeatureTypeList");
	if (!p->new) {
		xml_start(p->w, "wfs:Operations");
		xml_element(p->w, "wfs:Operation", "Query");
		xml_end(p->w);
	}
	struct page each = *p;
	compose_layers(p->to, p->new ? "wfs-2.0.0" : "wfs-1.1.0", types, n, feature_type, &each);
	xml_end(p->w);
}

static void open_root(const struct page *p)
{
	const struct wfs_words *words = &wfs_words[p->version];

	xmlTextWriterStartDocument(p->w, NULL, "UTF-8", NULL);
	xml_start(p->w, "wfs:WFS_Capabilities");
	xml_attribute(p->w, "version", wfs_version_name(p->version));
	xml_attribute(p->w, "updateSequence", mem_printf(p->x->ctx, "%llu",
	              (unsigned long long)wfs_sequence(p->x)));
	wfs_namespace(p->w, p->x, "wfs", words->wfs);
	wfs_namespace(p->w, p->x, words->ows_prefix, words->ows);
	wfs_namespace(p->w, p->x, words->filter_prefix, words->filter);
	wfs_namespace(p->w, p->x, "gml", wfs_gml_words[wfs_version_gml(p->version)].gml);
	wfs_namespace(p->w, p->x, "xlink", "http://www.w3.org/1999/xlink");
	wfs_namespace(p->w, p->x, "xs", "http://www.w3.org/2001/XMLSchema");
	wfs_namespace(p->w, p->x, WFS_PREFIX, WFS_NS);
	wfs_schema_location(p->w, mem_printf(p->x->ctx, "%s %s", words->wfs, words->wfs_schema));
}

/* Flags of the sections asked for; those that are not known count as none. */
static unsigned sections_of(const struct exchange *x, const char *list)
{
	unsigned flags = 0;
	size_t n;
	char **names = list != NULL ? text_split(x->ctx, list, ',', 20, &n) : NULL;

	for (size_t i = 0; names != NULL && i < n; i++)
		for (size_t j = 0; j < sizeof section_names / sizeof *section_names; j++)
			if (text_same(names[i], section_names[j].name))
				flags |= section_names[j].flags;
	return flags != 0 ? flags : SECTION_ALL;
}

static void make(const struct exchange *x, struct compose *to, void *arg)
{
	struct page p = *(const struct page *)arg;
	const struct metadata m = wfs_service_metadata(x);
	unsigned sections = p.sections;

	p.to = to;
	p.w = compose_writer(to);
	open_root(&p);
	if (sections & SECTION_IDENTIFICATION)
		identification(&p, &m);
	if (sections & SECTION_PROVIDER)
		provider(&p, &m);
	if (sections & SECTION_OPERATIONS) {
		xml_start(p.w, "ows:OperationsMetadata");
		operations(&p);
		constraints(&p);
		xml_end(p.w);
	}
	if (sections & SECTION_TYPES)
		feature_types(&p);
	if (sections & SECTION_FILTERS)
		wfs_filter_capabilities(p.w, p.version);
	xmlTextWriterEndDocument(p.w);
}

/* The client's copy is of this edition: OWS Common has a document that says only so. */
static bool unchanged(const struct exchange *x, struct out *out, void *request, struct err *err)
{
	const struct wfs_request *r = request;
	const struct page p = { .w = xml_writer(x->ctx, out), .x = x, .version = r->version,
	                        .new = r->version == WFS_200 };

	(void)err;
	open_root(&p);
	xmlTextWriterEndDocument(p.w);
	return true;
}

static bool capabilities_100(const struct exchange *x, struct out *out, struct err *err)
{
	size_t n;

	wfs_types(x, &n);
	if (n == 0)  /* the schema has no form for a service without feature types */
		return err_set(err, x->ctx, ERR_NOT_FOUND, NULL,
		               "there are no feature types here that you may see",
		               "il n'y a ici aucun type d'objets que vous puissiez voir");
	compose_answer(x, out, wfs_listing(x, "wfs-1.0.0"), "text/xml; charset=UTF-8", wfs_capabilities_100_make, NULL);
	return true;
}

bool wfs_get_capabilities(const struct wfs_request *r, const struct exchange *x, struct out *out,
                          struct err *err)
{
	struct wfs_request copy = *r;
	uint64_t present = wfs_sequence(x);
	int64_t known = -1;

	if (r->update_sequence != NULL) {
		if (!text_int(r->update_sequence, &known) || known < 0 || (uint64_t)known > present)
			return err_set(err, x->ctx, ERR_UPDATE_SEQUENCE_INVALID, "updateSequence",
			               "the service is at %llu: \"%s\" is not a value that it has given out",
			               "le service en est à %llu : « %s » n'est pas une valeur qu'il a donnée",
			               (unsigned long long)present, r->update_sequence);
		if ((uint64_t)known == present && r->version != WFS_100)
			return document_answer(x, out, wfs_listing(x, mem_printf(x->ctx, "wfs-unchanged-%s",
			                       wfs_version_name(r->version))), "text/xml; charset=UTF-8",
			                       unchanged, &copy, err);
	}
	if (r->version == WFS_100)
		return capabilities_100(x, out, err);
	struct page p = { .x = x, .sections = sections_of(x, r->sections), .version = r->version,
	                  .new = r->version == WFS_200 };
	const char *name = TEXT_JOIN(x->ctx, "wfs-", wfs_version_name(r->version), "-",
	                             text_from_int(x->ctx, p.sections));
	compose_answer(x, out, wfs_listing(x, name), "text/xml; charset=UTF-8", make, &p);
	return true;
}
