#include "map/engine_ms.h"

#include <stdlib.h>

#include "base/xml.h"

/* How much of an XML answer is looked at to tell an exception from an answer, and how
   much of an exception is kept for the log. */
#define HEAD_MOST 4096
#define LOOK_MOST 2048
#define EXCEPTION_MOST 8192

enum state { IN_HEAD, LOOKING, PASSING, IN_EXCEPTION };

struct sink {
	struct out *out;
	enum state state;
	char *head;        /* header lines so far */
	int status;        /* of an error that the OGC API tells in JSON, else 0 */
	char *held;        /* body while we look; the exception, once it is one */
	msIOContext in, to, log;
};

static int nothing_to_read(void *cb, void *data, int n)
{
	(void)cb, (void)data, (void)n;
	return 0;
}

static int unheard(void *cb, void *data, int n)
{
	(void)cb, (void)data;
	return n;
}

/* Content-Type and Content-Disposition alone pass; the rest is ours to say. */
static void pass_headers(struct sink *s)
{
	size_t n;
	char **lines = text_split(s, s->head, '\n', 64, &n);

	for (size_t i = 0; lines != NULL && i < n; i++) {
		char *colon = strchr(lines[i], ':');
		if (colon == NULL)
			continue;
		*colon++ = '\0';
		colon += strspn(colon, " ");
		colon[strcspn(colon, "\r")] = '\0';
		if (text_same(lines[i], "Content-Type") || text_same(lines[i], "Content-Disposition"))
			out_header(s->out, lines[i], colon);
	}
}

/* The HTTP status that an error says, else 0. */
static int error_status(const struct sink *s)
{
	const char *line = strcasestr(s->head, "Status:");
	long status = line != NULL ? strtol(line + 7, NULL, 10) : 0;

	return status >= 400 && status < 600 ? (int)status : 0;
}

static bool is_xml(const struct sink *s)
{
	return strcasestr(s->head, "xml") != NULL || strcasestr(s->head, "gml") != NULL;
}

/* The name of the root element, where `text` holds it whole; NULL until it does. */
static const char *root_name(const char *text, size_t *n)
{
	for (const char *p = strchr(text, '<'); p != NULL; p = strchr(p + 1, '<')) {
		if (p[1] == '?' || p[1] == '!')
			continue;
		*n = strcspn(p + 1, " \t\r\n/>");
		return p[1 + *n] != '\0' ? p + 1 : NULL;
	}
	return NULL;
}

static void pass_held(struct sink *s)
{
	s->state = PASSING;
	pass_headers(s);
	out_write(s->out, s->held, talloc_get_size(s->held) - 1);
	TALLOC_FREE(s->held);
}

static void look(struct sink *s, const char *data, size_t n)
{
	static const char mark[] = "ExceptionReport";
	size_t name;

	s->held = mem_check(talloc_strndup_append_buffer(s->held, data, n));
	const char *root = root_name(s->held, &name);
	if (root != NULL && name >= strlen(mark) &&
	    strncmp(root + name - strlen(mark), mark, strlen(mark)) == 0)
		s->state = IN_EXCEPTION;
	else if (root != NULL || strlen(s->held) > LOOK_MOST)
		pass_held(s);
}

static void body(struct sink *s, const char *data, size_t n)
{
	switch (s->state) {
	case IN_HEAD:
		break;
	case LOOKING:
		look(s, data, n);
		break;
	case PASSING:
		out_write(s->out, data, n);
		break;
	case IN_EXCEPTION:
		if (strlen(s->held) + n < EXCEPTION_MOST)
			s->held = mem_check(talloc_strndup_append_buffer(s->held, data, n));
		break;
	}
}

/* Gathers the head; what follows its empty line is the first of the body. */
static size_t take_head(struct sink *s, const char *data, size_t n)
{
	size_t before = strlen(s->head);
	s->head = mem_check(talloc_strndup_append_buffer(s->head, data, n));
	char *end = strstr(s->head, "\r\n\r\n");

	if (end == NULL && strlen(s->head) < HEAD_MOST)
		return n;
	size_t length = end != NULL ? (size_t)(end - s->head) + 4 : strlen(s->head);
	s->head[length] = '\0';
	s->status = error_status(s);
	s->state = s->status > 0 ? IN_EXCEPTION : is_xml(s) ? LOOKING : PASSING;
	if (s->state == PASSING)
		pass_headers(s);
	return length - before;
}

static int take(void *cb, void *data, int count)
{
	struct sink *s = cb;
	size_t n = (size_t)count;
	size_t used = s->state == IN_HEAD ? take_head(s, data, n) : 0;

	if (used < n)
		body(s, (const char *)data + used, n - used);
	return count;
}

struct sink *sink_open(const void *ctx, struct out *out)
{
	struct sink *s = mem_new(ctx, struct sink);

