#include "base/xml.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

struct writer_handle {
	xmlTextWriterPtr writer;
	struct out *out;  /* NULL once the writer goes: what is not flushed by then is due to nobody */
};

struct doc_handle {
	xmlDocPtr doc;
};

static int to_out(void *handle, const char *data, int n)
{
	struct writer_handle *h = handle;

	if (h->out == NULL)
		return n;
	return out_write(h->out, data, (size_t)n) ? n : -1;
}

/* libxml2 flushes as it frees, when the out may be gone. */
static int free_writer(struct writer_handle *h)
{
	h->out = NULL;
	xmlFreeTextWriter(h->writer);
	return 0;
}

static int free_doc(struct doc_handle *h)
{
	xmlFreeDoc(h->doc);
	return 0;
}

xmlTextWriterPtr xml_writer(const void *ctx, struct out *out)
{
	struct writer_handle *h = mem_new(ctx, struct writer_handle);
	h->out = out;
	h->writer = mem_check(xmlNewTextWriter(xmlOutputBufferCreateIO(to_out, NULL, h, NULL)));
	talloc_set_destructor(h, free_writer);
	return h->writer;
}

void xml_start(xmlTextWriterPtr w, const char *name)
{
	xmlTextWriterStartElement(w, X(name));
}

void xml_end(xmlTextWriterPtr w)
{
	xmlTextWriterEndElement(w);
}

/* What XML cannot carry leaves as U+FFFD: the document stays well-formed whatever a value holds. */
static char *unfit(const char *value)
{
	return text_is_utf8(value, strlen(value)) ? NULL : text_clean(NULL, value, false);
}

void xml_attribute(xmlTextWriterPtr w, const char *name, const char *value)
{
	char *clean = value != NULL ? unfit(value) : NULL;

	if (value != NULL)
		xmlTextWriterWriteAttribute(w, X(name), X(clean != NULL ? clean : value));
	talloc_free(clean);
}

void xml_element(xmlTextWriterPtr w, const char *name, const char *value)
{
	char *clean = value != NULL ? unfit(value) : NULL;

	if (value != NULL)
		xmlTextWriterWriteElement(w, X(name), X(clean != NULL ? clean : value));
	talloc_free(clean);
}

void xml_text(xmlTextWriterPtr w, const char *value)
{
	char *clean = value != NULL ? unfit(value) : NULL;

	if (value != NULL)
		xmlTextWriterWriteString(w, X(clean != NULL ? clean : value));
	talloc_free(clean);
}

/* What the SAX handlers may refuse on, ahead of any tree. */
struct guard {
	startElementNsSAX2Func start;
	endElementNsSAX2Func end;
	charactersSAXFunc characters;
	cdataBlockSAXFunc cdata;
	const char *hollow;   /* elements of this name are kept without what they hold; or NULL */
	int inside;           /* the depth of the one that is open; 0: none */
	size_t kept, most_kept;       /* about what the tree takes from the text */
	int depth, most;
	bool doctype, deep;
};

static void refuse_doctype(void *data, const xmlChar *name, const xmlChar *id, const xmlChar *uri)
{
	xmlParserCtxtPtr parser = data;
	(void)name, (void)id, (void)uri;
	((struct guard *)parser->_private)->doctype = true;
	xmlStopParser(parser);
}

static bool room_for(xmlParserCtxtPtr parser, struct guard *g, size_t n)
{
	g->kept += n;
	if (g->kept <= g->most_kept)
		return true;
	xmlStopParser(parser);
	return false;
}

static void guarded_start(void *data, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int n_ns, const xmlChar **ns, int n_attributes,
                          int n_defaulted, const xmlChar **attributes)
{
	xmlParserCtxtPtr parser = data;
	struct guard *g = parser->_private;

	if (++g->depth > g->most) {
		g->deep = true;
		xmlStopParser(parser);
		return;
	}
	if (g->inside > 0)
		return;
	if (g->hollow != NULL && strcmp((const char *)name, g->hollow) == 0)
		g->inside = g->depth;
	for (int i = 0; i < n_attributes; i++)
		g->kept += (size_t)(attributes[5 * i + 4] - attributes[5 * i + 3]);
	if (!room_for(parser, g, strlen((const char *)name)))
		return;
	g->start(data, name, prefix, uri, n_ns, ns, n_attributes, n_defaulted, attributes);
}

