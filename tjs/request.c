#include "tjs/request.h"

#include <string.h>

#include "service/ows.h"


static const char *const operations[TJS_OPERATIONS] = {
	[TJS_GET_CAPABILITIES] = "GetCapabilities",
	[TJS_DESCRIBE_FRAMEWORKS] = "DescribeFrameworks",
	[TJS_DESCRIBE_DATASETS] = "DescribeDatasets",
	[TJS_DESCRIBE_DATA] = "DescribeData",
	[TJS_GET_DATA] = "GetData",
	[TJS_DESCRIBE_JOIN_ABILITIES] = "DescribeJoinAbilities",
	[TJS_DESCRIBE_KEY] = "DescribeKey",
	[TJS_JOIN_DATA] = "JoinData",
};

const char *const tjs_own_requests[] = {
	"DescribeFrameworks", "DescribeDatasets", "DescribeData", "GetData", "DescribeJoinAbilities",
	"DescribeKey", "JoinData", NULL
};

const char *tjs_operation_name(enum tjs_operation operation)
{
	return operations[operation];
}

bool tjs_operation_find(enum tjs_operation *operation, const void *ctx, const char *name, bool exact,
                        const char *locator, struct err *err)
{
	for (int i = 0; i < TJS_OPERATIONS; i++) {
		*operation = (enum tjs_operation)i;
		if (exact ? strcmp(operations[i], name) == 0 : text_same(operations[i], name))
			return true;
	}
	return err_set(err, ctx, ERR_NOT_SUPPORTED, locator,
	               "TJS has no operation \"%s\": GetCapabilities lists those there are",
	               "le TJS n'a pas d'opération « %s » : GetCapabilities donne la liste", name);
}

bool tjs_flag_read(bool *flag, const void *ctx, const char *name, const char *text, struct err *err)
{
	*flag = text != NULL && (text_same(text, "true") || strcmp(text, "1") == 0);
	if (text != NULL && !*flag && !text_same(text, "false") && strcmp(text, "0") != 0)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, name,
		               "%s is \"true\" or \"false\", not \"%s\"",
		               "%s vaut « true » ou « false », pas « %s »", name, text);
	return true;
}

bool tjs_version_check(const void *ctx, const char *version, struct err *err)
{
	static const char *const known[] = { "1", "1.0", "1.0.0" };

	for (size_t i = 0; version != NULL && i < sizeof known / sizeof *known; i++)
		if (strcmp(version, known[i]) == 0)
			return true;
	return version == NULL ||
	       err_set(err, ctx, ERR_INVALID_PARAMETER, "version",
	               "the version served is 1.0, not \"%s\"",
	               "la version servie est la 1.0, pas « %s »", version);
}

/* The better of a list in the order of preference, as OWS Common 2.0 has it: "fr-CA,en". */
static bool read_languages(enum lang *lang, const char *list)
{
	for (const char *p = list; *p != '\0'; p += strspn(p, ", ")) {
		char tag[12] = "";
		size_t n = strcspn(p, ",; ");
		if (n > 0 && n < sizeof tag) {
			memcpy(tag, p, n);
			if (tag[0] == '*' || lang_parse(lang, tag))
				return true;
		}
		p += strcspn(p, ",");
	}
	return false;
}

bool tjs_language_read(enum lang *lang, const void *ctx, const char *tag, struct err *err)
{
	if (read_languages(lang, tag))
		return true;
	return err_set(err, ctx, ERR_INVALID_PARAMETER, "language",
	               "the languages are \"fr\" and \"en\", not \"%s\"",
	               "les langues sont « fr » et « en », pas « %s »", tag);
}

static bool posted(const struct exchange *x)
{
	const struct request *r = x->request;

	return r->method == METHOD_POST && r->body.n > 0 &&
	       strcmp(r->content_type, "application/x-www-form-urlencoded") != 0;
}

/* What is asked: the root, or what the body of an envelope holds. NULL for an envelope that is empty. */
static const xmlNode *operation_node(const xmlNode *root, bool *soap)
{
	*soap = xml_is(root, "Envelope");
	return *soap ? xml_first(xml_child(root, "Body")) : root;
}

