#include <string.h>

#include "tjs/operations.h"
#include "gdas/page.h"

enum section {
	SECTION_IDENTIFICATION = 1, SECTION_PROVIDER = 2, SECTION_OPERATIONS = 4, SECTION_LANGUAGES = 8,
	SECTION_WSDL = 16, SECTION_ALL = 31
};

static const struct {
	const char *name;
	unsigned flag;
} section_names[] = {
	{ "ServiceIdentification", SECTION_IDENTIFICATION }, { "ServiceProvider", SECTION_PROVIDER },
	{ "OperationsMetadata", SECTION_OPERATIONS }, { "Languages", SECTION_LANGUAGES },
	{ "WSDL", SECTION_WSDL }, { "All", SECTION_ALL },
};

static const char *filled(const char *s)
{
	return s != NULL && *s != '\0' ? s : NULL;
}

/* Texts and contact of the theme, or of the whole service. */
static struct metadata service_metadata(const struct exchange *x)
{
	const struct conf *c = x->conf;
	struct metadata m = { .title = c->title, .abstract = c->abstract };

	if (x->theme != NULL)
		m = x->theme->metadata;
	if (filled(m.contact.organisation) == NULL)
		m.contact = (struct contact){ c->contact_person, c->contact_organisation, c->contact_email, "" };
	if (text_empty(m.title))
		m.title = (struct text){ "Service de jointure de tableaux (TJS)", "Table joining service (TJS)" };
	return m;
}

static void text_element(const struct tjs_page *p, const char *name, struct text text)
{
	if (text_empty(text))
		return;
	xml_start(p->w, name);
	xml_attribute(p->w, "xml:lang", lang_tag(p->x->lang));
	xml_text(p->w, text_in(text, p->x->lang));
	xml_end(p->w);
}

static void identification(const struct tjs_page *p, const struct metadata *m)
{
	xml_start(p->w, "ows:ServiceIdentification");
	text_element(p, "ows:Title", m->title);
	text_element(p, "ows:Abstract", m->abstract);
	xml_element(p->w, "ows:ServiceType", "TJS");
	xml_element(p->w, "ows:ServiceTypeVersion", "1.0.0");
	xml_element(p->w, "ows:Fees", "NONE");
	xml_element(p->w, "ows:AccessConstraints", "NONE");
	xml_end(p->w);
}