static void guarded_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	xmlParserCtxtPtr parser = data;
	struct guard *g = parser->_private;

	if (g->inside == g->depth)
		g->inside = 0;
	g->depth--;
	if (g->inside == 0)
		g->end(data, name, prefix, uri);
}

static void guarded_characters(void *data, const xmlChar *text, int n)
{
	xmlParserCtxtPtr parser = data;
	struct guard *g = parser->_private;

	if (g->inside == 0 && room_for(parser, g, (size_t)n))
		g->characters(data, text, n);
}

static void guarded_cdata(void *data, const xmlChar *text, int n)
{
	xmlParserCtxtPtr parser = data;
	struct guard *g = parser->_private;

	if (g->inside == 0 && room_for(parser, g, (size_t)n))
		g->cdata(data, text, n);
}

static void quiet(void *data, const char *fmt, ...)
{
	(void)data, (void)fmt;
}

static bool too_long(const void *ctx, size_t ceiling, const char *locator, struct err *err)
{
	return err_set(err, ctx, ERR_TOO_LARGE, locator, "the document is over the limit of %zu bytes",
	               "le document dépasse la limite de %zu octets", ceiling);
}

static bool explain(const void *ctx, xmlParserCtxtPtr parser, const struct guard *g,
                    const char *locator, struct err *err)
{
	if (g->doctype)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, locator,
		               "the document has a DOCTYPE, which is not accepted: send it without one",
		               "le document a un DOCTYPE, ce qui n'est pas accepté : envoyez-le sans");
	if (g->kept > g->most_kept)
		return too_long(ctx, g->most_kept, locator, err);
	if (g->deep)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, locator,
		               "the document has more than %d levels of elements",
		               "le document a plus de %d niveaux d'éléments", g->most);
	int line = parser->lastError.line;
	err_set(err, ctx, ERR_INVALID_PARAMETER, locator,
	        "the document is not well-formed XML (line %d)",
	        "le document n'est pas du XML bien formé (ligne %d)", line);
	if (parser->lastError.message != NULL)
		err_detail(err, ctx, "%s", parser->lastError.message);
	return false;
}

/* What stands inside a hollow element makes no tree: no text, comment or instruction. */
static void make_hollow(xmlSAXHandler *sax, struct guard *g)
{
	if (g->hollow == NULL)
		return;
	sax->characters = sax->ignorableWhitespace = guarded_characters;
	sax->cdataBlock = guarded_cdata;
	sax->comment = NULL;
	sax->processingInstruction = NULL;
}

xmlDocPtr xml_parse(const void *ctx, struct span text, size_t ceiling, int depth,
                    const char *locator, struct err *err)
{
	if (text.n > ceiling) {
		too_long(ctx, ceiling, locator, err);
		return NULL;
	}
	return xml_parse_hollow(ctx, text, ceiling, depth, NULL, locator, err);
}

xmlDocPtr xml_parse_hollow(const void *ctx, struct span text, size_t ceiling, int depth, const char *hollow,
                           const char *locator, struct err *err)
{
	xmlParserCtxtPtr parser = mem_check(xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL));
	struct guard g = { .start = parser->sax->startElementNs, .end = parser->sax->endElementNs,
	                   .characters = parser->sax->characters, .cdata = parser->sax->cdataBlock,
	                   .hollow = hollow, .most_kept = ceiling, .most = depth };
	parser->_private = &g;
	parser->sax->internalSubset = refuse_doctype;
	parser->sax->startElementNs = guarded_start;
	parser->sax->endElementNs = guarded_end;
	parser->sax->error = quiet;
	parser->sax->warning = quiet;
	parser->sax->serror = NULL;
	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	parser->sax->error = quiet;
	parser->sax->warning = quiet;
	make_hollow(parser->sax, &g);
	xmlParseChunk(parser, text.at, (int)text.n, 1);

	struct doc_handle *h = NULL;
	if (parser->wellFormed && parser->nsWellFormed && parser->myDoc != NULL && !g.doctype && !g.deep &&
	    g.kept <= ceiling) {
		h = mem_new(ctx, struct doc_handle);
		h->doc = parser->myDoc;
		talloc_set_destructor(h, free_doc);
	} else {
		explain(ctx, parser, &g, locator, err);
		xmlFreeDoc(parser->myDoc);
	}
	parser->myDoc = NULL;
	xmlFreeParserCtxt(parser);
	return h != NULL ? h->doc : NULL;
}