	s->out = out;
	s->head = mem_strdup(s, "");
	s->held = mem_strdup(s, "");
	s->in = (msIOContext){ "jointure", MS_FALSE, nothing_to_read, NULL };
	s->to = (msIOContext){ "jointure", MS_TRUE, take, s };
	s->log = (msIOContext){ "jointure", MS_TRUE, unheard, NULL };
	msIO_installHandlers(&s->in, &s->to, &s->log);
	return s;
}

struct sink *sink_open_body(const void *ctx, struct out *out)
{
	struct sink *s = sink_open(ctx, out);

	s->state = PASSING;
	return s;
}

/* Codes of the standards that say what a client got wrong, and ours. */
static const struct {
	const char *theirs;
	enum err_code ours;
	const char *locator;
} faults[] = {
	{ "InvalidParameterValue", ERR_INVALID_PARAMETER, NULL },
	{ "MissingParameterValue", ERR_MISSING_PARAMETER, NULL },
	{ "OperationParsingFailed", ERR_INVALID_PARAMETER, NULL },
	{ "OperationNotSupported", ERR_NOT_SUPPORTED, "REQUEST" },
	{ "LayerNotDefined", ERR_LAYER, "LAYERS" },
	{ "StyleNotDefined", ERR_STYLE, "STYLES" },
	{ "InvalidFormat", ERR_FORMAT, "FORMAT" },
	{ "InvalidCRS", ERR_CRS, "CRS" },
	{ "InvalidSRS", ERR_CRS, "SRS" },
	{ "InvalidPoint", ERR_POINT, NULL },
	{ "LayerNotQueryable", ERR_NOT_QUERYABLE, "QUERY_LAYERS" },
	{ "InvalidDimensionValue", ERR_DIMENSION, "TIME" },
	{ "MissingDimensionValue", ERR_DIMENSION, "TIME" },
};

static bool blame(const void *ctx, const char *code, const char *locator, struct err *err)
{
	for (size_t i = 0; code != NULL && i < sizeof faults / sizeof *faults; i++) {
		if (!text_same(faults[i].theirs, code))
			continue;
		if (locator == NULL || *locator == '\0')
			locator = faults[i].locator;
		if (locator == NULL)
			break;
		/* which may be the SRS of WMS 1.1.1 or the CRS of 1.3.0: libmapserver 8.0 always says SRS */
		if (faults[i].ours == ERR_CRS)
			return err_set(err, ctx, ERR_CRS, locator,
			               "the map engine cannot work in this coordinate system",
			               "le moteur cartographique ne peut pas travailler dans ce système de coordonnées");
		return err_set(err, ctx, faults[i].ours, locator,
		               "the map engine cannot work with the value of %s",
		               "le moteur cartographique ne peut pas traiter la valeur de %s", locator);
	}
	return err_set(err, ctx, ERR_INTERNAL, NULL, "the map engine could not answer this request",
	               "le moteur cartographique n'a pas pu répondre à cette requête");
}

static bool blame_status(const void *ctx, int status, struct err *err)
{
	if (status == 404)
		return err_set(err, ctx, ERR_NOT_FOUND, NULL,
		               "the map has no such collection, feature or address",
		               "la carte n'a ni collection, ni objet, ni adresse de ce nom");
	if (status < 500)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, NULL,
		               "a parameter has a value that the map cannot work with",
		               "un paramètre a une valeur que la carte ne peut pas traiter");
	return blame(ctx, NULL, NULL, err);
}

/* What the exception document of any version says, told as ours. */
static bool explain(const struct sink *s, const void *ctx, struct err *err)
{
	struct err ignored = { 0 };
	size_t name;
	/* from the root on: those of WMS 1.1.1 have a DOCTYPE */
	const char *from = root_name(s->held, &name);
	from = from != NULL ? from - 1 : s->held;
	struct span text = { from, strlen(from) };
	xmlDocPtr doc = xml_parse(ctx, text, EXCEPTION_MOST, 8, NULL, &ignored);
	const xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	const xmlNode *first = root != NULL ? xml_first(root) : NULL;
	const char *code = NULL, *locator = NULL;

	if (first != NULL) {
		code = xml_get(ctx, first, "exceptionCode");
		code = code != NULL ? code : xml_get(ctx, first, "code");
		locator = xml_get(ctx, first, "locator");
	}
	if (root == NULL && s->status > 0)
		blame_status(ctx, s->status, err);
	else
		blame(ctx, code, locator, err);
	return err_detail(err, ctx, "%s", root != NULL ? xml_content(ctx, root) : s->held);
}

bool sink_close(struct sink *s, const void *ctx, bool answered, struct err *err)
{
	msIO_installHandlers(NULL, NULL, NULL);
	if (s->state == IN_EXCEPTION)
		return explain(s, ctx, err);
	if (!answered || s->state == IN_HEAD)
		return engine_failed(ctx, err);
	if (s->state == LOOKING)
		pass_held(s);
	return true;
}