static void provider(const struct tjs_page *p, const struct metadata *m)
{
	const struct contact *c = &m->contact;
	const char *name = filled(c->organisation);

	xml_start(p->w, "ows:ServiceProvider");
	xml_element(p->w, "ows:ProviderName", name != NULL ? name : text_in(m->title, p->x->lang));
	xml_start(p->w, "ows:ProviderSite");
	xml_attribute(p->w, "xlink:href", filled(c->url) != NULL ? c->url : service_href(p->x, "/", NULL));
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

static void allowed(const struct tjs_page *p, const char *element, const char *name,
                    const char *const *values)
{
	xml_start(p->w, element);
	xml_attribute(p->w, "name", name);
	xml_start(p->w, "ows:AllowedValues");
	for (size_t i = 0; values[i] != NULL; i++)
		xml_element(p->w, "ows:Value", values[i]);
	xml_end(p->w);
	xml_end(p->w);
}

/* The form in which limits are read by the clients there are: the maximum of a range. */
static void limit(const struct tjs_page *p, const char *name, int64_t most, struct text meaning)
{
	xml_start(p->w, "ows:Constraint");
	xml_attribute(p->w, "name", name);
	xml_start(p->w, "ows:AllowedValues");
	xml_start(p->w, "ows:Range");
	xml_element(p->w, "ows:MinimumValue", "1");
	xml_element(p->w, "ows:MaximumValue", mem_printf(p->x->ctx, "%lld", (long long)most));
	xml_end(p->w);
	xml_end(p->w);
	xml_element(p->w, "ows:Meaning", text_in(meaning, p->x->lang));
	xml_end(p->w);
}

static void open_operation(const struct tjs_page *p, enum tjs_operation operation)
{
	static const char *const encodings[] = { "KVP", "XML", "SOAP", NULL };
	/* with a query of its own, so that what clients append to it is one */
	const char *get = service_href(p->x, tjs_path(p->x), "service=TJS");

	xml_start(p->w, "ows:Operation");
	xml_attribute(p->w, "name", tjs_operation_name(operation));
	xml_start(p->w, "ows:DCP");
	xml_start(p->w, "ows:HTTP");
	xml_start(p->w, "ows:Get");
	xml_attribute(p->w, "xlink:href", mem_printf(p->x->ctx, "%s&", get));
	xml_end(p->w);
	xml_start(p->w, "ows:Post");
	xml_attribute(p->w, "xlink:href", service_href(p->x, tjs_path(p->x), NULL));
	allowed(p, "ows:Constraint", "PostEncoding", encodings);
	xml_end(p->w);
	xml_end(p->w);
	xml_end(p->w);
}

static void parameters(const struct tjs_page *p, enum tjs_operation operation)
{
	static const char *const versions[] = { "1.0", NULL }, *const languages[] = { "fr", "en", NULL };
	static const char *const sections[] = { "ServiceIdentification", "ServiceProvider",
		"OperationsMetadata", "Languages", "WSDL", "All", NULL };
	static const struct text keys = { "Nombre de clés que LinkageKeys peut énumérer",
	                                  "Number of keys that LinkageKeys may list" },
		asked = { "Nombre d'attributs qu'une demande peut énumérer",
		          "Number of attributes that a request may list" },
		joined = { "Nombre d'attributs qu'une jointure peut porter",
		           "Number of attributes that a join may bring" };
	int64_t columns = p->x->conf->max_columns;

	if (operation == TJS_GET_CAPABILITIES) {
		allowed(p, "ows:Parameter", "AcceptVersions", versions);
		allowed(p, "ows:Parameter", "Sections", sections);
	} else {
		allowed(p, "ows:Parameter", "version", versions);
	}
	allowed(p, "ows:Parameter", "language", languages);
	if (operation == TJS_GET_DATA) {
		limit(p, "GeolinkIdsLimit", TJS_MOST_KEYS, keys);
		limit(p, "GeolinkidsLimit", TJS_MOST_KEYS, keys);
		limit(p, "AttributeLimit", columns, asked);
	}
	if (operation == TJS_JOIN_DATA)
		limit(p, "AttributeLimit", columns, joined);
}

static void operations(const struct tjs_page *p)
{
	xml_start(p->w, "ows:OperationsMetadata");
	for (int i = 0; i < TJS_OPERATIONS; i++) {
		open_operation(p, (enum tjs_operation)i);
		parameters(p, (enum tjs_operation)i);
		xml_end(p->w);
	}
	xml_end(p->w);
}

/* The one that answers are in where nobody asks comes first. */
static void languages(const struct tjs_page *p)
{
	enum lang first = p->x->conf->language;

	tjs_start(p, "tjs:Languages");
	xml_element(p->w, "ows:Language", lang_tag(first));
	xml_element(p->w, "ows:Language", lang_tag(first == LANG_FR ? LANG_EN : LANG_FR));
	xml_end(p->w);
}

/* Flags of the sections asked for; 0 where one of them is none. */
static unsigned sections_of(const struct exchange *x, const char *list)
{
	unsigned flags = 0;
	size_t n = 0;
	char **names = list != NULL && *list != '\0' ? text_split(x->ctx, list, ',', 20, &n) : NULL;

	for (size_t i = 0; names != NULL && i < n; i++) {
		size_t j = 0, all = sizeof section_names / sizeof *section_names;
		while (j < all && strcmp(names[i], section_names[j].name) != 0)
			j++;
		if (j == all)
			return 0;
		flags |= section_names[j].flag;
	}
	return names != NULL || (list != NULL && *list != '\0') ? flags : SECTION_ALL;
}

static bool write_capabilities(const struct tjs_page *p, void *arg, struct err *err)
{
	unsigned sections = *(const unsigned *)arg;
	const struct metadata m = service_metadata(p->x);

	(void)err;
	tjs_open(p, "tjs:Capabilities", NULL);
	xml_attribute(p->w, "updateSequence", mem_printf(p->x->ctx, "%llu",
	              (unsigned long long)p->x->view->catalogue->edition));
	if (sections & SECTION_IDENTIFICATION)
		identification(p, &m);
	if (sections & SECTION_PROVIDER)
		provider(p, &m);
	if (sections & SECTION_OPERATIONS)
		operations(p);
	if (sections & SECTION_LANGUAGES)
		languages(p);
	if (sections & SECTION_WSDL)
		tjs_link(p, "tjs:WSDL", service_href(p->x, tjs_path(p->x), "service=TJS&wsdl"));
	return true;
}

static bool accepts(const struct exchange *x, const char *versions)
{
	struct err ignored = { 0 };
	size_t n = 0;
	char **list = versions != NULL ? text_split(x->ctx, versions, ',', 20, &n) : NULL;

	for (size_t i = 0; i < n; i++)
		if (tjs_version_check(x->ctx, list[i], &ignored))
			return true;
		else
			ignored = (struct err){ 0 };
	return versions == NULL;
}

/* The client's copy: it has none, it is current (*current), or it never was one of ours. */
static bool check_sequence(bool *current, const struct exchange *x, const char *text, struct err *err)
{
	uint64_t edition = x->view->catalogue->edition;
	int64_t known = -1;

	*current = false;
	if (text == NULL)
		return true;
	if (!text_int(text, &known) || known < 0 || (uint64_t)known > edition)
		return err_set(err, x->ctx, ERR_UPDATE_SEQUENCE_INVALID, NULL,
		               "the service is at %llu: the updateSequence \"%s\" is not a value that it has given out",
		               "le service en est à %llu : l'updateSequence « %s » n'est pas une valeur qu'il a donnée",
		               (unsigned long long)edition, text);
	*current = (uint64_t)known == edition;
	return true;
}

bool tjs_get_capabilities(const struct tjs_request *r, const struct exchange *x, struct out *out,
                          struct err *err)
{
	unsigned sections = sections_of(x, r->sections);
	bool current;

	if (!accepts(x, r->accept_versions))
		return err_set(err, x->ctx, ERR_VERSION, NULL,
		               "none of the versions asked for is served: 1.0 is",
		               "aucune des versions demandées n'est servie : la 1.0 l'est");
	if (sections == 0)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "Sections",
		               "the sections are ServiceIdentification, ServiceProvider, OperationsMetadata, "
		               "Languages, WSDL and All",
		               "les sections sont ServiceIdentification, ServiceProvider, OperationsMetadata, "
		               "Languages, WSDL et All");
	if (!check_sequence(&current, x, r->update_sequence, err))
		return false;
	if (current)
		sections = 0;
	struct tjs_document d = {
		.name = mem_printf(x->ctx, "capabilities %u", sections), .soap = r->soap,
		.write = write_capabilities, .arg = &sections,
	};
	return tjs_document_answer(x, out, &d, err);
}