/* `guard` first: refuse_doctype knows no more. */
struct stream {
	struct guard guard;
	const struct xml_events *events;
	void *arg;
	struct err *err;
	bool refused;
};

struct xml_attributes {
	const xmlChar **list;  /* local name, prefix, URI, value, its end */
	int n;
};

static void stop(xmlParserCtxtPtr parser, struct stream *s)
{
	s->refused = true;
	xmlStopParser(parser);
}

static void stream_start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                         int n_ns, const xmlChar **ns, int n_attributes, int n_defaulted,
                         const xmlChar **attributes)
{
	xmlParserCtxtPtr parser = data;
	struct stream *s = parser->_private;
	const struct xml_attributes a = { attributes, n_attributes };

	(void)prefix, (void)uri, (void)n_ns, (void)ns, (void)n_defaulted;
	if (s->refused || s->guard.deep)
		return;
	if (++s->guard.depth > s->guard.most) {
		s->guard.deep = true;
		xmlStopParser(parser);
	} else if (!s->events->start(s->arg, (const char *)name, &a, s->err)) {
		stop(parser, s);
	}
}

static void stream_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	xmlParserCtxtPtr parser = data;
	struct stream *s = parser->_private;

	(void)prefix, (void)uri;
	s->guard.depth--;
	if (!s->refused && !s->guard.deep && !s->events->end(s->arg, (const char *)name, s->err))
		stop(parser, s);
}

static void stream_text(void *data, const xmlChar *text, int n)
{
	xmlParserCtxtPtr parser = data;
	struct stream *s = parser->_private;

	if (!s->refused && !s->guard.deep && !s->events->text(s->arg, (const char *)text, (size_t)n, s->err))
		stop(parser, s);
}

const char *xml_attribute_get(const struct xml_attributes *a, const void *ctx, const char *name, bool *prefixed)
{
	for (int i = 0; i < a->n; i++) {
		const xmlChar **one = a->list + (ptrdiff_t)5 * i;
		if (strcmp((const char *)one[0], name) != 0)
			continue;
		if (prefixed != NULL)
			*prefixed = one[2] != NULL;
		return mem_strndup(ctx, (const char *)one[3], (size_t)(one[4] - one[3]));
	}
	return NULL;
}

bool xml_attribute_at(const struct xml_attributes *a, int i, struct xml_attribute *one)
{
	const xmlChar **at = a->list + (ptrdiff_t)5 * i;

	if (i >= a->n)
		return false;
	*one = (struct xml_attribute){ (const char *)at[0], (const char *)at[2],
	                               { (const char *)at[3], (size_t)(at[4] - at[3]) } };
	return true;
}

struct file_handle {
	FILE *file;
};

static int close_file(struct file_handle *h)
{
	return fclose(h->file);
}

static struct file_handle *open_file(const void *ctx, const char *path, struct err *err)
{
	FILE *file = fopen(path, "rbe");
	struct file_handle *h = NULL;

	if (file == NULL) {
		err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the document cannot be read",
		        "le document ne peut pas être lu");
		return NULL;
	}
	h = mem_new(ctx, struct file_handle);
	h->file = file;
	talloc_set_destructor(h, close_file);
	return h;
}

/* The whole of it to the parser, piece by piece; false when it is over the ceiling. */
static bool feed(xmlParserCtxtPtr parser, struct stream *s, const struct xml_source *from, FILE *file,
                 int64_t ceiling)
{
	char piece[1 << 16];
	int64_t fed = 0;
	size_t n;

	for (struct span rest = from->text;; fed += (int64_t)n) {
		n = file != NULL ? fread(piece, 1, sizeof piece, file) : rest.n < sizeof piece ? rest.n : sizeof piece;
		if (fed + (int64_t)n > ceiling)
			return false;
		if (n == 0 || s->refused || s->guard.deep || s->guard.doctype || !parser->wellFormed)
			break;
		xmlParseChunk(parser, file != NULL ? piece : rest.at, (int)n, 0);
		if (file == NULL)
			rest = (struct span){ rest.at + n, rest.n - n };
	}
	xmlParseChunk(parser, "", 0, 1);
	return true;
}

