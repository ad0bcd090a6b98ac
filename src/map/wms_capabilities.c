#include "map/wms_capabilities.h"

#include <string.h>

#include "map/wms_info.h"
#include "map/wms_operations.h"
#include "service/ows.h"

#define XLINK "http://www.w3.org/1999/xlink"
#define SCHEMAS "http://schemas.opengis.net"

static bool is_111(const struct capabilities *c)
{
	return c->version == WMS_111;
}

void capabilities_resource(const struct capabilities *c, const char *href)
{
	xml_start(c->w, "OnlineResource");
	if (is_111(c))
		xml_attribute(c->w, "xmlns:xlink", XLINK);
	xml_attribute(c->w, "xlink:type", "simple");
	xml_attribute(c->w, "xlink:href", href);
	xml_end(c->w);
}

void capabilities_keywords(const struct capabilities *c, struct text keywords)
{
	const char *text = text_in(keywords, c->x->lang);
	size_t n;
	char **words = text_split(c->x->ctx, text, ',', 200, &n);

	if (words == NULL || n == 0)
		return;
	xml_start(c->w, "KeywordList");
	for (size_t i = 0; i < n; i++) {
		char *word = words[i] + strspn(words[i], " ");
		for (size_t end = strlen(word); end > 0 && word[end - 1] == ' ';)
			word[--end] = '\0';
		if (*word != '\0')
			xml_element(c->w, "Keyword", word);
	}
	xml_end(c->w);
}

static const char *known(const char *text)
{
	return text != NULL && *text != '\0' ? text : NULL;
}

/* A theme's own contact, where it has one, else that of the settings. */
static void contact(const struct capabilities *c)
{
	const struct conf *conf = c->x->conf;
	const struct contact *own = c->x->theme != NULL ? &c->x->theme->metadata.contact : NULL;
	const char *person = known(conf->contact_person), *email = known(conf->contact_email);
	const char *organisation = known(conf->contact_organisation);

	if (own != NULL && (known(own->person) || known(own->organisation) || known(own->email))) {
		person = known(own->person);
		organisation = known(own->organisation);
		email = known(own->email);
	}
	if (person == NULL && organisation == NULL && email == NULL)
		return;
	xml_start(c->w, "ContactInformation");
	if (person != NULL || organisation != NULL) {
		xml_start(c->w, "ContactPersonPrimary");
		xml_element(c->w, "ContactPerson", person != NULL ? person : "");
		xml_element(c->w, "ContactOrganization", organisation != NULL ? organisation : "");
		xml_end(c->w);
	}
	xml_element(c->w, "ContactElectronicMailAddress", email);
	xml_end(c->w);
}

static void number(const struct capabilities *c, const char *name, int64_t value)
{
	xml_element(c->w, name, mem_printf(c->x->ctx, "%lld", (long long)value));
}

static void service(const struct capabilities *c)
{
	const struct exchange *x = c->x;
	struct text title = x->theme != NULL ? x->theme->metadata.title : x->conf->title;
	struct text abstract = x->theme != NULL ? x->theme->metadata.abstract : x->conf->abstract;
	const char *about = text_in(abstract, x->lang);

	xml_start(c->w, "Service");
	xml_element(c->w, "Name", is_111(c) ? "OGC:WMS" : "WMS");
	xml_element(c->w, "Title", text_in(title, x->lang));
	xml_element(c->w, "Abstract", known(about));
	if (x->theme != NULL)
		capabilities_keywords(c, x->theme->metadata.keywords);
	capabilities_resource(c, c->href);
	contact(c);
	xml_element(c->w, "Fees", "none");
	xml_element(c->w, "AccessConstraints", "none");
	if (!is_111(c)) {
		number(c, "LayerLimit", x->conf->max_layers);
		/* a square of the limit in pixels: any picture within these sides is accepted */
		int64_t side = 1;
		while ((side + 1) * (side + 1) <= x->conf->max_pixels)
			side++;
		number(c, "MaxWidth", side);
		number(c, "MaxHeight", side);
	}
	xml_end(c->w);
}

static void operation(const struct capabilities *c, const char *name, const char *const *formats)
{
	xml_start(c->w, name);
	for (; *formats != NULL; formats++)
		xml_element(c->w, "Format", *formats);
	xml_start(c->w, "DCPType");
	xml_start(c->w, "HTTP");
	xml_start(c->w, "Get");
	capabilities_resource(c, c->href);
	xml_end(c->w);
	xml_end(c->w);
	xml_end(c->w);
	xml_end(c->w);
}

static const char *const *map_formats(const struct capabilities *c)
{
	const char **formats = mem_array(c->x->ctx, const char *, 16);
	size_t n = 0;

	for (const struct wms_format *f = wms_formats; f->type != NULL; f++)
		if (f->listed && (c->x->engine == NULL || engine_has_format(c->x->engine, f->engine)))
			formats[n++] = f->type;
	return formats;
}

static const char *const *feature_formats(const struct capabilities *c)
{
	const char **formats = mem_array(c->x->ctx, const char *, 16);
	size_t n = 0;

	for (const struct info_form *f = info_forms; f->type != NULL; f++)
		if (f->listed)
			formats[n++] = f->type;
	return formats;
}

static void requests(const struct capabilities *c)
{
	static const char *const xml_130[] = { "text/xml", NULL };
	static const char *const xml_111[] = { "application/vnd.ogc.wms_xml", NULL };
	static const char *const legend[] = { "image/png", "application/json", "text/html", NULL };
	static const char *const sld[] = { "application/vnd.ogc.sld+xml", NULL };

	xml_start(c->w, "Request");
	operation(c, "GetCapabilities", is_111(c) ? xml_111 : xml_130);
	operation(c, "GetMap", map_formats(c));
	operation(c, "GetFeatureInfo", feature_formats(c));
	operation(c, is_111(c) ? "DescribeLayer" : "sld:DescribeLayer", xml_130);
	operation(c, is_111(c) ? "GetLegendGraphic" : "sld:GetLegendGraphic", legend);
	if (is_111(c))
		operation(c, "GetStyles", sld);
	xml_end(c->w);
}