static bool check_namespace(const struct exchange *x, const xmlNode *root, struct err *err)
{
	const char *ns = root->ns != NULL ? (const char *)root->ns->href : "";

	if (strcmp(ns, "http://schemas.xmlsoap.org/soap/envelope/") == 0)
		return true;
	return err_set(err, x->ctx, ERR_NOT_SUPPORTED, "Envelope",
	               "the envelope is not of SOAP 1.1, which is the version taken here",
	               "l'enveloppe n'est pas du SOAP 1.1, la version acceptée ici");
}

static bool read_document(struct tjs_request *r, enum lang *lang, const struct exchange *x,
                          struct err *err)
{
	xmlDocPtr doc = xml_parse_hollow(x->ctx, x->request->body, (size_t)x->conf->max_body, TJS_DEPTH, TJS_INLINE, NULL,
	                                 err);
	if (doc == NULL)
		return false;
	const xmlNode *root = xmlDocGetRootElement(doc), *node = operation_node(root, &r->soap);
	if (r->soap && !check_namespace(x, root, err))
		return false;
	if (node == NULL)
		return err_set(err, x->ctx, ERR_MISSING_PARAMETER, "request",
		               "the body of the envelope is empty: it holds the request",
		               "le corps de l'enveloppe est vide : il contient la requête");
	const char *language = xml_get(x->ctx, node, "language");
	return (language == NULL || tjs_language_read(lang, x->ctx, language, err)) &&
	       tjs_xml_read(r, x, node, err);
}

bool tjs_request_read(struct tjs_request *r, enum lang *lang, const struct exchange *x, struct err *err)
{
	const char *language = ows_get(x, "language");

	*r = (struct tjs_request){ 0 };
	*lang = x->lang;
	if (posted(x))
		return read_document(r, lang, x, err);
	if (language == NULL)
		language = ows_get(x, "AcceptLanguages");
	return (language == NULL || tjs_language_read(lang, x->ctx, language, err)) &&
	       tjs_kvp_read(r, x, err);
}

/* The operation's element is the root, or the first in the body of an envelope: no further is read. */
struct beginning {
	const void *ctx;
	struct tjs_manner *manner;
	const char *name, *language;
	int depth;
};

static bool begin_element(void *arg, const char *name, const struct xml_attributes *attributes, struct err *err JT_UNUSED)
{
	struct beginning *b = arg;

	b->depth++;
	if (b->depth == 1 && strcmp(name, "Envelope") == 0)
		b->manner->soap = true;
	if (b->manner->soap && b->depth < 3)
		return true;
	b->name = mem_strdup(b->ctx, name);
	b->language = xml_attribute_get(attributes, b->ctx, "language", NULL);
	return false;
}

static bool pass_text(void *arg JT_UNUSED, const char *s JT_UNUSED, size_t n JT_UNUSED, struct err *err JT_UNUSED)
{
	return true;
}

static bool end_element(void *arg, const char *name JT_UNUSED, struct err *err JT_UNUSED)
{
	((struct beginning *)arg)->depth--;
	return true;
}

struct tjs_manner tjs_manner_of(const struct exchange *x)
{
	static const struct xml_events events = { begin_element, pass_text, end_element };
	struct tjs_manner m = { .posted = posted(x), .lang = x->lang, .operation = "" };
	struct beginning b = { .ctx = x->ctx, .manner = &m };
	const char *name = ows_get(x, "request"), *language = ows_get(x, "AcceptLanguages");
	struct err ignored = { 0 };
	enum tjs_operation operation;

	if (m.posted) {
		const struct xml_source from = { .text = x->request->body };
		(void)xml_stream(x->ctx, &from, INT64_MAX, TJS_DEPTH, &events, &b, NULL, &ignored);
		name = b.name;
		language = b.language;
	}
	if (language != NULL)
		read_languages(&m.lang, language);
	ignored = (struct err){ 0 };
	if (name != NULL && tjs_operation_find(&operation, x->ctx, name, false, NULL, &ignored))
		m.operation = operations[operation];
	return m;
}