bool xml_stream(const void *ctx, const struct xml_source *from, int64_t ceiling, int depth,
                const struct xml_events *events, void *arg, const char *locator, struct err *err)
{
	struct file_handle *file = from->path != NULL ? open_file(ctx, from->path, err) : NULL;
	struct stream s = { .guard.most = depth, .events = events, .arg = arg, .err = err };
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC, .internalSubset = refuse_doctype, .startElementNs = stream_start,
		.endElementNs = stream_end, .characters = stream_text, .ignorableWhitespace = stream_text,
		.cdataBlock = stream_text, .error = quiet, .warning = quiet,
	};

	if (from->path != NULL && file == NULL)
		return false;
	xmlParserCtxtPtr parser = mem_check(xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL));
	parser->_private = &s;
	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	bool within = feed(parser, &s, from, file != NULL ? file->file : NULL, ceiling);
	bool whole = within && !s.refused && parser->wellFormed && parser->nsWellFormed && !s.guard.doctype &&
	             !s.guard.deep;
	if (!within)
		err_set(err, ctx, ERR_TOO_LARGE, locator, "the document is over the limit of %lld bytes",
		        "le document dépasse la limite de %lld octets", (long long)ceiling);
	else if (!whole && !s.refused)
		explain(ctx, parser, &s.guard, locator, err);
	xmlFreeParserCtxt(parser);
	talloc_free(file);
	return whole;
}

bool xml_is(const xmlNode *node, const char *local_name)
{
	return node != NULL && node->type == XML_ELEMENT_NODE &&
	       strcmp((const char *)node->name, local_name) == 0;
}

const xmlNode *xml_first(const xmlNode *parent)
{
	const xmlNode *n = parent != NULL ? parent->children : NULL;
	while (n != NULL && n->type != XML_ELEMENT_NODE)
		n = n->next;
	return n;
}

const xmlNode *xml_next(const xmlNode *node)
{
	do
		node = node->next;
	while (node != NULL && node->type != XML_ELEMENT_NODE);
	return node;
}

const xmlNode *xml_child(const xmlNode *parent, const char *local_name)
{
	const xmlNode *n = xml_first(parent);
	while (n != NULL && !xml_is(n, local_name))
		n = xml_next(n);
	return n;
}

static char *take(const void *ctx, xmlChar *s)
{
	char *copy = mem_strdup(ctx, s != NULL ? (const char *)s : "");
	xmlFree(s);
	return copy;
}

const char *xml_get(const void *ctx, const xmlNode *node, const char *attribute)
{
	for (const xmlAttr *a = node->properties; a != NULL; a = a->next)
		if (strcmp((const char *)a->name, attribute) == 0)
			return take(ctx, xmlNodeListGetString(node->doc, a->children, 1));
	return NULL;
}

char *xml_content(const void *ctx, const xmlNode *node)
{
	char *s = take(ctx, xmlNodeGetContent(node));
	char *start = s + strspn(s, " \t\r\n");
	size_t n = strlen(start);
	while (n > 0 && isspace((unsigned char)start[n - 1]))
		n--;
	char *trimmed = mem_strndup(ctx, start, n);
	talloc_free(s);
	return trimmed;
}

char *xml_serialize(const void *ctx, const xmlNode *node)
{
	xmlDocPtr doc = mem_check(xmlNewDoc(X("1.0")));
	/* xmlDocCopyNode only reads, though it does not say so */
	union { const xmlNode *lent; xmlNode *node; } u = { .lent = node };
	xmlNodePtr copy = mem_check(xmlDocCopyNode(u.node, doc, 1));
	xmlDocSetRootElement(doc, copy);
	xmlReconciliateNs(doc, copy);
	xmlBufferPtr buffer = mem_check(xmlBufferCreate());
	xmlNodeDump(buffer, doc, copy, 0, 0);
	char *s = mem_strdup(ctx, (const char *)xmlBufferContent(buffer));
	xmlBufferFree(buffer);
	xmlFreeDoc(doc);
	return s;
}