static void exceptions(const struct capabilities *c)
{
	static const char *const names[][3] = {
		{ "application/vnd.ogc.se_xml", "application/vnd.ogc.se_inimage", "application/vnd.ogc.se_blank" },
		{ "XML", "INIMAGE", "BLANK" },
	};

	xml_start(c->w, "Exception");
	for (size_t i = 0; i < 3; i++)
		xml_element(c->w, "Format", names[!is_111(c)][i]);
	xml_end(c->w);
}

static void symbolization(const struct capabilities *c)
{
	xml_start(c->w, is_111(c) ? "UserDefinedSymbolization" : "sld:UserDefinedSymbolization");
	xml_attribute(c->w, "SupportSLD", "1");
	xml_attribute(c->w, "UserLayer", "0");
	xml_attribute(c->w, "UserStyle", "1");
	xml_attribute(c->w, "RemoteWFS", "0");
	xml_end(c->w);
}

/* Rises with every edition and with every change among the stored joins. */
static int64_t sequence(const struct exchange *x)
{
	return (int64_t)(x->view->catalogue->edition + view_sequence(x->view));
}

static void open_document(const struct capabilities *c)
{
	xmlTextWriterStartDocument(c->w, NULL, "UTF-8", NULL);
	if (is_111(c)) {
		xmlTextWriterWriteDTD(c->w, X("WMT_MS_Capabilities"), NULL,
		                      X(SCHEMAS "/wms/1.1.1/capabilities_1_1_1.dtd"), NULL);
		xml_start(c->w, "WMT_MS_Capabilities");
	} else {
		xml_start(c->w, "WMS_Capabilities");
		xml_attribute(c->w, "xmlns", "http://www.opengis.net/wms");
		xml_attribute(c->w, "xmlns:sld", "http://www.opengis.net/sld");
		xml_attribute(c->w, "xmlns:xlink", XLINK);
		xml_attribute(c->w, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
		xml_attribute(c->w, "xsi:schemaLocation",
		              "http://www.opengis.net/wms " SCHEMAS "/wms/1.3.0/capabilities_1_3_0.xsd "
		              "http://www.opengis.net/sld " SCHEMAS "/sld/1.1.0/sld_capabilities.xsd");
	}
	xml_attribute(c->w, "version", wms_version_text(c->version));
	xml_attribute(c->w, "updateSequence",
	              mem_printf(c->x->ctx, "%lld", (long long)sequence(c->x)));
}

static void make(const struct exchange *x, struct compose *to, void *arg)
{
	struct capabilities *c = arg;

	c->x = x;
	c->to = to;
	c->w = compose_writer(to);
	open_document(c);
	service(c);
	xml_start(c->w, "Capability");
	requests(c);
	exceptions(c);
	symbolization(c);
	capabilities_layers(c);
	xml_end(c->w);
	xmlTextWriterEndDocument(c->w);
}

/* 6.2.4 of WMS 1.3.0: the version asked for, else the highest below it, else the lowest. */
static enum wms_version negotiate(const struct exchange *x)
{
	const char *version = ows_get(x, "VERSION");

	version = version != NULL ? version : ows_get(x, "WMTVER");
	return version == NULL || strcmp(version, "1.3.0") >= 0 ? WMS_130 : WMS_111;
}

/* 7.2.3.5: nothing new, or a client ahead of us, is an error. */
static bool check_sequence(const struct exchange *x, struct err *err)
{
	const char *text = ows_get(x, "UPDATESEQUENCE");
	int64_t present = sequence(x), theirs;

	if (text == NULL)
		return true;
	if (!text_int(text, &theirs) || theirs > present)
		return err_set(err, x->ctx, ERR_UPDATE_SEQUENCE_INVALID, "UPDATESEQUENCE",
		               "UPDATESEQUENCE is beyond the present one, which is %lld",
		               "UPDATESEQUENCE dépasse le numéro présent, qui est %lld", (long long)present);
	if (theirs == present)
		return err_set(err, x->ctx, ERR_UPDATE_SEQUENCE, "UPDATESEQUENCE",
		               "the capabilities have not changed since %lld",
		               "les capacités n'ont pas changé depuis %lld", (long long)present);
	return true;
}

bool wms_capabilities(const struct exchange *x, struct out *out, struct err *err)
{
	const char *language = ows_get(x, "LANGUAGE");
	struct capabilities c = { .version = negotiate(x) };

	if (!check_sequence(x, err))
		return false;
	/* a client that names a language goes on in it */
	const char *query = language != NULL ? TEXT_JOIN(x->ctx, "language=", lang_tag(x->lang)) : NULL;
	const char *href = service_href(x, ows_path(x), query);
	c.href = TEXT_JOIN(x->ctx, href, strchr(href, '?') != NULL ? "&" : "?");
	c.kind = TEXT_JOIN(x->ctx, "wms-", wms_version_text(c.version), language != NULL ? "-language" : "");
	const char *name = TEXT_JOIN(x->ctx, c.kind, "-", text_from_int(x->ctx, (int64_t)view_sequence(x->view)));
	compose_answer(x, out, name, c.version == WMS_111 ? "application/vnd.ogc.wms_xml" : "text/xml; charset=UTF-8",
	               make, &c);
	return true;
}
